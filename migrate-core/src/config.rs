//! What `migrate.toml` says of running, compiled in by `embed_revisions!`.

mod filter;

use std::time::Duration;

pub use filter::Filter;

use crate::arguments::Arguments;
use crate::schema::{NamingConvention, TableName};

/// The settings that the runner needs, as constants. Every way of running reads the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedConfig {
    /// The version table's name.
    pub version_table: &'static str,
    /// The schema that the version table lives in.
    pub version_table_schema: Option<&'static str>,
    /// Whether the version table gets a primary key when it is created.
    pub version_table_pk: bool,
    /// Whether runs are written to the journal.
    pub journal: bool,
    /// What one transaction holds.
    pub transaction: TransactionMode,
    /// Whether runners exclude each other.
    pub lock: bool,
    /// How long a runner waits for another, in milliseconds.
    pub runner_lock_timeout_ms: u64,
    /// How long a statement waits for the database's own locks, in milliseconds.
    pub ddl_lock_timeout_ms: Option<u64>,
    /// How long a statement may take, in milliseconds.
    pub statement_timeout_ms: Option<u64>,
    /// Whether autogenerate compares types.
    pub compare_types: bool,
    /// Whether autogenerate compares defaults.
    pub compare_defaults: bool,
    /// The schemas to look at; the default one if empty.
    pub schemas: &'static [&'static str],
    /// If not empty, only these tables are compared.
    pub only_tables: &'static [&'static str],
    /// These tables are not compared.
    pub except_tables: &'static [&'static str],
    /// Patterns for names of unnamed things, by their kind: `ix`, `uq`, `ck`, `fk`, `ex`, `pk`.
    pub naming_convention: &'static [(&'static str, &'static str)],
    /// The databases of a project that has several, each an environment of its own.
    pub databases: &'static [&'static str],
    /// Every `[env.NAME]`: all of the above, with what it says replaced.
    pub environments: &'static [(&'static str, EmbeddedConfig)],
}

impl EmbeddedConfig {
    /// The settings of an empty `migrate.toml`.
    pub const DEFAULT: EmbeddedConfig = EmbeddedConfig {
        version_table: "migrate_version",
        version_table_schema: None,
        version_table_pk: true,
        journal: true,
        transaction: TransactionMode::Revision,
        lock: true,
        runner_lock_timeout_ms: 60_000,
        ddl_lock_timeout_ms: None,
        statement_timeout_ms: None,
        compare_types: true,
        compare_defaults: true,
        schemas: &[],
        only_tables: &[],
        except_tables: &[],
        naming_convention: &[],
        databases: &[],
        environments: &[],
    };
}

/// What one transaction holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TransactionMode {
    /// One revision: those before a failing one stay applied.
    #[default]
    Revision,
    /// The whole run: all or nothing.
    Run,
}

/// How this library runs revisions and compares schemas: [`EmbeddedConfig`], or `migrate.toml` as a command read it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The version table.
    pub version_table: TableName,
    /// Whether the version table gets a primary key when it is created.
    pub version_table_pk: bool,
    /// Whether runs are written to the journal.
    pub journal: bool,
    /// What one transaction holds.
    pub transaction: TransactionMode,
    /// Whether runners exclude each other.
    pub lock: bool,
    /// How long a runner waits for another.
    pub runner_lock_timeout: Duration,
    /// How long a statement waits for the database's own locks; as the database has it, if not said.
    pub ddl_lock_timeout: Option<Duration>,
    /// How long a statement may take; as the database has it, if not said.
    pub statement_timeout: Option<Duration>,
    /// Whether autogenerate compares types.
    pub compare_types: bool,
    /// Whether autogenerate compares defaults.
    pub compare_defaults: bool,
    /// What autogenerate looks at.
    pub filter: Filter,
    /// How unnamed constraints and indexes are named.
    pub naming_convention: NamingConvention,
    /// The databases of a project that has several; the first is the one of models that name none.
    pub databases: Vec<String>,
    /// The one of them that this is about: what [`Operations::database`](crate::operations::Operations::database) says.
    pub database: Option<String>,
    /// What the command line says to the project's own code.
    pub arguments: Arguments,
}

impl From<EmbeddedConfig> for Config {
    fn from(embedded: EmbeddedConfig) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let mut naming_convention = NamingConvention::default();
        for (kind, pattern) in embedded.naming_convention {
            naming_convention.set(kind, pattern);
        }
        Config {
            version_table: TableName {
                schema: embedded.version_table_schema.map(str::to_owned),
                name: embedded.version_table.to_owned(),
            },
            version_table_pk: embedded.version_table_pk,
            journal: embedded.journal,
            transaction: embedded.transaction,
            lock: embedded.lock,
            runner_lock_timeout: Duration::from_millis(embedded.runner_lock_timeout_ms),
            ddl_lock_timeout: embedded.ddl_lock_timeout_ms.map(Duration::from_millis),
            statement_timeout: embedded.statement_timeout_ms.map(Duration::from_millis),
            compare_types: embedded.compare_types,
            compare_defaults: embedded.compare_defaults,
            filter: Filter {
                schemas: owned(embedded.schemas),
                only_tables: owned(embedded.only_tables),
                except_tables: owned(embedded.except_tables),
            },
            naming_convention,
            databases: owned(embedded.databases),
            database: None,
            arguments: Arguments::default(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        EmbeddedConfig::DEFAULT.into()
    }
}

impl Config {
    /// The journal's name: the version table's with `_journal` behind it.
    #[must_use]
    pub fn journal_table(&self) -> TableName {
        TableName {
            schema: self.version_table.schema.clone(),
            name: format!("{}_journal", self.version_table.name),
        }
    }

    /// Takes over what an `[env.NAME]` says otherwise than the top of the file; what code changed meanwhile stays.
    pub(crate) fn overlay(&mut self, top: EmbeddedConfig, environment: EmbeddedConfig) {
        let Config {
            version_table,
            version_table_pk,
            journal,
            transaction,
            lock,
            runner_lock_timeout,
            ddl_lock_timeout,
            statement_timeout,
            compare_types,
            compare_defaults,
            filter,
            naming_convention,
            databases,
            database: _,
            arguments: _,
        } = self;
        let (from, to) = (Config::from(top), Config::from(environment));
        replace(version_table, from.version_table, to.version_table);
        replace(version_table_pk, from.version_table_pk, to.version_table_pk);
        replace(journal, from.journal, to.journal);
        replace(transaction, from.transaction, to.transaction);
        replace(lock, from.lock, to.lock);
        replace(
            runner_lock_timeout,
            from.runner_lock_timeout,
            to.runner_lock_timeout,
        );
        replace(ddl_lock_timeout, from.ddl_lock_timeout, to.ddl_lock_timeout);
        replace(
            statement_timeout,
            from.statement_timeout,
            to.statement_timeout,
        );
        replace(compare_types, from.compare_types, to.compare_types);
        replace(compare_defaults, from.compare_defaults, to.compare_defaults);
        replace(filter, from.filter, to.filter);
        replace(
            naming_convention,
            from.naming_convention,
            to.naming_convention,
        );
        replace(databases, from.databases, to.databases);
    }
}

fn replace<T: PartialEq>(field: &mut T, from: T, to: T) {
    if from != to {
        *field = to;
    }
}
