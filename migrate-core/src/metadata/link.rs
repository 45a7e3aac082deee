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

use super::Migratable;

/// What only generated code asks of a model.
pub trait Linked {
    /// The path of the struct: who of two goes first.
    const ID: &'static str;
    /// The models that this one's foreign keys point at, and that it writes Diesel's implementations for.
    const LINKS: &'static [&'static str];
    /// Diesel's table.
    type Table: Table + diesel::associations::HasTable<Table = Self::Table>;
}

/// A model as a foreign key sees it; apart from its definition, so that models may refer to each other in a circle.
#[derive(Debug, Clone, Copy)]
pub struct Parent {
    model: &'static str,
    /// The table's schema.
    pub schema: Option<&'static str>,
    /// The table's name.
    pub name: &'static str,
    primary_key: &'static [&'static str],
    fields: &'static [(&'static str, &'static str)],
}

impl Parent {
    /// Takes what a foreign key needs of a model.
    #[must_use]
    pub const fn of<M: Migratable>(model: &'static str) -> Self {
        Parent {
            model,
            schema: M::SCHEMA,
            name: M::NAME,
            primary_key: M::PRIMARY_KEY,
            fields: M::FIELDS,
        }
    }

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

    /// Tells whether a column is the whole primary key: what Diesel's implicit `ON` clause compares with.
    #[must_use]
    pub const fn is_key(&self, column: &str) -> bool {
        self.primary_key.len() == 1 && equal(self.primary_key[0], column)
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

/// One of two types.
pub trait Choose<A, B> {
    /// The first if the condition holds, else the second.
    type Out;
}

impl<A, B> Choose<A, B> for When<true> {
    type Out = A;
}

impl<A, B> Choose<A, B> for When<false> {
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

/// Allows a model and the parent of one of its foreign keys in one query, unless the parent does it.
#[doc(hidden)]
#[macro_export]
macro_rules! __allow_parent {
    ($child:ty, $parent:ty) => {
        const _: () = {
            const __ALLOWS: bool = $crate::__private::allows(
                <$child as $crate::__private::Linked>::ID,
                <$parent as $crate::__private::Linked>::ID,
                <$parent as $crate::__private::Linked>::LINKS,
            );
            $crate::__allow_pair!($child, $parent, __ALLOWS, 0);
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __allow_pair {
    ($child:ty, $parent:ty, $condition:ident, $by:literal) => {
        type __Child = <$child as $crate::__private::Linked>::Table;
        type __Parent = <$parent as $crate::__private::Linked>::Table;
        type __Other = <$crate::__private::When<{ $condition }> as $crate::__private::Choose<
            __Parent,
            $crate::__private::Elsewhere<__Child, __Parent, $by>,
        >>::Out;

        impl $crate::__private::diesel::query_source::TableNotEqual<__Other> for __Child {}
        impl $crate::__private::diesel::query_source::TableNotEqual<__Child> for __Other {}
    };
}

/// Two tables that Diesel joins without an `ON` clause, since one foreign key ties them together.
///
/// Its implementations name public types only: Diesel's table is public even where the model is not, and the compiler
/// lets no private type into what a public one is tied to.
#[diagnostic::on_unimplemented(
    message = "cannot join `{Self}` to `{Table}` without an `ON` clause",
    note = "a model joins to another if it has one foreign key to its primary key, and is not referred to itself; in \
            other cases write `.inner_join(table.on(...))`, or pick the key with Diesel's `belongs_to`"
)]
pub trait JoinedWith<Table> {
    /// The column of the foreign key.
    type Column;
    /// Which of the two is the parent.
    type Side;
}

/// `Self` is the parent in [`JoinedWith`].
#[derive(Debug)]
pub struct IsParent;

/// `Self` is the child in [`JoinedWith`].
#[derive(Debug)]
pub struct IsChild;

/// Finds the parent's primary key.
pub trait KeyOf<This, Other> {
    /// The primary key.
    type Key;
}

impl<This: Table, Other> KeyOf<This, Other> for IsParent {
    type Key = This::PrimaryKey;
}

impl<This, Other: Table> KeyOf<This, Other> for IsChild {
    type Key = Other::PrimaryKey;
}

/// The `ON` clause between two tables, as `joinable!` writes it.
pub trait JoinClause<Table> {
    /// The clause's type.
    type On;

    /// The clause.
    fn on() -> Self::On;
}

type KeyBetween<A, B> = <<A as JoinedWith<B>>::Side as KeyOf<A, B>>::Key;

impl<This, Other> JoinClause<Other> for This
where
    This: JoinedWith<Other>,
    This::Side: KeyOf<This, Other>,
    This::Column: Expression + Default,
    KeyBetween<This, Other>: Expression + Default,
    dsl::Nullable<This::Column>: ExpressionMethods + Expression,
    <dsl::Nullable<This::Column> as Expression>::SqlType: SqlType,
    dsl::Nullable<KeyBetween<This, Other>>:
        AsExpression<<dsl::Nullable<This::Column> as Expression>::SqlType>,
{
    type On = dsl::Eq<dsl::Nullable<This::Column>, dsl::Nullable<KeyBetween<This, Other>>>;

    fn on() -> Self::On {
        This::Column::default()
            .nullable()
            .eq(KeyBetween::<This, Other>::default().nullable())
    }
}

/// Lets Diesel join a model's table to whatever [`JoinedWith`] ties it to.
#[doc(hidden)]
#[macro_export]
macro_rules! __joins {
    ($table:path) => {
        impl<__Other> $crate::__private::diesel::JoinTo<__Other> for $table
        where
            __Other: $crate::__private::JoinedWith<$table> + $crate::__private::JoinClause<$table>,
        {
            type FromClause = __Other;
            type OnClause = <__Other as $crate::__private::JoinClause<$table>>::On;

            fn join_target(__other: __Other) -> (Self::FromClause, Self::OnClause) {
                (
                    __other,
                    <__Other as $crate::__private::JoinClause<$table>>::on(),
                )
            }
        }
    };
}

/// Ties a model to a parent for joins without an `ON` clause. Not where the two point at each other, nor where the
/// foreign key does not point at the primary key: `ON` would be a guess.
#[doc(hidden)]
#[macro_export]
macro_rules! __join_parent {
    ($child:ty, $parent:ty, $column:path, $is_key:expr) => {
        const _: () = {
            const __JOINS: bool = $is_key
                && !$crate::__private::contains(
                    <$parent as $crate::__private::Linked>::LINKS,
                    <$child as $crate::__private::Linked>::ID,
                );
            type __Child = <$child as $crate::__private::Linked>::Table;
            type __Parent = <$parent as $crate::__private::Linked>::Table;
            type __Other = <$crate::__private::When<{ __JOINS }> as $crate::__private::Choose<
                __Parent,
                $crate::__private::Elsewhere<__Child, __Parent, 0>,
            >>::Out;

            impl $crate::__private::JoinedWith<__Child> for __Other {
                type Column = $column;
                type Side = $crate::__private::IsParent;
            }

            impl $crate::__private::JoinedWith<__Other> for __Child {
                type Column = $column;
                type Side = $crate::__private::IsChild;
            }
        };
    };
}

/// Allows models in one query that no foreign key ties together, as Diesel's `allow_tables_to_appear_in_same_query!`
/// does for tables.
///
/// A pair that a foreign key ties together is allowed already; to name it here does no harm. Each pair may stand in one
/// such call only.
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
                    <$model as $crate::__private::Linked>::LINKS,
                    <$others as $crate::__private::Linked>::ID,
                ) && !$crate::__private::contains(
                    <$others as $crate::__private::Linked>::LINKS,
                    <$model as $crate::__private::Linked>::ID,
                );
                $crate::__allow_pair!($model, $others, __ALLOWS, 1);
            };
        )+
        $crate::allow_models_to_appear_in_same_query!($($others),+);
    };
}
