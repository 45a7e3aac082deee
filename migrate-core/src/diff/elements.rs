//! What stands beside tables: schemas, extensions, enumerations, sequences, replaceable objects.
//!
//! Models say enumerations and schemas; of the rest only what `to` names is made and changed, and nothing is dropped
//! unless `to` is everything that there should be.

mod enums;

use std::collections::HashSet;

use super::DiffOptions;
use crate::operation::Operation;
use crate::schema::{
    ColumnDefault, ColumnRef, ColumnType, IndexKey, Object, ObjectKind, Schema, Sequence,
    SequenceOptions, Table,
};

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
    namespaces(from, to, options, &mut frame, &mut schemas);
    extensions(from, to, options, &mut frame, &mut last);
    last.append(&mut schemas);
    enums::diff(from, to, options, &mut frame);
    sequences(from, to, options, &mut frame);
    create_objects(from, to, &mut frame);
    frame.after.append(&mut last);
    frame
}

fn namespaces(
    from: &Schema,
    to: &Schema,
    options: &DiffOptions<'_>,
    frame: &mut Frame,
    last: &mut Vec<Operation>,
) {
    for namespace in &to.namespaces {
        if from.namespaces.iter().all(|it| it.name != namespace.name) {
            frame.before.push(Operation::CreateSchema {
                namespace: namespace.clone(),
                if_not_exists: false,
            });
        }
    }
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

fn sequences(from: &Schema, to: &Schema, options: &DiffOptions<'_>, frame: &mut Frame) {
    for sequence in &to.sequences {
        let present = from.sequences.iter().find(|it| it.name == sequence.name);
        match present {
            None => {
                // The column that owns it may have to be made first.
                let mut alone = sequence.clone();
                alone.owned_by = None;
                frame.before.push(Operation::CreateSequence {
                    sequence: Box::new(alone.clone()),
                    if_not_exists: false,
                });
                if sequence.owned_by.is_some() {
                    let mut owned = Sequence::new(&sequence.name);
                    owned.owned_by.clone_from(&sequence.owned_by);
                    frame.after.push(Operation::AlterSequence {
                        to: Box::new(owned),
                        was: Some(Box::new(alone)),
                    });
                }
            }
            Some(present) if present == sequence => {}
            Some(present) => frame.after.push(Operation::AlterSequence {
                to: Box::new(changed(present, sequence)),
                was: Some(Box::new(present.clone())),
            }),
        }
    }
    for sequence in from.sequences.iter().filter(|_| options.complete) {
        // One that goes with a column went with it.
        let gone_with_column = sequence.owned_by.as_ref().is_some_and(|owner| {
            to.table(&owner.table)
                .is_none_or(|table| table.column(&owner.column).is_none())
        });
        if to.sequences.iter().all(|it| it.name != sequence.name)
            && !gone_with_column
            && (options.droppable)(&sequence.name)
        {
            frame.after.push(Operation::DropSequence {
                name: sequence.name.clone(),
                was: Some(Box::new(sequence.clone())),
                if_exists: false,
            });
        }
    }
}

/// The bounds and the first number of a sequence that says nothing of them.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
fn unsaid(options: &SequenceOptions) -> (i64, i64, i64) {
    let type_ = options.type_.clone().unwrap_or(ColumnType::BigInt);
    let (least, greatest) = type_.range();
    if options.increment.unwrap_or(1) > 0 {
        (1, greatest, options.min.unwrap_or(1))
    } else {
        (least, -1, options.max.unwrap_or(-1))
    }
}

/// What has to be said to make one sequence of the other; an option that says nothing is the default.
fn changed(from: &Sequence, to: &Sequence) -> Sequence {
    fn option<T: Clone + PartialEq>(from: &Option<T>, to: &Option<T>, default: T) -> Option<T> {
        (from != to).then(|| to.clone().unwrap_or(default))
    }
    let (was, now) = (&from.options, &to.options);
    let type_ = now.type_.clone().unwrap_or(ColumnType::BigInt);
    let (min, max, start) = unsaid(now);
    // The first number stays where a bound leaves it that it came from.
    let start_moves = was.start.is_none() && now.start.is_none() && unsaid(was).2 != start;
    Sequence {
        name: to.name.clone(),
        options: SequenceOptions {
            type_: option(&was.type_, &now.type_, type_),
            start: option(&was.start, &now.start, start).or(start_moves.then_some(start)),
            increment: option(&was.increment, &now.increment, 1),
            min: option(&was.min, &now.min, min),
            max: option(&was.max, &now.max, max),
            cache: option(&was.cache, &now.cache, 1),
            cycle: option(&was.cycle, &now.cycle, false),
        },
        owned_by: option(&from.owned_by, &to.owned_by, ColumnRef::nobody()),
        comment: option(&from.comment, &to.comment, String::new()),
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
