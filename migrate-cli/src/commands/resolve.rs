//! `migrate resolve`: deals with a revision that began and did not end, on a database whose statements commit one by one.

use migrate_core::command;
use migrate_core::runner::{Resolution, Resolved};
use serde_json::json;

use super::Outcome;
use super::run::Progress;
use crate::database::Access;
use crate::error::CliError;
use crate::listing;
use crate::session::{Host, Session};

/// Deal with a revision that did not end, where statements commit one by one
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Args {
    /// The rest of it was done by hand: it counts as done
    #[arg(long)]
    applied: bool,

    /// What was done of it was taken back by hand: it counts as never begun
    #[arg(long)]
    rolled_back: bool,

    /// Go on with it, behind the statements that were done
    #[arg(long)]
    resume: bool,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    if args.resume {
        return resume(session);
    }
    #[cfg(feature = "developer")]
    if session.needs_program() {
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    let resolution = if args.applied {
        Resolution::Applied
    } else {
        Resolution::RolledBack
    };
    let graph = session.graph()?;
    let config = session.config()?;
    let mut database = session.database(Access::Write)?;
    let conn = &mut *database.conn;
    let resolved = command::resolve(conn, graph, &config, resolution)?;
    let current = command::current(conn, graph, &config)?;
    let output = &session.output;
    if output.is_json() {
        output.json(&document(&resolved))?;
    } else {
        let direction = &resolved.unfinished.direction;
        let became = match resolution {
            Resolution::Applied => "counts as done",
            Resolution::RolledBack => "counts as never begun",
        };
        output.detail(format_args!(
            "The {direction} of `{}` {became}; the database is at {}",
            resolved.unfinished.revision,
            listing::position(&current)
        ))?;
    }
    Ok(Outcome::Done)
}

fn document(resolved: &Resolved) -> serde_json::Value {
    json!({
        "revision": resolved.unfinished.revision,
        "direction": resolved.unfinished.direction,
        "statements": resolved.unfinished.statements,
        "current": resolved.current,
    })
}

fn resume(session: &Session<'_>) -> Result<Outcome, CliError> {
    let environment = match session.host {
        Host::Embedded(environment) => environment,
        #[cfg(feature = "developer")]
        Host::Source => return session.hand_on(crate::forward::Needs::Revisions),
    };
    let mut database = session.database(Access::Write)?;
    let output = &session.output;
    let graph = environment.graph()?;
    let mut progress = Progress { output, graph };
    let report = environment.resume_observed(&mut *database.conn, &mut progress)?;
    if output.is_json() {
        output.json(&report.steps)?;
    }
    Ok(Outcome::Done)
}
