//! What `check` and `revision --autogenerate` share: comparing the models that are linked into this program with the
//! database, and the options that say what a comparison cannot know.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use migrate_core::command::{Answer, CompareOptions, Comparison, LikelyRenames, Unfilled};
use migrate_core::connection::Engine;
use migrate_core::dialect::Server;
use migrate_core::diff::Note;
use migrate_core::diff::renames::{Rename, RenameCandidate};
use migrate_core::operation::Operation;
use migrate_core::schema::TableName;
use migrate_core::{Environment, Metadata};

#[cfg(feature = "developer")]
use super::Outcome;
use crate::database::{Access, Scratch};
use crate::error::CliError;
use crate::project::ProjectError;
use crate::session::{Host, Session};
use crate::unlinked::{self, Unlinked};

/// The options of a comparison.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Comparing {
    /// A rename, as in people:users, users.mail:email (a column, an index, a constraint) or mood.sad:unhappy (a value of
    /// an enumeration); may be repeated
    #[arg(long = "rename", value_name = "FROM:TO")]
    renames: Vec<String>,

    /// Drop tables that have no model, also those that this history did not make
    #[arg(long)]
    drop_unmanaged: bool,

    /// What the models are compared with: the database, or what the revisions themselves make of an empty one
    #[arg(long, value_enum, default_value_t)]
    against: Against,
}

/// What models are compared with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Against {
    /// The database.
    #[default]
    Database,
    /// The schema that the revisions make: read from them, or made in a database for a moment where they run SQL.
    History,
}

impl Comparing {
    /// Compares the models that are linked into this program with the database.
    pub(crate) fn compare(
        &self,
        session: &Session<'_>,
        likely_renames: LikelyRenames<'_>,
    ) -> Result<Comparison, CliError> {
        let environment = match session.host {
            Host::Embedded(environment) => environment,
            #[cfg(feature = "developer")]
            Host::Source => return Err(CliError::NoModels),
        };
        let metadata = Metadata::collect()?;
        let mut options = CompareOptions::default();
        options.renames.clone_from(&self.renames);
        options.drop_unmanaged = self.drop_unmanaged;
        options.likely_renames = likely_renames;
        let comparison = match self.against {
            Against::History => against_history(session, environment, &metadata, options)?,
            Against::Database => {
                let mut database = session.database(Access::ReadOrEmpty)?;
                if let Some(file) = &database.absent {
                    session.output.note(format_args!(
                        "there is no database file {} yet; comparing with an empty database",
                        file.display()
                    ));
                }
                environment.compare_with(&mut *database.conn, &metadata, options)?
            }
        };
        if !self.drop_unmanaged {
            refuse_unlinked(session, &comparison, &metadata)?;
        }
        Ok(comparison)
    }

    /// Hands the command on, which needs no database where it looks at none.
    #[cfg(feature = "developer")]
    pub(crate) fn hand_on(&self, session: &Session<'_>) -> Result<Outcome, CliError> {
        let needs = crate::forward::Needs::Models;
        match self.against {
            Against::Database => session.hand_on(needs),
            Against::History => session.hand_on_without_database(needs),
        }
    }
}

/// Compares the models with what the revisions make: in a database for a moment where only one can tell, and one can be
/// had.
fn against_history(
    session: &Session<'_>,
    environment: &Environment,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CliError> {
    let location = match (session.location(), ONLY_ENGINE) {
        (Ok(location), _) => Ok(location),
        (Err(CliError::Project(ProjectError::NoUrl { .. })), Some(engine)) => Err(engine),
        (Err(error), _) => return Err(error),
    };
    let server = match &location {
        Ok(location) => location.server(),
        Err(engine) => Server::current(*engine),
    };
    let engine = server.engine();
    let location = location.ok().filter(|_| engine != Engine::Sqlite);
    // SQLite has its own in memory.
    let Some(location) =
        location.filter(|_| !matches!(environment.is_declarative(engine), Ok(true)))
    else {
        return Ok(environment.compare_history(server, metadata, options)?);
    };
    let scratch = match Scratch::create(session.with_password(location)?) {
        Ok(scratch) => scratch,
        Err(error) => {
            session.output.note(format_args!(
                "no database could be made to run the revisions in: {}",
                in_full(&error)
            ));
            return Ok(environment.compare_history(server, metadata, options)?);
        }
    };
    let compared = in_scratch(&scratch, environment, metadata, options);
    if let Err(error) = scratch.remove() {
        session.output.note(in_full(&error));
    }
    compared
}

fn in_scratch(
    scratch: &Scratch,
    environment: &Environment,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CliError> {
    let mut conn = environment.adopt(scratch.open()?)?;
    Ok(environment.compare_scratch(&mut *conn, metadata, options)?)
}

/// The kind of database, if this program was built for one only.
const ONLY_ENGINE: Option<Engine> = {
    let postgres = cfg!(any(feature = "postgres", feature = "postgres-async"));
    let mysql = cfg!(any(feature = "mysql", feature = "mysql-async"));
    match (cfg!(feature = "sqlite"), postgres, mysql) {
        (_, false, false) => Some(Engine::Sqlite),
        (false, true, false) => Some(Engine::Postgres),
        (false, false, true) => Some(Engine::Mysql),
        _ => None,
    }
};

/// An error with what caused it, on one line.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

/// Stops where a table would be dropped whose model is there and only not linked.
fn refuse_unlinked(
    session: &Session<'_>,
    comparison: &Comparison,
    metadata: &Metadata,
) -> Result<(), CliError> {
    let dropped = comparison
        .operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::DropTable { name, .. } => Some(name.name.clone()),
            _ => None,
        });
    let mut dropped: BTreeSet<String> = dropped.collect();
    for model in metadata.tables() {
        dropped.remove(model.name);
    }
    if dropped.is_empty() {
        return Ok(());
    }
    let unlinked = in_source(session, metadata, &|table| dropped.contains(table))?;
    if unlinked.is_empty() {
        Ok(())
    } else {
        Err(CliError::Unlinked { unlinked })
    }
}

/// The models in the project's source that are not linked into this program, of the tables that are asked for.
fn in_source(
    session: &Session<'_>,
    metadata: &Metadata,
    is_wanted: &dyn Fn(&str) -> bool,
) -> Result<Vec<Unlinked>, CliError> {
    // A program that was deployed without its source has nothing to look through.
    let Ok(project) = session.project() else {
        return Ok(Vec::new());
    };
    let crates = metadata.tables().iter();
    let crates = crates.filter_map(|model| model.module.split("::").next().map(str::to_owned));
    let except = project.script_folder()?;
    let crates = crates.collect();
    Ok(unlinked::find(
        is_wanted,
        project.root(),
        Some(&except),
        &crates,
    ))
}

/// Where nothing was found to write, tells of models in files that no `mod` names: they were meant to be something.
pub(crate) fn tell_unlinked(session: &Session<'_>) -> Result<(), CliError> {
    let metadata = Metadata::collect()?;
    let known: BTreeSet<&str> = metadata.tables().iter().map(|model| model.name).collect();
    for model in in_source(session, &metadata, &|table| !known.contains(table))? {
        if model.crate_is_linked {
            session.output.note(format_args!(
                "the model of {model} is not linked: is its module named by a `mod`?"
            ));
        }
    }
    Ok(())
}

/// Tells what the operations do to data, and what they need of it.
pub(crate) fn warn(session: &Session<'_>, comparison: &Comparison) {
    for hazard in comparison.operations.iter().flat_map(Operation::hazards) {
        let text = hazard.to_string();
        session.output.note(text.trim_end_matches('.'));
    }
    for Unfilled { table, column, .. } in &comparison.unfilled {
        session.output.note(format_args!(
            "rows of `{table}` have no value for `{column}`, which is to refuse NULL: a revision fills it in a step \
             marked EDIT; choose the value there"
        ));
    }
}

/// Tells what is different and calls for no operation; what is said of many tables is one line.
pub(crate) fn tell(notes: &[Note], session: &Session<'_>) {
    let tables = |of: fn(&Note) -> Option<&TableName>| {
        let tables = notes.iter().filter_map(of);
        tables.map(|table| format!("`{table}`")).collect::<Vec<_>>()
    };
    let reordered = tables(|note| match note {
        Note::Reordered { table } => Some(table),
        _ => None,
    });
    let unmanaged = tables(|note| match note {
        Note::Unmanaged { table } => Some(table),
        _ => None,
    });
    let (reordered, unmanaged) = (in_words(&reordered), in_words(&unmanaged));
    let mut told = BTreeSet::new();
    for note in notes {
        let text = match (note, &reordered, &unmanaged) {
            (Note::Reordered { .. }, Some(tables), _) => format!(
                "the columns of {tables} stand in another order than their models'; that is left as it is"
            ),
            (Note::Unmanaged { .. }, _, Some(tables)) => format!(
                "tables {tables} have no model and were not made by this history; they are left alone"
            ),
            _ => note.to_string(),
        };
        if told.insert(text.clone()) {
            session.output.note(text);
        }
    }
}

/// Several names, as people list them; `None` for less than two.
fn in_words(names: &[String]) -> Option<String> {
    match names {
        [several @ .., last] if !several.is_empty() => {
            Some(format!("{} and {last}", several.join(", ")))
        }
        _ => None,
    }
}

/// Whether there is somebody to ask.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on the terminal whether something was renamed; the evidence stands in the question. What holds no data may be
/// answered all at once.
pub(crate) fn asker() -> impl FnMut(&RenameCandidate) -> Answer {
    let mut all = false;
    move |candidate| {
        let rename = &candidate.rename;
        if all && !rename.holds_data() {
            return Answer::Rename;
        }
        let choices = match rename {
            Rename::Table { .. } => "y: rename, and keep its rows   n: drop and add   q: stop",
            Rename::Index { .. } | Rename::Constraint { .. } => {
                "y: rename   n: drop and add   a: rename all such indexes and constraints   q: stop"
            }
            Rename::Value { .. } => {
                "y: rename, and keep the rows that hold it   n: remove and add   q: stop"
            }
            _ => "y: rename, and keep its values   n: drop and add   q: stop",
        };
        // Nobody can be told that stderr is closed; then nobody answers, either.
        let _ = writeln!(io::stderr(), "Renamed? {candidate}");
        loop {
            let _ = write!(io::stderr(), "  {choices} > ");
            let mut line = String::new();
            match io::stdin().lock().read_line(&mut line) {
                Ok(0) | Err(_) => return Answer::Unanswered,
                Ok(_) => {}
            }
            match line.trim().to_ascii_lowercase().as_str() {
                "y" | "yes" => return Answer::Rename,
                "n" | "no" => return Answer::Apart,
                "q" | "quit" => return Answer::Unanswered,
                "a" | "all" if !rename.holds_data() => {
                    all = true;
                    return Answer::Rename;
                }
                _ => {}
            }
        }
    }
}
