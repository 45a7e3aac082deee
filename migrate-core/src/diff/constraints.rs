//! Constraints and indexes: matched by name where both have one, by content otherwise.

use crate::operation::Change;
use crate::schema::{
    Check, Exclusion, ForeignKey, Index, NamingConvention, PrimaryKey, Table, Unique,
};

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

    let (gone, come) = unmatched(&from.foreign_keys, &to.foreign_keys);
    drops.extend(gone.into_iter().map(|at| Change::DropForeignKey {
        foreign_key: Box::new(from.foreign_keys[at].clone()),
    }));
    let foreign_keys = come.into_iter().map(|at| Change::AddForeignKey {
        foreign_key: Box::new(named.foreign_keys[at].clone()),
    });

    let (gone, come) = unmatched(&from.indexes, &to.indexes);
    drops.extend(gone.into_iter().filter_map(|at| {
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
    drops.extend(gone.into_iter().map(|at| Change::DropExclusion {
        exclusion: from.exclusions[at].clone(),
    }));
    let exclusions = come.into_iter().map(|at| Change::AddExclusion {
        exclusion: named.exclusions[at].clone(),
    });

    let (gone, come) = unmatched(&from.checks, &to.checks);
    drops.extend(gone.into_iter().map(|at| Change::DropCheck {
        check: from.checks[at].clone(),
    }));
    let checks = come.into_iter().map(|at| Change::AddCheck {
        check: named.checks[at].clone(),
    });

    let (gone, come) = unmatched(&from.uniques, &to.uniques);
    drops.extend(gone.into_iter().map(|at| Change::DropUnique {
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
            same_name
                && from.columns == to.columns
                && from.include == to.include
                && from.deferrable == to.deferrable
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Something of a table that may have a name.
trait Named {
    fn name(&self) -> Option<&str>;
    /// Compares everything but the names.
    fn same_content(&self, other: &Self) -> bool;
}

impl Named for Unique {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Unique {
            name: _,
            columns,
            deferrable,
            nulls_not_distinct,
            include,
        } = self;
        *columns == other.columns
            && *include == other.include
            && *deferrable == other.deferrable
            && *nulls_not_distinct == other.nulls_not_distinct
    }
}

impl Named for Check {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Check {
            name: _,
            expression,
            validity,
            no_inherit,
            column: _,
        } = self;
        *expression == other.expression
            && *validity == other.validity
            && *no_inherit == other.no_inherit
    }
}

impl Named for Exclusion {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        self.definition == other.definition && self.deferrable == other.deferrable
    }
}

impl Named for ForeignKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let ForeignKey {
            name: _,
            columns,
            references_table,
            references_columns,
            on_delete,
            on_update,
            deferrable,
            match_,
            validity,
        } = self;
        *columns == other.columns
            && *references_table == other.references_table
            && *references_columns == other.references_columns
            && *on_delete == other.on_delete
            && *on_update == other.on_update
            && *deferrable == other.deferrable
            && *match_ == other.match_
            && *validity == other.validity
    }
}

impl Named for Index {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn same_content(&self, other: &Self) -> bool {
        let Index {
            name: _,
            columns,
            unique,
            predicate,
            method,
            include,
            nulls_not_distinct,
            parameters,
            comment,
            concurrently: _,
        } = self;
        *columns == other.columns
            && *unique == other.unique
            && *predicate == other.predicate
            && *method == other.method
            && *include == other.include
            && *nulls_not_distinct == other.nulls_not_distinct
            && *parameters == other.parameters
            && *comment == other.comment
    }
}

/// The positions of those in `from` that go.
pub(super) fn gone(from: &[Index], to: &[Index]) -> Vec<usize> {
    unmatched(from, to).0
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
