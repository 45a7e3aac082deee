//! Column types: Diesel's own, with the lengths that a database wants to know.
//!
//! Diesel's unit structs (`Integer`, `Text`, ...) convert into [`ColumnType`], so that a revision names types as a
//! model does.

use std::fmt;

use super::EnumType;

/// The type of a column.
///
/// Dialects decide how a type is written and which types of theirs mean the same; see
/// [`Dialect::normalise`](crate::dialect::Dialect::normalise).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ColumnType {
    /// A truth value.
    Bool,
    /// One byte (MySQL).
    TinyInt,
    /// Two bytes.
    SmallInt,
    /// Four bytes.
    Integer,
    /// Eight bytes.
    BigInt,
    /// An integer without a sign (MySQL).
    Unsigned(Box<ColumnType>),
    /// A floating-point number of four bytes.
    Float,
    /// A floating-point number of eight bytes.
    Double,
    /// An exact number.
    Decimal {
        /// Digits in all.
        precision: Option<u32>,
        /// Digits after the point.
        scale: Option<u32>,
    },
    /// Text of any length.
    Text,
    /// Text of at most so many characters.
    Varchar(Option<u32>),
    /// Text of exactly so many characters.
    Char(Option<u32>),
    /// Bytes.
    Binary,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time, without a time zone.
    Timestamp,
    /// A point in time.
    TimestampTz,
    /// A span of time (PostgreSQL).
    Interval,
    /// JSON, kept as text.
    Json,
    /// JSON, kept parsed (PostgreSQL; SQLite's binary form).
    Jsonb,
    /// A UUID (PostgreSQL).
    Uuid,
    /// An array (PostgreSQL).
    Array(Box<ColumnType>),
    /// An enumeration.
    Enum(EnumType),
    /// Whatever else, in the database's own spelling.
    Other(String),
}

impl fmt::Display for ColumnType {
    /// Writes the type for people and messages, as standard SQL spells it; a dialect may spell it otherwise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sized = |f: &mut fmt::Formatter<'_>, name: &str, length: &Option<u32>| match length {
            Some(length) => write!(f, "{name}({length})"),
            None => f.write_str(name),
        };
        match self {
            ColumnType::Bool => f.write_str("BOOLEAN"),
            ColumnType::TinyInt => f.write_str("TINYINT"),
            ColumnType::SmallInt => f.write_str("SMALLINT"),
            ColumnType::Integer => f.write_str("INTEGER"),
            ColumnType::BigInt => f.write_str("BIGINT"),
            ColumnType::Unsigned(inner) => write!(f, "{inner} UNSIGNED"),
            ColumnType::Float => f.write_str("FLOAT"),
            ColumnType::Double => f.write_str("DOUBLE"),
            ColumnType::Decimal {
                precision: Some(precision),
                scale: Some(scale),
            } => {
                write!(f, "DECIMAL({precision}, {scale})")
            }
            ColumnType::Decimal { precision, .. } => sized(f, "DECIMAL", precision),
            ColumnType::Text => f.write_str("TEXT"),
            ColumnType::Varchar(length) => sized(f, "VARCHAR", length),
            ColumnType::Char(length) => sized(f, "CHAR", length),
            ColumnType::Binary => f.write_str("BINARY"),
            ColumnType::Date => f.write_str("DATE"),
            ColumnType::Time => f.write_str("TIME"),
            ColumnType::Timestamp => f.write_str("TIMESTAMP"),
            ColumnType::TimestampTz => f.write_str("TIMESTAMPTZ"),
            ColumnType::Interval => f.write_str("INTERVAL"),
            ColumnType::Json => f.write_str("JSON"),
            ColumnType::Jsonb => f.write_str("JSONB"),
            ColumnType::Uuid => f.write_str("UUID"),
            ColumnType::Array(inner) => write!(f, "{inner}[]"),
            // Part of the column on MySQL, where it has no name.
            ColumnType::Enum(kind) if kind.name.name.is_empty() => {
                write!(f, "ENUM('{}')", kind.values.join("', '"))
            }
            ColumnType::Enum(kind) => write!(f, "{}", kind.name),
            ColumnType::Other(spelling) => f.write_str(spelling),
        }
    }
}

impl ColumnType {
    /// Whether its values are numbers.
    pub(crate) fn is_number(&self) -> bool {
        matches!(
            self,
            ColumnType::TinyInt
                | ColumnType::SmallInt
                | ColumnType::Integer
                | ColumnType::BigInt
                | ColumnType::Unsigned(_)
                | ColumnType::Float
                | ColumnType::Double
                | ColumnType::Decimal { .. }
        )
    }

    /// The enumeration that the type is, or is an array of.
    #[must_use]
    pub fn enumeration(&self) -> Option<&EnumType> {
        match self {
            ColumnType::Enum(kind) => Some(kind),
            ColumnType::Array(inner) => inner.enumeration(),
            _ => None,
        }
    }

    /// As [`ColumnType::enumeration`], to be changed.
    pub(crate) fn enumeration_mut(&mut self) -> Option<&mut EnumType> {
        match self {
            ColumnType::Enum(kind) => Some(kind),
            ColumnType::Array(inner) => inner.enumeration_mut(),
            _ => None,
        }
    }

    /// Whether it, or what it is an array of, is said in the database's own spelling: only the database knows what it is.
    pub(crate) fn is_spelt(&self) -> bool {
        match self {
            ColumnType::Other(_) => true,
            ColumnType::Array(inner) => inner.is_spelt(),
            _ => false,
        }
    }

    /// The least and the greatest number of an integer type; of any other, those of eight bytes.
    pub(crate) fn range(&self) -> (i64, i64) {
        match self {
            ColumnType::SmallInt => (i16::MIN.into(), i16::MAX.into()),
            ColumnType::Integer => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        }
    }
}

impl From<&ColumnType> for ColumnType {
    fn from(type_: &ColumnType) -> Self {
        type_.clone()
    }
}

macro_rules! diesel_types {
    ($($diesel:ident => $ours:expr;)*) => {
        $(
            impl From<diesel::sql_types::$diesel> for ColumnType {
                fn from(_: diesel::sql_types::$diesel) -> Self {
                    $ours
                }
            }
        )*
    };
}

diesel_types! {
    Bool => ColumnType::Bool;
    TinyInt => ColumnType::TinyInt;
    SmallInt => ColumnType::SmallInt;
    Integer => ColumnType::Integer;
    BigInt => ColumnType::BigInt;
    Float => ColumnType::Float;
    Double => ColumnType::Double;
    Numeric => ColumnType::Decimal { precision: None, scale: None };
    Text => ColumnType::Text;
    Binary => ColumnType::Binary;
    Date => ColumnType::Date;
    Time => ColumnType::Time;
    Timestamp => ColumnType::Timestamp;
    Interval => ColumnType::Interval;
    Json => ColumnType::Json;
    Jsonb => ColumnType::Jsonb;
}

/// Two of Diesel's types that come with its PostgreSQL backend only, while other databases have such columns, too: without
/// that backend, types of the same names, so that revisions say the same everywhere.
#[cfg(not(feature = "postgres_backend"))]
mod without_postgres {
    /// A point in time.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Timestamptz;

    /// A UUID.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Uuid;
}

#[cfg(feature = "postgres_backend")]
pub use diesel::sql_types::{Timestamptz, Uuid};
#[cfg(not(feature = "postgres_backend"))]
pub use without_postgres::{Timestamptz, Uuid};

impl From<Timestamptz> for ColumnType {
    fn from(_: Timestamptz) -> Self {
        ColumnType::TimestampTz
    }
}

impl From<Uuid> for ColumnType {
    fn from(_: Uuid) -> Self {
        ColumnType::Uuid
    }
}
