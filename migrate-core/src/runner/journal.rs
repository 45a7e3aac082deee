//! The journal: a row for each revision that ran, beside the version table. Where statements commit one by one it is
//! written before and behind each of them, and says how far a revision came that did not end.

use std::sync::OnceLock;
use std::time::SystemTime;

use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::dialect::{self, Dialect};
use crate::runner::RunError;
use crate::runner::time::rfc3339;
use crate::runner::version_table::table_exists;
use crate::schema::{Literal, TableName};

/// The journal of one database.
pub(super) struct Journal {
    engine: Engine,
    dialect: &'static dyn Dialect,
    name: TableName,
    quoted: String,
    /// What begins the statement that writes a row.
    insert: String,
    /// The version of this program, as it stands in a row.
    tool_version: String,
}

/// One row of it.
pub(super) struct Entry<'e> {
    pub(super) revision: &'e str,
    pub(super) direction: &'static str,
    /// How many statements the revision sent.
    pub(super) statements: usize,
    pub(super) checksum: Option<&'e str>,
    pub(super) outcome: Outcome,
}

/// What became of a revision. The names are in people's databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It runs, or whoever ran it was interrupted.
    Started,
    /// A statement failed, and those before it stay.
    Failed,
    /// It was done.
    Done,
    /// A person said that it was done.
    Applied,
    /// A person said that it was taken back.
    RolledBack,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Outcome::Started => "started",
            Outcome::Failed => "failed",
            Outcome::Done => "done",
            Outcome::Applied => "applied",
            Outcome::RolledBack => "rolled_back",
        }
    }
}

/// The row of a revision that did not end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenRow {
    pub(super) id: u64,
    pub(super) revision: String,
    pub(super) direction: String,
    pub(super) started: String,
    /// How many statements were done.
    pub(super) statements: usize,
    pub(super) outcome: String,
    pub(super) checksum: Option<String>,
    pub(super) tool_version: String,
}

/// When and by whom, as SQL expressions: a runner knows it, a script has to ask the database.
pub(super) struct Circumstances {
    pub(super) started: String,
    pub(super) finished: String,
    pub(super) user: String,
    pub(super) host: String,
}

impl Journal {
    pub(super) fn new(conn: &dyn Connection, config: &Config) -> Self {
        Journal::of(conn.engine(), dialect::of(conn.engine()), config)
    }

    /// As [`Journal::new`], without a connection.
    pub(super) fn of(engine: Engine, dialect: &'static dyn Dialect, config: &Config) -> Self {
        let name: TableName = config.journal_table();
        let quoted = dialect.quote_table(&name);
        Journal {
            engine,
            dialect,
            name,
            insert: format!(
                "INSERT INTO {quoted} (revision, direction, started, finished, statement_index, outcome, checksum, tool_version, user_name, host) VALUES ("
            ),
            tool_version: text(dialect, env!("CARGO_PKG_VERSION")),
            quoted,
        }
    }

    /// The table.
    pub(super) fn name(&self) -> &TableName {
        &self.name
    }

    /// Creates the table if it is not there.
    pub(super) fn ensure(&self, conn: &mut dyn Connection) -> Result<(), RunError> {
        conn.batch_execute(&self.create()).map_err(unwritable)
    }

    /// Writes a row.
    pub(super) fn record(
        &self,
        conn: &mut dyn Connection,
        entry: &Entry<'_>,
        started: SystemTime,
    ) -> Result<(), RunError> {
        let sql = self.insert(entry, &self.circumstances(entry, started));
        conn.batch_execute(&sql).map_err(unwritable)
    }

    /// When and by whom, as this program knows it.
    fn circumstances(&self, entry: &Entry<'_>, started: SystemTime) -> Circumstances {
        let time = |time| self.text(&rfc3339(time));
        Circumstances {
            started: time(started),
            finished: match entry.outcome {
                Outcome::Started | Outcome::Failed => "NULL".to_owned(),
                Outcome::Done | Outcome::Applied | Outcome::RolledBack => time(SystemTime::now()),
            },
            user: self.optional(user()),
            host: self.optional(host()),
        }
    }

    /// Writes a row together with a change of the version rows, in one message of PostgreSQL's; `false` if the change did not
    /// touch exactly one row. Nothing was written then, and the transaction can only be rolled back.
    pub(super) fn record_with(
        &self,
        conn: &mut dyn Connection,
        change: &str,
        entry: &Entry<'_>,
        started: SystemTime,
    ) -> Result<bool, RunError> {
        // The column takes no NULL.
        let revision = format!(
            "(SELECT CASE count(*) WHEN 1 THEN {} END FROM moved)",
            self.text(entry.revision)
        );
        let insert = self.insert_as(revision, entry, &self.circumstances(entry, started));
        let sql = format!("WITH moved AS ({change} RETURNING 1) {insert}");
        match conn.batch_execute(&sql) {
            Ok(()) => Ok(true),
            Err(diesel::result::Error::DatabaseError(
                diesel::result::DatabaseErrorKind::NotNullViolation,
                _,
            )) => Ok(false),
            Err(source) => Err(unwritable(source)),
        }
    }

    /// The digest of each revision whose last row is an upgrade, as it ran then.
    pub(super) fn checksums(
        &self,
        conn: &mut dyn Connection,
    ) -> Result<Vec<(String, String)>, RunError> {
        let table = &self.quoted;
        let sql = format!(
            "SELECT ran.revision, ran.checksum FROM {table} ran JOIN (SELECT max(id) AS id FROM {table} WHERE outcome IN ('done', 'applied') GROUP BY revision) latest ON latest.id = ran.id WHERE ran.direction = 'upgrade' AND ran.checksum IS NOT NULL"
        );
        let rows = conn
            .query(&sql)
            .map_err(|source| RunError::from_database(source, "cannot read the journal"))?;
        let pair = |row: Vec<Option<String>>| match <[_; 2]>::try_from(row) {
            Ok([Some(revision), Some(checksum)]) => Some((revision, checksum)),
            Ok(_) | Err(_) => None,
        };
        Ok(rows.into_iter().filter_map(pair).collect())
    }

    /// Writes the row of a revision that begins, and returns its number.
    pub(super) fn begin(
        &self,
        conn: &mut dyn Connection,
        entry: &Entry<'_>,
        started: SystemTime,
    ) -> Result<u64, RunError> {
        self.record(conn, entry, started)?;
        // The row that this connection wrote last.
        let sql = match self.engine {
            Engine::Sqlite => "SELECT CAST(last_insert_rowid() AS TEXT)",
            Engine::Postgres => "SELECT pg_catalog.lastval()::text",
            Engine::Mysql => "SELECT CAST(LAST_INSERT_ID() AS CHAR)",
        };
        let rows = conn.query(sql).map_err(unwritable)?;
        let id = rows.into_iter().flatten().flatten().next();
        Ok(id.and_then(|id| id.parse().ok()).unwrap_or_default())
    }

    /// Says of a row how far its revision came.
    pub(super) fn advance(
        &self,
        conn: &mut dyn Connection,
        id: u64,
        statements: usize,
    ) -> Result<(), RunError> {
        conn.batch_execute(&self.advanced(&id.to_string(), statements))
            .map_err(unwritable)
    }

    /// The statement that says of a row how far its revision came; the row's number is an expression.
    pub(super) fn advanced(&self, id: &str, statements: usize) -> String {
        let table = &self.quoted;
        format!("UPDATE {table} SET statement_index = {statements} WHERE id = {id}")
    }

    /// Says of a row what became of its revision.
    pub(super) fn end(
        &self,
        conn: &mut dyn Connection,
        id: u64,
        statements: usize,
        outcome: Outcome,
    ) -> Result<(), RunError> {
        let now = rfc3339(SystemTime::now());
        let sql = self.ended(&id.to_string(), statements, outcome, &self.text(&now));
        conn.batch_execute(&sql).map_err(unwritable)
    }

    /// The statement that says of a row what became of its revision; the row's number and the time are expressions.
    pub(super) fn ended(
        &self,
        id: &str,
        statements: usize,
        outcome: Outcome,
        finished: &str,
    ) -> String {
        format!(
            "UPDATE {} SET statement_index = {statements}, outcome = {}, finished = {finished} WHERE id = {id}",
            self.quoted,
            self.text(outcome.name()),
        )
    }

    /// The journal's name, quoted.
    pub(super) fn quoted(&self) -> &str {
        &self.quoted
    }

    /// Removes the row of a revision of which nothing was done.
    pub(super) fn forget(&self, conn: &mut dyn Connection, id: u64) -> Result<(), RunError> {
        let sql = format!("DELETE FROM {} WHERE id = {id}", self.quoted);
        conn.batch_execute(&sql).map_err(unwritable)
    }

    /// Looks for a revision that began and did not end.
    pub(super) fn open_row(&self, conn: &mut dyn Connection) -> Result<Option<OpenRow>, RunError> {
        if !table_exists(conn, self.dialect, &self.name)? {
            return Ok(None);
        }
        let number = match self.engine {
            Engine::Sqlite => "TEXT",
            Engine::Postgres => "VARCHAR",
            Engine::Mysql => "CHAR",
        };
        let sql = format!(
            "SELECT CAST(id AS {number}), revision, direction, started, CAST(statement_index AS {number}), outcome, checksum, tool_version FROM {} WHERE outcome IN ('started', 'failed') ORDER BY id DESC",
            self.quoted
        );
        let rows = conn
            .query(&sql)
            .map_err(|source| RunError::from_database(source, "cannot read the journal"))?;
        let row = rows.into_iter().next().map(|row| {
            let mut values = row.into_iter();
            let mut next = || values.next().flatten();
            OpenRow {
                id: next().and_then(|id| id.parse().ok()).unwrap_or_default(),
                revision: next().unwrap_or_default(),
                direction: next().unwrap_or_default(),
                started: next().unwrap_or_default(),
                statements: next()
                    .and_then(|count| count.parse().ok())
                    .unwrap_or_default(),
                outcome: next().unwrap_or_default(),
                checksum: next(),
                tool_version: next().unwrap_or_default(),
            }
        });
        Ok(row)
    }

    /// The statement that writes a row.
    pub(super) fn insert(&self, entry: &Entry<'_>, circumstances: &Circumstances) -> String {
        self.insert_as(self.text(entry.revision), entry, circumstances)
    }

    /// As [`Journal::insert`], with an expression for the revision.
    fn insert_as(
        &self,
        revision: String,
        entry: &Entry<'_>,
        circumstances: &Circumstances,
    ) -> String {
        let values = [
            revision,
            self.text(entry.direction),
            circumstances.started.clone(),
            circumstances.finished.clone(),
            entry.statements.to_string(),
            self.text(entry.outcome.name()),
            self.optional(entry.checksum),
            self.tool_version.clone(),
            circumstances.user.clone(),
            circumstances.host.clone(),
        ];
        format!("{}{})", self.insert, values.join(", "))
    }

    /// The statement that creates the journal if it is not there.
    pub(super) fn create(&self) -> String {
        let id = match self.engine {
            Engine::Sqlite => "INTEGER NOT NULL PRIMARY KEY",
            Engine::Postgres => "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
            Engine::Mysql => "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY",
        };
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    id {id},\n    revision VARCHAR(32) NOT NULL,\n    direction VARCHAR(9) NOT NULL,\n    started VARCHAR(32) NOT NULL,\n    finished VARCHAR(32),\n    statement_index INTEGER NOT NULL,\n    outcome VARCHAR(16) NOT NULL,\n    checksum VARCHAR(80),\n    tool_version VARCHAR(32) NOT NULL,\n    user_name VARCHAR(128),\n    host VARCHAR(255)\n)",
            self.quoted
        )
    }

    fn text(&self, value: &str) -> String {
        text(self.dialect, value)
    }

    fn optional(&self, text: Option<&str>) -> String {
        text.map_or_else(|| "NULL".to_owned(), |text| self.text(text))
    }
}

fn text(dialect: &dyn Dialect, value: &str) -> String {
    dialect.literal(&Literal::Text(value.to_owned()))
}

/// Who runs this, as the environment says it.
fn user() -> Option<&'static str> {
    static USER: OnceLock<Option<String>> = OnceLock::new();
    USER.get_or_init(|| {
        ["USER", "USERNAME", "LOGNAME"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok())
    })
    .as_deref()
}

/// Where this runs, as far as the system says it to whoever reads: Linux in a file, Windows in a variable. A library
/// that asks every system costs each project's build more than the column is worth.
fn host() -> Option<&'static str> {
    static HOST: OnceLock<Option<String>> = OnceLock::new();
    HOST.get_or_init(|| {
        let named = std::fs::read_to_string("/proc/sys/kernel/hostname")
            .or_else(|_| std::env::var("COMPUTERNAME"))
            .or_else(|_| std::env::var("HOSTNAME"))
            .ok()?;
        Some(named.trim().to_owned()).filter(|name| !name.is_empty())
    })
    .as_deref()
}

fn unwritable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot write the journal")
}
