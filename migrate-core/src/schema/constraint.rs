//! Constraints of a table.
//!
//! A constraint whose name is `None` is matched by its content: models may leave a name out, and databases (SQLite
//! above all) hold constraints that never had one.

use std::collections::BTreeMap;
use std::fmt;

use super::TableName;

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PrimaryKey {
    /// The constraint's name.
    pub name: Option<String>,
    /// The columns, in the key's order.
    pub columns: Vec<String>,
    /// PostgreSQL: columns that the key's index stores along.
    pub include: Vec<String>,
    /// When the constraint is checked.
    pub deferrable: Deferrable,
    /// MySQL: how much of a column counts, where not all of it does; in characters, of binary columns in bytes.
    pub prefixes: BTreeMap<String, u32>,
    /// MySQL: the method that the key's index states, though there is but one. Never compared.
    pub method: Option<String>,
}

impl PrimaryKey {
    /// Makes a key without a name.
    #[must_use]
    pub fn new(columns: Vec<String>) -> Self {
        PrimaryKey {
            name: None,
            columns,
            include: Vec::new(),
            deferrable: Deferrable::No,
            prefixes: BTreeMap::new(),
            method: None,
        }
    }
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Unique {
    /// The constraint's name.
    pub name: Option<String>,
    /// The columns, in the constraint's order.
    pub columns: Vec<String>,
    /// When the constraint is checked.
    pub deferrable: Deferrable,
    /// PostgreSQL 15: two NULLs count as equal.
    pub nulls_not_distinct: bool,
    /// PostgreSQL: columns that the constraint's index stores along.
    pub include: Vec<String>,
}

impl Unique {
    /// Makes a constraint without a name.
    #[must_use]
    pub fn new(columns: Vec<String>) -> Self {
        Unique {
            name: None,
            columns,
            deferrable: Deferrable::No,
            nulls_not_distinct: false,
            include: Vec::new(),
        }
    }
}

/// A check constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Check {
    /// The constraint's name.
    pub name: Option<String>,
    /// The expression, without the parentheses around it.
    pub expression: String,
    /// Which rows it holds for.
    pub validity: Validity,
    /// PostgreSQL's `NO INHERIT`.
    pub no_inherit: bool,
    /// MariaDB: the column whose definition carries the check, which has no name of its own then.
    pub column: Option<String>,
}

impl Check {
    /// Makes a constraint without a name.
    #[must_use]
    pub fn new(expression: impl Into<String>) -> Self {
        Check {
            name: None,
            expression: expression.into(),
            validity: Validity::Valid,
            no_inherit: false,
            column: None,
        }
    }
}

/// Which rows a constraint is held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Validity {
    /// All of them.
    #[default]
    Valid,
    /// PostgreSQL's `NOT VALID`: those that are written from now on.
    NotValid,
    /// MySQL's `NOT ENFORCED`: none.
    NotEnforced,
}

/// PostgreSQL's exclusion constraint: no two rows for which all comparisons hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Exclusion {
    /// The constraint's name.
    pub name: Option<String>,
    /// What stands behind `EXCLUDE`: `USING gist (room WITH =, during WITH &&) WHERE (...)`.
    pub definition: String,
    /// When the constraint is checked.
    pub deferrable: Deferrable,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ForeignKey {
    /// The constraint's name.
    pub name: Option<String>,
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The table that is referenced.
    pub references_table: TableName,
    /// The columns that are referenced, in the order of `columns`.
    pub references_columns: Vec<String>,
    /// What happens to rows here when the referenced row goes.
    pub on_delete: ReferentialAction,
    /// What happens to rows here when the referenced key changes.
    pub on_update: ReferentialAction,
    /// When the constraint is checked.
    pub deferrable: Deferrable,
    /// How a key that is NULL in part is matched.
    #[cfg_attr(feature = "serde", serde(rename = "match"))]
    pub match_: MatchType,
    /// Which rows it holds for.
    pub validity: Validity,
}

impl ForeignKey {
    /// Makes a key without a name.
    #[must_use]
    pub fn new(
        columns: Vec<String>,
        references_table: impl Into<TableName>,
        references_columns: Vec<String>,
    ) -> Self {
        ForeignKey {
            name: None,
            columns,
            references_table: references_table.into(),
            references_columns,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            deferrable: Deferrable::No,
            match_: MatchType::Simple,
            validity: Validity::Valid,
        }
    }
}

/// What a foreign key does when the row that it points at changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ReferentialAction {
    /// Refuse, at the end of the statement (or of the transaction).
    #[default]
    NoAction,
    /// The same, in as many words: MariaDB shows it where somebody said it, and is told again where it is made again.
    #[cfg_attr(feature = "serde", serde(rename = "no_action"))]
    NoActionStated,
    /// Refuse at once.
    Restrict,
    /// Do the same to the rows that point at it.
    Cascade,
    /// Set the referencing columns to NULL.
    SetNull,
    /// Set the referencing columns to their defaults.
    SetDefault,
}

impl ReferentialAction {
    /// The action as somebody names it who names it at all.
    pub(crate) const fn stated(self) -> Self {
        match self {
            ReferentialAction::NoAction => ReferentialAction::NoActionStated,
            said => said,
        }
    }

    /// The action, however it was said.
    pub(crate) const fn unstated(self) -> Self {
        match self {
            ReferentialAction::NoActionStated => ReferentialAction::NoAction,
            said => said,
        }
    }

    /// Returns the action as SQL spells it.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            ReferentialAction::NoAction | ReferentialAction::NoActionStated => "NO ACTION",
            ReferentialAction::Restrict => "RESTRICT",
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault => "SET DEFAULT",
        }
    }
}

impl fmt::Display for ReferentialAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sql())
    }
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Deferrable {
    /// At each statement, always.
    #[default]
    No,
    /// `DEFERRABLE INITIALLY IMMEDIATE`.
    InitiallyImmediate,
    /// `DEFERRABLE INITIALLY DEFERRED`.
    InitiallyDeferred,
}

/// How a foreign key of several columns treats NULL in some of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum MatchType {
    /// One NULL satisfies the key.
    #[default]
    Simple,
    /// All columns are NULL or none.
    Full,
}
