//! `migrate downgrade`: takes a database back.

use super::Outcome;
use super::run::{self, Run};
use crate::error::CliError;
use crate::session::Session;
use migrate_core::graph::Direction;

/// Take the database back to an earlier revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// base, a revision or a unique beginning of one, -N, ...
    #[arg(value_name = "TARGET", allow_negative_numbers = true)]
    target: String,

    #[command(flatten)]
    plan: run::PlanArgs,

    /// A word for the project's own code, which sees it as a tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    run::run(
        &Run {
            direction: Direction::Downgrade,
            target: &args.target,
            plan: &args.plan,
        },
        session,
    )
}
