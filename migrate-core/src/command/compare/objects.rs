//! The replaceable objects that are there: those of the history, with the bodies that it gave them, unless somebody else
//! changed them since.

use super::{CompareError, compares};
use crate::connection::{Connection, Engine};
use crate::dialect::Dialect;
use crate::diff::Note;
use crate::environment::Environment;
use crate::runner::RunError;
use crate::schema::{Object, ObjectId, ObjectKind, Schema};

/// The objects that autogenerate is about, taken out of `from`: none where none is registered, so that what revisions made
/// by hand stays; otherwise those of the history, and those that are registered and were there before it. Where there is
/// a database, it is asked whether they are what they were.
pub(super) fn present(
    environment: &Environment,
    (engine, dialect): (Engine, &dyn Dialect),
    conn: Option<&mut dyn Connection>,
    from: &mut Schema,
    registered: &[Object],
) -> Result<(Vec<Object>, Vec<Note>), CompareError> {
    let mut live = std::mem::take(&mut from.objects);
    if registered.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut made = environment
        .created_objects(engine)
        .map_err(RunError::from)?;
    let mut notes = Vec::new();
    if let Some(conn) = conn {
        live = dialect.objects(conn, live)?;
        // One of a table that is left out is not shown, and not gone.
        let shown = |id: &ObjectId| {
            id.table.as_ref().is_none_or(|table| {
                let here = from.tables.iter().any(|present| present.name == *table);
                here && compares(environment, table)
            }) && compares(environment, &id.name)
        };
        made.retain(|object| {
            object.id.kind == ObjectKind::Partition
                || !shown(&object.id)
                || live.iter().any(|other| is_it(&other.id, &object.id))
        });
        notes = follow(dialect, conn, &live, &mut made)?;
    }
    let older = live.into_iter().filter(|object| {
        let is_it = |other: &Object| other.id == object.id;
        registered.iter().any(is_it) && !made.iter().any(is_it)
    });
    let older: Vec<Object> = older.collect();
    made.extend(older);
    Ok((made, notes))
}

/// Puts the live definition of what was changed by hand in the place of the history's.
fn follow(
    dialect: &dyn Dialect,
    conn: &mut dyn Connection,
    live: &[Object],
    made: &mut [Object],
) -> Result<Vec<Note>, CompareError> {
    let found: Vec<(usize, &Object)> = made
        .iter()
        .enumerate()
        .filter_map(|(at, object)| {
            let mut same = live.iter().filter(|other| other.id.means(&object.id));
            let first = same.next()?;
            // Functions of one name that nothing tells apart.
            same.next().is_none().then_some((at, first))
        })
        .collect();
    let pairs: Vec<(&Object, &Object)> = found
        .iter()
        .map(|&(at, present)| (present, &made[at]))
        .collect();
    let answers = dialect.same_objects(conn, &pairs)?;
    let mut notes = Vec::new();
    for ((at, present), answer) in found.into_iter().zip(answers) {
        match answer {
            Ok(true) => {}
            Ok(false) => made[at].definition.clone_from(&present.definition),
            Err(reason) => notes.push(Note::NotCompared {
                name: made[at].id.to_string(),
                reason,
            }),
        }
    }
    Ok(notes)
}

/// Whether a live object is the one that was made, as far as names tell: the types of a function's arguments may be said
/// in other words.
fn is_it(live: &ObjectId, made: &ObjectId) -> bool {
    let of_table = live.table.is_none() || made.table.is_none() || live.table == made.table;
    live.kind == made.kind && live.name == made.name && of_table
}
