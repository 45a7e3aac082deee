//! What every history should be tested for, in one line of the project's own tests: in goes an environment with an empty
//! database, out comes what is wrong.
//!
//! ```ignore
//! #[test]
//! fn the_history_is_sound() -> Result<(), migrate_core::testing::Failure> {
//!     migrate_core::testing::check_all(&migrations::environment(), &Metadata::collect()?, || {
//!         SqliteConnection::establish(":memory:")
//!     })
//! }
//! ```
//!
//! A test that ends with a [`Failure`] shows the whole of it.

use std::fmt;

use thiserror::Error;

use crate::command::CompareError;
use crate::connection::Connection;
use crate::dialect::{self, InspectError};
use crate::diff::{self, DiffOptions};
use crate::environment::Environment;
use crate::metadata::{Metadata, MetadataError};
use crate::revision::BoxError;
use crate::runner::{RunError, list};
use crate::schema::{Schema, TableName};

/// What is wrong with a history.
#[derive(Error)]
#[non_exhaustive]
pub enum Failure {
    /// It has several heads.
    #[error("the history has {} heads: {}", heads.len(), list(heads))]
    SeveralHeads {
        /// The heads.
        heads: Vec<String>,
    },
    /// A revision does not run.
    #[error("the history does not run on an empty database")]
    Run(#[from] RunError),
    /// The models are no schema.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The models and the database cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// An empty database could not be had.
    #[error("there is no empty database to test with")]
    Database(#[source] BoxError),
    /// The history makes something else than the models say.
    #[error(
        "behind the whole history the database is not what the models say; it lacks:{}",
        lines(operations)
    )]
    ModelsDiffer {
        /// What would make it so.
        operations: Vec<String>,
    },
    /// A revision's `downgrade` does not take back what its `upgrade` did.
    #[error(
        "`downgrade` of revision `{revision}` does not restore what was there before; it lacks:{}",
        lines(operations)
    )]
    NotRestored {
        /// The revision.
        revision: String,
        /// What would restore it.
        operations: Vec<String>,
    },
    /// A revision does something else when it is applied again.
    #[error(
        "revision `{revision}`, applied again behind its `downgrade`, does not do the same; it lacks:{}",
        lines(operations)
    )]
    NotRepeated {
        /// The revision.
        revision: String,
        /// What would make it the same.
        operations: Vec<String>,
    },
    /// Something is left behind the last downgrade.
    #[error("a downgrade to base leaves something behind:{}", lines(tables))]
    Trace {
        /// The tables.
        tables: Vec<String>,
    },
}

/// A test that returns an error is shown in this form: it is for people.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(f, "\n  caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

fn lines(texts: &[String]) -> String {
    texts.iter().map(|text| format!("\n  {text}")).collect()
}

/// Makes all the checks of this module, each on an empty database of its own.
///
/// # Errors
/// The [`Failure`] of the first check that fails.
pub fn check_all<C, E>(
    environment: &Environment,
    metadata: &Metadata,
    mut empty_database: impl FnMut() -> Result<C, E>,
) -> Result<(), Failure>
where
    C: Connection,
    E: Into<BoxError>,
{
    let mut empty = || empty_database().map_err(|error| Failure::Database(error.into()));
    single_head(environment)?;
    models_match(environment, &mut empty()?, metadata)?;
    up_and_down(environment, &mut empty()?)?;
    leaves_no_trace(environment, &mut empty()?)
}

/// Checks that the history has one head, or none.
///
/// # Errors
/// [`Failure::SeveralHeads`]; [`Failure::Run`] if the history is not sound.
pub fn single_head(environment: &Environment) -> Result<(), Failure> {
    let heads = environment.graph().map_err(RunError::from)?.heads();
    if heads.len() > 1 {
        return Err(Failure::SeveralHeads {
            heads: heads.into_iter().map(|head| head.id.clone()).collect(),
        });
    }
    Ok(())
}

/// Checks that the whole history runs on an empty database, and makes what the models say.
///
/// # Errors
/// [`Failure::Run`], [`Failure::Compare`], [`Failure::ModelsDiffer`].
pub fn models_match(
    environment: &Environment,
    conn: &mut dyn Connection,
    metadata: &Metadata,
) -> Result<(), Failure> {
    let _report = environment.upgrade(conn, "heads")?;
    let comparison = environment.compare(conn, metadata)?;
    if comparison.in_sync() {
        return Ok(());
    }
    Err(Failure::ModelsDiffer {
        operations: comparison
            .operations
            .iter()
            .map(ToString::to_string)
            .collect(),
    })
}

/// Checks for each revision that its `downgrade` restores what was there, and that it can be applied again.
///
/// # Errors
/// [`Failure::Run`], [`Failure::NotRestored`], [`Failure::NotRepeated`].
pub fn up_and_down(environment: &Environment, conn: &mut dyn Connection) -> Result<(), Failure> {
    let graph = environment.graph().map_err(RunError::from)?;
    let steps = graph.plan_upgrade(&[], "heads").map_err(RunError::from)?;
    let mut before = schema(environment, conn)?;
    for step in steps {
        let revision = step.revision.as_str();
        let _report = environment.upgrade(conn, revision)?;
        let after = schema(environment, conn)?;
        let _report = environment.run(conn, revision, &mut (), &|graph, current| {
            Ok(graph.plan_back(current, revision)?)
        })?;
        let operations = between(&schema(environment, conn)?, &before, conn);
        let revision = step.revision.clone();
        if !operations.is_empty() {
            return Err(Failure::NotRestored {
                revision,
                operations,
            });
        }
        let _report = environment.upgrade(conn, &step.revision)?;
        let operations = between(&schema(environment, conn)?, &after, conn);
        if !operations.is_empty() {
            return Err(Failure::NotRepeated {
                revision,
                operations,
            });
        }
        before = after;
    }
    Ok(())
}

/// Checks that an upgrade and a downgrade over the whole history leave no table behind.
///
/// # Errors
/// [`Failure::Run`], [`Failure::Trace`].
pub fn leaves_no_trace(
    environment: &Environment,
    conn: &mut dyn Connection,
) -> Result<(), Failure> {
    let before = schema(environment, conn)?;
    let _report = environment.upgrade(conn, "heads")?;
    let _report = environment.downgrade(conn, "base")?;
    let after = schema(environment, conn)?;
    let tables: Vec<String> = after
        .tables
        .iter()
        .filter(|table| before.table(&table.name).is_none())
        .map(|table| table.name.to_string())
        .collect();
    if tables.is_empty() {
        return Ok(());
    }
    Err(Failure::Trace { tables })
}

/// What the database holds beside the tables of this library.
fn schema(environment: &Environment, conn: &mut dyn Connection) -> Result<Schema, Failure> {
    let config = environment.config();
    let own = [config.version_table.clone(), config.journal_table()];
    let dialect = dialect::detect(conn)?;
    let mut schema = dialect.inspect(conn, &|name: &TableName| !own.contains(name))?;
    dialect.normalise(&mut schema);
    Ok(schema)
}

/// What makes one schema of another, a line each.
fn between(from: &Schema, to: &Schema, conn: &dyn Connection) -> Vec<String> {
    let dialect = dialect::of(conn.engine());
    let difference = diff::diff(
        from,
        to,
        &DiffOptions {
            complete: true,
            ..DiffOptions::new(dialect.capabilities())
        },
    );
    difference
        .operations
        .iter()
        .map(ToString::to_string)
        .collect()
}
