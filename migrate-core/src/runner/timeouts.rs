//! How long statements of a revision wait for locks, and how long they may take, in the words of each server: a run
//! sets them and puts them back, a script sets them for its session.

use std::time::Duration;

use crate::config::Config;
use crate::dialect::Server;

/// The session's variables that the settings ask for, and their values.
pub(super) fn variables(server: Server, config: &Config) -> Vec<(&'static str, String)> {
    let (locks, statement) = (config.ddl_lock_timeout, config.statement_timeout);
    let mut variables = Vec::new();
    let mut set = |name, value: Option<String>| {
        variables.extend(value.map(|value| (name, value)));
    };
    // Of tables, and of rows.
    let wait = |set: &mut dyn FnMut(&'static str, Option<String>)| {
        set("lock_wait_timeout", locks.map(whole_seconds));
        set("innodb_lock_wait_timeout", locks.map(whole_seconds));
    };
    match server {
        // Its writers wait for each other only, which is the runner's lock.
        Server::Sqlite => {}
        Server::Postgres(_) => {
            set("lock_timeout", locks.map(milliseconds));
            set("statement_timeout", statement.map(milliseconds));
        }
        Server::Mysql(_) => {
            wait(&mut set);
            // For SELECT only, as MySQL has it.
            // <https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_execution_time>
            set("max_execution_time", statement.map(milliseconds));
        }
        Server::MariaDb(_) => {
            wait(&mut set);
            let seconds = |timeout: Duration| format!("{:.3}", timeout.as_secs_f64());
            set("max_statement_time", statement.map(seconds));
        }
    }
    variables
}

/// Zero would mean that nothing is timed, and these variables hold 32 bits.
fn milliseconds(timeout: Duration) -> String {
    timeout.as_millis().clamp(1, i32::MAX as u128).to_string()
}

/// These variables know seconds only, and at least one.
fn whole_seconds(timeout: Duration) -> String {
    timeout.as_millis().div_ceil(1000).max(1).to_string()
}
