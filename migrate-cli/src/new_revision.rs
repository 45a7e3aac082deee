//! Writing a new revision file: where it stands in the history, its name, its text, and what is run on it afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use migrate_core::RevisionInfo;
use migrate_core::graph::Graph;
use migrate_core::operation::Operation;
use migrate_core::render::{DatabaseSteps, NewRevision};
use migrate_source::header::{self, HeaderErrorKind};
use migrate_source::write::{self, FileDate, WriteError};
use migrate_source::{config::PostWriteHook, versions};
use thiserror::Error;

use crate::commands::Outcome;
use crate::error::CliError;
use crate::listing::{self, View};
use crate::project::Project;
use crate::session::Session;

/// A revision cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum NewRevisionError {
    /// The id or a label is not one.
    #[error(transparent)]
    Name(#[from] HeaderErrorKind),
    /// The id is taken.
    #[error("revision `{id}` exists already: {path}")]
    IdTaken {
        /// The id.
        id: String,
        /// The file that has it.
        path: String,
    },
    /// The label is the name of something else.
    #[error("the branch label `{label}` is already used by revision `{revision}`")]
    LabelTaken {
        /// The label.
        label: String,
        /// The revision that has it.
        revision: String,
    },
    /// The parent has a child already, and a second one would make a branch.
    #[error("revision `{parent}` is not a head: {} follows it", children.join(", "))]
    NotAHead {
        /// The parent.
        parent: String,
        /// What follows it.
        children: Vec<String>,
    },
    /// The folder is none of those that hold revisions.
    #[error("{folder} is no folder of revisions; those are: {}", known.join(", "))]
    NotALocation {
        /// The folder that was named.
        folder: String,
        /// The folders of the project.
        known: Vec<String>,
    },
    /// A base may lie in any of several folders.
    #[error("there are several folders for a revision that follows none: {}", known.join(", "))]
    SeveralLocations {
        /// The folders of the project.
        known: Vec<String>,
    },
    /// The time zone is not known.
    #[error("unknown time zone `{name}`")]
    TimeZone {
        /// Its name.
        name: String,
        /// Why.
        source: jiff::Error,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A hook failed; the file stays as it is.
    #[error("the hook `{command}` failed on {path}{}", status.map(|code| format!(" with exit status {code}")).unwrap_or_default())]
    Hook {
        /// The command.
        command: String,
        /// The file.
        path: String,
        /// How it ended, if it began.
        status: Option<i32>,
        /// Why it did not begin.
        source: Option<std::io::Error>,
    },
}

/// A revision that is to be written.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) message: &'a str,
    pub(crate) rev_id: Option<&'a str>,
    /// The revisions that it follows, resolved.
    pub(crate) parents: Vec<String>,
    pub(crate) splice: bool,
    pub(crate) branch_labels: &'a [String],
    pub(crate) depends_on: &'a [String],
    /// The folder that the person named.
    pub(crate) version_path: Option<&'a Path>,
}

impl Draft<'_> {
    /// Checks everything that can be known to be wrong before the file is written.
    pub(crate) fn check(&self, graph: &Graph) -> Result<(), NewRevisionError> {
        if let Some(id) = self.rev_id {
            header::check_new_id(id)?;
            if let Some(taken) = graph.get(id) {
                return Err(NewRevisionError::IdTaken {
                    id: id.to_owned(),
                    path: taken.path.clone(),
                });
            }
        }
        for label in self.branch_labels {
            header::check_label(label)?;
            let has =
                |info: &&RevisionInfo| info.id == *label || info.branch_labels.contains(label);
            if let Some(other) = graph.revisions().iter().find(has) {
                return Err(NewRevisionError::LabelTaken {
                    label: label.clone(),
                    revision: other.id.clone(),
                });
            }
        }
        for parent in &self.parents {
            let children = graph.children(parent);
            if !children.is_empty() && !self.splice {
                return Err(NewRevisionError::NotAHead {
                    parent: parent.clone(),
                    children: children.into_iter().map(|child| child.id.clone()).collect(),
                });
            }
        }
        Ok(())
    }

    /// Writes the file and returns its path; in a project of several databases, one that does nothing to any of them.
    pub(crate) fn write_empty(&self, session: &Session<'_>) -> Result<PathBuf, CliError> {
        self.write(session, &[], &[])
    }

    /// Writes the file and returns its path; in a project of several databases, for the one that was named.
    pub(crate) fn write(
        &self,
        session: &Session<'_>,
        upgrade: &[Operation],
        downgrade: &[Operation],
    ) -> Result<PathBuf, CliError> {
        let config = &session.project()?.config;
        if !config.databases.is_empty() {
            let steps = config.databases.iter().map(|database| {
                let named = config.env.as_ref() == Some(database);
                let steps_of = |operations: &[Operation]| {
                    if named {
                        operations.to_vec()
                    } else {
                        Vec::new()
                    }
                };
                DatabaseSteps {
                    database: database.clone(),
                    upgrade: steps_of(upgrade),
                    downgrade: steps_of(downgrade),
                }
            });
            return self.write_for(session, &steps.collect::<Vec<_>>());
        }
        self.write_rendered(session, !upgrade.is_empty(), |revision| {
            session
                .host
                .renderer()
                .revision_file(revision, upgrade, downgrade)
        })
    }

    /// Writes a file whose `downgrade` fails for a reason, and returns its path; one of several databases has no functions
    /// of its own to fail with, and nothing is taken back there.
    #[cfg(feature = "developer")]
    pub(crate) fn write_one_way(
        &self,
        session: &Session<'_>,
        upgrade: &[Operation],
        reason: &str,
    ) -> Result<PathBuf, CliError> {
        if !session.project()?.config.databases.is_empty() {
            session
                .output
                .note(format_args!("{reason}: `downgrade` does nothing"));
            return self.write(session, upgrade, &[]);
        }
        self.write_rendered(session, !upgrade.is_empty(), |revision| {
            migrate_core::render::one_way_revision_file(revision, upgrade, reason)
        })
    }

    /// Writes the file of a project with several databases and returns its path.
    pub(crate) fn write_for(
        &self,
        session: &Session<'_>,
        databases: &[DatabaseSteps],
    ) -> Result<PathBuf, CliError> {
        let full = databases.iter().any(|steps| !steps.upgrade.is_empty());
        self.write_rendered(session, full, |revision| {
            session
                .host
                .renderer()
                .revision_file_for(revision, databases)
        })
    }

    fn write_rendered(
        &self,
        session: &Session<'_>,
        has_operations: bool,
        render: impl FnOnce(&NewRevision) -> String,
    ) -> Result<PathBuf, CliError> {
        let graph = session.source_graph()?;
        self.check(graph)?;
        let project = session.project()?;
        let config = &project.config;
        let id = match self.rev_id {
            Some(id) => id.to_owned(),
            None => write::new_id(graph.revisions().iter().map(|info| info.id.as_str())),
        };
        let now = now(&config.timezone)?;
        let depends_on = self.depends_on.iter().map(String::as_str);
        let text = render(&NewRevision {
            id: id.clone(),
            message: self.message.to_owned(),
            created: created(&now),
            down_revisions: self.parents.clone(),
            depends_on: listing::resolve_all(graph, depends_on)?,
            branch_labels: self.branch_labels.to_vec(),
        });
        let slug = write::slug(self.message, config.truncate_slug_length);
        let name = config.file_template.file_name(&id, &slug, &file_date(&now));
        let path = self.folder(session)?.join(name);
        write::write_new(&path, &text).map_err(NewRevisionError::from)?;
        run_hooks(project, &path, has_operations)?;
        Ok(path)
    }

    /// The folder of the new file: the one that was named, the one that the parent lies in, or the only one.
    pub(crate) fn folder(&self, session: &Session<'_>) -> Result<PathBuf, CliError> {
        let project = session.project()?;
        let folders = project.version_folders()?;
        let shown = || {
            let shown = folders.iter();
            shown
                .map(|folder| versions::shown(project.root(), folder))
                .collect()
        };
        if let Some(named) = self.version_path {
            let places = [session.folder.join(named), project.root().join(named)];
            let same = |folder: &&PathBuf| places.iter().any(|place| plain(place) == plain(folder));
            return folders.iter().find(same).cloned().ok_or_else(|| {
                let folder = named.display().to_string();
                NewRevisionError::NotALocation {
                    folder,
                    known: shown(),
                }
                .into()
            });
        }
        let graph = session.source_graph()?;
        let parent = self.parents.iter().find_map(|parent| graph.get(parent));
        let of_parent = parent.and_then(|parent| {
            let file = project.root().join(&parent.path);
            let around = folders.iter().filter(|folder| file.starts_with(folder));
            around.max_by_key(|folder| folder.components().count())
        });
        match (of_parent, folders.as_slice()) {
            (Some(folder), _) | (None, [folder]) => Ok(folder.clone()),
            (None, []) => Ok(project.root().to_owned()),
            (None, [_, _, ..]) => Err(NewRevisionError::SeveralLocations { known: shown() }.into()),
        }
    }

    /// Tells of the new file, reading it as every other command will.
    pub(crate) fn announce(
        &self,
        session: &Session<'_>,
        path: &Path,
        operations: &[Operation],
    ) -> Result<Outcome, CliError> {
        let output = &session.output;
        let project = session.project()?;
        if output.is_json() {
            let graph = project.graph()?;
            let shown = versions::shown(project.root(), path);
            let written = graph.revisions().iter().find(|info| info.path == shown);
            output.json(&written.map(|info| View::of(&graph, info)))?;
            return Ok(Outcome::Done);
        }
        for summary in operations.iter().flat_map(Operation::summaries) {
            output.detail(format_args!("  {summary}"))?;
        }
        output.line(format_args!(
            "Created {}",
            versions::shown(&session.folder, path)
        ))?;
        Ok(Outcome::Done)
    }
}

/// A folder as the file system knows it, if it is there; otherwise without `.` and a slash at the end.
fn plain(folder: &Path) -> PathBuf {
    let real = folder.canonicalize();
    real.unwrap_or_else(|_| folder.components().collect())
}

fn now(timezone: &str) -> Result<Zoned, NewRevisionError> {
    let zone = if timezone.eq_ignore_ascii_case("utc") {
        TimeZone::UTC
    } else {
        TimeZone::get(timezone).map_err(|source| NewRevisionError::TimeZone {
            name: timezone.to_owned(),
            source,
        })?
    };
    Ok(Timestamp::now().to_zoned(zone))
}

/// The date as the file states it.
fn created(now: &Zoned) -> String {
    if now.time_zone() == &TimeZone::UTC {
        now.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
    } else {
        now.strftime("%Y-%m-%d %H:%M:%S%:z").to_string()
    }
}

fn file_date(now: &Zoned) -> FileDate {
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    FileDate {
        epoch: now.timestamp().as_second(),
        year: i32::from(now.year()),
        month: part(now.month()),
        day: part(now.day()),
        hour: part(now.hour()),
        minute: part(now.minute()),
        second: part(now.second()),
    }
}

/// Runs rustfmt, unless the settings say something else of it, and then their hooks. An empty revision has nothing that
/// rustfmt could change.
fn run_hooks(project: &Project, path: &Path, has_operations: bool) -> Result<(), CliError> {
    let hooks = project.config.post_write_hooks.as_deref();
    // `post_write_hooks = []` asks for no program at all.
    let silenced = hooks.is_some_and(<[PostWriteHook]>::is_empty);
    let hooks = hooks.unwrap_or_default();
    if has_operations && !silenced && !hooks.iter().any(|hook| hook.command == "rustfmt") {
        // The file is laid out as rustfmt does it; a project's own rustfmt.toml may want it otherwise. Not everybody
        // has rustfmt.
        let _ = Command::new("rustfmt")
            .args(["--edition", "2024"])
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
    for hook in hooks {
        run_hook(project, hook, path)?;
    }
    Ok(())
}

fn run_hook(project: &Project, hook: &PostWriteHook, path: &Path) -> Result<(), CliError> {
    let (program, arguments) =
        project.with_variables(|lookup| Ok(hook.command_line(path, lookup)?))?;
    let status = Command::new(&program)
        .args(arguments)
        .current_dir(project.root())
        .stdout(Stdio::null())
        .status();
    let (status, source) = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => (status.code(), None),
        Err(error) => (None, Some(error)),
    };
    Err(NewRevisionError::Hook {
        command: hook.command.clone(),
        path: versions::shown(project.root(), path),
        status,
        source,
    }
    .into())
}
