//! The described values of operations: columns, constraints, indexes, tables, and the types that have parameters.
//!
//! Concrete types throughout; only the small conversions at the edge are generic, since a thousand revisions pay for
//! everything here.

mod column;
mod constraint;
mod dropped;
mod element;
mod index;
mod object;
mod table;
mod types;

pub use column::{AlterSpec, ColumnSpec, alter, column};
pub use constraint::{
    CheckSpec, ExclusionSpec, ForeignKeySpec, PrimaryKeySpec, UniqueSpec, check, exclude,
    foreign_key, primary_key, unique,
};
pub use dropped::{Dropped, SqlSpec, concurrently, if_exists, sql};
pub use element::{
    EnumValuesSpec, ExtensionSpec, NamespaceSpec, SequenceSpec, extension, namespace, sequence,
    values,
};
pub use index::{IndexKeySpec, IndexSpec, asc, desc, expr, index};
pub use object::{
    ObjectSpec, function, materialized_view, object, policy, procedure, trigger, view,
};
pub use table::{OptionsSpec, TableSpec, options, table};
pub use types::{
    Char, Decimal, Varchar, array, db_type, enum_named, enum_of, enum_type, number, unsigned,
};

fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
