//! What a run sets on PostgreSQL: how long its statements wait for locks, and how long they may take.

use super::{Session, unreadable};
use crate::config::Config;
use crate::dialect::Server;
use crate::runner::{RunError, timeouts};

impl Session<'_> {
    pub(super) fn prepare_postgres(
        &mut self,
        config: &Config,
        server: Server,
    ) -> Result<(), RunError> {
        for (name, value) in timeouts::variables(server, config) {
            let before = self.setting(&format!("pg_catalog.current_setting('{name}')"))?;
            self.set(
                name,
                &format!("SET {name} = {value}"),
                format!("SET {name} = '{before}'"),
            )?;
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
