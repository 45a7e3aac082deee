//! What `upgrade` and `downgrade` share: running the revisions on the way to a target, or showing the way.

use migrate_core::dialect::Server;
use migrate_core::graph::{Direction, Graph, GraphError, PlanStep};
use migrate_core::runner::{Observer, StepSql};
use migrate_core::{Environment, command};

use super::Outcome;
use crate::database::Access;
use crate::error::CliError;
use crate::listing;
use crate::output::Output;
use crate::session::{Host, Session};

/// Options that show the way instead of going it.
#[derive(Debug, clap::Args)]
pub(crate) struct PlanArgs {
    /// Show what would be done, and change nothing; with -v the SQL, too
    #[arg(long, conflicts_with_all = ["sql", "sql_portable"])]
    plan: bool,

    /// Plan as if the database stood at this revision, or at `base`; may be repeated
    #[arg(long, value_name = "REVISION", requires = "plan")]
    from: Vec<String>,
}

impl PlanArgs {
    /// Whether this program connects to the database.
    pub(super) fn connects(&self, session: &Session<'_>) -> bool {
        if self.plan {
            self.from.is_empty()
        } else {
            session.is_embedded()
        }
    }
}

/// A run that is asked for.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    pub(crate) direction: Direction,
    pub(crate) target: &'a str,
    pub(crate) plan: &'a PlanArgs,
}

pub(crate) fn run(run: &Run<'_>, session: &Session<'_>) -> Result<Outcome, CliError> {
    if run.plan.plan {
        return show_plan(run, session);
    }
    match session.host {
        Host::Embedded(environment) => go(run, environment, session),
        #[cfg(feature = "developer")]
        Host::Source => forward(run, session),
    }
}

fn show_plan(run: &Run<'_>, session: &Session<'_>) -> Result<Outcome, CliError> {
    #[cfg(feature = "developer")]
    if session.output.verbose && matches!(session.host, Host::Source) {
        // What revisions do is in their code.
        return session.hand_on(crate::forward::Needs::Revisions);
    }
    let graph = session.graph()?;
    let mut server = None;
    let from = if run.plan.from.is_empty() {
        let mut database = session.database(Access::ReadOrEmpty)?;
        server = Server::detect(&mut *database.conn).ok();
        let current = command::current(&mut *database.conn, graph, &session.config()?)?;
        current
            .into_iter()
            .map(|current| current.revision)
            .collect()
    } else {
        let names = run.plan.from.iter().map(String::as_str);
        listing::resolve_all(graph, names)?
    };
    let steps = match run.direction {
        Direction::Upgrade => graph.plan_upgrade(&from, run.target)?,
        Direction::Downgrade => graph.plan_downgrade(&from, run.target)?,
    };
    let output = &session.output;
    if output.verbose
        && !steps.is_empty()
        && let Host::Embedded(environment) = session.host
    {
        let location = session.location()?;
        let script = environment.script(location.engine())?;
        let shown = script
            .server(server.unwrap_or_else(|| location.server()))
            .show(&steps)?;
        return show_sql(graph, &shown, output);
    }
    if output.is_json() {
        output.json(&steps)?;
        return Ok(Outcome::Done);
    }
    output.lines(steps.iter().map(|step| listing::step(graph, step)))?;
    if steps.is_empty() {
        output.detail("Nothing to do.")?;
    }
    Ok(Outcome::Done)
}

/// Prints each step with what it does.
fn show_sql(graph: &Graph, steps: &[StepSql], output: &Output) -> Result<Outcome, CliError> {
    if output.is_json() {
        output.json(&steps)?;
        return Ok(Outcome::Done);
    }
    for (position, shown) in steps.iter().enumerate() {
        if position > 0 {
            output.line("")?;
        }
        output.line(listing::step(graph, &shown.step))?;
        for sql in &shown.sql {
            let end = if sql.starts_with("--") { "" } else { ";" };
            output.line(format_args!("    {}{end}", sql.replace('\n', "\n    ")))?;
        }
    }
    Ok(Outcome::Done)
}

fn go(
    run: &Run<'_>,
    environment: &Environment,
    session: &Session<'_>,
) -> Result<Outcome, CliError> {
    let access = match run.direction {
        Direction::Upgrade => Access::Create,
        Direction::Downgrade => Access::Write,
    };
    let graph = environment.graph()?;
    check_target(run, graph)?;
    let mut database = session.database(access)?;
    let output = &session.output;
    if let Some(file) = &database.created {
        output.note(format_args!("created the database {}", file.display()));
    }
    let conn = &mut *database.conn;
    let mut progress = Progress { output, graph };
    let report = match run.direction {
        Direction::Upgrade => environment.upgrade_observed(conn, run.target, &mut progress)?,
        Direction::Downgrade => environment.downgrade_observed(conn, run.target, &mut progress)?,
    };
    for warning in &report.warnings {
        output.note(warning);
    }
    if output.is_json() {
        output.json(&report.steps)?;
    } else if report.steps.is_empty() {
        let current = environment.current(conn)?;
        output.detail(format_args!(
            "Nothing to do: the database is at {}.",
            listing::position(&current)
        ))?;
    }
    Ok(Outcome::Done)
}

/// Tells of a target that cannot be before anything is built or created for it. One that counts from where the database
/// stands can only be judged there.
fn check_target(run: &Run<'_>, graph: &Graph) -> Result<(), GraphError> {
    let counts = run.target.rsplit('@').next().unwrap_or_default();
    if !counts.starts_with(['+', '-']) {
        graph.resolve(run.target)?;
    }
    Ok(())
}

/// Tells of each step as it begins, so that one that takes long has a name.
pub(crate) struct Progress<'a> {
    pub(crate) output: &'a Output,
    pub(crate) graph: &'a Graph,
}

impl Observer for Progress<'_> {
    fn step(&mut self, step: &PlanStep, _message: &str) {
        let step = listing::step(self.graph, step);
        // A run must not stop in the middle because nobody reads what it says.
        let _ = self.output.detail(format_args!("Running {step}"));
    }
}

#[cfg(feature = "developer")]
fn forward(run: &Run<'_>, session: &Session<'_>) -> Result<Outcome, CliError> {
    check_target(run, session.graph()?)?;
    session.hand_on(crate::forward::Needs::Revisions)
}
