//! The commands as functions: typed results, no terminal, no logger.
//!
//! What needs revisions to run is a method of [`Environment`](crate::Environment); what needs only the graph and the
//! database is a function here. Events go to [`log`](https://docs.rs/log), of which nothing is installed or changed.
//!
//! # At start
//!
//! A program brings its database to head before it serves; replicas that start together share the work, and one that is older
//! than the database refuses, or stands aside:
//!
//! ```ignore
//! let environment = migrations::environment().on_unknown(OnUnknown::Accept);
//! let report = environment.upgrade(&mut conn, "head")?;
//! log::info!("{} revisions applied", report.steps.len());
//! ```
//!
//! Where somebody else runs the migrations, it waits until they are done: `environment.is_at_head(&mut conn)?` is a readiness
//! check of one query, and [`Environment::current`](crate::Environment::current) says where the database stands.
//!
//! # Without a history
//!
//! A test, or a new installation, may create the models' tables at once, and stamp what it made:
//!
//! ```
//! # #[cfg(feature = "sqlite-bundled")] {
//! use diesel::prelude::*;
//! use migrate_core::prelude::*;
//! use migrate_core::{Embedded, EmbeddedRevision, Environment, Metadata, Migratable};
//!
//! #[derive(Queryable, Migratable)]
//! #[diesel(table_name = heros)]
//! pub struct Hero {
//!     pub id: i32,
//!     pub name: String,
//! }
//! # static REVISION: Revision = Revision { id: "ae10", ..Revision::DEFAULT };
//! # static REVISIONS: Embedded = Embedded {
//! #     revisions: &[EmbeddedRevision {
//! #         revision: &REVISION, settings: Settings::new(), message: "", created: None, path: "a.rs", checksum: "",
//! #         upgrade: |_| Ok(()), downgrade: |_| Ok(()),
//! #     }],
//! #     config: migrate_core::config::EmbeddedConfig::DEFAULT,
//! # };
//! # fn environment() -> Environment { Environment::new(&REVISIONS) }
//!
//! # fn main() -> Result {
//! let mut conn = SqliteConnection::establish(":memory:")?;
//! let models = Metadata::of([Hero::TABLE])?;
//! models.create_all(&mut conn)?;
//! environment().stamp(&mut conn, &["head"], false)?;
//! assert!(environment().is_at_head(&mut conn)?);
//!
//! environment().drop_all(&mut conn, &models)?;
//! assert!(environment().current(&mut conn)?.is_empty());
//! # Ok(())
//! # }
//! # main().unwrap();
//! # }
//! ```

mod adopt;
mod baseline;
mod compare;
mod create;
mod inspect;

pub use crate::runner::{ChangedRevision, changed_revisions};
pub use adopt::{diesel_versions, transaction_statement};
pub use baseline::{
    Baseline, RecordedVersions, baseline_of_database, is_compared, recorded_versions,
};
pub use compare::{Answer, CompareError, CompareOptions, Comparison, LikelyRenames, Unfilled};
pub use create::CreateError;
pub use inspect::{
    Extent, Origin, SchemaScriptError, creation_script, difference, inspect, left_out,
    transition_script,
};

pub(crate) use baseline::baseline_of_models;
pub(crate) use compare::{
    compare, compare_history, compare_schema, compare_scratch, is_declarative, models,
};
pub(crate) use create::drop_all;

use crate::config::Config;
use crate::connection::Connection;
use crate::graph::{Graph, StampPlan};
use crate::revision::RevisionInfo;
use crate::runner::{self, Resolution, Resolved, RunError};

/// A revision that the database stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Current {
    /// The id, as the version table has it.
    pub revision: String,
    /// Whether it is a head of the history.
    pub is_head: bool,
    /// Whether the history knows it.
    pub known: bool,
    /// Whether it is no row of the version table, but where another branch stands because a row depends on it.
    pub implied: bool,
}

impl Current {
    /// Where a branch stands because a row of the version table depends on it: one of those that
    /// [`Graph::all_current`] adds to the rows.
    #[must_use]
    pub fn implied(graph: &Graph, info: &RevisionInfo) -> Self {
        Current {
            revision: info.id.clone(),
            is_head: graph.is_head(&info.id),
            known: true,
            implied: true,
        }
    }
}

/// Says where a database stands.
///
/// # Errors
/// [`RunError`] if the version table cannot be read.
pub fn current(
    conn: &mut dyn Connection,
    graph: &Graph,
    config: &Config,
) -> Result<Vec<Current>, RunError> {
    let revisions = runner::read_current(conn, config)?;
    Ok(revisions
        .into_iter()
        .map(|revision| Current {
            is_head: graph.is_head(&revision),
            known: graph.get(&revision).is_some(),
            implied: false,
            revision,
        })
        .collect())
}

/// Creates the version table if it is not there, and says whether it did.
///
/// # Errors
/// [`RunError`] if the database refuses.
pub fn ensure_version(conn: &mut dyn Connection, config: &Config) -> Result<bool, RunError> {
    runner::ensure_version(conn, config)
}

/// Says of an unfinished revision what a person made of it; see [`Resolution`].
///
/// # Errors
/// [`RunError::NothingUnfinished`], and [`RunError`] if the version table cannot be written.
pub fn resolve(
    conn: &mut dyn Connection,
    graph: &Graph,
    config: &Config,
    resolution: Resolution,
) -> Result<Resolved, RunError> {
    runner::resolve(conn, graph, config, resolution)
}

/// Sets the version table to the targets without running anything. With `purge`, whatever stood there goes first, known
/// or not.
///
/// # Errors
/// [`RunError`] if a target does not exist or the version table cannot be written.
pub fn stamp(
    conn: &mut dyn Connection,
    graph: &Graph,
    config: &Config,
    targets: &[&str],
    purge: bool,
) -> Result<StampPlan, RunError> {
    let targets: Vec<String> = targets.iter().map(|&target| target.to_owned()).collect();
    runner::stamp(conn, config, &|current| {
        let from: &[String] = if purge { &[] } else { current };
        let plan = graph.plan_stamp(from, &targets)?;
        Ok(StampPlan {
            from: current.to_vec(),
            ..plan
        })
    })
}
