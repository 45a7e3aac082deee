//! What a dialect may have to know of the live database while it writes DDL.
//!
//! Without a database every question is answered by an error that says so; who writes a script may answer some of them
//! from what the revisions before did.

use std::collections::HashMap;

use super::{DdlError, InspectError, detect, sqlite};
use crate::connection::{Connection, Row};
use crate::schema::{ObjectId, Table, TableName};

/// Answers questions about the live database.
pub trait Catalog {
    /// Returns a table as inspection finds it; `None` if there is no such table.
    ///
    /// # Errors
    /// What the database answers, or [`DdlError::NeedsDatabase`].
    fn table(&mut self, name: &TableName) -> Result<Option<Table>, DdlError> {
        Err(needs(format!("table `{name}`")))
    }

    /// Returns the rows of a catalog query, whose columns are all text; `what` says what is asked for.
    ///
    /// # Errors
    /// What the database answers, or [`DdlError::NeedsDatabase`].
    fn query(&mut self, what: &str, _sql: &str) -> Result<Vec<Row>, DdlError> {
        Err(needs(what.to_owned()))
    }

    /// Returns the rows of SQLite's `sqlite_master` that belong to the table; `None` if there is no such table.
    ///
    /// # Errors
    /// What the database answers, or [`DdlError::NeedsDatabase`].
    fn stored_table(&mut self, table: &TableName) -> Result<Option<sqlite::StoredTable>, DdlError> {
        Err(needs(format!("table `{table}`")))
    }

    /// Returns what in SQLite's catalog depends on the table: foreign keys, views, triggers.
    ///
    /// # Errors
    /// What the database answers, or [`DdlError::NeedsDatabase`].
    fn dependents(&mut self, table: &TableName) -> Result<sqlite::Dependents, DdlError> {
        Err(needs(format!("what depends on table `{table}`")))
    }

    /// Returns the version of SQLite's library, as in `(3, 40, 1)`.
    ///
    /// # Errors
    /// What the database answers, or [`DdlError::NeedsDatabase`].
    fn version(&mut self) -> Result<(u32, u32, u32), DdlError> {
        Err(needs("the version of SQLite".to_owned()))
    }

    /// What is remembered of objects that are gone, from one operation of a revision to the next; `None` where nothing can
    /// go for a moment, because a failure would not bring it back, or there is no database.
    fn memory(&mut self) -> Option<&mut Memory> {
        None
    }
}

/// What objects had beside their definition before they went, as the statements that give it back: their owner, and who may
/// do what.
pub(crate) type Memory = HashMap<ObjectId, Vec<String>>;

fn needs(what: String) -> DdlError {
    DdlError::NeedsDatabase { what }
}

/// The catalog of an open connection.
pub struct LiveCatalog<'a> {
    conn: &'a mut dyn Connection,
    memory: Option<&'a mut Memory>,
}

impl<'a> LiveCatalog<'a> {
    /// Asks this connection.
    pub fn new(conn: &'a mut dyn Connection) -> Self {
        LiveCatalog { conn, memory: None }
    }

    /// Asks a connection in whose transaction everything succeeds or nothing.
    pub(crate) fn in_transaction(conn: &'a mut dyn Connection, memory: &'a mut Memory) -> Self {
        LiveCatalog {
            conn,
            memory: Some(memory),
        }
    }
}

impl Catalog for LiveCatalog<'_> {
    fn table(&mut self, name: &TableName) -> Result<Option<Table>, DdlError> {
        let dialect = detect(self.conn)?;
        Ok(dialect.inspect_table(self.conn, name)?)
    }

    fn query(&mut self, _what: &str, sql: &str) -> Result<Vec<Row>, DdlError> {
        Ok(self.conn.query(sql).map_err(InspectError::Query)?)
    }

    fn stored_table(&mut self, table: &TableName) -> Result<Option<sqlite::StoredTable>, DdlError> {
        Ok(sqlite::stored_table(self.conn, table)?)
    }

    fn dependents(&mut self, table: &TableName) -> Result<sqlite::Dependents, DdlError> {
        Ok(sqlite::dependents(self.conn, table)?)
    }

    fn version(&mut self) -> Result<(u32, u32, u32), DdlError> {
        let rows = self.query("the version of SQLite", "SELECT sqlite_version()")?;
        let text = rows.into_iter().flatten().flatten().next();
        let mut numbers = text.as_deref().unwrap_or_default().split('.');
        let mut next = || numbers.next().and_then(|number| number.parse().ok());
        Ok((
            next().unwrap_or(0),
            next().unwrap_or(0),
            next().unwrap_or(0),
        ))
    }

    fn memory(&mut self) -> Option<&mut Memory> {
        self.memory.as_deref_mut()
    }
}
