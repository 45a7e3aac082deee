//! The tamper check: revisions that were applied and whose code was changed since. The journal keeps the digest of what
//! ran; comments and layout do not count.

use std::collections::HashMap;
use std::fmt;

use crate::config::Config;
use crate::connection::Connection;
use crate::graph::Graph;
use crate::runner::session::Session;
use crate::runner::{Records, RunError};

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
    let session = Session::open(conn, config)?;
    let recorded = Records::new(session.conn, config).read(session.conn);
    session.close()?;
    let recorded = recorded?;
    changed(graph, &recorded.rows, recorded.checksums?, checksum)
}

/// Finds those of the applied revisions whose digest is not that of their last run.
pub(super) fn changed<C: AsRef<str>>(
    graph: &Graph,
    rows: &[String],
    checksums: Vec<(String, String)>,
    checksum: impl Fn(&str) -> Option<C>,
) -> Result<Vec<ChangedRevision>, RunError> {
    if checksums.is_empty() {
        return Ok(Vec::new());
    }
    let ran: HashMap<String, String> = checksums.into_iter().collect();
    let known: Vec<String> = rows
        .iter()
        .filter(|row| graph.get(row).is_some())
        .cloned()
        .collect();
    let applied = graph.applied(&known)?;
    Ok(applied
        .into_iter()
        .filter(|info| {
            let now = checksum(&info.id);
            ran.get(&info.id)
                .zip(now)
                .is_some_and(|(ran, now)| differ(ran, now.as_ref()))
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
