//! MySQL and MariaDB: their words, what they lack, and how their tables are read and changed.

pub(super) mod script;

use super::{Capabilities, Catalog, Ddl, DdlError, Dialect, InspectError, Unsupported, Version};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, Schema, Table, TableName};

const NAME: &str = "MySQL";

/// MySQL or MariaDB of a version.
#[derive(Debug, Clone, Copy)]
pub struct Mysql {
    version: Version,
    mariadb: bool,
}

impl Mysql {
    /// A current version of MySQL, for scripts that are written without a server.
    pub const CURRENT: Mysql = Mysql::mysql((8, 4, 0));

    /// MySQL of that version.
    #[must_use]
    pub const fn mysql(version: Version) -> Self {
        Mysql {
            version,
            mariadb: false,
        }
    }

    /// MariaDB of that version.
    #[must_use]
    pub const fn mariadb(version: Version) -> Self {
        Mysql {
            version,
            mariadb: true,
        }
    }
}

impl Dialect for Mysql {
    fn name(&self) -> &'static str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        let mysql = !self.mariadb;
        Capabilities {
            schemas: true,
            sequences: self.mariadb,
            comments: true,
            rename_column: true,
            rename_index: true,
            alter_without_rebuild: true,
            checks: self.mariadb || self.version >= (8, 0, 16),
            expression_indexes: mysql && self.version >= (8, 0, 13),
            index_methods: true,
            prefix_lengths: true,
            expression_defaults: self.mariadb || self.version >= (8, 0, 13),
            generated_stored: true,
            generated_virtual: true,
            unsigned: true,
            on_update: true,
            invisible_columns: self.mariadb || self.version >= (8, 0, 23),
            views: true,
            functions: true,
            ..Capabilities::default()
        }
    }

    fn quote(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn literal(&self, value: &Literal) -> String {
        match value {
            Literal::Null => "NULL".to_owned(),
            Literal::Bool(true) => "TRUE".to_owned(),
            Literal::Bool(false) => "FALSE".to_owned(),
            Literal::Number(digits) => digits.clone(),
            Literal::Text(text) => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
            }
            Literal::Bytes(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("X'{digits}'")
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
