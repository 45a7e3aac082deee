//! `migrate revision --baseline`: the first revision of a history that takes an existing database over. It holds the
//! whole schema, of the models or of the database, so that a new database can be built from nothing; the one that is
//! there is stamped with it.

use std::path::Path;

use migrate_core::Metadata;
use migrate_core::command::{self, Baseline, RecordedVersions};
use migrate_core::graph::Graph;
use migrate_core::render;
use thiserror::Error;

use super::{Outcome, comparing};
use crate::database::{Access, Database};
use crate::error::CliError;
use crate::new_revision::Draft;
use crate::session::{Host, Session};

/// There can be no baseline.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum BaselineError {
    /// The history has begun.
    #[error("a baseline is the first revision, and this history has {revisions} already")]
    NotFirst {
        /// How many there are.
        revisions: usize,
    },
    /// The database stands at several revisions, and a baseline is one.
    #[error("a baseline is one revision, and `{table}` holds {}: `{}`", versions.len(), versions.join("`, `"))]
    SeveralVersions {
        /// The version table.
        table: String,
        /// Its rows.
        versions: Vec<String>,
    },
    /// There is nothing in the database.
    #[error("the database has no tables to begin a history with")]
    Empty,
}

/// A baseline that is asked for.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) message: &'a str,
    pub(crate) rev_id: Option<&'a str>,
    pub(crate) branch_labels: &'a [String],
    pub(crate) version_path: Option<&'a Path>,
    /// The schema is that of the database, not that of the models.
    pub(crate) from_database: bool,
}

/// Refuses what can be refused before anything is built.
pub(crate) fn check(graph: &Graph) -> Result<(), BaselineError> {
    match graph.len() {
        0 => Ok(()),
        revisions => Err(BaselineError::NotFirst { revisions }),
    }
}

pub(crate) fn run(request: &Request<'_>, session: &Session<'_>) -> Result<Outcome, CliError> {
    check(session.source_graph()?)?;
    let config = session.config()?;
    let mut database = session.database(if request.from_database {
        Access::Read
    } else {
        Access::ReadOrEmpty
    })?;
    let recorded = command::recorded_versions(&mut *database.conn, &config)?;
    let rev_id = id(request, recorded.as_ref())?;
    let (comparison, exists) = if request.from_database {
        let comparison = command::baseline_of_database(&mut *database.conn, &config)?;
        if comparison.in_sync() {
            return Err(BaselineError::Empty.into());
        }
        (comparison, true)
    } else {
        let Baseline {
            comparison, exists, ..
        } = of_models(&mut database, session)?;
        (comparison, exists)
    };
    // Reading is over; stamping opens the database anew, for writing.
    drop(database);

    let draft = Draft {
        message: if request.message.is_empty() {
            "baseline"
        } else {
            request.message
        },
        rev_id,
        parents: Vec::new(),
        splice: false,
        branch_labels: request.branch_labels,
        depends_on: &[],
        version_path: request.version_path,
    };
    let downgrade = render::reversed(&comparison.operations)?;
    let path = draft.write(session, &comparison.operations, &downgrade)?;
    comparing::tell(&comparison.notes, session);
    let outcome = draft.announce(session, &path, &comparison.operations)?;
    if exists {
        stamp(session, recorded.as_ref())?;
    } else {
        session
            .output
            .note("the database has none of these tables yet: `migrate upgrade` makes them");
    }
    Ok(outcome)
}

fn of_models(database: &mut Database, session: &Session<'_>) -> Result<Baseline, CliError> {
    let environment = match session.host {
        Host::Embedded(environment) => environment,
        #[cfg(feature = "developer")]
        Host::Source => return Err(CliError::NoModels),
    };
    Ok(environment.baseline(&mut *database.conn, &Metadata::collect()?)?)
}

/// The id that was asked for, or that the database stands at already; otherwise a new one.
fn id<'a>(
    request: &Request<'a>,
    recorded: Option<&'a RecordedVersions>,
) -> Result<Option<&'a str>, BaselineError> {
    match (request.rev_id, recorded) {
        (Some(id), _) => Ok(Some(id)),
        (None, None) => Ok(None),
        (None, Some(recorded)) => match &recorded.versions[..] {
            [version] => Ok(Some(version)),
            versions => Err(BaselineError::SeveralVersions {
                table: recorded.table.to_string(),
                versions: versions.to_vec(),
            }),
        },
    }
}

/// Says that the database stands at the baseline, which is now the only revision.
fn stamp(session: &Session<'_>, recorded: Option<&RecordedVersions>) -> Result<(), CliError> {
    let config = session.config()?;
    let graph = session.project()?.graph()?;
    let mut database = session.database(Access::Write)?;
    command::stamp(&mut *database.conn, &graph, &config, &["heads"], true)?;
    let heads: Vec<&str> = graph.heads().iter().map(|head| head.id.as_str()).collect();
    session
        .output
        .detail(format_args!("Stamped {}", heads.join(", ")))?;
    if let Some(recorded) = recorded.filter(|recorded| recorded.table != config.version_table) {
        session.output.note(format_args!(
            "from now on `{}` says where the database stands; `{}` stays as it is",
            config.version_table, recorded.table
        ));
    }
    Ok(())
}
