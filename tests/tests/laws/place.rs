//! Databases that a law is tried on: emptied for each pair, seen by their own dumps.

use diesel::SqliteConnection;
use migrate_core::connection::{Connection, Engine};
use migrate_core::dialect::{self, Dialect};
use migrate_core::schema::Schema;
use migrate_test_servers::{Database, Server};
use migrate_tests::database::memory;
use proptest::prelude::*;

use crate::servers::drivers;

/// One of each kind.
pub enum Place {
    Sqlite(SqliteConnection),
    Postgres(Box<dyn Connection>, Database<'static>),
    Mysql(Box<dyn Connection>, Database<'static>),
}

impl Place {
    /// An empty database, through the pure driver or Diesel's own; `None` if its kind was left out by name.
    pub fn of(engine: Engine, pure: bool) -> Option<Place> {
        Some(match engine {
            Engine::Postgres => {
                let server = Server::postgres()?;
                let database = server.database();
                let conn = drivers::of(server, pure).connect(&database.url());
                Place::Postgres(conn, database)
            }
            Engine::Mysql => {
                let server = Server::mysql()?;
                let database = server.database();
                let conn = drivers::of(server, pure).connect(&database.url());
                Place::Mysql(conn, database)
            }
            _ => Place::Sqlite(memory()),
        })
    }

    pub fn conn(&mut self) -> &mut dyn Connection {
        match self {
            Place::Sqlite(conn) => conn,
            Place::Postgres(conn, _) | Place::Mysql(conn, _) => &mut **conn,
        }
    }

    pub fn dialect(&mut self) -> Box<dyn Dialect> {
        dialect::detect(self.conn()).expect("the server says what it is")
    }

    /// Schemas of what the database has.
    pub fn schemas(&mut self) -> BoxedStrategy<Schema> {
        match self {
            Place::Sqlite(_) => migrate_tests::schemas::schema().boxed(),
            Place::Postgres(..) => migrate_tests::postgres::schema().boxed(),
            Place::Mysql(..) => {
                let chance = self.dialect().name() != "MySQL";
                let strategy = migrate_tests::mysql::schema();
                let strategy = strategy.prop_map(move |mut schema| {
                    if !chance {
                        crate::mysql::without_chance(&mut schema);
                    }
                    schema
                });
                strategy.boxed()
            }
        }
    }

    /// Leaves nothing in it.
    pub fn clear(&mut self) {
        match self {
            Place::Sqlite(conn) => *conn = memory(),
            Place::Postgres(conn, _) => conn
                .batch_execute(
                    "DROP SCHEMA IF EXISTS app CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
                )
                .expect("an empty database"),
            Place::Mysql(conn, database) => {
                let name = database.name();
                let sql = format!(
                    "DROP DATABASE {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4; USE {name}"
                );
                conn.batch_execute(&sql).expect("an empty database");
            }
        }
    }

    /// What the database's own program says of the schema: `.schema`, `pg_dump -s`, `mariadb-dump --no-data`; without what
    /// this library keeps for itself.
    pub fn dump(&mut self) -> String {
        match self {
            Place::Sqlite(conn) => {
                let rows = conn
                    .query(
                        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' \
                         AND tbl_name NOT LIKE 'migrate_version%' ORDER BY type, name",
                    )
                    .expect("readable");
                let rows = rows.into_iter().flatten().flatten();
                rows.collect::<Vec<_>>().join(";\n")
            }
            Place::Postgres(_, database) => crate::postgres::dump(database),
            Place::Mysql(_, database) => {
                let text = crate::mysql::dump(database);
                // Where numbering stands is a matter of rows.
                let words = text.split(" AUTO_INCREMENT=").enumerate();
                let words = words.map(|(at, part)| match part.split_once(' ') {
                    Some((_, rest)) if at > 0 => rest,
                    _ => part,
                });
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}
