//! Whether views are what was written: each is made under another name for a moment and read back, for the servers keep
//! of a view only what they made of it, and have no temporary ones.

use std::collections::HashMap;

use super::literal::quote;
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind};

/// Tells of each pair whether the live view is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    pairs: &[(&Object, &Object)],
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let mut answers: Vec<Result<bool, String>> = pairs.iter().map(|_| Ok(true)).collect();
    let mut made = Vec::new();
    for (at, (live, written)) in pairs.iter().enumerate() {
        if live.id.kind != ObjectKind::View {
            continue;
        }
        // One that a crash left is nobody's.
        let create = format!(
            "CREATE OR REPLACE VIEW {} AS {}",
            quote(&probe(at)),
            written.body()
        );
        match conn.batch_execute(&create) {
            Ok(()) => made.push(at),
            Err(error) => answers[at] = Err(error.to_string()),
        }
    }
    if made.is_empty() {
        return Ok(answers);
    }
    let rows = conn.query(
        "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()",
    );
    let probes: Vec<String> = made.iter().map(|&at| quote(&probe(at))).collect();
    conn.batch_execute(&format!("DROP VIEW {}", probes.join(", ")))?;
    let said: HashMap<String, (Option<String>, Option<String>)> = rows?
        .into_iter()
        .filter_map(|row| {
            let mut cells = row.into_iter();
            Some((cells.next()??, (cells.next()?, cells.next()?)))
        })
        .collect();
    for at in made {
        let live = &pairs[at].0.id.name.name;
        answers[at] = match (said.get(&probe(at)), said.get(live)) {
            (Some(probe), Some(live)) => Ok(probe == live),
            (None, _) | (_, None) => Err("the server does not show it".to_owned()),
        };
    }
    Ok(answers)
}

/// The name of a view for a moment.
fn probe(at: usize) -> String {
    format!("migrate_probe_{at}")
}
