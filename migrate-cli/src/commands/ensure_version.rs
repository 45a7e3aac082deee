//! `migrate ensure-version`: creates the version table, and nothing else.

use migrate_core::command;

use super::Outcome;
use super::script::{self, ScriptArgs};
use crate::database::Access;
use crate::error::CliError;
use crate::session::Session;

/// Create the version table if it is not there
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    script: ScriptArgs,
}

/// What `--format json` prints.
#[derive(serde::Serialize)]
struct Document {
    version_table: String,
    created: bool,
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
        return script::ensure_version(&args.script, session);
    }
    let config = session.config()?;
    let mut database = session.database(Access::Create)?;
    let output = &session.output;
    if let Some(file) = &database.created {
        output.note(format_args!("created the database {}", file.display()));
    }
    let created = command::ensure_version(&mut *database.conn, &config)?;
    let table = &config.version_table;
    if output.is_json() {
        output.json(&Document {
            version_table: table.to_string(),
            created,
        })?;
    } else if created {
        output.detail(format_args!("Created the version table `{table}`."))?;
    } else {
        output.detail(format_args!("The version table `{table}` is there."))?;
    }
    Ok(Outcome::Done)
}
