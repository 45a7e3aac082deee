//! What a command works with: the options, the project, the history and where it comes from, the database.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use migrate_core::config::Config;
use migrate_core::graph::Graph;
use migrate_core::render::Renderer;
use migrate_core::{Connection, Environment, RevisionInfo, command};

use crate::args::Globals;
#[cfg(feature = "developer")]
use crate::commands::Outcome;
use crate::database::{Access, Database, Location, ignored_driver};
use crate::error::CliError;
#[cfg(feature = "developer")]
use crate::forward::Needs;
use crate::output::Output;
use crate::project::{LocationError, Project, ProjectError};

/// Who runs the command.
#[derive(Debug)]
pub(crate) enum Host {
    /// A program that the revisions are compiled into.
    Embedded(Box<Environment>),
    /// The developer's command, which reads their source.
    #[cfg(feature = "developer")]
    Source,
}

impl Host {
    /// What writes revision files: only a program with the project's code knows its words for types.
    pub(crate) fn renderer(&self) -> Renderer {
        match self {
            Host::Embedded(environment) => environment.renderer(),
            #[cfg(feature = "developer")]
            Host::Source => Renderer::default(),
        }
    }

    /// The same, on one of the project's databases.
    fn on_database(&self, name: &str) -> Result<Self, CliError> {
        match self {
            Host::Embedded(environment) => {
                let arguments = environment.config().arguments.clone();
                let environment = Environment::clone(environment)
                    .named(name)?
                    .with_arguments(arguments)
                    .map_err(CliError::Arguments)?;
                Ok(Host::Embedded(Box::new(environment)))
            }
            #[cfg(feature = "developer")]
            Host::Source => Ok(Host::Source),
        }
    }
}

/// One run of a command.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) globals: &'a Globals,
    pub(crate) output: Output,
    pub(crate) host: &'a Host,
    /// The folder to work in, absolute.
    pub(crate) folder: PathBuf,
    /// The command as it was typed, for the project's own program.
    #[cfg(feature = "developer")]
    typed: Vec<std::ffi::OsString>,
    project: OnceCell<Project>,
    graph: OnceCell<Graph>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(globals: &'a Globals, host: &'a Host) -> Result<Self, CliError> {
        let asked = globals.directory.as_deref().unwrap_or(Path::new("."));
        let failed = |source| CliError::Folder {
            folder: asked.display().to_string(),
            source,
        };
        let folder = std::path::absolute(asked).map_err(failed)?;
        // Looking into it tells a folder from a file, and one that may be read from one that may not.
        folder.read_dir().map_err(failed)?;
        Ok(Session {
            globals,
            output: globals.output(),
            host,
            folder: folder.components().collect(),
            #[cfg(feature = "developer")]
            typed: Vec::new(),
            project: OnceCell::new(),
            graph: OnceCell::new(),
        })
    }

    /// Keeps the command as it was typed, for [`Session::hand_on`].
    #[cfg(feature = "developer")]
    pub(crate) fn typed(self, typed: Vec<std::ffi::OsString>) -> Self {
        Session { typed, ..self }
    }

    /// Whether the revisions are compiled into this program.
    pub(crate) fn is_embedded(&self) -> bool {
        match self.host {
            Host::Embedded(_) => true,
            #[cfg(feature = "developer")]
            Host::Source => false,
        }
    }

    /// The project that the folder belongs to.
    pub(crate) fn project(&self) -> Result<&Project, CliError> {
        if let Some(project) = self.project.get() {
            return Ok(project);
        }
        let project = Project::find(self.globals, &self.folder)?;
        Ok(self.project.get_or_init(|| project))
    }

    /// The history: what is compiled in, or else what the files say.
    pub(crate) fn graph(&self) -> Result<&Graph, CliError> {
        match self.host {
            Host::Embedded(environment) => Ok(environment.graph()?),
            #[cfg(feature = "developer")]
            Host::Source => self.source_graph(),
        }
    }

    /// The history as the files say it, for commands that write another file.
    pub(crate) fn source_graph(&self) -> Result<&Graph, CliError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let graph = self.project()?.graph()?;
        Ok(self.graph.get_or_init(|| graph))
    }

    /// The settings that a run needs.
    pub(crate) fn config(&self) -> Result<Config, CliError> {
        match self.host {
            Host::Embedded(environment) => Ok(environment.config().clone()),
            #[cfg(feature = "developer")]
            Host::Source => Ok(runner_config(&self.project()?.config)),
        }
    }

    /// Where the database is.
    pub(crate) fn location(&self) -> Result<Location, CliError> {
        let url = self.globals.url.as_deref();
        match (self.host, self.project()) {
            (Host::Embedded(environment), Ok(project)) => {
                match project.location(url, &self.folder) {
                    Err(LocationError::Project(ProjectError::ComputedUrl)) => {
                        let url = environment
                            .computed_url()
                            .ok_or(ProjectError::ComputedUrl)?
                            .map_err(CliError::ComputeUrl)?;
                        Ok(project.location(Some(&url), project.root())?)
                    }
                    location => Ok(location?),
                }
            }
            #[cfg(feature = "developer")]
            (Host::Source, Ok(project)) => Ok(project.location(url, &self.folder)?),
            // A program that was deployed without its source has no project; its URL is in its surroundings.
            (Host::Embedded(_), Err(CliError::Project(ProjectError::NotFound(_)))) => {
                let project = Project::bare(&self.folder);
                Ok(project.location(url, &self.folder)?)
            }
            (_, Err(error)) => Err(error),
        }
    }

    /// Whether only the project's own program can tell where the database is, or what arguments make of its settings.
    #[cfg(feature = "developer")]
    pub(crate) fn needs_program(&self) -> bool {
        let unknown = || {
            matches!(
                self.location(),
                Err(CliError::Project(ProjectError::ComputedUrl))
            )
        };
        matches!(self.host, Host::Source) && (!self.globals.arguments.is_empty() || unknown())
    }

    /// Hands the command on to the project's own program, as it was typed.
    #[cfg(feature = "developer")]
    pub(crate) fn hand_on(&self, needs: Needs) -> Result<Outcome, CliError> {
        match self.location() {
            // The program computes it, or works on each of several.
            Err(CliError::Project(
                ProjectError::ComputedUrl | ProjectError::SeveralDatabases { .. },
            )) => self.hand_on_as(None, needs, self.typed.clone()),
            location => {
                let location = location?;
                self.hand_on_as(self.stated(Some(location)), needs, self.typed.clone())
            }
        }
    }

    /// Hands a command on that can do without a database.
    #[cfg(feature = "developer")]
    pub(crate) fn hand_on_without_database(&self, needs: Needs) -> Result<Outcome, CliError> {
        let location = self.stated(self.location().ok());
        self.hand_on_as(location, needs, self.typed.clone())
    }

    /// The location that was typed. What the settings or the surroundings say, the program finds as this one did, and a
    /// password goes through nobody's hands.
    #[cfg(feature = "developer")]
    fn stated(&self, location: Option<Location>) -> Option<Location> {
        let url = self.globals.url.as_deref()?;
        self.note_driver(url);
        location
    }

    /// Hands a command on in other words than it was typed in, which means the same from the project's folder.
    #[cfg(feature = "developer")]
    pub(crate) fn hand_on_as(
        &self,
        location: Option<Location>,
        needs: Needs,
        arguments: Vec<std::ffi::OsString>,
    ) -> Result<Outcome, CliError> {
        let forward = crate::forward::Forward {
            project: self.project()?,
            globals: self.globals,
            output: self.output,
            location,
            needs,
            arguments,
        };
        Ok(forward.run()?)
    }

    /// The databases of a project that has several.
    pub(crate) fn databases(&self) -> Result<Vec<String>, CliError> {
        match self.host {
            Host::Embedded(environment) => Ok(environment.config().databases.clone()),
            #[cfg(feature = "developer")]
            Host::Source => Ok(self.project()?.config.databases.clone()),
        }
    }

    /// Does something on one of the project's databases.
    pub(crate) fn on_database<T>(
        &self,
        name: &str,
        work: impl FnOnce(&Session<'_>) -> Result<T, CliError>,
    ) -> Result<T, CliError> {
        let globals = Globals {
            environment: Some(name.to_owned()),
            ..self.globals.clone()
        };
        let host = self.host.on_database(name)?;
        let session = Session::new(&globals, &host)?;
        #[cfg(feature = "developer")]
        let session = session.typed(self.typed.clone());
        work(&session)
    }

    /// Tells of revisions that the database has and whose code was changed since.
    pub(crate) fn note_changed(&self, conn: &mut dyn Connection) -> Result<(), CliError> {
        let changed = match self.host {
            Host::Embedded(environment) => environment.changed_revisions(conn)?,
            #[cfg(feature = "developer")]
            Host::Source => {
                let graph = self.source_graph()?;
                let root = self.project()?.root();
                let checksum = |id: &str| {
                    let file = root.join(&graph.get(id)?.path);
                    let text = std::fs::read_to_string(file).ok()?;
                    migrate_source::checksum(&text).ok()
                };
                command::changed_revisions(conn, graph, &self.config()?, &checksum)?
            }
        };
        for changed in changed {
            self.output.note(changed);
        }
        Ok(())
    }

    /// The revisions that an identifier names; `current`, also in `current+1`, is where the database stands.
    pub(crate) fn named<'g>(
        &self,
        graph: &'g Graph,
        identifier: &str,
    ) -> Result<Vec<&'g RevisionInfo>, CliError> {
        let Some(steps) = current_and_steps(identifier) else {
            return Ok(graph.resolve(identifier)?);
        };
        let mut database = self.database(Access::Read)?;
        let current = command::current(&mut *database.conn, graph, &self.config()?)?;
        let mut found: Vec<&RevisionInfo> = Vec::new();
        for at in current.iter().filter(|at| at.known) {
            for info in graph.resolve(&format!("{}{steps}", at.revision))? {
                if !found.iter().any(|other| other.id == info.id) {
                    found.push(info);
                }
            }
        }
        Ok(found)
    }

    /// Reads a URL that a command takes as its argument.
    pub(crate) fn named_database(&self, url: &str) -> Result<Location, CliError> {
        let location = Location::parse(url, &self.folder)?;
        self.note_driver(url);
        Ok(location)
    }

    /// Tells that a URL names a driver, and that nobody heeds it.
    fn note_driver(&self, url: &str) {
        if let Some((kind, driver)) = ignored_driver(url) {
            self.output.note(format!(
                "the URL names the driver `{driver}`, which is ignored; `{kind}://` says the same"
            ));
        }
    }

    /// The project's URL, if the settings or the surroundings hold it.
    fn stated_url(&self) -> Option<String> {
        let url = self.globals.url.as_deref();
        let resolved = match self.project() {
            Ok(project) => project.url(url),
            Err(_) => Project::bare(&self.folder).url(url),
        };
        let resolved = resolved.ok().filter(|resolved| !resolved.is_computed());
        resolved.map(|resolved| resolved.url)
    }

    /// Opens the database.
    pub(crate) fn database(&self, access: Access) -> Result<Database, CliError> {
        let location = self.location()?;
        if let Some(url) = self.stated_url() {
            self.note_driver(&url);
        }
        let location = self.with_password(location)?;
        let mut database = location.open(access)?;
        match self.host {
            Host::Embedded(environment) => database.conn = environment.adopt(database.conn)?,
            #[cfg(feature = "developer")]
            Host::Source => {}
        }
        Ok(database)
    }

    /// The location with the password that its URL lacks, where that is to be asked for.
    pub(crate) fn with_password(&self, location: Location) -> Result<Location, CliError> {
        if self.asks_password() {
            return Ok(location.with_password()?);
        }
        Ok(location)
    }

    /// Whether a password that the URL lacks is asked for. A program that was deployed without its project is told on its
    /// command line.
    fn asks_password(&self) -> bool {
        let in_settings = || {
            self.project()
                .is_ok_and(|project| project.config.prompt_password)
        };
        self.globals.ask_password || in_settings()
    }
}

/// What stands behind `current`, if an identifier begins so.
pub(crate) fn current_and_steps(identifier: &str) -> Option<&str> {
    let steps = identifier.strip_prefix("current")?;
    (steps.is_empty() || steps.starts_with(['+', '-'])).then_some(steps)
}

#[cfg(feature = "developer")]
fn runner_config(source: &migrate_source::Config) -> Config {
    use migrate_core::config::{Filter, TransactionMode};
    use migrate_core::schema::TableName;
    use migrate_source::config::Transaction;

    let mut config = Config::default();
    config.version_table = TableName {
        schema: source.version_table_schema.clone(),
        name: source.version_table.clone(),
    };
    config.version_table_pk = source.version_table_pk;
    config.journal = source.journal;
    config.transaction = match source.transaction {
        Transaction::Revision => TransactionMode::Revision,
        Transaction::Run => TransactionMode::Run,
    };
    config.lock = source.lock;
    config.runner_lock_timeout = source.runner_lock_timeout;
    config.ddl_lock_timeout = source.ddl_lock_timeout;
    config.statement_timeout = source.statement_timeout;
    config.compare_types = source.compare_types;
    config.compare_defaults = source.compare_defaults;
    config.filter = Filter {
        schemas: source.filter.schemas.clone(),
        only_tables: source.filter.only_tables.clone(),
        except_tables: source.filter.except_tables.clone(),
    };
    for (kind, pattern) in source.naming_convention.patterns() {
        config.naming_convention.set(kind, pattern);
    }
    config.databases.clone_from(&source.databases);
    config
}
