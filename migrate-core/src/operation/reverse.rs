//! Reversal: the operations that give back what was there before.

use thiserror::Error;

use super::{Change, ColumnPatch, EnumChange, Operation};
use crate::schema::{ColumnRef, ColumnType, Sequence, SequenceOptions};

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
            Operation::CreateTable { table, .. } => Operation::DropTable {
                name: table.name.clone(),
                was: Some(table.clone()),
                if_exists: false,
            },
            Operation::DropTable { was, .. } => Operation::CreateTable {
                table: was.clone().ok_or_else(unknown)?,
                if_not_exists: false,
            },
            Operation::RenameTable { from, to } => Operation::RenameTable {
                from: to.clone(),
                to: from.clone(),
            },
            Operation::AlterTable {
                table,
                changes,
                recreate,
            } => Operation::AlterTable {
                table: table.clone(),
                changes: changes
                    .iter()
                    .rev()
                    // What was found to hold for all rows stays found.
                    .filter(|change| !matches!(change, Change::ValidateConstraint { .. }))
                    .map(|change| change.reverse().ok_or_else(unknown))
                    .collect::<Result<_, _>>()?,
                recreate: *recreate,
            },
            Operation::CreateEnum { enum_type, .. } => Operation::DropEnum {
                name: enum_type.name.clone(),
                was: Some(enum_type.clone()),
                if_exists: false,
            },
            Operation::DropEnum { was, .. } => Operation::CreateEnum {
                enum_type: was.clone().ok_or_else(unknown)?,
                if_not_exists: false,
            },
            Operation::RenameEnum { from, to } => Operation::RenameEnum {
                from: to.clone(),
                to: from.clone(),
            },
            Operation::AlterEnum { name, change } => Operation::AlterEnum {
                name: name.clone(),
                change: change.reverse().ok_or_else(unknown)?,
            },
            Operation::CreateSequence { sequence, .. } => Operation::DropSequence {
                name: sequence.name.clone(),
                was: Some(sequence.clone()),
                if_exists: false,
            },
            Operation::DropSequence { was, .. } => Operation::CreateSequence {
                sequence: was.clone().ok_or_else(unknown)?,
                if_not_exists: false,
            },
            Operation::AlterSequence { to, was } => {
                let was = was.as_ref().ok_or_else(unknown)?;
                Operation::AlterSequence {
                    to: Box::new(restored(to, was)),
                    was: Some(to.clone()),
                }
            }
            Operation::CreateSchema { namespace, .. } => Operation::DropSchema {
                name: namespace.name.clone(),
                was: Some(namespace.clone()),
                if_exists: false,
            },
            Operation::DropSchema { was, .. } => Operation::CreateSchema {
                namespace: was.clone().ok_or_else(unknown)?,
                if_not_exists: false,
            },
            Operation::CreateExtension { extension, .. } => Operation::DropExtension {
                name: extension.name.clone(),
                was: Some(extension.clone()),
                if_exists: false,
            },
            Operation::DropExtension { was, .. } => Operation::CreateExtension {
                extension: was.clone().ok_or_else(unknown)?,
                if_not_exists: false,
            },
            Operation::CreateObject { object } => Operation::DropObject {
                id: object.id.clone(),
                was: Some(object.clone()),
                if_exists: false,
            },
            Operation::ReplaceObject { object, was } => Operation::ReplaceObject {
                object: was.clone().ok_or_else(unknown)?,
                was: Some(object.clone()),
            },
            Operation::DropObject { was, .. } => Operation::CreateObject {
                object: was.clone().ok_or_else(unknown)?,
            },
            Operation::AutocommitBlock { operations } => Operation::AutocommitBlock {
                operations: operations
                    .iter()
                    .rev()
                    .map(Operation::reverse)
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

/// The sequence as it was, in what the change touched; an option that said nothing had PostgreSQL's default.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
fn restored(changed: &Sequence, was: &Sequence) -> Sequence {
    fn back<T: Clone>(changed: &Option<T>, was: &Option<T>, default: T) -> Option<T> {
        changed
            .as_ref()
            .map(|_| was.clone().unwrap_or_else(|| default.clone()))
    }
    let (to, from) = (&changed.options, &was.options);
    let type_ = from.type_.clone().unwrap_or(ColumnType::BigInt);
    let nothing_said = SequenceOptions {
        min: None,
        max: None,
        ..from.clone()
    };
    let (min, max) = nothing_said.bounds();
    Sequence {
        name: changed.name.clone(),
        options: SequenceOptions {
            type_: back(&to.type_, &from.type_, type_),
            start: back(&to.start, &from.start, from.usual_start()),
            increment: back(&to.increment, &from.increment, 1),
            min: back(&to.min, &from.min, min),
            max: back(&to.max, &from.max, max),
            cache: back(&to.cache, &from.cache, 1),
            cycle: back(&to.cycle, &from.cycle, false),
        },
        owned_by: back(&changed.owned_by, &was.owned_by, ColumnRef::nobody()),
        comment: back(&changed.comment, &was.comment, String::new()),
    }
}

impl EnumChange {
    fn reverse(&self) -> Option<EnumChange> {
        Some(match self {
            EnumChange::AddValue {
                value, place, was, ..
            } => {
                let (before, columns) = was.clone()?;
                EnumChange::SetValues {
                    was: Some(super::element::with_value(&before, value, place.as_ref())),
                    to: before,
                    replace: Vec::new(),
                    columns,
                }
            }
            EnumChange::RenameValue { from, to } => EnumChange::RenameValue {
                from: to.clone(),
                to: from.clone(),
            },
            EnumChange::SetValues {
                to, was, columns, ..
            } => EnumChange::SetValues {
                to: was.clone()?,
                was: Some(to.clone()),
                replace: Vec::new(),
                columns: columns.clone(),
            },
            EnumChange::SetComment { to, was } => EnumChange::SetComment {
                to: was.clone(),
                was: to.clone(),
            },
        })
    }
}

impl Change {
    fn reverse(&self) -> Option<Change> {
        Some(match self {
            Change::AddColumn { column, .. } => Change::DropColumn {
                name: column.name.clone(),
                was: Some(column.clone()),
                if_exists: false,
            },
            Change::DropColumn { was, .. } => Change::AddColumn {
                column: was.clone()?,
                if_not_exists: false,
            },
            Change::RenameColumn { from, to } => Change::RenameColumn {
                from: to.clone(),
                to: from.clone(),
            },
            Change::AlterColumn { name, patch, was } => {
                let was = was.clone()?;
                let mut now = (*was).clone();
                patch.apply(&mut now);
                // The last one made the name of the first one free.
                let renamed = patch.renamed_values.iter().rev();
                let renamed_values = renamed.map(|(from, to)| (to.clone(), from.clone()));
                let back = ColumnPatch {
                    renamed_values: renamed_values.collect(),
                    ..ColumnPatch::between(&now, &was)
                };
                Change::AlterColumn {
                    name: name.clone(),
                    patch: Box::new(back),
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
            Change::AddExclusion { exclusion } => Change::DropExclusion {
                exclusion: exclusion.clone(),
            },
            Change::DropExclusion { exclusion } => Change::AddExclusion {
                exclusion: exclusion.clone(),
            },
            Change::RenameConstraint { from, to } => Change::RenameConstraint {
                from: to.clone(),
                to: from.clone(),
            },
            Change::DropConstraint { .. } | Change::ValidateConstraint { .. } => return None,
            Change::CreateIndex { index, .. } => Change::DropIndex {
                name: index.name.clone()?,
                was: Some(index.clone()),
                if_exists: false,
                concurrently: index.concurrently,
            },
            Change::RenameIndex { from, to } => Change::RenameIndex {
                from: to.clone(),
                to: from.clone(),
            },
            Change::DropIndex {
                was, concurrently, ..
            } => {
                let mut index = was.clone()?;
                index.concurrently |= concurrently;
                Change::CreateIndex {
                    index,
                    if_not_exists: false,
                }
            }
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
