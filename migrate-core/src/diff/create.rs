//! A whole schema as the operations that make it in an empty database, to the letter: no name is invented here.

use super::order;
use crate::operation::Operation;
use crate::schema::{ObjectKind, Schema};

/// Returns what creates everything in a schema, in an order in which it can run.
///
/// `may_precede`: whether a table may be created before one that its foreign keys point at.
#[must_use]
pub fn create(schema: &Schema, may_precede: bool) -> Vec<Operation> {
    let mut operations = Vec::new();
    let namespaces = schema.namespaces.iter().cloned();
    operations.extend(namespaces.map(|namespace| Operation::CreateSchema {
        namespace,
        if_not_exists: false,
    }));
    let extensions = schema.extensions.iter().cloned();
    operations.extend(extensions.map(|extension| Operation::CreateExtension {
        extension,
        if_not_exists: false,
    }));
    let enums = schema.enums.iter().cloned();
    operations.extend(enums.map(|enum_type| Operation::CreateEnum {
        enum_type,
        if_not_exists: false,
    }));
    let (types, others): (Vec<_>, Vec<_>) = schema
        .objects
        .iter()
        .partition(|object| matches!(object.id.kind, ObjectKind::Type | ObjectKind::Domain));
    let object = |object: &crate::schema::Object| Operation::CreateObject {
        object: Box::new(object.clone()),
    };
    operations.extend(types.into_iter().map(object));
    let sequence = |sequence: &crate::schema::Sequence| Operation::CreateSequence {
        sequence: Box::new(sequence.clone()),
        if_not_exists: false,
    };
    // Those that belong to a column come behind its table.
    let (owned, alone): (Vec<_>, Vec<_>) = schema
        .sequences
        .iter()
        .partition(|sequence| sequence.owned_by.is_some());
    operations.extend(alone.into_iter().map(sequence));
    operations.extend(order::arrange(
        schema.tables.clone(),
        Vec::new(),
        Vec::new(),
        may_precede,
    ));
    operations.extend(owned.into_iter().map(sequence));
    operations.extend(others.into_iter().map(object));
    operations
}
