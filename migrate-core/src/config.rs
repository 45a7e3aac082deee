//! What `migrate.toml` says of running, compiled in by `embed_revisions!`.

use std::time::Duration;

use crate::schema::TableName;

/// The settings that the runner needs, as constants. Every way of running reads the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmbeddedConfig {
    /// The version table's name.
    pub version_table: &'static str,
    /// The schema that the version table lives in.
    pub version_table_schema: Option<&'static str>,
    /// Whether runs are written to the journal.
    pub journal: bool,
    /// What one transaction holds.
    pub transaction: TransactionMode,
    /// Whether runners exclude each other.
    pub lock: bool,
    /// How long a runner waits for another, in milliseconds.
    pub runner_lock_timeout_ms: u64,
    /// Whether autogenerate compares types.
    pub compare_types: bool,
    /// Whether autogenerate compares defaults.
    pub compare_defaults: bool,
}

impl EmbeddedConfig {
    /// The settings of an empty `migrate.toml`.
    pub const DEFAULT: EmbeddedConfig = EmbeddedConfig {
        version_table: "migrate_version",
        version_table_schema: None,
        journal: true,
        transaction: TransactionMode::Revision,
        lock: true,
        runner_lock_timeout_ms: 60_000,
        compare_types: true,
        compare_defaults: true,
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
    /// Whether runs are written to the journal.
    pub journal: bool,
    /// What one transaction holds.
    pub transaction: TransactionMode,
    /// Whether runners exclude each other.
    pub lock: bool,
    /// How long a runner waits for another.
    pub runner_lock_timeout: Duration,
    /// Whether autogenerate compares types.
    pub compare_types: bool,
    /// Whether autogenerate compares defaults.
    pub compare_defaults: bool,
}

impl From<EmbeddedConfig> for Config {
    fn from(embedded: EmbeddedConfig) -> Self {
        Config {
            version_table: TableName {
                schema: embedded.version_table_schema.map(str::to_owned),
                name: embedded.version_table.to_owned(),
            },
            journal: embedded.journal,
            transaction: embedded.transaction,
            lock: embedded.lock,
            runner_lock_timeout: Duration::from_millis(embedded.runner_lock_timeout_ms),
            compare_types: embedded.compare_types,
            compare_defaults: embedded.compare_defaults,
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
}
