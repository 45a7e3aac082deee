//! What holds a model against a hand-kept `schema.rs`, when the program is compiled.
//!
//! In: Diesel's columns and the types that the derive worked out. Out: nothing, or a compile error that names the
//! column.

use diesel::Column;

use super::link::{Message, contains, equal};

/// Two SQL types are the same.
#[diagnostic::on_unimplemented(
    message = "the model and `schema.rs` disagree on the type of this column",
    label = "the model says `{Model}`, `schema.rs` says `{Self}`",
    note = "change the field's type (or its `sql_type`), or `schema.rs`"
)]
pub trait SameSqlType<Model> {}

impl<T> SameSqlType<T> for T {}

/// Compiles if the types are the same.
pub const fn same_sql_type<Schema: SameSqlType<Model>, Model>() {}

/// Two primary keys are the same.
#[diagnostic::on_unimplemented(
    message = "the model and `schema.rs` disagree on the primary key",
    label = "the model says `{Model}`, `schema.rs` says `{Self}`",
    note = "name the key with `#[diesel(primary_key(...))]`"
)]
pub trait SamePrimaryKey<Model> {}

impl<T> SamePrimaryKey<T> for T {}

/// Compiles if the primary keys are the same.
pub const fn same_primary_key<Schema: SamePrimaryKey<Model>, Model>() {}

/// The columns of one of Diesel's tables.
pub trait ColumnNames {
    /// Their SQL names.
    const NAMES: &'static [&'static str];
}

macro_rules! column_names {
    ($first:ident $($rest:ident)*) => {
        impl<$first: Column, $($rest: Column),*> ColumnNames for ($first, $($rest,)*) {
            const NAMES: &'static [&'static str] = &[$first::NAME, $($rest::NAME),*];
        }
        column_names!($($rest)*);
    };
    () => {};
}

// As many as Diesel's tables can have with `64-column-tables`; a wider table is not checked for what a model lacks.
column_names!(
    C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30
    C31 C32 C33 C34 C35 C36 C37 C38 C39 C40 C41 C42 C43 C44 C45 C46 C47 C48 C49 C50 C51 C52 C53 C54 C55 C56 C57 C58
    C59 C60 C61 C62 C63 C64
);

/// Compiles if the model has a field for each column of the table.
#[track_caller]
pub const fn covers(model: &str, schema: &[&str], fields: &[&str]) {
    let mut index = 0;
    while index < schema.len() {
        if !contains(fields, schema[index]) {
            Message::new()
                .push("`schema.rs` has the column `")
                .push(schema[index])
                .push("`, for which `")
                .push(model)
                .push("` has no field; add it, or one with `#[migratable(skip)]`")
                .fail();
        }
        index += 1;
    }
}

/// Compiles if the name that a model states for a column is the one that `schema.rs` has.
#[track_caller]
pub const fn same_name(model: &str, schema: &str) {
    if !equal(model, schema) {
        Message::new()
            .push("the model names this column `")
            .push(model)
            .push("`, `schema.rs` names it `")
            .push(schema)
            .push("`")
            .fail();
    }
}
