//! The runner: a plan of the graph in, revisions run through a connection, one transaction each.
//!
//! On a server a lock keeps other runners away for the whole run; on SQLite the write lock does so for each revision.
//! For every step the rows of the version table are read again. If another runner was faster, the plan is made anew; a
//! runner that waited and finds the work done is done.

mod changed;
mod error;
mod executor;
mod foreign_keys;
mod journal;
mod lock;
mod offline;
mod recovery;
mod session;
mod step;
mod time;
mod timeouts;
mod version_table;

pub use changed::{ChangedRevision, changed_revisions};
pub(crate) use error::list;
pub use error::{FailedOperation, RunError};
pub use offline::{Script, ScriptError, StepSql};
pub use recovery::{Resolution, Resolved, Unfinished};
pub(crate) use recovery::{resolve, resume};
pub(crate) use version_table::{VersionTable, table_exists};

use std::collections::VecDeque;
use std::time::SystemTime;

use self::executor::OnlineExecutor;
use self::journal::{Entry, Journal};
use self::lock::Waited;
use self::session::Session;
use crate::config::{Config, TransactionMode};
use crate::connection::{Connection, Engine, TransactionStep};
use crate::graph::{Direction, Graph, PlanStep, StampPlan};
use crate::operation::Operation;
use crate::operations::{Executor, OperationError};
use crate::revision::{BoxError, EmbeddedRevision};

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a report says whether the database is where it should be"]
#[non_exhaustive]
pub struct Report {
    /// The steps that were done, in order.
    pub steps: Vec<PlanStep>,
    /// What people should know: foreign keys that were broken before, a database that is ahead.
    pub warnings: Vec<String>,
}

/// What a run says that was to be one transaction where there is none.
const NO_WHOLE_RUN: &str = "`transaction = \"run\"` has no effect on MySQL and MariaDB: they commit at every change of a \
                            schema, so each revision stands by itself";

/// Something to watch a run with; every method may be left out.
pub trait Observer {
    /// A step begins.
    fn step(&mut self, _step: &PlanStep, _message: &str) {}
}

impl Observer for () {}

/// Runs plans over one connection.
pub(crate) struct Runner<'r> {
    pub graph: &'r Graph,
    pub config: &'r Config,
    pub find: &'r dyn Fn(&str) -> Option<&'static EmbeddedRevision>,
    pub observer: &'r mut dyn Observer,
}

/// Makes the steps of a run from where the database stands.
pub(crate) type Plan<'p> = dyn Fn(&Graph, &[String]) -> Result<Vec<PlanStep>, RunError> + 'p;

/// The tables that a run writes about itself.
struct Records {
    versions: VersionTable,
    /// `None` if the project wants none.
    journal: Option<Journal>,
}

impl Records {
    fn new(conn: &dyn Connection, config: &Config) -> Self {
        Records {
            versions: VersionTable::new(conn, &config.version_table).keyed(config.version_table_pk),
            journal: config.journal.then(|| Journal::new(conn, config)),
        }
    }

    /// Reads where the database stands, and what ran there.
    fn read(&self, conn: &mut dyn Connection) -> Result<Recorded, RunError> {
        let Some(journal) = &self.journal else {
            return Ok(Recorded {
                rows: self.versions.read(conn)?,
                checksums: Ok(Vec::new()),
            });
        };
        let (stamped, journalled) = self.versions.exists_beside(journal.name(), conn)?;
        let rows = if stamped {
            self.versions.read_existing(conn)?
        } else {
            Vec::new()
        };
        let checksums = if journalled && !rows.is_empty() {
            journal.checksums(conn)
        } else {
            Ok(Vec::new())
        };
        Ok(Recorded { rows, checksums })
    }

    /// Sets the rows to what a plan makes of those that are there.
    fn stamp(
        &self,
        conn: &mut dyn Connection,
        plan: &dyn Fn(&[String]) -> Result<StampPlan, RunError>,
    ) -> Result<StampPlan, RunError> {
        let from = self.versions.read_existing(conn)?;
        let plan = plan(&from)?;
        self.versions.replace(conn, &plan.from, &plan.to)?;
        if let Some(journal) = &self.journal {
            let now = SystemTime::now();
            for revision in plan.to.iter().filter(|revision| !from.contains(revision)) {
                let entry = Entry {
                    revision,
                    direction: "stamp",
                    statements: 0,
                    checksum: None,
                    outcome: journal::Outcome::Done,
                };
                journal.record(conn, &entry, now)?;
            }
        }
        Ok(plan)
    }

    /// Refuses to go on where a revision began and did not end.
    fn refuse_unfinished(&self, conn: &mut dyn Connection) -> Result<(), RunError> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        match conn.engine() {
            // A revision is there as a whole, or not at all.
            Engine::Sqlite => return Ok(()),
            Engine::Postgres | Engine::Mysql => {}
        }
        match journal.open_row(conn)? {
            Some(row) => Err(RunError::Unfinished(row.into())),
            None => Ok(()),
        }
    }

    /// Creates what is not there; once a run is enough.
    fn ensure(&self, conn: &mut dyn Connection) -> Result<(), RunError> {
        self.versions.ensure(conn)?;
        match &self.journal {
            Some(journal) => journal.ensure(conn),
            None => Ok(()),
        }
    }
}

/// What became of one step.
enum Outcome {
    Done,
    /// Another runner moved the database meanwhile.
    Moved,
    /// Somebody wrote rows meanwhile, and it has to be seen anew which of them break a foreign key.
    Disturbed,
}

impl Runner<'_> {
    /// Runs the plan that `plan` makes of the current revisions.
    ///
    /// `relative` says that the target counts from where the database stands, so that a second plan would be another
    /// one.
    pub(crate) fn run(
        &mut self,
        conn: &mut dyn Connection,
        relative: bool,
        plan: &Plan<'_>,
    ) -> Result<Report, RunError> {
        let mut session = Session::open(conn, self.config)?;
        let outcome = self.run_session(&mut session, relative, plan);
        let closed = session.close();
        let report = outcome?;
        closed?;
        Ok(report)
    }

    fn run_session(
        &mut self,
        session: &mut Session<'_>,
        relative: bool,
        plan: &Plan<'_>,
    ) -> Result<Report, RunError> {
        let records = Records::new(session.conn, self.config);
        let Recorded {
            rows: mut current,
            checksums,
        } = records.read(session.conn)?;
        let mut steps = plan(self.graph, &current)?;
        let mut report = Report::default();
        self.tell_of_changed(&current, checksums, &mut report);
        if steps.is_empty() {
            records.refuse_unfinished(session.conn)?;
            return Ok(report);
        }
        session.prepare(self.config)?;
        let graph = self.graph;
        let waited = session.lock(self.config, &mut |conn| {
            // A relative target would be another one.
            Ok(!relative && plan(graph, &records.versions.read(conn)?)?.is_empty())
        })?;
        match waited {
            Waited::Reached => return Ok(report),
            Waited::NoLock => {}
            Waited::Locked => {
                let found = records.versions.read(session.conn)?;
                if !same(&found, &current) {
                    if relative {
                        let expected = current;
                        return Err(RunError::Moved { expected, found });
                    }
                    current = found;
                    steps = plan(self.graph, &current)?;
                }
                if steps.is_empty() {
                    return Ok(report);
                }
            }
        }
        records.refuse_unfinished(session.conn)?;
        if self.config.transaction == TransactionMode::Run && session.ddl_commits() {
            report.warnings.push(NO_WHOLE_RUN.to_owned());
        }
        let mut steps = VecDeque::from(steps);
        loop {
            match self.run_plan(session, &records, &mut steps, &mut report) {
                Ok(Outcome::Done) => return Ok(report),
                Ok(Outcome::Disturbed) => {}
                Ok(Outcome::Moved) => {
                    let found = records.versions.read(session.conn)?;
                    let expected = std::mem::replace(&mut current, found);
                    if !relative {
                        steps = plan(self.graph, &current)?.into();
                    }
                    // A plan that does not begin where the database stands would never run.
                    match steps.front() {
                        None => return Ok(report),
                        Some(step) if !relative && same(&step.from, &current) => {}
                        Some(_) => {
                            return Err(RunError::Moved {
                                expected,
                                found: current,
                            });
                        }
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Tells of revisions that were changed since they were applied. A journal that does not tell stops no run.
    fn tell_of_changed(
        &self,
        rows: &[String],
        checksums: Result<Vec<(String, String)>, RunError>,
        report: &mut Report,
    ) {
        let now = |id: &str| (self.find)(id).map(|embedded| embedded.checksum);
        let found = checksums.and_then(|ran| changed::changed(self.graph, rows, ran, now));
        match found {
            Ok(found) => report
                .warnings
                .extend(found.iter().map(ToString::to_string)),
            Err(error) => log::warn!("{error}"),
        }
    }

    fn run_plan(
        &mut self,
        session: &mut Session<'_>,
        records: &Records,
        steps: &mut VecDeque<PlanStep>,
        report: &mut Report,
    ) -> Result<Outcome, RunError> {
        let whole = self.config.transaction == TransactionMode::Run && !session.ddl_commits();
        let applied_before = report.steps.len();
        let mut violations = None;
        if whole {
            session.begin()?;
        }
        while let Some(step) = steps.pop_front() {
            let outcome = self.run_step(session, records, &step, whole, &mut violations, report);
            match outcome {
                Ok(Outcome::Done) => report.steps.push(step),
                other => {
                    if whole {
                        session.rollback();
                        let undone = report.steps.drain(applied_before..);
                        steps.push_front(step.clone());
                        undone.rev().for_each(|step| steps.push_front(step));
                    } else {
                        steps.push_front(step.clone());
                    }
                    return other.map_err(|error| error.stopped_at(&step, report));
                }
            }
        }
        if whole {
            session.commit()?;
        }
        Ok(Outcome::Done)
    }
}

/// The step's direction, as the journal has it.
fn direction(step: &PlanStep) -> &'static str {
    match step.direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}

/// Tells whether two lists hold the same revisions, in whatever order.
fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|item| b.contains(item))
}

/// Returns the revisions that the database stands at.
pub(crate) fn read_current(
    conn: &mut dyn Connection,
    config: &Config,
) -> Result<Vec<String>, RunError> {
    let session = Session::open(conn, config)?;
    let current = VersionTable::new(session.conn, &config.version_table).read(session.conn);
    session.close()?;
    current
}

/// What version table and journal say together.
struct Recorded {
    /// The revisions that the database stands at.
    rows: Vec<String>,
    /// The digest of each revision that ran, as it did last; or why the journal does not tell.
    checksums: Result<Vec<(String, String)>, RunError>,
}

/// Sets the version table to the given revisions without running anything.
pub(crate) fn stamp(
    conn: &mut dyn Connection,
    config: &Config,
    plan: &dyn Fn(&[String]) -> Result<StampPlan, RunError>,
) -> Result<StampPlan, RunError> {
    let records = Records::new(conn, config);
    let mut session = Session::open(conn, config)?;
    session.prepare(config)?;
    session.lock(config, &mut |_| Ok(false))?;
    session.begin()?;
    let outcome = records
        .ensure(session.conn)
        .and_then(|()| session.write_rows(|conn| records.stamp(conn, plan)));
    match &outcome {
        Ok(_) => session.commit()?,
        Err(_) => session.rollback(),
    }
    session.close()?;
    outcome
}

/// Creates the version table if it is not there, and says whether it did.
pub(crate) fn ensure_version(conn: &mut dyn Connection, config: &Config) -> Result<bool, RunError> {
    let table = VersionTable::new(conn, &config.version_table).keyed(config.version_table_pk);
    let mut session = Session::open(conn, config)?;
    session.prepare(config)?;
    session.begin()?;
    let outcome = table.exists(session.conn).and_then(|exists| {
        if !exists {
            table.ensure(session.conn)?;
        }
        Ok(!exists)
    });
    match &outcome {
        Ok(_) => session.commit()?,
        Err(_) => session.rollback(),
    }
    session.close()?;
    outcome
}

/// Carries operations out in one transaction, outside of any history. The inner error is what the database refused.
pub(crate) fn run_operations(
    conn: &mut dyn Connection,
    config: &Config,
    operations: &[Operation],
) -> Result<Result<(), BoxError>, RunError> {
    let mut session = Session::open(conn, config)?;
    session.prepare(config)?;
    session.begin()?;
    let outcome = {
        let mut executor = OnlineExecutor::new(&mut session);
        operations
            .iter()
            .try_for_each(|operation| executor.execute(operation))
    };
    match &outcome {
        Ok(()) => session.commit()?,
        Err(_) => session.rollback(),
    }
    session.close()?;
    Ok(outcome)
}

/// Takes an operation's failure apart, for the message.
fn failed_operation(error: BoxError) -> (Option<FailedOperation>, BoxError) {
    match error.downcast::<OperationError>() {
        Ok(error) => match *error {
            OperationError::Failed {
                number,
                total,
                operation,
                place,
                source,
            } => (
                Some(FailedOperation {
                    number,
                    total,
                    description: operation,
                    line: place.line(),
                }),
                source,
            ),
            other => (None, Box::new(other)),
        },
        Err(error) => (None, error),
    }
}

/// Takes a step that the connection's transaction manager knows of.
fn transaction(conn: &mut dyn Connection, step: TransactionStep) -> Result<(), RunError> {
    conn.transaction(step)
        .map_err(|source| RunError::from_database(source, "cannot begin or end a transaction"))
}
