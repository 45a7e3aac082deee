//! `migrate show`: one revision, in full.

use super::Outcome;
use crate::error::CliError;
use crate::listing::View;
use crate::session::Session;
#[cfg(feature = "developer")]
use crate::session::current_and_steps;

/// Show a revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A revision or a unique beginning of one, head, current, ...
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    revision: String,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.graph()?;
    #[cfg(feature = "developer")]
    if current_and_steps(&args.revision).is_some() && session.needs_program() {
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    let views: Vec<View<'_>> = session
        .named(graph, &args.revision)?
        .into_iter()
        .map(|info| View::of(graph, info))
        .collect();
    if views.is_empty() {
        return Err(CliError::NothingToShow {
            target: args.revision.clone(),
        });
    }
    let output = &session.output;
    match views.as_slice() {
        [view] if output.is_json() => output.json(view)?,
        views if output.is_json() => output.json(&views)?,
        views => {
            for view in views {
                output.line(view.long())?;
            }
        }
    }
    Ok(Outcome::Done)
}
