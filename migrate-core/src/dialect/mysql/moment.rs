//! What is there for a moment, so that the server tells how it says things: all of it goes at once. What others can see has
//! a name that tells when it was made, and nobody takes it for part of the schema.

use super::facts::Facts;
use crate::connection::Connection;

/// What tables and views for a moment are called: behind it stand the second in which they were made, and a number of
/// their own.
pub(super) const PASSING: &str = "migrate_probe_";

/// How old something for a moment is that a crash left: the next comparison drops it.
const ABANDONED_AFTER_SECONDS: u64 = 60 * 60;

/// Whether that is the name of something for a moment.
pub(super) fn is_passing(name: &str) -> bool {
    let numbers = name.strip_prefix(PASSING);
    numbers.is_some_and(|numbers| numbers.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
}

/// Whether a crash left it.
pub(super) fn is_abandoned(name: &str) -> bool {
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default()
        .as_secs();
    let since = name
        .strip_prefix(PASSING)
        .and_then(|numbers| numbers.split('_').next());
    let since: Option<u64> = since.and_then(|since| since.parse().ok());
    is_passing(name) && since.is_some_and(|since| since + ABANDONED_AFTER_SECONDS < now)
}

/// The names of what is there for a moment.
pub(super) struct Passing {
    pub(super) name: String,
}

impl Passing {
    pub(super) fn new() -> Self {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let own = format!("{}{:09}", std::process::id(), now.subsec_nanos());
        Passing {
            name: format!("{PASSING}{}_{own}", now.as_secs()),
        }
    }

    pub(super) fn part(&self, at: usize) -> String {
        format!("{}_{at}", self.name)
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_for_a_moment_is_known_by_its_name() {
        let passing = Passing::new();
        assert!(is_passing(&passing.name) && is_passing(&passing.part(1)));
        assert!(!is_abandoned(&passing.part(1)));
        assert!(is_abandoned("migrate_probe_1700000000_1_2"));
        assert!(!is_abandoned("migrate_probe_") && !is_abandoned("migrate_probe_1_x"));
    }
}
