//! SQLite databases to try things on, and all that can be seen of them.

use diesel::prelude::*;
use migrate_core::connection::Connection as _;
use migrate_core::dialect::{self, Dialect};
use migrate_core::schema::{Schema, TableName};

/// An empty database in memory.
pub fn memory() -> SqliteConnection {
    SqliteConnection::establish(":memory:").expect("SQLite opens a database in memory")
}

/// The dialect of SQLite.
pub fn sqlite() -> &'static dyn Dialect {
    dialect::of(migrate_core::connection::Engine::Sqlite)
}

/// The live schema without the version table and the journal, normalised.
pub fn inspect(conn: &mut SqliteConnection) -> Schema {
    let mut schema = sqlite()
        .inspect(conn, &|name: &TableName| {
            !name.name.starts_with("migrate_version")
        })
        .expect("what we made can be read");
    sqlite().normalise(&mut schema);
    schema
}

/// Everything in the database: definitions and rows with their rowids, as one text.
pub fn dump(conn: &mut SqliteConnection) -> String {
    let mut text = String::new();
    let master = query(
        conn,
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'migrate_version%' AND tbl_name NOT LIKE 'migrate_version%' ORDER BY type, name",
    );
    for row in &master {
        text.push_str(&format!("{row:?}\n"));
    }
    for row in &master {
        if row[0].as_deref() == Some("table") {
            let name = row[1].as_deref().unwrap_or_default();
            for row in rows(conn, name) {
                text.push_str(&format!("{name}: {row}\n"));
            }
        }
    }
    text
}

/// The rows of a table, each as one text, sorted.
pub fn rows(conn: &mut SqliteConnection, table: &str) -> Vec<String> {
    let quoted = quote(table);
    let columns = query(
        conn,
        &format!(
            "SELECT name FROM pragma_table_xinfo('{}')",
            table.replace('\'', "''")
        ),
    );
    let columns: Vec<String> = columns
        .iter()
        .map(|row| format!("quote({})", quote(row[0].as_deref().unwrap_or_default())))
        .collect();
    let mut rows: Vec<String> = query(
        conn,
        &format!("SELECT {} FROM {quoted}", columns.join(", ")),
    )
    .into_iter()
    .map(|row| format!("{row:?}"))
    .collect();
    rows.sort();
    rows
}

/// The rows of a query whose columns are text.
pub fn query(conn: &mut SqliteConnection, sql: &str) -> Vec<Vec<Option<String>>> {
    conn.query(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

pub fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
