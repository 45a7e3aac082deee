//! `migrate show`: one revision, in full.

use migrate_core::{RevisionInfo, command};

use super::Outcome;
use crate::database::Access;
use crate::error::CliError;
use crate::listing::View;
use crate::session::Session;

/// Show a revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A revision or a unique beginning of one, head, current, ...
    #[arg(value_name = "REVISION")]
    revision: String,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    let revisions: Vec<&RevisionInfo> = if args.revision == "current" {
        let mut database = session.database(Access::Read)?;
        let current = command::current(&mut *database.conn, graph, &session.config()?)?;
        let known = current.iter().filter_map(|at| graph.get(&at.revision));
        known.collect()
    } else {
        graph.resolve(&args.revision)?
    };
    let views: Vec<View<'_>> = revisions
        .into_iter()
        .map(|info| View::of(graph, info))
        .collect();
    if views.is_empty() {
        return Err(CliError::NothingToShow {
            target: args.revision.clone(),
        });
    }
    let output = &session.output;
    for view in &views {
        if output.is_json() {
            output.json(view)?;
        } else {
            output.line(view.long())?;
        }
    }
    Ok(Outcome::Done)
}
