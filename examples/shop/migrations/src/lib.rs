//! The migrations of `shop`: every file in `versions/`, compiled in.
//!
//! They see no models: a revision goes on working when the models have moved on.

mod connection;

use migrate_core::Environment;

pub use connection::{AnyConnection, MultiBackend, open};

/// The driver that migrations run on, the same as the application's: whichever the URL asks for.
pub type Connection = AnyConnection;

migrate_core::embed_revisions!("versions");

/// How the migrations run. The application brings its database to head with
/// `shop_migrations::environment().upgrade(&mut conn, "head")`.
pub fn environment() -> Environment {
    Environment::new(&REVISIONS).connection::<Connection>()
}
