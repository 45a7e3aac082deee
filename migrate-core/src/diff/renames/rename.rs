//! One rename: what it is about, and how the models come to say it.

use std::fmt;

use super::handed_on::stated_name;
use crate::schema::{ColumnType, QualifiedName, Schema, TableName};

/// Something under another name.
///
/// Its text is the value of `--rename`: `people:users`, `users.mail:email`, `users.ix_mail:ix_email`, `mood.sad:unhappy`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "element", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Rename {
    /// A table.
    Table {
        /// The name that it has.
        from: TableName,
        /// The name that it gets.
        to: TableName,
    },
    /// A column.
    Column {
        /// The table, under the name that it gets.
        table: TableName,
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// An index.
    Index {
        /// The table, under the name that it gets.
        table: TableName,
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// A constraint.
    Constraint {
        /// The table, under the name that it gets.
        table: TableName,
        /// The name that it has.
        from: String,
        /// The name that it gets.
        to: String,
    },
    /// A value of an enumeration.
    Value {
        /// The enumeration.
        of: Enumeration,
        /// The value that rows hold.
        from: String,
        /// What it becomes.
        to: String,
    },
}

/// Where an enumeration says its values.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Enumeration {
    /// In a type of its own.
    Type(QualifiedName),
    /// In the type of one column (MySQL).
    Column {
        /// The table, under the name that it gets.
        table: TableName,
        /// The column, under the name that it gets.
        column: String,
    },
}

impl fmt::Display for Enumeration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Enumeration::Type(name) => write!(f, "{name}"),
            Enumeration::Column { table, column } => write!(f, "{table}.{column}"),
        }
    }
}

impl Rename {
    /// What is renamed, as people call it.
    #[must_use]
    pub fn element(&self) -> &'static str {
        match self {
            Rename::Table { .. } => "table",
            Rename::Column { .. } => "column",
            Rename::Index { .. } => "index",
            Rename::Constraint { .. } => "constraint",
            Rename::Value { .. } => "value",
        }
    }

    /// Whether rows would lose something by a drop and an addition. An index and a constraint come back as they were.
    #[must_use]
    pub fn holds_data(&self) -> bool {
        match self {
            Rename::Table { .. } | Rename::Column { .. } | Rename::Value { .. } => true,
            Rename::Index { .. } | Rename::Constraint { .. } => false,
        }
    }

    /// Whether both say what becomes of the same thing: one answer excludes the other.
    pub(crate) fn excludes(&self, other: &Rename) -> bool {
        match (self, other) {
            (Rename::Table { from, to }, Rename::Table { from: f, to: t }) => from == f || to == t,
            (
                Rename::Column { table, from, to },
                Rename::Column {
                    table: other,
                    from: f,
                    to: t,
                },
            )
            | (
                Rename::Index { table, from, to },
                Rename::Index {
                    table: other,
                    from: f,
                    to: t,
                },
            )
            | (
                Rename::Constraint { table, from, to },
                Rename::Constraint {
                    table: other,
                    from: f,
                    to: t,
                },
            ) => table == other && (from == f || to == t),
            (
                Rename::Value { of, from, to },
                Rename::Value {
                    of: other,
                    from: f,
                    to: t,
                },
            ) => of == other && (from == f || to == t),
            (
                Rename::Table { .. }
                | Rename::Column { .. }
                | Rename::Index { .. }
                | Rename::Constraint { .. }
                | Rename::Value { .. },
                _,
            ) => false,
        }
    }

    /// Makes the model say so: as if it had `renamed_from`.
    pub fn accept(&self, to: &mut Schema) {
        match self {
            Rename::Table {
                from, to: present, ..
            } => {
                if let Some(table) = to.table_mut(present) {
                    table.renamed_from = Some(stated_name(from, present));
                }
            }
            Rename::Column {
                table,
                from,
                to: present,
            } => {
                let columns = to.table_mut(table).map(|table| &mut table.columns);
                let column = columns
                    .and_then(|columns| columns.iter_mut().find(|column| column.name == *present));
                if let Some(column) = column {
                    column.renamed_from = Some(from.clone());
                }
            }
            Rename::Index {
                table,
                from,
                to: present,
            }
            | Rename::Constraint {
                table,
                from,
                to: present,
            } => {
                if let Some(table) = to.table_mut(table) {
                    table.former_names.push((from.clone(), present.clone()));
                }
            }
            Rename::Value {
                of,
                from,
                to: present,
            } => rename_value(of, (from.clone(), present.clone()), to),
        }
    }
}

/// Tells every place where the models state the values.
fn rename_value(of: &Enumeration, renamed: (String, String), to: &mut Schema) {
    let kinds = to.enums.iter_mut();
    for kind in kinds.filter(|kind| matches!(of, Enumeration::Type(name) if kind.name == *name)) {
        kind.renamed_values.push(renamed.clone());
    }
    for table in &mut to.tables {
        for column in &mut table.columns {
            let here = matches!(
                of,
                Enumeration::Column { table: on, column: name }
                    if table.name == *on && column.name == *name
            );
            if let ColumnType::Enum(kind) = &mut column.type_
                && (here || matches!(of, Enumeration::Type(name) if kind.name == *name))
            {
                kind.renamed_values.push(renamed.clone());
            }
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rename::Table { from, to } if from.schema == to.schema => {
                write!(f, "{from}:{}", to.name)
            }
            Rename::Table { from, to } => write!(f, "{from}:{to}"),
            Rename::Column { table, from, to }
            | Rename::Index { table, from, to }
            | Rename::Constraint { table, from, to } => write!(f, "{table}.{from}:{to}"),
            Rename::Value { of, from, to } => write!(f, "{of}.{from}:{to}"),
        }
    }
}
