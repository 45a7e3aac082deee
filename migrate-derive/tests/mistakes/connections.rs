//! Enums that are no choice of connections.
use migrate_core::MigratableConnection;

#[derive(MigratableConnection)]
struct Single(diesel::SqliteConnection);

#[derive(MigratableConnection)]
#[migratable(only(sqlite))]
enum Several {
    Sqlite(diesel::SqliteConnection),
    Nothing,
    Two(diesel::SqliteConnection, diesel::SqliteConnection),
}

#[derive(MigratableConnection)]
enum Empty {}

fn main() {}
