//! Rows that break a foreign key: those that were there before a revision, told apart from those that it made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use diesel::QueryResult;
use thiserror::Error;

use crate::connection::{Connection, Engine};
use crate::runner::RunError;
use crate::schema::TableName;

/// One kind of violation: the row, as table and rowid, and the table that it points at in vain.
type Violation = (String, Option<String>, String);

/// The violations in a database at one moment.
#[derive(Debug)]
pub(super) struct Violations {
    /// How often each occurs; or why they cannot be told, as the database says it.
    found: Found,
    /// SQLite's count of changes by other connections when they were looked for; what a run finds later counts from it.
    data_version: u64,
}

type Found = Result<BTreeMap<Violation, usize>, String>;

/// Where the violations before a revision come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// From the end of the revision before it.
    Known,
    /// From the database, just now.
    Found,
}

/// A revision leaves rows that point at nothing.
#[derive(Debug, Error)]
#[error("{0}")]
pub(super) struct BrokenForeignKeys(String);

impl Violations {
    /// The violations at the beginning of a transaction: those that are known from the one before it; otherwise they
    /// are looked for. Says which.
    pub(super) fn before(
        known: Option<Violations>,
        conn: &mut dyn Connection,
    ) -> Result<(Self, Origin), RunError> {
        match known {
            Some(known) => Ok((known, Origin::Known)),
            None => {
                let found = Violations {
                    found: look(conn)?,
                    data_version: data_version(conn).map_err(database)?,
                };
                Ok((found, Origin::Found))
            }
        }
    }

    /// Whether there are any.
    pub(super) fn any(&self) -> bool {
        self.found.as_ref().is_ok_and(|found| !found.is_empty()) || self.found.is_err()
    }

    /// Whether somebody else wrote to the database since these were looked for, so that it may hold others.
    pub(super) fn outdated(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        Ok(data_version(conn).map_err(database)? != self.data_version)
    }

    /// The violations later in the same transaction, during which nobody else can write.
    pub(super) fn after(&self, conn: &mut dyn Connection) -> Result<Self, RunError> {
        Ok(Violations {
            found: look(conn)?,
            data_version: self.data_version,
        })
    }

    /// Says that there were violations before, if there were.
    pub(super) fn warning(&self) -> Option<String> {
        match &self.found {
            Ok(found) if found.is_empty() => None,
            Ok(found) => {
                let (rows, do_still) = match found.values().sum::<usize>() {
                    1 => ("1 row".to_owned(), "does"),
                    many => (format!("{many} rows"), "do"),
                };
                Some(format!(
                    "{rows} broke a foreign key before this run, and still {do_still}: {}",
                    describe(found.iter())
                ))
            }
            Err(reason) => Some(format!("foreign keys cannot be checked: {reason}")),
        }
    }

    /// Refuses violations that were not there before. `renamed` holds the tables that the revision renamed.
    pub(super) fn compare(
        &self,
        before: &Violations,
        renamed: &[(TableName, TableName)],
    ) -> Result<(), BrokenForeignKeys> {
        let (found, before) = match (&self.found, &before.found) {
            (Ok(found), Ok(before)) => (found, before),
            (Ok(found), Err(_)) if found.is_empty() => return Ok(()),
            // What was broken beyond checking before stays the database's own affair.
            (Ok(_) | Err(_), Err(_)) => return Ok(()),
            (Err(reason), Ok(_)) => {
                return Err(BrokenForeignKeys(format!(
                    "the revision makes a foreign key that cannot work: {reason}"
                )));
            }
        };
        if found.is_empty() {
            return Ok(());
        }
        let mut known: BTreeMap<Violation, usize> = BTreeMap::new();
        for ((table, row, parent), count) in before {
            let violation = (rename(table, renamed), row.clone(), rename(parent, renamed));
            *known.entry(violation).or_default() += count;
        }
        let new: Vec<_> = found
            .iter()
            .filter(|(violation, count)| known.get(*violation).is_none_or(|before| *count > before))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        Err(BrokenForeignKeys(format!(
            "the revision leaves rows that break a foreign key: {}",
            describe(new.into_iter())
        )))
    }
}

/// Looks for violations in the whole database, with one statement. As a pragma it is compiled once, as a table of
/// pragma values twice; its rowid is the one column that is no text, and SQLite makes text of it.
fn look(conn: &mut dyn Connection) -> Result<Found, RunError> {
    match conn.engine() {
        Engine::Sqlite => {}
        // These enforce foreign keys in every statement.
        Engine::Postgres | Engine::Mysql => return Ok(Ok(BTreeMap::new())),
    }
    match conn.query("PRAGMA foreign_key_check") {
        Ok(rows) => Ok(Ok(count(rows))),
        Err(diesel::result::Error::DatabaseError(_, information)) => {
            Ok(Err(information.message().to_owned()))
        }
        Err(source) => Err(database(source)),
    }
}

fn count(rows: Vec<crate::connection::Row>) -> BTreeMap<Violation, usize> {
    let mut found = BTreeMap::new();
    for row in rows {
        let mut row = row.into_iter();
        let mut next = || row.next().flatten();
        let violation = (
            next().unwrap_or_default(),
            next(),
            next().unwrap_or_default(),
        );
        *found.entry(violation).or_insert(0) += 1;
    }
    found
}

fn rename(table: &str, renamed: &[(TableName, TableName)]) -> String {
    renamed.iter().fold(table.to_owned(), |name, (from, to)| {
        if from.name.eq_ignore_ascii_case(&name) {
            to.name.clone()
        } else {
            name
        }
    })
}

/// Names at most three rows.
fn describe<'v>(violations: impl Iterator<Item = (&'v Violation, &'v usize)>) -> String {
    let violations: Vec<_> = violations.collect();
    let mut text = String::new();
    for (position, ((table, row, parent), _)) in violations.iter().take(3).enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        let _ = match row {
            Some(row) => write!(text, "`{table}` row {row} has no `{parent}`"),
            None => write!(text, "a row of `{table}` has no `{parent}`"),
        };
    }
    if violations.len() > 3 {
        let _ = write!(text, " and {} more", violations.len() - 3);
    }
    text
}

fn data_version(conn: &mut dyn Connection) -> QueryResult<u64> {
    match conn.engine() {
        Engine::Sqlite => {}
        Engine::Postgres | Engine::Mysql => return Ok(0),
    }
    let rows = conn.query("PRAGMA data_version")?;
    let version = rows.into_iter().flatten().flatten().next();
    Ok(version
        .and_then(|version| version.parse().ok())
        .unwrap_or_default())
}

fn database(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot check foreign keys")
}
