//! MySQL and MariaDB: their words, what they lack, and how their tables are read and changed.

pub(super) mod script;

use super::{Catalog, Ddl, DdlError, Dialect, InspectError, Unsupported};
use crate::connection::Connection;
use crate::operation::Operation;
use crate::schema::{Literal, Schema, Table, TableName};

const NAME: &str = "MySQL";

/// MySQL.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mysql;

impl Dialect for Mysql {
    fn name(&self) -> &'static str {
        NAME
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

    fn foreign_keys_may_precede(&self) -> bool {
        false
    }

    fn unsupported(&self, _table: &Table) -> Vec<Unsupported> {
        Vec::new()
    }

    fn ddl(&self, operation: &Operation, _catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        Err(Unsupported::new(NAME, "DDL in this version", operation.to_string()).into())
    }
}
