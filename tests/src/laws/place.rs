//! Databases that a law is tried on: emptied for each pair, seen by their own dumps.

use diesel::SqliteConnection;
use migrate_core::connection::{Connection, Engine};
use migrate_core::dialect::{self, Dialect};
use migrate_core::schema::{ColumnType, Schema};
use migrate_test_servers::{Database, Server};
use proptest::prelude::*;

use crate::database::memory;
use crate::dice::Dice;
use crate::drivers;
use crate::edits::renamed;
use crate::objects::with_objects;

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
            Place::Sqlite(_) => crate::schemas::schema().boxed(),
            Place::Postgres(..) => crate::postgres::schema().boxed(),
            Place::Mysql(..) => {
                let chance = self.dialect().name() != "MySQL";
                let strategy = crate::mysql::schema();
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

    /// Schemas with objects beside their tables, two that have nothing to do with each other or one and its edited form.
    pub fn pairs(&mut self) -> BoxedStrategy<(Schema, Schema)> {
        let engine = self.conn().engine();
        let schema = (self.schemas(), any::<u64>())
            .prop_map(move |(schema, number)| with_objects(schema, engine, number))
            .boxed();
        prop_oneof![
            3 => (schema.clone(), schema.clone()).prop_map(|(mut a, mut b)| {
                agree(&mut a, &mut b);
                (a, b)
            }),
            1 => (schema, any::<u64>()).prop_map(|(a, number)| {
                let b = renamed(&a, &mut Dice::new(number), true);
                (a, b)
            }),
        ]
        .boxed()
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
            Place::Postgres(_, database) => crate::dumps::postgres(database),
            Place::Mysql(_, database) => {
                let text = crate::dumps::mysql(database);
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

/// Options that models leave as they are: each has to suit both schemas.
fn agree(a: &mut Schema, b: &mut Schema) {
    let tables = a.tables.iter().chain(&b.tables);
    let keys = tables.flat_map(|table| &table.foreign_keys);
    let referred: Vec<_> = keys.map(|key| key.references_table.clone()).collect();
    for table in a.tables.iter_mut().chain(&mut b.tables) {
        table.options.unlogged &= !referred.contains(&table.name);
    }
    for table in a.tables.iter_mut().filter(|table| table.options.strict) {
        let next = b.table(&table.name);
        let columns = next.into_iter().flat_map(|next| &next.columns);
        let odd = |type_: &ColumnType| matches!(type_, ColumnType::Other(_));
        table.options.strict = !columns.map(|column| &column.type_).any(odd);
    }
}
