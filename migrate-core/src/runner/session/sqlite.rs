//! What a run sets on SQLite: how long it waits for other writers, and foreign keys.

use super::{Session, unchangeable, unreadable};
use crate::config::Config;
use crate::connection::Engine;
use crate::runner::RunError;

impl Session<'_> {
    /// SQLite's readers wait for a writer's commit, and writers for each other, only as long as they are told to.
    pub(super) fn wait_for_locks(&mut self, config: &Config) -> Result<(), RunError> {
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
            self.before
                .push(("busy_timeout", format!("PRAGMA busy_timeout = {timeout}")));
        }
        Ok(())
    }

    /// Foreign keys off before any transaction, and read back: inside one the pragma does nothing, silently.
    /// <https://www.sqlite.org/pragma.html#pragma_foreign_keys>
    pub(super) fn prepare_sqlite(&mut self) -> Result<(), RunError> {
        if self.pragma("foreign_keys")? == "1" {
            if self.caller_depth > 0 {
                self.enforced = true;
                return Ok(());
            }
            self.before
                .push(("foreign_keys", "PRAGMA foreign_keys = 1".to_owned()));
            self.set_foreign_keys(false)?;
        }
        Ok(())
    }

    /// Switches foreign keys on for a revision that asks for them, and off behind it.
    pub(in crate::runner) fn enforce_foreign_keys(&mut self, on: bool) -> Result<(), RunError> {
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
                    self.before
                        .push(("foreign_keys", "PRAGMA foreign_keys = 0".to_owned()));
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
            .map_err(unreadable)?;
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
            .map_err(unchangeable)
    }
}
