//! The journal: a row for each revision that ran, beside the version table.

use std::time::SystemTime;

use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::dialect::{self, Dialect};
use crate::runner::RunError;
use crate::schema::{Literal, TableName};

/// The journal of one database.
pub(super) struct Journal {
    dialect: &'static dyn Dialect,
    quoted: String,
}

/// One row of it.
pub(super) struct Entry<'e> {
    pub(super) revision: &'e str,
    pub(super) direction: &'static str,
    pub(super) started: SystemTime,
    /// How many statements the revision sent.
    pub(super) statements: usize,
    pub(super) checksum: Option<&'e str>,
}

impl Journal {
    pub(super) fn new(conn: &dyn Connection, config: &Config) -> Self {
        let dialect = dialect::of(conn.engine());
        let name: TableName = config.journal_table();
        Journal {
            dialect,
            quoted: dialect.quote_table(&name),
        }
    }

    /// Writes a row, and creates the journal for the first one.
    pub(super) fn record(
        &self,
        conn: &mut dyn Connection,
        entry: &Entry<'_>,
    ) -> Result<(), RunError> {
        let text = |text: &str| self.dialect.literal(&Literal::Text(text.to_owned()));
        let time = |time| text(&humantime::format_rfc3339_millis(time).to_string());
        let optional =
            |value: Option<String>| value.map_or_else(|| "NULL".to_owned(), |value| text(&value));
        let sql = format!(
            "INSERT INTO {} (revision, direction, started, finished, statement_index, outcome, checksum, tool_version, user_name, host) VALUES ({}, {}, {}, {}, {}, 'done', {}, {}, {}, {})",
            self.quoted,
            text(entry.revision),
            text(entry.direction),
            time(entry.started),
            time(SystemTime::now()),
            entry.statements,
            optional(entry.checksum.map(str::to_owned)),
            text(env!("CARGO_PKG_VERSION")),
            optional(user()),
            optional(host()),
        );
        self.ensure(conn)?;
        conn.batch_execute(&sql).map_err(unwritable)
    }

    fn ensure(&self, conn: &mut dyn Connection) -> Result<(), RunError> {
        let sql = match conn.engine() {
            Engine::Sqlite => format!(
                "CREATE TABLE IF NOT EXISTS {} (\n    id INTEGER NOT NULL PRIMARY KEY,\n    revision VARCHAR(32) NOT NULL,\n    direction VARCHAR(9) NOT NULL,\n    started VARCHAR(32) NOT NULL,\n    finished VARCHAR(32),\n    statement_index INTEGER NOT NULL,\n    outcome VARCHAR(16) NOT NULL,\n    checksum VARCHAR(80),\n    tool_version VARCHAR(32) NOT NULL,\n    user_name VARCHAR(128),\n    host VARCHAR(255)\n)",
                self.quoted
            ),
        };
        conn.batch_execute(&sql).map_err(unwritable)
    }
}

/// Who runs this, as the environment says it.
fn user() -> Option<String> {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
}

/// Where this runs.
fn host() -> Option<String> {
    static HOST: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    HOST.get_or_init(|| gethostname::gethostname().into_string().ok())
        .clone()
}

fn unwritable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot write the journal")
}
