//! The order of creations and drops: a table comes after those that its foreign keys point at, and goes before them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::operation::{Change, Operation};
use crate::schema::{ForeignKey, Index, IndexColumn, IndexKey, Table, TableName};

/// Puts creations, alterations and drops into an order that works forwards, and backwards when it is reversed: a key
/// is there before a foreign key points at it, and goes after the last one that did.
pub(super) fn arrange(
    created: Vec<Table>,
    altered: Vec<(TableName, Vec<Change>)>,
    dropped: Vec<Table>,
    may_precede: bool,
) -> Vec<Operation> {
    let gains = Keys::of(&altered, &gained);
    let losses = Keys::of(&altered, &lost);

    // New tables that point at a new key of an altered one come behind it, and what points at them, too.
    let mut waiting: BTreeSet<TableName> = BTreeSet::new();
    loop {
        let more: Vec<&Table> = created
            .iter()
            .filter(|table| !waiting.contains(&table.name))
            .filter(|table| {
                table.foreign_keys.iter().any(|key| {
                    gains.has(key)
                        || (key.references_table != table.name
                            && waiting.contains(&key.references_table))
                })
            })
            .collect();
        if more.is_empty() {
            break;
        }
        waiting.extend(more.into_iter().map(|table| table.name.clone()));
    }
    let (behind, ahead): (Vec<Table>, Vec<Table>) = created
        .into_iter()
        .partition(|table| waiting.contains(&table.name));

    // Dropped tables that point at a key which goes leave first, and then nothing may point at them any more.
    let drops_first = dropped
        .iter()
        .any(|table| table.foreign_keys.iter().any(|key| losses.has(key)));
    let gone: BTreeSet<TableName> = dropped.iter().map(|table| table.name.clone()).collect();

    let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (table, changes) in altered {
        let (mut early, mut here, mut late) = (Vec::new(), Vec::new(), Vec::new());
        let renames: Vec<(String, String)> = changes.iter().filter_map(renamed_column).collect();
        for mut change in changes {
            match &mut change {
                Change::DropForeignKey { foreign_key: key }
                    if key.references_table != table
                        && (losses.has(key)
                            || drops_first && gone.contains(&key.references_table)) =>
                {
                    // Its columns have their former names as yet.
                    for column in &mut key.columns {
                        if let Some((former, _)) = renames.iter().find(|(_, to)| to == column) {
                            column.clone_from(former);
                        }
                    }
                    early.push(change);
                }
                Change::AddForeignKey { foreign_key: key }
                    if key.references_table != table
                        && (gains.has(key) || waiting.contains(&key.references_table)) =>
                {
                    late.push(change);
                }
                _ => here.push(change),
            }
        }
        for (place, changes) in [(&mut first, early), (&mut middle, here), (&mut last, late)] {
            if !changes.is_empty() {
                place.push(Operation::alter_table(table.clone(), changes));
            }
        }
    }

    let (creates, closing) = creations(ahead, may_precede);
    let (late_creates, late_closing) = creations(behind, may_precede);
    let drops = drops(dropped, may_precede);
    let (drops, late_drops) = if drops_first {
        (drops, Vec::new())
    } else {
        (Vec::new(), drops)
    };
    [
        creates,
        closing,
        first,
        drops,
        middle,
        late_creates,
        late_closing,
        last,
        late_drops,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn renamed_column(change: &Change) -> Option<(String, String)> {
    match change {
        Change::RenameColumn { from, to } => Some((from.clone(), to.clone())),
        _ => None,
    }
}

/// Keys of altered tables that come or go: lists of columns, by table.
struct Keys(HashMap<TableName, Vec<Vec<String>>>);

impl Keys {
    fn of(
        altered: &[(TableName, Vec<Change>)],
        select: &dyn Fn(&Change) -> Option<Vec<String>>,
    ) -> Self {
        let keys = altered.iter().map(|(table, changes)| {
            (
                table.clone(),
                changes.iter().filter_map(select).collect::<Vec<_>>(),
            )
        });
        Keys(keys.collect())
    }

    /// Whether the foreign key points at one of them, in whatever order, or at a column of one.
    fn has(&self, key: &ForeignKey) -> bool {
        self.0.get(&key.references_table).is_some_and(|keys| {
            keys.iter().any(|columns| {
                columns
                    .iter()
                    .all(|column| key.references_columns.contains(column))
            })
        })
    }
}

/// The columns that a change makes a key of.
fn gained(change: &Change) -> Option<Vec<String>> {
    match change {
        Change::AddColumn { column, .. } => Some(vec![column.name.clone()]),
        Change::RenameColumn { to, .. } => Some(vec![to.clone()]),
        Change::AddPrimaryKey { primary_key } => Some(primary_key.columns.clone()),
        Change::AddUnique { unique } => Some(unique.columns.clone()),
        Change::CreateIndex { index, .. } => unique_columns(index),
        Change::DropColumn { .. }
        | Change::AlterColumn { .. }
        | Change::DropPrimaryKey { .. }
        | Change::DropUnique { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::DropForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::DropConstraint { .. }
        | Change::RenameIndex { .. }
        | Change::DropIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => None,
    }
}

/// The columns of a key that a change drops.
pub(super) fn lost_key(change: &Change) -> Option<Vec<String>> {
    match change {
        Change::DropColumn { .. } | Change::RenameColumn { .. } => None,
        other => lost(other),
    }
}

/// The columns that are no key behind a change, or not under that name.
fn lost(change: &Change) -> Option<Vec<String>> {
    match change {
        Change::DropColumn { name, .. } | Change::RenameColumn { from: name, .. } => {
            Some(vec![name.clone()])
        }
        Change::DropPrimaryKey { was } => was.as_ref().map(|key| key.columns.clone()),
        Change::DropUnique { unique } => Some(unique.columns.clone()),
        Change::DropIndex { was, .. } => was.as_deref().and_then(unique_columns),
        Change::AddColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::DropForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        // By its name alone nobody knows what it was.
        | Change::DropConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => None,
    }
}

fn unique_columns(index: &Index) -> Option<Vec<String>> {
    let column = |column: &IndexColumn| match &column.key {
        IndexKey::Column(name) => Some(name.clone()),
        IndexKey::Expression(_) => None,
    };
    index
        .unique
        .then(|| index.columns.iter().map(column).collect())
        .flatten()
}

/// Creates tables, each after those that it refers to. Where foreign keys form a cycle and a database wants the
/// referenced table first, the second list adds the foreign keys that close one.
fn creations(tables: Vec<Table>, may_precede: bool) -> (Vec<Operation>, Vec<Operation>) {
    let mut creates = Vec::with_capacity(tables.len());
    let mut late = Vec::new();
    let mut done: BTreeSet<TableName> = BTreeSet::new();
    let names: BTreeSet<TableName> = tables.iter().map(|table| table.name.clone()).collect();
    for mut table in sort(tables) {
        if !may_precede {
            let (now, later): (Vec<_>, Vec<_>) = std::mem::take(&mut table.foreign_keys)
                .into_iter()
                .partition(|key| {
                    key.references_table == table.name
                        || !names.contains(&key.references_table)
                        || done.contains(&key.references_table)
                });
            table.foreign_keys = now;
            if !later.is_empty() {
                let additions = later.into_iter().map(|key| Change::AddForeignKey {
                    foreign_key: Box::new(key),
                });
                late.push(Operation::alter_table(
                    table.name.clone(),
                    additions.collect(),
                ));
            }
        }
        done.insert(table.name.clone());
        creates.push(Operation::create_table(table));
    }
    (creates, late)
}

/// Drops tables, each before those that it refers to: the way back of [`creations`].
fn drops(tables: Vec<Table>, may_precede: bool) -> Vec<Operation> {
    let (creates, late) = creations(tables, may_precede);
    late.iter()
        .rev()
        .chain(creates.iter().rev())
        .filter_map(|operation| operation.reverse().ok())
        .collect()
}

/// Sorts by foreign keys, ties by name; in a cycle the table whose name comes first is first.
fn sort(tables: Vec<Table>) -> Vec<Table> {
    let position: HashMap<&TableName, usize> = tables
        .iter()
        .enumerate()
        .map(|(at, table)| (&table.name, at))
        .collect();
    let mut waits_for: Vec<BTreeSet<usize>> = Vec::with_capacity(tables.len());
    let mut awaited_by: Vec<Vec<usize>> = vec![Vec::new(); tables.len()];
    for (at, table) in tables.iter().enumerate() {
        let parents: BTreeSet<usize> = table
            .foreign_keys
            .iter()
            .filter_map(|key| position.get(&key.references_table).copied())
            .filter(|&parent| parent != at)
            .collect();
        for &parent in &parents {
            awaited_by[parent].push(at);
        }
        waits_for.push(parents);
    }
    let key = |at: usize| (tables[at].name.clone(), at);
    let mut ready: BTreeMap<(TableName, usize), ()> = BTreeMap::new();
    let mut waiting: BTreeMap<(TableName, usize), ()> = BTreeMap::new();
    for (at, parents) in waits_for.iter().enumerate() {
        let queue = if parents.is_empty() {
            &mut ready
        } else {
            &mut waiting
        };
        queue.insert(key(at), ());
    }
    let mut order = Vec::with_capacity(tables.len());
    while let Some(((_, at), ())) = ready.pop_first().or_else(|| waiting.pop_first()) {
        order.push(at);
        for &child in &awaited_by[at] {
            waits_for[child].remove(&at);
            if waits_for[child].is_empty() && waiting.remove(&key(child)).is_some() {
                ready.insert(key(child), ());
            }
        }
    }
    let mut slots: Vec<Option<Table>> = tables.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect()
}
