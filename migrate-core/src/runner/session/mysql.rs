//! What a run sets on MySQL and MariaDB, where every statement of DDL commits: autocommit, and time-outs.

use super::Session;
use crate::config::Config;
use crate::dialect::Server;
use crate::runner::{RunError, timeouts};

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
        for (name, value) in timeouts::variables(server, config) {
            self.set_number(name, value)?;
        }
        Ok(())
    }

    fn set_number(&mut self, name: &'static str, value: String) -> Result<(), RunError> {
        let before = self.setting(&format!("CAST(@@SESSION.{name} AS CHAR)"))?;
        let set = |value: &str| format!("SET SESSION {name} = {value}");
        self.set(name, &set(&value), set(&before))
    }
}
