//! What a run sets about the connection, and puts back on every path: foreign keys, time-outs, the lock, transactions.

mod mysql;
mod postgres;
mod sqlite;

use std::rc::Rc;

use crate::config::Config;
use crate::connection::{Connection, Engine, TransactionStep};
use crate::dialect::{self, Dialect, InspectError, Server};
use crate::runner::lock::Key;
use crate::runner::{RunError, transaction};

/// A connection during a run. Dropped without [`Session::close`] (a panic in a revision), it puts everything back, too.
pub(crate) struct Session<'c> {
    pub(crate) conn: &'c mut dyn Connection,
    /// Transactions that the caller had open.
    caller_depth: u32,
    /// What puts settings back as they were, by the setting, where they were changed.
    before: Vec<(&'static str, String)>,
    /// Whether foreign keys are enforced while revisions run, because the caller's transaction keeps them on.
    enforced: bool,
    /// The dialect of the server as it was asked, or of a current one.
    dialect: Rc<dyn Dialect>,
    /// The lock against other runners, if it is held.
    lock: Option<Key>,
    closed: bool,
}

impl<'c> Session<'c> {
    /// Takes the connection over, to read; [`Session::prepare`] comes before anything is changed.
    pub(crate) fn open(conn: &'c mut dyn Connection, config: &Config) -> Result<Self, RunError> {
        dialect::built(conn.engine()).map_err(InspectError::from)?;
        let caller_depth = conn.transaction_depth().map_err(|source| {
            RunError::from_database(source, "the connection's transaction is broken")
        })?;
        // Of a current version, until the server is asked.
        let dialect = dialect::assumed(conn.engine());
        let mut session = Session {
            conn,
            dialect: Rc::from(dialect),
            caller_depth,
            before: Vec::new(),
            enforced: false,
            lock: None,
            closed: false,
        };
        match session.conn.engine() {
            Engine::Sqlite => session.wait_for_locks(config)?,
            Engine::Postgres | Engine::Mysql => {}
        }
        Ok(session)
    }

    /// Makes the connection ready for revisions.
    pub(super) fn prepare(&mut self, config: &Config) -> Result<(), RunError> {
        match self.conn.engine() {
            Engine::Sqlite => self.prepare_sqlite(),
            Engine::Postgres => {
                let server = self.ask_server()?;
                self.prepare_postgres(config, server)
            }
            Engine::Mysql => {
                let server = self.ask_server()?;
                self.prepare_mysql(config, server)
            }
        }
    }

    /// Asks the server what it is, once.
    fn ask_server(&mut self) -> Result<Server, RunError> {
        let unknown = |error| match error {
            InspectError::Query(source) => unreadable(source),
            other => RunError::Server(other),
        };
        let server = Server::detect(self.conn).map_err(unknown)?;
        if let Some(minimum) = server.older_than() {
            return Err(RunError::ServerTooOld { server, minimum });
        }
        self.dialect = Rc::from(match server {
            // Its settings decide on more than its version does.
            Server::Mysql(_) | Server::MariaDb(_) => dialect::detect(self.conn).map_err(unknown)?,
            Server::Sqlite | Server::Postgres(_) => dialect::for_server(server),
        });
        Ok(server)
    }

    /// The dialect of the server.
    pub(super) fn dialect(&self) -> Rc<dyn Dialect> {
        Rc::clone(&self.dialect)
    }

    /// Whether every statement commits by itself, whatever transaction there is.
    pub(super) fn ddl_commits(&self) -> bool {
        match self.conn.engine() {
            Engine::Sqlite | Engine::Postgres => false,
            Engine::Mysql => true,
        }
    }

    /// Whether some statements have to be taken out of the revision's transaction.
    pub(super) fn needs_blocks(&self) -> bool {
        match self.conn.engine() {
            Engine::Sqlite | Engine::Mysql => false,
            Engine::Postgres => true,
        }
    }

    /// Whether the caller has a transaction open around the run.
    pub(super) fn in_callers_transaction(&self) -> bool {
        self.caller_depth > 0
    }

    /// Changes a setting, and remembers the statement that puts it back.
    fn set(&mut self, name: &'static str, change: &str, back: String) -> Result<(), RunError> {
        self.conn.batch_execute(change).map_err(unchangeable)?;
        self.before.push((name, back));
        Ok(())
    }

    /// Whether foreign keys are enforced while operations run.
    pub(super) fn foreign_keys_enforced(&self) -> bool {
        self.enforced
    }

    /// Begins the transaction of a revision, or a savepoint inside the caller's. On SQLite it holds the write lock;
    /// where DDL commits there is none.
    pub(super) fn begin(&mut self) -> Result<(), RunError> {
        if self.ddl_commits() {
            return Ok(());
        }
        transaction(self.conn, TransactionStep::BeginImmediate)
    }

    /// Commits what [`Session::begin`] opened.
    pub(super) fn commit(&mut self) -> Result<(), RunError> {
        if self.ddl_commits() {
            return Ok(());
        }
        self.commit_open()
    }

    /// Writes rows of the runner's own, all or none of them: in the revision's transaction, or where there is none in
    /// one for them.
    pub(super) fn write_rows<T>(
        &mut self,
        write: impl FnOnce(&mut dyn Connection) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        if !self.ddl_commits() {
            return write(self.conn);
        }
        transaction(self.conn, TransactionStep::Begin)?;
        match write(self.conn) {
            Ok(written) => self.commit_open().map(|()| written),
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    fn commit_open(&mut self) -> Result<(), RunError> {
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
        for (_, statement) in std::mem::take(&mut self.before) {
            if let Err(source) = self.conn.batch_execute(&statement) {
                outcome = Err(unchangeable(source));
            }
        }
        // Last: who waits for it shall find everything done.
        self.unlock();
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

impl Session<'_> {
    /// Whether the lock against other runners is held.
    pub(super) fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Remembers that the lock is held.
    pub(super) fn hold(&mut self, key: Key) {
        self.lock = Some(key);
    }

    /// Forgets the lock, for who gives it back.
    pub(super) fn release(&mut self) -> Option<Key> {
        self.lock.take()
    }
}

fn unreadable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot read the connection's settings")
}

fn unchangeable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot change the connection's settings")
}
