//! Dialects: what a database calls things, and what it can do.
//!
//! A dialect is text and facts. Its DDL is made without a connection: what it has to know of a live table (only
//! SQLite's rebuilds do) is asked of a [`Catalog`].

pub mod mysql;
pub mod postgres;
pub(crate) mod replica;
pub(crate) mod script;
pub mod sqlite;

use thiserror::Error;

use crate::connection::{Connection, Engine};
use crate::operation::Operation;
use crate::schema::{Schema, Table, TableName};

/// One kind of database.
pub trait Dialect: Send + Sync {
    /// The database's name, for people.
    fn name(&self) -> &'static str;

    /// Quotes a name, always.
    fn quote(&self, name: &str) -> String;

    /// Quotes a table's name, with its schema where it has one.
    fn quote_table(&self, table: &TableName) -> String {
        match &table.schema {
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(&table.name)),
            None => self.quote(&table.name),
        }
    }

    /// Writes a value as it stands in SQL.
    fn literal(&self, value: &crate::schema::Literal) -> String;

    /// Reads the schema of a live database, with a constant number of queries.
    ///
    /// Tables for which `include` says no are left out, before more is read of them than their name.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses, or holds a definition that cannot be read.
    fn inspect(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError>;

    /// Brings a schema into the one form in which this database's tables compare equal when they are equal: types that
    /// the database does not tell apart, literals, expressions, what a primary key implies. Both sides of a diff are
    /// normalised. Idempotent.
    fn normalise(&self, schema: &mut Schema);

    /// Whether a table may be created before one that its foreign keys point at.
    fn foreign_keys_may_precede(&self) -> bool;

    /// Tells what this database lacks of what the tables ask for; an empty list if all can be had.
    fn unsupported(&self, table: &Table) -> Vec<Unsupported>;

    /// Translates operations into statements.
    ///
    /// # Errors
    /// [`DdlError`] if this database cannot do what is asked, or the live table is not what the operation expects.
    /// Nothing was executed then.
    fn ddl(&self, operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError>;
}

/// Returns the dialect of an engine.
#[must_use]
pub fn of(engine: Engine) -> &'static dyn Dialect {
    match engine {
        Engine::Sqlite => &sqlite::Sqlite,
        Engine::Postgres => &postgres::Postgres,
        Engine::Mysql => &mysql::Mysql,
    }
}

/// The statements of one operation, and what they need around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ddl {
    /// The statements, in order, without a final `;`.
    pub statements: Vec<String>,
    /// SQLite: the table that is rebuilt while others refer to it, which loses rows of theirs unless foreign keys are
    /// off.
    pub needs_foreign_keys_off: Option<TableName>,
    /// What puts the connection back when one of the statements failed: settings that no rollback restores.
    pub on_failure: Vec<String>,
    /// The name of a table that only these statements know, and that of the table which it stands for: the database
    /// speaks of the one where people know the other.
    pub stand_in: Option<(String, String)>,
}

/// What a dialect may have to know of the live database while it writes DDL.
pub trait Catalog {
    /// Returns the rows of SQLite's `sqlite_master` that belong to the table, and who refers to it.
    ///
    /// # Errors
    /// What the database answers.
    fn stored_table(&mut self, table: &TableName) -> Result<Option<sqlite::StoredTable>, DdlError>;

    /// Returns what in SQLite's catalog depends on the table: foreign keys, views, triggers.
    ///
    /// # Errors
    /// What the database answers.
    fn dependents(&mut self, table: &TableName) -> Result<sqlite::Dependents, DdlError>;

    /// Returns the version of the database server or library, as in `(3, 40, 1)`.
    ///
    /// # Errors
    /// What the database answers.
    fn version(&mut self) -> Result<(u32, u32, u32), DdlError>;
}

/// A live database could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The database refused a catalog query.
    #[error("cannot read the database's catalog")]
    Query(#[from] diesel::result::Error),
    /// A definition in the catalog cannot be parsed.
    #[error("cannot understand how the database defines {what} `{name}`: {reason}")]
    Definition {
        /// What kind of thing it is.
        what: &'static str,
        /// Its name.
        name: String,
        /// What is wrong with it, and where.
        reason: String,
    },
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
