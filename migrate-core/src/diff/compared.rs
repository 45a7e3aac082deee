//! What compares columns with values of an enumeration that is made anew: where it goes, it goes before the values do, and
//! on the way back comes behind them.

use crate::dialect::hanging::dropped_name;
use crate::dialect::replica::mentions;
use crate::operation::{Change, EnumChange, EnumUse, Operation};
use crate::schema::{Index, IndexKey};

/// Puts drops of checks, indexes and the like before the change of the type whose columns they speak of.
#[must_use]
pub(super) fn drop_first(mut operations: Vec<Operation>) -> Vec<Operation> {
    let mut at = 0;
    while at < operations.len() {
        if let Operation::AlterEnum {
            change: EnumChange::SetValues { columns, .. },
            ..
        } = &operations[at]
        {
            let columns = columns.clone();
            let mut rest = operations.split_off(at + 1);
            let early: Vec<Operation> = columns_by_table(&columns)
                .into_iter()
                .filter_map(|of_table| take_drops(&mut rest, &of_table))
                .collect();
            rest.retain(
                |operation| !matches!(operation, Operation::AlterTable { changes, .. } if changes.is_empty()),
            );
            let count = early.len();
            operations.splice(at..at, early);
            operations.append(&mut rest);
            at += count;
        }
        at += 1;
    }
    operations
}

fn columns_by_table(columns: &[EnumUse]) -> Vec<Vec<&EnumUse>> {
    let mut tables: Vec<Vec<&EnumUse>> = Vec::new();
    for column in columns {
        match tables.iter_mut().find(|of| of[0].table == column.table) {
            Some(of) => of.push(column),
            None => tables.push(vec![column]),
        }
    }
    tables
}

/// Takes out what is dropped of a table and speaks of one of its columns; not what is under a name that the table's own
/// renames make, nor what stands behind the rename of the table.
fn take_drops(operations: &mut [Operation], columns: &[&EnumUse]) -> Option<Operation> {
    let of = &columns.first()?.table;
    let speaks = |text: &str| columns.iter().any(|column| mentions(text, &column.column));
    let mut early = Vec::new();
    for operation in operations {
        let Operation::AlterTable { table, changes, .. } = operation else {
            continue;
        };
        if table != of {
            continue;
        }
        let renamed: Vec<String> = changes
            .iter()
            .filter_map(|change| match change {
                Change::RenameConstraint { to, .. } | Change::RenameIndex { to, .. } => {
                    Some(to.clone())
                }
                _ => None,
            })
            .collect();
        let goes = |change: &mut Change| {
            let new_name = dropped_name(change)
                .is_some_and(|name| renamed.iter().any(|renamed| renamed == name));
            !new_name
                && match change {
                    Change::DropCheck { check } => speaks(&check.expression),
                    Change::DropExclusion { exclusion } => speaks(&exclusion.definition),
                    Change::DropIndex {
                        was: Some(index),
                        concurrently: false,
                        ..
                    } => compares(index, &speaks),
                    // Its body is not known, or it goes outside of a transaction.
                    Change::DropIndex { .. } | Change::DropConstraint { .. } => false,
                    Change::AddColumn { .. }
                    | Change::DropColumn { .. }
                    | Change::RenameColumn { .. }
                    | Change::AlterColumn { .. }
                    | Change::AddPrimaryKey { .. }
                    | Change::DropPrimaryKey { .. }
                    | Change::AddUnique { .. }
                    | Change::DropUnique { .. }
                    | Change::AddCheck { .. }
                    | Change::AddForeignKey { .. }
                    | Change::DropForeignKey { .. }
                    | Change::AddExclusion { .. }
                    | Change::ValidateConstraint { .. }
                    | Change::RenameConstraint { .. }
                    | Change::CreateIndex { .. }
                    | Change::RenameIndex { .. }
                    | Change::SetOptions { .. }
                    | Change::SetComment { .. } => false,
                }
        };
        early.extend(changes.extract_if(.., goes));
    }
    (!early.is_empty()).then(|| Operation::alter_table(of.clone(), early))
}

fn compares(index: &Index, speaks: &impl Fn(&str) -> bool) -> bool {
    index.predicate.as_deref().is_some_and(speaks)
        || index
            .columns
            .iter()
            .any(|part| matches!(&part.key, IndexKey::Expression(text) if speaks(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Check, QualifiedName};

    #[test]
    fn a_check_of_a_value_goes_before_the_value() {
        let change = EnumChange::SetValues {
            to: vec!["ok".to_owned()],
            was: Some(vec!["sad".to_owned(), "ok".to_owned()]),
            replace: Vec::new(),
            columns: vec![EnumUse {
                table: QualifiedName::new("people"),
                column: "mood".to_owned(),
                array: false,
                default: None,
            }],
        };
        let check = |text: &str| Check {
            name: Some("ck_mood".to_owned()),
            ..Check::new(text)
        };
        let (former, new) = (check("mood <> 'sad'"), check("mood <> 'ok'"));
        let age = Check {
            name: Some("ck_age".to_owned()),
            ..Check::new("age > 0")
        };
        let drop = |check: &Check| Change::DropCheck {
            check: check.clone(),
        };
        let operations = vec![
            Operation::AlterEnum {
                name: QualifiedName::new("mood"),
                change,
            },
            Operation::alter_table(
                "people",
                vec![drop(&former), drop(&age), Change::AddCheck { check: new }],
            ),
        ];
        let texts: Vec<String> = drop_first(operations.clone())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[0].contains("ck_mood"), "{texts:?}");
        assert!(texts[2].contains("ck_age"), "{texts:?}");
        let back = drop_first(operations)
            .iter()
            .rev()
            .map(|operation| operation.reverse().map(|it| it.to_string()))
            .collect::<Result<Vec<_>, _>>();
        assert!(back.is_ok_and(|back| back[2].contains("add check")));
    }
}
