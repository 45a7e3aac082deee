//! A table with everything that belongs to it, its indexes included.

use std::fmt;

use super::{Check, Column, ForeignKey, Index, PrimaryKey, Unique};

/// The name of a table, with the schema it lives in where that is not the default one.
///
/// Names keep their case; nothing is folded or quoted here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct TableName {
    /// The schema, `None` for the connection's default.
    pub schema: Option<String>,
    /// The table's own name.
    pub name: String,
}

impl TableName {
    /// Names a table of the default schema.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        TableName {
            schema: None,
            name: name.into(),
        }
    }

    /// Names a table of the given schema.
    #[must_use]
    pub fn qualified(schema: impl Into<String>, name: impl Into<String>) -> Self {
        TableName {
            schema: Some(schema.into()),
            name: name.into(),
        }
    }
}

impl From<&str> for TableName {
    fn from(name: &str) -> Self {
        TableName::new(name)
    }
}

impl From<(&str, &str)> for TableName {
    fn from((schema, name): (&str, &str)) -> Self {
        TableName::qualified(schema, name)
    }
}

impl From<&TableName> for TableName {
    fn from(name: &TableName) -> Self {
        name.clone()
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

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
    /// Indexes that were created by name, not those that a constraint brings along.
    pub indexes: Vec<Index>,
    /// Options of the table as a whole.
    pub options: TableOptions,
    /// The table's comment.
    pub comment: Option<String>,
    /// A former name, from the model's `renamed_from`; never set by inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub renamed_from: Option<String>,
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
            indexes: Vec::new(),
            options: TableOptions::default(),
            comment: None,
            renamed_from: None,
        }
    }

    /// Returns the column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
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
}
