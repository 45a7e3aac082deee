//! Tables: created, dropped, renamed, and the changes of those that stay.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{DiffOptions, Difference, Note, columns, constraints, order};
use crate::operation::{Change, Operation};
use crate::schema::{NamingConvention, Schema, Table, TableName, TableOptions};

pub(super) fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>) -> Difference {
    let mut difference = Difference::default();
    let mut from = Cow::Borrowed(from);
    for rename in renames(&from, to) {
        if rename.apply(from.to_mut()).is_ok() {
            difference.operations.push(rename);
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
        for column in &mut table.columns {
            column.renamed_from = None;
        }
        NamingConvention::default().apply(&mut table);
        table
    });
    let (creates, late) = order::creations(created.collect(), options.foreign_keys_may_precede);
    difference.operations.extend(creates);

    for table in &to.tables {
        if let Some(present) = before.get(&table.name) {
            let changes = changes(present, table, options, &mut difference.notes);
            if !changes.is_empty() {
                difference.operations.push(Operation::AlterTable {
                    table: table.name.clone(),
                    changes,
                });
            }
        }
    }
    difference.operations.extend(late);

    let (dropped, kept): (Vec<&Table>, Vec<&Table>) = from
        .tables
        .iter()
        .filter(|table| !after.contains_key(&table.name))
        .partition(|table| (options.droppable)(&table.name));
    difference.operations.extend(order::drops(
        dropped.into_iter().cloned().collect(),
        options.foreign_keys_may_precede,
    ));
    difference
        .notes
        .extend(kept.into_iter().map(|table| Note::Unmanaged {
            table: table.name.clone(),
        }));
    difference
}

/// The renames that models ask for: the former name is there, the present one is not.
fn renames(from: &Schema, to: &Schema) -> Vec<Operation> {
    let mut renames = Vec::new();
    for table in &to.tables {
        let Some(former) = &table.renamed_from else {
            continue;
        };
        let former = TableName {
            schema: table.name.schema.clone(),
            name: former.clone(),
        };
        if from.table(&table.name).is_none()
            && from.table(&former).is_some()
            && to.table(&former).is_none()
        {
            renames.push(Operation::RenameTable {
                from: former,
                to: table.name.clone(),
            });
        }
    }
    renames
}

/// The changes that make one table of the other: what refers to columns goes first and comes last.
fn changes(
    from: &Table,
    to: &Table,
    options: &DiffOptions<'_>,
    notes: &mut Vec<Note>,
) -> Vec<Change> {
    let (renames, from) = columns::renames(from, to);
    let columns = columns::diff(&from, to, options);
    let constraints = constraints::diff(&from, to);
    if columns::reordered(&from, to) {
        notes.push(Note::Reordered {
            table: to.name.clone(),
        });
    }
    let mut changes = renames;
    changes.extend(constraints.drops);
    changes.extend(columns);
    changes.extend(constraints.adds);
    let wanted = keep_what_is_open(&from.options, &to.options);
    if wanted != from.options {
        changes.push(Change::SetOptions {
            to: Box::new(wanted),
            was: Some(Box::new(from.options.clone())),
        });
    }
    if from.comment != to.comment {
        changes.push(Change::SetComment {
            to: to.comment.clone(),
            was: from.comment.clone(),
        });
    }
    changes
}

/// Options that a model does not state stay as they are.
fn keep_what_is_open(from: &TableOptions, to: &TableOptions) -> TableOptions {
    let keep = |to: &Option<String>, from: &Option<String>| to.clone().or_else(|| from.clone());
    TableOptions {
        strict: to.strict || from.strict,
        without_rowid: to.without_rowid || from.without_rowid,
        engine: keep(&to.engine, &from.engine),
        charset: keep(&to.charset, &from.charset),
        collation: keep(&to.collation, &from.collation),
    }
}
