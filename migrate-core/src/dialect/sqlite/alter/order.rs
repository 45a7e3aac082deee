//! The order in which a group's changes can be done: what uses a column goes before it and comes after it.
//!
//! Only neighbours of one kind change places, so that a change never meets other names than it was written for.

use super::super::draft::Draft;
use super::super::parse::ConstraintKind;
use crate::operation::Change;

/// When a change is done among its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    DropConstraint,
    DropGenerated,
    DropColumn,
    AddColumn,
    AddGenerated,
    /// Where it stands.
    InPlace,
}

/// Puts the changes into an order in which they can be done.
pub(super) fn ordered<'c>(changes: &'c [Change], draft: &Draft) -> Vec<&'c Change> {
    let mut turns: Vec<(Turn, &Change)> = changes
        .iter()
        .map(|change| (turn(change, draft), change))
        .collect();
    for run in turns.chunk_by_mut(|(a, _), (b, _)| kind(*a).is_some() && kind(*a) == kind(*b)) {
        run.sort_by_key(|(turn, _)| *turn);
    }
    turns.into_iter().map(|(_, change)| change).collect()
}

/// Whether the change takes something away; `None` if it keeps its place.
fn kind(turn: Turn) -> Option<bool> {
    match turn {
        Turn::DropConstraint | Turn::DropGenerated | Turn::DropColumn => Some(true),
        Turn::AddColumn | Turn::AddGenerated => Some(false),
        Turn::InPlace => None,
    }
}

fn turn(change: &Change, draft: &Draft) -> Turn {
    match change {
        Change::DropPrimaryKey { .. }
        | Change::DropUnique { .. }
        | Change::DropCheck { .. }
        | Change::DropForeignKey { .. }
        | Change::DropExclusion { .. }
        | Change::DropConstraint { .. }
        | Change::DropIndex { .. } => Turn::DropConstraint,
        Change::DropColumn { name, .. } => {
            let generated = draft.parsed.column(name).is_some_and(|column| {
                let mut constraints = column.constraints.iter();
                constraints.any(|one| matches!(one.kind, ConstraintKind::Generated { .. }))
            });
            if generated {
                Turn::DropGenerated
            } else {
                Turn::DropColumn
            }
        }
        Change::AddColumn { column, .. } if column.generated.is_some() => Turn::AddGenerated,
        Change::AddColumn { .. } => Turn::AddColumn,
        Change::RenameColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => Turn::InPlace,
    }
}
