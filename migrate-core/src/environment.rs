//! What a project says about running its revisions: what `env.py` is to Alembic.
//!
//! The migrations package builds one in `environment()`. It needs no connection and no URL until it runs.

#[cfg(any(feature = "postgres-async", feature = "mysql-async"))]
mod asynchronous;
mod compare;
mod hooks;
mod run;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::arguments::Arguments;
use crate::config::Config;
use crate::connection::{Connection, NoVariant, OneOf};
use crate::diff::Aspect;
use crate::graph::{Graph, GraphError};
use crate::operation::Operation;
use crate::render::{Renderer, TypeCode};
use crate::revision::{Embedded, EmbeddedRevision, RevisionInfo};
use crate::schema::{Column, ColumnType, Object, TableName};

use hooks::Hooks;
pub use hooks::{Element, Side};

type Filter = Arc<dyn Fn(&TableName) -> bool + Send + Sync>;
type Url = Arc<dyn Fn(&Arguments) -> crate::Result<String> + Send + Sync>;
type Adopt = fn(Box<dyn Connection>) -> Result<Box<dyn Connection>, NoVariant>;
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
    adopt: Option<Adopt>,
    reactions: Vec<Reaction>,
    graph: Arc<OnceLock<Graph>>,
    by_id: Arc<OnceLock<HashMap<&'static str, &'static EmbeddedRevision>>>,
}

/// What an upgrade does when the database stands at a revision that this history does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnUnknown {
    /// Refuse with [`RunError::DatabaseIsAhead`](crate::RunError::DatabaseIsAhead).
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
            adopt: None,
            reactions: Vec::new(),
            graph: Arc::default(),
            by_id: Arc::default(),
        }
    }

    /// Leaves tables for which the filter says no out of every comparison, before more is read of them than their name.
    /// Tables that stay may refer to them.
    ///
    /// ```
    /// use migrate_core::Environment;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// let environment = Environment::new(&REVISIONS).include_table(|table| !table.name.starts_with("tmp_"));
    /// ```
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
    /// ```
    /// use migrate_core::Environment;
    /// use migrate_core::environment::Element;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// // Indexes that the operators made.
    /// let environment = Environment::new(&REVISIONS).include_object(|element, _side| match element {
    ///     Element::Index(_, index) => !index.name.as_deref().is_some_and(|name| name.starts_with("dba_")),
    ///     _ => true,
    /// });
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
    ///
    /// ```
    /// use migrate_core::Environment;
    /// use migrate_core::schema::ColumnType;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// // A number that is wider than its model asks for is left alone.
    /// let environment = Environment::new(&REVISIONS).compare_type(|_table, from, to| {
    ///     match (&from.type_, &to.type_) {
    ///         (ColumnType::BigInt, ColumnType::Integer) => Some(false),
    ///         _ => None,
    ///     }
    /// });
    /// ```
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
    ///
    /// ```
    /// use migrate_core::operation::Change;
    /// use migrate_core::{Environment, Operation};
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// // Columns are dropped by hand only, when nobody reads them any more.
    /// let environment = Environment::new(&REVISIONS).rewrite(|mut operations| {
    ///     for operation in &mut operations {
    ///         if let Operation::AlterTable { changes, .. } = operation {
    ///             changes.retain(|change| !matches!(change, Change::DropColumn { .. }));
    ///         }
    ///     }
    ///     operations
    /// });
    /// ```
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
    /// ```
    /// use migrate_core::Environment;
    /// use migrate_core::prelude::*;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// let environment = Environment::new(&REVISIONS)
    ///     .object(view("active_heros").definition("SELECT * FROM heros WHERE retired_at IS NULL"));
    /// ```
    #[must_use]
    pub fn object(mut self, object: impl Into<Object>) -> Self {
        self.hooks.objects.push(object.into());
        self
    }

    /// Has autogenerate write a type as the project does, imports included; `None` leaves it to the usual words.
    ///
    /// ```
    /// use migrate_core::Environment;
    /// use migrate_core::render::TypeCode;
    /// use migrate_core::schema::ColumnType;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// let environment = Environment::new(&REVISIONS).render_type(|type_| match type_ {
    ///     ColumnType::Other(name) if name == "citext" => {
    ///         Some(TypeCode::new("citext()").import("crate::types::citext"))
    ///     }
    ///     _ => None,
    /// });
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
    /// ```
    /// use migrate_core::Environment;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// let environment = Environment::new(&REVISIONS).url(|arguments| {
    ///     let tenant = arguments.get("tenant").ok_or("say which tenant: -x tenant=NAME")?;
    ///     Ok(format!("sqlite://{tenant}.db"))
    /// });
    /// assert!(environment.computed_url().expect("it computes one").is_err());
    /// ```
    #[must_use]
    pub fn url(
        mut self,
        compute: impl Fn(&Arguments) -> crate::Result<String> + Send + Sync + 'static,
    ) -> Self {
        self.url = Some(Arc::new(compute));
        self
    }

    /// Has the command line hand its connections to revisions as the project's own type, one of several kinds: what
    /// [`MigratableConnection`](crate::MigratableConnection) was derived for.
    ///
    /// ```ignore
    /// Environment::new(&REVISIONS).connection::<Connection>()
    /// ```
    #[must_use]
    pub fn connection<C: OneOf>(mut self) -> Self {
        self.adopt = Some(|conn| Ok(Box::new(C::take(conn)?)));
        self
    }

    /// Makes of a connection that was opened elsewhere the one that [`Environment::connection`] names.
    ///
    /// # Errors
    /// [`NoVariant`] if that has none for it.
    pub fn adopt(&self, conn: Box<dyn Connection>) -> Result<Box<dyn Connection>, NoVariant> {
        match self.adopt {
            Some(adopt) => adopt(conn),
            None => Ok(conn),
        }
    }

    /// Calls what [`Environment::url`] was given; `None` if it was given nothing.
    pub fn computed_url(&self) -> Option<crate::Result<String>> {
        let compute = self.url.as_ref()?;
        Some(compute(&self.config.arguments))
    }

    /// Changes the settings by what the command line says, once that is known: the arguments stand in the settings.
    ///
    /// ```
    /// use migrate_core::Environment;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// // A schema for each tenant, with a version table of its own: migrate -x tenant=acme upgrade head
    /// let environment = Environment::new(&REVISIONS).on_arguments(|config| {
    ///     let tenant = config.arguments.get("tenant").map(str::to_owned);
    ///     config.version_table.schema = tenant;
    ///     Ok(())
    /// });
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
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use migrate_core::Environment;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// let environment = Environment::new(&REVISIONS).configure(|config| {
    ///     config.runner_lock_timeout = Duration::from_secs(5);
    ///     config.naming_convention.index = "{table}_{columns}_idx".to_owned();
    /// });
    /// ```
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
}
