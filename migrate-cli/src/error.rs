//! Everything that a command can fail with.

use std::error::Error as _;
use std::io;

use migrate_core::command::{CompareError, SchemaScriptError};
use migrate_core::connection::NoVariant;
use migrate_core::dialect::InspectError;
use migrate_core::graph::GraphError;
use migrate_core::operation::Irreversible;
use migrate_core::runner::{RunError, ScriptError};
use migrate_core::{MetadataError, UnknownEnvironment};
use thiserror::Error;

use crate::commands::edit::EditError;
use crate::database::DatabaseError;
use crate::hint::hint;
use crate::new_revision::NewRevisionError;
use crate::output::Output;
use crate::password::PasswordError;
use crate::project::{LocationError, ProjectError};

/// A command failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// The folder to work in is not there.
    #[error("cannot work in {folder}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: io::Error,
    },
    /// The environment that was chosen was not compiled in.
    #[error(transparent)]
    Environment(#[from] UnknownEnvironment),
    /// The project's own code refused the arguments.
    #[error("the project's code refused the arguments")]
    Arguments(#[source] migrate_core::BoxError),
    /// There is no password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The editor did not do its work.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The project cannot be read.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The environment's own function for the URL failed.
    #[error("`Environment::url` did not return a URL")]
    ComputeUrl(#[source] migrate_core::BoxError),
    /// The project's own type of connection has no place for the driver that this program was built with.
    #[error(transparent)]
    NoVariant(#[from] NoVariant),
    /// The database cannot be reached.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The history or a target is not sound.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// A run did not reach its target.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Models and database cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The models are no schema.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// This program never sees models.
    #[cfg(feature = "developer")]
    #[error("this program does not see the models")]
    NoModels,
    /// A script cannot be written.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// A run was given a range, but the database itself says from where.
    #[error(
        "`{range}` is a range, which only `--sql` takes: the database itself says where it stands"
    )]
    RangeWithoutSql {
        /// What was given.
        range: String,
    },
    /// Tables would be dropped whose models are there.
    #[error("tables would be dropped whose models are not linked into this program: {}", unlinked.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Unlinked {
        /// The models.
        unlinked: Vec<crate::unlinked::Unlinked>,
    },
    /// What was found cannot be taken back.
    #[error(transparent)]
    Irreversible(#[from] Irreversible),
    /// A revision cannot be written.
    #[error(transparent)]
    NewRevision(#[from] NewRevisionError),
    /// SQL migrations cannot be adopted.
    #[cfg(feature = "developer")]
    #[error(transparent)]
    Adopt(#[from] crate::commands::adopt::AdoptError),
    /// A shell that clap has come to know, and this command has not.
    #[cfg(feature = "developer")]
    #[error("there are no completions for {0}")]
    NoCompletions(String),
    /// There can be no baseline.
    #[error(transparent)]
    Baseline(#[from] crate::commands::BaselineError),
    /// A target stands for no revision.
    #[error("`{target}` is no revision here")]
    NothingToShow {
        /// The target.
        target: String,
    },
    /// There are not two revisions to merge.
    #[error("there is nothing to merge{}", revisions.first().map(|id| format!(": `{id}` is the only head")).unwrap_or_default())]
    NothingToMerge {
        /// The revisions that there are.
        revisions: Vec<String>,
    },
    /// The project's own program could not be run.
    #[cfg(feature = "developer")]
    #[error(transparent)]
    Forward(#[from] crate::forward::ForwardError),
    /// The packages cannot be set up.
    #[cfg(feature = "developer")]
    #[error(transparent)]
    Scaffold(#[from] crate::scaffold::ScaffoldError),
    /// A form of output that only schemas have.
    #[error("only `inspect` and `diff` print SQL and Rust")]
    FormatOfSchemas,
    /// A database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// A schema cannot be written as a script.
    #[error(transparent)]
    SchemaScript(#[from] SchemaScriptError),
    /// Two sides of a comparison are of two kinds of database.
    #[error("`{from}` is of {from_engine}, and `{to}` of {to_engine}: they cannot be compared")]
    TwoEngines {
        /// The one side.
        from: String,
        /// Its kind.
        from_engine: &'static str,
        /// The other side.
        to: String,
        /// Its kind.
        to_engine: &'static str,
    },
    /// A script cannot be read for a database that is a server.
    #[error("cannot read {file} as a schema of {engine}")]
    ScriptOfServer {
        /// The file.
        file: String,
        /// The kind of database.
        engine: &'static str,
    },
    /// A script cannot be loaded.
    #[error("cannot load {file}")]
    LoadScript {
        /// The file.
        file: String,
        /// Why.
        source: migrate_core::BoxError,
    },
    /// The output could not be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl From<LocationError> for CliError {
    fn from(error: LocationError) -> Self {
        match error {
            LocationError::Project(error) => error.into(),
            LocationError::Database(error) => error.into(),
        }
    }
}

impl CliError {
    /// Whether nobody reads any more, which is no failure.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Tells of the failure.
    pub(crate) fn report(&self, output: &Output) {
        let mut causes: Vec<String> = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            let text = with_detail(error);
            // A wrapper that adds nothing would say the same twice.
            if causes.last() != Some(&text) {
                causes.push(text);
            }
            cause = error.source();
        }
        #[cfg(feature = "developer")]
        if let CliError::Forward(crate::forward::ForwardError::Cargo(error)) = self {
            match error.diagnostics() {
                Some(diagnostics) if output.is_json() => causes.push(diagnostics.to_owned()),
                Some(diagnostics) => output.passed_on(diagnostics),
                None => {}
            }
        }
        output.error(
            self.kind(),
            &self.to_string(),
            &causes,
            hint(self).as_deref(),
        );
    }
}

/// What an error says, with what the database adds to it: which key is there twice, what depends on what.
fn with_detail(error: &(dyn std::error::Error + 'static)) -> String {
    let text = error.to_string();
    let detail = match error.downcast_ref() {
        Some(diesel::result::Error::DatabaseError(_, information)) => information.details(),
        _ => None,
    };
    match detail.map(|detail| detail.trim_end_matches('.')) {
        Some(detail) if !text.contains(detail) => format!("{text}\n{detail}"),
        Some(_) | None => text,
    }
}
