//! The developer's command `migrate`: knows the project from its source, and builds only what needs compiled code.

use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory, Parser, Subcommand};

use crate::args::Line;
use crate::commands::{self, Outcome, Verb, adopt, completions, init, list_templates};
use crate::complete;
use crate::error::CliError;
use crate::retyped::retyped;
use crate::session::{Host, Session};
use crate::{finish, parse};

/// Migrations for Diesel: models are the source of truth, revisions are Rust
#[derive(Debug, Parser)]
#[command(name = "migrate", version, after_long_help = TARGETS)]
struct CommandLine {
    #[command(flatten)]
    line: Line<Command>,
}

/// What stands for revisions, at the end of the long help.
const TARGETS: &str = "\
Targets:
  head, heads, base, current       where the history ends and begins, where the database stands
  1975ea83b712, 1975               a revision, or a unique beginning of one
  +2, -1, 1975+1, current-2        steps from where the database stands, or from a revision
  LABEL, LABEL@head, LABEL@+1      a branch, its head, a step on it
  START:END, START:, :END          a range, for `history -r` and `--sql`

Begin with `migrate init` in the folder of an application; then `migrate revision --autogenerate -m \"create tables\"`
and `migrate upgrade head`.";

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Adopt(adopt::Args),
    #[command(flatten)]
    Verb(Verb),
    #[command(alias = "list_templates")]
    ListTemplates(list_templates::Args),
    Completions(completions::Args),
}

/// Runs the command `migrate` with the process's arguments.
#[must_use]
pub fn run_developer() -> ExitCode {
    complete::answer(CommandLine::command);
    let words = std::env::args_os().collect();
    ExitCode::from(match parse::<CommandLine>(words) {
        Ok((CommandLine { line }, matches)) => {
            finish(dispatch(&line, &matches), &line.globals.output())
        }
        Err(status) => status,
    })
}

fn dispatch(line: &Line<Command>, matches: &ArgMatches) -> Result<Outcome, CliError> {
    let typed = retyped(&CommandLine::command(), matches);
    let session = Session::new(&line.globals, &Host::Source)?.typed(typed);
    let outcome = match &line.command {
        Command::Init(args) => init::run(args, &session),
        Command::Adopt(args) => adopt::run(args, &session),
        Command::ListTemplates(args) => list_templates::run(args, &session),
        Command::Completions(args) => completions::run(args, &CommandLine::command()),
        Command::Verb(verb) => commands::run(verb, &session),
    };
    // The process ends here: taking a large history apart first would only take time.
    std::mem::forget(session);
    outcome
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
