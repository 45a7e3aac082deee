//! What can be seen to be wrong without a database, said at the call.

use std::collections::HashSet;

use super::OperationError;
use crate::operation::{Change, EnumChange, Operation};
use crate::schema::{EnumType, ForeignKey, IndexKey, Table, TableName};

/// Refuses an operation that contradicts itself.
pub(super) fn operation(operation: &Operation) -> Result<(), OperationError> {
    match operation {
        Operation::CreateTable { table, .. } => create_table(table),
        Operation::AlterTable { table, changes, .. } => changes
            .iter()
            .try_for_each(|change| self::change(table, change)),
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => match rows.iter().position(|row| row.len() != columns.len()) {
            Some(position) => Err(OperationError::invalid(format!(
                "row {} for `{table}` has {} values for {} columns",
                position + 1,
                rows[position].len(),
                columns.len()
            ))),
            None if columns.is_empty() => Err(OperationError::invalid(format!(
                "an insert into `{table}` names no columns"
            ))),
            None => Ok(()),
        },
        Operation::CreateEnum { enum_type, .. } => enum_values(enum_type, &enum_type.values),
        Operation::AlterEnum { name, change } => match change {
            EnumChange::SetValues { to, .. } => enum_values(&EnumType::new(name, Vec::new()), to),
            EnumChange::AddValue { .. }
            | EnumChange::RenameValue { .. }
            | EnumChange::SetComment { .. } => Ok(()),
        },
        Operation::CreateObject { object } | Operation::ReplaceObject { object, .. } => {
            if object.definition.trim().is_empty() {
                return Err(OperationError::invalid(format!(
                    "{} has no definition; say `.definition(\"...\")`",
                    object.id
                )));
            }
            Ok(())
        }
        Operation::AutocommitBlock { operations } => {
            operations.iter().try_for_each(self::operation)
        }
        Operation::DropTable { .. }
        | Operation::RenameTable { .. }
        | Operation::DropEnum { .. }
        | Operation::RenameEnum { .. }
        | Operation::CreateSequence { .. }
        | Operation::AlterSequence { .. }
        | Operation::DropSequence { .. }
        | Operation::CreateSchema { .. }
        | Operation::DropSchema { .. }
        | Operation::CreateExtension { .. }
        | Operation::DropExtension { .. }
        | Operation::DropObject { .. }
        | Operation::Execute { .. }
        | Operation::Run { .. } => Ok(()),
    }
}

fn enum_values(kind: &EnumType, values: &[String]) -> Result<(), OperationError> {
    let mut seen = HashSet::new();
    match values.iter().find(|value| !seen.insert(value.as_str())) {
        Some(value) => Err(OperationError::invalid(format!(
            "enum `{}` has the value `{value}` twice",
            kind.name
        ))),
        None => Ok(()),
    }
}

fn create_table(table: &Table) -> Result<(), OperationError> {
    // Whether a table may have none, as on PostgreSQL, is the database's to say.
    let name = &table.name;
    let mut seen = HashSet::new();
    for column in &table.columns {
        if !seen.insert(column.name.as_str()) {
            return Err(OperationError::invalid(format!(
                "table `{name}` has two columns `{}`",
                column.name
            )));
        }
    }
    let known = |what: &str, columns: &[String]| match columns
        .iter()
        .find(|column| !seen.contains(column.as_str()))
    {
        Some(column) => Err(OperationError::invalid(format!(
            "{what} of table `{name}` names a column that the table does not have: `{column}`"
        ))),
        None => Ok(()),
    };
    if let Some(key) = &table.primary_key {
        known("the primary key", &key.columns)?;
    }
    for unique in &table.uniques {
        non_empty(name, "a unique constraint", &unique.columns)?;
        known("a unique constraint", &unique.columns)?;
    }
    for key in &table.foreign_keys {
        foreign_key(name, key)?;
        known("a foreign key", &key.columns)?;
    }
    for index in &table.indexes {
        for column in &index.columns {
            if let IndexKey::Column(column) = &column.key {
                known("an index", std::slice::from_ref(column))?;
            }
        }
    }
    Ok(())
}

fn change(table: &TableName, change: &Change) -> Result<(), OperationError> {
    match change {
        Change::AlterColumn { name, patch, .. } if patch.is_empty() => {
            Err(OperationError::invalid(format!(
                "`alter_column` of `{table}.{name}` changes nothing"
            )))
        }
        Change::AddPrimaryKey { primary_key } => {
            non_empty(table, "a primary key", &primary_key.columns)
        }
        Change::AddUnique { unique } => non_empty(table, "a unique constraint", &unique.columns),
        Change::AddForeignKey { foreign_key: key } => foreign_key(table, key),
        Change::AddCheck { check } if check.expression.trim().is_empty() => Err(
            OperationError::invalid(format!("a check constraint of `{table}` has no expression")),
        ),
        Change::AddExclusion { exclusion } if exclusion.definition.trim().is_empty() => {
            Err(OperationError::invalid(format!(
                "an exclusion constraint of `{table}` has no definition"
            )))
        }
        Change::CreateIndex { index, .. } if index.columns.is_empty() => Err(
            OperationError::invalid(format!("an index of `{table}` has no columns")),
        ),
        Change::AlterColumn { .. }
        | Change::AddCheck { .. }
        | Change::CreateIndex { .. }
        | Change::AddColumn { .. }
        | Change::DropColumn { .. }
        | Change::RenameColumn { .. }
        | Change::DropPrimaryKey { .. }
        | Change::DropUnique { .. }
        | Change::DropCheck { .. }
        | Change::DropForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::RenameIndex { .. }
        | Change::DropConstraint { .. }
        | Change::DropIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => Ok(()),
    }
}

fn non_empty(table: &TableName, what: &str, columns: &[String]) -> Result<(), OperationError> {
    if columns.is_empty() {
        return Err(OperationError::invalid(format!(
            "{what} of `{table}` has no columns"
        )));
    }
    Ok(())
}

fn foreign_key(table: &TableName, key: &ForeignKey) -> Result<(), OperationError> {
    non_empty(table, "a foreign key", &key.columns)?;
    if key.columns.len() != key.references_columns.len() {
        return Err(OperationError::invalid(format!(
            "a foreign key of `{table}` pairs {} columns with {} of `{}`; say `.references(table, [columns])`",
            key.columns.len(),
            key.references_columns.len(),
            key.references_table
        )));
    }
    Ok(())
}
