//! Hands a command on to the project's own program, which holds its code: builds it with cargo and runs it.
//!
//! Two programs do it. The binary of the command package sees no models, so that upgrading works while they are half
//! edited; the example of the same package sees them, for what compares them with a database.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use thiserror::Error;

use crate::args::Globals;
use crate::cargo::{self, Build, CargoError, Package, Program, Workspace};
use crate::commands::Outcome;
use crate::database::Location;
use crate::output::{Color, Format, Output};
use crate::project::{Project, ProjectError};

/// The project's own program could not be run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum ForwardError {
    /// The project has no package that hosts the command line.
    #[error("there is no package in {0} that hosts the command line")]
    NoPackage(String),
    /// `[build] package` names a package that the workspace does not have.
    #[error("`[build]` in migrate.toml names the package `{0}`, which the workspace does not have")]
    UnknownPackage(String),
    /// The package has no target of the kind that is needed.
    #[error("package `{package}` has no {kind} to run")]
    NoTarget {
        /// The package.
        package: String,
        /// `binary` or `example`.
        kind: &'static str,
    },
    /// The program cannot be started.
    #[error("cannot run {program}")]
    Start {
        /// The program.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// The project cannot be read.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// Cargo failed.
    #[error(transparent)]
    Cargo(#[from] CargoError),
}

/// Which of the two programs a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// The revisions only.
    Revisions,
    /// The models, too.
    Models,
}

/// A command to hand on.
#[derive(Debug)]
pub(crate) struct Forward<'a> {
    pub(crate) project: &'a Project,
    pub(crate) globals: &'a Globals,
    pub(crate) output: Output,
    /// The database, if it was typed; otherwise the program finds it itself.
    pub(crate) location: Option<Location>,
    pub(crate) needs: Needs,
    /// The command and its arguments.
    pub(crate) arguments: Vec<OsString>,
}

impl Forward<'_> {
    /// Builds the program, runs it, and returns how it ended.
    pub(crate) fn run(self) -> Result<Outcome, ForwardError> {
        let path = self.build()?;
        let mut command = Command::new(&path);
        cargo::forget_cargo(&mut command);
        command.current_dir(self.project.root());
        command.args(&self.project.config.build.command);
        command.args(self.shared_arguments());
        command.args(&self.arguments);
        if let Some(location) = &self.location {
            // Not as an argument: those can be read by every user of the machine.
            command.env("MIGRATE_URL", location.url());
        }
        let status = command.status().map_err(|source| ForwardError::Start {
            program: path.display().to_string(),
            source,
        })?;
        Ok(match status.code() {
            Some(0) => Outcome::Done,
            Some(code) => Outcome::Exit(u8::try_from(code).unwrap_or(1)),
            None => Outcome::Exit(1),
        })
    }

    fn build(&self) -> Result<PathBuf, ForwardError> {
        let workspace = cargo::workspace(self.project.root())?;
        let package = self.package(&workspace)?;
        // An application that hosts the commands sees its own models.
        let hosted = !self.project.config.build.command.is_empty();
        let (kind, word) = match self.needs {
            Needs::Models if !hosted => ("example", "example"),
            Needs::Models | Needs::Revisions => ("bin", "binary"),
        };
        let name = target(package, kind).ok_or_else(|| ForwardError::NoTarget {
            package: package.name.clone(),
            kind: word,
        })?;
        let build = Build {
            folder: self.project.root(),
            packages: selection(&workspace, package),
            package_id: &package.id,
            program: match kind {
                "example" => Program::Example(name),
                _ => Program::Binary(name),
            },
            arguments: self.build_arguments(),
            quiet: self.output.quiet || self.output.is_json(),
        };
        Ok(build.run()?)
    }

    /// The package that hosts the command line: the one that the settings name, or the one in `cli/`.
    fn package<'w>(&self, workspace: &'w Workspace) -> Result<&'w Package, ForwardError> {
        if let Some(name) = &self.project.config.build.package {
            let named = workspace.packages.iter().find(|p| &p.name == name);
            return named.ok_or_else(|| ForwardError::UnknownPackage(name.clone()));
        }
        let folder = self.project.script_folder()?.join("cli");
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let expected = real(&folder);
        let found = workspace
            .packages
            .iter()
            .find(|package| real(package.folder()) == expected);
        found.ok_or_else(|| ForwardError::NoPackage(folder.display().to_string()))
    }

    fn build_arguments(&self) -> Vec<String> {
        let build = &self.project.config.build;
        let mut arguments = Vec::new();
        if !build.features.is_empty() {
            arguments.extend(["--features".to_owned(), build.features.join(",")]);
        }
        if let Some(profile) = &build.profile {
            arguments.extend(["--profile".to_owned(), profile.clone()]);
        }
        arguments.extend(build.args.iter().cloned());
        arguments
    }

    /// The options of all commands, as the program takes them.
    fn shared_arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = Vec::new();
        let mut push = |name: &str, value: OsString| arguments.extend([name.into(), value]);
        if let Some(file) = &self.project.config.file {
            push("--config", file.into());
        }
        if let Some(name) = &self.globals.environment {
            push("--name", name.into());
        }
        match self.globals.color {
            Color::Auto => {}
            Color::Always => push("--color", "always".into()),
            Color::Never => push("--color", "never".into()),
        }
        for argument in &self.globals.arguments {
            push("-x", argument.into());
        }
        let format = match self.globals.format {
            Format::Text => None,
            Format::Json => Some("json"),
            Format::Sql => Some("sql"),
            Format::Rust => Some("rust"),
        };
        if let Some(format) = format {
            push("--format", format.into());
        }
        if self.globals.ask_password {
            arguments.push("--ask-password".into());
        }
        if self.output.quiet {
            arguments.push("--quiet".into());
        }
        if self.output.verbose {
            arguments.push("--verbose".into());
        }
        arguments
    }
}

/// The target to run: the only one of its kind, or the one with the name that `init` gives it.
fn target<'p>(package: &'p Package, kind: &'p str) -> Option<&'p str> {
    let expected = match kind {
        "bin" => package.name.clone(),
        _ => {
            let application = package.name.strip_suffix("-migrate");
            format!("{}-autogenerate", application.unwrap_or(&package.name))
        }
    };
    let mut first = None;
    for name in package.targets(kind) {
        if name == expected {
            return Some(name);
        }
        first = first.or(Some(name));
    }
    first
}

/// The package with the members of the workspace that its models come from: selected together, features unify as in
/// a build of the application, and no dependency is compiled twice.
fn selection(workspace: &Workspace, package: &Package) -> Vec<String> {
    let mut names = vec![package.name.clone()];
    for dependency in &package.dependencies {
        let models = dependency.kind.as_deref() == Some("dev") && dependency.path.is_some();
        let member = workspace.packages.iter().any(|p| p.name == dependency.name);
        if models && member && !names.contains(&dependency.name) {
            names.push(dependency.name.clone());
        }
    }
    names
}
