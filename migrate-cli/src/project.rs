//! The project that a command works for: found from a folder upwards, known from its source alone.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::RevisionInfo;
use migrate_core::graph::{Graph, GraphError};
use migrate_source::config::{ConfigError, PACKAGE, ResolvedUrl, UrlSource};
use migrate_source::{Config, RevisionHeader, SourceError, lineage, versions};
use thiserror::Error;

use crate::args::Globals;
use crate::database::{DatabaseError, Location};
use crate::error::CliError;

/// A project cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum ProjectError {
    /// There is none.
    #[error("there is no migration project in {0} or above it")]
    NotFound(String),
    /// The settings cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A revision file cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The revision files do not fit together.
    #[error(transparent)]
    Lineage(#[from] lineage::LineageError),
    /// `.env` cannot be read.
    #[error("cannot read {path}")]
    Variables {
        /// The file.
        path: String,
        /// Why; never a line of the file, which may hold a password.
        source: std::io::Error,
    },
    /// `.env` is not made of `NAME=value`.
    #[error("{path} has a line that is not `NAME=value`, after {read} that are")]
    VariableSyntax {
        /// The file.
        path: String,
        /// How many lines could be read.
        read: usize,
    },
    /// Nothing names a database.
    #[error("no database is named")]
    NoUrl {
        /// The variable that could.
        variable: String,
    },
    /// The project has several databases, and the command works on one.
    #[error("the project has several databases: {}", databases.join(", "))]
    SeveralDatabases {
        /// Their names.
        databases: Vec<String>,
    },
    /// The project's own code computes the URL, and this command does not run it.
    #[error("the project's own code computes the database's URL, and this command does not run it")]
    ComputedUrl,
}

/// A project as it lies on disk.
#[derive(Debug)]
pub(crate) struct Project {
    /// Its settings.
    pub(crate) config: Config,
    variables: OnceCell<HashMap<String, String>>,
}

impl Project {
    /// Finds the project of a folder: the nearest `migrate.toml`, or else the nearest folder with a migrations package
    /// in the default place.
    pub(crate) fn find(globals: &Globals, folder: &Path) -> Result<Self, ProjectError> {
        let environment = globals.environment.as_deref();
        let config = if let Some(file) = &globals.config {
            let file = folder.join(file);
            let text = fs::read_to_string(&file).map_err(|source| ConfigError::Read {
                file: file.clone(),
                source,
            })?;
            Config::parse(&text, &file, environment)?
        } else {
            let root = Config::find(folder).or_else(|| package_above(folder));
            let root = root.ok_or_else(|| ProjectError::NotFound(folder.display().to_string()))?;
            Config::load(&root, environment)?
        };
        Ok(Project {
            config,
            variables: OnceCell::new(),
        })
    }

    /// What stands in for a project where there is none: a folder with default settings.
    pub(crate) fn bare(folder: &Path) -> Self {
        Project {
            config: Config::default_in(folder),
            variables: OnceCell::new(),
        }
    }

    /// The folder that everything of the project counts from.
    pub(crate) fn root(&self) -> &Path {
        &self.config.root
    }

    /// The folder of the migrations package.
    pub(crate) fn script_folder(&self) -> Result<PathBuf, ProjectError> {
        self.with_variables(|lookup| Ok(self.config.script_folder(lookup)?))
    }

    /// The folders of revisions; new ones go to the first.
    pub(crate) fn version_folders(&self) -> Result<Vec<PathBuf>, ProjectError> {
        self.with_variables(|lookup| Ok(self.config.version_folders(lookup)?))
    }

    /// Reads the headers of all revisions.
    fn headers(&self) -> Result<Vec<RevisionHeader>, ProjectError> {
        let folders = self.version_folders()?;
        let recursive = self.config.recursive_version_locations;
        Ok(versions::read(self.root(), &folders, recursive).into_headers()?)
    }

    /// Reads the headers of all revisions, and ties them to a graph.
    pub(crate) fn graph(&self) -> Result<Graph, CliError> {
        let revisions = self.headers()?.into_iter().map(info).collect();
        Graph::new(revisions).map_err(|error| self.located(error))
    }

    /// Says where in which file the history is unsound, which a graph does not know.
    fn located(&self, error: GraphError) -> CliError {
        match self.headers().map(|headers| lineage::check(&headers)) {
            Ok(found) => match found.into_iter().next() {
                Some(located) => ProjectError::from(located).into(),
                None => error.into(),
            },
            Err(error) => error.into(),
        }
    }

    /// Finds the database; a relative file counts from the project, and one on the command line from `folder`.
    pub(crate) fn location(
        &self,
        argument: Option<&str>,
        folder: &Path,
    ) -> Result<Location, LocationError> {
        let Config { databases, env, .. } = &self.config;
        if !databases.is_empty() && !env.as_ref().is_some_and(|env| databases.contains(env)) {
            return Err(ProjectError::SeveralDatabases {
                databases: databases.clone(),
            }
            .into());
        }
        let resolved = self.url(argument)?;
        if resolved.is_computed() {
            return Err(ProjectError::ComputedUrl.into());
        }
        let base = match resolved.source {
            UrlSource::Argument => folder,
            UrlSource::MigrateUrl
            | UrlSource::ConfigMigrateUrl
            | UrlSource::Variable(_)
            | UrlSource::ConfigUrl => self.root(),
        };
        Ok(Location::parse(&resolved.url, base)?)
    }

    /// The URL, wherever it is said.
    pub(crate) fn url(&self, argument: Option<&str>) -> Result<ResolvedUrl, ProjectError> {
        let found =
            self.with_variables(|lookup| Ok(self.config.resolve_url(argument, lookup)?))?;
        found.ok_or_else(|| ProjectError::NoUrl {
            variable: self.config.url_env.clone(),
        })
    }

    /// Calls with a lookup of variables: those of the process, then those of `.env`.
    pub(crate) fn with_variables<T>(
        &self,
        call: impl FnOnce(migrate_source::config::Lookup<'_>) -> Result<T, ProjectError>,
    ) -> Result<T, ProjectError> {
        let file = match self.variables.get() {
            Some(variables) => variables,
            None => {
                let variables = dot_env(self.root())?;
                self.variables.get_or_init(|| variables)
            }
        };
        call(&|name| std::env::var(name).ok().or_else(|| file.get(name).cloned()))
    }
}

/// The database cannot be found: because of the project, or because of the URL.
#[derive(Debug, Error)]
pub(crate) enum LocationError {
    /// The project does not say where it is.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// What it says is not understood.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

fn package_above(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|folder| {
            let package = folder.join(PACKAGE);
            package.join("Cargo.toml").is_file() && package.join("versions").is_dir()
        })
        .map(Path::to_owned)
}

fn info(header: RevisionHeader) -> RevisionInfo {
    RevisionInfo {
        id: header.id,
        down_revisions: header.down_revisions,
        depends_on: header.depends_on,
        branch_labels: header.branch_labels,
        message: header.message,
        created: header.created,
        path: header.path,
    }
}

/// What the nearest `.env` says, here or above.
fn dot_env(root: &Path) -> Result<HashMap<String, String>, ProjectError> {
    let mut found = root.ancestors().map(|folder| folder.join(".env"));
    let Some(path) = found.find(|path| path.is_file()) else {
        return Ok(HashMap::new());
    };
    let shown = path.display().to_string();
    let failed = |read: usize| {
        let path = shown.clone();
        move |error: dotenvy::Error| match error {
            dotenvy::Error::Io(source) => ProjectError::Variables { path, source },
            // The error quotes the line, and lines hold passwords.
            _ => ProjectError::VariableSyntax { path, read },
        }
    };
    let mut variables = HashMap::new();
    for entry in dotenvy::from_path_iter(&path).map_err(failed(0))? {
        let (name, value) = entry.map_err(failed(variables.len()))?;
        variables.entry(name).or_insert(value);
    }
    Ok(variables)
}
