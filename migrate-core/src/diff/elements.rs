//! What stands beside tables: schemas, extensions, enumerations, sequences, replaceable objects.
//!
//! Models say enumerations and schemas; of the rest only what `to` names is made and changed, and nothing is dropped
//! unless `to` is everything that there should be.

use std::collections::HashSet;

use super::DiffOptions;
use crate::operation::{Change, ColumnPatch, EnumChange, EnumUse, Operation, ValuePlace};
use crate::schema::{
    ColumnDefault, ColumnRef, ColumnType, EnumType, IndexKey, Literal, Object, ObjectKind, Schema,
    Sequence, SequenceOptions, Table,
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
    enums(from, to, options, &mut frame);
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

fn enums(from: &Schema, to: &Schema, options: &DiffOptions<'_>, frame: &mut Frame) {
    for kind in &to.enums {
        match from.enum_type(&kind.name) {
            None => frame.before.push(Operation::CreateEnum {
                enum_type: EnumType {
                    renamed_values: Vec::new(),
                    ..kind.clone()
                },
                if_not_exists: false,
            }),
            Some(present) => {
                let (aside, changes) = values(present, kind, from, to);
                frame.before.extend(aside);
                frame
                    .before
                    .extend(changes.into_iter().map(|change| Operation::AlterEnum {
                        name: kind.name.clone(),
                        change,
                    }));
                if options.complete && present.comment != kind.comment {
                    frame.before.push(Operation::AlterEnum {
                        name: kind.name.clone(),
                        change: EnumChange::SetComment {
                            to: kind.comment.clone(),
                            was: present.comment.clone(),
                        },
                    });
                }
            }
        }
    }
    for kind in &from.enums {
        if to.enum_type(&kind.name).is_none() && (options.droppable)(&kind.name) {
            frame.after.insert(
                0,
                Operation::DropEnum {
                    name: kind.name.clone(),
                    was: Some(kind.clone()),
                    if_exists: false,
                },
            );
        }
    }
}

/// Values are renamed where the model says so, added in place where all others stay in their order, and set anew, the
/// long way, where one goes or moves, or where a default or an expression holds a new one: PostgreSQL lets no transaction
/// use a value that it added. Defaults that hold what only one of the two types has are put aside first.
fn values(
    present: &EnumType,
    wanted: &EnumType,
    from: &Schema,
    to: &Schema,
) -> (Vec<Operation>, Vec<EnumChange>) {
    let mut changes = Vec::new();
    let mut values = present.values.clone();
    for (former, name) in &wanted.renamed_values {
        if values.contains(name) || wanted.values.contains(former) {
            continue;
        }
        if let Some(value) = values.iter_mut().find(|value| *value == former) {
            value.clone_from(name);
            changes.push(EnumChange::RenameValue {
                from: former.clone(),
                to: name.clone(),
            });
        }
    }
    if values == wanted.values {
        return (Vec::new(), changes);
    }
    let mut uses = uses(present, from);
    let mut rest = wanted.values.iter();
    let in_order = values
        .iter()
        .all(|value| rest.by_ref().any(|wanted| wanted == value));
    let after = self::uses(wanted, to);
    let fits = |default: &Option<ColumnDefault>, values: &[String]| match default {
        Some(ColumnDefault::Literal(Literal::Text(text))) if !text.starts_with('{') => {
            values.contains(text)
        }
        Some(ColumnDefault::Literal(Literal::Text(text))) => {
            let items = text.trim_matches(['{', '}']).split(',');
            items
                .map(|item| item.trim_matches('"'))
                .all(|item| item.is_empty() || values.iter().any(|value| value == item))
        }
        Some(ColumnDefault::Literal(_) | ColumnDefault::Expression(_)) | None => true,
    };
    let added = wanted.values.iter().filter(|value| !values.contains(value));
    let added: Vec<String> = added.map(|value| literal(value)).collect();
    let at_once = after.iter().any(|column| !fits(&column.default, &values))
        || says_one_of(&added, &after, to);
    if !in_order || at_once {
        let mut aside = Vec::new();
        for column in &mut uses {
            let becomes = after
                .iter()
                .find(|it| it.table == column.table && it.column == column.column);
            let stays = fits(&column.default, &wanted.values)
                && becomes.is_none_or(|becomes| fits(&becomes.default, &values));
            if stays || column.default.is_none() {
                continue;
            }
            column.default = None;
            aside.extend(default_aside(column, from));
        }
        changes.push(EnumChange::SetValues {
            to: wanted.values.clone(),
            was: Some(values),
            replace: Vec::new(),
            columns: uses,
        });
        return (aside, changes);
    }
    for (at, value) in wanted.values.iter().enumerate() {
        if values.contains(value) {
            continue;
        }
        let place = match at
            .checked_sub(1)
            .and_then(|before| wanted.values.get(before))
        {
            Some(before) if values.last() == Some(before) => None,
            Some(before) => Some(ValuePlace::After(before.clone())),
            None => values.first().cloned().map(ValuePlace::Before),
        };
        changes.push(EnumChange::AddValue {
            value: value.clone(),
            place,
            if_not_exists: false,
            was: Some((values.clone(), uses.clone())),
        });
        values.insert(at, value.clone());
    }
    (Vec::new(), changes)
}

fn literal(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Whether expressions of the tables that use a type, or objects, hold one of some literals.
fn says_one_of(literals: &[String], uses: &[EnumUse], schema: &Schema) -> bool {
    let says = |text: &str| literals.iter().any(|literal| text.contains(literal));
    let of_table = |table: &Table| {
        let computed = table.columns.iter().filter_map(|it| it.generated.as_ref());
        let parts = table.indexes.iter().flat_map(|index| &index.columns);
        let predicates = table
            .indexes
            .iter()
            .filter_map(|it| it.predicate.as_deref());
        let expressions = parts.filter_map(|part| match &part.key {
            IndexKey::Expression(text) => Some(text.as_str()),
            IndexKey::Column(_) => None,
        });
        let checks = table.checks.iter().map(|it| it.expression.as_str());
        let exclusions = table.exclusions.iter().map(|it| it.definition.as_str());
        computed
            .map(|it| it.expression.as_str())
            .chain(predicates)
            .chain(expressions)
            .chain(checks)
            .chain(exclusions)
            .any(says)
    };
    let mut tables = uses.iter().filter_map(|it| schema.table(&it.table));
    let mut objects = schema.objects.iter();
    !literals.is_empty()
        && (tables.any(of_table) || !uses.is_empty() && objects.any(|it| says(&it.definition)))
}

/// Drops the default of a column.
fn default_aside(column: &EnumUse, from: &Schema) -> Option<Operation> {
    let was = from.table(&column.table)?.column(&column.column)?;
    let patch = ColumnPatch {
        default: Some(None),
        ..ColumnPatch::default()
    };
    Some(Operation::alter_table(
        column.table.clone(),
        vec![Change::AlterColumn {
            name: column.column.clone(),
            patch: Box::new(patch),
            was: Some(Box::new(was.clone())),
        }],
    ))
}

/// The columns of a type.
fn uses(kind: &EnumType, schema: &Schema) -> Vec<EnumUse> {
    let mut uses = Vec::new();
    for table in &schema.tables {
        for column in &table.columns {
            let array = matches!(column.type_, ColumnType::Array(_));
            if column
                .type_
                .enumeration()
                .is_some_and(|used| used.name == kind.name)
            {
                uses.push(EnumUse {
                    table: table.name.clone(),
                    column: column.name.clone(),
                    array,
                    default: column.default.clone(),
                });
            }
        }
    }
    uses
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
