//! What a server says of itself.

use super::InspectError;
use crate::connection::{Connection, Engine};

/// A version, as in 15.4 or 10.11.6: numbers compare.
pub type Version = (u32, u32, u32);

/// A database server, or SQLite's library, of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
    /// A server of a current version, for what is written without one; of MySQL and MariaDB it is MySQL.
    #[must_use]
    pub const fn current(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Server::Sqlite,
            Engine::Postgres => Server::Postgres((15, 0, 0)),
            Engine::Mysql => Server::Mysql((8, 4, 0)),
        }
    }

    /// The kind of database.
    #[must_use]
    pub const fn engine(self) -> Engine {
        match self {
            Server::Sqlite => Engine::Sqlite,
            Server::Postgres(_) => Engine::Postgres,
            Server::Mysql(_) | Server::MariaDb(_) => Engine::Mysql,
        }
    }

    /// As [`Server::current`], of MariaDB.
    pub const CURRENT_MARIADB: Server = Server::MariaDb((10, 11, 0));

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
                // Before version 10 there were three numbers.
                Ok(Server::Postgres(if number < 100_000 {
                    (number / 10_000, number / 100 % 100, number % 100)
                } else {
                    (number / 10_000, number % 10_000, 0)
                }))
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

impl Server {
    /// The oldest version that this library works with, if the server is older.
    pub(crate) fn older_than(self) -> Option<Version> {
        let (version, minimum) = match self {
            Server::Sqlite => return None,
            // Identity columns, generated columns, and `ATTACH PARTITION` as it is now.
            Server::Postgres(version) => (version, (12, 0, 0)),
            // Atomic DDL, checks that are enforced, expressions as defaults.
            Server::Mysql(version) => (version, (8, 0, 16)),
            // The catalog's view of checks and of JSON.
            Server::MariaDb(version) => (version, (10, 5, 0)),
        };
        (version < minimum).then_some(minimum)
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Server::Sqlite => f.write_str("SQLite"),
            Server::Postgres((major, minor, _)) => write!(f, "PostgreSQL {major}.{minor}"),
            Server::Mysql((major, minor, patch)) => write!(f, "MySQL {major}.{minor}.{patch}"),
            Server::MariaDb((major, minor, patch)) => {
                write!(f, "MariaDB {major}.{minor}.{patch}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_that_are_too_old_are_told_from_those_that_are_not() {
        for (server, told) in [
            (Server::Postgres((11, 22, 0)), true),
            (Server::Postgres((15, 4, 0)), false),
            (Server::Mysql((5, 7, 44)), true),
            (Server::Mysql((8, 0, 15)), true),
            (Server::Mysql((9, 7, 0)), false),
            (Server::MariaDb((10, 4, 30)), true),
            (Server::MariaDb((10, 11, 6)), false),
        ] {
            assert_eq!(server.older_than().is_some(), told, "{server}");
        }
    }
}
