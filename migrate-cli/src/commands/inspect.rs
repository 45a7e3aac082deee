//! `migrate inspect`: what a database holds, as SQL, as data, or as models. Needs no project.

use migrate_core::connection::Engine;
use migrate_core::schema::TableName;
use migrate_core::{command, dialect, render};

use super::Outcome;
use crate::database::Access;
use crate::error::CliError;
use crate::output::Format;
use crate::session::Session;

/// Print the schema of a database: as SQL, with --format json as data, with --format rust as models
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The database, as in sqlite://app.db; the project's own if none is named
    #[arg(value_name = "URL")]
    database: Option<String>,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let location = match &args.database {
        Some(url) => session.named_database(url)?,
        None => session.location()?,
    };
    let mut database = location.open(Access::Read)?;
    let conn = &mut *database.conn;
    let everything = |_: &TableName| true;
    let output = &session.output;
    let is_script = matches!(session.globals.format, Format::Text | Format::Sql);
    match session.globals.format {
        Format::Text | Format::Sql => {
            let script = command::creation_script(conn, &everything)?;
            super::diff::print(&script, session)?;
        }
        Format::Json => output.json(&command::inspect(conn, &everything)?)?,
        Format::Rust => {
            let config = super::diff::config(session);
            let mut schema = command::inspect(conn, &|name| command::is_compared(&config, name))?;
            dialect::detect(conn)?.normalise(&mut schema);
            let models = render::models(&schema, conn.engine());
            for note in &models.notes {
                output.note(note);
            }
            super::diff::print(&models.text, session)?;
        }
    }
    // SQLite's script is made of its own statements: nothing is left out of it.
    if !(is_script && conn.engine() == Engine::Sqlite) {
        for note in command::left_out(conn)? {
            output.note(&note);
        }
    }
    Ok(Outcome::Done)
}
