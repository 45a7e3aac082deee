//! Expressions in the server's own words: tables are made as temporary ones, read back, and forgotten.
//!
//! One transaction (or savepoint) for all of them, which is rolled back. What the server does not take, and why, is told
//! for each table that it refuses.

use super::create;
use super::inspect;
use crate::connection::{Connection, TransactionStep};
use crate::dialect::{InspectError, Version};
use crate::schema::{QualifiedName, Table};

/// Returns each table as the server says it back, or why it refused it.
pub(super) fn reexpress(
    conn: &mut dyn Connection,
    version: Version,
    tables: &[Table],
) -> Result<Vec<Result<Table, String>>, InspectError> {
    conn.transaction(TransactionStep::Begin)?;
    let outcome = together(conn, version, tables);
    conn.transaction(TransactionStep::Rollback)?;
    if let Some(said) = outcome? {
        return Ok(said.into_iter().map(Ok).collect());
    }
    // One by one, to tell which it is that the server refuses.
    conn.transaction(TransactionStep::Begin)?;
    let outcome = apart(conn, version, tables);
    conn.transaction(TransactionStep::Rollback)?;
    outcome
}

/// All of them in as few statements as there can be; `None` if the server takes one of them ill.
fn together(
    conn: &mut dyn Connection,
    version: Version,
    tables: &[Table],
) -> Result<Option<Vec<Table>>, InspectError> {
    let probes: Vec<Table> = tables.iter().enumerate().map(probe).collect();
    let Ok(scripts) = probes.iter().map(script).collect::<Result<Vec<_>, _>>() else {
        return Ok(None);
    };
    if conn.batch_execute(&scripts.join(";\n")).is_err() {
        return Ok(None);
    }
    Ok(Some(read(conn, version, &probes, tables.iter())?))
}

fn apart(
    conn: &mut dyn Connection,
    version: Version,
    tables: &[Table],
) -> Result<Vec<Result<Table, String>>, InspectError> {
    let (mut taken, mut answers) = (Vec::new(), Vec::new());
    for (at, table) in tables.iter().enumerate() {
        let probe = probe((at, table));
        let sql = match script(&probe) {
            Ok(sql) => sql,
            Err(reason) => {
                answers.push(Err(reason));
                continue;
            }
        };
        conn.transaction(TransactionStep::Begin)?;
        match conn.batch_execute(&sql) {
            Ok(()) => {
                conn.transaction(TransactionStep::Commit)?;
                taken.push(probe);
                answers.push(Ok(table));
            }
            Err(error) => {
                conn.transaction(TransactionStep::Rollback)?;
                answers.push(Err(error.to_string()));
            }
        }
    }
    let originals = answers.iter().flatten().copied();
    let mut said = read(conn, version, &taken, originals)?.into_iter();
    let answers = answers.into_iter().map(|answer| {
        let _ = answer?;
        said.next()
            .ok_or_else(|| "the server does not show it".to_owned())
    });
    Ok(answers.collect())
}

/// What the server says of the probes, each under the name of the table that it stands for. What nothing was asked of
/// is as it was.
fn read<'t>(
    conn: &mut dyn Connection,
    version: Version,
    probes: &[Table],
    tables: impl Iterator<Item = &'t Table>,
) -> Result<Vec<Table>, InspectError> {
    if probes.is_empty() {
        return Ok(Vec::new());
    }
    let said = inspect::temporary(conn, version, probes)?;
    Ok(said
        .into_iter()
        .zip(tables)
        .map(|(mut said, table)| {
            said.name = table.name.clone();
            if said.columns.is_empty() {
                said.columns.clone_from(&table.columns);
            }
            said
        })
        .collect())
}

fn name(at: usize) -> String {
    format!("migrate_probe_{at}")
}

/// A table under the name of a temporary one.
fn probe((at, table): (usize, &Table)) -> Table {
    let mut probe = table.clone();
    probe.name = QualifiedName::new(name(at));
    probe
}

/// The statements that make a table as a temporary one.
fn script(probe: &Table) -> Result<String, String> {
    let mut statements = create::table(probe, false).map_err(|error| error.to_string())?;
    if let Some(create) = statements.first_mut() {
        *create = create.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
    }
    Ok(statements.join(";\n"))
}
