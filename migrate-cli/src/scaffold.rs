//! `migrate init`: sets the two packages of a project up in the user's workspace.
//!
//! Looks first ([`application`]), decides everything in memory (the manifests by `toml_edit`, so that formatting and
//! comments stay), and only then writes: new files never replace one that is there, and if cargo does not accept the
//! result, all of it is taken back. A second run finds nothing to do.

mod application;
mod dependency;
mod driver;
mod files;
mod manifest;
mod plan;
mod template;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::cargo::{self, CargoError};
use application::Application;
pub(crate) use plan::{Change, Plan};
pub(crate) use template::Template;

/// What `init` is asked for.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The folder that the command works in.
    pub(crate) folder: &'a Path,
    /// The folder of the migrations package, relative to the project.
    pub(crate) directory: Option<&'a str>,
    /// The application, where the workspace has several packages.
    pub(crate) package: Option<&'a str>,
    /// The form of the project; what fits the application, if none is named.
    pub(crate) template: Option<Template>,
    /// The databases of a project that has several.
    pub(crate) databases: &'a [String],
}

/// The packages cannot be set up.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum ScaffoldError {
    /// There is no cargo package here.
    #[error("there is no Cargo.toml in {0} or above it")]
    NoManifest(String),
    /// The workspace has no package that looks like the application.
    #[error("no package of the workspace {0} depends on diesel")]
    NoApplication(String),
    /// The workspace has several packages that could be it.
    #[error("several packages could be the application: {}", candidates.join(", "))]
    Ambiguous {
        /// Their names.
        candidates: Vec<String>,
    },
    /// No package has the name that was given.
    #[error("the workspace has no package `{package}`; it has: {}", known.join(", "))]
    NoPackage {
        /// The name.
        package: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Nothing can see the models of a package without a library.
    #[error("package `{package}` has no library target, so no other package can see its models")]
    NoLibrary {
        /// The application.
        package: String,
    },
    /// A database's name cannot be a part of a function's.
    #[error(
        "`{name}` cannot be the name of a database here: small letters, digits and `_` make one"
    )]
    DatabaseName {
        /// The name.
        name: String,
    },
    /// The application lacks a dependency.
    #[error("package `{package}` does not depend on {dependency}")]
    NoDependency {
        /// The application.
        package: String,
        /// What it lacks.
        dependency: &'static str,
    },
    /// The command line's library is not where the application's `migrate-core` comes from.
    #[error(
        "there is no migrate-cli beside the migrate-core that `{package}` depends on ({expected})"
    )]
    NoCommandLine {
        /// The application.
        package: String,
        /// Where it was expected.
        expected: String,
    },
    /// The folder holds SQL migrations, which diesel_cli would take our package for.
    #[error("{folder} holds SQL migrations")]
    SqlMigrations {
        /// The folder.
        folder: String,
    },
    /// The folder holds another package.
    #[error("{folder} holds another package, `{package}`")]
    Occupied {
        /// The folder.
        folder: String,
        /// The package's name.
        package: String,
    },
    /// The folder would lie outside of the workspace.
    #[error("{folder} is not inside the workspace {workspace}")]
    Outside {
        /// The folder.
        folder: String,
        /// The workspace.
        workspace: String,
    },
    /// A manifest has a form that nothing can be added to.
    #[error("cannot change {path}: {reason}")]
    Manifest {
        /// The manifest.
        path: String,
        /// What is in the way.
        reason: String,
    },
    /// A manifest is not TOML.
    #[error("cannot read {path}")]
    Toml {
        /// The manifest.
        path: String,
        /// Why.
        source: Box<toml_edit::TomlError>,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {verb} {path}")]
    File {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Cargo could not be asked.
    #[error(transparent)]
    Cargo(#[from] CargoError),
    /// Cargo does not accept the result; everything has been taken back.
    #[error("cargo does not accept the workspace with the new packages; nothing was changed")]
    Rejected {
        /// What cargo says.
        source: CargoError,
    },
}

/// Decides what has to be written; writes nothing.
pub(crate) fn plan(request: &Request<'_>) -> Result<Plan, ScaffoldError> {
    let application = Application::find(request)?;
    let mut plan = Plan::new(application.project.clone(), application.template);
    files::plan(&application, &mut plan)?;
    manifest::plan(&application, &mut plan)?;
    Ok(plan)
}

/// Writes what was decided, and has cargo look at the result; takes everything back if it says no.
pub(crate) fn apply(plan: &Plan) -> Result<(), ScaffoldError> {
    let written = plan.write()?;
    match cargo::workspace(&plan.project) {
        Ok(_) => Ok(()),
        Err(source) => {
            written.take_back();
            Err(ScaffoldError::Rejected { source })
        }
    }
}

/// Makes a path plain: no `.` and `..`, as cargo does it, without asking the file system.
fn plain(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !plain.pop() {
                    plain.push("..");
                }
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                plain.push(component);
            }
        }
    }
    plain
}

/// The way from one folder to another as manifests spell it, with `/`; both are absolute.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (plain(from), plain(to));
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to
        .components()
        .skip(shared)
        .map(|component| component.as_os_str().to_string_lossy().into_owned());
    let way: Vec<String> = up.chain(down).collect();
    if way.is_empty() {
        ".".to_owned()
    } else {
        way.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_two_folders() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b/migrations/cli"), "migrations/cli");
        assert_eq!(way("/a/b/migrations", "/a/x/../c"), "../../c");
        assert_eq!(way("/a", "/a/."), ".");
    }
}
