//! What changes about a column: found between two, applied to one.

use crate::schema::{Column, ColumnDefault, ColumnType, Generated, Identity, Sequence};

/// What changes about a column; `None` leaves a thing as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ColumnPatch {
    /// The type.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub type_: Option<ColumnType>,
    /// PostgreSQL's `USING`: how a value of the type before becomes one of the type after. SQLite's rebuild uses it
    /// as the expression that fills the column.
    pub using: Option<String>,
    /// MySQL: values of the enumeration that get another name, as (former, present); rows follow.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub renamed_values: Vec<(String, String)>,
    /// Nullability.
    pub nullable: Option<bool>,
    /// The default; `Some(None)` drops it.
    pub default: Option<Option<ColumnDefault>>,
    /// How the database numbers the column; `Some(None)` ends it.
    pub identity: Option<Option<Identity>>,
    /// The sequence behind the numbering; `Some(None)` makes it one as the database makes by itself.
    pub sequence: Option<Option<Box<Sequence>>>,
    /// The expression of a generated column; `Some(None)` makes it an ordinary one.
    pub generated: Option<Option<Generated>>,
    /// The collation; `Some(None)` sets the database's default.
    pub collation: Option<Option<String>>,
    /// MySQL's character set; `Some(None)` sets the table's.
    pub charset: Option<Option<String>>,
    /// MySQL's `ON UPDATE`; `Some(None)` ends it.
    pub on_update: Option<Option<String>>,
    /// MySQL: whether `SELECT *` leaves the column out.
    pub invisible: Option<bool>,
    /// The comment; `Some(None)` removes it.
    pub comment: Option<Option<String>>,
}

impl ColumnPatch {
    /// Tells whether the patch changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == ColumnPatch::default()
    }

    /// Returns what has to change to make `from` what `to` is; names are not compared.
    #[must_use]
    pub fn between(from: &Column, to: &Column) -> Self {
        fn differs<T: Clone + PartialEq>(from: &T, to: &T) -> Option<T> {
            (from != to).then(|| to.clone())
        }
        ColumnPatch {
            type_: differs(&from.type_, &to.type_),
            using: None,
            renamed_values: Vec::new(),
            nullable: differs(&from.nullable, &to.nullable),
            default: (!from.same_default(to)).then(|| to.default.clone()),
            identity: differs(&from.identity, &to.identity),
            sequence: differs(&from.sequence, &to.sequence),
            generated: differs(&from.generated, &to.generated),
            collation: differs(&from.collation, &to.collation),
            charset: differs(&from.charset, &to.charset),
            on_update: differs(&from.on_update, &to.on_update),
            invisible: differs(&from.invisible, &to.invisible),
            comment: differs(&from.comment, &to.comment),
        }
    }

    /// Applies the patch to a column.
    pub fn apply(&self, column: &mut Column) {
        let ColumnPatch {
            type_,
            using: _,
            renamed_values: _,
            nullable,
            default,
            identity,
            sequence,
            generated,
            collation,
            charset,
            on_update,
            invisible,
            comment,
        } = self;
        fn set<T: Clone>(target: &mut T, value: &Option<T>) {
            if let Some(value) = value {
                target.clone_from(value);
            }
        }
        set(&mut column.type_, type_);
        set(&mut column.nullable, nullable);
        set(&mut column.default, default);
        set(&mut column.identity, identity);
        set(&mut column.sequence, sequence);
        set(&mut column.generated, generated);
        set(&mut column.collation, collation);
        set(&mut column.charset, charset);
        set(&mut column.on_update, on_update);
        set(&mut column.invisible, invisible);
        set(&mut column.comment, comment);
    }
}
