//! Which changes one statement can make. In it, columns have their new names and nothing else: a group that renames columns
//! and speaks of them by their former names, too, becomes several statements.

use crate::operation::Change;

/// How many of the changes one statement can make: in it, columns have their new names and nothing else. What was added under a
/// former name of its column stands in the statement before, and what comes back under another name, of columns that were
/// renamed, in the one behind. InnoDB renames no column of a foreign key while it copies the table for another one.
pub(super) fn fit_in_one(changes: &[Change]) -> usize {
    let (mut added, mut renamed, mut copied) = (false, Vec::new(), Vec::new());
    let apart = changes.iter().position(|change| match change {
        Change::RenameColumn { from, .. }
            if added || copied.iter().any(|column| *column != Some(from)) =>
        {
            true
        }
        Change::RenameConstraint { .. } if !renamed.is_empty() => true,
        Change::RenameColumn { to, .. } => {
            renamed.push(to);
            false
        }
        _ if copies(change).is_some_and(|column| renamed.iter().any(|it| Some(*it) != column)) => {
            true
        }
        Change::AddPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddForeignKey { .. }
        | Change::CreateIndex { .. }
        | Change::RenameConstraint { .. } => {
            added = true;
            false
        }
        _ => {
            copied.extend(copies(change));
            false
        }
    });
    apart.unwrap_or(changes.len())
}

/// Whether a change has the server copy the table, and for which column, if for one.
/// <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>
fn copies(change: &Change) -> Option<Option<&String>> {
    match change {
        Change::AlterColumn { name, patch, .. }
            if patch.type_.is_some()
                || patch.generated.is_some()
                || patch.charset.is_some()
                || patch.collation.is_some() =>
        {
            Some(Some(name))
        }
        Change::AddColumn { column, .. } if column.generated.is_some() => Some(None),
        Change::DropPrimaryKey { .. }
        | Change::AddForeignKey { .. }
        | Change::SetOptions { .. } => Some(None),
        Change::AddColumn { .. }
        | Change::DropColumn { .. }
        | Change::RenameColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::DropUnique { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::DropForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::DropConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::DropIndex { .. }
        | Change::SetComment { .. } => None,
    }
}
