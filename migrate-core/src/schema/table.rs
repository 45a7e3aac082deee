//! A table with everything that belongs to it, its indexes included.

use super::{
    Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, QualifiedName, TableName, Unique,
};

/// A table: columns in their order, constraints, indexes and options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Table {
    /// The table's name.
    pub name: TableName,
    /// The columns, in the order in which the table has them.
    pub columns: Vec<Column>,
    /// The primary key; its columns are listed here only, a [`Column`] does not know of it.
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints (a unique *index* stands in `indexes`).
    pub uniques: Vec<Unique>,
    /// Check constraints, those written at a column among them.
    pub checks: Vec<Check>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// PostgreSQL's exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// Indexes that were created by name, not those that a constraint brings along.
    pub indexes: Vec<Index>,
    /// Options of the table as a whole.
    pub options: TableOptions,
    /// The table's comment.
    pub comment: Option<String>,
    /// What else the database knows of the table (PostgreSQL: statistics targets, comments on constraints), as statements
    /// that follow its creation. Read only where everything is; kept, never compared in parts.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub further: Vec<String>,
    /// What has to be there before the table, as far as the database tells: functions, types, other tables.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub depends_on: Vec<QualifiedName>,
    /// A former name, from the model's `renamed_from`; never set by inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub renamed_from: Option<String>,
    /// Former names of indexes and constraints, from the model's `renamed_from`, as (former, present); never set by
    /// inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub former_names: Vec<(String, String)>,
}

impl Table {
    /// Makes a table without columns.
    #[must_use]
    pub fn new(name: impl Into<TableName>) -> Self {
        Table {
            name: name.into(),
            columns: Vec::new(),
            primary_key: None,
            uniques: Vec::new(),
            checks: Vec::new(),
            foreign_keys: Vec::new(),
            exclusions: Vec::new(),
            indexes: Vec::new(),
            options: TableOptions::default(),
            comment: None,
            further: Vec::new(),
            depends_on: Vec::new(),
            renamed_from: None,
            former_names: Vec::new(),
        }
    }

    /// Returns the column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The columns that take another value by themselves whenever their row changes: MySQL's `ON UPDATE CURRENT_TIMESTAMP`.
    pub(crate) fn moved_with_rows(&self) -> impl Iterator<Item = &Column> {
        let columns = self.columns.iter();
        columns.filter(|column| column.on_update.is_some())
    }

    /// Tells whether the column belongs to the primary key.
    #[must_use]
    pub fn is_primary_key(&self, column: &str) -> bool {
        self.primary_key
            .as_ref()
            .is_some_and(|key| key.columns.iter().any(|name| name == column))
    }
}

/// Options that only some databases have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TableOptions {
    /// SQLite's `STRICT`.
    pub strict: bool,
    /// SQLite's `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// MySQL's storage engine.
    pub engine: Option<String>,
    /// MySQL's default character set.
    pub charset: Option<String>,
    /// MySQL's default collation.
    pub collation: Option<String>,
    /// MySQL's row format.
    pub row_format: Option<String>,
    /// PostgreSQL's `UNLOGGED`: not written to the log, empty after a crash.
    pub unlogged: bool,
    /// PostgreSQL's storage parameters (`fillfactor=70`), and MySQL's options that have no place of their own.
    pub parameters: Option<String>,
    /// How the table is partitioned, in the database's own words.
    pub partition_by: Option<String>,
    /// PostgreSQL's row-level security, whose policies are objects.
    pub row_security: RowSecurity,
    /// PostgreSQL: the tables that this one inherits from.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub inherits: Option<Box<Inheritance>>,
}

/// What a table has from others (PostgreSQL's `INHERITS`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Inheritance {
    /// The tables that it inherits from, in order.
    pub parents: Vec<TableName>,
    /// The columns that are there because a parent has them; the table lists them, too.
    pub columns: Vec<String>,
    /// The check constraints that are there because a parent has them, by name.
    pub checks: Vec<String>,
}

/// Whether policies decide who sees which rows (PostgreSQL).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum RowSecurity {
    /// They do not.
    #[default]
    Off,
    /// They do, but not for the table's owner.
    Enabled,
    /// They do for everybody.
    Forced,
}
