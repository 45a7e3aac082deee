//! What diesel_cli left in a database and in a folder: which SQL migrations ran, and which of them no revision can hold
//! as they stand.

use crate::connection::{Connection, Engine};
use crate::runner::{RunError, table_exists};
use crate::schema::TableName;
use crate::{dialect, operations};

/// The table in which Diesel's migrations are written down.
const DIESEL: &str = "__diesel_schema_migrations";

/// Says which of Diesel's SQL migrations ran on the database, by version; `None` if its table is not there.
///
/// # Errors
/// [`RunError`] if the table cannot be read.
pub fn diesel_versions(conn: &mut dyn Connection) -> Result<Option<Vec<String>>, RunError> {
    let dialect = dialect::of(conn.engine());
    let table = TableName::from(DIESEL);
    if !table_exists(conn, dialect, &table)? {
        return Ok(None);
    }
    let text = match conn.engine() {
        Engine::Sqlite => "TEXT",
        Engine::Postgres => "VARCHAR",
        Engine::Mysql => "CHAR",
    };
    let sql = format!(
        "SELECT CAST(version AS {text}) FROM {} ORDER BY 1",
        dialect.quote_table(&table)
    );
    let rows = conn
        .query(&sql)
        .map_err(|source| RunError::from_database(source, "cannot read Diesel's migrations"))?;
    Ok(Some(rows.into_iter().flatten().flatten().collect()))
}

/// Finds the first statement that begins or ends a transaction, by its first word: a revision runs in the runner's, and
/// [`Operations::execute`](crate::operations::Operations::execute) refuses it. What is quoted depends on the database, if it is known.
#[must_use]
pub fn transaction_statement(sql: &str, engine: Option<Engine>) -> Option<String> {
    operations::transaction_statement(sql, engine)
}
