//! `migrate upgrade`: brings a database forward.

use super::Outcome;
use super::run::{self, Run};
use super::script::{self, ScriptArgs};
use crate::error::CliError;
use crate::session::Session;
use migrate_core::graph::Direction;

/// Bring the database to a later revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// head, heads, a revision or a unique beginning of one, +N, LABEL@head, ...; FROM:TO with --sql
    #[arg(
        value_name = "TARGET",
        default_value = "head",
        allow_negative_numbers = true
    )]
    target: String,

    #[command(flatten)]
    plan: run::PlanArgs,

    #[command(flatten)]
    script: ScriptArgs,

    /// A word for the project's own code, which sees it as a tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,
}

impl Args {
    /// Whether this program connects to the database.
    pub(super) fn connects(&self, session: &Session<'_>) -> bool {
        !self.script.asked() && self.plan.connects(session)
    }
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    if args.script.asked() {
        return script::run(Direction::Upgrade, &args.target, &args.script, session);
    }
    args.script.refuse_range(&args.target)?;
    run::run(
        &Run {
            direction: Direction::Upgrade,
            target: &args.target,
            plan: &args.plan,
        },
        session,
    )
}
