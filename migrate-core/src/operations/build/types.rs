//! Types with parameters, named like Diesel's aliases, and exact numbers; types without parameters are Diesel's own unit structs.

use super::owned;
use crate::schema::{ColumnType, EnumType, Literal, QualifiedName};

/// `VARCHAR(n)`: text of at most `length` characters; `Varchar(None)` is one without a length.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Varchar(length: impl Into<Option<u32>>) -> ColumnType {
    ColumnType::Varchar(length.into())
}

/// `CHAR(n)`: text of exactly `length` characters; `Char(None)` is one without a length.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Char(length: impl Into<Option<u32>>) -> ColumnType {
    ColumnType::Char(length.into())
}

/// `DECIMAL(p, s)`: a number of `precision` digits in all, `scale` of them behind the point. Without either it is Diesel's
/// `Numeric`; a database that was told one of them only has `Decimal(10, None)`.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Decimal(precision: impl Into<Option<u32>>, scale: impl Into<Option<u32>>) -> ColumnType {
    ColumnType::Decimal {
        precision: precision.into(),
        scale: scale.into(),
    }
}

/// A number, digit by digit: what Rust's numbers would round or write otherwise, as in `number("0.50")`.
#[must_use]
pub fn number(digits: &str) -> Literal {
    Literal::Number(digits.to_owned())
}

/// A type in the database's own spelling.
#[must_use]
pub fn db_type(spelling: &str) -> ColumnType {
    ColumnType::Other(spelling.to_owned())
}

/// An integer without a sign (MySQL).
#[must_use]
pub fn unsigned(type_: impl Into<ColumnType>) -> ColumnType {
    ColumnType::Unsigned(Box::new(type_.into()))
}

/// An array (PostgreSQL).
#[must_use]
pub fn array(element: impl Into<ColumnType>) -> ColumnType {
    ColumnType::Array(Box::new(element.into()))
}

/// An enumeration with its values in order.
#[must_use]
pub fn enum_type<const N: usize>(name: impl Into<QualifiedName>, values: [&str; N]) -> ColumnType {
    ColumnType::Enum(EnumType::new(name, owned(values)))
}

/// An enumeration without a name, as MySQL and MariaDB keep it: a list of values that belongs to the column.
#[must_use]
pub fn enum_of<const N: usize>(values: [&str; N]) -> ColumnType {
    enum_type("", values)
}

/// An enumeration that is a type of its own, made by `op.create_enum` (PostgreSQL).
#[must_use]
pub fn enum_named(name: impl Into<QualifiedName>) -> ColumnType {
    ColumnType::Enum(EnumType::new(name, Vec::new()))
}
