//! Reversal: the operations that give back what was there before.

use thiserror::Error;

use super::{Change, ColumnPatch, Operation};

/// An operation does not know what was there before it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("cannot be reversed: {operation}")]
#[non_exhaustive]
pub struct Irreversible {
    /// What people read of the operation.
    pub operation: String,
}

impl Operation {
    /// Returns the operation that undoes this one.
    ///
    /// # Errors
    /// [`Irreversible`] where the operation does not know what was there: SQL without a `down`, a step of code, rows
    /// that were inserted, and what was dropped by its name only.
    pub fn reverse(&self) -> Result<Operation, Irreversible> {
        let unknown = || Irreversible {
            operation: self.to_string(),
        };
        Ok(match self {
            Operation::CreateTable { table } => Operation::DropTable {
                name: table.name.clone(),
                was: Some(table.clone()),
            },
            Operation::DropTable { was, .. } => Operation::CreateTable {
                table: was.clone().ok_or_else(unknown)?,
            },
            Operation::RenameTable { from, to } => Operation::RenameTable {
                from: to.clone(),
                to: from.clone(),
            },
            Operation::AlterTable { table, changes } => Operation::AlterTable {
                table: table.clone(),
                changes: changes
                    .iter()
                    .rev()
                    .map(|change| change.reverse().ok_or_else(unknown))
                    .collect::<Result<_, _>>()?,
            },
            Operation::Execute { sql, down } => Operation::Execute {
                sql: down.clone().ok_or_else(unknown)?,
                down: Some(sql.clone()),
            },
            Operation::BulkInsert { .. } | Operation::Run { .. } => return Err(unknown()),
        })
    }
}

impl Change {
    fn reverse(&self) -> Option<Change> {
        Some(match self {
            Change::AddColumn { column } => Change::DropColumn {
                name: column.name.clone(),
                was: Some(column.clone()),
            },
            Change::DropColumn { was, .. } => Change::AddColumn {
                column: was.clone()?,
            },
            Change::RenameColumn { from, to } => Change::RenameColumn {
                from: to.clone(),
                to: from.clone(),
            },
            Change::AlterColumn { name, patch, was } => {
                let was = was.clone()?;
                let mut now = (*was).clone();
                patch.apply(&mut now);
                Change::AlterColumn {
                    name: name.clone(),
                    patch: Box::new(ColumnPatch::between(&now, &was)),
                    was: Some(Box::new(now)),
                }
            }
            Change::AddPrimaryKey { primary_key } => Change::DropPrimaryKey {
                was: Some(primary_key.clone()),
            },
            Change::DropPrimaryKey { was } => Change::AddPrimaryKey {
                primary_key: was.clone()?,
            },
            Change::AddUnique { unique } => Change::DropUnique {
                unique: unique.clone(),
            },
            Change::DropUnique { unique } => Change::AddUnique {
                unique: unique.clone(),
            },
            Change::AddCheck { check } => Change::DropCheck {
                check: check.clone(),
            },
            Change::DropCheck { check } => Change::AddCheck {
                check: check.clone(),
            },
            Change::AddForeignKey { foreign_key } => Change::DropForeignKey {
                foreign_key: foreign_key.clone(),
            },
            Change::DropForeignKey { foreign_key } => Change::AddForeignKey {
                foreign_key: foreign_key.clone(),
            },
            Change::DropConstraint { .. } => return None,
            Change::CreateIndex { index } => Change::DropIndex {
                name: index.name.clone()?,
                was: Some(index.clone()),
            },
            Change::DropIndex { was, .. } => Change::CreateIndex {
                index: was.clone()?,
            },
            Change::SetOptions { to, was } => Change::SetOptions {
                to: was.clone()?,
                was: Some(to.clone()),
            },
            Change::SetComment { to, was } => Change::SetComment {
                to: was.clone(),
                was: to.clone(),
            },
        })
    }
}
