//! The developer's command `migrate`: knows the project from its source, and builds only what needs compiled code.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::args::Globals;
use crate::commands::{self, Outcome, Verb, init};
use crate::error::CliError;
use crate::session::{Host, Session};
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
    #[command(flatten)]
    Verb(Verb),
}

/// Runs the command `migrate` with the process's arguments.
#[must_use]
pub fn run_developer() -> ExitCode {
    match parse::<CommandLine>() {
        Ok(line) => finish(dispatch(&line), &line.globals.output()),
        Err(status) => status,
    }
}

fn dispatch(line: &CommandLine) -> Result<Outcome, CliError> {
    let session = Session::new(&line.globals, &Host::Source)?;
    match &line.command {
        Command::Init(args) => init::run(args, &session),
        Command::Verb(verb) => commands::run(verb, &session),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        super::CommandLine::command().debug_assert();
        crate::CommandLine::command().debug_assert();
    }
}
