//! Why a database cannot be reached. No password is ever part of it.

use diesel::ConnectionError;
use thiserror::Error;

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
    #[allow(dead_code, reason = "a program with all drivers never says it")]
    NoDriver {
        /// The database.
        database: &'static str,
        /// The feature that carries one.
        feature: &'static str,
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
    /// A parameter that nobody would heed.
    #[error("the URL has a parameter that {database} does not know: `{name}`")]
    UnknownParameter {
        /// The database.
        database: &'static str,
        /// The parameter.
        name: String,
        /// One that looks like it.
        meant: Option<&'static str>,
    },
    /// A parameter, or the variable that stands for it, has a value that cannot be.
    #[error("`{name}` cannot be `{value}`: {reason}")]
    Parameter {
        /// The parameter or the variable.
        name: String,
        /// Its value; of none that is secret.
        value: String,
        /// What it can be.
        reason: String,
    },
    /// A part of the URL is not what it should be.
    #[error("the database's URL has {0}")]
    Malformed(&'static str),
    /// A file that a parameter names cannot be used.
    #[error("cannot use {path}, which `{name}` names")]
    #[allow(dead_code, reason = "libpq reads its files itself")]
    File {
        /// The file.
        path: String,
        /// The parameter.
        name: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server cannot be reached, or does not let us in.
    #[error("cannot connect to {server}")]
    Connect {
        /// The server, the database and the user, as in a URL without the password.
        server: String,
        /// Why.
        source: Refusal,
    },
}

/// What a driver or a server said.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Refusal(pub(crate) String);

impl Refusal {
    /// Takes a driver's words, and those of their causes, on one line.
    pub(crate) fn new(error: &dyn std::error::Error) -> Self {
        let mut told = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if !told.contains(&text) {
                told = format!("{told}: {text}");
            }
            cause = error.source();
        }
        let lines: Vec<&str> = told
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        Refusal(lines.join("; "))
    }
}
