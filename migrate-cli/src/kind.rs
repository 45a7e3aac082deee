//! The names that programs know errors by.

use migrate_core::command::CompareError;
use migrate_core::graph::GraphError;
use migrate_core::runner::{RunError, ScriptError};

use crate::database::DatabaseError;
use crate::error::CliError;
use crate::project::ProjectError;
#[cfg(feature = "developer")]
use crate::{cargo::CargoError, forward::ForwardError};

impl CliError {
    /// The name of the error for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            CliError::Folder { .. } => "folder",
            CliError::Environment(_) => "config",
            CliError::Arguments(_) => "arguments",
            #[cfg(feature = "developer")]
            CliError::NoCompletions(_) => "usage",
            #[cfg(feature = "developer")]
            CliError::Adopt(_) => "sql_migrations",
            CliError::Password(_) => "password",
            CliError::Edit(_) => "editor",
            CliError::Project(error) => match error {
                ProjectError::NotFound(_) => "no_project",
                ProjectError::Config(_) => "config",
                ProjectError::Source(_) => "revision_file",
                ProjectError::Lineage(_) => "history",
                ProjectError::Variables { .. } | ProjectError::VariableSyntax { .. } => "dot_env",
                ProjectError::NoUrl { .. } => "no_url",
                ProjectError::ComputedUrl => "computed_url",
                ProjectError::SeveralDatabases { .. } => "several_databases",
            },
            CliError::ComputeUrl(_) => "computed_url",
            CliError::NoVariant(_) => "no_driver",
            CliError::Database(error) => match error {
                DatabaseError::UnknownScheme { .. } => "unknown_scheme",
                DatabaseError::NoDriver { .. } => "no_driver",
                DatabaseError::LooksRelative { .. } => "looks_relative",
                DatabaseError::Missing { .. } => "missing_database",
                DatabaseError::NoFolder { .. } => "missing_folder",
                DatabaseError::Folder { .. } => "database_is_folder",
                DatabaseError::Open { .. } => "cannot_open_database",
                DatabaseError::Unreadable { .. } => "unreadable_database",
                DatabaseError::UnknownParameter { .. } => "unknown_parameter",
                DatabaseError::Parameter { .. } => "bad_parameter",
                DatabaseError::Malformed(_) => "malformed_url",
                DatabaseError::File { .. } => "unusable_file",
                DatabaseError::Connect { .. } => "cannot_connect",
            },
            CliError::Graph(error) => graph_kind(error),
            CliError::Run(error) => run_kind(error),
            CliError::Compare(error) => match error {
                CompareError::NotAtHead { .. } => "not_at_head",
                CompareError::Unsupported(_) => "unsupported",
                CompareError::Rename(_) => "rename",
                CompareError::LikelyRenames(_) => "likely_rename",
                CompareError::Metadata(_) => "models",
                CompareError::Run(error) => run_kind(error),
                _ => "compare",
            },
            CliError::Metadata(_) => "models",
            #[cfg(feature = "developer")]
            #[cfg(feature = "developer")]
            CliError::NoModels => "models",
            CliError::Script(error) => match error {
                ScriptError::Graph(error) => graph_kind(error),
                ScriptError::NotEmbedded { .. } => "not_embedded",
                ScriptError::NotBuilt(_) => "not_built",
                ScriptError::Revision { .. } => "not_sql",
                _ => "script",
            },
            CliError::RangeWithoutSql { .. } => "target",
            CliError::Unlinked { .. } => "unlinked_models",
            CliError::Irreversible(_) => "irreversible",
            CliError::NewRevision(_) => "revision",
            CliError::Baseline(_) => "baseline",
            CliError::NothingToShow { .. } => "no_such_revision",
            CliError::NothingToMerge { .. } => "nothing_to_merge",
            #[cfg(feature = "developer")]
            CliError::Forward(error) => match error {
                ForwardError::NoPackage(_)
                | ForwardError::UnknownPackage(_)
                | ForwardError::NoTarget { .. } => "no_program",
                ForwardError::Start { .. } => "cannot_run_program",
                ForwardError::Project(_) => "config",
                ForwardError::Cargo(error) => cargo_kind(error),
            },
            #[cfg(feature = "developer")]
            CliError::Scaffold(_) => "init",
            CliError::FormatOfSchemas => "usage",
            CliError::Inspect(_) => "inspect",
            CliError::SchemaScript(_) => "script",
            CliError::TwoEngines { .. } => "two_engines",
            CliError::ScriptOfServer { .. } => "sql_file",
            CliError::LoadScript { .. } => "sql_file",
            CliError::Output(_) => "output",
        }
    }
}

fn graph_kind(error: &GraphError) -> &'static str {
    match error {
        GraphError::NoSuchRevision { .. } => "no_such_revision",
        GraphError::Ambiguous { .. } => "ambiguous_revision",
        GraphError::MultipleHeads { .. } => "multiple_heads",
        GraphError::UnknownCurrent { .. } => "database_is_ahead",
        GraphError::NotAnIdentifier { .. }
        | GraphError::NotARange { .. }
        | GraphError::NotOnBranch { .. }
        | GraphError::NotAnAncestor { .. }
        | GraphError::NotBelowCurrent { .. }
        | GraphError::OutOfRange { .. }
        | GraphError::WrongDirection { .. }
        | GraphError::AmbiguousStep { .. }
        | GraphError::Overlap { .. } => "target",
        _ => "history",
    }
}

fn run_kind(error: &RunError) -> &'static str {
    match error {
        RunError::Graph(error) => graph_kind(error),
        RunError::DatabaseIsAhead { .. } => "database_is_ahead",
        RunError::Revision { .. } => "revision_failed",
        RunError::Stopped { .. } => "stopped",
        RunError::NotEmbedded { .. } => "not_embedded",
        RunError::SeveralDatabases { .. } => "several_databases",
        RunError::Moved { .. } => "database_moved",
        RunError::Locked(_) | RunError::LockTimeout { .. } => "locked",
        RunError::Unfinished(_) => "unfinished",
        RunError::NothingUnfinished => "nothing_unfinished",
        RunError::CannotResume { .. } => "cannot_resume",
        RunError::InTransaction => "in_transaction",
        RunError::ServerTooOld { .. } => "server_too_old",
        RunError::ForeignKeysStayOn | RunError::ForeignKeysInTransaction => "foreign_keys",
        _ => "database",
    }
}

#[cfg(feature = "developer")]
fn cargo_kind(error: &CargoError) -> &'static str {
    match error {
        CargoError::Start { .. } => "cannot_run_cargo",
        CargoError::Metadata { .. } => "manifest",
        CargoError::Answer { .. } => "cargo_answer",
        CargoError::Build { .. } => "build",
        CargoError::NoProgram { .. } => "no_program",
    }
}
