//! `migrate heads`: the revisions that nothing follows.

use super::Outcome;
use crate::error::CliError;
use crate::listing;
use crate::session::Session;

/// Show the heads of the history
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out what another revision depends on: the rows of the version table when all is applied
    #[arg(long)]
    resolve_dependencies: bool,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    let heads = if args.resolve_dependencies {
        graph.effective_heads()
    } else {
        graph.heads()
    };
    let heads: Vec<_> = heads
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
            output.line(head.head())?;
        }
    }
    Ok(Outcome::Done)
}
