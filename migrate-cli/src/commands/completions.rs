//! `migrate completions`: the script that teaches a shell to ask this program for what fits.

use std::io::{self, Write};

use clap_complete::Shell;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::Outcome;
use crate::complete;
use crate::error::CliError;

/// Print the script that completes commands and revisions in a shell
///
/// For bash: migrate completions bash > ~/.local/share/bash-completion/completions/migrate
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Args, command: &clap::Command) -> Result<Outcome, CliError> {
    let name = command.get_name();
    let completer: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::PowerShell => &Powershell,
        Shell::Zsh => &Zsh,
        other => return Err(CliError::NoCompletions(other.to_string())),
    };
    let mut script = Vec::new();
    completer.write_registration(complete::VARIABLE, name, name, name, &mut script)?;
    io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}
