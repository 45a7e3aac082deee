//! A database in memory that follows a history: SQLite itself says what text it keeps of each table.
//!
//! Rebuilds are edits of that text, and SQLite edits it, too (`ALTER TABLE ... RENAME COLUMN`). So nothing less than
//! SQLite tells what a database holds that these revisions made. Its tables stay empty.

use diesel::{Connection as _, ConnectionError, SqliteConnection};

use super::Sqlite;
use super::token::{Token, tokens};
use crate::connection::Connection;
use crate::dialect::replica::Replica;
use crate::dialect::{Catalog, Ddl, Dialect as _, InspectError, LiveCatalog};
use crate::operation::Operation;
use crate::revision::BoxError;
use crate::schema::Schema;

pub(crate) struct InMemory {
    conn: SqliteConnection,
}

impl InMemory {
    pub(crate) fn empty() -> Result<Self, InspectError> {
        let mut conn =
            SqliteConnection::establish(":memory:").map_err(|refusal| match refusal {
                ConnectionError::CouldntSetupConfiguration(error) => error,
                other => diesel::result::Error::QueryBuilderError(Box::new(other)),
            })?;
        Connection::batch_execute(&mut conn, "PRAGMA foreign_keys = OFF")?;
        Ok(InMemory { conn })
    }

    fn send<'s>(&mut self, statements: impl Iterator<Item = &'s str>) -> Result<(), BoxError> {
        for statement in statements {
            Connection::batch_execute(&mut self.conn, statement)?;
        }
        Ok(())
    }
}

impl Replica for InMemory {
    fn catalog(&mut self) -> Box<dyn Catalog + '_> {
        Box::new(LiveCatalog::new(&mut self.conn))
    }

    fn apply(&mut self, operation: &Operation, ddl: &Ddl) -> Result<(), BoxError> {
        match operation {
            Operation::BulkInsert { .. } | Operation::Run { .. } => Ok(()),
            Operation::Execute { sql, .. } => self.send(definitions(sql).into_iter()),
            Operation::CreateTable { .. }
            | Operation::DropTable { .. }
            | Operation::RenameTable { .. }
            | Operation::AlterTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
            | Operation::AlterEnum { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { .. }
            | Operation::DropSequence { .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. }
            | Operation::CreateExtension { .. }
            | Operation::DropExtension { .. }
            | Operation::CreateObject { .. }
            | Operation::ReplaceObject { .. }
            | Operation::DropObject { .. }
            | Operation::AutocommitBlock { .. } => {
                self.send(ddl.statements.iter().map(|statement| &**statement))
            }
        }
    }

    fn judges(&self) -> bool {
        true
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        Some(&mut self.conn)
    }

    fn schema(&mut self) -> Result<Schema, InspectError> {
        Sqlite.inspect_everything(&mut self.conn, &|_| true)
    }
}

/// The statements of raw SQL that change the schema. Those that work on rows have none to work on here.
fn definitions(sql: &str) -> Vec<&str> {
    let Ok(tokens) = tokens(sql) else {
        return vec![sql];
    };
    let mut definitions = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some(first) = rest.first() {
        let end = statement_end(sql, rest);
        let statement = &rest[..end];
        let changes = ["CREATE", "ALTER", "DROP"]
            .iter()
            .any(|word| first.is_word(sql, word));
        if let (true, Some(last)) = (changes, statement.last()) {
            definitions.push(&sql[first.span.start..last.span.end]);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    definitions
}

/// Where the `;` stands that ends the first statement: in a trigger the one behind its `END`.
fn statement_end(sql: &str, tokens: &[Token]) -> usize {
    let mut open = 0_usize;
    tokens
        .iter()
        .position(|token| {
            if token.is_word(sql, "BEGIN") || token.is_word(sql, "CASE") {
                open += 1;
            } else if token.is_word(sql, "END") {
                open = open.saturating_sub(1);
            }
            open == 0 && token.is_symbol(sql, ";")
        })
        .unwrap_or(tokens.len())
}

#[cfg(test)]
mod tests {
    use super::definitions;

    #[test]
    fn only_definitions_are_followed() {
        let sql = "INSERT INTO a VALUES ('; CREATE x'); -- create\ncreate table b (c);;\n\
                   CREATE TEMP TRIGGER t AFTER INSERT ON b BEGIN DELETE FROM a WHERE CASE b WHEN 1 THEN 2 END; END; UPDATE a SET b = 1; DROP VIEW v";
        assert_eq!(
            definitions(sql),
            [
                "create table b (c)",
                "CREATE TEMP TRIGGER t AFTER INSERT ON b BEGIN DELETE FROM a WHERE CASE b WHEN 1 THEN 2 END; END",
                "DROP VIEW v"
            ]
        );
    }
}
