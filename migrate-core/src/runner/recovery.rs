//! A revision that began and did not end, on a database whose statements commit one by one: what the journal knows of
//! it, and the three ways on from there.

use thiserror::Error;

use super::journal::{self, OpenRow};
use super::session::Session;
use super::step::Resumed;
use super::{Outcome, Records, Report, RunError, Runner};
use crate::config::Config;
use crate::connection::Connection;
use crate::graph::{Direction, Graph, PlanStep};

/// A revision that began and did not end. Until somebody says what is to become of it nothing else runs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "revision `{revision}` is unfinished: its {direction} of {started} {}",
    how_far(.statements, .failed)
)]
#[non_exhaustive]
pub struct Unfinished {
    /// The revision.
    pub revision: String,
    /// `upgrade` or `downgrade`.
    pub direction: String,
    /// When it began, as RFC 3339.
    pub started: String,
    /// How many of its statements were done. If the process was interrupted, the one behind them may have been, too.
    pub statements: usize,
    /// Whether a statement failed; otherwise the process was interrupted, or still runs.
    pub failed: bool,
}

/// What is to become of an unfinished revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// A person has done the rest of it: it counts as done.
    Applied,
    /// A person has taken back what was done of it: it counts as never begun.
    RolledBack,
}

/// What [`Resolution`] made of an unfinished revision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolved {
    /// The revision that was unfinished.
    pub unfinished: Unfinished,
    /// Where the database stands now.
    pub current: Vec<String>,
}

fn how_far(statements: &usize, failed: &bool) -> String {
    match (failed, statements) {
        (true, done) => format!("failed at statement {}", done + 1),
        (false, 0) => {
            "was interrupted before its first statement was done, or still runs".to_owned()
        }
        (false, done) => format!("was interrupted behind statement {done}, or still runs"),
    }
}

impl From<OpenRow> for Unfinished {
    fn from(row: OpenRow) -> Self {
        Unfinished {
            revision: row.revision,
            direction: row.direction,
            started: row.started,
            statements: row.statements,
            failed: row.outcome == "failed",
        }
    }
}

impl Unfinished {
    fn step(&self, graph: &Graph, current: &[String]) -> Result<PlanStep, RunError> {
        let direction = match self.direction.as_str() {
            "downgrade" => Direction::Downgrade,
            _ => Direction::Upgrade,
        };
        Ok(graph.plan_step(current, &self.revision, direction)?)
    }
}

/// Does what a person decided about an unfinished revision.
pub(crate) fn resolve(
    conn: &mut dyn Connection,
    graph: &Graph,
    config: &Config,
    resolution: Resolution,
) -> Result<Resolved, RunError> {
    with_open_row(conn, config, &mut |session, records, row| {
        let current = records.versions.read(session.conn)?;
        let unfinished = Unfinished::from(row.clone());
        let step = match resolution {
            Resolution::Applied => Some(unfinished.step(graph, &current)?),
            Resolution::RolledBack => None,
        };
        let outcome = match resolution {
            Resolution::Applied => journal::Outcome::Applied,
            Resolution::RolledBack => journal::Outcome::RolledBack,
        };
        session.begin()?;
        session.write_rows(|conn| {
            if let Some(step) = &step {
                records.versions.step(conn, step)?;
            }
            match &records.journal {
                Some(journal) => journal.end(conn, row.id, row.statements, outcome),
                None => Ok(()),
            }
        })?;
        session.commit()?;
        Ok(Resolved {
            unfinished,
            current: step.map_or(current, |step| step.to),
        })
    })
}

/// Goes on with an unfinished revision behind the statements that were done.
pub(crate) fn resume(
    runner: &mut Runner<'_>,
    conn: &mut dyn Connection,
) -> Result<Report, RunError> {
    let config = runner.config;
    with_open_row(conn, config, &mut |session, records, row| {
        let current = records.versions.read(session.conn)?;
        let step = Unfinished::from(row.clone()).step(runner.graph, &current)?;
        let embedded = (runner.find)(&row.revision).ok_or_else(|| RunError::NotEmbedded {
            revision: row.revision.clone(),
        })?;
        let refused = |reason| RunError::CannotResume {
            revision: row.revision.clone(),
            reason,
        };
        if row.checksum.as_deref() != Some(embedded.checksum) {
            return Err(refused("its file was changed since it began"));
        }
        if row.tool_version != env!("CARGO_PKG_VERSION") {
            return Err(refused(
                "it began under another version of this program, which may have made other statements of it",
            ));
        }
        if !session.ddl_commits() {
            return Err(refused("it ran in more than one transaction"));
        }
        let mut report = Report::default();
        let resumed = Resumed {
            id: row.id,
            statements: row.statements,
        };
        runner.observer.step(&step, embedded.message);
        match runner.run_committing(
            session,
            records,
            &step,
            embedded,
            Some(resumed),
            &mut report,
        )? {
            Outcome::Done => {
                report.steps.push(step);
                Ok(report)
            }
            Outcome::Moved | Outcome::Disturbed => Err(RunError::Moved {
                expected: step.from,
                found: current,
            }),
        }
    })
}

type WithRow<'w, T> = dyn FnMut(&mut Session<'_>, &Records, &OpenRow) -> Result<T, RunError> + 'w;

/// Calls with the unfinished revision, while the lock is held.
fn with_open_row<T>(
    conn: &mut dyn Connection,
    config: &Config,
    call: &mut WithRow<'_, T>,
) -> Result<T, RunError> {
    let records = Records::new(conn, config);
    let mut session = Session::open(conn, config)?;
    session.prepare(config)?;
    session.lock(config, &mut |_| Ok(false))?;
    let row = match &records.journal {
        Some(journal) => journal.open_row(session.conn)?,
        None => None,
    };
    let outcome = match row {
        Some(row) => call(&mut session, &records, &row),
        None => Err(RunError::NothingUnfinished),
    };
    if outcome.is_err() {
        session.rollback();
    }
    let closed = session.close();
    let done = outcome?;
    closed?;
    Ok(done)
}
