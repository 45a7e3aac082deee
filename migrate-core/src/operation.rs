//! The vocabulary: one closed set of operations, spoken by diff, renderer, reverser, dialects and runner.
//!
//! It has two levels: [`Operation`], and under [`Operation::AlterTable`] the [`Change`]s of one table, grouped so that
//! SQLite rebuilds it once and MySQL alters it once. What drops or changes something owns the definition of what was
//! there before, where it is known: always when the diff made it, and only by name when a revision dropped it by name.

mod apply;
mod describe;
mod reverse;

pub use apply::ApplyError;
pub use reverse::Irreversible;

use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, ForeignKey, Generated, Identity, Index, Literal,
    PrimaryKey, Table, TableName, TableOptions, Unique,
};

/// A change of the schema, or a step that works on rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Operation {
    /// Creates a table with its constraints and indexes.
    CreateTable {
        /// The whole table.
        table: Box<Table>,
    },
    /// Drops a table with everything that belongs to it.
    DropTable {
        /// The table's name.
        name: TableName,
        /// What it was, where that is known.
        was: Option<Box<Table>>,
    },
    /// Renames a table.
    RenameTable {
        /// The name that it has.
        from: TableName,
        /// The name that it gets.
        to: TableName,
    },
    /// Changes one table, in one go where the database can.
    AlterTable {
        /// The table.
        table: TableName,
        /// The changes, in order.
        changes: Vec<Change>,
    },
    /// Inserts rows.
    BulkInsert {
        /// The table.
        table: TableName,
        /// The columns that the rows state.
        columns: Vec<String>,
        /// The rows; each as long as `columns`.
        rows: Vec<Vec<Literal>>,
    },
    /// Executes SQL as it stands.
    Execute {
        /// One statement or several.
        sql: String,
        /// What undoes it.
        down: Option<String>,
    },
    /// A step of the application's own code; it runs where it stands and cannot be described further.
    Run {
        /// What people read of it.
        label: String,
    },
}

/// One change of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Change {
    /// Adds a column behind the last one.
    AddColumn {
        /// The column.
        column: Box<Column>,
    },
    /// Drops a column.
    DropColumn {
        /// The column's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Box<Column>>,
    },
    /// Renames a column.
    RenameColumn {
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// Changes a column; what the patch leaves out stays as it is.
    AlterColumn {
        /// The column's name.
        name: String,
        /// What changes.
        patch: Box<ColumnPatch>,
        /// The column before, where that is known.
        was: Option<Box<Column>>,
    },
    /// Adds a primary key.
    AddPrimaryKey {
        /// The key.
        primary_key: PrimaryKey,
    },
    /// Drops the primary key.
    DropPrimaryKey {
        /// The key, where it is known.
        was: Option<PrimaryKey>,
    },
    /// Adds a unique constraint.
    AddUnique {
        /// The constraint.
        unique: Unique,
    },
    /// Drops a unique constraint: the one of that name, or without a name the one with the same columns.
    DropUnique {
        /// The constraint.
        unique: Unique,
    },
    /// Adds a check constraint.
    AddCheck {
        /// The constraint.
        check: Check,
    },
    /// Drops a check constraint: the one of that name, or without a name the one with the same expression.
    DropCheck {
        /// The constraint.
        check: Check,
    },
    /// Adds a foreign key.
    AddForeignKey {
        /// The constraint.
        foreign_key: Box<ForeignKey>,
    },
    /// Drops a foreign key: the one of that name, or without a name the one with the same columns and target.
    DropForeignKey {
        /// The constraint.
        foreign_key: Box<ForeignKey>,
    },
    /// Drops the constraint of that name, whatever its kind.
    DropConstraint {
        /// The constraint's name.
        name: String,
    },
    /// Creates an index.
    CreateIndex {
        /// The index.
        index: Box<Index>,
    },
    /// Drops an index.
    DropIndex {
        /// The index's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Box<Index>>,
    },
    /// Sets the options of the table.
    SetOptions {
        /// The options that it gets.
        to: Box<TableOptions>,
        /// The options that it has, where they are known.
        was: Option<Box<TableOptions>>,
    },
    /// Sets or removes the table's comment.
    SetComment {
        /// The comment that it gets.
        to: Option<String>,
        /// The comment that it has.
        was: Option<String>,
    },
}

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
    /// Nullability.
    pub nullable: Option<bool>,
    /// The default; `Some(None)` drops it.
    pub default: Option<Option<ColumnDefault>>,
    /// How the database numbers the column; `Some(None)` ends it.
    pub identity: Option<Option<Identity>>,
    /// The expression of a generated column; `Some(None)` makes it an ordinary one.
    pub generated: Option<Option<Generated>>,
    /// The collation; `Some(None)` sets the database's default.
    pub collation: Option<Option<String>>,
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
            nullable: differs(&from.nullable, &to.nullable),
            default: differs(&from.default, &to.default),
            identity: differs(&from.identity, &to.identity),
            generated: differs(&from.generated, &to.generated),
            collation: differs(&from.collation, &to.collation),
            comment: differs(&from.comment, &to.comment),
        }
    }

    /// Applies the patch to a column.
    pub fn apply(&self, column: &mut Column) {
        let ColumnPatch {
            type_,
            using: _,
            nullable,
            default,
            identity,
            generated,
            collation,
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
        set(&mut column.generated, generated);
        set(&mut column.collation, collation);
        set(&mut column.comment, comment);
    }
}
