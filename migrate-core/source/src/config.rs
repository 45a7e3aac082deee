//! `migrate.toml`: what a project says about itself, for every way of running. Everything has a default, an unknown
//! key is an error. In goes the file's text, out comes a typed [`Config`], whose texts are still unexpanded.

mod expand;
mod naming;
mod read;
mod url;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use expand::{ExpandError, Lookup};
pub use naming::NamingConvention;
pub use url::{ResolvedUrl, UrlSource};

use crate::position::Position;

/// The file's name.
pub const FILE_NAME: &str = "migrate.toml";

/// The folder of the migrations package, where the file does not say it.
pub const PACKAGE: &str = "migrations";

/// The settings of a project. Fields are named as their keys are.
///
/// Texts that may hold `${VAR}` or begin with `~` (paths, URLs, commands) are kept as written; the methods that hand
/// them out expand them, so that a variable that nobody needs need not be set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The file that was read; `None` if there is none.
    pub file: Option<PathBuf>,
    /// The folder that relative paths count from: the file's.
    pub root: PathBuf,
    /// The environment that was chosen with `-n`.
    pub env: Option<String>,
    /// The names of all `[env.NAME]`.
    pub envs: Vec<String>,
    /// The environments that are the databases of one project: what is said to none is said to each of them.
    pub databases: Vec<String>,

    /// The folder of the migrations package; `migrations` by default.
    pub script_location: Option<String>,
    /// The folders of revisions; `versions` in the script location by default.
    pub version_locations: Option<Vec<String>>,
    /// Whether revisions may lie in sub-folders.
    pub recursive_version_locations: bool,

    /// The database, if nothing else names one.
    pub url: Option<String>,
    /// The environment variable that names the database: `DATABASE_URL`.
    pub url_env: String,
    /// The database as migrations reach it, where that is another way than the application's.
    pub migrate_url: Option<String>,
    /// Whether a password that the URL lacks is asked for.
    pub prompt_password: bool,

    /// The version table: `migrate_version`.
    pub version_table: String,
    /// The schema of the version table.
    pub version_table_schema: Option<String>,
    /// Whether the version table gets a primary key when it is created.
    pub version_table_pk: bool,
    /// Whether runs are written to the journal.
    pub journal: bool,
    /// What one transaction holds.
    pub transaction: Transaction,
    /// Whether runners exclude each other.
    pub lock: bool,
    /// How long a runner waits for another: a minute.
    pub runner_lock_timeout: Duration,
    /// How long a statement waits for the database's own locks.
    pub ddl_lock_timeout: Option<Duration>,
    /// How long a statement may take.
    pub statement_timeout: Option<Duration>,

    /// Whether autogenerate compares types.
    pub compare_types: bool,
    /// Whether autogenerate compares defaults.
    pub compare_defaults: bool,
    /// What autogenerate looks at.
    pub filter: Filter,
    /// How unnamed constraints and indexes are named.
    pub naming_convention: NamingConvention,

    /// The names of new files: see [`FileTemplate`](crate::write::FileTemplate).
    pub file_template: crate::write::FileTemplate,
    /// The time zone of dates in new files: `UTC`, or a name like `Europe/Berlin`.
    pub timezone: String,
    /// The longest slug in the name of a new file, in characters.
    pub truncate_slug_length: usize,
    /// What is run on a new file, in this order, behind rustfmt where that is installed. A hook that is rustfmt itself
    /// takes its place; an empty list means no program at all.
    pub post_write_hooks: Option<Vec<PostWriteHook>>,

    /// How the migrations are built.
    pub build: Build,
}

/// What one transaction holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Transaction {
    /// One revision: `"revision"`.
    #[default]
    Revision,
    /// The whole run: `"run"`.
    Run,
}

/// `[filter]`: what autogenerate looks at. Tables are named as `schema.table` or `table`; `*` stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filter {
    /// The schemas to look at; the default one if empty.
    pub schemas: Vec<String>,
    /// If not empty, only these tables.
    pub only_tables: Vec<String>,
    /// Not these tables.
    pub except_tables: Vec<String>,
}

/// `[[post_write_hooks]]`: a command that is run on each new revision file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PostWriteHook {
    /// The program.
    pub command: String,
    /// Its arguments; `{path}` stands for the file, which comes last if no argument names it.
    pub args: Vec<String>,
}

/// `[build]`: how the migrations are built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Build {
    /// The package that holds the command.
    pub package: Option<String>,
    /// Features to build with.
    pub features: Vec<String>,
    /// The cargo profile.
    pub profile: Option<String>,
    /// Further arguments for cargo.
    pub args: Vec<String>,
    /// The words in front of a command, where the application hosts the commands itself: `["db"]` for `app db upgrade`.
    pub command: Vec<String>,
}

/// Why `migrate.toml` cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is no TOML.
    #[error("{}:{position}: {message}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Where.
        position: Position,
        /// What TOML says.
        message: String,
    },
    /// A key that means nothing.
    #[error("{}:{position}: unknown key `{key}`{}", file.display(), crate::suggest::did_you_mean(.suggestion.as_deref()))]
    UnknownKey {
        /// The file.
        file: PathBuf,
        /// Where.
        position: Position,
        /// The key with the tables that it is in: `build.pakage`.
        key: String,
        /// The key that was probably meant.
        suggestion: Option<String>,
    },
    /// A value of another type, or not one of those that the key takes.
    #[error("{}:{position}: `{key}` has to be {expected}, not {found}", file.display())]
    WrongValue {
        /// The file.
        file: PathBuf,
        /// Where.
        position: Position,
        /// The key.
        key: String,
        /// What it takes.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A template or pattern that means nothing.
    #[error("{}:{position}: `{key}` {problem}", file.display())]
    Pattern {
        /// The file.
        file: PathBuf,
        /// Where.
        position: Position,
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
    /// New files would go where no revision is looked for.
    #[error("{}: `file_template` makes sub-folders, which need `recursive_version_locations = true`", file.display())]
    NotRecursive {
        /// The file.
        file: PathBuf,
    },
    /// A database of the project without an environment that says where it is.
    #[error("{}:{position}: the database `{name}` needs a table `[env.{name}]`", file.display())]
    MissingEnv {
        /// The file.
        file: PathBuf,
        /// Where it is named.
        position: Position,
        /// The database.
        name: String,
    },
    /// A table that lacks a key.
    #[error("{}:{position}: `{table}` needs `{key}`", file.display())]
    MissingKey {
        /// The file.
        file: PathBuf,
        /// Where the table begins.
        position: Position,
        /// The table.
        table: String,
        /// The key.
        key: &'static str,
    },
    /// An environment that the file does not have.
    #[error("{} has no `[env.{name}]`{}", file.display(), crate::suggest::did_you_mean(.suggestion.as_deref()))]
    UnknownEnv {
        /// The file.
        file: PathBuf,
        /// The environment.
        name: String,
        /// The environment that was probably meant.
        suggestion: Option<String>,
    },
    /// A text that cannot be expanded.
    #[error("cannot expand `{key}`")]
    Expand {
        /// The key.
        key: &'static str,
        /// Why.
        #[source]
        source: ExpandError,
    },
}

impl Config {
    /// The settings of a folder without a `migrate.toml`.
    #[must_use]
    pub fn default_in(root: &Path) -> Self {
        Config {
            file: None,
            root: root.to_owned(),
            env: None,
            envs: Vec::new(),
            databases: Vec::new(),
            script_location: None,
            version_locations: None,
            recursive_version_locations: false,
            url: None,
            url_env: "DATABASE_URL".to_owned(),
            migrate_url: None,
            prompt_password: false,
            version_table: "migrate_version".to_owned(),
            version_table_schema: None,
            version_table_pk: true,
            journal: true,
            transaction: Transaction::Revision,
            lock: true,
            runner_lock_timeout: Duration::from_secs(60),
            ddl_lock_timeout: None,
            statement_timeout: None,
            compare_types: true,
            compare_defaults: true,
            filter: Filter::default(),
            naming_convention: NamingConvention::default(),
            file_template: crate::write::FileTemplate::default(),
            timezone: "UTC".to_owned(),
            truncate_slug_length: crate::write::SLUG_CHARS,
            post_write_hooks: None,
            build: Build::default(),
        }
    }

    /// Reads the `migrate.toml` of a folder; without one, everything has its default.
    ///
    /// `env` chooses an `[env.NAME]`, whose keys replace those of the top.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Read`], and those of [`Config::parse`].
    pub fn load(folder: &Path, env: Option<&str>) -> Result<Self, ConfigError> {
        let file = folder.join(FILE_NAME);
        match fs::read_to_string(&file) {
            Ok(text) => Config::parse(&text, &file, env),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // An environment was asked for, and there is none: that is no project without settings.
                env.map_or_else(
                    || Ok(Config::default_in(folder)),
                    |name| {
                        Err(ConfigError::UnknownEnv {
                            file: file.clone(),
                            name: name.to_owned(),
                            suggestion: None,
                        })
                    },
                )
            }
            Err(source) => Err(ConfigError::Read { file, source }),
        }
    }

    /// Reads the text of a `migrate.toml`; relative paths count from the folder of `file`.
    ///
    /// Environments that are not chosen are checked all the same.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Syntax`], `UnknownKey`, `WrongValue`, `Pattern`, `MissingKey`, `MissingEnv`, `NotRecursive`,
    /// `UnknownEnv`.
    pub fn parse(text: &str, file: &Path, env: Option<&str>) -> Result<Self, ConfigError> {
        read::parse(text, file, env)
    }

    /// The folder of the nearest `migrate.toml`: in `start`, or above it within the workspace or the repository.
    #[must_use]
    pub fn find(start: &Path) -> Option<PathBuf> {
        for folder in start.ancestors() {
            if folder.join(FILE_NAME).is_file() {
                return Some(folder.to_owned());
            }
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
            let is_workspace = manifest
                .lines()
                .map(str::trim_start)
                .any(|line| line.starts_with("[workspace]") || line.starts_with("[workspace."));
            if is_workspace || folder.join(".git").exists() {
                return None;
            }
        }
        None
    }

    /// The project that a package of migrations belongs to: what paths of its files count from, whoever shows them.
    #[must_use]
    pub fn root_above(package: &Path) -> PathBuf {
        let by_default = || {
            let is_default = package.file_name().is_some_and(|name| name == PACKAGE);
            package.parent().filter(|_| is_default).map(Path::to_owned)
        };
        Config::find(package)
            .or_else(by_default)
            .unwrap_or_else(|| package.to_owned())
    }

    /// The folder of the migrations package.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Expand`].
    pub fn script_folder(&self, lookup: Lookup<'_>) -> Result<PathBuf, ConfigError> {
        let written = self.script_location.as_deref().unwrap_or(PACKAGE);
        self.path("script_location", written, lookup)
    }

    /// The folders of revisions, in order; the first is the one that new revisions go to.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Expand`].
    pub fn version_folders(&self, lookup: Lookup<'_>) -> Result<Vec<PathBuf>, ConfigError> {
        match &self.version_locations {
            Some(locations) => locations
                .iter()
                .map(|location| self.path("version_locations", location, lookup))
                .collect(),
            None => Ok(vec![self.script_folder(lookup)?.join("versions")]),
        }
    }

    fn path(
        &self,
        key: &'static str,
        written: &str,
        lookup: Lookup<'_>,
    ) -> Result<PathBuf, ConfigError> {
        let expanded = expand::expand(written, lookup)
            .map_err(|source| ConfigError::Expand { key, source })?;
        // `join` keeps `.` as it is, and paths are shown to people.
        Ok(self.root.join(expanded).components().collect())
    }
}

impl PostWriteHook {
    /// The command line for a file, expanded.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Expand`].
    pub fn command_line(
        &self,
        path: &Path,
        lookup: Lookup<'_>,
    ) -> Result<(String, Vec<std::ffi::OsString>), ConfigError> {
        let expand = |text: &str| {
            expand::expand(text, lookup).map_err(|source| ConfigError::Expand {
                key: "post_write_hooks",
                source,
            })
        };
        let mut args = Vec::with_capacity(self.args.len() + 1);
        let mut named = false;
        for arg in &self.args {
            if arg == "{path}" {
                named = true;
                args.push(path.into());
            } else if arg.contains("{path}") {
                named = true;
                args.push(
                    expand(arg)?
                        .replace("{path}", &path.to_string_lossy())
                        .into(),
                );
            } else {
                args.push(expand(arg)?.into());
            }
        }
        if !named {
            args.push(path.into());
        }
        Ok((expand(&self.command)?, args))
    }
}

#[cfg(test)]
mod tests;
