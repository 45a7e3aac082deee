//! Primary keys, unique and check constraints, foreign keys.

use super::owned;
use crate::schema::{
    Check, Deferrable, Exclusion, ForeignKey, MatchType, PrimaryKey, ReferentialAction, TableName,
    Unique, Validity,
};

/// Describes a primary key.
pub fn primary_key<const N: usize>(columns: [&str; N]) -> PrimaryKeySpec {
    PrimaryKeySpec {
        primary_key: PrimaryKey::new(owned(columns)),
    }
}

/// A primary key.
#[derive(Debug, Clone)]
#[must_use]
pub struct PrimaryKeySpec {
    pub(in crate::operations) primary_key: PrimaryKey,
}

impl PrimaryKeySpec {
    /// Names the constraint.
    pub fn name(mut self, name: &str) -> Self {
        self.primary_key.name = Some(name.to_owned());
        self
    }

    /// Counts a prefix of so many characters of a column (MySQL).
    pub fn prefix(mut self, column: &str, length: u32) -> Self {
        self.primary_key.prefixes.insert(column.to_owned(), length);
        self
    }

    /// States the method of its index (MySQL).
    pub fn using(mut self, method: &str) -> Self {
        self.primary_key.method = Some(method.to_owned());
        self
    }

    /// Lets a transaction put the check off.
    pub fn deferrable(mut self) -> Self {
        self.primary_key.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// Puts the check off to the end of the transaction.
    pub fn initially_deferred(mut self) -> Self {
        self.primary_key.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// Stores columns along in its index (PostgreSQL).
    pub fn include<const N: usize>(mut self, columns: [&str; N]) -> Self {
        self.primary_key.include = owned(columns);
        self
    }
}

/// Describes a unique constraint.
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_unique_constraint("heros", unique(["team_id", "name"]).name("uq_heros_team_id_name"))
/// }
/// # Operations::record(upgrade).unwrap();
/// ```
pub fn unique<const N: usize>(columns: [&str; N]) -> UniqueSpec {
    UniqueSpec {
        unique: Unique::new(owned(columns)),
    }
}

/// A unique constraint.
#[derive(Debug, Clone)]
#[must_use]
pub struct UniqueSpec {
    pub(in crate::operations) unique: Unique,
}

impl UniqueSpec {
    /// Names the constraint.
    pub fn name(mut self, name: &str) -> Self {
        self.unique.name = Some(name.to_owned());
        self
    }

    /// Stores columns along in its index (PostgreSQL).
    pub fn include<const N: usize>(mut self, columns: [&str; N]) -> Self {
        self.unique.include = owned(columns);
        self
    }

    /// Lets a transaction put the check off.
    pub fn deferrable(mut self) -> Self {
        self.unique.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// Puts the check off to the end of the transaction.
    pub fn initially_deferred(mut self) -> Self {
        self.unique.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// Takes two NULLs for equal.
    pub fn nulls_not_distinct(mut self) -> Self {
        self.unique.nulls_not_distinct = true;
        self
    }
}

/// Describes a check constraint.
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_check_constraint("heros", check("age >= 0").name("ck_heros_age"))
/// }
/// # Operations::record(upgrade).unwrap();
/// ```
pub fn check(expression: &str) -> CheckSpec {
    CheckSpec {
        check: Check::new(expression),
    }
}

/// A check constraint.
#[derive(Debug, Clone)]
#[must_use]
pub struct CheckSpec {
    pub(in crate::operations) check: Check,
}

impl CheckSpec {
    /// Names the constraint.
    pub fn name(mut self, name: &str) -> Self {
        self.check.name = Some(name.to_owned());
        self
    }

    /// Holds it against rows that are written from now on only (PostgreSQL); see
    /// [`validate_constraint`](crate::operations::Operations::validate_constraint).
    pub fn not_valid(mut self) -> Self {
        self.check.validity = Validity::NotValid;
        self
    }

    /// States it without holding rows against it (MySQL).
    pub fn not_enforced(mut self) -> Self {
        self.check.validity = Validity::NotEnforced;
        self
    }

    /// States it with the definition of a column, where it has no name of its own (MariaDB).
    pub fn at_column(mut self, name: &str) -> Self {
        self.check.column = Some(name.to_owned());
        self
    }

    /// Does not hold for tables that inherit from this one (PostgreSQL).
    pub fn no_inherit(mut self) -> Self {
        self.check.no_inherit = true;
        self
    }
}

/// Describes a foreign key; [`ForeignKeySpec::references`] says where it points.
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_foreign_key(
///         "heros",
///         foreign_key(["team_id"]).references("teams", ["id"]).on_delete(SetNull),
///     )
/// }
/// # Operations::record(upgrade).unwrap();
/// ```
pub fn foreign_key<const N: usize>(columns: [&str; N]) -> ForeignKeySpec {
    ForeignKeySpec {
        foreign_key: ForeignKey::new(owned(columns), "", Vec::new()),
    }
}

/// A foreign key.
#[derive(Debug, Clone)]
#[must_use]
pub struct ForeignKeySpec {
    pub(in crate::operations) foreign_key: ForeignKey,
}

impl ForeignKeySpec {
    /// Points at columns of a table.
    pub fn references<const N: usize>(
        mut self,
        table: impl Into<TableName>,
        columns: [&str; N],
    ) -> Self {
        self.foreign_key.references_table = table.into();
        self.foreign_key.references_columns = owned(columns);
        self
    }

    /// Says what happens when the referenced row goes.
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.foreign_key.on_delete = action.stated();
        self
    }

    /// Says what happens when the referenced key changes.
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        self.foreign_key.on_update = action.stated();
        self
    }

    /// Names the constraint.
    pub fn name(mut self, name: &str) -> Self {
        self.foreign_key.name = Some(name.to_owned());
        self
    }

    /// Holds it against rows that are written from now on only (PostgreSQL); see
    /// [`validate_constraint`](crate::operations::Operations::validate_constraint).
    pub fn not_valid(mut self) -> Self {
        self.foreign_key.validity = Validity::NotValid;
        self
    }

    /// States it without holding rows against it (MySQL).
    pub fn not_enforced(mut self) -> Self {
        self.foreign_key.validity = Validity::NotEnforced;
        self
    }

    /// Lets a transaction put the check off.
    pub fn deferrable(mut self) -> Self {
        self.foreign_key.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// Puts the check off to the end of the transaction.
    pub fn initially_deferred(mut self) -> Self {
        self.foreign_key.deferrable = Deferrable::InitiallyDeferred;
        self
    }

    /// Takes a key that is NULL in part for an error.
    pub fn match_full(mut self) -> Self {
        self.foreign_key.match_ = MatchType::Full;
        self
    }
}

/// Describes PostgreSQL's exclusion constraint, by what stands behind `EXCLUDE`:
/// `exclude("USING gist (room WITH =, during WITH &&)")`.
pub fn exclude(definition: &str) -> ExclusionSpec {
    ExclusionSpec {
        exclusion: Exclusion {
            name: None,
            definition: definition.to_owned(),
            deferrable: Deferrable::No,
        },
    }
}

/// An exclusion constraint.
#[derive(Debug, Clone)]
#[must_use]
pub struct ExclusionSpec {
    pub(in crate::operations) exclusion: Exclusion,
}

impl ExclusionSpec {
    /// Names the constraint.
    pub fn name(mut self, name: &str) -> Self {
        self.exclusion.name = Some(name.to_owned());
        self
    }

    /// Lets a transaction put the check off.
    pub fn deferrable(mut self) -> Self {
        self.exclusion.deferrable = Deferrable::InitiallyImmediate;
        self
    }

    /// Puts the check off to the end of the transaction.
    pub fn initially_deferred(mut self) -> Self {
        self.exclusion.deferrable = Deferrable::InitiallyDeferred;
        self
    }
}
