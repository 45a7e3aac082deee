//! `migrate diff`: what makes one schema of another, as a script, as data, or as a revision's functions.
//!
//! Databases need no project and no build. Models and history are compiled code: what names them runs in the project's
//! own program.

use std::path::PathBuf;

use migrate_core::command::{self, Comparison, Extent, Origin};
use migrate_core::config::Config;
use migrate_core::connection::Engine;
use migrate_core::diff::Note;
use migrate_core::schema::Schema;
use migrate_core::{Connection, Metadata, dialect, render};

use super::{Outcome, check, comparing};
use crate::database::{Access, Location};
use crate::error::CliError;
use crate::output::Format;
use crate::session::{Host, Session};

/// Print what makes the schema FROM the schema TO: as SQL, with --format json as data, with --format rust as a revision
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A database's URL, `database` (the project's), `models`, `history`, `history@REVISION`, or a file of SQL
    #[arg(value_name = "FROM")]
    from: String,

    /// As FROM
    #[arg(value_name = "TO")]
    to: String,

    /// Exit with status 3 if they differ
    #[arg(long)]
    exit_code: bool,
}

/// What a side of the comparison names.
enum Named {
    Database(Location),
    Models,
    History(String),
    Script(PathBuf),
}

/// A side of the comparison, read.
struct Side {
    name: String,
    engine: Engine,
    schema: Schema,
    /// What of it is not known.
    notes: Vec<Note>,
    conn: Option<Box<dyn Connection>>,
    /// Whether it is everything that there should be.
    named_all: bool,
}

impl Named {
    fn parse(text: &str, session: &Session<'_>) -> Result<Self, CliError> {
        Ok(match text.split_once('@') {
            None if text == "database" => Named::Database(session.location()?),
            None if text == "models" => Named::Models,
            None if text == "history" => Named::History("heads".to_owned()),
            Some(("history", revision)) => Named::History(revision.to_owned()),
            Some(_) | None if text.ends_with(".sql") && !text.contains("://") => {
                Named::Script(session.folder.join(text))
            }
            Some(_) | None => Named::Database(session.named_database(text)?),
        })
    }

    /// The kind of database, where the name alone tells it.
    fn engine(&self) -> Option<Engine> {
        match self {
            Named::Database(location) => Some(location.engine()),
            Named::Models | Named::History(_) | Named::Script(_) => None,
        }
    }

    #[cfg(feature = "developer")]
    fn needs(&self) -> Option<crate::forward::Needs> {
        match self {
            Named::Models => Some(crate::forward::Needs::Models),
            Named::History(_) => Some(crate::forward::Needs::Revisions),
            Named::Database(_) | Named::Script(_) => None,
        }
    }

    /// The name as the project's own program understands it, which runs in another folder.
    #[cfg(feature = "developer")]
    fn anywhere(&self, text: &str) -> String {
        match self {
            // Its URL may hold a password, and arguments can be read by every user of the machine.
            Named::Database(_) => "database".to_owned(),
            Named::Script(path) => path.display().to_string(),
            Named::Models | Named::History(_) => text.to_owned(),
        }
    }

    #[cfg(feature = "developer")]
    fn into_location(self) -> Option<Location> {
        match self {
            Named::Database(location) => Some(location),
            Named::Models | Named::History(_) | Named::Script(_) => None,
        }
    }

    fn read(&self, text: &str, engine: Engine, session: &Session<'_>) -> Result<Side, CliError> {
        let config = config(session);
        let mut side = Side {
            name: shown(self, text),
            engine,
            schema: Schema::default(),
            notes: Vec::new(),
            conn: None,
            named_all: !matches!(self, Named::Models),
        };
        match self {
            Named::Database(location) => side.conn = Some(location.open(Access::Read)?.conn),
            Named::Script(path) => side.conn = Some(load(path, engine)?),
            Named::Models => {
                let metadata = Metadata::collect()?;
                side.schema = match session.host {
                    Host::Embedded(environment) => environment.models(&metadata, engine)?,
                    #[cfg(feature = "developer")]
                    Host::Source => return Err(CliError::NoModels),
                };
            }
            Named::History(target) => match session.host {
                Host::Embedded(environment) => {
                    let target = if target == "head" { "heads" } else { target };
                    (side.schema, side.notes) = environment.script(engine)?.schema_at(target)?;
                }
                #[cfg(feature = "developer")]
                Host::Source => return Err(CliError::NoModels),
            },
        }
        if let Some(conn) = &mut side.conn {
            side.schema =
                command::inspect(&mut **conn, &|name| command::is_compared(&config, name))?;
            side.notes = command::left_out(&mut **conn)?;
        }
        Ok(side)
    }
}

/// What people are told of a side: a server's URL without its password.
fn shown(named: &Named, text: &str) -> String {
    match named {
        Named::Database(Location::Postgres(server) | Location::Mysql(server)) => server.to_string(),
        Named::Database(Location::Sqlite(_))
        | Named::Models
        | Named::History(_)
        | Named::Script(_) => text.to_owned(),
    }
}

/// The settings that say which tables are tools'; those of a project, where there is one.
pub(super) fn config(session: &Session<'_>) -> Config {
    session.config().unwrap_or_default()
}

/// Makes a database of a script.
fn load(path: &std::path::Path, engine: Engine) -> Result<Box<dyn Connection>, CliError> {
    let file = path.display().to_string();
    if engine != Engine::Sqlite {
        return Err(CliError::ScriptOfServer {
            file,
            engine: dialect::of(engine).name(),
        });
    }
    let failed = |source: migrate_core::BoxError| CliError::LoadScript {
        file: file.clone(),
        source,
    };
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.into()))?;
    let memory = Location::parse(":memory:", std::path::Path::new("."))?;
    let mut conn = memory.open(Access::Write)?.conn;
    conn.batch_execute(&text)
        .map_err(|error| failed(error.into()))?;
    Ok(conn)
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let from = Named::parse(&args.from, session)?;
    let to = Named::parse(&args.to, session)?;
    #[cfg(feature = "developer")]
    if let Host::Source = session.host
        && let Some(needs) = [from.needs(), to.needs()].into_iter().flatten().max()
    {
        let mut arguments = vec!["diff".to_owned()];
        arguments.extend([from.anywhere(&args.from), to.anywhere(&args.to)]);
        arguments.extend(args.exit_code.then(|| "--exit-code".to_owned()));
        let arguments = arguments.into_iter().map(Into::into).collect();
        let location = [from, to].into_iter().find_map(Named::into_location);
        return session.hand_on_as(location, needs, arguments);
    }
    let engine = match from.engine().or_else(|| to.engine()) {
        Some(engine) => engine,
        // Models and history are of the project's database; scripts alone are SQLite's.
        None if matches!((&from, &to), (Named::Script(_), Named::Script(_))) => Engine::Sqlite,
        None => session.location()?.engine(),
    };
    let mut from = from.read(&args.from, from.engine().unwrap_or(engine), session)?;
    let mut to = to.read(&args.to, to.engine().unwrap_or(engine), session)?;
    if from.engine != to.engine {
        return Err(CliError::TwoEngines {
            from_engine: dialect::of(from.engine).name(),
            to_engine: dialect::of(to.engine).name(),
            from: from.name,
            to: to.name,
        });
    }
    let dialect = match from.conn.as_mut().or(to.conn.as_mut()) {
        Some(conn) => dialect::detect(&mut **conn)?,
        None => dialect::assumed(engine),
    };
    let config = config(session);
    let extent = match (&to.conn, to.named_all) {
        (Some(_), _) => Extent::Database,
        (None, true) => Extent::History,
        // Models know what they say and no more: what else a database holds is no business of theirs.
        (None, false) => Extent::Models(&config.naming_convention),
    };
    // Both of two databases speak in the same words already.
    let asked: Option<&mut dyn Connection> = match (&mut from.conn, &to.conn) {
        (Some(conn), None) => Some(&mut **conn),
        _ => None,
    };
    let compared = command::difference(&from.schema, &to.schema, &*dialect, extent, asked);
    let mut comparison = compared?;
    for note in from.notes.drain(..).chain(to.notes.drain(..)) {
        if !comparison.notes.contains(&note) {
            comparison.notes.push(note);
        }
    }
    show(&comparison, from, session)?;
    if args.exit_code && !comparison.in_sync() {
        return Ok(Outcome::Difference);
    }
    Ok(Outcome::Done)
}

fn show(comparison: &Comparison, mut from: Side, session: &Session<'_>) -> Result<(), CliError> {
    let output = &session.output;
    match session.globals.format {
        Format::Json => return Ok(output.json(&check::document(comparison)?)?),
        Format::Text | Format::Sql => {
            if !comparison.in_sync() {
                let origin = match &mut from.conn {
                    Some(conn) => Origin::Database(&mut **conn),
                    None => Origin::Schema(from.engine, &from.schema),
                };
                print(
                    &command::transition_script(origin, &comparison.operations)?,
                    session,
                )?;
            }
        }
        Format::Rust => {
            if !comparison.in_sync() {
                let downgrade = render::reversed(&comparison.operations)?;
                print(
                    &render::functions(&comparison.operations, &downgrade),
                    session,
                )?;
            }
        }
    }
    comparing::tell(&comparison.notes, session);
    Ok(())
}

/// Prints a text of several lines.
pub(super) fn print(text: &str, session: &Session<'_>) -> Result<(), CliError> {
    let text = text.trim_end_matches('\n');
    if !text.is_empty() {
        session.output.line(text)?;
    }
    Ok(())
}
