//! SQLite's URLs, in the forms that users write them, opened with the mode that the command needs: one that only
//! reads never creates a file, and never writes to one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[cfg(feature = "sqlite")]
use migrate_core::Connection;

use super::{Access, Database, DatabaseError, decoded};

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

impl Location {
    /// Reads what stands behind the scheme and its colon; a relative file counts from `base`. Without a scheme it is a path.
    pub(super) fn parse(scheme: &str, rest: &str, base: &Path) -> Result<Self, DatabaseError> {
        if rest == ":memory:" {
            return Ok(Location::memory());
        }
        if scheme.is_empty() {
            return Ok(Location::file(base, rest));
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
            && scheme != "file"
            && !rest.starts_with("//")
            && !name.contains('/')
            && !Path::new(&path).exists()
        {
            return Err(DatabaseError::LooksRelative {
                url: format!("{scheme}://{rest}"),
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
        Err(DatabaseError::NoDriver {
            database: "SQLite",
            feature: "sqlite",
        })
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

    fn parse(url: &str, base: &str) -> Result<Location, DatabaseError> {
        match crate::database::Location::parse(url, Path::new(base))? {
            crate::database::Location::Sqlite(location) => Ok(location),
            other => panic!("{other:?}"),
        }
    }

    fn file(url: &str) -> PathBuf {
        match parse(url, "/base").unwrap().place {
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
            let location = parse(url, "/base").unwrap();
            assert_eq!(location.place, Place::Memory, "{url}");
        }
    }

    #[test]
    fn three_slashes_and_one_name_are_one_slash_too_many() {
        let error = parse("sqlite:///not_there.db", "/base").unwrap_err();
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
            let here = parse(url, "/base").unwrap();
            let there = parse(&here.url(), "/elsewhere").unwrap();
            assert_eq!(here, there, "{url}");
        }
    }
}
