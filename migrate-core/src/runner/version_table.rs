//! The version table, in Alembic's layout: one row for each head that the database stands at.

use crate::connection::{Connection, Engine, Fragment};
use crate::dialect::{self, Dialect};
use crate::graph::{PlanStep, VersionChange};
use crate::runner::RunError;
use crate::schema::{Literal, TableName};

/// The version table of one database.
pub(crate) struct VersionTable {
    dialect: &'static dyn Dialect,
    name: TableName,
    quoted: String,
    /// What reads its rows.
    select: String,
    keyed: bool,
}

impl VersionTable {
    /// Names the table; nothing is read yet.
    pub(crate) fn new(conn: &dyn Connection, name: &TableName) -> Self {
        VersionTable::of(dialect::of(conn.engine()), name)
    }

    /// As [`VersionTable::new`], without a connection.
    pub(super) fn of(dialect: &'static dyn Dialect, name: &TableName) -> Self {
        let quoted = dialect.quote_table(name);
        VersionTable {
            dialect,
            name: name.clone(),
            select: format!("SELECT version_num FROM {quoted}"),
            quoted,
            keyed: true,
        }
    }

    /// Says whether the table gets a primary key when it is created.
    pub(super) fn keyed(self, keyed: bool) -> Self {
        VersionTable { keyed, ..self }
    }

    /// Returns the revisions that the database stands at; none if there is no version table.
    pub(crate) fn read(&self, conn: &mut dyn Connection) -> Result<Vec<String>, RunError> {
        if self.exists(conn)? {
            self.read_existing(conn)
        } else {
            Ok(Vec::new())
        }
    }

    pub(crate) fn exists(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        table_exists(conn, self.dialect, &self.name)
    }

    /// Whether the table is there, and whether another one of the runner's own is, with one query.
    pub(super) fn exists_beside(
        &self,
        other: &TableName,
        conn: &mut dyn Connection,
    ) -> Result<(bool, bool), RunError> {
        let [own, other] =
            [&self.name, other].map(|name| lookup(conn.engine(), self.dialect, name));
        let rows = conn
            .query(&format!("SELECT ({own} LIMIT 1), ({other} LIMIT 1)"))
            .map_err(unreadable)?;
        let mut found = rows.into_iter().flatten().map(|name| name.is_some());
        let mut next = || found.next().unwrap_or_default();
        Ok((next(), next()))
    }

    /// As [`VersionTable::read`], for a table that is there; sorted.
    pub(super) fn read_existing(&self, conn: &mut dyn Connection) -> Result<Vec<String>, RunError> {
        let rows = conn.query(&self.select).map_err(unreadable)?;
        let mut revisions: Vec<String> = rows.into_iter().flatten().flatten().collect();
        // Not by the database, which would sort by a collation of its own, and compile a longer statement in every step.
        revisions.sort_unstable();
        Ok(revisions)
    }

    /// Creates the table if it is not there.
    pub(super) fn ensure(&self, conn: &mut dyn Connection) -> Result<(), RunError> {
        conn.batch_execute(&self.create())
            .map_err(|source| RunError::from_database(source, "cannot create the version table"))
    }

    /// The statement that creates the table if it is not there.
    pub(super) fn create(&self) -> String {
        let key = if self.keyed {
            let name = self.dialect.quote(&format!("{}_pkc", self.name.name));
            format!(",\n    CONSTRAINT {name} PRIMARY KEY (version_num)")
        } else {
            String::new()
        };
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n    version_num VARCHAR(32) NOT NULL{key}\n)",
            self.quoted
        )
    }

    /// Writes what a step does to the rows, as Alembic would; each statement has to touch exactly one row.
    pub(super) fn step(&self, conn: &mut dyn Connection, step: &PlanStep) -> Result<(), RunError> {
        for change in &step.changes {
            if self.write(conn, change)? != 1 {
                return Err(RunError::Moved {
                    expected: step.from.clone(),
                    found: self.read_existing(conn)?,
                });
            }
        }
        Ok(())
    }

    /// Makes the rows what they should be, whatever they are.
    pub(super) fn replace(
        &self,
        conn: &mut dyn Connection,
        from: &[String],
        to: &[String],
    ) -> Result<(), RunError> {
        for gone in from.iter().filter(|revision| !to.contains(revision)) {
            self.write(conn, &VersionChange::Delete(gone.clone()))?;
        }
        for come in to.iter().filter(|revision| !from.contains(revision)) {
            self.write(conn, &VersionChange::Insert(come.clone()))?;
        }
        Ok(())
    }

    fn write(&self, conn: &mut dyn Connection, change: &VersionChange) -> Result<usize, RunError> {
        conn.execute(&[Fragment::Sql(&self.change(change))])
            .map_err(|source| RunError::from_database(source, "cannot write the version table"))
    }

    /// The statement that makes a change of the rows.
    pub(super) fn change(&self, change: &VersionChange) -> String {
        let literal = |revision: &String| self.dialect.literal(&Literal::Text(revision.clone()));
        let table = &self.quoted;
        match change {
            VersionChange::Insert(revision) => {
                format!(
                    "INSERT INTO {table} (version_num) VALUES ({})",
                    literal(revision)
                )
            }
            VersionChange::Delete(revision) => {
                format!(
                    "DELETE FROM {table} WHERE version_num = {}",
                    literal(revision)
                )
            }
            VersionChange::Update { from, to } => format!(
                "UPDATE {table} SET version_num = {} WHERE version_num = {}",
                literal(to),
                literal(from)
            ),
        }
    }
}

/// Whether a table of the runner's own is there.
pub(crate) fn table_exists(
    conn: &mut dyn Connection,
    dialect: &dyn Dialect,
    table: &TableName,
) -> Result<bool, RunError> {
    let sql = lookup(conn.engine(), dialect, table);
    Ok(!conn.query(&sql).map_err(unreadable)?.is_empty())
}

/// The query that finds a table's name in the catalog.
fn lookup(engine: Engine, dialect: &dyn Dialect, table: &TableName) -> String {
    let name = dialect.literal(&Literal::Text(table.name.clone()));
    match engine {
        Engine::Sqlite => format!(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = {name} COLLATE NOCASE"
        ),
        Engine::Postgres => {
            let place = match &table.schema {
                Some(schema) => format!(
                    "n.nspname = {}",
                    dialect.literal(&Literal::Text(schema.clone()))
                ),
                None => "pg_catalog.pg_table_is_visible(c.oid)".to_owned(),
            };
            format!(
                "SELECT c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.relname = {name} AND {place}"
            )
        }
        Engine::Mysql => {
            let place = match &table.schema {
                Some(schema) => dialect.literal(&Literal::Text(schema.clone())),
                None => "DATABASE()".to_owned(),
            };
            format!(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = {place} AND TABLE_NAME = {name}"
            )
        }
    }
}

fn unreadable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot read the version table")
}
