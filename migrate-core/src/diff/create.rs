//! A whole schema as the operations that make it in an empty database, to the letter: no name is invented here.

use super::{DiffOptions, elements, need, order};
use crate::dialect::Capabilities;
use crate::operation::Operation;
use crate::schema::Schema;

/// Returns what creates everything in a schema, in an order in which it can run.
///
/// `may_precede`: whether a table may be created before one that its foreign keys point at.
#[must_use]
pub fn create(schema: &Schema, may_precede: bool) -> Vec<Operation> {
    let options = DiffOptions {
        complete: true,
        droppable: &|_| false,
        ..DiffOptions::new(Capabilities::default())
    };
    let nothing = Schema::default();
    let namespaces = elements::new_namespaces(&nothing, schema);
    let frame = elements::diff(&nothing, schema, &options);
    let tables = order::arrange(schema.tables.clone(), Vec::new(), Vec::new(), may_precede);
    let parts = [namespaces, frame.before, tables, frame.after];
    need::in_order(parts.into_iter().flatten().collect())
}
