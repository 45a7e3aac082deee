//! The places in operations where expressions stand: in go operations, out come their texts, to be read or replaced.

use super::What;
use crate::operation::{Change, Operation};
use crate::schema::{
    Check, Column, ColumnDefault, Exclusion, Generated, Index, IndexKey, Table, TableName,
};

/// Something of an operation that says expressions.
pub(super) enum Said<'o> {
    Table(&'o mut Table),
    Column(&'o mut Column),
    Patch {
        default: Option<&'o mut ColumnDefault>,
        generated: Option<&'o mut Generated>,
    },
    Check(&'o mut Check),
    Exclusion(&'o mut Exclusion),
    Index(&'o mut Index),
}

/// What an operation says, and of which table; `None` if it makes (or takes away) nothing that says expressions.
pub(super) fn of_operation(
    what: What,
    operation: &mut Operation,
) -> Option<(TableName, Vec<Said<'_>>)> {
    match operation {
        Operation::CreateTable { table, .. } if what == What::Comes => {
            Some((table.name.clone(), vec![Said::Table(table)]))
        }
        Operation::DropTable {
            name,
            was: Some(table),
            ..
        } if what == What::Goes => Some((name.clone(), vec![Said::Table(table)])),
        Operation::AlterTable { table, changes, .. } => {
            let said: Vec<Said<'_>> = changes
                .iter_mut()
                .filter_map(|change| match what {
                    What::Comes => comes(change),
                    What::Goes => goes(change),
                })
                .collect();
            (!said.is_empty()).then(|| (table.clone(), said))
        }
        // Blocks are made of the others later; bodies of objects are never anything but what was written.
        Operation::CreateTable { .. }
        | Operation::DropTable { .. }
        | Operation::RenameTable { .. }
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
        | Operation::Run { .. } => None,
    }
}

fn comes(change: &mut Change) -> Option<Said<'_>> {
    match change {
        Change::AddCheck { check } => Some(Said::Check(check)),
        Change::AddExclusion { exclusion } => Some(Said::Exclusion(exclusion)),
        Change::AddColumn { column, .. } => Some(Said::Column(column)),
        Change::AlterColumn { patch, .. } => {
            let default = patch.default.as_mut().and_then(Option::as_mut);
            let generated = patch.generated.as_mut().and_then(Option::as_mut);
            (default.is_some() || generated.is_some()).then_some(Said::Patch { default, generated })
        }
        Change::CreateIndex { index, .. } => Some(Said::Index(index)),
        Change::DropColumn { .. }
        | Change::RenameColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::DropPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::DropUnique { .. }
        | Change::DropCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::DropForeignKey { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::DropConstraint { .. }
        | Change::RenameIndex { .. }
        | Change::DropIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => None,
    }
}

fn goes(change: &mut Change) -> Option<Said<'_>> {
    match change {
        Change::DropCheck { check } => Some(Said::Check(check)),
        Change::DropExclusion { exclusion } => Some(Said::Exclusion(exclusion)),
        Change::DropColumn {
            was: Some(column), ..
        }
        | Change::AlterColumn {
            was: Some(column), ..
        } => Some(Said::Column(column)),
        Change::DropIndex {
            was: Some(index), ..
        } => Some(Said::Index(index)),
        Change::AddColumn { .. }
        | Change::DropColumn { was: None, .. }
        | Change::RenameColumn { .. }
        | Change::AlterColumn { was: None, .. }
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
        | Change::DropConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::DropIndex { was: None, .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => None,
    }
}

impl Said<'_> {
    /// Calls for each place where an expression may stand, in one order; `None` where there is none.
    pub(super) fn each(self, act: &mut dyn FnMut(Option<&mut String>)) {
        match self {
            Said::Table(table) => {
                for column in &mut table.columns {
                    Said::Column(column).each(act);
                }
                for check in &mut table.checks {
                    Said::Check(check).each(act);
                }
                for exclusion in &mut table.exclusions {
                    Said::Exclusion(exclusion).each(act);
                }
                for index in &mut table.indexes {
                    Said::Index(index).each(act);
                }
            }
            Said::Column(column) => Said::Patch {
                default: column.default.as_mut(),
                generated: column.generated.as_mut(),
            }
            .each(act),
            Said::Patch { default, generated } => {
                act(default.and_then(|default| match default {
                    ColumnDefault::Expression(expression) => Some(expression),
                    ColumnDefault::Literal(_) => None,
                }));
                act(generated.map(|generated| &mut generated.expression));
            }
            Said::Check(check) => act(Some(&mut check.expression)),
            Said::Exclusion(exclusion) => act(Some(&mut exclusion.definition)),
            Said::Index(index) => {
                act(index.predicate.as_mut());
                for column in &mut index.columns {
                    act(match &mut column.key {
                        IndexKey::Expression(expression) => Some(expression),
                        IndexKey::Column(_) => None,
                    });
                }
            }
        }
    }
}
