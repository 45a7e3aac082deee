//! `migrate current`: where the database stands.

use migrate_core::command::{self, Current};

use super::Outcome;
use crate::database::Access;
use crate::error::CliError;
use crate::listing::{self, View};
use crate::session::Session;

/// Show where the database stands
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Exit with status 3 unless the database is at all heads
    #[arg(short = 'c', long)]
    check_heads: bool,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    #[cfg(feature = "developer")]
    if session.needs_program() {
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    let graph = session.graph()?;
    let mut database = session.database(Access::Read)?;
    let current = command::current(&mut *database.conn, graph, &session.config()?)?;
    if session.output.verbose {
        session.note_changed(&mut *database.conn)?;
    }
    // Other branches stand where these revisions need them.
    let rows: Vec<String> = current.iter().map(|at| at.revision.clone()).collect();
    let implied: Vec<Current> = graph
        .all_current(&rows)
        .unwrap_or_default()
        .into_iter()
        .filter(|info| !rows.contains(&info.id))
        .map(|info| Current::implied(graph, info))
        .collect();
    let output = &session.output;
    if output.is_json() {
        let all: Vec<&Current> = current.iter().chain(&implied).collect();
        output.json(&all)?;
    } else {
        for at in current.iter().chain(&implied) {
            let view = graph.get(&at.revision).map(|info| View::of(graph, info));
            output.line(match view {
                Some(view) if output.verbose => view.long(),
                Some(view) => view.position(),
                None => listing::at(at),
            })?;
        }
        if current.is_empty() {
            output.note("the database has no revision yet");
        }
    }
    // What another head depends on has no row.
    let heads = graph.effective_heads();
    let is_head = |at: &command::Current| graph.is_effective_head(&at.revision);
    let at_heads = current.len() == heads.len() && current.iter().all(is_head);
    if args.check_heads && !at_heads {
        return Ok(Outcome::Difference);
    }
    Ok(Outcome::Done)
}
