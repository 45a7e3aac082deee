//! `migrate adopt`: the SQL migrations that diesel_cli ran become revisions, and a database that it ran stands where it
//! stood.

mod folder;

use std::path::PathBuf;

use migrate_core::RevisionInfo;
use migrate_core::command;
use migrate_core::graph::Graph;
use migrate_core::operation::Operation;
use migrate_source::versions;
use thiserror::Error;

use super::Outcome;
use crate::database::{Access, DatabaseError};
use crate::error::CliError;
use crate::listing::View;
use crate::new_revision::Draft;
use crate::project::ProjectError;
use crate::session::Session;
pub(crate) use folder::FolderError;
use folder::SqlMigration;

/// Turn the SQL migrations of diesel_cli into revisions, and stamp a database that it ran
///
/// Each folder with an up.sql becomes a revision that executes its SQL, under the version that diesel_cli knows it by.
/// The folders stay as they are, and so does diesel_cli's table.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the SQL migrations; if none is given, the one that diesel.toml names, or migrations
    #[arg(value_name = "FOLDER")]
    location: Option<PathBuf>,

    /// Write the revisions only, and leave the database alone
    #[arg(long)]
    no_stamp: bool,
}

/// SQL migrations cannot be adopted. Nothing was written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum AdoptError {
    /// The folder is not what it should be.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The database skipped a migration, and no revision says so.
    #[error("the database ran the migration `{ran}`, and not `{missing}`, which stands before it")]
    Gap {
        /// The first one that it did not run.
        missing: String,
        /// The first one behind it that it ran.
        ran: String,
    },
}

/// Where a database stands that diesel_cli ran.
enum Standing {
    /// Nobody is to say so, or nobody can.
    Unknown(Option<String>),
    /// Behind the last migration of those that it ran; none, if it ran none.
    At(Option<String>),
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.source_graph()?;
    let folder = folder::find(args.location.as_deref(), session)?;
    let migrations = folder::read(&folder).map_err(AdoptError::from)?;
    let standing = if args.no_stamp {
        Standing::Unknown(None)
    } else {
        standing(&migrations, session)?
    };

    let parent = match graph.is_empty() {
        true => None,
        false => graph.resolve("head")?.first().map(|head| head.id.clone()),
    };
    let written = write(&migrations, parent, session)?;
    let graph = session.project()?.graph()?;
    announce(&graph, &migrations, written, session)?;
    match standing {
        Standing::Unknown(reason) => {
            if let Some(reason) = reason {
                session.output.note(reason);
            }
        }
        Standing::At(None) => session
            .output
            .note("the database ran none of them: `migrate upgrade` does"),
        Standing::At(Some(version)) => stamp(&version, &graph, session)?,
    }
    Ok(Outcome::Done)
}

/// Asks the database which migrations it ran.
fn standing(migrations: &[SqlMigration], session: &Session<'_>) -> Result<Standing, CliError> {
    let unknown = |reason: String| Ok(Standing::Unknown(Some(reason)));
    let mut database = match session.database(Access::Read) {
        Ok(database) => database,
        Err(CliError::Project(
            error @ (ProjectError::NoUrl { .. } | ProjectError::ComputedUrl),
        )) => {
            return unknown(format!(
                "{error}, so that none is stamped: `migrate stamp REVISION` does it"
            ));
        }
        Err(CliError::Database(DatabaseError::Missing { path })) => {
            return unknown(format!("there is no database file {path} to stamp"));
        }
        Err(error) => return Err(error),
    };
    let config = session.config()?;
    let conn = &mut *database.conn;
    if let Some(recorded) = command::recorded_versions(conn, &config)? {
        return unknown(format!(
            "the database is not stamped: `{}` says already that it stands at {}",
            recorded.table,
            recorded.versions.join(", ")
        ));
    }
    let Some(ran) = command::diesel_versions(conn)? else {
        return unknown(
            "diesel_cli ran nothing on the database: `migrate upgrade` does".to_owned(),
        );
    };
    for version in &ran {
        if migrations
            .iter()
            .all(|migration| migration.version != *version)
        {
            session.output.note(format_args!(
                "the database ran the migration `{version}`, which the folder does not have"
            ));
        }
    }
    let has_run = |migration: &&SqlMigration| ran.contains(&migration.version);
    let first_missing = migrations.iter().find(|migration| !has_run(migration));
    let last_run = migrations.iter().rfind(has_run);
    if let Some(missing) = first_missing
        && let Some(ran) = migrations
            .iter()
            .filter(has_run)
            .find(|ran| ran.version > missing.version)
    {
        return Err(AdoptError::Gap {
            missing: missing.name.clone(),
            ran: ran.name.clone(),
        }
        .into());
    }
    Ok(Standing::At(last_run.map(|last| last.version.clone())))
}

/// Writes the revisions of those migrations that the history does not have, one behind the other.
fn write(
    migrations: &[SqlMigration],
    mut parent: Option<String>,
    session: &Session<'_>,
) -> Result<usize, CliError> {
    let graph = session.source_graph()?;
    let new = migrations
        .iter()
        .filter(|migration| graph.get(&migration.version).is_none());
    let mut written = 0;
    for migration in new {
        let draft = Draft {
            message: &migration.message,
            rev_id: Some(&migration.version),
            parents: parent.into_iter().collect(),
            splice: false,
            branch_labels: &[],
            depends_on: &[],
            version_path: None,
        };
        let upgrade = operations(&migration.up, migration.in_transaction);
        let path = match &migration.down {
            Some(down) => {
                let downgrade = operations(down, migration.in_transaction);
                draft.write(session, &upgrade, &downgrade)?
            }
            None => draft.write_one_way(
                session,
                &upgrade,
                &format!("{} has no down.sql", migration.name),
            )?,
        };
        note_transactions(migration, &versions::shown(&session.folder, &path), session);
        written += 1;
        parent = Some(migration.version.clone());
    }
    Ok(written)
}

/// SQL as an operation; none, if it says nothing.
fn operations(sql: &str, in_transaction: bool) -> Vec<Operation> {
    let says_nothing = |line: &str| line.trim().is_empty() || line.trim_start().starts_with("--");
    if sql.lines().all(says_nothing) {
        return Vec::new();
    }
    let execute = Operation::Execute {
        sql: sql.trim().to_owned(),
        down: None,
    };
    if in_transaction {
        vec![execute]
    } else {
        vec![Operation::AutocommitBlock {
            operations: vec![execute],
        }]
    }
}

/// Tells of SQL that no revision may hold as it stands.
fn note_transactions(migration: &SqlMigration, path: &str, session: &Session<'_>) {
    let engine = session.location().ok().map(|location| location.engine());
    let statements = [Some(&migration.up), migration.down.as_ref()];
    for sql in statements.into_iter().flatten() {
        if let Some(statement) = command::transaction_statement(sql, engine) {
            session.output.note(format_args!(
                "{path} has a statement {statement}, and a revision runs in a transaction already: take it out"
            ));
            return;
        }
    }
}

fn announce(
    graph: &Graph,
    migrations: &[SqlMigration],
    written: usize,
    session: &Session<'_>,
) -> Result<(), CliError> {
    let output = &session.output;
    let adopted: Vec<&RevisionInfo> = migrations
        .iter()
        .filter_map(|migration| graph.get(&migration.version))
        .collect();
    if output.is_json() {
        let views: Vec<View<'_>> = adopted.iter().map(|info| View::of(graph, info)).collect();
        return Ok(output.json(&views)?);
    }
    if written == 0 {
        return Ok(output.detail("Nothing to do: every migration is a revision already.")?);
    }
    for info in adopted {
        output.line(format_args!("{}  {}", info.id, info.path))?;
    }
    Ok(output.detail(format_args!(
        "Adopted {written} of {} migrations",
        migrations.len()
    ))?)
}

/// Says that the database stands where diesel_cli left it.
fn stamp(version: &str, graph: &Graph, session: &Session<'_>) -> Result<(), CliError> {
    let config = session.config()?;
    let mut database = session.database(Access::Write)?;
    command::stamp(&mut *database.conn, graph, &config, &[version], false)?;
    session.output.detail(format_args!("Stamped {version}"))?;
    session.output.note(format_args!(
        "from now on `{}` says where the database stands; diesel_cli's table stays as it is",
        config.version_table
    ));
    Ok(())
}
