//! `--sql`: the SQL of a command instead of its run, for a person who hands it to the database's own client.

use migrate_core::connection::Engine;
use migrate_core::graph::Direction;
use migrate_core::runner::{Script, ScriptError};
use serde::Serialize;

use super::Outcome;
use crate::error::CliError;
use crate::session::{Host, Session};

/// Options that ask for SQL.
#[derive(Debug, clap::Args)]
pub(crate) struct ScriptArgs {
    /// Print the SQL that would be run, and connect to nothing; the target may be FROM:TO
    #[arg(long)]
    sql: bool,

    /// As --sql, without the words that only the database's own client understands
    #[arg(long)]
    sql_portable: bool,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Document<'d> {
    database: &'static str,
    sql: &'d str,
}

impl ScriptArgs {
    /// Whether SQL is asked for.
    pub(crate) fn asked(&self) -> bool {
        self.sql || self.sql_portable
    }

    /// Refuses a range where the database itself says from where.
    pub(crate) fn refuse_range(&self, target: &str) -> Result<(), CliError> {
        if !self.asked() && target.contains(':') {
            return Err(CliError::RangeWithoutSql {
                range: target.to_owned(),
            });
        }
        Ok(())
    }
}

/// Prints the SQL of an upgrade or downgrade.
pub(crate) fn run(
    direction: Direction,
    range: &str,
    args: &ScriptArgs,
    session: &Session<'_>,
) -> Result<Outcome, CliError> {
    match session.host {
        Host::Embedded(environment) => {
            let location = session.location()?;
            let engine = location.engine();
            let script = environment.script(engine)?.server(location.server());
            let script = script.portable(args.sql_portable);
            let text = match direction {
                Direction::Upgrade => script.upgrade(range)?,
                Direction::Downgrade => script.downgrade(range)?,
            };
            print(engine, &text, session)
        }
        #[cfg(feature = "developer")]
        Host::Source => session.hand_on(crate::forward::Needs::Revisions),
    }
}

/// Prints the SQL of a stamp. It needs no code of revisions.
pub(crate) fn stamp(
    targets: &[String],
    tag: Option<&str>,
    args: &ScriptArgs,
    session: &Session<'_>,
) -> Result<Outcome, CliError> {
    let (graph, config, location) = (session.graph()?, session.config()?, session.location()?);
    let engine = location.engine();
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let script = Script::new(graph, &config, engine)
        .map_err(ScriptError::from)?
        .server(location.server());
    let script = script.portable(args.sql_portable);
    let text = script.tag(tag).stamp(&targets)?;
    print(engine, &text, session)
}

/// Prints the SQL that creates the version table.
pub(crate) fn ensure_version(
    args: &ScriptArgs,
    session: &Session<'_>,
) -> Result<Outcome, CliError> {
    let (graph, config, location) = (session.graph()?, session.config()?, session.location()?);
    let engine = location.engine();
    let script = Script::new(graph, &config, engine)
        .map_err(ScriptError::from)?
        .server(location.server());
    let script = script.portable(args.sql_portable);
    print(engine, &script.ensure_version(), session)
}

fn print(engine: Engine, sql: &str, session: &Session<'_>) -> Result<Outcome, CliError> {
    let output = &session.output;
    if output.is_json() {
        let database = engine.name();
        output.json(&Document { database, sql })?;
    } else {
        output.line(sql.trim_end())?;
    }
    Ok(Outcome::Done)
}
