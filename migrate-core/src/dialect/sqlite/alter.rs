//! `ALTER TABLE`: a group of changes of one table becomes statements of SQLite's own where those can do it safely, and
//! else one rebuild.
//!
//! The changes are made in a [`Draft`] of the live table's statement. Columns keep the names that the database knows
//! until everything else is done, and are renamed last, by SQLite: it follows names into triggers and views.
//! <https://www.sqlite.org/lang_altertable.html>

mod change;
mod columns;
mod constraints;
mod dropped;
mod order;
mod rebuild;

use super::draft::Draft;
use super::stored::{StoredObject, StoredTable};
use super::types::quote;
use super::unsupported;
use crate::dialect::{Catalog, Ddl, DdlError, Unsupported};
use crate::operation::{Change, Recreate};
use crate::schema::{Identity, TableName};
use columns::Columns;

/// What a group of changes has come to so far.
struct Alteration<'a> {
    table: &'a TableName,
    stored: StoredTable,
    draft: Draft,
    columns: Columns,
    /// Statements that do the same as the draft, as long as there is one for each change.
    native: Vec<Native>,
    /// Whether a change needs a rebuild.
    rebuild: bool,
    /// Whether a column was dropped by a statement of its own, which only SQLite 3.35 and later have.
    drops_natively: bool,
    /// Indexes of another name: made before columns are renamed, so that SQLite renames in them, too.
    renamed_indexes: Vec<String>,
    /// Indexes to be created when the columns have their names.
    new_indexes: Vec<String>,
    /// Names of what went with a dropped column.
    gone: Vec<String>,
    /// Columns that are dropped, by the names that the changes and the draft know.
    dropped: Vec<(String, String)>,
    /// A column that is dropped as soon as there is another one, for no statement is without columns.
    last: Option<String>,
    /// Columns that number the rows as long as they are the primary key, by their names in the draft.
    numbering: Vec<(String, Identity)>,
}

/// A statement of SQLite's own.
enum Native {
    /// As it stands.
    Sql(String),
    /// The addition of a column, as the draft will define it.
    AddColumn(String),
}

/// Translates a group of changes.
pub(super) fn ddl(
    table: &TableName,
    changes: &[Change],
    recreate: Recreate,
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    if let Some(unsupported) = unsupported::table_name(table) {
        return Err(unsupported.into());
    }
    let Some(stored) = catalog.stored_table(table)? else {
        return Err(DdlError::NoTable(table.clone()));
    };
    let draft = Draft::new(table, &stored.sql)?;
    let changes = order::ordered(changes, &draft);
    let mut alteration = Alteration {
        table,
        columns: Columns::new(draft.column_names()),
        stored,
        draft,
        native: Vec::new(),
        rebuild: false,
        drops_natively: false,
        renamed_indexes: Vec::new(),
        new_indexes: Vec::new(),
        gone: Vec::new(),
        dropped: Vec::new(),
        last: None,
        numbering: Vec::new(),
    };
    if let Some((alias, counts)) = alteration.draft.rowid_alias() {
        let identity = if counts {
            Identity::Autoincrement
        } else {
            Identity::ByDefault
        };
        alteration.numbering.push((alias, identity));
    }
    for change in changes {
        alteration.apply(change)?;
    }
    alteration.refuse_dangling()?;
    if let Some(last) = alteration.last {
        return Err(DdlError::Invalid(format!(
            "column `{last}` is the only one of table `{table}`; drop the table instead"
        )));
    }
    if alteration.draft.parsed.without_rowid && alteration.draft.says_autoincrement() {
        return Err(Unsupported::new(
            unsupported::SQLITE,
            "AUTOINCREMENT in WITHOUT ROWID tables",
            table.to_string(),
        )
        .into());
    }
    if alteration.drops_natively && !alteration.rebuild && catalog.version()? < (3, 35, 0) {
        alteration.rebuild = true;
    }
    match recreate {
        Recreate::Auto => {}
        Recreate::Always => alteration.rebuild = true,
        Recreate::Never if alteration.rebuild => {
            return Err(DdlError::Invalid(format!(
                "table `{table}` would have to be recreated for this change, and the batch says `Recreate::Never`"
            )));
        }
        Recreate::Never => {}
    }
    let mut probes = Vec::new();
    let mut ddl = if alteration.rebuild {
        let dependents = catalog.dependents(table)?;
        probes = rebuild::probes(&alteration, &dependents);
        rebuild::ddl(&alteration, &dependents)?
    } else {
        Ddl::plain(alteration.native_statements()?)
    };
    let renamed = std::mem::take(&mut alteration.renamed_indexes);
    ddl.statements.extend(renamed.into_iter().map(Into::into));
    let name = quote(&alteration.stored.name);
    let renames = alteration.columns.renames();
    if !renames.is_empty() {
        // SQLite compiles every view and trigger when it renames a column.
        probes.clear();
    }
    for (from, to) in renames {
        let rename = format!(
            "ALTER TABLE {name} RENAME COLUMN {} TO {}",
            quote(&from),
            quote(&to)
        );
        ddl.statements.push(rename.into());
    }
    let last = alteration.new_indexes.into_iter().chain(probes);
    ddl.statements.extend(last.map(Into::into));
    Ok(ddl)
}

impl Alteration<'_> {
    fn native_statements(&self) -> Result<Vec<String>, DdlError> {
        let table = quote(&self.stored.name);
        let statement = |native: &Native| {
            Ok(match native {
                Native::Sql(sql) => sql.clone(),
                Native::AddColumn(name) => {
                    let span = self.draft.column(name)?.span.clone();
                    format!("ALTER TABLE {table} ADD COLUMN {}", &self.draft.sql[span])
                }
            })
        };
        self.native.iter().map(statement).collect()
    }

    /// Takes an index off the list of those that the table has.
    fn forget_index(&mut self, name: &str) -> Option<StoredObject> {
        let at = self
            .stored
            .indexes
            .iter()
            .position(|index| index.name.eq_ignore_ascii_case(name))?;
        let index = self.stored.indexes.remove(at);
        let quoted = quote(&index.name);
        self.native
            .push(Native::Sql(format!("DROP INDEX {quoted}")));
        Some(index)
    }
}
