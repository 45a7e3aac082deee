//! SQLite: its words, what it lacks, and how its tables are read and changed.
//!
//! SQLite keeps the statements that made a schema, as text. So inspection is parsing, and a change that `ALTER TABLE`
//! lacks is a rebuild from the table's own statement: only what changes is written anew.

mod alter;
mod create;
mod ddl;
mod draft;
mod expression;
mod inspect;
mod normalise;
mod object;
mod parse;
mod place;
mod read;
#[cfg(feature = "sqlite")]
pub(super) mod replica;
pub(super) mod script;
mod stored;
mod token;
mod types;
mod unsupported;

pub(crate) use stored::{Dependents, StoredTable};
pub(crate) use stored::{dependents, stored_table};

use super::{
    Capabilities, Catalog, Ddl, DdlError, Dialect, Doubts, InspectError, LeftOut, Said, Unsupported,
};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, Object, Schema, Table, TableName};

/// SQLite, 3.25 or later.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        unsupported::SQLITE
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            transactional_ddl: true,
            rename_column: true,
            column_places: true,
            rename_index: true,
            checks: true,
            deferrable_foreign_keys: true,
            partial_indexes: true,
            expression_indexes: true,
            expression_defaults: true,
            generated_stored: true,
            generated_virtual: true,
            views: true,
            foreign_keys_may_precede: true,
            ..Capabilities::default()
        }
    }

    fn quote(&self, name: &str) -> String {
        types::quote(name)
    }

    fn literal(&self, value: &Literal) -> String {
        types::literal(value)
    }

    fn inspect(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        inspect::inspect(conn, include)
    }

    fn inspect_everything(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        let mut schema = inspect::inspect(conn, include)?;
        schema.objects = object::live(conn)?;
        schema
            .objects
            .retain(|object| include(object.id.table.as_ref().unwrap_or(&object.id.name)));
        Ok(schema)
    }

    fn left_out(&self, conn: &mut dyn Connection) -> Result<Vec<LeftOut>, InspectError> {
        inspect::left_out(conn)
    }

    fn stored_statements(
        &self,
        conn: &mut dyn Connection,
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Option<Vec<String>>, InspectError> {
        inspect::statements(conn, include).map(Some)
    }

    fn normalise(&self, schema: &mut Schema) {
        normalise::schema(schema);
    }

    fn objects(
        &self,
        conn: &mut dyn Connection,
        _inspected: Vec<Object>,
    ) -> Result<Vec<Object>, InspectError> {
        object::live(conn)
    }

    fn ask(&self, _conn: &mut dyn Connection, doubts: &Doubts<'_>) -> Result<Said, InspectError> {
        let pairs = doubts.objects.iter();
        Ok(Said {
            tables: None,
            objects: pairs
                .map(|(live, written)| Ok(object::same(live, written)))
                .collect(),
        })
    }

    fn same_text(&self) -> Option<fn(&Object, &Object) -> bool> {
        Some(object::same)
    }

    fn unsupported(&self, table: &Table) -> Vec<Unsupported> {
        unsupported::table(table)
    }

    fn ddl(&self, operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        ddl::ddl(operation, catalog)
    }
}
