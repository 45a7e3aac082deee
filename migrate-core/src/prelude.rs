//! What a revision uses: `use migrate_core::prelude::*;`.
//!
//! Type names are Diesel's own unit structs, so that a file may glob this module, `diesel::prelude` and
//! `diesel::sql_types` together.

pub use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Double, Float, Integer, Interval, Json, Jsonb, Numeric, SmallInt,
    Text, Time, Timestamp, TinyInt,
};

pub use crate::operations::{
    Char, Decimal, Operations, Varchar, alter, array, asc, check, column, db_type, desc, enum_type,
    expr, foreign_key, index, options, primary_key, table, unique, unsigned,
};
pub use crate::revision::{Result, Revision, Settings};
pub use crate::rows;
pub use crate::schema::ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
pub use crate::schema::{ColumnType, Literal};
