//! What changes about an enumeration.

use crate::schema::{ColumnDefault, TableName};

/// One change of an enumeration's values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "change", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EnumChange {
    /// Adds a value.
    AddValue {
        /// The value.
        value: String,
        /// Where it stands; `None` for the end.
        place: Option<ValuePlace>,
        /// Whether a value that is there is left as it is.
        if_not_exists: bool,
        /// The values before and the columns of the type, where they are known: what taking the value back needs.
        was: Option<(Vec<String>, Vec<EnumUse>)>,
    },
    /// Renames a value; rows follow.
    RenameValue {
        /// The value that is there.
        from: String,
        /// What it becomes.
        to: String,
    },
    /// Gives the type these values and no others: the type is made anew, and each of its columns is moved to it. Rows
    /// that hold a value which goes make it fail, unless `replace` says what they become.
    SetValues {
        /// The values, in order.
        to: Vec<String>,
        /// The values before, where they are known.
        was: Option<Vec<String>>,
        /// Values that go, and what rows that hold them get instead.
        replace: Vec<(String, String)>,
        /// The columns of that type; if none is named, the database is asked.
        columns: Vec<EnumUse>,
    },
    /// Sets or removes the type's comment.
    SetComment {
        /// The comment that it gets.
        to: Option<String>,
        /// The comment that it has.
        was: Option<String>,
    },
}

/// Where a new value of an enumeration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ValuePlace {
    /// Before the given value.
    Before(String),
    /// Behind the given value.
    After(String),
}

/// A column whose type is an enumeration, or an array of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EnumUse {
    /// The table.
    pub table: TableName,
    /// The column.
    pub column: String,
    /// Whether the column is an array.
    pub array: bool,
    /// The column's default, which has to be put aside meanwhile.
    pub default: Option<ColumnDefault>,
}

/// The values of an enumeration behind an addition.
pub(super) fn with_value(
    before: &[String],
    value: &str,
    place: Option<&ValuePlace>,
) -> Vec<String> {
    let mut values = before.to_vec();
    let position = |name: &String| before.iter().position(|present| present == name);
    let at = match place {
        Some(ValuePlace::Before(name)) => position(name),
        Some(ValuePlace::After(name)) => position(name).map(|at| at + 1),
        None => None,
    };
    values.insert(at.unwrap_or(before.len()), value.to_owned());
    values
}
