//! Types with parameters, named like Diesel's aliases; those without are Diesel's own unit structs.

use super::owned;
use crate::schema::{ColumnType, EnumType, QualifiedName};

/// `VARCHAR(n)`: text of at most `length` characters.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Varchar(length: u32) -> ColumnType {
    ColumnType::Varchar(Some(length))
}

/// `CHAR(n)`: text of exactly `length` characters.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Char(length: u32) -> ColumnType {
    ColumnType::Char(Some(length))
}

/// `DECIMAL(p, s)`: a number of `precision` digits in all, `scale` of them behind the point.
#[must_use]
#[allow(non_snake_case, reason = "named like Diesel's alias")]
pub fn Decimal(precision: u32, scale: u32) -> ColumnType {
    ColumnType::Decimal {
        precision: Some(precision),
        scale: Some(scale),
    }
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
