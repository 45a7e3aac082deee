//! Columns: added, dropped, renamed, changed; and whether their order differs.

use std::borrow::Cow;

use super::DiffOptions;
use crate::operation::{Change, ColumnPatch};
use crate::schema::Table;

/// The renames that the model asks for, and the table as they leave it.
pub(super) fn renames<'t>(from: &'t Table, to: &Table) -> (Vec<Change>, Cow<'t, Table>) {
    let mut from = Cow::Borrowed(from);
    let mut renames = Vec::new();
    for column in &to.columns {
        let Some(former) = &column.renamed_from else {
            continue;
        };
        if from.column(&column.name).is_some() || to.column(former).is_some() {
            continue;
        }
        let rename = Change::RenameColumn {
            from: former.clone(),
            to: column.name.clone(),
        };
        if from.column(former).is_some() && rename.apply(from.to_mut()).is_ok() {
            renames.push(rename);
        }
    }
    (renames, from)
}

/// Drops, additions and alterations, in this order.
pub(super) fn diff(from: &Table, to: &Table, options: &DiffOptions<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for column in &from.columns {
        if to.column(&column.name).is_none() {
            changes.push(Change::DropColumn {
                name: column.name.clone(),
                was: Some(Box::new(column.clone())),
            });
        }
    }
    let mut alterations = Vec::new();
    for column in &to.columns {
        let Some(present) = from.column(&column.name) else {
            let mut column = column.clone();
            column.renamed_from = None;
            changes.push(Change::AddColumn {
                column: Box::new(column),
            });
            continue;
        };
        let mut patch = ColumnPatch::between(present, column);
        if !options.compare_types {
            patch.type_ = None;
        }
        if !options.compare_defaults {
            patch.default = None;
        }
        if !patch.is_empty() {
            alterations.push(Change::AlterColumn {
                name: column.name.clone(),
                patch: Box::new(patch),
                was: Some(Box::new(present.clone())),
            });
        }
    }
    changes.extend(alterations);
    changes
}

/// Tells whether the columns that both have stand in another order.
pub(super) fn reordered(from: &Table, to: &Table) -> bool {
    let present = from
        .columns
        .iter()
        .filter(|column| to.column(&column.name).is_some());
    let wanted = to
        .columns
        .iter()
        .filter(|column| from.column(&column.name).is_some());
    present
        .zip(wanted)
        .any(|(present, wanted)| present.name != wanted.name)
}
