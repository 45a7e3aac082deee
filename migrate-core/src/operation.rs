//! The vocabulary: one closed set of operations, spoken by diff, renderer, reverser, dialects and runner.
//!
//! It has two levels: [`Operation`], and under [`Operation::AlterTable`] the [`Change`]s of one table, grouped so that
//! SQLite rebuilds it once and MySQL alters it once. What drops or changes something owns the definition of what was
//! there before, where it is known: always when the diff made it, and only by name when a revision dropped it by name.

mod apply;
mod describe;
mod element;
mod hazard;
mod patch;
mod reverse;

pub use apply::ApplyError;
pub(crate) use apply::follow_column;
pub use element::{EnumChange, EnumUse, ValuePlace};
pub use hazard::Hazard;
pub use patch::ColumnPatch;
pub use reverse::Irreversible;

use crate::schema::{
    Check, Column, EnumType, Exclusion, Extension, ForeignKey, Index, Literal, Namespace, Object,
    ObjectId, PrimaryKey, QualifiedName, Sequence, Table, TableName, TableOptions, Unique,
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
        /// Whether a table of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Drops a table with everything that belongs to it.
    DropTable {
        /// The table's name.
        name: TableName,
        /// What it was, where that is known.
        was: Option<Box<Table>>,
        /// Whether it may be missing.
        if_exists: bool,
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
        /// Whether the table is made anew for it.
        recreate: Recreate,
    },
    /// Creates an enumeration as a type of its own.
    CreateEnum {
        /// The type.
        enum_type: EnumType,
        /// Whether a type of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Drops an enumeration.
    DropEnum {
        /// The type's name.
        name: QualifiedName,
        /// What it was, where that is known.
        was: Option<EnumType>,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Renames an enumeration.
    RenameEnum {
        /// The name that it has.
        from: QualifiedName,
        /// The name that it gets.
        to: QualifiedName,
    },
    /// Changes the values of an enumeration.
    AlterEnum {
        /// The type's name.
        name: QualifiedName,
        /// What changes.
        change: EnumChange,
    },
    /// Creates a sequence.
    CreateSequence {
        /// The sequence.
        sequence: Box<Sequence>,
        /// Whether a sequence of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Changes how a sequence counts.
    AlterSequence {
        /// What it becomes; options that say nothing stay as they are.
        to: Box<Sequence>,
        /// What it was, where that is known.
        was: Option<Box<Sequence>>,
    },
    /// Drops a sequence.
    DropSequence {
        /// The sequence's name.
        name: QualifiedName,
        /// What it was, where that is known.
        was: Option<Box<Sequence>>,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Creates an SQL schema.
    CreateSchema {
        /// The schema.
        namespace: Namespace,
        /// Whether a schema of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Drops an SQL schema, which has to be empty.
    DropSchema {
        /// The schema's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Namespace>,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Creates an extension.
    CreateExtension {
        /// The extension.
        extension: Extension,
        /// Whether an extension of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Drops an extension.
    DropExtension {
        /// The extension's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Extension>,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Creates a view, a function, a trigger or the like.
    CreateObject {
        /// The object.
        object: Box<Object>,
    },
    /// Puts another definition in the place of an object's.
    ReplaceObject {
        /// What it becomes.
        object: Box<Object>,
        /// What it was, where that is known.
        was: Option<Box<Object>>,
    },
    /// Drops an object.
    DropObject {
        /// Which one.
        id: ObjectId,
        /// What it was, where that is known.
        was: Option<Box<Object>>,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Operations that run outside of a transaction: what precedes them is committed first.
    AutocommitBlock {
        /// The operations.
        operations: Vec<Operation>,
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

impl Operation {
    /// Changes one table, by whatever way the database has.
    #[must_use]
    pub fn alter_table(table: impl Into<TableName>, changes: Vec<Change>) -> Self {
        Operation::AlterTable {
            table: table.into(),
            changes,
            recreate: Recreate::Auto,
        }
    }

    /// Creates a table that is not there yet.
    #[must_use]
    pub fn create_table(table: Table) -> Self {
        Operation::CreateTable {
            table: Box::new(table),
            if_not_exists: false,
        }
    }
}

/// Whether a changed table is made anew: only SQLite has to, where its `ALTER TABLE` lacks the change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Recreate {
    /// Where it has to be.
    #[default]
    Auto,
    /// In any case, where the database knows how to.
    Always,
    /// Never: a change that would need it is refused.
    Never,
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
        /// Whether a column of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Drops a column.
    DropColumn {
        /// The column's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Box<Column>>,
        /// Whether it may be missing.
        if_exists: bool,
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
    /// Adds an exclusion constraint.
    AddExclusion {
        /// The constraint.
        exclusion: Exclusion,
    },
    /// Drops an exclusion constraint: the one of that name, or without a name the one with the same definition.
    DropExclusion {
        /// The constraint.
        exclusion: Exclusion,
    },
    /// Holds a constraint that was added as `NOT VALID` against the rows that were there.
    ValidateConstraint {
        /// The constraint's name.
        name: String,
    },
    /// Renames a constraint.
    RenameConstraint {
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// Drops the constraint of that name, whatever its kind.
    DropConstraint {
        /// The constraint's name.
        name: String,
        /// Whether it may be missing.
        if_exists: bool,
    },
    /// Creates an index.
    CreateIndex {
        /// The index.
        index: Box<Index>,
        /// Whether an index of that name that is there is left as it is.
        if_not_exists: bool,
    },
    /// Renames an index.
    RenameIndex {
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// Drops an index.
    DropIndex {
        /// The index's name.
        name: String,
        /// What it was, where that is known.
        was: Option<Box<Index>>,
        /// Whether it may be missing.
        if_exists: bool,
        /// PostgreSQL: without locking anybody out.
        concurrently: bool,
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
