//! A folder of SQL migrations as diesel_cli lays it out: in it a folder for each, named by its version and a title, with
//! `up.sql`, and perhaps `down.sql` and `metadata.toml`. What is read and how is left to Diesel's own library.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use migrations_internals::{TomlMetadata, migrations_directories, version_from_string};
use thiserror::Error;
use toml_edit::DocumentMut;

use crate::error::CliError;
use crate::session::Session;

/// An SQL migration.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SqlMigration {
    /// The version that diesel_cli knows it by.
    pub(super) version: String,
    /// The folder's name.
    pub(super) name: String,
    /// The title as a sentence.
    pub(super) message: String,
    pub(super) up: String,
    pub(super) down: Option<String>,
    /// Whether it runs in a transaction.
    pub(super) in_transaction: bool,
}

/// A folder of SQL migrations cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum FolderError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file or folder.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file does not say what it should.
    #[error("cannot read {path}: {message}")]
    Malformed {
        /// The file.
        path: String,
        /// Why.
        message: String,
    },
    /// There is nothing to adopt.
    #[error("{folder} holds no SQL migrations: no folder in it has an up.sql")]
    Empty {
        /// The folder.
        folder: String,
    },
    /// Two migrations have one version.
    #[error("two migrations have the version `{version}`: {first} and {second}")]
    SameVersion {
        /// The version.
        version: String,
        /// The one folder.
        first: String,
        /// The other.
        second: String,
    },
}

/// The folder that was named, or the one that diesel_cli would take.
pub(super) fn find(named: Option<&Path>, session: &Session<'_>) -> Result<PathBuf, CliError> {
    if let Some(named) = named {
        return Ok(session.folder.join(named));
    }
    let root = session.project()?.root();
    let settings = root.join("diesel.toml");
    let folder = match fs::read_to_string(&settings) {
        Ok(text) => in_settings(&text, &settings).map_err(super::AdoptError::from)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(super::AdoptError::from(unreadable(&settings, source)).into()),
    };
    Ok(root.join(folder.unwrap_or_else(|| "migrations".to_owned())))
}

/// What `[migrations_directory]` of `diesel.toml` says.
fn in_settings(text: &str, path: &Path) -> Result<Option<String>, FolderError> {
    let document: DocumentMut =
        text.parse()
            .map_err(|error: toml_edit::TomlError| FolderError::Malformed {
                path: path.display().to_string(),
                message: error.message().to_owned(),
            })?;
    let folder = document
        .get("migrations_directory")
        .and_then(|directory| directory.get("dir")?.as_str());
    Ok(folder.map(str::to_owned))
}

/// Reads the migrations of a folder, in the order in which diesel_cli runs them.
pub(super) fn read(folder: &Path) -> Result<Vec<SqlMigration>, FolderError> {
    let mut migrations = Vec::new();
    let entries = migrations_directories(folder).map_err(|source| unreadable(folder, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| unreadable(folder, source))?;
        migrations.extend(read_one(&entry.path())?);
    }
    migrations.sort_by(|a, b| a.version.cmp(&b.version));
    if migrations.is_empty() {
        return Err(FolderError::Empty {
            folder: folder.display().to_string(),
        });
    }
    for pair in migrations.windows(2) {
        if let [first, second] = pair
            && first.version == second.version
        {
            return Err(FolderError::SameVersion {
                version: first.version.clone(),
                first: first.name.clone(),
                second: second.name.clone(),
            });
        }
    }
    Ok(migrations)
}

/// Reads a migration; a folder without `up.sql` is none.
fn read_one(folder: &Path) -> Result<Option<SqlMigration>, FolderError> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let Some(up) = optional(&folder.join("up.sql"))? else {
        return Ok(None);
    };
    let metadata = folder.join("metadata.toml");
    let in_transaction = match metadata.exists() {
        true => {
            TomlMetadata::read_from_file(&metadata)
                .map_err(|error| FolderError::Malformed {
                    path: metadata.display().to_string(),
                    message: error.to_string().trim_end().to_owned(),
                })?
                .run_in_transaction
        }
        false => TomlMetadata::default().run_in_transaction,
    };
    let title = name.split_once('_').map_or("", |(_, title)| title);
    Ok(Some(SqlMigration {
        version: version_from_string(&name).unwrap_or_default(),
        message: if title.is_empty() { &name } else { title }.replace('_', " "),
        up,
        down: optional(&folder.join("down.sql"))?,
        in_transaction,
        name: name.into_owned(),
    }))
}

fn optional(file: &Path) -> Result<Option<String>, FolderError> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(file, source)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> FolderError {
    FolderError::Read {
        path: path.display().to_string(),
        source,
    }
}
