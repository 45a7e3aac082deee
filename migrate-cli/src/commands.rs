//! The commands, one file for each.

mod branches;
mod check;
mod comparing;
mod current;
mod downgrade;
mod heads;
mod history;
#[cfg(feature = "developer")]
pub(crate) mod init;
mod merge;
mod revision;
mod run;
mod show;
mod stamp;
mod upgrade;

use clap::Subcommand;

use crate::error::CliError;
use crate::session::Session;

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked for.
    Done,
    /// It found a difference that it was asked to look for.
    Difference,
    /// Another program did it, and this is its exit status.
    #[cfg(feature = "developer")]
    Exit(u8),
}

/// The commands that every host has.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Revision(revision::Args),
    Upgrade(upgrade::Args),
    Downgrade(downgrade::Args),
    Current(current::Args),
    Check(check::Args),
    History(history::Args),
    Heads(heads::Args),
    Branches(branches::Args),
    Show(show::Args),
    Stamp(stamp::Args),
    Merge(merge::Args),
}

/// Runs a command.
pub(crate) fn run(verb: &Verb, session: &Session<'_>) -> Result<Outcome, CliError> {
    match verb {
        Verb::Revision(args) => revision::run(args, session),
        Verb::Upgrade(args) => upgrade::run(args, session),
        Verb::Downgrade(args) => downgrade::run(args, session),
        Verb::Current(args) => current::run(args, session),
        Verb::Check(args) => check::run(args, session),
        Verb::History(args) => history::run(args, session),
        Verb::Heads(args) => heads::run(args, session),
        Verb::Branches(args) => branches::run(args, session),
        Verb::Show(args) => show::run(args, session),
        Verb::Stamp(args) => stamp::run(args, session),
        Verb::Merge(args) => merge::run(args, session),
    }
}
