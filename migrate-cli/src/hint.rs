//! What to do about an error: the one place that knows hints, and the names that programs know errors by.

use crate::database::DatabaseError;
use crate::error::CliError;
#[cfg(feature = "developer")]
use crate::{cargo::CargoError, scaffold::ScaffoldError};

impl CliError {
    /// The name of the error for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            CliError::Folder { .. } => "folder",
            CliError::Database(error) => match error {
                DatabaseError::UnknownScheme { .. } => "unknown_scheme",
                DatabaseError::NoDriver { .. } => "no_driver",
                DatabaseError::LooksRelative { .. } => "looks_relative",
                DatabaseError::Missing { .. } => "missing_database",
                DatabaseError::NoFolder { .. } => "missing_folder",
                DatabaseError::Folder { .. } => "database_is_folder",
                DatabaseError::Open { .. } => "cannot_open_database",
                DatabaseError::Unreadable { .. } => "unreadable_database",
            },
            #[cfg(feature = "developer")]
            CliError::Cargo(error) => cargo_kind(error),
            #[cfg(feature = "developer")]
            CliError::Scaffold(_) => "init",
            CliError::Output(_) => "output",
        }
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

/// Says what to do about an error, where there is something to say.
pub(crate) fn hint(error: &CliError) -> Option<String> {
    match error {
        CliError::Folder { .. } | CliError::Output(_) => None,
        CliError::Database(error) => database(error),
        #[cfg(feature = "developer")]
        CliError::Cargo(error) => cargo(error),
        #[cfg(feature = "developer")]
        CliError::Scaffold(error) => scaffold(error),
    }
}

fn database(error: &DatabaseError) -> Option<String> {
    let hint = match error {
        DatabaseError::UnknownScheme { .. } | DatabaseError::NoDriver { .. } => {
            "SQLite databases are written `sqlite://relative.db`, `sqlite:///absolute/path.db`, or just as a path"
                .to_owned()
        }
        DatabaseError::LooksRelative { relative, .. } => {
            format!("for a file in this folder write `{relative}`")
        }
        DatabaseError::Missing { .. } => {
            "`migrate upgrade head` creates it; or correct the URL".to_owned()
        }
        DatabaseError::NoFolder { .. } => "create the folder, or correct the URL".to_owned(),
        DatabaseError::Folder { .. } => "name a file in that folder".to_owned(),
        DatabaseError::Open { .. } => {
            "look at the permissions of the file and of its folder".to_owned()
        }
        DatabaseError::Unreadable { source, .. } => {
            let told = source.to_string();
            if told.contains("not a database") || told.contains("malformed") {
                "the file is no SQLite database, or is damaged: correct the URL, or restore a backup"
                    .to_owned()
            } else if told.contains("locked") {
                "another program is writing to it; try again".to_owned()
            } else {
                return None;
            }
        }
    };
    Some(hint)
}

#[cfg(feature = "developer")]
fn cargo(error: &CargoError) -> Option<String> {
    let hint = match error {
        CargoError::Start { .. } => "install Rust's cargo, or set CARGO to where it is".to_owned(),
        CargoError::Metadata { .. } => "correct the manifest".to_owned(),
        CargoError::Answer { .. } => return None,
        CargoError::Build {
            needs_models: true,
            culprit,
            ..
        } => {
            let culprit = culprit.as_deref().map(|name| format!(" in `{name}`"));
            format!(
                "correct the code above{}, then run the command again; `upgrade` and `downgrade` need no models, \
                 and go on working",
                culprit.unwrap_or_default()
            )
        }
        CargoError::Build { culprit, .. } => {
            let culprit = culprit.as_deref().map(|name| format!(" in `{name}`"));
            format!(
                "correct the code above{}, then run the command again; the database was not touched",
                culprit.unwrap_or_default()
            )
        }
        CargoError::NoProgram { program } => {
            format!("`{program}` has to be a target of the package in `cli/` of the migrations")
        }
    };
    Some(hint)
}

#[cfg(feature = "developer")]
fn scaffold(error: &ScaffoldError) -> Option<String> {
    let hint = match error {
        ScaffoldError::NoManifest(_) => {
            "run `migrate init` in the folder of a cargo package; `cargo new` makes one".to_owned()
        }
        ScaffoldError::NoApplication(_) => {
            "name the application: `migrate init --package NAME`".to_owned()
        }
        ScaffoldError::Ambiguous { candidates } => format!(
            "name one: `migrate init --package {}`",
            candidates.first().map_or("NAME", String::as_str)
        ),
        ScaffoldError::NoPackage { .. } => return None,
        ScaffoldError::NoLibrary { .. } => {
            "move the models into src/lib.rs (`pub mod models;` is enough), use them from src/main.rs, and run \
             `migrate init` again"
                .to_owned()
        }
        ScaffoldError::NoDependency { dependency, .. } => {
            format!("run `cargo add {dependency}`, and `migrate init` again")
        }
        ScaffoldError::NoSupportedDatabase { .. } => {
            "add the feature `sqlite` to diesel".to_owned()
        }
        ScaffoldError::NoCommandLine { .. } => {
            "depend on migrate-core in a checkout of the whole repository".to_owned()
        }
        ScaffoldError::SqlMigrations { .. } => {
            "diesel_cli would take our packages for migrations of its own; use another folder: `migrate init revisions`"
                .to_owned()
        }
        ScaffoldError::Occupied { .. } => {
            "name another folder: `migrate init revisions`".to_owned()
        }
        ScaffoldError::Outside { .. } => {
            "name a folder of its own inside the workspace, as in `migrate init migrations`".to_owned()
        }
        ScaffoldError::Manifest { .. } | ScaffoldError::Toml { .. } => {
            "correct the manifest; nothing was changed".to_owned()
        }
        ScaffoldError::File { .. } => "nothing was changed".to_owned(),
        ScaffoldError::Cargo(error) => return cargo(error),
        ScaffoldError::Rejected { .. } => {
            "cargo's words above say what is in the way, often `workspace.exclude` or a workspace further up".to_owned()
        }
    };
    Some(hint)
}
