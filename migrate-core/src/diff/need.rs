//! What is made comes behind what it is made of, and goes before it, as far as a database told what depends on what.
//!
//! The order that comes in is kept wherever nothing speaks against it.

use std::collections::HashMap;

use crate::operation::{Change, Operation};
use crate::schema::{Object, ObjectKind, QualifiedName, Table};

/// Puts operations into an order in which each finds what it needs. What needs each other in a circle stays as it was.
pub(super) fn in_order(operations: Vec<Operation>) -> Vec<Operation> {
    let mut made: HashMap<&QualifiedName, Vec<usize>> = HashMap::new();
    let mut dropped: HashMap<&QualifiedName, Vec<usize>> = HashMap::new();
    let mut parts: HashMap<&QualifiedName, Vec<&QualifiedName>> = HashMap::new();
    for (at, operation) in operations.iter().enumerate() {
        if let Operation::CreateObject { object } = operation
            && object.id.kind == ObjectKind::Partition
            && let Some(whole) = &object.id.table
        {
            parts.entry(whole).or_default().push(&object.id.name);
        }
        match subject(operation) {
            Some(Subject::Made(name)) => made.entry(name).or_default().push(at),
            Some(Subject::Dropped(name)) => dropped.entry(name).or_default().push(at),
            None => {}
        }
    }
    let mut waits_for: Vec<Vec<usize>> = vec![Vec::new(); operations.len()];
    for (at, operation) in operations.iter().enumerate() {
        let mut names = needs(operation);
        // Who refers to a table refers to its parts, which could not go before.
        let mut wholes = references(operation);
        while let Some(whole) = wholes.pop() {
            let its = parts.get(whole).into_iter().flatten().copied();
            let its: Vec<&QualifiedName> = its.collect();
            names.extend(&its);
            wholes.extend(its);
        }
        for need in names {
            let makers = made.get(need).into_iter().flatten().copied();
            waits_for[at].extend(makers.filter(|maker| *maker != at));
        }
        // The other way round: what is needed goes last.
        for need in needed_until_dropped(operation) {
            for &later in dropped.get(need).into_iter().flatten() {
                if later != at {
                    waits_for[later].push(at);
                }
            }
        }
    }
    let order = stable_order(&waits_for);
    let mut slots: Vec<Option<Operation>> = operations.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| slots[at].take())
        .collect()
}

/// What an operation makes or drops.
enum Subject<'o> {
    Made(&'o QualifiedName),
    Dropped(&'o QualifiedName),
}

fn subject(operation: &Operation) -> Option<Subject<'_>> {
    match operation {
        Operation::CreateTable { table, .. } => Some(Subject::Made(&table.name)),
        Operation::CreateEnum { enum_type, .. } => Some(Subject::Made(&enum_type.name)),
        Operation::CreateSequence { sequence, .. } => Some(Subject::Made(&sequence.name)),
        Operation::CreateObject { object } => {
            is_named(object.id.kind).then_some(Subject::Made(&object.id.name))
        }
        Operation::DropTable { name, .. }
        | Operation::DropEnum { name, .. }
        | Operation::DropSequence { name, .. } => Some(Subject::Dropped(name)),
        Operation::DropObject { id, .. } => is_named(id.kind).then_some(Subject::Dropped(&id.name)),
        Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::RenameEnum { .. }
        | Operation::AlterEnum { .. }
        | Operation::AlterSequence { .. }
        | Operation::CreateSchema { .. }
        | Operation::DropSchema { .. }
        | Operation::CreateExtension { .. }
        | Operation::DropExtension { .. }
        | Operation::ReplaceObject { .. }
        | Operation::BulkInsert { .. }
        | Operation::Execute { .. }
        | Operation::Run { .. }
        | Operation::AutocommitBlock { .. } => None,
    }
}

/// Whether others may name an object of that kind; what belongs to a table has its name within it.
fn is_named(kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Collation
        | ObjectKind::Partition => true,
        ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Event
        | ObjectKind::Statistics => false,
    }
}

/// The names that have to be there before an operation.
fn needs(operation: &Operation) -> Vec<&QualifiedName> {
    match operation {
        Operation::CreateTable { table, .. } => of_table(table),
        Operation::CreateObject { object } | Operation::ReplaceObject { object, .. } => {
            of_object(object)
        }
        Operation::AlterTable { table, .. } => {
            [table].into_iter().chain(references(operation)).collect()
        }
        Operation::AlterSequence { to, .. } => {
            let owner = to.owned_by.iter().map(|column| &column.table);
            [&to.name].into_iter().chain(owner).collect()
        }
        Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::CreateEnum { .. }
        | Operation::DropEnum { .. }
        | Operation::RenameEnum { .. }
        | Operation::AlterEnum { .. }
        | Operation::CreateSequence { .. }
        | Operation::DropSequence { .. }
        | Operation::CreateSchema { .. }
        | Operation::DropSchema { .. }
        | Operation::CreateExtension { .. }
        | Operation::DropExtension { .. }
        | Operation::DropObject { .. }
        | Operation::BulkInsert { .. }
        | Operation::Execute { .. }
        | Operation::Run { .. }
        | Operation::AutocommitBlock { .. } => Vec::new(),
    }
}

/// The names that must not go before what an operation drops.
fn needed_until_dropped(operation: &Operation) -> Vec<&QualifiedName> {
    if let Operation::DropTable {
        was: Some(table), ..
    } = operation
    {
        return table.depends_on.iter().collect();
    }
    if let Operation::DropObject {
        was: Some(object), ..
    } = operation
    {
        return of_object(object);
    }
    Vec::new()
}

/// The tables that foreign keys of an operation point at.
fn references(operation: &Operation) -> Vec<&QualifiedName> {
    if let Operation::CreateTable { table, .. } = operation {
        let referenced = table.foreign_keys.iter().map(|key| &key.references_table);
        return referenced.filter(|name| **name != table.name).collect();
    }
    let mut referenced = Vec::new();
    if let Operation::AlterTable { changes, .. } = operation {
        for change in changes {
            if let Change::AddForeignKey { foreign_key } = change {
                referenced.push(&foreign_key.references_table);
            }
        }
    }
    referenced
}

fn of_table(table: &Table) -> Vec<&QualifiedName> {
    let referenced = table.foreign_keys.iter().map(|key| &key.references_table);
    let parents = table
        .options
        .inherits
        .iter()
        .flat_map(|inherits| &inherits.parents);
    table
        .depends_on
        .iter()
        .chain(referenced)
        .chain(parents)
        .collect()
}

fn of_object(object: &Object) -> Vec<&QualifiedName> {
    object
        .depends_on
        .iter()
        .chain(object.id.table.as_ref())
        .collect()
}

/// The first that waits for nothing comes first; in a circle, the first of all.
fn stable_order(waits_for: &[Vec<usize>]) -> Vec<usize> {
    let mut done = vec![false; waits_for.len()];
    let mut order = Vec::with_capacity(waits_for.len());
    let mut frees: Vec<Vec<usize>> = vec![Vec::new(); waits_for.len()];
    let mut open: Vec<usize> = waits_for.iter().map(Vec::len).collect();
    for (at, needed) in waits_for.iter().enumerate() {
        for &need in needed {
            frees[need].push(at);
        }
    }
    let mut ready: std::collections::BTreeSet<usize> =
        (0..open.len()).filter(|at| open[*at] == 0).collect();
    let mut first_waiting = 0;
    while order.len() < waits_for.len() {
        let at = match ready.pop_first() {
            Some(at) => at,
            None => {
                while done[first_waiting] {
                    first_waiting += 1;
                }
                first_waiting
            }
        };
        done[at] = true;
        order.push(at);
        for &freed in &frees[at] {
            open[freed] = open[freed].saturating_sub(1);
            if open[freed] == 0 && !done[freed] {
                ready.insert(freed);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, needs: &[&str]) -> Operation {
        let mut table = Table::new(name);
        table.depends_on = needs.iter().map(|name| QualifiedName::new(*name)).collect();
        Operation::create_table(table)
    }

    fn names(operations: &[Operation]) -> Vec<String> {
        operations.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_needed_comes_first_and_goes_last() {
        let up = in_order(vec![
            table("a", &["c"]),
            table("b", &[]),
            table("c", &["b"]),
            table("d", &[]),
        ]);
        assert_eq!(
            names(&up),
            [
                "create table `b`",
                "create table `c`",
                "create table `a`",
                "create table `d`"
            ]
        );
        let down: Vec<Operation> = up.iter().filter_map(|it| it.reverse().ok()).collect();
        assert_eq!(
            names(&in_order(down)),
            [
                "drop table `a`",
                "drop table `c`",
                "drop table `b`",
                "drop table `d`"
            ]
        );
    }

    #[test]
    fn a_circle_and_what_needs_nothing_keep_their_order() {
        let all = vec![table("a", &["b"]), table("b", &["a"]), table("c", &["c"])];
        assert_eq!(
            names(&in_order(all)),
            ["create table `c`", "create table `a`", "create table `b`"]
        );
    }
}
