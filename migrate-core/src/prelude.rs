//! What a revision uses: `use migrate_core::prelude::*;`.
//!
//! Type names are Diesel's own unit structs, so that a file may glob this module, `diesel::prelude` and
//! `diesel::sql_types` together.

pub use diesel::sql_types::{
    BigInt, Binary, Bool, Date, Double, Float, Integer, Interval, Json, Jsonb, Numeric, SmallInt,
    Text, Time, Timestamp, TinyInt,
};

pub use crate::connection::Engine;
pub use crate::operation::Recreate;
pub use crate::operations::{
    Char, Decimal, Operations, Varchar, alter, array, asc, check, column, concurrently, db_type,
    desc, enum_named, enum_of, enum_type, exclude, expr, extension, foreign_key, function,
    if_exists, index, materialized_view, namespace, number, object, options, policy, primary_key,
    procedure, sequence, sql, table, trigger, unique, unsigned, values, view,
};
pub use crate::revision::{Result, Revision, Settings};
pub use crate::rows;
pub use crate::schema::ReferentialAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
pub use crate::schema::{ColumnType, Literal, ObjectKind, Timestamptz, Uuid};
