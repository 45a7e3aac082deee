//! MySQL and MariaDB: their words, what they lack, and how their tables are read and changed.
//!
//! One dialect for two servers that have grown apart: what differs is a fact about the server, read once for a
//! connection.

mod alter;
mod create;
mod ddl;
mod default;
mod drift;
mod expression;
mod facts;
mod inspect;
mod literal;
mod mode;
mod moment;
mod normalise;
mod reexpress;
pub(super) mod script;
mod token;
mod types;
mod unsupported;
mod words;

pub(crate) use facts::Facts;

use super::{
    AsWritten, Capabilities, Catalog, Ddl, DdlError, Dialect, Doubts, InspectError, LeftOut, Said,
    Unsupported, Version,
};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, Object, Schema, Table, TableName};

/// MySQL or MariaDB, as one server has it.
#[derive(Debug, Clone)]
pub(crate) struct Mysql {
    facts: Facts,
}

/// A current version of MySQL, for scripts that are written without a server.
pub(crate) static CURRENT: Mysql = Mysql::new((8, 4, 0));

impl Mysql {
    /// MySQL of that version, with its usual settings.
    #[must_use]
    pub(crate) const fn new(version: Version) -> Self {
        Mysql {
            facts: Facts::new(false, version),
        }
    }

    /// MariaDB of that version, with its usual settings.
    #[must_use]
    pub(crate) const fn mariadb(version: Version) -> Self {
        Mysql {
            facts: Facts::new(true, version),
        }
    }

    /// Asks a server what it is, in one query.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses.
    pub(crate) fn read(conn: &mut dyn Connection) -> Result<Self, InspectError> {
        Ok(Mysql {
            facts: Facts::read(conn)?,
        })
    }
}

impl Mysql {
    fn said(
        &self,
        conn: &mut dyn Connection,
        doubts: &Doubts<'_>,
        moment: &mut moment::Moment<'_>,
    ) -> Result<Said, InspectError> {
        let (facts, pairs) = (&self.facts, doubts.objects);
        let writer = create::Writer { facts };
        let views = drift::views(pairs);
        // MariaDB has one statement that drops both.
        if !facts.mariadb && !doubts.tables.is_empty() && !views.is_empty() {
            let asked = reexpress::at_once(conn, writer, doubts.tables, &views, moment)?;
            if let Some(reexpress::AtOnce { tables, views }) = asked {
                return Ok(Said {
                    tables: Some(tables.into_iter().map(Ok).collect()),
                    objects: drift::same_as_known(conn, facts, pairs, views, moment)?,
                });
            }
        }
        Ok(Said {
            tables: Some(reexpress::reexpress(conn, writer, doubts.tables, moment)?),
            objects: drift::same_objects(conn, facts, pairs, moment)?,
        })
    }
}

impl Dialect for Mysql {
    fn name(&self) -> &'static str {
        self.facts.name()
    }

    fn capabilities(&self) -> Capabilities {
        let facts = &self.facts;
        Capabilities {
            schemas: true,
            sequences: facts.has_sequences(),
            comments: true,
            rename_column: true,
            rename_index: true,
            alter_without_rebuild: true,
            checks: facts.has_checks(),
            expression_indexes: facts.has_functional_indexes(),
            index_methods: true,
            prefix_lengths: true,
            expression_defaults: facts.has_expression_defaults(),
            generated_stored: true,
            generated_virtual: true,
            unsigned: true,
            on_update: true,
            column_places: true,
            invisible_columns: facts.has_invisible_columns(),
            views: true,
            functions: true,
            foreign_keys_need_indexes: true,
            foreign_keys_pin_types: true,
            ..Capabilities::default()
        }
    }

    fn quote(&self, name: &str) -> String {
        literal::quote(name)
    }

    fn literal(&self, value: &Literal) -> String {
        literal::literal(value, self.facts.backslashes)
    }

    fn inspect(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        let mut schema = mode::plainly(conn, &self.facts, |conn, facts| {
            inspect::inspect(conn, facts, include)
        })?;
        mode::respell(&mut schema, &self.facts);
        Ok(schema)
    }

    fn inspect_everything(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        let mut schema = mode::plainly(conn, &self.facts, |conn, facts| {
            inspect::everything(conn, facts, include)
        })?;
        mode::respell(&mut schema, &self.facts);
        Ok(schema)
    }

    fn as_written(
        &self,
        conn: &mut dyn Connection,
        schema: &mut Schema,
    ) -> Result<AsWritten, InspectError> {
        mode::plainly(conn, &self.facts, |conn, facts| {
            inspect::as_written(conn, facts, schema)
        })
    }

    fn left_out(&self, conn: &mut dyn Connection) -> Result<Vec<LeftOut>, InspectError> {
        mode::plainly(conn, &self.facts, inspect::left_out)
    }

    fn inspect_table(
        &self,
        conn: &mut dyn Connection,
        name: &TableName,
    ) -> Result<Option<Table>, InspectError> {
        let mut table = mode::plainly(conn, &self.facts, |conn, facts| {
            inspect::table(conn, facts, name)
        })?;
        if !self.facts.backslashes {
            table.iter_mut().for_each(mode::respell_table);
        }
        Ok(table)
    }

    fn normalise(&self, schema: &mut Schema) {
        normalise::schema(schema, &self.facts);
    }

    fn objects(
        &self,
        conn: &mut dyn Connection,
        inspected: Vec<Object>,
    ) -> Result<Vec<Object>, InspectError> {
        mode::plainly(conn, &self.facts, |conn, facts| {
            inspect::in_full(conn, facts, inspected)
        })
    }

    fn ask(&self, conn: &mut dyn Connection, doubts: &Doubts<'_>) -> Result<Said, InspectError> {
        let mut moment = moment::Moment::new(&self.facts);
        let said = self.said(conn, doubts, &mut moment);
        let ended = moment.end(conn);
        let said = said?;
        ended?;
        Ok(said)
    }

    fn unsupported(&self, table: &Table) -> Vec<Unsupported> {
        unsupported::table(table, &self.facts)
    }

    fn ddl(&self, operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        ddl::ddl(operation, &self.facts, catalog)
    }
}
