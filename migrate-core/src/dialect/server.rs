//! What a server says of itself.

use super::InspectError;
use crate::connection::{Connection, Engine};

/// A version, as in 15.4 or 10.11.6: numbers compare.
pub type Version = (u32, u32, u32);

/// A database server, or SQLite's library, of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// SQLite, whose dialect asks for the version only where it matters.
    Sqlite,
    /// PostgreSQL.
    Postgres(Version),
    /// MySQL.
    Mysql(Version),
    /// MariaDB.
    MariaDb(Version),
}

impl Server {
    /// Asks a server what it is.
    ///
    /// # Errors
    /// [`InspectError`] if the database refuses.
    pub fn detect(conn: &mut dyn Connection) -> Result<Self, InspectError> {
        match conn.engine() {
            Engine::Sqlite => Ok(Server::Sqlite),
            Engine::Postgres => {
                let text = first(conn, "SELECT current_setting('server_version_num')::text")?;
                let number: u32 = text.parse().unwrap_or(0);
                Ok(Server::Postgres((number / 10_000, number % 10_000, 0)))
            }
            Engine::Mysql => {
                let text = first(conn, "SELECT CAST(VERSION() AS CHAR)")?;
                // A replication prefix that MariaDB puts before its own version.
                let text = text.strip_prefix("5.5.5-").unwrap_or(&text);
                let mut numbers = text
                    .split(|c: char| !c.is_ascii_digit())
                    .map(|number| number.parse().unwrap_or(0));
                let mut next = || numbers.next().unwrap_or(0);
                let version = (next(), next(), next());
                Ok(if text.to_ascii_lowercase().contains("mariadb") {
                    Server::MariaDb(version)
                } else {
                    Server::Mysql(version)
                })
            }
        }
    }
}

fn first(conn: &mut dyn Connection, sql: &str) -> Result<String, InspectError> {
    let rows = conn.query(sql)?;
    Ok(rows
        .into_iter()
        .flatten()
        .flatten()
        .next()
        .unwrap_or_default())
}
