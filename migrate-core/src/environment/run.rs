//! What a program does with its history on a database: run it, write it as a script, say where the database stands.

use std::cell::RefCell;

use super::{Environment, OnUnknown};
use crate::command::{self, ChangedRevision, Current};
use crate::connection::{Connection, Engine};
use crate::graph::{Graph, StampPlan};
use crate::runner::{self, Observer, Report, Resolution, Resolved, RunError, Runner, Script};

impl Environment {
    /// Runs `upgrade` of every revision between where the database stands and the target.
    ///
    /// Targets are those of the command line: `"head"`, `"heads"`, an id or a unique beginning of one, `"+1"`.
    /// Several programs may do this at once: one works, the others wait and find it done.
    ///
    /// # Errors
    /// [`RunError`]; what its message does not name as applied is as it was before.
    pub fn upgrade(&self, conn: &mut dyn Connection, target: &str) -> Result<Report, RunError> {
        self.upgrade_observed(conn, target, &mut ())
    }

    /// As [`Environment::upgrade`], and tells an observer of every step.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn upgrade_observed(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        let ahead = RefCell::new(Vec::new());
        let mut report = self.run(conn, target, observer, &|graph, current| {
            let unknown = unknown(graph, current);
            match (self.on_unknown, unknown.is_empty()) {
                (_, true) => Ok(graph.plan_upgrade(current, target)?),
                (OnUnknown::Refuse, false) => Err(RunError::DatabaseIsAhead { revisions: unknown }),
                // Newer replicas may start at the same time, and be done before this one has begun.
                (OnUnknown::Accept, false) => {
                    ahead.replace(unknown);
                    Ok(Vec::new())
                }
            }
        })?;
        let ahead = ahead.into_inner();
        if !ahead.is_empty() {
            let ahead = RunError::DatabaseIsAhead { revisions: ahead };
            report.warnings.push(ahead.to_string());
        }
        Ok(report)
    }

    /// The revisions that this database has and whose code was changed since, as the journal knows it.
    ///
    /// # Errors
    /// [`RunError`] if the version table or the journal cannot be read.
    pub fn changed_revisions(
        &self,
        conn: &mut dyn Connection,
    ) -> Result<Vec<ChangedRevision>, RunError> {
        let checksum = |id: &str| self.find(id).map(|found| found.checksum.to_owned());
        command::changed_revisions(conn, self.graph()?, &self.config, &checksum)
    }

    /// Runs `downgrade` of every revision between where the database stands and the target.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn downgrade(&self, conn: &mut dyn Connection, target: &str) -> Result<Report, RunError> {
        self.downgrade_observed(conn, target, &mut ())
    }

    /// As [`Environment::downgrade`], and tells an observer of every step.
    ///
    /// # Errors
    /// As [`Environment::upgrade`].
    pub fn downgrade_observed(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        self.run(conn, target, observer, &|graph, current| {
            let unknown = unknown(graph, current);
            if unknown.is_empty() {
                Ok(graph.plan_downgrade(current, target)?)
            } else {
                Err(RunError::DatabaseIsAhead { revisions: unknown })
            }
        })
    }

    /// Refuses to run where revisions could not know which of several databases they are on.
    pub(crate) fn check_database(&self) -> Result<(), RunError> {
        if self.config.database.is_none() && !self.config.databases.is_empty() {
            return Err(RunError::SeveralDatabases {
                databases: self.config.databases.clone(),
            });
        }
        Ok(())
    }

    pub(crate) fn run(
        &self,
        conn: &mut dyn Connection,
        target: &str,
        observer: &mut dyn Observer,
        plan: &runner::Plan<'_>,
    ) -> Result<Report, RunError> {
        self.check_database()?;
        let mut runner = Runner {
            graph: self.graph()?,
            config: &self.config,
            find: &|id| self.find(id),
            observer,
        };
        runner.run(conn, is_relative(target), plan)
    }

    /// Writes scripts for the database's own client instead of running revisions: `upgrade --sql`. Nothing connects.
    ///
    /// ```
    /// use migrate_core::Environment;
    /// use migrate_core::connection::Engine;
    ///
    /// # static REVISIONS: migrate_core::Embedded = migrate_core::Embedded::EMPTY;
    /// # fn main() -> migrate_core::Result {
    /// let environment = Environment::new(&REVISIONS);
    /// let script = environment.script(Engine::Sqlite)?.upgrade("base:head")?;
    /// assert!(script.contains("-- Nothing to do."));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`RunError`] if the history is not sound, if none of several databases is chosen, or if this program was built
    /// without the engine's dialect.
    pub fn script(&self, engine: Engine) -> Result<Script<'_>, RunError> {
        self.check_database()?;
        let script = Script::new(self.graph()?, &self.config, engine)
            .map_err(crate::dialect::InspectError::from)?;
        let script = script.tag(self.config.arguments.tag());
        Ok(script.with_revisions(self.embedded.revisions))
    }

    /// Says of a revision that began and did not end, on a database whose statements commit one by one, what a person
    /// made of it.
    ///
    /// # Errors
    /// [`RunError::NothingUnfinished`], and [`RunError`] if the version table cannot be written.
    pub fn resolve(
        &self,
        conn: &mut dyn Connection,
        resolution: Resolution,
    ) -> Result<Resolved, RunError> {
        command::resolve(conn, self.graph()?, &self.config, resolution)
    }

    /// Goes on with a revision that began and did not end, behind the statements that were done.
    ///
    /// # Errors
    /// [`RunError::NothingUnfinished`], [`RunError::CannotResume`] if the revision is not what it was, and as
    /// [`Environment::upgrade`].
    pub fn resume(&self, conn: &mut dyn Connection) -> Result<Report, RunError> {
        self.resume_observed(conn, &mut ())
    }

    /// As [`Environment::resume`], and tells an observer of the step.
    ///
    /// # Errors
    /// As [`Environment::resume`].
    pub fn resume_observed(
        &self,
        conn: &mut dyn Connection,
        observer: &mut dyn Observer,
    ) -> Result<Report, RunError> {
        let mut runner = Runner {
            graph: self.graph()?,
            config: &self.config,
            find: &|id| self.find(id),
            observer,
        };
        runner::resume(&mut runner, conn)
    }

    /// Says where the database stands.
    ///
    /// # Errors
    /// [`RunError`] if the version table cannot be read.
    pub fn current(&self, conn: &mut dyn Connection) -> Result<Vec<Current>, RunError> {
        command::current(conn, self.graph()?, &self.config)
    }

    /// Whether all of the history is applied: a program that serves requests is ready when this is so.
    ///
    /// A database that is ahead counts as ready if [`OnUnknown::Accept`] says so.
    ///
    /// # Errors
    /// [`RunError`] if the version table cannot be read.
    pub fn is_at_head(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        let graph = self.graph()?;
        let current = runner::read_current(conn, &self.config)?;
        if !unknown(graph, &current).is_empty() {
            return Ok(self.on_unknown == OnUnknown::Accept);
        }
        let heads = graph.effective_heads();
        Ok(heads.len() == current.len() && current.iter().all(|id| graph.is_effective_head(id)))
    }

    /// Sets the version table to the targets without running anything. With `purge`, whatever stood there goes first,
    /// known or not.
    ///
    /// # Errors
    /// [`RunError`] if a target does not exist or the version table cannot be written.
    pub fn stamp(
        &self,
        conn: &mut dyn Connection,
        targets: &[&str],
        purge: bool,
    ) -> Result<StampPlan, RunError> {
        self.check_database()?;
        command::stamp(conn, self.graph()?, &self.config, targets, purge)
    }

    /// Creates the version table if it is not there, and says whether it did.
    ///
    /// # Errors
    /// [`RunError`] if the database refuses.
    pub fn ensure_version(&self, conn: &mut dyn Connection) -> Result<bool, RunError> {
        command::ensure_version(conn, &self.config)
    }
}

fn unknown(graph: &Graph, current: &[String]) -> Vec<String> {
    current
        .iter()
        .filter(|revision| graph.get(revision).is_none())
        .cloned()
        .collect()
}

/// Whether a target counts from where the database stands: `+1`, `-2`, `label@+1`.
fn is_relative(target: &str) -> bool {
    let step = target.rsplit_once('@').map_or(target, |(_, step)| step);
    step.starts_with(['+', '-'])
}
