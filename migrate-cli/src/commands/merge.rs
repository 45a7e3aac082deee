//! `migrate merge`: one revision that follows several heads.

use super::Outcome;
use crate::error::CliError;
use crate::listing;
use crate::new_revision::Draft;
use crate::session::Session;

/// Join several heads in one revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The revisions to join
    #[arg(value_name = "REVISION", default_value = "heads")]
    revisions: Vec<String>,

    /// What the revision does [default: merge ... and ...]
    #[arg(short, long)]
    message: Option<String>,

    /// The id, in place of a random one
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,

    /// A name for the branch that begins here
    #[arg(long, value_name = "LABEL")]
    branch_label: Vec<String>,

    /// Allow revisions that are no heads
    #[arg(long)]
    splice: bool,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.source_graph()?;
    let parents = listing::resolve_all(graph, args.revisions.iter().map(String::as_str))?;
    if parents.len() < 2 {
        return Err(CliError::NothingToMerge { revisions: parents });
    }
    let message = args
        .message
        .clone()
        .unwrap_or_else(|| format!("merge {}", parents.join(" and ")));
    let draft = Draft {
        message: &message,
        rev_id: args.rev_id.as_deref(),
        parents,
        splice: args.splice,
        branch_labels: &args.branch_label,
        depends_on: &[],
        version_path: None,
    };
    let path = draft.write_empty(session)?;
    draft.announce(session, &path, &[])
}
