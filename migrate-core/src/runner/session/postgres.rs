//! What a run sets on PostgreSQL: how long its statements wait for locks, and how long they may take.

use super::{Session, unreadable};
use crate::config::Config;
use crate::runner::RunError;

impl Session<'_> {
    pub(super) fn prepare_postgres(&mut self, config: &Config) -> Result<(), RunError> {
        let timeouts = [
            ("lock_timeout", config.ddl_lock_timeout),
            ("statement_timeout", config.statement_timeout),
        ];
        for (name, timeout) in timeouts {
            let Some(timeout) = timeout else {
                continue;
            };
            let before = self.setting(&format!("pg_catalog.current_setting('{name}')"))?;
            let change = format!("SET {name} = {}", timeout.as_millis().min(i32::MAX as u128));
            self.set(name, &change, format!("SET {name} = '{before}'"))?;
        }
        Ok(())
    }

    /// The value of an expression of text.
    pub(super) fn setting(&mut self, expression: &str) -> Result<String, RunError> {
        let rows = self.conn.query(&format!("SELECT {expression}"));
        let rows = rows.map_err(unreadable)?;
        Ok(rows
            .into_iter()
            .flatten()
            .flatten()
            .next()
            .unwrap_or_default())
    }
}
