//! Constraints and indexes: matched by name where both have one, by content otherwise.

mod named;
mod renames;

pub(super) use named::Named;
pub(super) use renames::{names, renames, same_but_for_name, same_names};

use crate::operation::Change;
use crate::schema::{ForeignKey, Index, NamingConvention, PrimaryKey, Table};

/// What goes before the columns change, and what comes after.
pub(super) struct ConstraintChanges {
    pub(super) drops: Vec<Change>,
    pub(super) adds: Vec<Change>,
}

pub(super) fn diff(from: &Table, to: &Table, naming: &NamingConvention) -> ConstraintChanges {
    let mut drops = Vec::new();
    let mut adds = Vec::new();

    // The names that new constraints get, as the whole table gives them.
    let named = {
        let mut table = to.clone();
        naming.apply(&mut table);
        table
    };

    // The last goes first, so that the way back adds them in their order.
    let (gone, come) = unmatched(&from.foreign_keys, &to.foreign_keys);
    drops.extend(gone.into_iter().rev().map(|at| Change::DropForeignKey {
        foreign_key: Box::new(from.foreign_keys[at].clone()),
    }));
    let foreign_keys = come.into_iter().map(|at| Change::AddForeignKey {
        foreign_key: Box::new(named.foreign_keys[at].clone()),
    });

    let wanted: Vec<Index> = to
        .indexes
        .iter()
        .map(|index| renames::with_what_is_open(index, &from.indexes))
        .collect();
    let (gone, come) = unmatched(&from.indexes, &wanted);
    drops.extend(gone.into_iter().rev().filter_map(|at| {
        let index = &from.indexes[at];
        let name = index.name.clone()?;
        Some(Change::DropIndex {
            name,
            was: Some(Box::new(index.clone())),
            if_exists: false,
            concurrently: false,
        })
    }));
    let indexes = come.into_iter().map(|at| Change::CreateIndex {
        index: Box::new(named.indexes[at].clone()),
        if_not_exists: false,
    });

    let (gone, come) = unmatched(&from.exclusions, &to.exclusions);
    drops.extend(gone.into_iter().rev().map(|at| Change::DropExclusion {
        exclusion: from.exclusions[at].clone(),
    }));
    let exclusions = come.into_iter().map(|at| Change::AddExclusion {
        exclusion: named.exclusions[at].clone(),
    });

    let (gone, come) = unmatched(&from.checks, &to.checks);
    drops.extend(gone.into_iter().rev().map(|at| Change::DropCheck {
        check: from.checks[at].clone(),
    }));
    let checks = come.into_iter().map(|at| Change::AddCheck {
        check: named.checks[at].clone(),
    });

    let (gone, come) = unmatched(&from.uniques, &to.uniques);
    drops.extend(gone.into_iter().rev().map(|at| Change::DropUnique {
        unique: from.uniques[at].clone(),
    }));
    let uniques = come.into_iter().map(|at| Change::AddUnique {
        unique: named.uniques[at].clone(),
    });

    if !same_key(from.primary_key.as_ref(), to.primary_key.as_ref()) {
        drops.extend(
            from.primary_key
                .clone()
                .map(|key| Change::DropPrimaryKey { was: Some(key) }),
        );
        adds.extend(
            named
                .primary_key
                .clone()
                .map(|key| Change::AddPrimaryKey { primary_key: key }),
        );
    }
    adds.extend(uniques);
    adds.extend(checks);
    adds.extend(exclusions);
    adds.extend(foreign_keys);
    adds.extend(indexes);
    ConstraintChanges { drops, adds }
}

/// A primary key's name counts only where both sides state one.
fn same_key(from: Option<&PrimaryKey>, to: Option<&PrimaryKey>) -> bool {
    match (from, to) {
        (None, None) => true,
        (Some(from), Some(to)) => {
            let same_name = from.name.is_none() || to.name.is_none() || from.name == to.name;
            same_name && from.same_content(to)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// The positions of those in `from` that go.
pub(super) fn gone<T: Named>(from: &[T], to: &[T]) -> Vec<usize> {
    unmatched(from, to).0
}

/// The positions of those in `to` that come.
pub(super) fn come<T: Named>(from: &[T], to: &[T]) -> Vec<usize> {
    unmatched(from, to).1
}

/// Compares two foreign keys, but for their names.
pub(super) fn same_content(a: &ForeignKey, b: &ForeignKey) -> bool {
    a.same_content(b)
}

/// The positions of those in `from` that go and of those in `to` that come.
///
/// Equal names and contents belong together first, then equal contents of which one side has no name.
fn unmatched<T: Named>(from: &[T], to: &[T]) -> (Vec<usize>, Vec<usize>) {
    let mut gone: Vec<usize> = (0..from.len()).collect();
    let mut come: Vec<usize> = (0..to.len()).collect();
    let mut pair_up = |fits: &dyn Fn(&T, &T) -> bool| {
        come.retain(|&wanted| {
            let found = gone
                .iter()
                .position(|&present| fits(&from[present], &to[wanted]));
            if let Some(found) = found {
                gone.remove(found);
            }
            found.is_none()
        });
    };
    pair_up(&|from, to| from.name().is_some() && from.name() == to.name() && from.same_content(to));
    pair_up(&|from, to| (from.name().is_none() || to.name().is_none()) && from.same_content(to));
    (gone, come)
}
