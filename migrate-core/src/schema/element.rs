//! What a database holds beside tables: schemas, extensions, enumerations, sequences.

use super::{ColumnType, QualifiedName};

/// An enumeration: a type of its own on PostgreSQL, part of the column on MySQL, text elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EnumType {
    /// The type's name, where the database gives it one.
    pub name: QualifiedName,
    /// The values, in order; empty where a column only names a type that is described elsewhere.
    pub values: Vec<String>,
    /// Former names of values, from the model's `renamed_from`, as (former, present); never set by inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub renamed_values: Vec<(String, String)>,
    /// The type's comment.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

impl EnumType {
    /// Describes an enumeration.
    #[must_use]
    pub fn new(name: impl Into<QualifiedName>, values: Vec<String>) -> Self {
        EnumType {
            name: name.into(),
            values,
            renamed_values: Vec::new(),
            comment: None,
        }
    }
}

/// A sequence; `None` in an option is the database's default.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Sequence {
    /// The sequence's name.
    pub name: QualifiedName,
    /// How it counts.
    pub options: SequenceOptions,
    /// The column that it goes with.
    pub owned_by: Option<ColumnRef>,
    /// The sequence's comment; in a change, an empty one removes it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

impl Sequence {
    /// Makes a sequence that counts 1, 2, 3.
    #[must_use]
    pub fn new(name: impl Into<QualifiedName>) -> Self {
        Sequence {
            name: name.into(),
            options: SequenceOptions::default(),
            owned_by: None,
            comment: None,
        }
    }
}

/// How a sequence counts; `None` is the database's default, or in a change: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SequenceOptions {
    /// The type of its numbers.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub type_: Option<ColumnType>,
    /// The first number.
    pub start: Option<i64>,
    /// The step.
    pub increment: Option<i64>,
    /// The least number.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
    /// How many numbers a connection draws at once.
    pub cache: Option<i64>,
    /// Whether it begins again at its end.
    pub cycle: Option<bool>,
}

impl SequenceOptions {
    /// The least and the greatest number, said or not.
    /// <https://www.postgresql.org/docs/current/sql-createsequence.html>
    pub(crate) fn bounds(&self) -> (i64, i64) {
        let type_ = self.type_.clone().unwrap_or(ColumnType::BigInt);
        let (least, greatest) = type_.range();
        let (min, max) = if self.counts_up() {
            (1, greatest)
        } else {
            (least, -1)
        };
        (self.min.unwrap_or(min), self.max.unwrap_or(max))
    }

    /// The number that it begins with where nothing else is said.
    pub(crate) fn usual_start(&self) -> i64 {
        let (min, max) = self.bounds();
        if self.counts_up() { min } else { max }
    }

    /// Whether the next number is a greater one.
    pub(crate) fn counts_up(&self) -> bool {
        self.increment.unwrap_or(1) > 0
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ColumnRef {
    /// The table.
    pub table: QualifiedName,
    /// The column.
    pub column: String,
}

/// An SQL schema (a namespace), which `CREATE SCHEMA` makes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Its comment.
    pub comment: Option<String>,
}

impl Namespace {
    /// Names a schema.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Namespace {
            name: name.into(),
            comment: None,
        }
    }
}

/// An extension of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Extension {
    /// Its name.
    pub name: String,
    /// The schema that its objects go to, where it is not the default one.
    pub schema: Option<String>,
    /// Its version, where one is asked for.
    pub version: Option<String>,
}

impl Extension {
    /// Names an extension.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Extension {
            name: name.into(),
            schema: None,
            version: None,
        }
    }
}

impl ColumnRef {
    /// In a change: no column at all.
    #[must_use]
    pub fn nobody() -> Self {
        ColumnRef {
            table: QualifiedName::new(""),
            column: String::new(),
        }
    }

    /// Whether this says that there is none.
    #[must_use]
    pub(crate) fn is_nobody(&self) -> bool {
        self.column.is_empty()
    }
}

impl From<&str> for Namespace {
    fn from(name: &str) -> Self {
        Namespace::new(name)
    }
}

impl From<&String> for Namespace {
    fn from(name: &String) -> Self {
        Namespace::new(name)
    }
}

impl From<&str> for Extension {
    fn from(name: &str) -> Self {
        Extension::new(name)
    }
}

impl From<&String> for Extension {
    fn from(name: &String) -> Self {
        Extension::new(name)
    }
}
