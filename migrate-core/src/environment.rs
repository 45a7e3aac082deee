//! What a project says about running its revisions: what `env.py` is to Alembic.
//!
//! The migrations package builds one in `environment()`. It needs no connection and no URL until it runs.

#[cfg(any(feature = "postgres-async", feature = "mysql-async"))]
mod asynchronous;
mod hooks;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use crate::arguments::Arguments;
use crate::command::{
    self, Baseline, ChangedRevision, CompareError, CompareOptions, Comparison, CreateError, Current,
};
use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::diff::Aspect;
use crate::graph::{Graph, GraphError, StampPlan};
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::operations::Operations;
use crate::render::{Renderer, TypeCode};
use crate::revision::{Embedded, EmbeddedRevision, RevisionInfo};
use crate::runner::{self, Observer, Report, Resolution, Resolved, RunError, Runner, Script};
use crate::schema::{Column, ColumnType, Object, Schema, TableName};

use hooks::Hooks;
pub use hooks::{Element, Side};

type Filter = Arc<dyn Fn(&TableName) -> bool + Send + Sync>;
type Url = Arc<dyn Fn(&Arguments) -> crate::Result<String> + Send + Sync>;
type Reaction = Arc<dyn Fn(&mut Config) -> crate::Result + Send + Sync>;

/// An embedded history with everything that decides how it runs.
///
/// ```ignore
/// migrate_core::embed_revisions!("versions");
///
/// pub fn environment() -> Environment {
///     Environment::new(&REVISIONS)
/// }
/// ```
///
/// The application, and each of its tests, then brings a database to head in one line:
///
/// ```ignore
/// let mut conn = SqliteConnection::establish(":memory:")?;
/// let report = migrations::environment().upgrade(&mut conn, "head")?;
/// ```
#[derive(Clone)]
pub struct Environment {
    embedded: &'static Embedded,
    config: Config,
    include: Option<Filter>,
    hooks: Hooks,
    on_unknown: OnUnknown,
    url: Option<Url>,
    reactions: Vec<Reaction>,
    graph: Arc<OnceLock<Graph>>,
    by_id: Arc<OnceLock<HashMap<&'static str, &'static EmbeddedRevision>>>,
}

/// What an upgrade does when the database stands at a revision that this history does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnUnknown {
    /// Refuse with [`RunError::DatabaseIsAhead`].
    #[default]
    Refuse,
    /// Do nothing and succeed: an older replica of an application beside a newer one.
    Accept,
}

/// The compiled settings have no environment of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no environment `{name}` was compiled in{}", if known.is_empty() { String::new() } else { format!("; there are: `{}`", known.join("`, `")) })]
pub struct UnknownEnvironment {
    /// The name that was asked for.
    pub name: String,
    /// The names that there are.
    pub known: Vec<&'static str>,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("revisions", &self.embedded.revisions.len())
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// Takes an embedded history with the settings that were compiled in.
    #[must_use]
    pub fn new(embedded: &'static Embedded) -> Self {
        Environment {
            embedded,
            config: embedded.config.into(),
            include: None,
            hooks: Hooks::default(),
            on_unknown: OnUnknown::default(),
            url: None,
            reactions: Vec::new(),
            graph: Arc::default(),
            by_id: Arc::default(),
        }
    }

    /// Leaves tables for which the filter says no out of every comparison.
    #[must_use]
    pub fn include_table(
        mut self,
        filter: impl Fn(&TableName) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.include = Some(Arc::new(filter));
        self
    }

    /// Leaves parts of schemas for which the filter says no out of every comparison. What a [`Side`] alone has and the
    /// filter leaves out there is neither added nor dropped.
    ///
    /// ```ignore
    /// // Indexes that a tool of the operators made.
    /// environment.include_object(|element, _| match element {
    ///     Element::Index(_, index) => !index.name.as_deref().is_some_and(|name| name.starts_with("tmp_")),
    ///     _ => true,
    /// })
    /// ```
    #[must_use]
    pub fn include_object(
        mut self,
        filter: impl Fn(Element<'_>, Side) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.hooks.include.push(Arc::new(filter));
        self
    }

    /// Has the project's own say in whether the type of a column differs: the column as the database has it and as the
    /// model says are given, `None` leaves it to the comparison.
    #[must_use]
    pub fn compare_type(
        mut self,
        differs: impl Fn(&TableName, &Column, &Column) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.differs.push((Aspect::Type, Arc::new(differs)));
        self
    }

    /// As [`Environment::compare_type`], for defaults.
    #[must_use]
    pub fn compare_default(
        mut self,
        differs: impl Fn(&TableName, &Column, &Column) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.hooks
            .differs
            .push((Aspect::Default, Arc::new(differs)));
        self
    }

    /// Hands the operations that a comparison found through a function, before they are shown or written. `downgrade` is
    /// made of what it returns.
    #[must_use]
    pub fn rewrite(
        mut self,
        rewrite: impl Fn(Vec<Operation>) -> Vec<Operation> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.rewrite.push(Arc::new(rewrite));
        self
    }

    /// Registers a view, a function, a trigger or a policy beside the models: autogenerate creates it, replaces it when
    /// its body changes, and drops it when it is registered no more, each behind what it is made of. The former body stands
    /// in `downgrade`.
    ///
    /// Bodies are compared with those that the revisions of this history wrote, word for word; a view that somebody changed
    /// or dropped by hand is put back. An object that a revision made by hand is dropped as well once others are
    /// registered; register it, too. Beside a model [`register_object!`](crate::register_object) does the same.
    ///
    /// ```ignore
    /// Environment::new(&REVISIONS)
    ///     .object(view("active_heros").definition("SELECT * FROM heros WHERE retired_at IS NULL"))
    /// ```
    #[must_use]
    pub fn object(mut self, object: impl Into<Object>) -> Self {
        self.hooks.objects.push(object.into());
        self
    }

    /// Has autogenerate write a type as the project does, imports included; `None` leaves it to the usual words.
    ///
    /// ```ignore
    /// use migrate_core::render::TypeCode;
    ///
    /// Environment::new(&REVISIONS).render_type(|type_| match type_ {
    ///     ColumnType::Other(name) if name == "citext" => {
    ///         Some(TypeCode::new("citext()").import("crate::types::citext"))
    ///     }
    ///     _ => None,
    /// })
    /// ```
    #[must_use]
    pub fn render_type(
        mut self,
        render: impl Fn(&ColumnType) -> Option<TypeCode> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.render_type.push(Arc::new(render));
        self
    }

    /// What writes revision files, with the project's words for types.
    #[must_use]
    pub fn renderer(&self) -> Renderer {
        let hooks = self.hooks.clone();
        Renderer::with(Arc::new(move |type_| hooks.render_type(type_)))
    }

    /// Has `revision --autogenerate` write no file where there is nothing to do.
    #[must_use]
    pub fn skip_empty_revisions(mut self) -> Self {
        self.hooks.skip_empty = true;
        self
    }

    /// Whether `revision --autogenerate` writes no file where there is nothing to do.
    #[must_use]
    pub fn skips_empty_revisions(&self) -> bool {
        self.hooks.skip_empty
    }

    pub(crate) fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// Decides what happens when the database is newer than this program.
    #[must_use]
    pub fn on_unknown(mut self, policy: OnUnknown) -> Self {
        self.on_unknown = policy;
        self
    }

    /// Computes the database's URL for the command line, where `migrate.toml` says `url = "environment"`. The function
    /// sees what `-x key=value` said.
    ///
    /// ```ignore
    /// Environment::new(&REVISIONS).url(|arguments| {
    ///     let tenant = arguments.get("tenant").ok_or("say which tenant: -x tenant=NAME")?;
    ///     Ok(format!("sqlite://{tenant}.db"))
    /// })
    /// ```
    #[must_use]
    pub fn url(
        mut self,
        compute: impl Fn(&Arguments) -> crate::Result<String> + Send + Sync + 'static,
    ) -> Self {
        self.url = Some(Arc::new(compute));
        self
    }

    /// Calls what [`Environment::url`] was given; `None` if it was given nothing.
    pub fn computed_url(&self) -> Option<crate::Result<String>> {
        let compute = self.url.as_ref()?;
        Some(compute(&self.config.arguments))
    }

    /// Changes the settings by what the command line says, once that is known: the arguments stand in the settings.
    ///
    /// ```ignore
    /// // A schema for each tenant, with a version table of its own: migrate -x tenant=acme upgrade head
    /// Environment::new(&REVISIONS).on_arguments(|config| {
    ///     let tenant = config.arguments.get("tenant").map(str::to_owned);
    ///     config.version_table.schema = tenant;
    ///     Ok(())
    /// })
    /// ```
    #[must_use]
    pub fn on_arguments(
        mut self,
        react: impl Fn(&mut Config) -> crate::Result + Send + Sync + 'static,
    ) -> Self {
        self.reactions.push(Arc::new(react));
        self
    }

    /// Hands arguments to the project's own code, as the command line does with `-x key=value`.
    ///
    /// # Errors
    /// What a function given to [`Environment::on_arguments`] returns.
    pub fn with_arguments(mut self, arguments: Arguments) -> crate::Result<Self> {
        self.config.arguments = arguments;
        for react in &self.reactions {
            react(&mut self.config)?;
        }
        Ok(self)
    }

    /// Takes the settings of an `[env.NAME]` of `migrate.toml`, as `-n NAME` does; in a project of several databases,
    /// this is how an application chooses one.
    ///
    /// ```ignore
    /// migrations::environment().named("accounts")?.upgrade(&mut conn, "head")?;
    /// ```
    ///
    /// # Errors
    /// [`UnknownEnvironment`] if `migrate.toml` had none of this name when the revisions were compiled.
    pub fn named(mut self, name: &str) -> Result<Self, UnknownEnvironment> {
        let top = self.embedded.config;
        let Some((_, chosen)) = top.environments.iter().find(|(known, _)| *known == name) else {
            return Err(UnknownEnvironment {
                name: name.to_owned(),
                known: top.environments.iter().map(|(known, _)| *known).collect(),
            });
        };
        self.config.overlay(top, *chosen);
        if self
            .config
            .databases
            .iter()
            .any(|database| database == name)
        {
            self.config.database = Some(name.to_owned());
        }
        Ok(self)
    }

    /// Changes the settings that were compiled in.
    #[must_use]
    pub fn configure(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// The settings in force.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The revision graph.
    ///
    /// # Errors
    /// [`GraphError`] if the history is not sound; one that `embed_revisions!` let through is.
    pub fn graph(&self) -> Result<&Graph, GraphError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let graph = Graph::new(
            self.embedded
                .revisions
                .iter()
                .map(RevisionInfo::from)
                .collect(),
        )?;
        Ok(self.graph.get_or_init(|| graph))
    }

    pub(crate) fn find(&self, id: &str) -> Option<&'static EmbeddedRevision> {
        self.by_id
            .get_or_init(|| {
                self.embedded
                    .revisions
                    .iter()
                    .map(|embedded| (embedded.revision.id, embedded))
                    .collect()
            })
            .get(id)
            .copied()
    }

    /// Runs `upgrade` of every revision between where the database stands and the target.
    ///
    /// Targets are those of the command line: `"head"`, `"heads"`, an id or a unique beginning of one, `"+1"`.
    /// Several programs may do this at once: one works, the others wait and find it done.
    ///
    /// # Errors
    /// [`RunError`]; what its message does not name as applied is as it was before.
    pub fn upgrade(&self, conn: &mut dyn Connection, target: &str) -> Result<Report, RunError> {
        self.upgrade_observed(conn, target, &mut ())
    }

    /// As [`Environment::upgrade`], and tells an observer of every step.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn upgrade_observed(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        let ahead = RefCell::new(Vec::new());
        let mut report = self.run(conn, target, observer, &|graph, current| {
            let unknown = unknown(graph, current);
            match (self.on_unknown, unknown.is_empty()) {
                (_, true) => Ok(graph.plan_upgrade(current, target)?),
                (OnUnknown::Refuse, false) => Err(RunError::DatabaseIsAhead { revisions: unknown }),
                // Newer replicas may start at the same time, and be done before this one has begun.
                (OnUnknown::Accept, false) => {
                    ahead.replace(unknown);
                    Ok(Vec::new())
                }
            }
        })?;
        let ahead = ahead.into_inner();
        if !ahead.is_empty() {
            let ahead = RunError::DatabaseIsAhead { revisions: ahead };
            report.warnings.push(ahead.to_string());
        }
        self.warn_of_changed(conn, &mut report);
        Ok(report)
    }

    /// The revisions that this database has and whose code was changed since, as the journal knows it.
    ///
    /// # Errors
    /// [`RunError`] if the version table or the journal cannot be read.
    pub fn changed_revisions(
        &self,
        conn: &mut dyn Connection,
    ) -> Result<Vec<ChangedRevision>, RunError> {
        let checksum = |id: &str| self.find(id).map(|found| found.checksum.to_owned());
        command::changed_revisions(conn, self.graph()?, &self.config, &checksum)
    }

    /// The run is over, whatever the journal says: that it cannot be read fails nothing any more.
    fn warn_of_changed(&self, conn: &mut dyn Connection, report: &mut Report) {
        match self.changed_revisions(conn) {
            Ok(changed) => {
                let told = changed.iter().map(ToString::to_string);
                report.warnings.extend(told);
            }
            Err(error) => log::warn!("{error}"),
        }
    }

    /// Runs `downgrade` of every revision between where the database stands and the target.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn downgrade(&self, conn: &mut dyn Connection, target: &str) -> Result<Report, RunError> {
        self.downgrade_observed(conn, target, &mut ())
    }

    /// As [`Environment::downgrade`], and tells an observer of every step.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn downgrade_observed(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        self.run(conn, target, observer, &|graph, current| {
            let unknown = unknown(graph, current);
            if unknown.is_empty() {
                Ok(graph.plan_downgrade(current, target)?)
            } else {
                Err(RunError::DatabaseIsAhead { revisions: unknown })
            }
        })
    }

    /// Refuses to run where revisions could not know which of several databases they are on.
    pub(crate) fn check_database(&self) -> Result<(), RunError> {
        if self.config.database.is_none() && !self.config.databases.is_empty() {
            return Err(RunError::SeveralDatabases {
                databases: self.config.databases.clone(),
            });
        }
        Ok(())
    }

    pub(crate) fn run(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
        plan: &runner::Plan<'_>,
    ) -> Result<Report, RunError> {
        self.check_database()?;
        let mut runner = Runner {
            graph: self.graph()?,
            config: &self.config,
            find: &|id| self.find(id),
            observer,
        };
        runner.run(conn, is_relative(target), plan)
    }

    /// Writes scripts for the database's own client instead of running revisions: `upgrade --sql`. Nothing connects.
    ///
    /// ```ignore
    /// let script = environment.script(Engine::Sqlite)?.upgrade("base:head")?;
    /// std::fs::write("release.sql", script)?;
    /// ```
    ///
    /// # Errors
    /// [`RunError`] if the history is not sound, if none of several databases is chosen, or if this program was built
    /// without the engine's dialect.
    pub fn script(&self, engine: Engine) -> Result<Script<'_>, RunError> {
        self.check_database()?;
        let script = Script::new(self.graph()?, &self.config, engine)
            .map_err(crate::dialect::InspectError::from)?;
        let script = script.tag(self.config.arguments.tag());
        Ok(script.with_revisions(self.embedded.revisions))
    }

    /// Says of a revision that began and did not end, on a database whose statements commit one by one, what a person
    /// made of it.
    ///
    /// # Errors
    /// [`RunError::NothingUnfinished`], and [`RunError`] if the version table cannot be written.
    pub fn resolve(
        &self,
        conn: &mut dyn Connection,
        resolution: Resolution,
    ) -> Result<Resolved, RunError> {
        command::resolve(conn, self.graph()?, &self.config, resolution)
    }

    /// Goes on with a revision that began and did not end, behind the statements that were done.
    ///
    /// # Errors
    /// [`RunError::NothingUnfinished`], [`RunError::CannotResume`] if the revision is not what it was, and as
    /// [`Environment::upgrade`].
    pub fn resume(&self, conn: &mut dyn Connection) -> Result<Report, RunError> {
        self.resume_observed(conn, &mut ())
    }

    /// As [`Environment::resume`], and tells an observer of the step.
    ///
    /// # Errors
    /// As [`Environment::resume`].
    pub fn resume_observed(
        &self,
        conn: &mut dyn Connection,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        let mut runner = Runner {
            graph: self.graph()?,
            config: &self.config,
            find: &|id| self.find(id),
            observer,
        };
        runner::resume(&mut runner, conn)
    }

    /// Says where the database stands.
    ///
    /// # Errors
    /// [`RunError`] if the version table cannot be read.
    pub fn current(&self, conn: &mut dyn Connection) -> Result<Vec<Current>, RunError> {
        command::current(conn, self.graph()?, &self.config)
    }

    /// Whether all of the history is applied: a program that serves requests is ready when this is so.
    ///
    /// A database that is ahead counts as ready if [`OnUnknown::Accept`] says so.
    ///
    /// # Errors
    /// [`RunError`] if the version table cannot be read.
    pub fn is_at_head(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        let graph = self.graph()?;
        let current = runner::read_current(conn, &self.config)?;
        if !unknown(graph, &current).is_empty() {
            return Ok(self.on_unknown == OnUnknown::Accept);
        }
        let heads = graph.effective_heads();
        Ok(heads.len() == current.len() && current.iter().all(|id| graph.is_effective_head(id)))
    }

    /// Sets the version table to the targets without running anything. With `purge`, whatever stood there goes first,
    /// known or not.
    ///
    /// # Errors
    /// [`RunError`] if a target does not exist or the version table cannot be written.
    pub fn stamp(
        &self,
        conn: &mut dyn Connection,
        targets: &[&str],
        purge: bool,
    ) -> Result<StampPlan, RunError> {
        self.check_database()?;
        command::stamp(conn, self.graph()?, &self.config, targets, purge)
    }

    /// Creates the version table if it is not there, and says whether it did.
    ///
    /// # Errors
    /// [`RunError`] if the database refuses.
    pub fn ensure_version(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        command::ensure_version(conn, &self.config)
    }

    /// Compares the models with the database: what `revision --autogenerate` would write.
    ///
    /// # Errors
    /// [`CompareError`] if the database is not at head, cannot be read, or lacks what a model asks for.
    pub fn compare(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<Comparison, CompareError> {
        self.compare_with(conn, metadata, CompareOptions::default())
    }

    /// As [`Environment::compare`], told what a comparison cannot know by itself.
    ///
    /// # Errors
    /// As [`Environment::compare`], and where a rename was stated that is none or one is likely and has to be decided.
    pub fn compare_with(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare(self, conn, metadata, options)
    }

    /// Drops the models' tables that are there, with the version table and the journal: the database is as new.
    ///
    /// # Errors
    /// [`CreateError`]; nothing was changed then.
    pub fn drop_all(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<(), CreateError> {
        command::drop_all(conn, metadata, &self.config)
    }

    /// Tells what makes an empty database what the models say, for the first revision of a history that takes an
    /// existing database over, and whether the database has such tables already.
    ///
    /// # Errors
    /// [`CompareError`] if the database cannot be read, or lacks what a model asks for.
    pub fn baseline(
        &self,
        conn: &mut dyn Connection,
        metadata: &Metadata,
    ) -> Result<Baseline, CompareError> {
        command::baseline_of_models(self, conn, metadata)
    }

    /// As [`Environment::compare_with`], with a schema in the place of the models': another database's, or one that a
    /// program makes up.
    ///
    /// # Errors
    /// As [`Environment::compare_with`].
    pub fn compare_schema(
        &self,
        conn: &mut dyn Connection,
        schema: Schema,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare_schema(self, conn, schema, options)
    }

    /// Compares the models with what the revisions themselves make of an empty database, so that nobody needs a server to
    /// know whether a revision is missing.
    ///
    /// Revisions that say what they do are read without a database. Where they run SQL or code of their own, SQLite runs
    /// them in a database in memory; elsewhere what that may have changed is noted as not compared.
    ///
    /// # Errors
    /// [`CompareError`] if revisions contradict each other, or the kind of database lacks what a model asks for.
    pub fn compare_history(
        &self,
        engine: Engine,
        metadata: &Metadata,
        options: CompareOptions<'_>,
    ) -> Result<Comparison, CompareError> {
        command::compare_history(self, engine, metadata, options)
    }

    /// Whether the project's own filter wants the table.
    pub(crate) fn includes(&self, table: &TableName) -> bool {
        self.config.filter.includes(table)
            && self.include.as_ref().is_none_or(|include| include(table))
    }

    /// The objects that the revisions of this history leave behind, with the bodies that they gave them.
    pub(crate) fn created_objects(&self) -> Result<Vec<Object>, GraphError> {
        let graph = self.graph()?;
        if graph.is_empty() {
            return Ok(Vec::new());
        }
        let mut objects: Vec<Object> = Vec::new();
        for step in graph.plan_upgrade(&[], "heads")? {
            let Some(embedded) = self.find(&step.revision) else {
                continue;
            };
            let (operations, _) = Operations::record_partially(&self.config, embedded.upgrade);
            for operation in operations {
                match operation {
                    Operation::CreateObject { object }
                    | Operation::ReplaceObject { object, .. } => {
                        objects.retain(|other| other.id != object.id);
                        objects.push(*object);
                    }
                    Operation::DropObject { id, .. } => objects.retain(|other| other.id != id),
                    _ => {}
                }
            }
        }
        Ok(objects)
    }

    /// The tables and types that revisions of this history create, under the names that they end up with.
    ///
    /// Each revision is asked without a database; of one that wants to read, what it did before counts.
    pub(crate) fn created_tables(&self) -> BTreeSet<TableName> {
        let mut created = BTreeSet::new();
        for embedded in self.embedded.revisions {
            let (operations, _) = Operations::record_partially(&self.config, embedded.upgrade);
            for operation in operations {
                match operation {
                    Operation::CreateTable { table, .. } => {
                        created.insert(table.name);
                    }
                    Operation::RenameTable { to, .. } | Operation::RenameEnum { to, .. } => {
                        created.insert(to);
                    }
                    Operation::CreateEnum { enum_type, .. } => {
                        created.insert(enum_type.name);
                    }
                    Operation::DropTable { .. }
                    | Operation::AlterTable { .. }
                    | Operation::BulkInsert { .. }
                    | Operation::Execute { .. }
                    | Operation::Run { .. }
                    | Operation::DropEnum { .. }
                    | Operation::AlterEnum { .. }
                    | Operation::CreateSequence { .. }
                    | Operation::AlterSequence { .. }
                    | Operation::DropSequence { .. }
                    | Operation::CreateSchema { .. }
                    | Operation::DropSchema { .. }
                    | Operation::CreateExtension { .. }
                    | Operation::DropExtension { .. }
                    | Operation::CreateObject { .. }
                    | Operation::ReplaceObject { .. }
                    | Operation::DropObject { .. }
                    | Operation::AutocommitBlock { .. } => {}
                }
            }
        }
        created
    }
}

fn unknown(graph: &Graph, current: &[String]) -> Vec<String> {
    current
        .iter()
        .filter(|revision| graph.get(revision).is_none())
        .cloned()
        .collect()
}

/// Whether a target counts from where the database stands: `+1`, `-2`, `label@+1`.
fn is_relative(target: &str) -> bool {
    let step = target.rsplit_once('@').map_or(target, |(_, step)| step);
    step.starts_with(['+', '-'])
}
