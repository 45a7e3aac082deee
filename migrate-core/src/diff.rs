//! The diff: two schemas in, the operations that make one of the other out. Pure: no connection, no dialect.
//!
//! Both sides are normalised before. Names that a model leaves open are matched by content; options that it leaves open
//! were filled in from what is there. What a database can do, as data, decides what has to make room for what.

mod actions;
mod columns;
mod compared;
mod computed;
mod concurrent;
mod constraints;
mod conventional;
mod create;
mod elements;
mod implied;
mod need;
pub(crate) mod objects;
mod order;
mod pinned;
pub mod renames;
mod room;
mod tables;
mod unsaid;

pub(crate) use actions::SaidActions;
pub(crate) use concurrent::place_concurrent_indexes;
pub(crate) use conventional::follow_convention;
pub use create::create;
pub(crate) use unsaid::keep_unsaid;

use std::collections::HashMap;

use renames::handed_on;

use crate::dialect::{Capabilities, LeftOut};
use crate::operation::Operation;
use crate::schema::{
    Column, Identity, Index, NamingConvention, Object, RowSecurity, Schema, Table, TableName,
};

/// What of a column the project may compare in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Aspect {
    /// The type.
    Type,
    /// The default.
    Default,
}

/// Tells whether an aspect of a column, as the database has it and as the model says, differs.
pub type Differs<'o> = dyn Fn(Aspect, &TableName, &Column, &Column) -> Option<bool> + 'o;

/// What to compare, and whose tables may go.
#[derive(Clone)]
#[non_exhaustive]
pub struct DiffOptions<'o> {
    /// What the database can do that the operations are for.
    pub capabilities: Capabilities,
    /// Whether types are compared.
    pub compare_types: bool,
    /// Whether defaults are compared.
    pub compare_defaults: bool,
    /// The project's own say in whether types or defaults differ; `None` leaves it to the comparison.
    pub differs: Option<&'o Differs<'o>>,
    /// How what the models leave unnamed is named.
    pub naming: NamingConvention,
    /// Whether `to` is everything that there should be, and not only what models can say: then what stands beside tables
    /// goes where `to` does not name it.
    pub complete: bool,
    /// Objects that come with the tables and are put around their changes later: a value of an enumeration that one of them
    /// holds has to be there before.
    pub beside: &'o [Object],
    /// Tells whether a table (or a type) without a model may be dropped; of a table it is a note otherwise.
    pub droppable: &'o dyn Fn(&TableName) -> bool,
}

impl DiffOptions<'_> {
    /// Compares everything that models can say, for a database that can do that; tables without a model may go.
    #[must_use]
    pub fn new(capabilities: Capabilities) -> Self {
        DiffOptions {
            capabilities,
            compare_types: true,
            compare_defaults: true,
            differs: None,
            naming: NamingConvention::default(),
            complete: false,
            beside: &[],
            droppable: &|_| true,
        }
    }
}

/// What [`diff`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The operations that make `to` of `from`, in an order in which they can run.
    pub operations: Vec<Operation>,
    /// What is different and no operation.
    pub notes: Vec<Note>,
}

/// Something that people should know of a comparison, and that calls for no operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Note {
    /// The columns of a table stand in another order than those of its model.
    Reordered {
        /// The table.
        table: TableName,
    },
    /// A table has no model, and no revision of this history made it.
    Unmanaged {
        /// The table.
        table: TableName,
    },
    /// The model of each of two columns says that it was the other: whether that was done, nothing shows.
    Swapped {
        /// The table.
        table: TableName,
        /// The two names.
        columns: (String, String),
    },
    /// What is dropped here and added there may be one thing that got another name.
    RenameCandidate(renames::RenameCandidate),
    /// A database holds something that is not carried over.
    LeftOut {
        /// What it is, for people: `operators`, `privileges`.
        what: String,
        /// The names.
        names: Vec<String>,
    },
    /// A view, trigger or routine that nobody registered speaks of a table that is dropped.
    Stranded {
        /// The object, for people.
        object: String,
        /// The table.
        table: TableName,
    },
    /// Something could not be compared.
    NotCompared {
        /// What.
        name: String,
        /// Why not.
        reason: String,
    },
}

impl From<LeftOut> for Note {
    fn from(LeftOut { what, names }: LeftOut) -> Self {
        Note::LeftOut { what, names }
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Note::Reordered { table } => {
                write!(
                    f,
                    "the columns of `{table}` stand in another order than its model's; that is left as it is"
                )
            }
            Note::Unmanaged { table } => write!(
                f,
                "table `{table}` has no model and was not made by this history; it is left alone"
            ),
            Note::Swapped {
                table,
                columns: (one, other),
            } => write!(
                f,
                "`{table}.{one}` and `{table}.{other}` are said to have been each other; whether they have changed places, nothing \
                 shows: `--rename {table}.{one}:{other} --rename {table}.{other}:{one}` does it, and `renamed_from` can go then"
            ),
            Note::RenameCandidate(candidate) => write!(
                f,
                "this may be a rename: {candidate}; `--rename {}` keeps the data",
                candidate.rename
            ),
            Note::LeftOut { what, names } => {
                /// How many are named.
                const SHOWN: usize = 5;
                let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
                write!(f, "left out: {what}: `{}`", shown.join("`, `"))?;
                match names.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Note::Stranded { object, table } => write!(
                f,
                "{object} speaks of `{table}`, which is dropped: drop or change it in the same revision, or it will fail"
            ),
            Note::NotCompared { name, reason } => write!(f, "`{name}` was not compared: {reason}"),
        }
    }
}

/// Leaves a table's options as the database has them where the model says nothing; before both are normalised, since
/// what a type means may hang on them. Only a table that is to be numbered, or has no key, cannot
/// stay without a rowid.
pub(crate) fn keep_open_options(from: &Schema, to: &mut Schema) {
    let present: HashMap<&TableName, &Table> = from
        .tables
        .iter()
        .map(|table| (&table.name, table))
        .collect();
    let renamed = handed_on::tables(from, to);
    for table in &mut to.tables {
        let name = renamed.former(&table.name).unwrap_or(&table.name);
        let Some(from) = present.get(name) else {
            continue;
        };
        let renamed = handed_on::columns(from, table);
        for column in &mut table.columns {
            if let Some(from) = handed_on::column_before(from, &renamed, column) {
                keep_numbering(from, column);
            }
        }
        for index in &mut table.indexes {
            if let (None, Some(name)) = (&index.parameters, &index.name)
                && let Some(from) = index_before(from, name, &table.former_names)
            {
                index.parameters.clone_from(&from.parameters);
            }
        }
        let from = &from.options;
        let numbered = table.columns.iter().any(|column| column.identity.is_some());
        let may_lack_rowids = table.primary_key.is_some() && !numbered;
        let to = &mut table.options;
        to.strict |= from.strict;
        to.without_rowid |= from.without_rowid && may_lack_rowids;
        to.unlogged |= from.unlogged;
        if to.inherits.is_none() {
            to.inherits.clone_from(&from.inherits);
        }
        if to.row_security == RowSecurity::Off {
            to.row_security = from.row_security;
        }
        for (to, from) in [
            (&mut to.engine, &from.engine),
            (&mut to.charset, &from.charset),
            (&mut to.collation, &from.collation),
            (&mut to.row_format, &from.row_format),
            (&mut to.parameters, &from.parameters),
            (&mut to.partition_by, &from.partition_by),
        ] {
            if to.is_none() {
                to.clone_from(from);
            }
        }
    }
}

/// The index of that name, or of the former one that the model states.
fn index_before<'t>(
    from: &'t Table,
    name: &str,
    former_names: &[(String, String)],
) -> Option<&'t Index> {
    let called = |name: &str| {
        let mut indexes = from.indexes.iter();
        indexes.find(|index| index.name.as_deref() == Some(name))
    };
    let mut stated = former_names.iter().filter(|(_, present)| present == name);
    called(name).or_else(|| stated.find_map(|(former, _)| called(former)))
}

/// A model says that a column is numbered, and not by which sequence; `serial` is the older way of the same.
fn keep_numbering(from: &Column, to: &mut Column) {
    if to.identity == Some(Identity::ByDefault) && from.identity == Some(Identity::Serial) {
        to.identity = from.identity;
    }
    if to.identity == from.identity && to.sequence.is_none() {
        to.sequence.clone_from(&from.sequence);
    }
}

/// Compares two normalised schemas: what makes `to` of `from`, in an order in which the database can do it.
///
/// ```
/// use migrate_core::connection::Engine;
/// use migrate_core::diff::{DiffOptions, diff};
/// use migrate_core::dialect;
/// use migrate_core::schema::{Column, ColumnType, Schema, Table};
///
/// let sqlite = dialect::of(Engine::Sqlite);
/// let mut table = Table::new("heros");
/// table.columns.push(Column::new("name", ColumnType::Text));
/// let from = Schema::from_iter([table.clone()]);
/// table.columns.push(Column::new("age", ColumnType::Integer));
/// let mut to = Schema::from_iter([table]);
/// sqlite.normalise(&mut to);
///
/// let found = diff(&from, &to, &DiffOptions::new(sqlite.capabilities()));
/// assert_eq!(found.operations[0].to_string(), "add column `heros.age`");
/// ```
#[must_use]
pub fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>) -> Difference {
    if options.capabilities.foreign_keys_need_indexes {
        let (mut from, mut to) = (from.clone(), to.clone());
        implied::keep_implied_indexes(&mut from, &mut to);
        compare(&from, &to, options)
    } else {
        compare(from, to, options)
    }
}

fn compare(from: &Schema, to: &Schema, options: &DiffOptions<'_>) -> Difference {
    let has = options.capabilities;
    let Difference {
        mut operations,
        notes,
    } = tables::diff(from, to, options);
    if !has.column_places {
        columns::forget_places(&mut operations);
    }
    if has.computed_columns_pin_types {
        operations = computed::release_computed_columns(operations, from, to);
    }
    if let Some(pins) = has.pins() {
        operations = pinned::release_pinned_columns(operations, from, to, pins);
    }
    if has.foreign_keys_need_indexes {
        operations = implied::keep_indexes_with_keys(operations, from, to);
    }
    if has.views_pin_types {
        operations = room::make_room(operations, from, to);
    }
    Difference { operations, notes }
}
