//! Runs on servers, each case through each driver: locks, transactions, what a failure and a lost connection leave behind.

mod blocks;
pub(crate) mod drivers;
mod failures;
mod locks;
mod lost;
mod refused;
mod runs;

use std::sync::Barrier;

use migrate_core::prelude::*;
use migrate_core::{Connection as AnyConnection, EmbeddedRevision, Environment, RunError};

pub(crate) use drivers::{Place, through_each_driver};

use crate::history::revision;

/// Brings as many runners to head at once, and counts the revisions that all of them ran.
pub(crate) fn race(place: &Place, runners: usize, history: fn() -> Environment) -> usize {
    let barrier = Barrier::new(runners);
    std::thread::scope(|scope| {
        let runners: Vec<_> = (0..runners)
            .map(|_| {
                scope.spawn(|| {
                    let mut conn = place.connect();
                    let environment = history();
                    barrier.wait();
                    upgrade(&environment, &mut *conn).expect("everybody succeeds")
                })
            })
            .collect();
        runners
            .into_iter()
            .map(|runner| runner.join().expect("no panic"))
            .sum()
    })
}

pub(crate) fn column_of(conn: &mut dyn AnyConnection, sql: &str) -> Vec<String> {
    let rows = conn.query(sql).expect("the query is sound");
    rows.into_iter()
        .map(|row| row[0].clone().unwrap_or_default())
        .collect()
}

pub(crate) fn value(conn: &mut dyn AnyConnection, sql: &str) -> String {
    column_of(conn, sql).remove(0)
}

pub(crate) fn versions(conn: &mut dyn AnyConnection) -> Vec<String> {
    column_of(conn, "SELECT version_num FROM migrate_version ORDER BY 1")
}

pub(crate) fn outcomes(conn: &mut dyn AnyConnection) -> Vec<String> {
    column_of(
        conn,
        "SELECT CONCAT(revision, ' ', direction, ' ', outcome, ' ', statement_index) FROM migrate_version_journal ORDER BY id",
    )
}

pub(crate) fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

pub(crate) fn create_one(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")?;
    op.execute("INSERT INTO one (id) VALUES (1)")
}

pub(crate) fn drop_one(op: &mut Operations) -> Result {
    op.execute("DROP TABLE one")
}

/// Needs a table that only the test makes.
pub(crate) fn needs_gate(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE two (id INTEGER PRIMARY KEY)")?;
    op.execute("INSERT INTO gate (id) VALUES (1)")?;
    op.execute("INSERT INTO two (id) VALUES (1)")
}

pub(crate) fn drop_two(op: &mut Operations) -> Result {
    op.execute("DROP TABLE two")
}

pub(crate) fn one_and_two() -> Vec<EmbeddedRevision> {
    vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], needs_gate, drop_two),
    ]
}

pub(crate) fn upgrade(
    environment: &Environment,
    conn: &mut dyn AnyConnection,
) -> Result<usize, RunError> {
    environment
        .upgrade(conn, "head")
        .map(|report| report.steps.len())
}

pub(crate) fn text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(&format!("; {source}"));
        cause = source.source();
    }
    text
}
