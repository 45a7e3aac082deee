//! Whether objects are what was written. Of a view the servers keep only what they made of it, and have no temporary ones:
//! each is made under another name for a moment and read back. Of a stored program they keep the body word by word.

mod program;

use std::collections::HashMap;

use super::literal::{quote, quote_all};
use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind};

/// Tells of each pair whether the live object is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    pairs: &[(&Object, &Object)],
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let mut answers: Vec<Result<bool, String>> = pairs
        .iter()
        .map(|(live, written)| program::same(live, written))
        .collect();
    let is_view = |at: &usize| pairs[*at].0.id.kind == ObjectKind::View;
    let mut made: Vec<usize> = (0..pairs.len()).filter(is_view).collect();
    if made.is_empty() {
        return Ok(answers);
    }
    let claim = Claim::take(conn)?;
    let create = |at: usize| {
        let (name, body) = (quote(&claim.name(at)), pairs[at].1.body());
        format!("CREATE OR REPLACE VIEW {name} AS {body}")
    };
    let names: Vec<String> = made.iter().map(|&at| claim.name(at)).collect();
    let all: Vec<String> = made.iter().map(|&at| create(at)).collect();
    if conn.batch_execute(&all.join(";\n")).is_err() {
        // One by one, to tell which it is that the server refuses.
        made.retain(|&at| match conn.batch_execute(&create(at)) {
            Ok(()) => true,
            Err(error) => {
                answers[at] = Err(error.to_string());
                false
            }
        });
    }
    let views = views(conn, &claim);
    let views = clean_up(conn, &claim, names, views)?;
    for at in made {
        let live = &pairs[at].0.id.name.name;
        answers[at] = match (views.get(&claim.name(at)), views.get(live)) {
            (Some(probe), Some(live)) => Ok(probe.said == live.said),
            (None, _) | (_, None) => Err("the server does not show it".to_owned()),
        };
    }
    Ok(answers)
}

/// What views for a moment are called: behind it stand the connection's number, and their own.
const PROBE: &str = "migrate_probe_";

/// Whether that is the name of a view for a moment. One that a crash left is dropped by the next comparison of views.
pub(super) fn is_probe(name: &str) -> bool {
    let numbers = name.strip_prefix(PROBE);
    numbers.is_some_and(|numbers| numbers.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
}

/// What begins the names of this connection's views, and is the name of the lock that says that it is alive.
struct Claim {
    prefix: String,
    /// Clusters have no such locks: there a view that a crash left stays.
    locked: bool,
}

impl Claim {
    fn take(conn: &mut dyn Connection) -> Result<Self, InspectError> {
        let prefix = format!("CONCAT('{PROBE}', CONNECTION_ID())");
        let (rows, locked) = match conn.query(&format!(
            "SELECT {prefix}, CAST(GET_LOCK({prefix}, 0) AS CHAR)"
        )) {
            Ok(rows) => (rows, true),
            Err(_) => (conn.query(&format!("SELECT {prefix}"))?, false),
        };
        let prefix = rows.into_iter().flatten().flatten().next();
        Ok(Claim {
            prefix: prefix.unwrap_or_else(|| PROBE.to_owned()),
            locked,
        })
    }

    fn name(&self, at: usize) -> String {
        format!("{}_{at}", self.prefix)
    }
}

struct View {
    said: (String, String),
    /// Whether it is a probe whose connection is gone.
    left: bool,
}

fn views(conn: &mut dyn Connection, claim: &Claim) -> Result<HashMap<String, View>, InspectError> {
    let left = if claim.locked {
        format!(
            "IF(LEFT(TABLE_NAME, {}) = '{PROBE}', CAST(IS_FREE_LOCK(SUBSTRING_INDEX(TABLE_NAME, '_', 3)) AS CHAR), NULL)",
            PROBE.len()
        )
    } else {
        "NULL".to_owned()
    };
    let rows = conn.query(&format!(
        "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, {left} FROM information_schema.VIEWS \
         WHERE TABLE_SCHEMA = DATABASE()"
    ))?;
    let view = |row: Row| {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let name = next()?;
        let said = (next().unwrap_or_default(), next().unwrap_or_default());
        let left = next().as_deref() == Some("1") && is_probe(&name);
        Some((name, View { said, left }))
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// Drops the views that were made, and those of connections that are gone; whatever became of the query that read them.
fn clean_up(
    conn: &mut dyn Connection,
    claim: &Claim,
    mut names: Vec<String>,
    views: Result<HashMap<String, View>, InspectError>,
) -> Result<HashMap<String, View>, InspectError> {
    let left = views.iter().flatten().filter(|(_, view)| view.left);
    names.extend(left.map(|(name, _)| name.clone()));
    if !names.is_empty() {
        conn.batch_execute(&format!("DROP VIEW IF EXISTS {}", quote_all(&names)))?;
    }
    if claim.locked {
        let release = format!("SELECT CAST(RELEASE_LOCK('{}') AS CHAR)", claim.prefix);
        conn.query(&release)?;
    }
    views
}
