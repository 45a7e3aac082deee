//! Operations as a revision file can say them: in go those that a comparison found, out come those that the calls of a file
//! which says the same would queue. What was there before is not said, indexes of a new table are calls of their own, and
//! each change of a table stands by itself.

use migrate_core::Operation;
use migrate_core::operation::{Change, ColumnPatch, EnumChange};
use migrate_core::schema::{
    Column, ColumnType, EnumType, NamingConvention, Sequence, Table, TableName,
};

/// What a file that says these operations asks for.
pub fn asked(operations: &[Operation]) -> Vec<Operation> {
    operations.iter().flat_map(one).collect()
}

fn one(operation: &Operation) -> Vec<Operation> {
    let mut operation = operation.clone();
    match &mut operation {
        Operation::CreateTable { table, .. } => {
            let indexes = created(table);
            let name = table.name.clone();
            let mut operations = vec![operation];
            operations.extend(indexes.into_iter().map(|index| {
                let change = Change::CreateIndex {
                    index: Box::new(index),
                    if_not_exists: false,
                };
                Operation::alter_table(name.clone(), vec![change])
            }));
            return operations;
        }
        Operation::AlterTable {
            table,
            changes,
            recreate,
        } => {
            let apart = std::mem::take(changes).into_iter();
            let (table, recreate) = (table.clone(), *recreate);
            return apart
                .map(|mut change| {
                    said(&table, &mut change);
                    Operation::AlterTable {
                        table: table.clone(),
                        changes: vec![change],
                        recreate,
                    }
                })
                .collect();
        }
        Operation::DropTable { was, .. } => *was = None,
        Operation::CreateEnum { enum_type, .. } => {
            enum_type.renamed_values.clear();
            if let Some(comment) = enum_type.comment.take() {
                let name = enum_type.name.clone();
                let change = EnumChange::SetComment {
                    to: Some(comment),
                    was: None,
                };
                return vec![operation, Operation::AlterEnum { name, change }];
            }
        }
        Operation::DropEnum { was, .. } => *was = None,
        Operation::AlterEnum { change, .. } => match change {
            EnumChange::AddValue { was, .. } => *was = None,
            EnumChange::SetValues { was, .. } => *was = None,
            EnumChange::SetComment { was, .. } => *was = None,
            _ => {}
        },
        Operation::AlterSequence { was, .. } => *was = None,
        Operation::DropSequence { was, .. } => *was = None,
        Operation::DropSchema { was, .. } => *was = None,
        Operation::DropExtension { was, .. } => *was = None,
        Operation::ReplaceObject { was, .. } => *was = None,
        Operation::DropObject { was, .. } => *was = None,
        Operation::AutocommitBlock { operations } => *operations = asked(operations),
        // Comments at its head are for those who read the file.
        Operation::Execute { sql, .. } => {
            while sql.starts_with("--")
                && let Some((_, rest)) = sql.split_once('\n')
            {
                *sql = rest.to_owned();
            }
        }
        _ => {}
    }
    vec![operation]
}

/// A table as a call creates it; returns the indexes that have calls of their own.
fn created(table: &mut Table) -> Vec<migrate_core::schema::Index> {
    table.renamed_from = None;
    table.former_names.clear();
    table.depends_on.clear();
    let key = table.primary_key.clone();
    let key = key.into_iter().flat_map(|key| key.columns);
    let key: Vec<String> = key.collect();
    for column in &mut table.columns {
        defined(column);
        column.place = None;
        column.nullable &= !key.contains(&column.name);
    }
    NamingConvention::default().apply(table);
    // What completes the table may speak of its indexes.
    if table.further.is_empty() {
        std::mem::take(&mut table.indexes)
    } else {
        Vec::new()
    }
}

fn defined(column: &mut Column) {
    column.renamed_from = None;
    kind(&mut column.type_);
    if let Some(sequence) = &mut column.sequence {
        counted(sequence);
    }
}

fn counted(sequence: &mut Sequence) {
    if let Some(type_) = &mut sequence.options.type_ {
        kind(type_);
    }
}

/// Former names are not for the database, and the comment of an enumeration is a call of its own.
fn kind(type_: &mut ColumnType) {
    match type_ {
        ColumnType::Enum(EnumType {
            renamed_values,
            comment,
            ..
        }) => {
            renamed_values.clear();
            *comment = None;
        }
        ColumnType::Array(inner) | ColumnType::Unsigned(inner) => kind(inner),
        _ => {}
    }
}

fn said(table: &TableName, change: &mut Change) {
    let naming = NamingConvention::default();
    match change {
        Change::AddColumn { column, .. } => defined(column),
        Change::AlterColumn { patch, was, .. } => {
            *was = None;
            let ColumnPatch {
                type_, sequence, ..
            } = &mut **patch;
            if let Some(type_) = type_ {
                kind(type_);
            }
            if let Some(Some(sequence)) = sequence {
                counted(sequence);
            }
        }
        Change::DropColumn { was, .. } => *was = None,
        Change::DropPrimaryKey { was } => *was = None,
        Change::DropIndex { was, .. } => *was = None,
        Change::SetOptions { was, .. } => *was = None,
        Change::SetComment { was, .. } => *was = None,
        Change::AddPrimaryKey { primary_key: key } => {
            key.name = key
                .name
                .take()
                .or_else(|| naming.primary_key_name(table, key));
        }
        Change::AddUnique { unique } if unique.name.is_none() => {
            unique.name = Some(naming.unique_name(table, unique));
        }
        Change::AddCheck { check } if check.name.is_none() && check.column.is_none() => {
            check.name = Some(naming.check_name(table, check));
        }
        Change::AddForeignKey { foreign_key: key } if key.name.is_none() => {
            key.name = Some(naming.foreign_key_name(table, key));
        }
        Change::AddExclusion { exclusion } if exclusion.name.is_none() => {
            exclusion.name = Some(naming.exclusion_name(table, exclusion));
        }
        Change::CreateIndex { index, .. } if index.name.is_none() => {
            index.name = Some(naming.index_name(table, index));
        }
        _ => {}
    }
}
