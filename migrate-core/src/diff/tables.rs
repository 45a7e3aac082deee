//! Tables: created, dropped, renamed, and the changes of those that stay.

use std::borrow::Cow;
use std::collections::HashMap;

use super::renames::{follow_columns, handed_on};
use super::{DiffOptions, Difference, Note, columns, compared, constraints, elements, need, order};
use crate::operation::{Change, ColumnPatch, EnumChange, Operation};
use crate::schema::{ForeignKey, IndexKey, Object, ObjectKind, Schema, Table, TableName};

pub(super) fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>) -> Difference {
    let mut difference = Difference::default();
    let mut from = Cow::Borrowed(from);
    // A table may move to a schema that is new.
    let namespaces = elements::new_namespaces(&from, to);
    for operation in namespaces.into_iter().chain(renames(&from, to)) {
        if operation.apply(from.to_mut()).is_ok() {
            difference.operations.push(operation);
        }
    }
    let followed = follow_columns(&mut from, to);
    let frame = elements::diff(&from, to, options);
    for operation in &frame.before {
        // What goes aside for an enumeration is not there for the tables, and defaults follow values that get a name.
        let seen_by_tables = matches!(
            operation,
            Operation::AlterTable { .. }
                | Operation::AlterEnum {
                    change: EnumChange::RenameValue { .. },
                    ..
                }
        );
        if seen_by_tables && operation.apply(from.to_mut()).is_err() {
            log::warn!("cannot follow: {operation}");
        }
    }
    let before: HashMap<&TableName, &Table> = from
        .tables
        .iter()
        .map(|table| (&table.name, table))
        .collect();
    let after: HashMap<&TableName, &Table> =
        to.tables.iter().map(|table| (&table.name, table)).collect();

    let created = to
        .tables
        .iter()
        .filter(|table| !before.contains_key(&table.name));
    let created = created.map(|table| {
        let mut table = table.clone();
        table.renamed_from = None;
        table.former_names.clear();
        for column in &mut table.columns {
            *column = columns::without_former_names(column);
        }
        options.naming.apply(&mut table);
        in_order_of_columns(&mut table);
        table
    });
    let created: Vec<Table> = created.collect();

    let altered = to.tables.iter().filter_map(|table| {
        let present = before.get(&table.name)?;
        let changes = changes(present, table, options, &mut difference.notes);
        (!changes.is_empty()).then(|| (table.name.clone(), changes))
    });
    let mut altered: Vec<(TableName, Vec<Change>)> = altered.collect();
    // What is said of a parent's column is said to its children, too, who may say something else behind it.
    keep_own_defaults(&mut altered, &before, &after);
    for (table, changes) in &mut altered {
        for change in changes {
            if let Change::DropForeignKey { foreign_key: key } = change
                && key.references_table != *table
            {
                keep_former_references(key, &followed);
            }
        }
    }

    let (dropped, kept): (Vec<&Table>, Vec<&Table>) = from
        .tables
        .iter()
        .filter(|table| !after.contains_key(&table.name))
        .partition(|table| (options.droppable)(&table.name));
    // Those that go are gone before columns get other names.
    let mut dropped: Vec<Table> = dropped.into_iter().cloned().collect();
    for table in &mut dropped {
        for key in &mut table.foreign_keys {
            keep_former_references(key, &followed);
        }
    }

    difference.operations.extend(frame.before);
    difference.operations.extend(order::arrange(
        created,
        altered,
        dropped,
        options.capabilities.foreign_keys_may_precede,
    ));
    difference.operations.extend(frame.after);
    difference.operations = compared::drop_first(std::mem::take(&mut difference.operations));
    if options.complete {
        let (completions, notes) = further(&from, to);
        difference.operations.extend(completions);
        difference.notes.extend(notes);
        difference.notes.extend(partitions(&from, to));
        difference.operations = need::in_order(std::mem::take(&mut difference.operations));
    }
    difference
        .notes
        .extend(kept.into_iter().map(|table| Note::Unmanaged {
            table: table.name.clone(),
        }));
    difference
}

/// Puts constraints and indexes in the order of the columns that they are about, as a person would who writes the table
/// down; for comparing they stand by name.
fn in_order_of_columns(table: &mut Table) {
    let places: HashMap<&str, usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| (column.name.as_str(), place))
        .collect();
    let place = |name: &str| places.get(name).copied().unwrap_or(usize::MAX);
    let of = |names: &[String]| names.iter().map(|name| place(name)).collect::<Vec<_>>();
    let in_text = |sql: &str| {
        let words = sql.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.map(place).min()
    };
    table
        .uniques
        .sort_by_cached_key(|unique| of(&unique.columns));
    table
        .checks
        .sort_by_cached_key(|check| in_text(&check.expression));
    table
        .foreign_keys
        .sort_by_cached_key(|key| of(&key.columns));
    table.indexes.sort_by_cached_key(|index| {
        let parts = index.columns.iter().map(|part| match &part.key {
            IndexKey::Column(name) => place(name),
            IndexKey::Expression(sql) => in_text(sql).unwrap_or(usize::MAX),
        });
        parts.collect::<Vec<_>>()
    });
}

/// Has a foreign key that goes point at the columns of the other table as they are called before they are renamed.
fn keep_former_references(key: &mut ForeignKey, followed: &[(TableName, String, String)]) {
    let renames = followed.iter().rev();
    for (_, former, present) in renames.filter(|(table, ..)| *table == key.references_table) {
        for column in &mut key.references_columns {
            if column == present {
                column.clone_from(former);
            }
        }
    }
}

/// What only a partition has (an index, a default, a check of its own) follows no whole, and is told.
fn partitions(from: &Schema, to: &Schema) -> Vec<Note> {
    let of_same_whole = |partition: &Object| {
        let whole = partition.id.table.as_ref();
        whole.is_some_and(|whole| from.table(whole) == to.table(whole))
    };
    let mut notes = Vec::new();
    for partition in &to.objects {
        let present = from.objects.iter().find(|it| it.id == partition.id);
        let Some(present) = present.filter(|_| partition.id.kind == ObjectKind::Partition) else {
            continue;
        };
        let differs = present.definition != partition.definition
            || present.further != partition.further
            || present.comment != partition.comment;
        if differs && of_same_whole(partition) {
            notes.push(Note::NotCompared {
                name: partition.id.name.to_string(),
                reason: "what this partition alone has is another on each side".to_owned(),
            });
        }
    }
    notes
}

/// What completes tables that are on both sides. What is not said any more cannot be taken back: that is told.
fn further(from: &Schema, to: &Schema) -> (Vec<Operation>, Vec<Note>) {
    let (mut operations, mut notes) = (Vec::new(), Vec::new());
    for table in &to.tables {
        let Some(present) = from.table(&table.name) else {
            continue;
        };
        let missing = |statement: &&String| !present.further.contains(statement);
        operations.extend(table.further.iter().filter(missing).map(|statement| {
            Operation::Execute {
                sql: statement.clone(),
                down: None,
            }
        }));
        let gone = |statement: &&String| !table.further.contains(statement);
        notes.extend(
            present
                .further
                .iter()
                .filter(gone)
                .map(|statement| Note::NotCompared {
                    name: table.name.to_string(),
                    reason: format!("nothing takes this back: {statement}"),
                }),
        );
    }
    (operations, notes)
}

/// The renames that models ask for, each when its present name is free.
pub(super) fn renames(from: &Schema, to: &Schema) -> Vec<Operation> {
    let renames = handed_on::tables(from, to);
    let rename = |(from, to): &(TableName, TableName)| Operation::RenameTable {
        from: from.clone(),
        to: to.clone(),
    };
    renames.iter().map(rename).collect()
}

/// The changes that make one table of the other: what refers to columns goes first and comes last.
fn changes(
    from: &Table,
    to: &Table,
    options: &DiffOptions<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Change> {
    let (mut renames, from) = columns::renames(from, to);
    let (others, from) = constraints::renames(from, to);
    renames.extend(others);
    let mut columns = columns::diff(&from, to, options);
    columns::remember_places(&from, &mut columns);
    let constraints = constraints::diff(&from, to, &options.naming);
    if columns::reordered(&from, to) {
        notes.push(Note::Reordered {
            table: to.name.clone(),
        });
    }
    let options = (from.options != to.options).then(|| Change::SetOptions {
        to: Box::new(to.options.clone()),
        was: Some(Box::new(from.options.clone())),
    });
    // STRICT knows fewer types: it goes before columns get one of the others, and comes after they have none.
    let (options_first, options_last) = if from.options.strict {
        (options, None)
    } else {
        (None, options)
    };
    let is_own = |change: &Change| !comes_from_parents(change, &from, to);
    columns.retain(is_own);
    columns.retain_mut(|change| says_something_itself(change, &from, to));
    let (mut drops, mut adds) = (constraints.drops, constraints.adds);
    drops.retain(is_own);
    adds.retain(is_own);
    let mut changes = renames;
    changes.extend(options_first);
    changes.extend(drops);
    changes.extend(columns);
    changes.extend(adds);
    changes.extend(options_last);
    if from.comment != to.comment {
        changes.push(Change::SetComment {
            to: to.comment.clone(),
            was: from.comment.clone(),
        });
    }
    changes
}

/// A default that a parent gets, its children get as well: those that have another one are told so again.
fn keep_own_defaults(
    altered: &mut Vec<(TableName, Vec<Change>)>,
    before: &HashMap<&TableName, &Table>,
    after: &HashMap<&TableName, &Table>,
) {
    let mut children: Vec<&Table> = after.values().copied().collect();
    children.retain(|table| table.options.inherits.is_some() && before.contains_key(&table.name));
    children.sort_by_key(|table| (generation(&table.name, after, 0), &table.name));
    for child in children {
        let inherits = child.options.inherits.iter();
        let parents: Vec<&TableName> = inherits.flat_map(|it| &it.parents).collect();
        let told = altered.iter().filter(|(table, _)| parents.contains(&table));
        let told: Vec<String> = told
            .flat_map(|(_, changes)| changes)
            .filter_map(|change| match change {
                Change::AlterColumn { name, patch, .. } if patch.default.is_some() => Some(name),
                _ => None,
            })
            .cloned()
            .collect();
        for name in told {
            let was = before.get(&child.name).and_then(|it| it.column(&name));
            let (Some(column), Some(was)) = (child.column(&name), was) else {
                continue;
            };
            let gets_other = |parent: &&TableName| {
                let parent = after.get(*parent).and_then(|it| it.column(&name));
                parent.is_some_and(|parent| parent.default != column.default)
            };
            if was.default != column.default || !parents.iter().any(gets_other) {
                continue;
            }
            let again = Change::AlterColumn {
                name,
                patch: Box::new(ColumnPatch {
                    default: Some(column.default.clone()),
                    ..ColumnPatch::default()
                }),
                was: Some(Box::new(was.clone())),
            };
            match altered.iter_mut().find(|(table, _)| *table == child.name) {
                Some((_, changes)) => changes.push(again),
                None => altered.push((child.name.clone(), vec![again])),
            }
        }
    }
    altered.sort_by_key(|(table, _)| generation(table, after, 0));
}

/// How many tables a table inherits from, one of the other; those of a circle, which no database has, end it.
fn generation(table: &TableName, tables: &HashMap<&TableName, &Table>, behind: usize) -> usize {
    let inherits = tables
        .get(table)
        .and_then(|it| it.options.inherits.as_ref());
    let parents = inherits.iter().flat_map(|inherits| &inherits.parents);
    let parents = parents.filter(|_| behind <= tables.len());
    let generations = parents.map(|parent| 1 + generation(parent, tables, behind + 1));
    generations.max().unwrap_or(0)
}

/// Whether a change of a table that inherits from others is theirs: it follows them by itself, and by itself only.
/// <https://www.postgresql.org/docs/current/ddl-inherit.html>
fn comes_from_parents(change: &Change, from: &Table, to: &Table) -> bool {
    let (Some(before), Some(after)) = (&from.options.inherits, &to.options.inherits) else {
        return false;
    };
    match change {
        Change::AddColumn { column, .. } => after.columns.contains(&column.name),
        Change::DropColumn { name, .. } => before.columns.contains(name),
        Change::AlterColumn { .. } => false,
        Change::AddCheck { check } => {
            let name = check.name.as_ref();
            name.is_some_and(|name| after.checks.contains(name))
        }
        Change::DropCheck { check } => {
            let name = check.name.as_ref();
            name.is_some_and(|name| before.checks.contains(name))
        }
        _ => false,
    }
}

/// Takes out of a change of a column that a parent has what follows the parent: the type, and what goes with it. What it says
/// of a default, of numbers, of NULL and in a comment may be its own.
fn says_something_itself(change: &mut Change, from: &Table, to: &Table) -> bool {
    let (Some(before), Some(after)) = (&from.options.inherits, &to.options.inherits) else {
        return true;
    };
    let Change::AlterColumn { name, patch, .. } = change else {
        return true;
    };
    if before.columns.contains(name) && after.columns.contains(name) {
        patch.type_ = None;
        patch.using = None;
        patch.renamed_values.clear();
        patch.generated = None;
        patch.collation = None;
    }
    !patch.is_empty()
}
