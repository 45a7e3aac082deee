//! `migrate edit`: opens revision files in the person's editor.

use std::ffi::OsString;
use std::process::Command;

use migrate_source::versions;
use thiserror::Error;

use super::Outcome;
use crate::error::CliError;
use crate::session::Session;

/// Open a revision file in $VISUAL or $EDITOR
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A revision or a unique beginning of one, head, current, ...
    #[arg(
        value_name = "REVISION",
        default_value = "head",
        allow_negative_numbers = true
    )]
    revision: String,
}

/// The editor did not do its work.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum EditError {
    /// Nothing says which one.
    #[error("no editor is named")]
    NoEditor,
    /// The variable holds no command.
    #[error("`{variable}` is no command: `{command}`")]
    NoCommand {
        /// The variable.
        variable: &'static str,
        /// What it holds.
        command: String,
    },
    /// The editor cannot be started.
    #[error("cannot run the editor `{command}`, which {variable} names")]
    Start {
        /// The variable.
        variable: &'static str,
        /// The command.
        command: String,
        /// Why.
        source: std::io::Error,
    },
    /// The editor says that something went wrong.
    #[error("the editor `{command}` failed{}", status.map(|code| format!(" with exit status {code}")).unwrap_or_default())]
    Failed {
        /// The command.
        command: String,
        /// How it ended.
        status: Option<i32>,
    },
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.source_graph()?;
    let revisions = session.named(graph, &args.revision)?;
    if revisions.is_empty() {
        return Err(CliError::NothingToShow {
            target: args.revision.clone(),
        });
    }
    let project = session.project()?;
    let files = revisions
        .iter()
        .map(|info| project.root().join(&info.path).into_os_string());
    open(files)?;
    for info in revisions {
        // What was written is read at once: a mistake in the header is told now, and not at the next command.
        versions::read_file(project.root(), &project.root().join(&info.path))
            .map_err(crate::project::ProjectError::from)?;
        if session.output.is_json() {
            session
                .output
                .json(&crate::listing::View::of(graph, info))?;
        }
    }
    Ok(Outcome::Done)
}

fn open(files: impl Iterator<Item = OsString>) -> Result<(), EditError> {
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|variable| {
        let command = std::env::var(variable).ok()?;
        (!command.trim().is_empty()).then_some((variable, command))
    });
    let (variable, command) = named.ok_or(EditError::NoEditor)?;
    let words = split(&command).filter(|words| !words.is_empty());
    let mut words = words
        .ok_or_else(|| EditError::NoCommand {
            variable,
            command: command.clone(),
        })?
        .into_iter();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program)
        .args(words)
        .args(files)
        .status()
        .map_err(|source| EditError::Start {
            variable,
            command: command.clone(),
            source,
        })?;
    if status.success() {
        return Ok(());
    }
    Err(EditError::Failed {
        command,
        status: status.code(),
    })
}

/// The words of a command, as a shell would split them; a path of Windows holds backslashes that mean themselves.
fn split(command: &str) -> Option<Vec<String>> {
    if cfg!(windows) {
        return Some(command.split_whitespace().map(str::to_owned).collect());
    }
    shlex::split(command)
}
