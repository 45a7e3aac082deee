//! Generated columns that are in the way: some databases change no column that one is computed from, and make one anew
//! whose expression changes, with which its indexes and constraints go.
//!
//! Such columns, or what hangs on them, go first and come back last, in view of whoever reads the revision.

use std::collections::HashSet;

use crate::dialect::hanging::hanging;
use crate::dialect::replica::mentions;
use crate::operation::{Change, Operation};
use crate::schema::{Schema, Table, TableName};

/// Takes generated columns, and what hangs on them, out of the way of the operations that lead from `from` to `to`. For
/// databases that ask for it.
#[must_use]
pub(super) fn release_computed_columns(
    operations: Vec<Operation>,
    from: &Schema,
    to: &Schema,
) -> Vec<Operation> {
    let mut former_names: Vec<(TableName, TableName)> = Vec::new();
    operations
        .into_iter()
        .map(|operation| match operation {
            Operation::RenameTable { from, to } => {
                former_names.push((from.clone(), to.clone()));
                Operation::RenameTable { from, to }
            }
            Operation::AlterTable {
                table,
                changes,
                recreate,
            } => {
                let former = former_names.iter().find(|(_, name)| *name == table);
                let former = former.map_or(&table, |(former, _)| former);
                let changes = match (from.table(former), to.table(&table)) {
                    (Some(present), Some(wanted)) => release(changes, present, wanted),
                    (None, _) | (_, None) => changes,
                };
                Operation::AlterTable {
                    table,
                    changes,
                    recreate,
                }
            }
            other => other,
        })
        .collect()
}

fn release(changes: Vec<Change>, from: &Table, to: &Table) -> Vec<Change> {
    let renames = changes
        .iter()
        .take_while(|change| is_rename(change))
        .count();
    let mut from = from.clone();
    for rename in &changes[..renames] {
        if rename.apply(&mut from).is_err() {
            return changes;
        }
    }
    let (mut made_anew, mut changed) = (HashSet::new(), Vec::new());
    for change in &changes {
        let Change::AlterColumn { name, patch, .. } = change else {
            continue;
        };
        if matches!(patch.generated, Some(Some(_))) {
            made_anew.insert(name.clone());
        } else if patch.type_.is_some() || patch.collation.is_some() {
            changed.push(name.as_str());
        }
    }
    let (mut goes, mut comes) = (Vec::new(), Vec::new());
    let mut moved = HashSet::new();
    for present in &from.columns {
        let wanted = to.column(&present.name);
        let (Some(was), Some(wanted)) = (&present.generated, wanted) else {
            continue;
        };
        let Some(now) = &wanted.generated else {
            continue;
        };
        let in_the_way = changed.iter().any(|&name| {
            name != present.name
                && (mentions(&was.expression, name) || mentions(&now.expression, name))
        });
        if in_the_way {
            goes.push(Change::DropColumn {
                name: present.name.clone(),
                was: Some(Box::new(present.clone())),
                if_exists: false,
            });
            comes.push(Change::AddColumn {
                column: Box::new(super::columns::without_former_names(wanted)),
                if_not_exists: false,
            });
            moved.insert(present.name.clone());
            made_anew.insert(present.name.clone());
        }
    }
    if made_anew.is_empty() {
        return changes;
    }
    let mut first = Vec::new();
    for (drop, add) in hanging(&from, &made_anew) {
        if !changes.contains(&drop) {
            first.push(drop);
            comes.push(add);
        }
    }
    first.append(&mut goes);
    let mut rest = changes.into_iter();
    let mut all: Vec<Change> = rest.by_ref().take(renames).collect();
    let rest: Vec<Change> = rest
        .filter(
            |change| !matches!(change, Change::AlterColumn { name, .. } if moved.contains(name)),
        )
        .collect();
    // Keys and indexes that go by themselves go before the columns.
    let drops = rest.iter().take_while(|change| is_drop(change)).count();
    let columns = rest.iter().rposition(is_column).map_or(drops, |at| at + 1);
    let mut rest = rest.into_iter();
    all.extend(rest.by_ref().take(drops));
    all.append(&mut first);
    all.extend(rest.by_ref().take(columns.saturating_sub(drops)));
    all.append(&mut comes);
    all.extend(rest);
    all
}

fn is_rename(change: &Change) -> bool {
    matches!(
        change,
        Change::RenameColumn { .. } | Change::RenameConstraint { .. } | Change::RenameIndex { .. }
    )
}

fn is_drop(change: &Change) -> bool {
    matches!(
        change,
        Change::DropForeignKey { .. }
            | Change::DropIndex { .. }
            | Change::DropExclusion { .. }
            | Change::DropCheck { .. }
            | Change::DropUnique { .. }
            | Change::DropPrimaryKey { .. }
    )
}

fn is_column(change: &Change) -> bool {
    matches!(
        change,
        Change::AddColumn { .. } | Change::AlterColumn { .. } | Change::DropColumn { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::ColumnPatch;
    use crate::schema::{Column, ColumnType, Generated, Unique};

    fn table(expression: &str, price: ColumnType) -> Table {
        let mut table = Table::new("lines");
        table.columns.push(Column::new("price", price));
        let mut total = Column::new("total", ColumnType::Integer);
        total.generated = Some(Generated {
            expression: expression.to_owned(),
            stored: true,
        });
        table.columns.push(total);
        table.uniques.push(Unique {
            name: Some("uq_total".to_owned()),
            ..Unique::new(vec!["total".to_owned()])
        });
        table
    }

    fn release_between(from: Table, to: Table) -> Vec<String> {
        let patches = from.columns.iter().zip(&to.columns).map(|(from, to)| {
            let patch = ColumnPatch::between(from, to);
            (!patch.is_empty()).then(|| Change::AlterColumn {
                name: from.name.clone(),
                patch: Box::new(patch),
                was: Some(Box::new(from.clone())),
            })
        });
        let changes = patches.flatten().collect();
        let operations = vec![Operation::alter_table("lines", changes)];
        let (from, to) = ([from].into_iter().collect(), [to].into_iter().collect());
        let Some(Operation::AlterTable { changes, .. }) =
            release_computed_columns(operations, &from, &to).pop()
        else {
            return Vec::new();
        };
        let words = |change: &Change| {
            let text = Operation::alter_table("lines", vec![change.clone()]).to_string();
            text.split(" `").next().unwrap_or_default().to_owned()
        };
        changes.iter().map(words).collect()
    }

    #[test]
    fn a_computed_column_makes_room_for_the_type_of_another() {
        let (narrow, wide) = (
            table("price * 2", ColumnType::Integer),
            table("price * 2", ColumnType::BigInt),
        );
        assert_eq!(
            release_between(narrow.clone(), wide),
            [
                "drop unique",
                "drop column",
                "alter column",
                "add column",
                "add unique"
            ]
        );
        let other = table("prices * 2", ColumnType::BigInt);
        let (mut from, mut to) = (other.clone(), other);
        from.columns[0].type_ = ColumnType::Integer;
        to.columns[0].type_ = ColumnType::BigInt;
        assert_eq!(release_between(from, to), ["alter column"]);
        assert_eq!(release_between(narrow.clone(), narrow), [""; 0]);
    }

    #[test]
    fn what_hangs_on_a_column_that_is_made_anew_comes_back() {
        let from = table("price * 2", ColumnType::Integer);
        let to = table("price * 3", ColumnType::Integer);
        assert_eq!(
            release_between(from, to),
            ["drop unique", "alter column", "add unique"]
        );
    }
}
