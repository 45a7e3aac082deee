//! The described values of operations: columns, constraints, indexes, tables, and the types that have parameters.
//!
//! Concrete types throughout; only the small conversions at the edge are generic, since a thousand revisions pay for
//! everything here.

mod column;
mod constraint;
mod index;
mod table;
mod types;

pub use column::{AlterSpec, ColumnSpec, alter, column};
pub use constraint::{
    CheckSpec, ForeignKeySpec, PrimaryKeySpec, UniqueSpec, check, foreign_key, primary_key, unique,
};
pub use index::{IndexKeySpec, IndexSpec, asc, desc, expr, index};
pub use table::{OptionsSpec, TableSpec, options, table};
pub use types::{Char, Decimal, Varchar, array, db_type, enum_type, unsigned};

fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
