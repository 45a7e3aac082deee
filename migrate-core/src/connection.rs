//! The one trait between this library and Diesel, and its one implementation for every Diesel connection.
//!
//! Everything above works on `&mut dyn Connection`, so that a thousand revisions compile without one generic function.

mod diesel_impl;
mod one_of;

use std::any::Any;

use diesel::QueryResult;

pub use one_of::{NoVariant, OneOf};

use crate::schema::Literal;

/// A connection that migrations run through.
///
/// Implemented for every Diesel connection of a backend that this crate was built with, pooled and instrumented ones
/// included; `&mut conn` is all that a caller writes. For an enum of several, [`MigratableConnection`](crate::MigratableConnection)
/// derives it. A driver that is not Diesel's can implement it.
pub trait Connection {
    /// The kind of database at the other end.
    fn engine(&self) -> Engine;

    /// Executes statements as they stand, without parameters.
    ///
    /// # Errors
    /// What the database answers.
    fn batch_execute(&mut self, sql: &str) -> QueryResult<()>;

    /// Executes one statement, made of text and parameters, and returns the number of rows that it touched.
    ///
    /// # Errors
    /// What the database answers.
    fn execute(&mut self, statement: &[Fragment<'_>]) -> QueryResult<usize>;

    /// Returns the rows of a query. Every column of it must be text or NULL: cast the others in the query. Of
    /// SQLite's pragmas, which take no cast, numbers come as text, too.
    ///
    /// # Errors
    /// What the database answers.
    fn query(&mut self, sql: &str) -> QueryResult<Vec<Row>>;

    /// Takes one step through the connection's own transaction manager, so that it knows what goes on.
    ///
    /// # Errors
    /// What the database answers, and Diesel's errors about the state of the transaction.
    fn transaction(&mut self, step: TransactionStep) -> QueryResult<()>;

    /// How many transactions and savepoints are open.
    ///
    /// # Errors
    /// Diesel's error if the transaction manager is broken.
    fn transaction_depth(&mut self) -> QueryResult<u32>;

    /// The connection itself, for a caller that knows its type.
    fn as_any_mut(&mut self) -> &mut dyn Any;

    /// The connection itself, given away to a caller that knows its type; `None` if it is not to be had, such as one that is
    /// borrowed.
    fn into_any(self: Box<Self>) -> Option<Box<dyn Any>> {
        None
    }
}

/// A piece of a statement for [`Connection::execute`].
#[derive(Debug, Clone, Copy)]
pub enum Fragment<'a> {
    /// SQL as it stands.
    Sql(&'a str),
    /// A value, sent apart from the text.
    Parameter(&'a Literal),
}

/// A row of [`Connection::query`].
pub type Row = Vec<Option<String>>;

/// The kinds of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    Mysql,
}

impl Engine {
    /// The name, for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
            Engine::Mysql => "MySQL",
        }
    }
}

/// A step of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionStep {
    /// Begins a transaction, or inside of one sets a savepoint.
    Begin,
    /// Begins a transaction that holds SQLite's write lock from its first moment; elsewhere as [`Self::Begin`].
    BeginImmediate,
    /// Commits what the last begin opened.
    Commit,
    /// Takes back what the last begin opened.
    Rollback,
}
