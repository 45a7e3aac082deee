//! Views, policies and the like that stay what they are and make room while what they stand on changes: in go the operations that
//! make one schema of another, out come the same, with those dropped before and created again behind.
//!
//! Only where the database refuses to change the type of a column that somebody looks at.
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use std::collections::HashSet;

use super::need;
use crate::operation::{Change, EnumChange, Operation};
use crate::schema::{Object, ObjectId, ObjectKind, QualifiedName, Schema};

/// Has what stands on columns whose types change, or that go, make room for it. What depends on what is known of a schema
/// that was read with everything.
#[must_use]
pub(super) fn make_room(operations: Vec<Operation>, from: &Schema, to: &Schema) -> Vec<Operation> {
    let leaving = leaving(&operations, from, to);
    if leaving.is_empty() {
        return operations;
    }
    let leaves = |id: &ObjectId| leaving.contains(id);
    let drops = from.objects.iter().rev().filter(|it| leaves(&it.id));
    let drops = drops.map(|object| Operation::DropObject {
        id: object.id.clone(),
        was: Some(Box::new(object.clone())),
        if_exists: false,
    });
    let replaced = |operation: &Operation| matches!(operation, Operation::ReplaceObject { object, .. } if leaves(&object.id));
    let rest = operations.into_iter().filter(|it| !replaced(it));
    let creations = to.objects.iter().filter(|it| leaves(&it.id));
    let creations = creations.map(|object| Operation::CreateObject {
        object: Box::new(object.clone()),
    });
    need::in_order(drops.chain(rest).chain(creations).collect())
}

/// What is there before and behind the change, and cannot be there meanwhile.
fn leaving(operations: &[Operation], from: &Schema, to: &Schema) -> HashSet<ObjectId> {
    let mut unsteady: HashSet<&QualifiedName> =
        operations.iter().flat_map(changed_tables).collect();
    let mut leaving = HashSet::new();
    let anew: HashSet<&QualifiedName> = operations.iter().filter_map(made_anew).collect();
    if unsteady.is_empty() && anew.is_empty() {
        return leaving;
    }
    let stays = |object: &&Object| to.objects.iter().any(|it| it.id == object.id);
    let staying: Vec<&Object> = from.objects.iter().filter(stays).collect();
    loop {
        let before = leaving.len();
        for object in &staying {
            if (stands_on(object, &unsteady) || takes(object, &anew))
                && leaving.insert(object.id.clone())
            {
                unsteady.insert(&object.id.name);
            }
        }
        if leaving.len() == before {
            return leaving;
        }
    }
}

/// The type that another one takes the place of.
fn made_anew(operation: &Operation) -> Option<&QualifiedName> {
    if let Operation::AlterEnum {
        name,
        change: EnumChange::SetValues { .. },
    } = operation
    {
        return Some(name);
    }
    None
}

/// Whether a routine takes or returns values of one of the types.
fn takes(object: &Object, types: &HashSet<&QualifiedName>) -> bool {
    let is_routine = matches!(
        object.id.kind,
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate
    );
    is_routine && object.depends_on.iter().any(|name| types.contains(name))
}

/// The tables of which a column becomes what nobody may look at meanwhile.
fn changed_tables(operation: &Operation) -> Vec<&QualifiedName> {
    let is_unsteady = |change: &Change| {
        matches!(change, Change::DropColumn { .. })
            || matches!(change, Change::AlterColumn { patch, .. } if patch.type_.is_some())
    };
    match operation {
        Operation::AlterTable { table, changes, .. } if changes.iter().any(is_unsteady) => {
            vec![table]
        }
        // Its columns move over to another type.
        Operation::AlterEnum {
            change: EnumChange::SetValues { columns, .. },
            ..
        } => columns.iter().map(|column| &column.table).collect(),
        // It goes to be replaced.
        Operation::ReplaceObject { object, .. }
            if object.id.kind == ObjectKind::MaterializedView =>
        {
            vec![&object.id.name]
        }
        Operation::CreateTable { .. }
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::AlterTable { .. }
        | Operation::CreateEnum { .. }
        | Operation::DropEnum { .. }
        | Operation::RenameEnum { .. }
        | Operation::AlterEnum { .. }
        | Operation::CreateSequence { .. }
        | Operation::AlterSequence { .. }
        | Operation::DropSequence { .. }
        | Operation::CreateSchema { .. }
        | Operation::DropSchema { .. }
        | Operation::CreateExtension { .. }
        | Operation::DropExtension { .. }
        | Operation::CreateObject { .. }
        | Operation::ReplaceObject { .. }
        | Operation::DropObject { .. }
        | Operation::AutocommitBlock { .. }
        | Operation::BulkInsert { .. }
        | Operation::Execute { .. }
        | Operation::Run { .. } => Vec::new(),
    }
}

fn stands_on(object: &Object, unsteady: &HashSet<&QualifiedName>) -> bool {
    match object.id.kind {
        ObjectKind::View | ObjectKind::MaterializedView => {
            object.depends_on.iter().any(|name| unsteady.contains(name))
        }
        ObjectKind::Rule | ObjectKind::Policy | ObjectKind::Trigger => object
            .id
            .table
            .as_ref()
            .is_some_and(|table| unsteady.contains(table)),
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Collation
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::Event
        | ObjectKind::Partition
        | ObjectKind::Statistics => false,
    }
}
