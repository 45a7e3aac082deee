//! Which dialects this program was built with: the one place that knows the features.
//!
//! The dialects of servers are a third of this library. Who runs on SQLite need not compile them.

use thiserror::Error;

use crate::connection::Engine;

/// This program was built without what it needs to work with a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this program was built without {}, which comes with the feature `{}` of migrate-core", engine.name(), self.feature())]
pub struct NotBuilt {
    /// The kind of database.
    pub engine: Engine,
}

impl NotBuilt {
    /// The feature of this library that is missing.
    #[must_use]
    pub const fn feature(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
            Engine::Mysql => "mysql",
        }
    }
}

/// Says whether this program was built with the dialect of an engine.
///
/// # Errors
/// [`NotBuilt`] if it was not.
pub const fn built(engine: Engine) -> Result<(), NotBuilt> {
    let built = match engine {
        Engine::Sqlite => true,
        Engine::Postgres => cfg!(feature = "postgres_backend"),
        Engine::Mysql => cfg!(feature = "mysql_backend"),
    };
    if built {
        Ok(())
    } else {
        Err(NotBuilt { engine })
    }
}
