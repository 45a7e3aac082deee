//! What to do where the developer's command fails at what only it does: building, setting up, adopting.

use crate::cargo::CargoError;
use crate::commands::adopt::{AdoptError, FolderError};
use crate::forward::ForwardError;
use crate::scaffold::ScaffoldError;

use super::project;

pub(super) fn forward(error: &ForwardError) -> Option<String> {
    match error {
        ForwardError::NoPackage(_) => Some("`migrate init` sets it up".to_owned()),
        ForwardError::UnknownPackage(_) => Some("correct `package`, or remove it".to_owned()),
        ForwardError::NoTarget { .. } => {
            Some("`migrate init` in an empty folder shows what the package looks like".to_owned())
        }
        ForwardError::Start { .. } => None,
        ForwardError::Project(error) => project(error),
        ForwardError::Cargo(error) => cargo(error),
    }
}

pub(super) fn cargo(error: &CargoError) -> Option<String> {
    let hint = match error {
        CargoError::Start { .. } => "install Rust's cargo, or set CARGO to where it is".to_owned(),
        CargoError::Metadata { .. } => "correct the manifest".to_owned(),
        CargoError::Answer { .. } => return None,
        CargoError::Build {
            needs_models: true,
            culprit,
            ..
        } => {
            let place = culprit.as_deref().map(|name| format!(" in `{name}`"));
            // `init` calls it `<app>-migrations`; everything needs it.
            let of_revisions = culprit
                .as_deref()
                .is_some_and(|it| it.ends_with("migrations"));
            let rest = if of_revisions {
                ""
            } else {
                "; `upgrade` and `downgrade` need no models, and go on working"
            };
            format!(
                "correct the code above{}, then run the command again{rest}",
                place.unwrap_or_default()
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

pub(super) fn scaffold(error: &ScaffoldError) -> Option<String> {
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
             `migrate init` again; or let the application host the commands: `migrate init --template single`"
                .to_owned()
        }
        ScaffoldError::DatabaseName { .. } => {
            "name them as in `--databases main,archive`".to_owned()
        }
        ScaffoldError::NoDependency { dependency, .. } => {
            format!("run `cargo add {dependency}`, and `migrate init` again")
        }
        ScaffoldError::NoCommandLine { .. } => {
            "depend on migrate-core in a checkout of the whole repository".to_owned()
        }
        ScaffoldError::SqlMigrations { .. } => {
            "diesel_cli would take our packages for migrations of its own; use another folder, `migrate init revisions`, and \
             then `migrate adopt` turns the SQL migrations into revisions"
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

pub(super) fn adopt(error: &AdoptError) -> Option<String> {
    Some(match error {
        AdoptError::Folder(FolderError::Read { .. } | FolderError::Empty { .. }) => {
            "name the folder of the SQL migrations: `migrate adopt FOLDER`".to_owned()
        }
        AdoptError::Folder(FolderError::Malformed { .. }) => return None,
        AdoptError::Folder(FolderError::SameVersion { .. }) => {
            "diesel_cli runs only one of them; rename the other folder, or take it away".to_owned()
        }
        AdoptError::Gap { .. } => {
            "run it with `diesel migration run` first; or adopt with `--no-stamp`, and say yourself where the database \
             stands: `migrate stamp REVISION`"
                .to_owned()
        }
    })
}
