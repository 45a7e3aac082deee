//! One step of a plan: the revision's function between the checks before it and the rows that say that it was done.

use std::time::SystemTime;

use super::executor::{Blocks, OnlineExecutor, Progress};
use super::foreign_keys::{Origin, Violations};
use super::journal::{self, Entry, Journal};
use super::session::Session;
use super::{Outcome, Records, Report, RunError, Runner, direction, same};
use crate::config::TransactionMode;
use crate::connection::Engine;
use crate::graph::{Direction, PlanStep};
use crate::operations::Operations;
use crate::revision::{BoxError, EmbeddedRevision, Step};

/// A row of the journal that an earlier run left open, and that this one goes on with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resumed {
    pub(super) id: u64,
    /// How many statements were done.
    pub(super) statements: usize,
}

/// What a revision's function left behind.
struct Ran<'j> {
    result: Result<(), BoxError>,
    statements: usize,
    /// How many of them no rollback takes back.
    committed: usize,
    /// The journal's row, if there is one already.
    progress: Option<Progress<'j>>,
    renamed: Vec<(crate::schema::TableName, crate::schema::TableName)>,
}

impl Runner<'_> {
    pub(super) fn run_step(
        &mut self,
        session: &mut Session<'_>,
        records: &Records,
        step: &PlanStep,
        in_transaction: bool,
        violations: &mut Option<Violations>,
        report: &mut Report,
    ) -> Result<Outcome, RunError> {
        let embedded = (self.find)(&step.revision).ok_or_else(|| RunError::NotEmbedded {
            revision: step.revision.clone(),
        })?;
        self.observer.step(step, embedded.message);
        log::info!(
            "{} {}: {}",
            direction(step),
            step.revision,
            embedded.message
        );
        let enforce = embedded.settings.foreign_keys;
        if enforce {
            session.enforce_foreign_keys(true)?;
        }
        if !in_transaction {
            session.begin()?;
        }
        let outcome = if session.ddl_commits() {
            self.run_committing(session, records, step, embedded, None, report)
        } else {
            self.run_in_transaction(session, records, step, embedded, violations, report)
        };
        if !in_transaction {
            match &outcome {
                Ok(Outcome::Done) => session.commit()?,
                Ok(Outcome::Moved | Outcome::Disturbed) | Err(_) => session.rollback(),
            }
        }
        if enforce {
            session.enforce_foreign_keys(false)?;
        }
        outcome
    }

    fn run_in_transaction(
        &mut self,
        session: &mut Session<'_>,
        records: &Records,
        step: &PlanStep,
        embedded: &'static EmbeddedRevision,
        violations: &mut Option<Violations>,
        report: &mut Report,
    ) -> Result<Outcome, RunError> {
        let started = SystemTime::now();
        if report.steps.is_empty() {
            records.ensure(session.conn)?;
        }
        // With the lock held the rows are those that were read behind it; a write that finds others says so.
        if !session.is_locked() && !same(&records.versions.read_existing(session.conn)?, &step.from)
        {
            return Ok(Outcome::Moved);
        }
        let (before, origin) = Violations::before(violations.take(), session.conn)?;
        if origin == Origin::Found {
            report.warnings.extend(before.warning());
        }
        let failed = |source: BoxError, report: &Report, committed| {
            let mode = self.config.transaction;
            RunError::revision(step, embedded, report, mode, committed, source)
        };
        let blocks = Blocks {
            journal: records.journal.as_ref().map(|journal| {
                let entry = entry(step, embedded, journal::Outcome::Started);
                (journal, entry, started)
            }),
            allowed: embedded.settings.several_transactions,
            whole_run: self.config.transaction == TransactionMode::Run,
            step: function(step, embedded),
        };
        let ran = self.call(session, step, embedded, None, Some(blocks));
        if let Err(source) = ran.result {
            if let Some(Progress { journal, id, .. }) = ran.progress {
                // A block was committed: what it did stays, and the next run has to know.
                session.rollback();
                if let Err(error) = stopped(journal, session, id, ran.committed) {
                    log::warn!("{error}");
                }
            }
            return Err(failed(source, report, ran.committed));
        }
        let after = before.after(session.conn)?;
        // What is known of the time before the revision says nothing of what others wrote since.
        if origin == Origin::Known && after.any() && before.outdated(session.conn)? {
            return Ok(Outcome::Disturbed);
        }
        after
            .compare(&before, &ran.renamed)
            .map_err(|error| failed(error.into(), report, ran.committed))?;
        *violations = Some(after);
        if let Some(Progress { journal, id, .. }) = ran.progress {
            records.versions.step(session.conn, step)?;
            journal.end(session.conn, id, ran.statements, journal::Outcome::Done)?;
        } else {
            let entry = Entry {
                statements: ran.statements,
                ..entry(step, embedded, journal::Outcome::Done)
            };
            records.write_step(session, step, &entry, started)?;
        }
        Ok(Outcome::Done)
    }

    /// Where every statement commits, the journal says how far the revision came, so that a run that ends in the
    /// middle can be gone on with.
    pub(super) fn run_committing(
        &mut self,
        session: &mut Session<'_>,
        records: &Records,
        step: &PlanStep,
        embedded: &'static EmbeddedRevision,
        resumed: Option<Resumed>,
        report: &mut Report,
    ) -> Result<Outcome, RunError> {
        if report.steps.is_empty() {
            records.ensure(session.conn)?;
        }
        // With the lock held the rows are those that were read behind it; a write that finds others says so.
        if !session.is_locked() && !same(&records.versions.read_existing(session.conn)?, &step.from)
        {
            return Ok(Outcome::Moved);
        }
        let progress = match (&records.journal, resumed) {
            (None, _) => None,
            (Some(journal), Some(Resumed { id, statements })) => Some(Progress {
                journal,
                id,
                before: statements,
            }),
            (Some(journal), None) => {
                let entry = entry(step, embedded, journal::Outcome::Started);
                let id = journal.begin(session.conn, &entry, SystemTime::now())?;
                let before = 0;
                Some(Progress {
                    journal,
                    id,
                    before,
                })
            }
        };
        let ran = self.call(session, step, embedded, progress, None);
        let Ran { statements, .. } = ran;
        if let Err(source) = ran.result {
            session.rollback();
            if let Some(Progress { journal, id, .. }) = progress
                && let Err(error) = stopped(journal, session, id, statements)
            {
                // The connection is gone, most likely: the row stays as it was, which says the same.
                log::warn!("{error}");
            }
            let mode = TransactionMode::Revision;
            return Err(RunError::revision(
                step, embedded, report, mode, statements, source,
            ));
        }
        session.write_rows(|conn| {
            records.versions.step(conn, step)?;
            match progress {
                Some(Progress { journal, id, .. }) => {
                    journal.end(conn, id, statements, journal::Outcome::Done)
                }
                None => Ok(()),
            }
        })?;
        Ok(Outcome::Done)
    }

    /// Calls the revision's function.
    fn call<'j>(
        &self,
        session: &mut Session<'_>,
        step: &PlanStep,
        embedded: &'static EmbeddedRevision,
        progress: Option<Progress<'j>>,
        blocks: Option<Blocks<'j>>,
    ) -> Ran<'j> {
        let mut executor = OnlineExecutor::new(session);
        executor.progress = progress;
        executor.blocks = blocks;
        let mut operations = Operations::new(&mut executor, self.config);
        let result = function(step, embedded)(&mut operations).and_then(|()| operations.flush());
        Ran {
            result,
            statements: executor.statements,
            committed: executor.committed,
            progress: executor.progress,
            renamed: std::mem::take(&mut executor.renamed),
        }
    }
}

impl Records {
    /// Writes what a step does to the version rows, and its row of the journal.
    fn write_step(
        &self,
        session: &mut Session<'_>,
        step: &PlanStep,
        entry: &Entry<'_>,
        started: SystemTime,
    ) -> Result<(), RunError> {
        let Some(journal) = &self.journal else {
            return self.versions.step(session.conn, step);
        };
        // On a server one message for both is half the time of two.
        if let (Engine::Postgres, [change]) = (session.conn.engine(), step.changes.as_slice()) {
            let change = self.versions.change(change);
            if journal.record_with(session.conn, &change, entry, started)? {
                return Ok(());
            }
            session.rollback();
            return Err(RunError::Moved {
                expected: step.from.clone(),
                found: self.versions.read(session.conn)?,
            });
        }
        self.versions.step(session.conn, step)?;
        journal.record(session.conn, entry, started)
    }
}

fn function(step: &PlanStep, embedded: &'static EmbeddedRevision) -> Step {
    match step.direction {
        Direction::Upgrade => embedded.upgrade,
        Direction::Downgrade => embedded.downgrade,
    }
}

fn entry<'e>(
    step: &'e PlanStep,
    embedded: &'e EmbeddedRevision,
    outcome: journal::Outcome,
) -> Entry<'e> {
    Entry {
        revision: &step.revision,
        direction: direction(step),
        statements: 0,
        checksum: Some(embedded.checksum),
        outcome,
    }
}

/// Writes down where a revision stopped. One that did nothing leaves nothing to deal with.
fn stopped(
    journal: &Journal,
    session: &mut Session<'_>,
    id: u64,
    statements: usize,
) -> Result<(), RunError> {
    if statements == 0 {
        journal.forget(session.conn, id)
    } else {
        journal.end(session.conn, id, statements, journal::Outcome::Failed)
    }
}
