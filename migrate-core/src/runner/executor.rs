//! Carries operations out on a live connection.

use thiserror::Error;

use crate::connection::{Connection, Engine, Fragment};
use crate::dialect::{self, Dialect, LiveCatalog};
use crate::operation::Operation;
use crate::operations::Executor;
use crate::revision::{BoxError, Result};
use crate::runner::session::Session;
use crate::schema::{Literal, TableName};

/// How many parameters one insert carries at most: SQLite's own limit was 999 before 3.32.
/// <https://www.sqlite.org/limits.html#max_variable_number>
const MAX_PARAMETERS: usize = 999;

pub(super) struct OnlineExecutor<'e, 'c> {
    session: &'e mut Session<'c>,
    dialect: &'static dyn Dialect,
    /// How many statements were sent.
    pub(super) statements: usize,
    /// Tables that were renamed, in order.
    pub(super) renamed: Vec<(TableName, TableName)>,
}

/// A rebuild would empty tables that refer to the rebuilt one.
#[derive(Debug, Error)]
#[error(
    "table `{table}` is referred to by others and cannot be rebuilt while foreign keys are enforced"
)]
pub(crate) struct RebuildRefused {
    pub(super) table: TableName,
}

/// A revision asks for a block outside of the transaction.
#[derive(Debug, Error)]
#[error("this version cannot run operations outside of the revision's transaction")]
struct NoAutocommit;

impl<'e, 'c> OnlineExecutor<'e, 'c> {
    pub(super) fn new(session: &'e mut Session<'c>) -> Self {
        let dialect = dialect::of(session.conn.engine());
        OnlineExecutor {
            session,
            dialect,
            statements: 0,
            renamed: Vec::new(),
        }
    }

    fn send(&mut self, sql: &str) -> Result {
        self.statements += 1;
        log::debug!("{sql}");
        Ok(self.session.conn.batch_execute(sql)?)
    }

    fn insert(&mut self, table: &TableName, columns: &[String], rows: &[Vec<Literal>]) -> Result {
        let quoted: Vec<String> = columns
            .iter()
            .map(|column| self.dialect.quote(column))
            .collect();
        let head = format!(
            "INSERT INTO {} ({}) VALUES ",
            self.dialect.quote_table(table),
            quoted.join(", ")
        );
        for chunk in rows.chunks((MAX_PARAMETERS / columns.len().max(1)).max(1)) {
            let mut statement = vec![Fragment::Sql(&head)];
            for (position, row) in chunk.iter().enumerate() {
                statement.push(Fragment::Sql(if position == 0 { "(" } else { ", (" }));
                for (position, value) in row.iter().enumerate() {
                    if position > 0 {
                        statement.push(Fragment::Sql(", "));
                    }
                    statement.push(Fragment::Parameter(value));
                }
                statement.push(Fragment::Sql(")"));
            }
            self.statements += 1;
            self.session.conn.execute(&statement)?;
        }
        Ok(())
    }
}

impl Executor for OnlineExecutor<'_, '_> {
    fn execute(&mut self, operation: &Operation) -> Result {
        match operation {
            Operation::Run { .. } => Ok(()),
            Operation::Execute { sql, .. } => self.send(sql),
            Operation::BulkInsert {
                table,
                columns,
                rows,
            } => self.insert(table, columns, rows),
            Operation::AutocommitBlock { operations } => {
                self.enter_autocommit()?;
                for operation in operations {
                    self.execute(operation)?;
                }
                self.leave_autocommit()
            }
            Operation::CreateTable { .. }
            | Operation::DropTable { .. }
            | Operation::RenameTable { .. }
            | Operation::AlterTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
            | Operation::AlterEnum { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { .. }
            | Operation::DropSequence { .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. }
            | Operation::CreateExtension { .. }
            | Operation::DropExtension { .. }
            | Operation::CreateObject { .. }
            | Operation::ReplaceObject { .. }
            | Operation::DropObject { .. } => {
                let ddl = self
                    .dialect
                    .ddl(operation, &mut LiveCatalog::new(self.session.conn))?;
                if let Some(table) = ddl.needs_foreign_keys_off
                    && self.session.foreign_keys_enforced()
                {
                    return Err(RebuildRefused { table }.into());
                }
                for statement in &ddl.statements {
                    if let Err(error) = self.send(statement) {
                        // What no rollback restores. The first failure is the one to report.
                        for statement in &ddl.on_failure {
                            let _ = self.send(statement);
                        }
                        return Err(match &ddl.stand_in {
                            Some((stand_in, table)) => in_terms_of(error, stand_in, table),
                            None => error,
                        });
                    }
                }
                if let Operation::RenameTable { from, to } = operation {
                    self.renamed.push((from.clone(), to.clone()));
                }
                Ok(())
            }
        }
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        Some(self.session.conn)
    }

    fn engine(&self) -> Option<Engine> {
        Some(self.session.conn.engine())
    }

    fn enter_autocommit(&mut self) -> Result {
        Err(NoAutocommit.into())
    }

    fn leave_autocommit(&mut self) -> Result {
        Ok(())
    }
}

/// What the database said of a table that only a rebuild knows, said of the table that people know.
#[derive(Debug, Error)]
#[error("{0}")]
struct Refused(String);

fn in_terms_of(error: BoxError, stand_in: &str, table: &str) -> BoxError {
    let message = error.to_string();
    if message.contains(stand_in) {
        Refused(message.replace(stand_in, table)).into()
    } else {
        error
    }
}
