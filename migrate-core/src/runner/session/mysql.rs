//! What a run sets on MySQL and MariaDB, where every statement of DDL commits: autocommit, and time-outs.

use std::time::Duration;

use super::Session;
use crate::config::Config;
use crate::dialect::Server;
use crate::runner::RunError;

impl Session<'_> {
    pub(super) fn prepare_mysql(
        &mut self,
        config: &Config,
        server: Server,
    ) -> Result<(), RunError> {
        if self.in_callers_transaction() {
            return Err(RunError::InTransaction);
        }
        // What is not committed when the connection is lost would be lost with it.
        if self.setting("CAST(@@SESSION.autocommit AS CHAR)")? == "0" {
            self.set(
                "autocommit",
                "SET autocommit = 1",
                "SET autocommit = 0".to_owned(),
            )?;
        }
        if let Some(timeout) = config.ddl_lock_timeout {
            // Of tables, and of rows.
            self.set_number("lock_wait_timeout", whole_seconds(timeout))?;
            self.set_number("innodb_lock_wait_timeout", whole_seconds(timeout))?;
        }
        if let Some(timeout) = config.statement_timeout {
            // MySQL's own time-out is for SELECT only, and in milliseconds.
            // <https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_execution_time>
            if matches!(server, Server::MariaDb(_)) {
                self.set_number(
                    "max_statement_time",
                    format!("{:.3}", timeout.as_secs_f64()),
                )?;
            } else {
                self.set_number("max_execution_time", timeout.as_millis().to_string())?;
            }
        }
        Ok(())
    }

    fn set_number(&mut self, name: &'static str, value: String) -> Result<(), RunError> {
        let before = self.setting(&format!("CAST(@@SESSION.{name} AS CHAR)"))?;
        let set = |value: &str| format!("SET SESSION {name} = {value}");
        self.set(name, &set(&value), set(&before))
    }
}

/// These variables know seconds only, and at least one.
fn whole_seconds(timeout: Duration) -> String {
    timeout.as_millis().div_ceil(1000).max(1).to_string()
}
