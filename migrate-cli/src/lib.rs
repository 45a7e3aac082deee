//! The command line of migrations: hosted by a project's own binary, nested in an application's, or as the developer's
//! command `migrate`.

mod args;
#[cfg(feature = "developer")]
mod cargo;
mod commands;
#[cfg(feature = "developer")]
mod complete;
mod database;
#[cfg(feature = "developer")]
mod developer;
mod error;
#[cfg(feature = "developer")]
mod forward;
mod hint;
mod hosted;
mod kind;
mod listing;
mod new_revision;
mod output;
mod password;
mod project;
#[cfg(feature = "developer")]
mod retyped;
#[cfg(feature = "developer")]
mod scaffold;
mod session;
mod unlinked;

use std::ffi::OsString;

use commands::Outcome;
use error::CliError;
use output::Output;

use clap::ArgMatches;

#[cfg(feature = "developer")]
pub use developer::run_developer;
pub use hosted::{CommandLine, host, run};

/// Turns what a command did into the exit status, and tells of a failure.
fn finish(result: Result<Outcome, CliError>, output: &Output) -> u8 {
    match result {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Difference) => 3,
        #[cfg(feature = "developer")]
        Ok(Outcome::Exit(status)) => status,
        Err(error) if error.is_broken_pipe() => 0,
        Err(error) => {
            error.report(output);
            1
        }
    }
}

/// Parses a program's name and arguments, and gives back what clap found, too; wrong usage is told in the form that they ask for.
fn parse<P: clap::Parser>(words: Vec<OsString>) -> Result<(P, ArgMatches), u8> {
    let mut command = P::command();
    let parsed = command.try_get_matches_from_mut(&words);
    let parsed = parsed.and_then(|matches| Ok((P::from_arg_matches(&matches)?, matches)));
    parsed.map_err(|error| {
        let error = error.format(&mut command);
        let told_as_json = {
            words.iter().any(|word| word == "--format=json")
                || words
                    .windows(2)
                    .any(|pair| matches!(pair, [a, b] if a == "--format" && b == "json"))
        };
        if told_as_json && error.use_stderr() {
            let text = error.to_string();
            let told = text.split("\n\n").next().unwrap_or_default();
            let words: Vec<&str> = told.split_whitespace().collect();
            let message = words.join(" ");
            let message = message.strip_prefix("error: ").unwrap_or(&message);
            let output = Output::new(output::Format::Json, output::Color::Never, false, false);
            let hint = "for more information, try `--help`";
            output.error("usage", message, &[], Some(hint));
        } else {
            // A closed pipe is all that can go wrong here.
            let _ = error.print();
        }
        u8::try_from(error.exit_code()).unwrap_or(2)
    })
}
