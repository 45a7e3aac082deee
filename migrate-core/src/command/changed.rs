//! The tamper check: revisions that were applied and whose code was changed since. The journal keeps the digest of what
//! ran; comments and layout do not count.

use std::collections::HashMap;
use std::fmt;

use crate::config::Config;
use crate::connection::Connection;
use crate::graph::Graph;
use crate::runner::{self, RunError};

/// A revision that was changed after it was applied: the database has what the former code made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangedRevision {
    /// The id.
    pub revision: String,
    /// The file, relative to the project.
    pub path: String,
}

impl fmt::Display for ChangedRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "revision `{}` was changed after it was applied: {}",
            self.revision, self.path
        )
    }
}

/// Finds the revisions that a database has and whose code was changed since; `checksum` digests what they say now.
///
/// # Errors
/// [`RunError`] if the version table or the journal cannot be read.
pub fn changed_revisions(
    conn: &mut dyn Connection,
    graph: &Graph,
    config: &Config,
    checksum: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<ChangedRevision>, RunError> {
    if !config.journal {
        return Ok(Vec::new());
    }
    let runner::Recorded {
        mut rows,
        checksums,
    } = runner::read_recorded(conn, config)?;
    if checksums.is_empty() {
        return Ok(Vec::new());
    }
    let ran: HashMap<String, String> = checksums.into_iter().collect();
    rows.retain(|row| graph.get(row).is_some());
    let applied = graph.applied(&rows)?;
    Ok(applied
        .into_iter()
        .filter(|info| {
            let now = checksum(&info.id);
            ran.get(&info.id)
                .zip(now)
                .is_some_and(|(ran, now)| differ(ran, &now))
        })
        .map(|info| ChangedRevision {
            revision: info.id.clone(),
            path: info.path.clone(),
        })
        .collect())
}

/// Whether two digests say different things; those of different rules say nothing about each other.
fn differ(ran: &str, now: &str) -> bool {
    let rule = |digest: &str| digest.split(':').next().map(str::to_owned);
    rule(ran) == rule(now) && ran != now
}
