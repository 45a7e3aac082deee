//! A table made once more as a temporary one: the statements that do it, and what is known of it then.

use super::Made;
use crate::dialect::postgres::create;
use crate::schema::{QualifiedName, Table};

/// A table under the name of a temporary one.
pub(super) fn made((at, table): (usize, &Table)) -> Made<Table> {
    let mut probe = table.clone();
    probe.name = QualifiedName::new(format!("migrate_probe_{at}"));
    let sql = script(&probe);
    Made { what: probe, sql }
}

/// What the server says of it, under the name of the table that it stands for. What nothing was asked of is as it was.
pub(super) fn said(mut said: Table, asked: &Table) -> Table {
    said.name.clone_from(&asked.name);
    if said.columns.is_empty() {
        said.columns.clone_from(&asked.columns);
    }
    said
}

/// The statements that make a table as a temporary one.
fn script(probe: &Table) -> Result<String, String> {
    let mut statements = create::table(probe, false).map_err(|error| error.to_string())?;
    if let Some(create) = statements.first_mut() {
        *create = create.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
    }
    Ok(statements.join(";\n"))
}
