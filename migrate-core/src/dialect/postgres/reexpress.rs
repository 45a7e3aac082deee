//! Expressions in the server's own words: tables are made as temporary ones, read back, and forgotten.
//!
//! One transaction (or savepoint) for all of them, which is rolled back. What the server does not take, and why, is told
//! for each table that it refuses.

use super::create;
use super::inspect::{self, Scope};
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
    let outcome = in_transaction(conn, version, tables);
    conn.transaction(TransactionStep::Rollback)?;
    outcome
}

fn in_transaction(
    conn: &mut dyn Connection,
    version: Version,
    tables: &[Table],
) -> Result<Vec<Result<Table, String>>, InspectError> {
    let probes: Vec<Result<String, String>> = tables
        .iter()
        .enumerate()
        .map(|(at, table)| script(at, table))
        .collect();
    let all: Vec<&str> = probes.iter().flatten().map(String::as_str).collect();
    let mut refused: Vec<Option<String>> = probes
        .iter()
        .map(|probe| probe.as_ref().err().cloned())
        .collect();
    conn.transaction(TransactionStep::Begin)?;
    match conn.batch_execute(&all.join(";\n")) {
        Ok(()) => conn.transaction(TransactionStep::Commit)?,
        // One by one, to tell which it is.
        Err(_) => {
            conn.transaction(TransactionStep::Rollback)?;
            for (probe, refused) in probes.iter().zip(&mut refused) {
                let Ok(sql) = probe else { continue };
                conn.transaction(TransactionStep::Begin)?;
                match conn.batch_execute(sql) {
                    Ok(()) => conn.transaction(TransactionStep::Commit)?,
                    Err(error) => {
                        conn.transaction(TransactionStep::Rollback)?;
                        *refused = Some(error.to_string());
                    }
                }
            }
        }
    }
    let read = inspect::inspect(conn, version, &Scope::Temporary)?;
    let answers = tables.iter().enumerate().map(|(at, table)| {
        if let Some(reason) = refused.get(at).cloned().flatten() {
            return Err(reason);
        }
        let mut said = read
            .table(&QualifiedName::new(name(at)))
            .cloned()
            .ok_or_else(|| "the server does not show it".to_owned())?;
        said.name = table.name.clone();
        Ok(said)
    });
    Ok(answers.collect())
}

fn name(at: usize) -> String {
    format!("migrate_probe_{at}")
}

/// The statements that make a table as a temporary one.
fn script(at: usize, table: &Table) -> Result<String, String> {
    let mut probe = table.clone();
    probe.name = QualifiedName::new(name(at));
    let mut statements = create::table(&probe, false).map_err(|error| error.to_string())?;
    if let Some(create) = statements.first_mut() {
        *create = create.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
    }
    Ok(statements.join(";\n"))
}
