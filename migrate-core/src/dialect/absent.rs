//! What stands in for the dialect of a database that this program was built without.
//!
//! Its name is known and names can be quoted; whatever would need the dialect is refused with [`NotBuilt`].

use super::{
    Capabilities, Catalog, Ddl, DdlError, Dialect, Doubts, InspectError, NotBuilt, Said,
    Unsupported,
};
use crate::connection::{Connection, Engine};
use crate::operation::Operation;
use crate::schema::{Literal, Schema, Table, TableName};

/// The dialect of a database that this program was built without.
pub(super) struct Absent(pub(super) Engine);

impl Absent {
    pub(super) const fn of(engine: Engine) -> &'static Absent {
        match engine {
            Engine::Sqlite => &Absent(Engine::Sqlite),
            Engine::Postgres => &Absent(Engine::Postgres),
            Engine::Mysql => &Absent(Engine::Mysql),
        }
    }

    fn refusal(&self) -> InspectError {
        NotBuilt { engine: self.0 }.into()
    }
}

impl Dialect for Absent {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn quote(&self, name: &str) -> String {
        match self.0 {
            Engine::Sqlite | Engine::Postgres => format!("\"{}\"", name.replace('"', "\"\"")),
            Engine::Mysql => format!("`{}`", name.replace('`', "``")),
        }
    }

    fn literal(&self, value: &Literal) -> String {
        match value {
            Literal::Null => "NULL".to_owned(),
            Literal::Bool(value) => value.to_string(),
            Literal::Number(digits) => digits.clone(),
            Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Literal::Bytes(bytes) => {
                let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
                format!("X'{hex}'")
            }
        }
    }

    fn inspect(
        &self,
        _conn: &mut dyn Connection,
        _include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Schema, InspectError> {
        Err(self.refusal())
    }

    fn normalise(&self, _schema: &mut Schema) {}

    fn ask(&self, _conn: &mut dyn Connection, _doubts: &Doubts<'_>) -> Result<Said, InspectError> {
        Err(self.refusal())
    }

    fn unsupported(&self, _table: &Table) -> Vec<Unsupported> {
        Vec::new()
    }

    fn ddl(&self, _operation: &Operation, _catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
        Err(self.refusal().into())
    }
}
