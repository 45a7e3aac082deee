//! PostgreSQL: its words, what it lacks, and how its tables are read and changed.

pub(super) mod script;

use super::{Capabilities, Catalog, Ddl, DdlError, Dialect, InspectError, Unsupported, Version};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, Schema, Table, TableName};

const NAME: &str = "PostgreSQL";

/// PostgreSQL of a version.
#[derive(Debug, Clone, Copy)]
pub struct Postgres {
    version: Version,
}

impl Postgres {
    /// A current version, for scripts that are written without a server.
    pub const CURRENT: Postgres = Postgres::new((15, 0, 0));

    /// PostgreSQL of that version.
    #[must_use]
    pub const fn new(version: Version) -> Self {
        Postgres { version }
    }
}

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            transactional_ddl: true,
            schemas: true,
            extensions: true,
            enums: true,
            sequences: true,
            comments: true,
            rename_column: true,
            rename_index: true,
            rename_constraint: true,
            alter_without_rebuild: true,
            checks: true,
            not_valid: true,
            deferrable_foreign_keys: true,
            deferrable_uniques: true,
            match_full: true,
            exclusions: true,
            nulls_not_distinct: self.version >= (15, 0, 0),
            partial_indexes: true,
            expression_indexes: true,
            index_methods: true,
            include: true,
            operator_classes: true,
            nulls_order: true,
            concurrent_indexes: true,
            expression_defaults: true,
            generated_stored: self.version >= (12, 0, 0),
            generated_virtual: self.version >= (18, 0, 0),
            identity_always: true,
            arrays: true,
            views: true,
            materialized_views: true,
            functions: true,
            policies: true,
            ..Capabilities::default()
        }
    }

    fn quote(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    fn literal(&self, value: &Literal) -> String {
        match value {
            Literal::Null => "NULL".to_owned(),
            Literal::Bool(true) => "TRUE".to_owned(),
            Literal::Bool(false) => "FALSE".to_owned(),
            Literal::Number(digits) => digits.clone(),
            Literal::Text(text) => quoted(text),
            Literal::Bytes(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("'\\x{digits}'::bytea")
            }
        }
    }

    fn inspect(
        &self,
        _conn: &mut dyn Connection,
        _include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        Err(InspectError::Definition {
            what: "database",
            name: NAME.to_owned(),
            reason: "this version cannot inspect it".to_owned(),
        })
    }

    fn normalise(&self, _schema: &mut Schema) {}

    fn unsupported(&self, _table: &Table) -> Vec<Unsupported> {
        Vec::new()
    }

    fn ddl(&self, operation: &Operation, _catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        Err(Unsupported::new(NAME, "DDL in this version", operation.to_string()).into())
    }
}

/// Writes text as a literal that means the same whatever `standard_conforming_strings` says.
fn quoted(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') {
        format!("E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    }
}
