//! `migrate branches`: the revisions from which the history goes on in several directions.

use super::Outcome;
use crate::error::CliError;
use crate::listing::View;
use crate::session::Session;

/// Show where the history branches
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    let branches = graph.branches();
    let output = &session.output;
    if output.is_json() {
        let points: Vec<View<'_>> = branches
            .iter()
            .map(|(point, _)| View::of(graph, point))
            .collect();
        output.json(&points)?;
        return Ok(Outcome::Done);
    }
    for (point, children) in branches {
        let view = View::of(graph, point);
        output.line(if output.verbose {
            view.long()
        } else {
            view.name()
        })?;
        let indent = " ".repeat(point.id.len());
        for child in children {
            let child = View::of(graph, child);
            let told = if output.verbose {
                child.short()
            } else {
                child.name()
            };
            output.line(format_args!("{indent} -> {told}"))?;
        }
        output.line("")?;
    }
    Ok(Outcome::Done)
}
