//! `migrate completions`: the script that teaches a shell the commands.

use std::io::{self, Write};

use clap_complete::Shell;

use super::Outcome;
use crate::error::CliError;

/// Print the script that completes commands in a shell
///
/// For bash: migrate completions bash > ~/.local/share/bash-completion/completions/migrate
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(crate) fn run(args: &Args, mut command: clap::Command) -> Result<Outcome, CliError> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Outcome::Done)
}
