//! Dialects: what a database calls things, and what it can do.
//!
//! A dialect is text and facts: DDL is made without a connection. What it has to know of the live database (SQLite's
//! rebuilds, MySQL's column definitions) is asked of a [`LiveCatalog`]; what differs from server to server is told to it
//! when it is made ([`detect`]). Those of servers are compiled with the features of their databases.

#[cfg(not(all(feature = "postgres_backend", feature = "mysql_backend")))]
mod absent;
mod built;
mod capabilities;
mod catalog;
mod ddl;
mod expression;
pub(crate) mod hanging;
#[cfg(feature = "mysql_backend")]
pub(crate) mod mysql;
#[cfg(test)]
mod odd;
#[cfg(feature = "postgres_backend")]
pub(crate) mod postgres;
pub(crate) mod replica;
pub(crate) mod script;
mod server;
pub(crate) mod sqlite;
mod token;

pub use built::{NotBuilt, built};
pub use capabilities::Capabilities;
pub(crate) use capabilities::Pins;
pub use catalog::LiveCatalog;
pub(crate) use catalog::{Catalog, Memory};
pub(crate) use ddl::rows_per_insert;
pub use ddl::{Ddl, DdlError, Statement, Unsupported};
pub use server::{Server, Version};

use std::collections::HashMap;

use thiserror::Error;

use crate::connection::{Connection, Engine};
use crate::operation::Operation;
use crate::schema::{EnumType, Object, Schema, Table, TableName};

/// One kind of database. [`of`], [`for_server`] and [`detect`] give them out; nobody else makes one, so that more methods
/// may come.
pub trait Dialect: sealed::Sealed + Send + Sync {
    /// The database's name, for people.
    fn name(&self) -> &'static str;

    /// What the database can do.
    fn capabilities(&self) -> Capabilities;

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

    /// As [`Dialect::inspect`], with what it takes to make the same again and models cannot say: partitions, what depends
    /// on what, statements that complete a table.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses, or holds a definition that cannot be read.
    fn inspect_everything(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        self.inspect(conn, include)
    }

    /// Puts into a schema that was read of everything what the database keeps word by word, and tells only for each object
    /// by itself; for what is to be made again to the letter.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses.
    fn as_written(
        &self,
        _conn: &mut dyn Connection,
        _schema: &mut Schema,
    ) -> Result<AsWritten, InspectError> {
        Ok(AsWritten::default())
    }

    /// Tells what the database holds that even [`Dialect::inspect_everything`] leaves out.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses.
    fn left_out(&self, _conn: &mut dyn Connection) -> Result<Vec<LeftOut>, InspectError> {
        Ok(Vec::new())
    }

    /// What has to be set before operations that make a schema at one go; for the session, unless somebody says `LOCAL`.
    fn preamble(&self, _operations: &[Operation]) -> Option<&'static str> {
        None
    }

    /// Reads one table; `None` if there is none of that name.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses, or holds a definition that cannot be read.
    fn inspect_table(
        &self,
        conn: &mut dyn Connection,
        name: &TableName,
    ) -> Result<Option<Table>, InspectError> {
        let schema = self.inspect(conn, &|found| found == name)?;
        Ok(schema.tables.into_iter().find(|table| table.name == *name))
    }

    /// Returns the statements that make what is in the database, where it keeps them as they were written; in an order
    /// in which they can run.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses.
    fn stored_statements(
        &self,
        _conn: &mut dyn Connection,
        _include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Option<Vec<String>>, InspectError> {
        Ok(None)
    }

    /// Brings a schema into the one form in which this database's tables compare equal when they are equal: types that
    /// the database does not tell apart, literals, expressions, what a primary key implies. Both sides of a diff are
    /// normalised. Idempotent.
    fn normalise(&self, schema: &mut Schema);

    /// Returns the replaceable objects that are there: those that inspection found, unless it passes them over.
    ///
    /// # Errors
    /// [`InspectError`] if the database cannot be read.
    fn objects(
        &self,
        _conn: &mut dyn Connection,
        inspected: Vec<Object>,
    ) -> Result<Vec<Object>, InspectError> {
        Ok(inspected)
    }

    /// Asks the database about all that is in doubt, at once.
    ///
    /// # Errors
    /// [`InspectError`] if the database cannot be asked at all: a server that is read-only.
    fn ask(&self, conn: &mut dyn Connection, doubts: &Doubts<'_>) -> Result<Said, InspectError>;

    /// Has a table say its expressions in the live one's words where both are known to be the same, and the database, if it
    /// is asked, says them in two ways. Both are normalised.
    fn follow_words(&self, _live: &Table, _table: &mut Table) {}

    /// How two objects of one name are compared without a database, where it keeps their text as somebody wrote it; `None`
    /// where it writes them anew.
    fn same_text(&self) -> Option<fn(&Object, &Object) -> bool> {
        None
    }

    /// Tells what this database lacks of what the tables ask for; an empty list if all can be had.
    fn unsupported(&self, table: &Table) -> Vec<Unsupported>;

    /// Tells what this database lacks of a whole schema.
    fn unsupported_in(&self, schema: &Schema) -> Vec<Unsupported> {
        let mut found = capabilities::lacking(self.name(), self.capabilities(), schema);
        found.extend(
            schema
                .tables
                .iter()
                .flat_map(|table| self.unsupported(table)),
        );
        found
    }

    /// Translates operations into statements.
    ///
    /// # Errors
    /// [`DdlError`] if this database cannot do what is asked, or the live table is not what the operation expects.
    /// Nothing was executed then.
    fn ddl(&self, operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::sqlite::Sqlite {}
    #[cfg(feature = "postgres_backend")]
    impl Sealed for super::postgres::Postgres {}
    #[cfg(feature = "mysql_backend")]
    impl Sealed for super::mysql::Mysql {}
    #[cfg(not(all(feature = "postgres_backend", feature = "mysql_backend")))]
    impl Sealed for super::absent::Absent {}
}

/// Returns the dialect of an engine, of a current version: for scripts that are written without a server.
///
/// That of an engine which this program was built without knows its name, and refuses everything ([`built()`]).
#[must_use]
pub fn of(engine: Engine) -> &'static dyn Dialect {
    match engine {
        Engine::Sqlite => &sqlite::Sqlite,
        #[cfg(feature = "postgres_backend")]
        Engine::Postgres => &postgres::Postgres::CURRENT,
        #[cfg(feature = "mysql_backend")]
        Engine::Mysql => &mysql::CURRENT,
        #[cfg(not(all(feature = "postgres_backend", feature = "mysql_backend")))]
        absent => absent::Absent::of(absent),
    }
}

/// As [`of`], for whoever may have that of a server in its place.
#[must_use]
pub fn assumed(engine: Engine) -> Box<dyn Dialect> {
    for_server(Server::current(engine))
}

/// Returns the dialect of a server; as [`of`], where this program was built without it.
#[must_use]
pub fn for_server(server: Server) -> Box<dyn Dialect> {
    match server {
        Server::Sqlite => Box::new(sqlite::Sqlite),
        #[cfg(feature = "postgres_backend")]
        Server::Postgres(version) => Box::new(postgres::Postgres::new(version)),
        #[cfg(feature = "mysql_backend")]
        Server::Mysql(version) => Box::new(mysql::Mysql::new(version)),
        #[cfg(feature = "mysql_backend")]
        Server::MariaDb(version) => Box::new(mysql::Mysql::mariadb(version)),
        #[cfg(not(all(feature = "postgres_backend", feature = "mysql_backend")))]
        absent => Box::new(absent::Absent(absent.engine())),
    }
}

/// Asks a server what it is, and returns its dialect. One query on PostgreSQL and MySQL: ask once for a connection.
///
/// # Errors
/// [`InspectError`] if the database refuses, or if this program was built without its dialect.
pub fn detect(conn: &mut dyn Connection) -> Result<Box<dyn Dialect>, InspectError> {
    match conn.engine() {
        #[cfg(feature = "mysql_backend")]
        Engine::Mysql => Ok(Box::new(mysql::Mysql::read(conn)?)),
        engine => {
            built(engine)?;
            Server::detect(conn).map(for_server)
        }
    }
}

/// What a database says of its tables, beyond a [`Schema`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AsWritten {
    /// The statements that make tables again; each may refer to tables that come later.
    pub tables: HashMap<TableName, String>,
    /// What a session has to say before and behind them.
    pub around: Option<(&'static str, &'static str)>,
    /// What of them a [`Table`] cannot say.
    pub left_out: Vec<LeftOut>,
}

/// What may differ in its text only, so that the database itself is asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Doubts<'d> {
    /// Tables with nothing but columns and what is in doubt; nothing of them stays.
    pub tables: &'d [Table],
    /// Enumerations of those tables which get values that are not there yet: as the database has each, and as it is to be.
    pub enums: &'d [(Option<&'d EnumType>, &'d EnumType)],
    /// Objects, each as the database shows it and as it was written.
    pub objects: &'d [(&'d Object, &'d Object)],
}

/// What a database says of [`Doubts`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The tables as the database says them back, or why it does not take one; `None` from a database that keeps the text as
    /// it was written.
    pub tables: Option<Vec<Result<Table, String>>>,
    /// Whether both of a pair are the same, or why that is not known. Of kinds that the database shows in no form which
    /// could be compared nothing is known to differ.
    pub objects: Vec<Result<bool, String>>,
}

/// Things of one kind that a database holds and this library does not carry over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LeftOut {
    /// What they are, for people: `operators`, `privileges`.
    pub what: String,
    /// Their names.
    pub names: Vec<String>,
}

/// A live database could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The database refused a catalog query.
    #[error("cannot read the database's catalog")]
    Query(#[from] diesel::result::Error),
    /// This program was built without the dialect.
    #[error(transparent)]
    NotBuilt(#[from] NotBuilt),
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
