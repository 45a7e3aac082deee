//! One runner at a time on a server: the database's own lock, tried again and again, and given back on every path.
//!
//! Nobody waits inside of the database: on PostgreSQL a waiter would keep `CREATE INDEX CONCURRENTLY` of the runner
//! that it waits for from ending, and both would wait for ever. SQLite needs none of this: its write lock is the lock.

use std::time::{Duration, Instant};

use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::runner::RunError;
use crate::runner::session::Session;
use crate::schema::TableName;

/// The name of the lock: everyone who keeps the same version table computes the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// Makes the key of a version table. What it is made of is frozen: older programs run beside newer ones.
    fn of(database: &str, schema: &str, table: &str) -> Self {
        Key(hmac_sha256::Hash::hash(
            format!("migrate:{database}:{schema}.{table}").as_bytes(),
        ))
    }

    /// Asks the server what it calls the database, and the schema that is meant where none is named.
    fn read(conn: &mut dyn Connection, table: &TableName) -> Result<Option<Self>, RunError> {
        let sql = match conn.engine() {
            Engine::Sqlite => return Ok(None),
            Engine::Postgres => {
                "SELECT pg_catalog.current_database()::text, coalesce(pg_catalog.current_schema()::text, '')"
            }
            Engine::Mysql => "SELECT DATABASE(), DATABASE()",
        };
        let rows = conn.query(sql).map_err(unlockable)?;
        let mut names = rows.into_iter().flatten().map(Option::unwrap_or_default);
        let database = names.next().unwrap_or_default();
        let current = names.next().unwrap_or_default();
        let schema = table.schema.as_ref().unwrap_or(&current);
        Ok(Some(Key::of(&database, schema, &table.name)))
    }

    /// The key of PostgreSQL's advisory locks.
    fn number(&self) -> i64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        i64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// The key of MySQL's locks by name, which have room for exactly 64 characters.
    fn name(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What came of waiting for the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    /// It is held.
    Locked,
    /// Another runner did everything meanwhile.
    Reached,
    /// There is none: the database needs none, or nobody wants it.
    NoLock,
}

/// How long to wait before another try, at most.
const PAUSE: Duration = Duration::from_millis(250);

impl Session<'_> {
    /// Takes the lock against other runners. Each time that another one has it, `reached` is asked whether there is
    /// anything left to do.
    pub(super) fn lock(
        &mut self,
        config: &Config,
        reached: &mut dyn FnMut(&mut dyn Connection) -> Result<bool, RunError>,
    ) -> Result<Waited, RunError> {
        if !config.lock {
            return Ok(Waited::NoLock);
        }
        let Some(key) = Key::read(self.conn, &config.version_table)? else {
            return Ok(Waited::NoLock);
        };
        let began = Instant::now();
        let patience = config.runner_lock_timeout;
        let mut pause = Duration::from_millis(10);
        while !self.try_lock(&key)? {
            if reached(self.conn)? {
                return Ok(Waited::Reached);
            }
            let left = patience.saturating_sub(began.elapsed());
            if left.is_zero() {
                let holder = self.lock_holder(&key);
                return Err(RunError::LockTimeout { patience, holder });
            }
            std::thread::sleep(pause.min(left));
            pause = (pause * 2).min(PAUSE);
        }
        Ok(Waited::Locked)
    }

    /// Takes the lock if nobody has it, and says whether that is so now.
    fn try_lock(&mut self, key: &Key) -> Result<bool, RunError> {
        let sql = match self.conn.engine() {
            Engine::Sqlite => return Ok(true),
            // Inside the caller's transaction it has to last as long as that: nobody else sees before its end what
            // was done.
            Engine::Postgres if self.in_callers_transaction() => {
                format!(
                    "SELECT pg_catalog.pg_try_advisory_xact_lock({})::text",
                    key.number()
                )
            }
            Engine::Postgres => {
                format!(
                    "SELECT pg_catalog.pg_try_advisory_lock({})::text",
                    key.number()
                )
            }
            Engine::Mysql => format!("SELECT CAST(GET_LOCK('{}', 0) AS CHAR)", key.name()),
        };
        let rows = self.conn.query(&sql).map_err(unlockable)?;
        let answer = rows.into_iter().flatten().flatten().next();
        let locked = matches!(answer.as_deref(), Some("true" | "1"));
        if locked {
            self.hold(key.clone());
        }
        Ok(locked)
    }

    /// Gives the lock back. A failure is only logged: the lock goes with the connection at the latest.
    pub(super) fn unlock(&mut self) {
        let Some(key) = self.release() else {
            return;
        };
        let sql = match self.conn.engine() {
            Engine::Sqlite => return,
            Engine::Postgres if self.in_callers_transaction() => return,
            Engine::Postgres => {
                format!(
                    "SELECT pg_catalog.pg_advisory_unlock({})::text",
                    key.number()
                )
            }
            Engine::Mysql => format!("SELECT CAST(RELEASE_LOCK('{}') AS CHAR)", key.name()),
        };
        match self.conn.query(&sql) {
            Ok(rows) => {
                let answer = rows.into_iter().flatten().flatten().next();
                if !matches!(answer.as_deref(), Some("true" | "1")) {
                    log::warn!(
                        "the lock against other runners was lost on the way; a connection pooler that hands out \
                         connections by the transaction cannot keep it"
                    );
                }
            }
            Err(error) => log::warn!("cannot give the lock back: {error}"),
        }
    }

    /// Says who has the lock, as far as the server tells.
    fn lock_holder(&mut self, key: &Key) -> Option<String> {
        let sql = match self.conn.engine() {
            Engine::Sqlite => return None,
            Engine::Postgres => {
                let number = key.number();
                format!(
                    "SELECT 'process ' || a.pid || coalesce(' of ' || a.usename, '') || coalesce(' from ' || \
                     pg_catalog.host(a.client_addr), '') || coalesce(' (' || nullif(a.application_name, '') || ')', '') \
                     FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
                     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                     AND (l.classid::bigint << 32) | l.objid::bigint = {number} \
                     AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
                )
            }
            Engine::Mysql => format!(
                "SELECT CONCAT('connection ', IS_USED_LOCK('{}'))",
                key.name()
            ),
        };
        let rows = self.conn.query(&sql).ok()?;
        rows.into_iter().flatten().flatten().next()
    }
}

fn unlockable(source: diesel::result::Error) -> RunError {
    RunError::from_database(source, "cannot take the lock against other runners")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_never_changes() {
        let key = Key::of("app", "public", "migrate_version");
        assert_eq!(
            key.name(),
            "c0245a87c845fcf910f3a7e456b3f1e9bb195751d0d50506b691206aec638ccc"
        );
        assert_eq!(key.number(), -4_601_453_380_038_689_543);
    }
}
