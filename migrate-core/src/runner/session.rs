//! What a run sets about the connection, and puts back on every path: foreign keys, the time-out, transactions.

use crate::config::Config;
use crate::connection::{Connection, Engine, TransactionStep};
use crate::runner::{RunError, transaction};

/// A connection during a run. Dropped without [`Session::close`] (a panic in a revision), it puts everything back, too.
pub(crate) struct Session<'c> {
    pub(crate) conn: &'c mut dyn Connection,
    /// Transactions that the caller had open.
    caller_depth: u32,
    /// The pragmas as they were, where they were changed.
    before: Vec<(&'static str, String)>,
    /// Whether foreign keys are enforced while revisions run, because the caller's transaction keeps them on.
    enforced: bool,
    closed: bool,
}

impl<'c> Session<'c> {
    /// Takes the connection over, to read; [`Session::prepare`] comes before anything is changed.
    pub(crate) fn open(conn: &'c mut dyn Connection, config: &Config) -> Result<Self, RunError> {
        let caller_depth = conn.transaction_depth().map_err(|source| {
            RunError::from_database(source, "the connection's transaction is broken")
        })?;
        let mut session = Session {
            conn,
            caller_depth,
            before: Vec::new(),
            enforced: false,
            closed: false,
        };
        match session.conn.engine() {
            Engine::Sqlite => session.wait_for_locks(config)?,
            Engine::Postgres | Engine::Mysql => {}
        }
        Ok(session)
    }

    /// Makes the connection ready for revisions.
    pub(super) fn prepare(&mut self) -> Result<(), RunError> {
        match self.conn.engine() {
            Engine::Sqlite => self.prepare_sqlite(),
            Engine::Postgres | Engine::Mysql => Ok(()),
        }
    }

    /// SQLite's readers wait for a writer's commit, and writers for each other, only as long as they are told to.
    fn wait_for_locks(&mut self, config: &Config) -> Result<(), RunError> {
        let timeout = self.pragma("busy_timeout")?;
        let wanted = if config.lock {
            config
                .runner_lock_timeout
                .as_millis()
                .min(i32::MAX as u128)
                .to_string()
        } else {
            "0".to_owned()
        };
        if timeout != wanted {
            self.set_pragma("busy_timeout", &wanted)?;
            self.before.push(("busy_timeout", timeout));
        }
        Ok(())
    }

    /// Foreign keys off before any transaction, and read back: inside one the pragma does nothing, silently.
    /// <https://www.sqlite.org/pragma.html#pragma_foreign_keys>
    fn prepare_sqlite(&mut self) -> Result<(), RunError> {
        if self.pragma("foreign_keys")? == "1" {
            if self.caller_depth > 0 {
                self.enforced = true;
                return Ok(());
            }
            self.before.push(("foreign_keys", "1".to_owned()));
            self.set_foreign_keys(false)?;
        }
        Ok(())
    }

    /// Whether foreign keys are enforced while operations run.
    pub(super) fn foreign_keys_enforced(&self) -> bool {
        self.enforced
    }

    /// Switches foreign keys on for a revision that asks for them, and off behind it.
    pub(super) fn enforce_foreign_keys(&mut self, on: bool) -> Result<(), RunError> {
        match self.conn.engine() {
            Engine::Sqlite if self.caller_depth > 0 => {
                // As the caller has them; asking for what is there already is fine.
                if on && !self.enforced {
                    Err(RunError::ForeignKeysInTransaction)
                } else {
                    Ok(())
                }
            }
            Engine::Sqlite => {
                if !self.before.iter().any(|(name, _)| *name == "foreign_keys") {
                    self.before.push(("foreign_keys", "0".to_owned()));
                }
                self.set_foreign_keys(on)?;
                self.enforced = on;
                Ok(())
            }
            // They are enforced always.
            Engine::Postgres | Engine::Mysql => Ok(()),
        }
    }

    fn set_foreign_keys(&mut self, on: bool) -> Result<(), RunError> {
        let wanted = if on { "1" } else { "0" };
        self.set_pragma("foreign_keys", wanted)?;
        if self.pragma("foreign_keys")? == wanted {
            Ok(())
        } else if on {
            Err(RunError::ForeignKeysInTransaction)
        } else {
            Err(RunError::ForeignKeysStayOn)
        }
    }

    /// A pragma's value. As a statement of its own it needs no lock; as a table it would read the schema.
    fn pragma(&mut self, name: &str) -> Result<String, RunError> {
        let rows = self
            .conn
            .query(&format!("PRAGMA {name}"))
            .map_err(|source| {
                RunError::from_database(source, "cannot read the connection's settings")
            })?;
        Ok(rows
            .into_iter()
            .flatten()
            .flatten()
            .next()
            .unwrap_or_default())
    }

    fn set_pragma(&mut self, name: &str, value: &str) -> Result<(), RunError> {
        self.conn
            .batch_execute(&format!("PRAGMA {name} = {value}"))
            .map_err(|source| {
                RunError::from_database(source, "cannot change the connection's settings")
            })
    }

    /// Begins a transaction that holds the write lock, or a savepoint inside the caller's.
    pub(super) fn begin(&mut self) -> Result<(), RunError> {
        transaction(self.conn, TransactionStep::BeginImmediate)
    }

    /// Commits what [`Session::begin`] opened.
    pub(super) fn commit(&mut self) -> Result<(), RunError> {
        let committed = transaction(self.conn, TransactionStep::Commit);
        if committed.is_err() {
            self.rollback();
        }
        committed
    }

    /// Takes back everything since [`Session::begin`], savepoints that a revision left open among it.
    ///
    /// A failure is only logged: the error that led here says more.
    pub(super) fn rollback(&mut self) {
        while self
            .conn
            .transaction_depth()
            .is_ok_and(|depth| depth > self.caller_depth)
        {
            if let Err(error) = self.conn.transaction(TransactionStep::Rollback) {
                log::warn!("cannot roll back: {error}");
                return;
            }
        }
    }

    /// Puts the caller's settings back.
    pub(crate) fn close(mut self) -> Result<(), RunError> {
        self.restore()
    }

    fn restore(&mut self) -> Result<(), RunError> {
        self.closed = true;
        let mut outcome = Ok(());
        for (name, value) in std::mem::take(&mut self.before) {
            if let Err(error) = self.set_pragma(name, &value) {
                outcome = Err(error);
            }
        }
        outcome
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if !self.closed {
            self.rollback();
            if let Err(error) = self.restore() {
                log::warn!("{error}");
            }
        }
    }
}
