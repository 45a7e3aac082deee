//! From the URL of a database to an open connection.
//!
//! SQLite's URLs are read here in the forms that users write them, and opened with the mode that the command needs:
//! a command that only reads never creates a file, and never writes to one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use diesel::ConnectionError;
use migrate_core::Connection;
use thiserror::Error;

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

/// A database cannot be reached.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum DatabaseError {
    /// No database by that scheme is known.
    #[error("unknown kind of database: `{scheme}`")]
    UnknownScheme {
        /// What stands before `://`.
        scheme: String,
    },
    /// The kind is known, but this program has no driver for it.
    #[error("this program has no driver for {database}")]
    NoDriver {
        /// The database.
        database: &'static str,
    },
    /// Three slashes before a single name: most likely one too many.
    #[error("`{url}` is the file {path}, which does not exist")]
    LooksRelative {
        /// The URL.
        url: String,
        /// The file in the root folder that it means.
        path: String,
        /// The URL that was probably meant.
        relative: String,
    },
    /// The file does not exist, and the command does not create it.
    #[error("there is no database file {path}")]
    Missing {
        /// The file.
        path: String,
    },
    /// The folder of the file does not exist.
    #[error("there is no folder {folder} for the database file {path}")]
    NoFolder {
        /// The folder.
        folder: String,
        /// The file.
        path: String,
    },
    /// The path is a folder.
    #[error("{path} is a folder, not a database file")]
    Folder {
        /// The path.
        path: String,
    },
    /// The database refused.
    #[error("cannot open the database {path}")]
    Open {
        /// The file.
        path: String,
        /// Why.
        source: ConnectionError,
    },
    /// The file is open, and is no database.
    #[error("cannot read the database {path}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        source: diesel::result::Error,
    },
}

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    place: Place,
    /// The parameters of a `file:` URL.
    query: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Memory,
    File(PathBuf),
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
        if url == ":memory:" {
            return Ok(Location::memory());
        }
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
            Some(_) | None => match url.split_once(':') {
                Some((scheme @ ("sqlite" | "sqlite3" | "file"), rest)) => (scheme, rest),
                Some(_) | None => return Ok(Location::file(base, url)),
            },
        };
        let kind = scheme.split('+').next().unwrap_or(scheme);
        match kind.to_ascii_lowercase().as_str() {
            "sqlite" | "sqlite3" | "file" => {}
            "postgres" | "postgresql" => {
                return Err(DatabaseError::NoDriver {
                    database: "PostgreSQL",
                });
            }
            "mysql" => return Err(DatabaseError::NoDriver { database: "MySQL" }),
            "mariadb" => {
                return Err(DatabaseError::NoDriver {
                    database: "MariaDB",
                });
            }
            _ => {
                return Err(DatabaseError::UnknownScheme {
                    scheme: kind.to_owned(),
                });
            }
        }
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (rest, None),
        };
        let path = decoded(path);
        if path == ":memory:" || path.is_empty() || path == "/:memory:" {
            return Ok(Location::memory());
        }
        // Four slashes are the absolute path of other tools.
        let path = match path.strip_prefix("//") {
            Some(rest) => format!("/{}", rest.trim_start_matches('/')),
            None => path,
        };
        let location = Location {
            query,
            ..Location::file(base, &path)
        };
        if let Some(name) = path.strip_prefix('/')
            && kind != "file"
            && !rest.starts_with("//")
            && !name.contains('/')
            && !Path::new(&path).exists()
        {
            return Err(DatabaseError::LooksRelative {
                url: url.to_owned(),
                relative: format!("{scheme}://{name}"),
                path,
            });
        }
        Ok(location)
    }

    fn memory() -> Self {
        Location {
            place: Place::Memory,
            query: None,
        }
    }

    fn file(base: &Path, path: &str) -> Self {
        Location {
            place: Place::File(base.join(path)),
            query: None,
        }
    }

    #[cfg(feature = "developer")]
    /// The location as a URL that means the same wherever it is read.
    pub(crate) fn url(&self) -> String {
        match &self.place {
            Place::Memory => ":memory:".to_owned(),
            Place::File(path) => self.uri(path, None),
        }
    }

    /// Opens the database.
    #[cfg(feature = "sqlite")]
    pub(crate) fn open(&self, access: Access) -> Result<Database, DatabaseError> {
        let path = match &self.place {
            Place::Memory => return in_memory(None),
            Place::File(path) => path,
        };
        let shown = path.display().to_string();
        if path.is_dir() {
            return Err(DatabaseError::Folder { path: shown });
        }
        let exists = path.exists();
        let folder = path.parent().filter(|folder| !folder.is_dir());
        let mode = match access {
            Access::ReadOrEmpty if !exists => return in_memory(Some(path.clone())),
            Access::Read | Access::Write if !exists => {
                return Err(DatabaseError::Missing { path: shown });
            }
            Access::Read | Access::ReadOrEmpty => "ro",
            Access::Write => "rw",
            Access::Create => match folder {
                Some(folder) => {
                    return Err(DatabaseError::NoFolder {
                        folder: folder.display().to_string(),
                        path: shown,
                    });
                }
                None => "rwc",
            },
        };
        let conn = connect(&self.uri(path, Some(mode)), &shown)?;
        Ok(Database {
            conn,
            created: (!exists).then(|| path.clone()),
            absent: None,
        })
    }

    /// Says that this program was built without a driver.
    #[cfg(not(feature = "sqlite"))]
    pub(crate) fn open(&self, _access: Access) -> Result<Database, DatabaseError> {
        Err(DatabaseError::NoDriver { database: "SQLite" })
    }

    /// The URI that SQLite itself understands.
    #[cfg(any(feature = "sqlite", feature = "developer"))]
    fn uri(&self, path: &Path, mode: Option<&str>) -> String {
        let mut uri = format!("file:{}", encoded(path));
        let mode = mode.map(|mode| format!("mode={mode}"));
        let parameters: Vec<&str> = mode
            .iter()
            .map(String::as_str)
            .chain(self.query.as_deref())
            .collect();
        if !parameters.is_empty() {
            uri.push('?');
            uri.push_str(&parameters.join("&"));
        }
        uri
    }
}

#[cfg(feature = "sqlite")]
fn in_memory(absent: Option<PathBuf>) -> Result<Database, DatabaseError> {
    Ok(Database {
        conn: connect(":memory:", ":memory:")?,
        created: None,
        absent,
    })
}

#[cfg(feature = "sqlite")]
fn connect(uri: &str, shown: &str) -> Result<Box<dyn Connection>, DatabaseError> {
    use diesel::Connection as _;
    let mut conn =
        diesel::SqliteConnection::establish(uri).map_err(|source| DatabaseError::Open {
            path: shown.to_owned(),
            source,
        })?;
    // SQLite looks into the file at the first query only; a file that is no database should be told from here. A
    // short wait lets a writer finish its commit.
    let look = "PRAGMA busy_timeout = 5000; SELECT count(*) FROM sqlite_master";
    Connection::batch_execute(&mut conn, look).map_err(|source| DatabaseError::Unreadable {
        path: shown.to_owned(),
        source,
    })?;
    Ok(Box::new(conn))
}

/// Whether the text in front of `://` can be a scheme; a path with a colon in it is none.
fn is_scheme(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(allowed)
}

/// Resolves `%20` and its like.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after
            .get(..2)
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

/// A path as a URI holds it.
#[cfg(any(feature = "sqlite", feature = "developer"))]
fn encoded(path: &Path) -> String {
    let mut text = String::new();
    for character in path.to_string_lossy().chars() {
        match character {
            '%' | '?' | '#' => {
                let _ = write!(text, "%{:02X}", u32::from(character));
            }
            '\\' if cfg!(windows) => text.push('/'),
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn file(url: &str) -> PathBuf {
        match Location::parse(url, Path::new("/base")).unwrap().place {
            Place::File(path) => path,
            Place::Memory => panic!("{url} is in memory"),
        }
    }

    #[test]
    fn the_forms_of_a_file() {
        for (url, path) in [
            ("sqlite://a.db", "/base/a.db"),
            ("sqlite://data/a.db", "/base/data/a.db"),
            ("sqlite:///var/a.db", "/var/a.db"),
            ("sqlite:////var/a.db", "/var/a.db"),
            ("sqlite:////a.db", "/a.db"),
            ("a.db", "/base/a.db"),
            ("./odd:name.db", "/base/./odd:name.db"),
            ("/var/a.db", "/var/a.db"),
            ("file:a.db?cache=shared", "/base/a.db"),
            ("file:/var/a%20b.db", "/var/a b.db"),
            ("sqlite+diesel://a.db", "/base/a.db"),
        ] {
            assert_eq!(file(url), Path::new(path), "{url}");
        }
    }

    #[test]
    fn the_forms_of_memory() {
        for url in [
            ":memory:",
            "sqlite://:memory:",
            "sqlite://",
            "file::memory:",
            "sqlite::memory:",
        ] {
            let location = Location::parse(url, Path::new("/base")).unwrap();
            assert_eq!(location.place, Place::Memory, "{url}");
        }
    }

    #[test]
    fn three_slashes_and_one_name_are_one_slash_too_many() {
        let error = Location::parse("sqlite:///not_there.db", Path::new("/base")).unwrap_err();
        assert!(
            matches!(error, DatabaseError::LooksRelative { relative, .. }
            if relative == "sqlite://not_there.db")
        );
    }

    #[test]
    fn a_url_of_a_location_means_the_same_everywhere() {
        for url in [
            "sqlite://a b?.db",
            "odd#name%.db",
            "file:a.db?cache=shared",
            ":memory:",
        ] {
            let here = Location::parse(url, Path::new("/base")).unwrap();
            let there = Location::parse(&here.url(), Path::new("/elsewhere")).unwrap();
            assert_eq!(here, there, "{url}");
        }
    }
}
