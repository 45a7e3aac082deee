//! A database for a moment, beside the project's on the same server: revisions run in it to see what they make.

use std::time::UNIX_EPOCH;

use migrate_core::Connection;
use thiserror::Error;

use super::server::ServerUrl;
use super::{Access, DatabaseError, Location};

/// A database for a moment.
#[derive(Debug)]
pub(crate) struct Scratch {
    server: Location,
    name: String,
}

/// There is no database for a moment, or one that stays.
#[derive(Debug, Error)]
pub(crate) enum ScratchError {
    /// The server cannot be reached, or the new database not be opened.
    #[error(transparent)]
    Open(#[from] DatabaseError),
    /// The server refuses to make one.
    #[error("cannot create a database")]
    Create(#[source] diesel::result::Error),
    /// The server does not drop it.
    #[error("the database `{name}` is left over")]
    Drop {
        /// Its name.
        name: String,
        /// What the server says.
        source: diesel::result::Error,
    },
}

impl Scratch {
    /// Creates one on the server of a location.
    pub(crate) fn create(server: Location) -> Result<Self, ScratchError> {
        let since = UNIX_EPOCH.elapsed().unwrap_or_default();
        let process = std::process::id();
        let name = format!("migrate_scratch_{process}_{:x}", since.as_micros());
        let scratch = Scratch { server, name };
        scratch
            .send(&format!("CREATE DATABASE {}", scratch.name))?
            .map_err(ScratchError::Create)?;
        Ok(scratch)
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Result<Box<dyn Connection>, DatabaseError> {
        let named = |server: &ServerUrl| ServerUrl {
            database: Some(self.name.clone()),
            ..server.clone()
        };
        let location = match &self.server {
            Location::Sqlite(file) => Location::Sqlite(file.clone()),
            Location::Postgres(server) => Location::Postgres(named(server)),
            Location::Mysql(server) => Location::Mysql(named(server)),
        };
        Ok(location.open(Access::Write)?.conn)
    }

    /// Drops it; nobody may be connected to it then.
    pub(crate) fn remove(self) -> Result<(), ScratchError> {
        let dropped = self.send(&format!("DROP DATABASE {}", self.name))?;
        dropped.map_err(|source| ScratchError::Drop {
            name: self.name,
            source,
        })
    }

    fn send(&self, sql: &str) -> Result<diesel::QueryResult<()>, DatabaseError> {
        let mut server = self.server.open(Access::Write)?;
        Ok(server.conn.batch_execute(sql))
    }
}
