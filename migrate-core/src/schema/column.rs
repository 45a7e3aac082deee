//! A column: type, nullability, default, numbering, generation, collation.

use super::{ColumnType, Sequence};

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Column {
    /// The column's name.
    pub name: String,
    /// The column's type.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub type_: ColumnType,
    /// Whether the column takes NULL.
    pub nullable: bool,
    /// The value of a row that does not state one.
    pub default: Option<ColumnDefault>,
    /// How the database numbers the column, if it does.
    pub identity: Option<Identity>,
    /// PostgreSQL: the sequence behind `identity`, where it is not the one that the database makes by itself.
    pub sequence: Option<Box<Sequence>>,
    /// The expression of a generated column.
    pub generated: Option<Generated>,
    /// The collation, where it is not the database's default.
    pub collation: Option<String>,
    /// MySQL's character set, where it is not the table's.
    pub charset: Option<String>,
    /// MySQL's `ON UPDATE`: the value that the column gets when its row is changed.
    pub on_update: Option<String>,
    /// MySQL: whether `SELECT *` leaves the column out.
    pub invisible: bool,
    /// The column's comment.
    pub comment: Option<String>,
    /// A former name, from the model's `renamed_from`; never set by inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub renamed_from: Option<String>,
    /// Where the column is to stand when it is added, if not behind all others; never set by inspection.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub place: Option<ColumnPlace>,
}

/// Where a column stands among the others (MySQL, SQLite).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ColumnPlace {
    /// Before all others.
    First,
    /// Behind the one of that name.
    After(String),
}

impl Column {
    /// Makes a nullable column without a default.
    #[must_use]
    pub fn new(name: impl Into<String>, type_: impl Into<ColumnType>) -> Self {
        Column {
            name: name.into(),
            type_: type_.into(),
            nullable: true,
            default: None,
            identity: None,
            sequence: None,
            generated: None,
            collation: None,
            charset: None,
            on_update: None,
            invisible: false,
            comment: None,
            renamed_from: None,
            place: None,
        }
    }
}

impl Column {
    /// Whether both have the same default; a number may be said as text.
    pub(crate) fn same_default(&self, other: &Column) -> bool {
        fn number(column: &Column) -> Option<&str> {
            match &column.default {
                Some(ColumnDefault::Literal(Literal::Number(digits) | Literal::Text(digits)))
                    if column.type_.is_number() =>
                {
                    Some(digits.trim_end_matches('.'))
                }
                _ => None,
            }
        }
        self.default == other.default || number(self).is_some_and(|it| number(other) == Some(it))
    }
}

/// A column's default.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ColumnDefault {
    /// A plain value, which every dialect writes in its own way.
    Literal(Literal),
    /// An SQL expression, in the database's words.
    Expression(String),
}

impl<T: Into<Literal>> From<T> for ColumnDefault {
    fn from(value: T) -> Self {
        ColumnDefault::Literal(value.into())
    }
}

/// A plain value: in a default, and in rows of `bulk_insert`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Literal {
    /// SQL's NULL.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, as its decimal text, so that no digit is lost: `-1`, `0.50`, `1e9`.
    Number(String),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Literal::Bool(value)
    }
}

impl From<&str> for Literal {
    fn from(value: &str) -> Self {
        Literal::Text(value.to_owned())
    }
}

impl From<String> for Literal {
    fn from(value: String) -> Self {
        Literal::Text(value)
    }
}

impl From<&[u8]> for Literal {
    fn from(value: &[u8]) -> Self {
        Literal::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Literal {
    fn from(value: Vec<u8>) -> Self {
        Literal::Bytes(value)
    }
}

impl<T: Into<Literal>> From<Option<T>> for Literal {
    fn from(value: Option<T>) -> Self {
        value.map_or(Literal::Null, Into::into)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => {
        $(
            impl From<$number> for Literal {
                fn from(value: $number) -> Self {
                    Literal::Number(value.to_string())
                }
            }
        )*
    };
}

numbers!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

/// How the database numbers the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Identity {
    /// A value is drawn where a row states none: SQLite's rowid, `GENERATED BY DEFAULT AS IDENTITY`, `AUTO_INCREMENT`.
    ByDefault,
    /// A value is always drawn: PostgreSQL's `GENERATED ALWAYS AS IDENTITY`.
    Always,
    /// PostgreSQL's `serial`: a default that draws from a sequence which the column owns.
    Serial,
    /// SQLite's `AUTOINCREMENT`: as [`Identity::ByDefault`], and no number is used twice.
    Autoincrement,
}

/// The expression of a generated column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Generated {
    /// The expression, without the parentheses around it.
    pub expression: String,
    /// Whether the value is stored (`STORED`) or computed when read (`VIRTUAL`).
    pub stored: bool,
}
