//! The commands, one file for each.

#[cfg(feature = "developer")]
pub(crate) mod adopt;
mod baseline;
mod branches;
mod check;
mod comparing;
#[cfg(feature = "developer")]
pub(crate) mod completions;
mod current;
mod diff;
mod downgrade;
pub(crate) mod edit;
mod ensure_version;
mod heads;
mod history;
#[cfg(feature = "developer")]
pub(crate) mod init;
mod inspect;
#[cfg(feature = "developer")]
pub(crate) mod list_templates;
mod merge;
mod resolve;
mod revision;
mod run;
mod script;
mod several;
mod show;
mod stamp;
mod upgrade;

pub(crate) use baseline::BaselineError;
use clap::Subcommand;

use crate::error::CliError;
use crate::output::Format;
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
    Edit(edit::Args),
    #[command(alias = "ensure_version")]
    EnsureVersion(ensure_version::Args),
    Resolve(resolve::Args),
    Inspect(inspect::Args),
    Diff(diff::Args),
}

impl Verb {
    /// Whether the command itself goes from database to database, where a project has several.
    fn works_on_each_database(&self, session: &Session<'_>) -> bool {
        match self {
            Verb::Upgrade(args) => args.connects(session),
            Verb::Downgrade(args) => args.connects(session),
            // Its program does.
            Verb::Check(_) => session.is_embedded(),
            Verb::Current(_) => true,
            // A script is for one database.
            Verb::Stamp(args) => args.connects(),
            Verb::EnsureVersion(args) => args.connects(),
            Verb::Revision(_)
            | Verb::History(_)
            | Verb::Heads(_)
            | Verb::Branches(_)
            | Verb::Show(_)
            | Verb::Merge(_)
            | Verb::Edit(_)
            | Verb::Inspect(_)
            | Verb::Diff(_)
            // It is about one of them.
            | Verb::Resolve(_) => false,
        }
    }

    /// What `--tag` says.
    pub(crate) fn tag(&self) -> Option<&str> {
        match self {
            Verb::Upgrade(args) => args.tag.as_deref(),
            Verb::Downgrade(args) => args.tag.as_deref(),
            Verb::Stamp(args) => args.tag.as_deref(),
            Verb::Revision(_)
            | Verb::Current(_)
            | Verb::Check(_)
            | Verb::History(_)
            | Verb::Heads(_)
            | Verb::Branches(_)
            | Verb::Show(_)
            | Verb::Merge(_)
            | Verb::Edit(_)
            | Verb::EnsureVersion(_)
            | Verb::Resolve(_)
            | Verb::Inspect(_)
            | Verb::Diff(_) => None,
        }
    }
}

/// Runs a command; in a project of several databases, on each of them unless one is named.
pub(crate) fn run(verb: &Verb, session: &Session<'_>) -> Result<Outcome, CliError> {
    if session.globals.environment.is_none() && verb.works_on_each_database(session) {
        let databases = session.databases()?;
        if !databases.is_empty() {
            return several::run(verb, session, &databases);
        }
    }
    run_one(verb, session)
}

fn run_one(verb: &Verb, session: &Session<'_>) -> Result<Outcome, CliError> {
    let schemas = matches!(verb, Verb::Inspect(_) | Verb::Diff(_));
    if matches!(session.globals.format, Format::Sql | Format::Rust) && !schemas {
        return Err(CliError::FormatOfSchemas);
    }
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
        Verb::Edit(args) => edit::run(args, session),
        Verb::EnsureVersion(args) => ensure_version::run(args, session),
        Verb::Resolve(args) => resolve::run(args, session),
        Verb::Inspect(args) => inspect::run(args, session),
        Verb::Diff(args) => diff::run(args, session),
    }
}
