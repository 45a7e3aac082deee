//! What a run may answer.

use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use thiserror::Error;

use super::{Report, Unfinished, failed_operation};
use crate::config::TransactionMode;
use crate::dialect::{InspectError, Server, Version};
use crate::graph::{Direction, GraphError, PlanStep};
use crate::revision::{BoxError, EmbeddedRevision};

/// A run did not reach its target. What the message says was rolled back is as it was before.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// The project has several databases, and nobody said which one this is.
    #[error("the project has several databases, and none of them is chosen: {}", list(.databases))]
    SeveralDatabases {
        /// Their names.
        databases: Vec<String>,
    },
    /// The history or the target is not sound.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The database stands at revisions that this history does not know: it was migrated by a newer program.
    #[error("the database is at a revision that this program does not know: {}", list(.revisions))]
    DatabaseIsAhead {
        /// The unknown revisions.
        revisions: Vec<String>,
    },
    /// A revision failed.
    #[error("failed to {} revision `{revision}`{}", verb(.direction), at(.operation))]
    Revision {
        /// The revision.
        revision: String,
        /// Which of its functions.
        direction: Direction,
        /// The file, relative to the migrations package.
        path: &'static str,
        /// The operation, where the error is of one.
        operation: Option<FailedOperation>,
        /// The revisions that this run had done before, and that stay done.
        applied: Vec<String>,
        /// Where the database stands now.
        current: Vec<String>,
        /// How many statements of the revision stay done, where statements commit one by one.
        committed: usize,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// The database refused something of the runner's own, or was lost, between two revisions of a run.
    #[error("the run stopped at revision `{revision}`, behind {}", list(.applied))]
    Stopped {
        /// The revision that was about to run.
        revision: String,
        /// The revisions that this run had done before, and that stay done.
        applied: Vec<String>,
        /// What was tried, and what the database answered.
        #[source]
        source: Box<RunError>,
    },
    /// The plan names a revision that is not compiled in.
    #[error("revision `{revision}` is not compiled into this program")]
    NotEmbedded {
        /// The revision.
        revision: String,
    },
    /// Another runner moved the database while this one counted from where it stood.
    #[error("the database was moved by another runner: expected {}, found {}", list(.expected), list(.found))]
    Moved {
        /// The revisions that the plan began with.
        expected: Vec<String>,
        /// The revisions that are there.
        found: Vec<String>,
    },
    /// Another process holds the database's lock for longer than the time-out.
    #[error("the database is locked by another process")]
    Locked(#[source] DieselError),
    /// Another runner holds the lock for longer than this one waits.
    #[error("another runner has been at work on this database for more than {patience:?}{}", holder.as_ref().map(|holder| format!(": {holder}")).unwrap_or_default())]
    LockTimeout {
        /// How long this runner waited.
        patience: Duration,
        /// Who has the lock, as the server tells.
        holder: Option<String>,
    },
    /// A revision began, on a database whose statements commit one by one, and did not end.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
    /// There is no unfinished revision to deal with.
    #[error("no revision is unfinished")]
    NothingUnfinished,
    /// An unfinished revision is not any more what it was when it began.
    #[error("revision `{revision}` cannot be resumed: {reason}")]
    CannotResume {
        /// The revision.
        revision: String,
        /// What is in the way.
        reason: &'static str,
    },
    /// The server is older than what this library works with.
    #[error("{server} is too old: version {}.{} is needed", minimum.0, minimum.1)]
    ServerTooOld {
        /// The server.
        server: Server,
        /// The oldest version that will do.
        minimum: Version,
    },
    /// The server cannot be asked what it is.
    #[error(transparent)]
    Server(#[from] InspectError),
    /// MySQL and MariaDB commit with every statement of DDL, the caller's transaction, too.
    #[error(
        "a transaction is open, and this database would commit it with the first statement of a revision"
    )]
    InTransaction,
    /// SQLite's foreign keys could not be switched off, though no transaction is open.
    #[error("foreign keys could not be switched off for the run")]
    ForeignKeysStayOn,
    /// A revision asks in its `SETTINGS` for foreign keys, and the caller's transaction keeps them as they are.
    #[error("foreign keys cannot be switched on inside a transaction")]
    ForeignKeysInTransaction,
    /// The database refused something of the runner's own.
    #[error("{what}")]
    Database {
        /// What was tried.
        what: &'static str,
        /// What the database answered.
        #[source]
        source: DieselError,
    },
}

/// The operation that failed, for the message.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedOperation {
    /// Its number in the revision, from 1.
    pub number: usize,
    /// How many operations were known when it failed.
    pub total: usize,
    /// What people read of it.
    pub description: String,
    /// The line of the revision that asked for it.
    pub line: u32,
}

impl RunError {
    /// Sorts an error of the database into what people can do about it.
    pub(crate) fn from_database(source: DieselError, what: &'static str) -> Self {
        match &source {
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, information)
                if information.message().starts_with("database is locked") =>
            {
                RunError::Locked(source)
            }
            _ => RunError::Database { what, source },
        }
    }

    /// Says of what the database refused the runner itself which revision it kept from running, and what was done before.
    pub(super) fn stopped_at(self, step: &PlanStep, report: &Report) -> Self {
        match self {
            RunError::Database { .. } if !report.steps.is_empty() => RunError::Stopped {
                revision: step.revision.clone(),
                applied: report
                    .steps
                    .iter()
                    .map(|done| done.revision.clone())
                    .collect(),
                source: Box::new(self),
            },
            other => other,
        }
    }

    /// Wraps a revision's error with revision, operation and place.
    pub(super) fn revision(
        step: &PlanStep,
        embedded: &EmbeddedRevision,
        report: &Report,
        mode: TransactionMode,
        committed: usize,
        source: BoxError,
    ) -> Self {
        let (operation, source) = failed_operation(source);
        let (applied, current) = match mode {
            TransactionMode::Revision => (
                report
                    .steps
                    .iter()
                    .map(|done| done.revision.clone())
                    .collect(),
                step.from.clone(),
            ),
            TransactionMode::Run => (
                Vec::new(),
                report
                    .steps
                    .first()
                    .map_or_else(|| step.from.clone(), |first| first.from.clone()),
            ),
        };
        RunError::Revision {
            revision: step.revision.clone(),
            direction: step.direction,
            path: embedded.path,
            operation,
            applied,
            current,
            committed,
            source,
        }
    }
}

fn verb(direction: &Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "apply",
        Direction::Downgrade => "take back",
    }
}

fn at(operation: &Option<FailedOperation>) -> String {
    match operation {
        Some(operation) => format!(
            " (operation {} of {}: {})",
            operation.number, operation.total, operation.description
        ),
        None => String::new(),
    }
}

/// Lists revisions for a message.
pub(crate) fn list(revisions: &[String]) -> String {
    if revisions.is_empty() {
        return "base".to_owned();
    }
    revisions
        .iter()
        .map(|revision| format!("`{revision}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
