//! Whether objects are what was written. Of a view the servers keep only what they made of it, and have no temporary ones:
//! each is made under another name for a moment and read back. Of a stored program they keep the body word by word.

mod program;

use std::collections::HashMap;

use super::literal::quote;
use crate::connection::Connection;
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
    // One that a crash left is nobody's.
    let create = |at: usize| {
        let body = pairs[at].1.body();
        format!("CREATE OR REPLACE VIEW {} AS {body}", quote(&probe(at)))
    };
    let is_view = |at: &usize| pairs[*at].0.id.kind == ObjectKind::View;
    let mut made: Vec<usize> = (0..pairs.len()).filter(is_view).collect();
    let all: Vec<String> = made.iter().map(|&at| create(at)).collect();
    if !made.is_empty() && conn.batch_execute(&all.join(";\n")).is_err() {
        // One by one, to tell which it is that the server refuses.
        made.retain(|&at| match conn.batch_execute(&create(at)) {
            Ok(()) => true,
            Err(error) => {
                answers[at] = Err(error.to_string());
                false
            }
        });
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
