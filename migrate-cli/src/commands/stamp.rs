//! `migrate stamp`: says where a database stands, without running anything.

use migrate_core::command;

use super::Outcome;
use super::script::{self, ScriptArgs};
use crate::database::Access;
use crate::error::CliError;
use crate::listing;
use crate::session::Session;

/// Say where the database stands, without running anything
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// head, heads, base, revisions, ...; FROM:TO with --sql
    #[arg(value_name = "TARGET", required = true, allow_negative_numbers = true)]
    targets: Vec<String>,

    /// Forget what the database says first, known or not
    #[arg(long, conflicts_with_all = ["sql", "sql_portable"])]
    purge: bool,

    #[command(flatten)]
    script: ScriptArgs,

    /// A word for the project's own code, which sees it as a tag
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Option<String>,
}

impl Args {
    /// Whether the command connects to the database.
    pub(super) fn connects(&self) -> bool {
        !self.script.asked()
    }
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    #[cfg(feature = "developer")]
    if session.needs_program() {
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    if args.script.asked() {
        return script::stamp(&args.targets, args.tag.as_deref(), &args.script, session);
    }
    for target in &args.targets {
        args.script.refuse_range(target)?;
    }
    let graph = session.graph()?;
    let config = session.config()?;
    let targets: Vec<&str> = args.targets.iter().map(String::as_str).collect();
    // A target that cannot be is told before a file is created for it.
    graph.plan_stamp(&[], &args.targets)?;
    let mut database = session.database(Access::Create)?;
    let output = &session.output;
    if let Some(file) = &database.created {
        output.note(format_args!("created the database {}", file.display()));
    }
    let conn = &mut *database.conn;
    command::stamp(conn, graph, &config, &targets, args.purge)?;

    let current = command::current(conn, graph, &config)?;
    if output.is_json() {
        output.json(&current)?;
    } else {
        output.detail(format_args!("Stamped {}", listing::position(&current)))?;
    }
    Ok(Outcome::Done)
}
