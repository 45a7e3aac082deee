//! Replaceable objects that stand beside the models: created, replaced and dropped around the changes of tables, each
//! behind what it is made of.
//!
//! What the database makes of a body is not what somebody wrote. So the bodies that are compared are those of the history
//! and those that are registered now, and a `downgrade` gives back the former one word for word.

use std::collections::HashSet;

use super::elements::{is_same, needed_by_tables};
use crate::operation::{Change, EnumChange, Operation};
use crate::schema::{Object, ObjectId, ObjectKind, Schema, TableName};

/// Puts the operations on objects around those on tables. `from` and `to` are the tables of both sides.
#[must_use]
pub(crate) fn frame(
    tables: Vec<Operation>,
    before: &[Object],
    after: &[Object],
    from: &Schema,
    to: &Schema,
) -> Vec<Operation> {
    let (before, after) = (in_order(before), in_order(after));
    let touched = touched(&tables);
    let renamed = renamed_values(&tables);
    let find = |objects: &[&Object], id: &ObjectId| {
        objects
            .iter()
            .find(|object| object.id == *id)
            .map(|object| (*object).clone())
    };

    // What stands on something that goes, or changes in a way that it would not survive, goes first and comes back.
    let mut leaving: HashSet<ObjectId> = HashSet::new();
    let mut gone_names: HashSet<&str> = touched.iter().map(String::as_str).collect();
    for object in &before {
        let next = find(&after, &object.id);
        let changes = !next.as_ref().is_some_and(|next| is_same(object, next));
        let fires_on = |id: &ObjectId| object.id.table.as_ref() == Some(&id.name);
        // The former body goes while its value is still called so, and comes back when it is called so again.
        let on_sand = is_bound(object) && mentions(object, &gone_names)
            || leaving.iter().any(fires_on)
            || changes && mentions(object, &renamed);
        if next.is_none() || on_sand || (changes && !can_be_replaced(object)) {
            leaving.insert(object.id.clone());
        }
        if changes || leaving.contains(&object.id) {
            gone_names.insert(&object.id.name.name);
        }
    }

    let (mut first, mut last, mut finally) = (Vec::new(), Vec::new(), Vec::new());
    for object in before
        .iter()
        .rev()
        .filter(|object| leaving.contains(&object.id))
    {
        let drop = Operation::DropObject {
            id: object.id.clone(),
            was: Some(Box::new((*object).clone())),
            if_exists: false,
        };
        if needed_by_tables(object, from) {
            finally.push(drop);
        } else {
            first.push(drop);
        }
    }
    for object in &after {
        let boxed = || Box::new((*object).clone());
        let operation = match find(&before, &object.id) {
            Some(present) if leaving.contains(&present.id) => {
                Operation::CreateObject { object: boxed() }
            }
            Some(present) if is_same(&present, object) => continue,
            Some(present) => Operation::ReplaceObject {
                object: boxed(),
                was: Some(Box::new(present)),
            },
            None => Operation::CreateObject { object: boxed() },
        };
        if needed_by_tables(object, to) && !leaving.contains(&object.id) {
            first.push(operation);
        } else {
            last.push(operation);
        }
    }
    [first, tables, last, finally].concat()
}

/// Whether the database may refuse to change what the object is made of.
fn is_bound(object: &Object) -> bool {
    matches!(
        object.id.kind,
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Rule | ObjectKind::Policy
    )
}

/// Whether another body can take the place of the former in one step.
fn can_be_replaced(object: &Object) -> bool {
    matches!(
        object.id.kind,
        ObjectKind::View | ObjectKind::Function | ObjectKind::Procedure
    )
}

/// The tables that are not afterwards what they were: dropped, renamed, or changed in columns that were there.
fn touched(operations: &[Operation]) -> HashSet<String> {
    let mut touched = HashSet::new();
    for operation in operations {
        match operation {
            Operation::DropTable { name, .. } => {
                touched.insert(name.name.clone());
            }
            Operation::RenameTable { from, to } => {
                touched.insert(from.name.clone());
                touched.insert(to.name.clone());
            }
            Operation::AlterTable { table, changes, .. } => {
                let changed = changes.iter().any(|change| match change {
                    Change::DropColumn { .. } | Change::RenameColumn { .. } => true,
                    // Defaults, NULL and comments are nothing to what reads the column.
                    Change::AlterColumn { patch, .. } => {
                        patch.type_.is_some()
                            || patch.generated.is_some()
                            || patch.collation.is_some()
                            || patch.charset.is_some()
                    }
                    _ => false,
                });
                if changed {
                    touched.insert(table.name.clone());
                }
            }
            Operation::AlterEnum { change, .. } => {
                if let EnumChange::SetValues { columns, .. } = change {
                    touched.extend(columns.iter().map(|column| column.table.name.clone()));
                }
            }
            Operation::CreateTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
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
            | Operation::Run { .. } => {}
        }
    }
    touched
}

/// The values of enumerations that get another name, as they were called.
fn renamed_values(operations: &[Operation]) -> HashSet<&str> {
    let former = operations.iter().filter_map(|operation| match operation {
        Operation::AlterEnum {
            change: EnumChange::RenameValue { from, .. },
            ..
        } => Some(from.as_str()),
        _ => None,
    });
    former.collect()
}

/// The words of what an object is defined by.
fn words(object: &Object) -> HashSet<&str> {
    let mut words: HashSet<&str> = object
        .definition
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .collect();
    words.extend(object.depends_on.iter().map(|name| name.name.as_str()));
    words.extend(object.id.table.iter().map(|table| table.name.as_str()));
    words
}

fn mentions(object: &Object, names: &HashSet<&str>) -> bool {
    let words = words(object);
    names
        .iter()
        .any(|name| words.contains(name) || (!is_word(name) && object.definition.contains(name)))
}

/// Whether an object's definition speaks of a table, as far as words tell.
pub(crate) fn speaks_of(object: &Object, table: &TableName) -> bool {
    let name = table.name.to_lowercase();
    let lower = Object {
        definition: object.definition.to_lowercase(),
        ..object.clone()
    };
    mentions(&lower, &HashSet::from([name.as_str()])) || object.depends_on.contains(table)
}

fn is_word(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Puts objects behind those that they speak of; what goes round in a circle stays in the order in which it was said.
fn in_order(objects: &[Object]) -> Vec<&Object> {
    let mut open: Vec<&Object> = objects.iter().collect();
    let mut ordered: Vec<&Object> = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let ready = open.iter().position(|object| {
            let others: HashSet<&str> = open
                .iter()
                .filter(|other| other.id != object.id)
                .map(|other| other.id.name.name.as_str())
                .filter(|name| *name != object.id.name.name)
                .collect();
            !mentions(object, &others)
        });
        ordered.push(open.remove(ready.unwrap_or(0)));
    }
    ordered
}

/// Takes out objects that go and come back around nothing: somebody took the reason out of the operations.
pub(crate) fn without_idle_room(mut operations: Vec<Operation>) -> Vec<Operation> {
    let gone = |operation: &Operation, object: &Object| matches!(operation, Operation::DropObject { was: Some(was), .. } if **was == *object);
    let back = |operation: &Operation, was: &Object| matches!(operation, Operation::CreateObject { object } if **object == *was);
    let around: Vec<bool> = operations
        .iter()
        .enumerate()
        .map(|(at, operation)| {
            if let Operation::DropObject { was: Some(was), .. } = operation {
                operations.iter().skip(at).any(|later| back(later, was))
            } else if let Operation::CreateObject { object } = operation {
                operations
                    .iter()
                    .take(at)
                    .any(|earlier| gone(earlier, object))
            } else {
                false
            }
        })
        .collect();
    let (first, last) = (
        around.iter().position(|around| *around),
        around.iter().rposition(|around| *around),
    );
    let inside = first
        .zip(last)
        .and_then(|(first, last)| around.get(first..=last));
    let idle = inside.is_some_and(|inside| inside.iter().all(|around| *around));
    if idle {
        let mut around = around.iter();
        operations.retain(|_| !around.next().is_some_and(|around| *around));
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{ColumnPatch, Operation};
    use crate::schema::{ColumnType, QualifiedName, Table};

    fn view(name: &str, definition: &str) -> Object {
        Object {
            id: ObjectId {
                kind: ObjectKind::View,
                name: QualifiedName::new(name),
                table: None,
                arguments: None,
            },
            definition: definition.to_owned(),
            options: None,
            depends_on: Vec::new(),
            comment: None,
            further: Vec::new(),
        }
    }

    fn framed(tables: Vec<Operation>, before: &[Object], after: &[Object]) -> Vec<String> {
        let nothing = Schema::default();
        let operations = frame(tables, before, after, &nothing, &nothing);
        operations.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn objects_come_behind_what_they_are_made_of() {
        let all = [view("a", "SELECT * FROM b"), view("b", "SELECT * FROM t")];
        let create = Operation::create_table(Table::new("t"));
        let up = framed(vec![create.clone()], &[], &all);
        assert_eq!(
            up,
            ["create table `t`", "create view `b`", "create view `a`"]
        );
        let drop = create.reverse().into_iter().collect();
        let down = framed(drop, &all, &[]);
        assert_eq!(down, ["drop view `a`", "drop view `b`", "drop table `t`"]);
    }

    #[test]
    fn what_stands_on_a_change_makes_room_for_it() {
        let before = [
            view("b", "SELECT x FROM t"),
            view("a", "SELECT * FROM b"),
            view("c", "SELECT 1"),
        ];
        let after = [
            view("b", "SELECT y FROM t"),
            view("a", "SELECT * FROM b"),
            view("c", "SELECT 1"),
        ];
        assert_eq!(
            framed(vec![], &before, &after),
            ["drop view `a`", "replace view `b`", "create view `a`"]
        );
        let change = Operation::alter_table(
            "t",
            vec![Change::RenameColumn {
                from: "x".to_owned(),
                to: "y".to_owned(),
            }],
        );
        assert_eq!(
            framed(vec![change], &before, &after),
            [
                "drop view `a`",
                "drop view `b`",
                "rename column `t.x` to `y`",
                "create view `b`",
                "create view `a`"
            ]
        );
        assert_eq!(framed(vec![], &before, &before), [""; 0]);
    }

    #[test]
    fn what_a_view_does_not_see_needs_no_room() {
        let all = [view("a", "SELECT x FROM t")];
        let changed = |patch: ColumnPatch| {
            let change = Change::AlterColumn {
                name: "x".to_owned(),
                patch: Box::new(patch),
                was: None,
            };
            framed(vec![Operation::alter_table("t", vec![change])], &all, &all).len()
        };
        let refuses_null = ColumnPatch {
            nullable: Some(false),
            default: Some(None),
            comment: Some(None),
            ..ColumnPatch::default()
        };
        assert_eq!(changed(refuses_null), 1);
        let other_type = ColumnPatch {
            type_: Some(ColumnType::BigInt),
            ..ColumnPatch::default()
        };
        assert_eq!(changed(other_type), 3);
    }

    #[test]
    fn a_body_that_names_a_renamed_value_makes_room_both_ways() {
        let rename = Operation::AlterEnum {
            name: QualifiedName::new("status"),
            change: EnumChange::RenameValue {
                from: "open".to_owned(),
                to: "live".to_owned(),
            },
        };
        let before = [
            view("a", "SELECT 1 WHERE s = 'open'"),
            view("b", "SELECT 2"),
        ];
        let after = [
            view("a", "SELECT 1 WHERE s = 'live'"),
            view("b", "SELECT 3"),
        ];
        assert_eq!(
            framed(vec![rename], &before, &after),
            [
                "drop view `a`",
                "rename value `open` of enum `status` to `live`",
                "create view `a`",
                "replace view `b`"
            ]
        );
    }
}
