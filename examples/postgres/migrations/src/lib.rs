//! The migrations of `desk`: every file in `versions/`, compiled in.
//!
//! They see no models: a revision goes on working when the models have moved on.

use migrate_core::Environment;

/// The driver that migrations run on, the same as the application's.
pub type Connection = diesel::PgConnection;

migrate_core::embed_revisions!("versions");

/// How the migrations run. The application brings its database to head with
/// `desk_migrations::environment().upgrade(&mut conn, "head")`.
pub fn environment() -> Environment {
    Environment::new(&REVISIONS)
}
