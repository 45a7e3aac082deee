//! The order of creations and drops: a table comes after those that its foreign keys point at, and goes before them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::operation::{Change, Operation};
use crate::schema::{Table, TableName};

/// Creates tables, each after those that it refers to. Where foreign keys form a cycle and a database wants the
/// referenced table first, the second list adds the foreign keys that close one.
pub(super) fn creations(tables: Vec<Table>, may_precede: bool) -> (Vec<Operation>, Vec<Operation>) {
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
                late.push(Operation::AlterTable {
                    table: table.name.clone(),
                    changes: later
                        .into_iter()
                        .map(|key| Change::AddForeignKey {
                            foreign_key: Box::new(key),
                        })
                        .collect(),
                });
            }
        }
        done.insert(table.name.clone());
        creates.push(Operation::CreateTable {
            table: Box::new(table),
        });
    }
    (creates, late)
}

/// Drops tables, each before those that it refers to: the way back of [`creations`].
pub(super) fn drops(tables: Vec<Table>, may_precede: bool) -> Vec<Operation> {
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
    for at in 0..tables.len() {
        if waits_for[at].is_empty() {
            &mut ready
        } else {
            &mut waiting
        }
        .insert(key(at), ());
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
