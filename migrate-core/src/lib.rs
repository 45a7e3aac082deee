//! Migrations for Diesel: models are the source of truth, revisions are Rust, the application carries them.
#![cfg_attr(docsrs, feature(doc_cfg))]

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

pub use connection::Connection;
pub use environment::{Environment, OnUnknown};
pub use metadata::{Metadata, MetadataError, Migratable, MigratableEnum};
pub use migrate_derive::{Migratable, MigratableEnum, embed_revisions};
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
    pub use crate::metadata::*;
    pub use crate::revision::{Embedded, EmbeddedRevision, Revision, Settings, same_header};
    pub use crate::schema::{Deferrable, MatchType, NullsOrder, ReferentialAction};
}
