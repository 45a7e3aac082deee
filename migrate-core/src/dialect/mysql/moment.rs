//! What is there for a moment, so that the server tells how it says things: all of it goes at once.

use super::facts::Facts;
use crate::connection::Connection;

/// What was made, and how it goes.
pub(super) struct Moment<'f> {
    facts: &'f Facts,
    drops: Vec<String>,
}

impl<'f> Moment<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        let drops = Vec::new();
        Moment { facts, drops }
    }

    /// Remembers the statement that drops what was made. It has to succeed where nothing is there, too.
    pub(super) fn passes_by(&mut self, drop: String) {
        self.drops.push(drop);
    }

    /// Drops what was made: in one statement, where the server has compound ones.
    /// <https://mariadb.com/kb/en/begin-end/>
    pub(super) fn end(&mut self, conn: &mut dyn Connection) -> diesel::QueryResult<()> {
        let drops = std::mem::take(&mut self.drops);
        if self.facts.mariadb && drops.len() > 1 {
            let compound = format!("BEGIN NOT ATOMIC {}; END", drops.join("; "));
            if conn.batch_execute(&compound).is_ok() {
                return Ok(());
            }
        }
        // What one of them says is no reason to leave the others.
        let ended: Vec<diesel::QueryResult<()>> =
            drops.iter().map(|drop| conn.batch_execute(drop)).collect();
        ended.into_iter().collect()
    }
}
