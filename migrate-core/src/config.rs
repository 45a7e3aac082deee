//! What `migrate.toml` says of running, compiled in by `embed_revisions!`.

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
