//! Migrations for Diesel: models are the source of truth, revisions are Rust, the application carries them.
//!
//! A struct that derives [`Migratable`] is the model of a table. [`Metadata`] gathers the models that are linked into
//! a program. An [`Environment`] holds the project's revisions, which `embed_revisions!` compiled in, and runs them:
//!
//! ```
//! # #[cfg(feature = "sqlite-bundled")] {
//! use diesel::prelude::*;
//! use migrate_core::prelude::*;
//! use migrate_core::{Embedded, EmbeddedRevision, Environment, Metadata, Migratable};
//!
//! #[derive(Queryable, Selectable, Migratable)]
//! #[diesel(table_name = heros)]
//! pub struct Hero {
//!     pub id: i32,
//!     #[migratable(max_length = 80, unique)]
//!     pub name: String,
//! }
//!
//! // A revision, as `migrate revision --autogenerate` writes it into a file of its own.
//! static REVISION: Revision = Revision { id: "1975ea83b712", ..Revision::DEFAULT };
//!
//! fn upgrade(op: &mut Operations) -> Result {
//!     op.create_table(
//!         "heros",
//!         table([
//!             column("id", Integer).primary_key().identity(),
//!             column("name", Varchar(80)).not_null(),
//!         ])
//!         .unique(unique(["name"]).name("uq_heros_name")),
//!     )
//! }
//!
//! fn downgrade(op: &mut Operations) -> Result {
//!     op.drop_table("heros")
//! }
//!
//! // What `embed_revisions!("versions")` makes of a folder of such files.
//! static REVISIONS: Embedded = Embedded {
//!     revisions: &[EmbeddedRevision {
//!         revision: &REVISION,
//!         settings: Settings::new(),
//!         message: "add heros",
//!         created: None,
//!         path: "versions/1975ea83b712_add_heros.rs",
//!         checksum: "",
//!         upgrade,
//!         downgrade,
//!     }],
//!     config: migrate_core::config::EmbeddedConfig::DEFAULT,
//! };
//!
//! # fn main() -> Result {
//! let environment = Environment::new(&REVISIONS);
//! let mut conn = SqliteConnection::establish(":memory:")?;
//! let report = environment.upgrade(&mut conn, "head")?;
//! assert_eq!(report.steps.len(), 1);
//!
//! // The derive emitted `diesel::table!`, and the database is what the model says.
//! diesel::insert_into(heros::table).values(heros::name.eq("Deadpond")).execute(&mut conn)?;
//! let comparison = environment.compare(&mut conn, &Metadata::of([Hero::TABLE])?)?;
//! assert!(comparison.in_sync());
//! # Ok(())
//! # }
//! # main().unwrap();
//! # }
//! ```
//!
//! # The map
//!
//! Data runs one way: [`metadata`] and a live database both become a [`schema`]; the [`diff`] of two schemas is a list of
//! [`operation`]s, which [`render`] writes into a revision file. A revision calls [`operations`]; a [`dialect`] turns
//! them into statements, and the [`runner`] sends these through a [`connection`], in the order of the [`graph`].
//! [`environment`] and [`command`] hold it all together.
//!
//! # Features
//!
//! Nothing is on by default. `sqlite` and `sqlite-bundled`, `postgres` and `postgres-async`, `mysql` and `mysql-async` choose
//! the database and its driver; `postgres_backend` and `mysql_backend` are dialects alone, for scripts or a driver of one's
//! own. `chrono`, `time`, `uuid`, `serde_json` and `bigdecimal` let models have fields of those crates, as Diesel's features
//! of these names do.

pub mod arguments;
pub mod command;
pub mod config;
pub mod connection;
pub mod dialect;
pub mod diff;
pub mod environment;
pub mod graph;
pub mod metadata;
pub mod operation;
pub mod operations;
pub mod prelude;
pub mod render;
pub mod revision;
pub mod runner;
pub mod schema;
pub mod testing;

pub use arguments::Arguments;
pub use connection::Connection;
pub use environment::{Environment, OnUnknown, UnknownEnvironment};
pub use metadata::{Metadata, MetadataError, Migratable, MigratableEnum};
pub use migrate_derive::{Migratable, MigratableConnection, MigratableEnum, embed_revisions};
pub use operation::Operation;
pub use revision::{
    BoxError, Embedded, EmbeddedRevision, Result, Revision, RevisionInfo, Settings,
};
pub use runner::{Report, RunError};

/// What generated code names, whatever the user's crate looks like. Not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use diesel;
    pub use inventory;

    pub use crate::config::{EmbeddedConfig, TransactionMode};
    pub use crate::connection::{
        Connection, Engine, Fragment, NoVariant, OneOf, Row, TransactionStep,
    };
    pub use crate::metadata::*;
    pub use crate::revision::{Embedded, EmbeddedRevision, Revision, Settings, same_header};
    pub use crate::schema::{Deferrable, MatchType, NullsOrder, ReferentialAction};
}
