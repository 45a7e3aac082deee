//! The developer's command `migrate`: knows the project from its source, and builds only what needs compiled code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::args::Globals;
use crate::commands::{Outcome, init};
use crate::error::CliError;
use crate::{finish, parse};

/// Migrations for Diesel: models are the source of truth, revisions are Rust
#[derive(Debug, Parser)]
#[command(name = "migrate", version)]
struct CommandLine {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
}

/// Runs the command `migrate` with the process's arguments.
pub fn run_developer() -> ExitCode {
    let line: CommandLine = match parse() {
        Ok(line) => line,
        Err(status) => return status,
    };
    finish(dispatch(&line), &line.globals.output())
}

fn dispatch(line: &CommandLine) -> Result<Outcome, CliError> {
    let folder = folder(&line.globals)?;
    match &line.command {
        Command::Init(args) => init::run(args, &folder, &line.globals.output()),
    }
}

/// The folder to work in, absolute.
fn folder(globals: &Globals) -> Result<PathBuf, CliError> {
    let asked = globals.directory.as_deref().unwrap_or(Path::new("."));
    let failed = |source| CliError::Folder {
        folder: asked.display().to_string(),
        source,
    };
    let folder = std::path::absolute(asked).map_err(failed)?;
    folder.read_dir().map_err(failed)?;
    Ok(folder)
}
