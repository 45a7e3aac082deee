//! Columns: added, dropped, renamed, changed; and whether their order differs.

use std::borrow::Cow;

use super::renames::handed_on;
use super::{Aspect, DiffOptions};
use crate::operation::{Change, ColumnPatch, Operation};
use crate::schema::{Column, ColumnPlace, ColumnType, Table};

/// The renames that the model asks for, and the table as they leave it.
pub(super) fn renames<'t>(from: &'t Table, to: &Table) -> (Vec<Change>, Cow<'t, Table>) {
    let mut from = Cow::Borrowed(from);
    let mut renames = Vec::new();
    for (former, present) in handed_on::columns(&from, to).iter() {
        let rename = Change::RenameColumn {
            from: former.clone(),
            to: present.clone(),
        };
        if rename.apply(from.to_mut()).is_ok() {
            renames.push(rename);
        }
    }
    (renames, from)
}

/// Additions, alterations and drops, in this order: a table is never without a column. Generated columns are added
/// behind and dropped before the others, which they may be made of.
pub(super) fn diff(from: &Table, to: &Table, options: &DiffOptions<'_>) -> Vec<Change> {
    let mut additions: Vec<Column> = Vec::new();
    let mut alterations = Vec::new();
    for column in &to.columns {
        let Some(present) = from.column(&column.name) else {
            additions.push(without_former_names(column));
            continue;
        };
        let mut patch = ColumnPatch::between(present, &without_former_names(column));
        let differs = |aspect| {
            let decide = options.differs?;
            decide(aspect, &to.name, present, column)
        };
        if !options.compare_types {
            patch.type_ = None;
        } else if let Some(differs) = differs(Aspect::Type) {
            patch.type_ = differs.then(|| column.type_.clone());
        }
        if !options.compare_defaults {
            patch.default = None;
        } else if let Some(differs) = differs(Aspect::Default) {
            patch.default = differs.then(|| column.default.clone());
        }
        if patch.type_.is_some() {
            patch.renamed_values = renamed_values(&present.type_, &column.type_);
        }
        if !patch.is_empty() {
            alterations.push(Change::AlterColumn {
                name: column.name.clone(),
                patch: Box::new(patch),
                was: Some(Box::new(present.clone())),
            });
        }
    }
    additions.sort_by_key(|column| column.generated.is_some());
    let mut changes: Vec<Change> = additions
        .into_iter()
        .map(|column| Change::AddColumn {
            column: Box::new(column),
            if_not_exists: false,
        })
        .collect();
    changes.extend(alterations);
    let mut drops: Vec<&Column> = from
        .columns
        .iter()
        .filter(|column| to.column(&column.name).is_none())
        .collect();
    drops.sort_by_key(|column| column.generated.is_none());
    changes.extend(drops.into_iter().map(|column| Change::DropColumn {
        name: column.name.clone(),
        was: Some(Box::new(column.clone())),
        if_exists: false,
    }));
    changes
}

/// The column as it is to be, whatever it was called before.
pub(super) fn without_former_names(column: &Column) -> Column {
    let mut column = column.clone();
    column.renamed_from = None;
    if let ColumnType::Enum(kind) = &mut column.type_ {
        kind.renamed_values.clear();
    }
    column
}

/// The values of an enumeration that get the name which the model gives them, where that is still to be done.
fn renamed_values(from: &ColumnType, to: &ColumnType) -> Vec<(String, String)> {
    let (ColumnType::Enum(from), ColumnType::Enum(to)) = (from, to) else {
        return Vec::new();
    };
    let renamed = handed_on::values(&from.values, &to.values, &to.renamed_values);
    renamed.iter().cloned().collect()
}

/// Tells each drop where its column stood, at the moment when it goes: so it comes back there.
pub(super) fn remember_places(from: &Table, changes: &mut [Change]) {
    let mut names: Vec<&str> = from
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    // What is added stands behind all others, and is behind what comes back.
    for change in changes {
        let Change::DropColumn {
            name,
            was: Some(was),
            ..
        } = change
        else {
            continue;
        };
        let Some(at) = names.iter().position(|present| present == name) else {
            continue;
        };
        names.remove(at);
        was.place = match at.checked_sub(1) {
            _ if at == names.len() => None,
            None => Some(ColumnPlace::First),
            Some(before) => Some(ColumnPlace::After(names[before].to_owned())),
        };
    }
}

/// Leaves out where columns stood: the database adds them at the end.
pub(super) fn forget_places(operations: &mut [Operation]) {
    for operation in operations {
        if let Operation::AlterTable { changes, .. } = operation {
            for change in changes {
                if let Change::DropColumn { was: Some(was), .. } = change {
                    was.place = None;
                }
            }
        }
    }
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
