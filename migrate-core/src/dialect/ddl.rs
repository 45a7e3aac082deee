//! What a dialect makes of an operation: statements, and what they need around them.

use std::ops::Deref;

use thiserror::Error;

use super::InspectError;
use crate::schema::TableName;

/// The statements of one operation, and what they need around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ddl {
    /// The statements, in order.
    pub statements: Vec<Statement>,
    /// SQLite: the table that is rebuilt while others refer to it, which loses rows of theirs unless foreign keys are
    /// off.
    pub needs_foreign_keys_off: Option<TableName>,
    /// What puts the connection back when one of the statements failed: settings that no rollback restores.
    pub on_failure: Vec<String>,
    /// The name of a table that only these statements know, and that of the table which it stands for: the database
    /// speaks of the one where people know the other.
    pub stand_in: Option<(String, String)>,
}

impl Ddl {
    /// Statements that need nothing around them.
    #[must_use]
    pub fn plain<S: Into<Statement>>(statements: impl IntoIterator<Item = S>) -> Self {
        Ddl {
            statements: statements.into_iter().map(Into::into).collect(),
            ..Ddl::default()
        }
    }
}

/// One statement, without a final `;`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its text.
    pub sql: String,
    /// Whether the database refuses it inside of a transaction: `CREATE INDEX CONCURRENTLY`.
    pub outside_transaction: bool,
}

impl From<String> for Statement {
    fn from(sql: String) -> Self {
        Statement {
            sql,
            outside_transaction: false,
        }
    }
}

impl From<&str> for Statement {
    fn from(sql: &str) -> Self {
        sql.to_owned().into()
    }
}

impl Deref for Statement {
    type Target = str;

    fn deref(&self) -> &str {
        &self.sql
    }
}

/// How many parameters one insert carries at most: SQLite's own limit was 999 before 3.32.
/// <https://www.sqlite.org/limits.html#max_variable_number>
const MAX_PARAMETERS: usize = 999;

/// How many rows one insert carries, in a run and in MySQL's scripts: their journals count the same statements.
pub(crate) fn rows_per_insert(columns: usize) -> usize {
    (MAX_PARAMETERS / columns.max(1)).max(1)
}

/// An operation cannot be turned into statements.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DdlError {
    /// The database lacks the thing.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// The table to be changed is not there.
    #[error("table `{0}` does not exist")]
    NoTable(TableName),
    /// The live table does not fit the operation.
    #[error(transparent)]
    Apply(#[from] crate::operation::ApplyError),
    /// The live table cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// The statement depends on what is in the database, and there is none.
    #[error("{what} has to be read from the database, and this run has none")]
    NeedsDatabase {
        /// What.
        what: String,
    },
    /// The statement cannot work, whatever the database.
    #[error("{0}")]
    Invalid(String),
}

/// A database lacks what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{database} has no {feature} (`{on}`)")]
#[non_exhaustive]
pub struct Unsupported {
    /// The database.
    pub database: &'static str,
    /// What it lacks.
    pub feature: String,
    /// Where it was asked for: a table, a column as `table.column`, or a constraint.
    pub on: String,
}

impl Unsupported {
    /// Says that the database lacks the feature.
    #[must_use]
    pub fn new(database: &'static str, feature: impl Into<String>, on: impl Into<String>) -> Self {
        Unsupported {
            database,
            feature: feature.into(),
            on: on.into(),
        }
    }
}
