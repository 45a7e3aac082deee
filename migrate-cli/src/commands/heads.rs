//! `migrate heads`: the revisions that nothing follows.

use super::Outcome;
use crate::error::CliError;
use crate::listing;
use crate::session::Session;

/// Show the heads of the history
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    let heads: Vec<_> = graph
        .heads()
        .into_iter()
        .map(|head| listing::View::of(graph, head))
        .collect();
    let output = &session.output;
    if output.is_json() {
        output.json(&heads)?;
        return Ok(Outcome::Done);
    }
    for head in &heads {
        if output.verbose {
            output.line(head.long())?;
        } else {
            output.line(head.name())?;
        }
    }
    Ok(Outcome::Done)
}
