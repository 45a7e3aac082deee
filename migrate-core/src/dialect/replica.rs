//! What a history makes of an empty database, where there is no database to ask: DDL is written from it.

use crate::connection::{Connection, Engine};
use crate::dialect::{Catalog, Ddl};
use crate::operation::Operation;
use crate::revision::BoxError;

/// A stand-in for the database that a script is written for.
pub(crate) trait Replica {
    /// What the dialect asks while it writes DDL.
    fn catalog(&mut self) -> Box<dyn Catalog + '_>;

    /// Does what an operation does to the schema; rows do not count.
    ///
    /// # Errors
    /// Why it cannot be followed.
    fn apply(&mut self, operation: &Operation, ddl: &Ddl) -> Result<(), BoxError>;

    /// The stand-in as a database, if it is one.
    fn connection(&mut self) -> Option<&mut dyn Connection>;
}

/// An empty stand-in; `None` if this program was built without what it needs.
pub(crate) fn empty(engine: Engine) -> Option<Box<dyn Replica>> {
    match engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => super::sqlite::replica::InMemory::empty()
            .ok()
            .map(|replica| Box::new(replica) as Box<dyn Replica>),
        #[cfg(not(feature = "sqlite"))]
        Engine::Sqlite => None,
        Engine::Postgres | Engine::Mysql => None,
    }
}
