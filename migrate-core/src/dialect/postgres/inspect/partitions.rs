//! Tables that hold a part of another table's rows: read as tables, and told as objects, which make the same table
//! again and attach it. The server then finds the indexes and keys of the whole in it, under the names that they have.

use super::Tables;
use super::objects::Found;
use crate::dialect::InspectError;
use crate::dialect::postgres::create;
use crate::schema::{Object, ObjectId, ObjectKind};

/// Takes partitions out of the tables. They stand before all other objects, in the order of their names.
pub(super) fn take_out(tables: &mut Tables, objects: &mut Vec<Found>) -> Result<(), InspectError> {
    let mut found = Vec::with_capacity(tables.partitions.len());
    for partition in std::mem::take(&mut tables.partitions) {
        let Some(table) = tables.get(&partition.oid) else {
            continue;
        };
        // The comment is the object's.
        let mut alone = table.clone();
        let comment = alone.comment.take();
        let further = std::mem::take(&mut alone.further);
        let statements =
            create::table(&alone, false).map_err(|error| InspectError::Definition {
                what: "partition",
                name: table.name.to_string(),
                reason: error.to_string(),
            })?;
        found.push(Found {
            catalog: "pg_class",
            oid: partition.oid,
            object: Object {
                id: ObjectId {
                    kind: ObjectKind::Partition,
                    name: alone.name.clone(),
                    table: Some(partition.of),
                    arguments: None,
                },
                definition: statements.join(";\n"),
                options: Some(partition.rows),
                depends_on: std::mem::take(&mut alone.depends_on),
                comment,
                further,
            },
        });
    }
    let taken: Vec<usize> = found
        .iter()
        .filter_map(|partition| tables.by_oid.remove(&partition.oid))
        .collect();
    let mut at = 0;
    tables.tables.retain(|_| {
        at += 1;
        !taken.contains(&(at - 1))
    });
    for position in tables.by_oid.values_mut() {
        *position -= taken.iter().filter(|taken| **taken < *position).count();
    }
    objects.splice(0..0, found);
    Ok(())
}
