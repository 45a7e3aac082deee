//! Offline scripts: what a run would do, as SQL for the database's own client.
//!
//! In go the graph and a range `from:to`, out comes a text, the same bytes every time. Nothing connects. Before each
//! revision stands a check that fails unless the database is where the script expects it.

mod error;
mod range;
mod scribe;
mod step;
mod text;

pub use error::ScriptError;

use range::Range;
use scribe::{Line, Mode, Scribe};
use text::Text;

use super::journal::{self, Circumstances, Entry, Journal};
use super::timeouts;
use super::version_table::VersionTable;
use crate::config::{Config, TransactionMode};
use crate::connection::Engine;
use crate::dialect::script::{Guard, ScriptWords, words};
use crate::dialect::{self, NotBuilt, Server};
use crate::diff::Note;
use crate::graph::{Graph, PlanStep, StampPlan};
use crate::revision::EmbeddedRevision;
use crate::schema::Schema;

/// Writes scripts instead of running: `--sql`.
///
/// Made by [`Environment::script`](crate::Environment::script), or by [`Script::new`] for what needs no revisions.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use migrate_core::config::Config;
/// use migrate_core::connection::Engine;
/// use migrate_core::graph::Graph;
/// use migrate_core::runner::Script;
///
/// let graph = Graph::new(Vec::new())?;
/// let script = Script::new(&graph, &Config::default(), Engine::Sqlite)?.ensure_version();
/// assert!(script.contains("CREATE TABLE IF NOT EXISTS \"migrate_version\""));
/// # }
/// # Ok::<(), migrate_core::BoxError>(())
/// ```
#[derive(Clone)]
pub struct Script<'s> {
    graph: &'s Graph,
    config: &'s Config,
    revisions: &'s [EmbeddedRevision],
    engine: Engine,
    words: &'static dyn ScriptWords,
    server: Server,
    portable: bool,
    tag: Option<String>,
}

impl std::fmt::Debug for Script<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Script")
            .field("engine", &self.engine)
            .field("portable", &self.portable)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

/// What a step of a plan does, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StepSql {
    /// The step.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub step: PlanStep,
    /// The revision's statements; what cannot be told without running it is a comment.
    pub sql: Vec<String>,
}

impl<'s> Script<'s> {
    /// Scripts for an engine that run no revisions: [`Script::stamp`], [`Script::ensure_version`].
    ///
    /// # Errors
    /// [`NotBuilt`] if this program was built without the engine's dialect.
    pub fn new(graph: &'s Graph, config: &'s Config, engine: Engine) -> Result<Self, NotBuilt> {
        Ok(Script {
            graph,
            config,
            revisions: &[],
            engine,
            words: words(engine)?,
            server: Server::current(engine),
            portable: false,
            tag: None,
        })
    }

    /// Adds the code of the revisions.
    pub(crate) fn with_revisions(self, revisions: &'s [EmbeddedRevision]) -> Self {
        Script { revisions, ..self }
    }

    /// Says what server the script is for: MariaDB and MySQL differ, and so do versions.
    #[must_use]
    pub fn server(self, server: Server) -> Self {
        Script { server, ..self }
    }

    /// Leaves out what only the database's own client understands. Whatever runs the script has to stop at the first
    /// error by itself.
    #[must_use]
    pub fn portable(self, portable: bool) -> Self {
        Script { portable, ..self }
    }

    /// Puts a tag into the script's first lines.
    #[must_use]
    pub fn tag(self, tag: Option<&str>) -> Self {
        Script {
            tag: tag.map(str::to_owned),
            ..self
        }
    }

    /// Writes the way up: `from:to`, or a target alone, from base.
    ///
    /// Both ends are what the command line takes; several starts are separated by commas (`ae10,27c6:heads`).
    ///
    /// # Errors
    /// [`ScriptError`]; what a script cannot hold is named with its place.
    pub fn upgrade(&self, range: &str) -> Result<String, ScriptError> {
        let range = Range::parse(range)?;
        let from = range.start(self.graph)?.unwrap_or_default();
        let steps = self.graph.plan_upgrade(&from, range.target)?;
        self.run("upgrade", &from, &steps)
    }

    /// Writes the way down: `from:to`.
    ///
    /// # Errors
    /// [`ScriptError::NoStart`] for a target alone, and as [`Script::upgrade`].
    pub fn downgrade(&self, range: &str) -> Result<String, ScriptError> {
        let range = Range::parse(range)?;
        let from = range
            .start(self.graph)?
            .ok_or_else(|| ScriptError::NoStart {
                target: range.target.to_owned(),
            })?;
        let steps = self.graph.plan_downgrade(&from, range.target)?;
        self.run("downgrade", &from, &steps)
    }

    /// Writes what sets the version table to the targets, without running anything. A target may say where the database
    /// stands, as `from:to`; base, if none does.
    ///
    /// # Errors
    /// [`ScriptError::Graph`] if a target does not exist, [`ScriptError::TwoStarts`].
    pub fn stamp(&self, targets: &[&str]) -> Result<String, ScriptError> {
        let (start, targets) = range::of_targets(targets)?;
        let from = match start {
            Some(start) => range::resolve(self.graph, start)?,
            None => Vec::new(),
        };
        let plan = self.graph.plan_stamp(&from, &targets)?;
        Ok(self.stamp_plan(&plan))
    }

    fn stamp_plan(&self, plan: &StampPlan) -> String {
        let mut text = self.begun("stamp", &plan.from, &plan.to);
        if plan.changes.is_empty() {
            text.nothing_to_do();
            return text.finish();
        }
        text.opening(&timeouts::variables(self.server, self.config));
        text.begin();
        self.tables(&mut text, plan.from.is_empty());
        self.guard(&mut text, &plan.from, "the stamp", None);
        let table = self.version_table();
        for change in &plan.changes {
            text.statement(&table.change(change));
        }
        if self.config.journal {
            for revision in plan.to.iter().filter(|to| !plan.from.contains(to)) {
                self.journal_row(
                    &mut text,
                    &Entry {
                        revision,
                        direction: "stamp",
                        statements: 0,
                        checksum: None,
                        outcome: journal::Outcome::Done,
                    },
                );
            }
        }
        text.commit();
        text.closing();
        text.finish()
    }

    /// Writes what creates the version table where it is missing.
    #[must_use]
    pub fn ensure_version(&self) -> String {
        let mut text = Text::new(self.words, self.portable);
        text.comment(&format!("ensure-version, for {}", self.server));
        self.origin(&mut text);
        text.client_lines();
        text.statement(&self.version_table().create());
        text.finish()
    }

    /// Tells what the steps of a plan would do. What runs code or asks the database is a comment there.
    ///
    /// # Errors
    /// [`ScriptError::NotEmbedded`], and [`ScriptError::Graph`] if the steps are not of this history.
    pub fn show(&self, steps: &[PlanStep]) -> Result<Vec<StepSql>, ScriptError> {
        let from = steps.first().map_or(&[][..], |step| &step.from);
        let mut scribe = self.scribe_at(from)?;
        let transaction = self.words.transaction();
        let mut shown = Vec::with_capacity(steps.len());
        for step in steps {
            let written = scribe.write(self.find(&step.revision)?, step, Mode::Show)?;
            let sql = written.lines.into_iter().filter_map(|line| match line {
                Line::Statement(sql) => Some(sql),
                Line::Comment(comment) => Some(text::commented(&comment)),
                Line::Check(_) => None,
                Line::BlockBegins => transaction.map(|(_, commit)| commit.to_owned()),
                Line::BlockEnds => transaction.map(|(begin, _)| begin.to_owned()),
            });
            shown.push(StepSql {
                step: step.clone(),
                sql: sql.collect(),
            });
        }
        Ok(shown)
    }

    fn run(
        &self,
        command: &str,
        from: &[String],
        steps: &[PlanStep],
    ) -> Result<String, ScriptError> {
        let to = steps.last().map_or(from, |step| &step.to);
        let mut text = self.begun(command, from, to);
        if steps.is_empty() {
            text.nothing_to_do();
            return Ok(text.finish());
        }
        let whole = self.config.transaction == TransactionMode::Run;
        let mut scribe = self.scribe_at(from)?;
        text.opening(&timeouts::variables(self.server, self.config));
        if whole {
            text.begin();
        }
        for (position, step) in steps.iter().enumerate() {
            let embedded = self.find(&step.revision)?;
            let written = scribe.write(embedded, step, Mode::Write)?;
            text.heading(&self.headline(step, embedded.message));
            let enforce = embedded.settings.foreign_keys && !whole;
            if enforce {
                text.enforce_foreign_keys(true);
            }
            if !whole {
                text.begin();
            }
            if position == 0 {
                self.tables(&mut text, from.is_empty());
            }
            let what = format!("revision {}", step.revision);
            let journal = self.config.journal.then(|| self.journal());
            self.guard(&mut text, &step.from, &what, journal.as_ref());
            if position == 0 {
                text.note_foreign_keys();
            }
            self.step(&mut text, step, embedded, &written);
            if !whole {
                text.commit();
            }
            if enforce {
                text.enforce_foreign_keys(false);
            }
        }
        if whole {
            text.commit();
        }
        text.closing_after_revisions();
        Ok(text.finish())
    }

    /// Tells what the revisions up to a target make of an empty database, and of which revisions that is not known:
    /// what code and raw SQL do. Nothing connects.
    ///
    /// # Errors
    /// [`ScriptError`] if the target does not exist, or a revision fails.
    pub fn schema_at(&self, target: &str) -> Result<(Schema, Vec<Note>), ScriptError> {
        let target = range::resolve(self.graph, target)?;
        let mut scribe = self.scribe_at(&target)?;
        let schema = scribe.replica.schema()?;
        Ok((schema, scribe.notes()))
    }

    /// A scribe whose replica stands where the script begins.
    fn scribe_at(&self, from: &[String]) -> Result<Scribe<'s>, ScriptError> {
        let mut scribe = Scribe::new(self.engine, self.server, self.config)?;
        let mut at: Vec<String> = Vec::new();
        for target in from {
            for step in self.graph.plan_upgrade(&at, target)? {
                scribe.write(self.find(&step.revision)?, &step, Mode::Follow)?;
                at = step.to;
            }
        }
        Ok(scribe)
    }

    fn find(&self, revision: &str) -> Result<&'s EmbeddedRevision, ScriptError> {
        self.revisions
            .iter()
            .find(|embedded| embedded.revision.id == revision)
            .ok_or_else(|| ScriptError::NotEmbedded {
                revision: revision.to_owned(),
            })
    }

    fn begun(&self, command: &str, from: &[String], to: &[String]) -> Text {
        let mut text = Text::new(self.words, self.portable);
        text.comment(&format!(
            "{command} {} -> {}, for {}",
            text::place(from),
            text::place(to),
            self.server
        ));
        self.origin(&mut text);
        text
    }

    fn origin(&self, text: &mut Text) {
        text.comment(&format!(
            "Written by migrate {}.",
            env!("CARGO_PKG_VERSION")
        ));
        if let Some(tag) = &self.tag {
            text.comment(&format!("Tag: {tag}"));
        }
    }

    fn headline(&self, step: &PlanStep, message: &str) -> String {
        let parents = self
            .graph
            .get(&step.revision)
            .map_or(&[][..], |info| &info.down_revisions);
        let parents = text::place(parents);
        let revision = &step.revision;
        match step.direction {
            crate::graph::Direction::Upgrade => {
                format!("upgrade {parents} -> {revision}, {message}")
            }
            crate::graph::Direction::Downgrade => {
                format!("downgrade {revision} -> {parents}, {message}")
            }
        }
    }

    /// The tables of our own: the version table where the script begins at nothing, the journal wherever it is missing.
    fn tables(&self, text: &mut Text, from_base: bool) {
        if from_base {
            text.statement(&self.version_table().create());
        }
        if self.config.journal {
            text.statement(&self.journal().create());
        }
    }

    fn guard(&self, text: &mut Text, rows: &[String], what: &str, journal: Option<&Journal>) {
        let table = dialect::of(self.engine).quote_table(&self.config.version_table);
        text.guard(&Guard {
            table: &table,
            rows,
            journal: journal.map(Journal::quoted),
            what,
        });
    }

    fn journal_row(&self, text: &mut Text, entry: &Entry<'_>) {
        let words = self.words;
        let circumstances = Circumstances {
            started: words.began().to_owned(),
            finished: match entry.outcome {
                journal::Outcome::Done => words.now().to_owned(),
                journal::Outcome::Started
                | journal::Outcome::Failed
                | journal::Outcome::Applied
                | journal::Outcome::RolledBack => "NULL".to_owned(),
            },
            user: words.user().to_owned(),
            host: "NULL".to_owned(),
        };
        text.statement(&self.journal().insert(entry, &circumstances));
    }

    fn version_table(&self) -> VersionTable {
        VersionTable::of(dialect::of(self.engine), &self.config.version_table)
            .keyed(self.config.version_table_pk)
    }

    fn journal(&self) -> Journal {
        Journal::of(self.engine, dialect::of(self.engine), self.config)
    }
}
