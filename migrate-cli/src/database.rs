//! From the URL of a database to an open connection.
//!
//! A URL is read here in the forms that users write it, and opened with whatever driver this program was built with:
//! Diesel's own and the pure-Rust ones understand the same parameters, and one that they do not know is an error.

#[cfg_attr(
    not(any(
        feature = "postgres",
        feature = "postgres-async",
        feature = "mysql",
        feature = "mysql-async"
    )),
    allow(dead_code, reason = "only servers need all of it")
)]
mod error;
mod mysql;
mod postgres;
#[cfg(any(
    all(feature = "postgres-async", any(test, not(feature = "postgres"))),
    all(feature = "mysql-async", any(test, not(feature = "mysql")))
))]
mod runtime;
#[cfg_attr(
    not(any(
        feature = "postgres",
        feature = "postgres-async",
        feature = "mysql",
        feature = "mysql-async"
    )),
    allow(dead_code, reason = "only servers need all of it")
)]
mod scratch;
#[cfg_attr(
    not(any(
        feature = "postgres",
        feature = "postgres-async",
        feature = "mysql",
        feature = "mysql-async"
    )),
    allow(dead_code, reason = "only servers need all of it")
)]
mod server;
mod sqlite;
#[cfg(all(
    test,
    feature = "postgres",
    feature = "postgres-async",
    feature = "mysql",
    feature = "mysql-async"
))]
mod tests;
#[cfg(all(feature = "postgres-async", any(test, not(feature = "postgres"))))]
mod tls;

use std::path::{Path, PathBuf};

use migrate_core::Connection;
use migrate_core::connection::Engine;
use migrate_core::dialect::Server;

pub(crate) use error::DatabaseError;
pub(crate) use scratch::Scratch;
use server::ServerUrl;

use crate::password::PasswordError;

/// What a command does with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Looks at it.
    Read,
    /// Looks at it, and takes one that does not exist for an empty one.
    ReadOrEmpty,
    /// Changes it.
    Write,
    /// Changes it, or creates it.
    Create,
}

/// The server of URLs that begin with `mariadb://`.
const MARIADB: &str = "MariaDB";

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    /// A file, or memory.
    Sqlite(sqlite::Location),
    /// A database of a PostgreSQL server.
    Postgres(ServerUrl),
    /// A database of a MySQL or MariaDB server.
    Mysql(ServerUrl),
}

/// An open database.
pub(crate) struct Database {
    /// The connection.
    pub(crate) conn: Box<dyn Connection>,
    /// The file, if opening it created one.
    pub(crate) created: Option<PathBuf>,
    /// The file, if it does not exist and an empty database stands in for it.
    pub(crate) absent: Option<PathBuf>,
}

impl Location {
    /// Reads a URL; a relative file counts from `base`.
    pub(crate) fn parse(url: &str, base: &Path) -> Result<Self, DatabaseError> {
        let Some((scheme, rest)) = scheme(url) else {
            return Ok(Location::Sqlite(sqlite::Location::parse("", url, base)?));
        };
        let kind = scheme.split('+').next().unwrap_or(scheme);
        Ok(match kind.to_ascii_lowercase().as_str() {
            "sqlite" | "sqlite3" | "file" => {
                Location::Sqlite(sqlite::Location::parse(kind, rest, base)?)
            }
            "postgres" | "postgresql" => {
                Location::Postgres(ServerUrl::parse("PostgreSQL", rest, postgres::PARAMETERS)?)
            }
            "mysql" => Location::Mysql(ServerUrl::parse("MySQL", rest, mysql::PARAMETERS)?),
            "mariadb" => Location::Mysql(ServerUrl::parse(MARIADB, rest, mysql::PARAMETERS)?),
            _ => {
                return Err(DatabaseError::UnknownScheme {
                    scheme: kind.to_owned(),
                });
            }
        })
    }

    /// The location as a URL that means the same wherever it is read. It holds the password.
    #[cfg(feature = "developer")]
    pub(crate) fn url(&self) -> String {
        match self {
            Location::Sqlite(location) => location.url(),
            Location::Postgres(server) => server.url("postgres"),
            Location::Mysql(server) if is_mariadb(server) => server.url("mariadb"),
            Location::Mysql(server) => server.url("mysql"),
        }
    }

    /// The kind of server, of a current version: the URL does not say which.
    pub(crate) fn server(&self) -> Server {
        match self {
            Location::Mysql(server) if is_mariadb(server) => Server::CURRENT_MARIADB,
            Location::Sqlite(_) | Location::Postgres(_) | Location::Mysql(_) => {
                Server::current(self.engine())
            }
        }
    }

    /// The kind of the database.
    pub(crate) fn engine(&self) -> Engine {
        match self {
            Location::Sqlite(_) => Engine::Sqlite,
            Location::Postgres(_) => Engine::Postgres,
            Location::Mysql(_) => Engine::Mysql,
        }
    }

    /// Asks the person for the password that the URL of a server lacks.
    pub(crate) fn with_password(mut self) -> Result<Self, PasswordError> {
        match &mut self {
            Location::Sqlite(_) => {}
            Location::Postgres(server) | Location::Mysql(server) => {
                if server.password.is_none() {
                    let password = crate::password::ask(&server.to_string())?;
                    server.password = Some(server::Password(password));
                }
            }
        }
        Ok(self)
    }

    /// Opens the database.
    pub(crate) fn open(&self, access: Access) -> Result<Database, DatabaseError> {
        let conn = match self {
            Location::Sqlite(location) => return location.open(access),
            Location::Postgres(server) => postgres::open(server)?,
            Location::Mysql(server) => mysql::open(server)?,
        };
        Ok(Database {
            conn,
            created: None,
            absent: None,
        })
    }
}

fn is_mariadb(server: &ServerUrl) -> bool {
    server.server == MARIADB
}

/// The driver that a URL names, as SQLAlchemy's do (`postgresql+psycopg2://`): the URL as it is meant here, and that name.
/// Ours is chosen when the program is built.
pub(crate) fn ignored_driver(url: &str) -> Option<(&str, &str)> {
    scheme(url)?.0.split_once('+')
}

/// Splits the scheme off; a path, even one with a colon in it, has none.
fn scheme(url: &str) -> Option<(&str, &str)> {
    let is_scheme = |text: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(allowed)
    };
    match url.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => Some((scheme, rest)),
        Some(_) | None => match url.split_once(':') {
            Some((scheme @ ("sqlite" | "sqlite3" | "file"), rest)) => Some((scheme, rest)),
            Some(_) | None => None,
        },
    }
}

/// Resolves `%20` and its like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after
            .get(..2)
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.map(|digits| u8::from_str_radix(digits, 16)) {
            Some(Ok(value)) if byte == b'%' => {
                bytes.push(value);
                rest = after.get(2..).unwrap_or_default();
            }
            Some(_) | None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
