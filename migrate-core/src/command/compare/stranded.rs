//! Views, triggers and routines that nobody registered and that speak of a table which goes: they stay, and fail from then
//! on, which SQLite and MySQL tell nobody until they are used.

use std::collections::HashSet;

use crate::connection::Connection;
use crate::dialect::{Dialect, InspectError};
use crate::diff::{self, Note};
use crate::operation::Operation;
use crate::schema::{Object, TableName};

/// Tells of objects in the database that are left with nothing to read from. `inspected` are those that inspection found.
pub(super) fn notes(
    operations: &[Operation],
    dialect: &dyn Dialect,
    conn: &mut dyn Connection,
    inspected: Vec<Object>,
) -> Result<Vec<Note>, InspectError> {
    let dropped: Vec<&TableName> = operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::DropTable { name, .. } => Some(name),
            _ => None,
        })
        .collect();
    if dropped.is_empty() {
        return Ok(Vec::new());
    }
    // What the operations know of is looked after by them.
    let known: HashSet<_> = operations
        .iter()
        .filter_map(|operation| match operation {
            Operation::DropObject { id, .. } => Some(id),
            Operation::ReplaceObject { object, .. } | Operation::CreateObject { object } => {
                Some(&object.id)
            }
            _ => None,
        })
        .collect();
    let mut notes = Vec::new();
    for object in dialect.objects(conn, inspected)? {
        let goes_along = object
            .id
            .table
            .as_ref()
            .is_some_and(|it| dropped.contains(&it));
        if goes_along || known.iter().any(|id| object.id.means(id)) {
            continue;
        }
        let mut tables = dropped.iter();
        if let Some(table) = tables.find(|table| diff::objects::speaks_of(&object, table)) {
            notes.push(Note::Stranded {
                object: object.id.to_string(),
                table: (*table).clone(),
            });
        }
    }
    Ok(notes)
}
