//! The SQLite dialect against SQLite itself, in memory.

mod laws;
mod rebuild;
mod round_trip;

use diesel::{Connection as _, SqliteConnection};
use migrate_core::Connection;
use migrate_core::connection::{Engine, TransactionStep};
use migrate_core::dialect::{self, Ddl, DdlError, Dialect, LiveCatalog};
use migrate_core::operation::{Change, Operation, Recreate};
use migrate_core::schema::Schema;

fn sqlite() -> &'static dyn Dialect {
    dialect::of(Engine::Sqlite)
}

/// A database in memory, with the little of a runner that DDL needs.
struct Database {
    conn: SqliteConnection,
}

impl Database {
    fn new() -> Self {
        let conn = SqliteConnection::establish(":memory:").unwrap();
        let mut database = Database { conn };
        database.sql("PRAGMA foreign_keys = OFF");
        database
    }

    fn with(sql: &str) -> Self {
        let mut database = Database::new();
        database.sql(sql);
        database
    }

    fn sql(&mut self, sql: &str) {
        Connection::batch_execute(&mut self.conn, sql)
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
    }

    fn rows(&mut self, sql: &str) -> Vec<String> {
        let rows = self
            .conn
            .query(sql)
            .unwrap_or_else(|error| panic!("{error}: {sql}"));
        let text = |value: Option<String>| value.unwrap_or_else(|| "NULL".to_owned());
        rows.into_iter()
            .map(|row| row.into_iter().map(text).collect::<Vec<_>>().join("|"))
            .collect()
    }

    fn one(&mut self, sql: &str) -> String {
        self.rows(sql).remove(0)
    }

    fn ddl(&mut self, operation: &Operation) -> Result<Ddl, DdlError> {
        sqlite().ddl(operation, &mut LiveCatalog::new(&mut self.conn))
    }

    /// Runs an operation in a transaction; the message of what failed.
    fn apply(&mut self, operation: &Operation) -> Result<Vec<String>, String> {
        let ddl = self.ddl(operation).map_err(|error| error.to_string())?;
        Connection::transaction(&mut self.conn, TransactionStep::BeginImmediate).unwrap();
        for statement in &ddl.statements {
            if let Err(error) = Connection::batch_execute(&mut self.conn, statement) {
                Connection::transaction(&mut self.conn, TransactionStep::Rollback).unwrap();
                for statement in &ddl.on_failure {
                    self.sql(statement);
                }
                return Err(format!("{error}\n  {}", statement.sql));
            }
        }
        Connection::transaction(&mut self.conn, TransactionStep::Commit).unwrap();
        Ok(ddl.statements.into_iter().map(|it| it.sql).collect())
    }

    /// Asks SQLite whether all foreign keys are as they should be.
    fn check_foreign_keys(&mut self) {
        let violations = self.rows("SELECT \"table\", parent FROM pragma_foreign_key_check");
        assert!(violations.is_empty(), "{violations:?}");
    }

    fn alter(&mut self, table: &str, changes: impl Into<Vec<Change>>) -> Vec<String> {
        let changes = changes.into();
        let statements = self
            .try_alter(table, changes.clone())
            .unwrap_or_else(|error| panic!("{error}: {changes:?}"));
        self.check_foreign_keys();
        statements
    }

    fn try_alter(
        &mut self,
        table: &str,
        changes: impl Into<Vec<Change>>,
    ) -> Result<Vec<String>, String> {
        self.apply(&Operation::AlterTable {
            table: table.into(),
            changes: changes.into(),
            recreate: Recreate::Auto,
        })
    }

    fn inspect(&mut self) -> Schema {
        sqlite().inspect(&mut self.conn, &|_| true).unwrap()
    }

    fn normalised(&mut self) -> Schema {
        normalised(self.inspect())
    }

    /// Everything that the catalog holds, for before and after.
    fn catalog(&mut self) -> Vec<String> {
        self.rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
    }

    fn table_sql(&mut self, table: &str) -> String {
        self.one(&format!(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'"
        ))
    }
}

fn normalised(mut schema: Schema) -> Schema {
    sqlite().normalise(&mut schema);
    schema
}
