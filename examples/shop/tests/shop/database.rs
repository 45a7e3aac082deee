//! Empty databases, one of each kind that was not left out by name.

use migrate_core::connection::{Connection as _, Engine};
use migrate_test_servers::{Backend, Database, Server};
use shop_migrations::Connection;

use crate::Result;

/// An empty database, gone behind the test.
pub enum Empty {
    File(tempfile::TempDir),
    Server(Database<'static>),
}

impl Empty {
    pub fn url(&self) -> String {
        match self {
            Empty::File(folder) => folder.path().join("shop.db").display().to_string(),
            Empty::Server(database) => database.url(),
        }
    }

    pub fn connect(&self) -> Result<Connection> {
        Ok(shop_migrations::open(&self.url())?)
    }
}

/// Does something on each kind of database.
pub fn on_each(test: impl Fn(&Empty) -> Result) -> Result {
    let mut databases = Vec::new();
    if Backend::Sqlite.is_selected() {
        databases.push(Empty::File(tempfile::tempdir()?));
    }
    let servers = [Server::postgres(), Server::mysql()];
    databases.extend(
        servers
            .into_iter()
            .flatten()
            .map(|server| Empty::Server(server.database())),
    );
    for database in databases {
        let engine = database.connect()?.engine().name();
        test(&database).map_err(|error| format!("{engine}: {error}"))?;
    }
    Ok(())
}

/// Whether the database has partial indexes.
pub fn has_partial_indexes(conn: &Connection) -> bool {
    conn.engine() != Engine::Mysql
}
