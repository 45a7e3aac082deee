//! What stands beside tables: schemas, extensions, enumerations, sequences, replaceable objects.
//!
//! Models say enumerations and schemas; of the rest only what `to` names is made and changed, and nothing is dropped
//! unless `to` is everything that there should be.

mod enums;
mod sequences;

use std::collections::HashSet;

use super::DiffOptions;
use crate::operation::Operation;
use crate::schema::{ColumnDefault, IndexKey, Object, ObjectKind, Schema, Table};

/// Operations that frame those on tables.
#[derive(Default)]
pub(super) struct Frame {
    /// Before any table is touched.
    pub(super) before: Vec<Operation>,
    /// When all tables are what they should be.
    pub(super) after: Vec<Operation>,
}

pub(super) fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>) -> Frame {
    let mut frame = Frame::default();
    drop_objects(from, to, options, &mut frame);
    // What everything else may be made of, or stand in, goes last.
    let (mut schemas, mut last) = (Vec::new(), Vec::new());
    namespaces(from, to, options, &mut schemas);
    extensions(from, to, options, &mut frame, &mut last);
    last.append(&mut schemas);
    enums::diff(from, to, options, &mut frame);
    sequences::diff(from, to, options, &mut frame);
    create_objects(from, to, &mut frame);
    frame.after.append(&mut last);
    frame
}

/// The schemas that come.
pub(super) fn new_namespaces(from: &Schema, to: &Schema) -> Vec<Operation> {
    let new = to.namespaces.iter().filter(|namespace| {
        let mut present = from.namespaces.iter();
        present.all(|it| it.name != namespace.name)
    });
    new.map(|namespace| Operation::CreateSchema {
        namespace: namespace.clone(),
        if_not_exists: false,
    })
    .collect()
}

/// The schemas that go.
fn namespaces(from: &Schema, to: &Schema, options: &DiffOptions<'_>, last: &mut Vec<Operation>) {
    for namespace in from.namespaces.iter().filter(|_| options.complete) {
        if to.namespaces.iter().all(|it| it.name != namespace.name) {
            last.push(Operation::DropSchema {
                name: namespace.name.clone(),
                was: Some(namespace.clone()),
                if_exists: false,
            });
        }
    }
}

fn extensions(
    from: &Schema,
    to: &Schema,
    options: &DiffOptions<'_>,
    frame: &mut Frame,
    last: &mut Vec<Operation>,
) {
    for extension in &to.extensions {
        if from.extensions.iter().all(|it| it.name != extension.name) {
            frame.before.push(Operation::CreateExtension {
                extension: extension.clone(),
                if_not_exists: true,
            });
        }
    }
    for extension in from.extensions.iter().filter(|_| options.complete) {
        if to.extensions.iter().all(|it| it.name != extension.name) {
            last.push(Operation::DropExtension {
                name: extension.name.clone(),
                was: Some(extension.clone()),
                if_exists: false,
            });
        }
    }
}

fn drop_objects(from: &Schema, to: &Schema, options: &DiffOptions<'_>, frame: &mut Frame) {
    for object in from.objects.iter().rev().filter(|_| options.complete) {
        if to.objects.iter().any(|it| it.id == object.id) {
            continue;
        }
        let drop = Operation::DropObject {
            id: object.id.clone(),
            was: Some(Box::new(object.clone())),
            if_exists: false,
        };
        // What belongs to a table goes with it, and what tables are made of goes behind them.
        let owner_stays = object
            .id
            .table
            .as_ref()
            .is_none_or(|table| to.table(table).is_some());
        if needed_by_tables(object, from) || is_called_by_what_goes(object, from, to) {
            frame.after.push(drop);
        } else if owner_stays {
            frame.before.push(drop);
        }
    }
}

/// Whether a function is called by a trigger that goes with its table.
fn is_called_by_what_goes(object: &Object, from: &Schema, to: &Schema) -> bool {
    object.id.kind == ObjectKind::Function
        && from.objects.iter().any(|trigger| {
            trigger.id.kind == ObjectKind::Trigger
                && trigger
                    .id
                    .table
                    .as_ref()
                    .is_some_and(|table| to.table(table).is_none())
                && trigger.definition.contains(&object.id.name.name)
        })
}

fn create_objects(from: &Schema, to: &Schema, frame: &mut Frame) {
    for object in &to.objects {
        let operation = match from.objects.iter().find(|it| it.id == object.id) {
            Some(present) if is_same(present, object) => continue,
            Some(present) => Operation::ReplaceObject {
                object: Box::new(object.clone()),
                was: Some(Box::new(present.clone())),
            },
            None => Operation::CreateObject {
                object: Box::new(object.clone()),
            },
        };
        if needed_by_tables(object, to) {
            frame.before.push(operation);
        } else {
            frame.after.push(operation);
        }
    }
}

/// Whether two objects of one name are the same. Where they stand among the others is no part of them; and what a
/// partition is made of, the whole has, too: it would lose its rows for nothing.
pub(super) fn is_same(a: &Object, b: &Object) -> bool {
    a.id == b.id
        && a.options == b.options
        && (a.id.kind == ObjectKind::Partition
            || a.definition == b.definition && a.comment == b.comment && a.further == b.further)
}

/// Whether tables are made of the object: a type of theirs, or a function in one of their expressions.
pub(super) fn needed_by_tables(object: &Object, schema: &Schema) -> bool {
    match object.id.kind {
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Collation => true,
        ObjectKind::Function => {
            let words: HashSet<&str> = schema
                .tables
                .iter()
                .flat_map(expressions)
                .flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || c == '_')))
                .collect();
            words.contains(object.id.name.name.as_str())
        }
        ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Event
        | ObjectKind::Partition
        | ObjectKind::Statistics => false,
    }
}

/// The expressions of a table.
fn expressions(table: &Table) -> Vec<&str> {
    let mut found = Vec::new();
    for column in &table.columns {
        if let Some(ColumnDefault::Expression(text)) = &column.default {
            found.push(text.as_str());
        }
        if let Some(generated) = &column.generated {
            found.push(&generated.expression);
        }
    }
    found.extend(table.checks.iter().map(|check| check.expression.as_str()));
    for index in &table.indexes {
        found.extend(index.predicate.as_deref());
        for column in &index.columns {
            if let IndexKey::Expression(text) = &column.key {
                found.push(text);
            }
        }
    }
    found
}
