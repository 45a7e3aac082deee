//! What generated code needs to tie models together: names of a parent for a foreign key, joins, same-query rights.
//!
//! In: types and literals that the derive writes. Out: constants, and implementations of Diesel's traits. Two models
//! that refer to each other must not implement the same trait twice; a constant decides which of them does it, so that
//! neither needs to know of the other when it is expanded.

use std::marker::PhantomData;

use diesel::dsl;
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, ValidGrouping,
};
use diesel::query_builder::{AsQuery, Query, QueryId};
use diesel::query_source::{QuerySource, Table};
use diesel::sql_types::{Integer, SqlType};
use diesel::{ExpressionMethods, NullableExpressionMethods};

/// A model as a foreign key sees it; apart from its definition, so that models may refer to each other in a circle.
#[derive(Debug, Clone, Copy)]
pub struct Parent {
    /// The struct's name.
    pub model: &'static str,
    /// The table's schema.
    pub schema: Option<&'static str>,
    /// The table's name.
    pub name: &'static str,
    /// The columns of its primary key.
    pub primary_key: &'static [&'static str],
    /// Its fields, and their columns.
    pub fields: &'static [(&'static str, &'static str)],
}

impl Parent {
    /// Returns the primary key, if it has as many columns as the foreign key; otherwise the program does not compile.
    #[track_caller]
    #[must_use]
    pub const fn key(&self, columns: usize) -> &'static [&'static str] {
        if self.primary_key.len() != columns {
            Message::new()
                .push("the primary key of `")
                .push(self.model)
                .push("` has ")
                .push(count(self.primary_key.len()))
                .push(", the foreign key has ")
                .push(count(columns))
                .push("; name the fields that it points at")
                .fail();
        }
        self.primary_key
    }

    /// Returns the SQL name of a field; without such a field, the program does not compile.
    #[track_caller]
    #[must_use]
    pub const fn column(&self, field: &str) -> &'static str {
        let mut index = 0;
        while index < self.fields.len() {
            if equal(self.fields[index].0, field) {
                return self.fields[index].1;
            }
            index += 1;
        }
        let mut message = Message::new()
            .push("`")
            .push(self.model)
            .push("` has no field `")
            .push(field)
            .push("`; it has ");
        index = 0;
        while index < self.fields.len() {
            if index > 0 {
                message = message.push(", ");
            }
            message = message.push("`").push(self.fields[index].0).push("`");
            index += 1;
        }
        message.fail()
    }

    /// Tells whether a field is the whole primary key: what Diesel's implicit `ON` clause compares with.
    #[must_use]
    pub const fn points_at_key(&self, field: &str) -> bool {
        let mut index = 0;
        while index < self.fields.len() {
            if equal(self.fields[index].0, field) {
                return self.primary_key.len() == 1
                    && equal(self.primary_key[0], self.fields[index].1);
            }
            index += 1;
        }
        // The field does not exist; `column` says so.
        false
    }
}

/// Tells whether `child` is the one to allow itself and its parent in one query: the parent does not point back, or
/// comes later.
#[must_use]
pub const fn allows(child: &str, parent: &str, parent_links: &[&str]) -> bool {
    !contains(parent_links, child) || less(child, parent)
}

/// Tells whether a list has an entry.
#[must_use]
pub const fn contains(list: &[&str], text: &str) -> bool {
    let mut index = 0;
    while index < list.len() {
        if equal(list[index], text) {
            return true;
        }
        index += 1;
    }
    false
}

/// Compares two texts.
#[must_use]
pub const fn equal(a: &str, b: &str) -> bool {
    !less(a, b) && !less(b, a)
}

const fn less(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut index = 0;
    while index < a.len() && index < b.len() {
        if a[index] != b[index] {
            return a[index] < b[index];
        }
        index += 1;
    }
    a.len() < b.len()
}

const fn count(columns: usize) -> &'static str {
    match columns {
        0 => "no column",
        1 => "1 column",
        2 => "2 columns",
        3 => "3 columns",
        4 => "4 columns",
        _ => "more than 4 columns",
    }
}

/// The text of a compile-time failure: constants have no `format!`.
pub(crate) struct Message {
    bytes: [u8; 512],
    length: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Message {
            bytes: [0; 512],
            length: 0,
        }
    }

    /// Appends; what is too long is cut at the last whole piece.
    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() <= self.bytes.len() {
            let mut index = 0;
            while index < text.len() {
                self.bytes[self.length + index] = text[index];
                index += 1;
            }
            self.length += text.len();
        }
        self
    }

    /// Ends the compilation. Only constants call this: no program that compiled can.
    #[track_caller]
    #[allow(
        clippy::panic,
        reason = "a constant's way to fail; it cannot run in a program"
    )]
    pub(crate) const fn fail(self) -> ! {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("the model does not fit"),
        }
    }
}

/// A condition as a type, so that a constant decides for whom a trait is implemented.
#[derive(Debug)]
pub struct When<const CONDITION: bool>;

/// One of two types. `By` is a type of the crate that asks: see [`TableFor`].
pub trait Choose<A, B, By> {
    /// The first if the condition holds, else the second.
    type Out;
}

impl<A, B, By> Choose<A, B, By> for When<true> {
    type Out = A;
}

impl<A, B, By> Choose<A, B, By> for When<false> {
    type Out = B;
}

/// A table that no query can name: what a trait is implemented for where it must not be for the parent.
///
/// `BY` keeps the derive's and the macro's apart.
#[derive(Debug)]
pub struct Elsewhere<Child, Parent, const BY: u8>(PhantomData<(Child, Parent)>);

/// The only column of [`Elsewhere`].
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Expression for Nothing {
    type SqlType = Integer;
}

impl<QS: ?Sized> SelectableExpression<QS> for Nothing {}

impl<QS: ?Sized> AppearsOnTable<QS> for Nothing {}

impl ValidGrouping<()> for Nothing {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

impl Query for Nothing {
    type SqlType = Integer;
}

impl<C, P, const BY: u8> QuerySource for Elsewhere<C, P, BY> {
    type FromClause = ();
    type DefaultSelection = Nothing;

    fn from_clause(&self) {}

    fn default_selection(&self) -> Nothing {
        Nothing
    }
}

impl<C, P, const BY: u8> QueryId for Elsewhere<C, P, BY> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, P, const BY: u8> AsQuery for Elsewhere<C, P, BY> {
    type SqlType = Integer;
    type Query = Nothing;

    fn as_query(self) -> Nothing {
        Nothing
    }
}

impl<C, P, const BY: u8> Table for Elsewhere<C, P, BY> {
    type PrimaryKey = Nothing;
    type AllColumns = Nothing;

    fn primary_key(&self) -> Nothing {
        Nothing
    }

    fn all_columns() -> Nothing {
        Nothing
    }
}

/// Diesel's table of a model.
///
/// `By` is a type of the crate that asks. Where the compiler looks for conflicting implementations, it takes nothing of
/// other crates for granted, not even that a model has the table it has; a type of one's own in the question lets it.
/// For the same reason, what other crates get to see of a model (the traits below) names structs, never what they imply.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "it does not derive `Migratable`",
    note = "add `#[derive(Migratable)]` to `{Self}`"
)]
pub trait TableFor<By> {
    /// The table.
    type Table: Table + diesel::associations::HasTable<Table = Self::Table>;
}

/// A table that a foreign key ties to the model `Parent`, so that both may appear in one query: if `ALLOWS`.
pub trait ChildOf<Parent, const ALLOWS: bool> {}

/// A table that Diesel joins to the model `Parent` without an `ON` clause: if `JOINS`.
pub trait JoinedWith<Parent, const JOINS: bool> {
    /// The column of the foreign key.
    type Column;
}

/// The comparison of a foreign key's column with a primary key.
#[derive(Debug)]
pub struct Equal<Column, Key>(PhantomData<(Column, Key)>);

/// A condition made of types alone.
pub trait Clause {
    /// The condition's type.
    type On;

    /// The condition.
    fn on() -> Self::On;
}

impl<Column, Key> Clause for Equal<Column, Key>
where
    Column: Expression + Default,
    Key: Expression + Default,
    dsl::Nullable<Column>: ExpressionMethods + Expression,
    <dsl::Nullable<Column> as Expression>::SqlType: SqlType,
    dsl::Nullable<Key>: AsExpression<<dsl::Nullable<Column> as Expression>::SqlType>,
{
    type On = dsl::Eq<dsl::Nullable<Column>, dsl::Nullable<Key>>;

    fn on() -> Self::On {
        Column::default().nullable().eq(Key::default().nullable())
    }
}

/// Allows models in one query that no foreign key ties together, as Diesel's `allow_tables_to_appear_in_same_query!`
/// does for tables.
///
/// A pair that a foreign key ties together is allowed already; to name it here does no harm. Each pair may stand in one
/// such call only. In a library whose models others refer to with foreign keys, say it of the tables, with Diesel's own
/// macro: what is said of models is not seen through there.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # mod models {
/// use diesel::prelude::*;
/// use migrate_core::{Migratable, allow_models_to_appear_in_same_query};
///
/// #[derive(Migratable)]
/// pub struct Invoice {
///     pub id: i32,
///     pub city: String,
/// }
///
/// #[derive(Migratable)]
/// #[diesel(table_name = cities)]
/// pub struct City {
///     pub id: i32,
///     pub name: String,
/// }
///
/// allow_models_to_appear_in_same_query!(Invoice, City);
///
/// pub fn invoices_of_known_cities(conn: &mut SqliteConnection) -> QueryResult<Vec<i32>> {
///     invoices::table
///         .inner_join(cities::table.on(cities::name.eq(invoices::city)))
///         .select(invoices::id)
///         .load(conn)
/// }
/// # }
/// ```
#[macro_export]
macro_rules! allow_models_to_appear_in_same_query {
    ($model:ty $(,)?) => {};
    ($model:ty, $($others:ty),+ $(,)?) => {
        $(
            const _: () = {
                const __ALLOWS: bool = !$crate::__private::contains(
                    <$model as $crate::Migratable>::LINKS,
                    <$others as $crate::Migratable>::ID,
                ) && !$crate::__private::contains(
                    <$others as $crate::Migratable>::LINKS,
                    <$model as $crate::Migratable>::ID,
                );
                struct __Here;
                type __First = <$model as $crate::__private::TableFor<__Here>>::Table;
                type __Second = <$others as $crate::__private::TableFor<__Here>>::Table;
                type __Other = <$crate::__private::When<{ __ALLOWS }> as $crate::__private::Choose<
                    __Second,
                    $crate::__private::Elsewhere<__First, __Second, 1>,
                    __Here,
                >>::Out;

                impl $crate::__private::diesel::query_source::TableNotEqual<__Other> for __First {}
                impl $crate::__private::diesel::query_source::TableNotEqual<__First> for __Other {}
            };
        )+
        $crate::allow_models_to_appear_in_same_query!($($others),+);
    };
}
