//! What a table is beside its columns: logging, storage parameters, inheritance, row security.

use super::Group;
use crate::dialect::postgres::types::quote_name;
use crate::schema::{RowSecurity, TableName, TableOptions};

/// The clauses that make the one of the other; what is not known of the former counts as the default.
pub(super) fn set_options(group: &mut Group<'_>, to: &TableOptions, was: Option<&TableOptions>) {
    let default = TableOptions::default();
    let was = was.unwrap_or(&default);
    if to.unlogged != was.unlogged {
        group.clause(if to.unlogged {
            "SET UNLOGGED"
        } else {
            "SET LOGGED"
        });
    }
    if to.parameters != was.parameters {
        let names = |text: &Option<String>| -> Vec<String> {
            let all = text.iter().flat_map(|text| text.split(','));
            all.map(|one| one.split('=').next().unwrap_or(one).trim().to_owned())
                .collect()
        };
        let kept = names(&to.parameters);
        let gone: Vec<String> = names(&was.parameters)
            .into_iter()
            .filter(|name| !kept.contains(name))
            .collect();
        if !gone.is_empty() {
            group.clause(format!("RESET ({})", gone.join(", ")));
        }
        if let Some(parameters) = &to.parameters {
            group.clause(format!("SET ({parameters})"));
        }
    }
    let parents = |options: &TableOptions| -> Vec<TableName> {
        let inherits = options.inherits.as_deref();
        inherits.map_or_else(Vec::new, |inherits| inherits.parents.clone())
    };
    let (now, before) = (parents(to), parents(was));
    for parent in before.iter().filter(|parent| !now.contains(parent)) {
        group.clause(format!("NO INHERIT {}", quote_name(parent)));
    }
    for parent in now.iter().filter(|parent| !before.contains(parent)) {
        group.clause(format!("INHERIT {}", quote_name(parent)));
    }
    if to.row_security != was.row_security {
        let clauses = match to.row_security {
            RowSecurity::Off => ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"],
            RowSecurity::Enabled => ["ENABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"],
            RowSecurity::Forced => ["ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"],
        };
        for clause in clauses {
            group.clause(clause);
        }
    }
}
