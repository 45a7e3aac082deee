//! `migrate history`: the revisions, newest first.

use migrate_core::command;
use migrate_core::graph::Graph;

use super::Outcome;
use crate::database::Access;
use crate::error::CliError;
use crate::listing::View;
use crate::session::Session;

/// Show the revisions, newest first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only these, as START:END; either may be left out
    #[arg(
        short,
        long,
        visible_alias = "rev-range",
        value_name = "RANGE",
        allow_hyphen_values = true
    )]
    range: Option<String>,

    /// Mark the revisions that the database stands at
    #[arg(short, long)]
    indicate_current: bool,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    let range = args.range.as_deref();
    #[cfg(feature = "developer")]
    if (args.indicate_current || range.is_some_and(Graph::range_needs_current))
        && session.needs_program()
    {
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    let needs_current = args.indicate_current || range.is_some_and(Graph::range_needs_current);
    let current: Option<Vec<String>> = if needs_current {
        let mut database = session.database(Access::Read)?;
        let current = command::current(&mut *database.conn, graph, &session.config()?)?;
        if args.indicate_current {
            session.note_changed(&mut *database.conn)?;
        }
        Some(current.into_iter().map(|at| at.revision).collect())
    } else {
        None
    };
    let revisions: Vec<View<'_>> = graph
        .history(range, current.as_deref())?
        .into_iter()
        .map(|info| {
            let view = View::of(graph, info);
            let at = current.iter().flatten().any(|id| *id == info.id);
            if args.indicate_current {
                view.marked(at)
            } else {
                view
            }
        })
        .collect();

    let output = &session.output;
    if output.is_json() {
        output.json(&revisions)?;
        return Ok(Outcome::Done);
    }
    output.lines(revisions.iter().map(|revision| {
        if output.verbose {
            revision.long()
        } else {
            revision.line()
        }
    }))?;
    Ok(Outcome::Done)
}
