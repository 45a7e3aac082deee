//! Renames: what seems to have got another name, with the evidence for it, and how an answer gets into a schema.
//!
//! A schema does not tell a rename from a drop beside an addition. So likely pairs are found here, by what they have in
//! common; a person decides, and an accepted pair becomes what a model's `renamed_from` says. Pure.

mod answer;
mod evidence;

use std::collections::HashMap;
use std::fmt;

pub use answer::RenameError;
pub use evidence::Evidence;

use crate::schema::{Schema, Table, TableName};

/// What it takes to call two columns a likely rename, of a hundred.
const LIKELY: u32 = 65;
/// The same of two tables: three of four columns are enough.
const LIKELY_TABLES: u32 = 60;

/// A table or a column under another name.
///
/// Its text is the value of `--rename`: `people:users`, `users.mail:email`.
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
}

impl Rename {
    /// What is renamed, as people call it.
    #[must_use]
    pub fn element(&self) -> &'static str {
        match self {
            Rename::Table { .. } => "table",
            Rename::Column { .. } => "column",
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
            ) => table == other && (from == f || to == t),
            (Rename::Table { .. }, Rename::Column { .. })
            | (Rename::Column { .. }, Rename::Table { .. }) => false,
        }
    }

    /// Makes the model say so: as if it had `renamed_from`.
    pub fn accept(&self, to: &mut Schema) {
        match self {
            Rename::Table {
                from, to: present, ..
            } => {
                if let Some(table) = to.table_mut(present) {
                    table.renamed_from = Some(from.name.clone());
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
        }
    }
}

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rename::Table { from, to } => write!(f, "{from}:{}", to.name),
            Rename::Column { table, from, to } => write!(f, "{table}.{from}:{to}"),
        }
    }
}

/// A likely rename, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RenameCandidate {
    /// What would be renamed.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub rename: Rename,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
    /// How much speaks for it, of a hundred.
    pub score: u32,
}

impl fmt::Display for RenameCandidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rename {
            Rename::Table { from, to } => write!(f, "table `{from}` to `{to}`")?,
            Rename::Column { table, from, to } => {
                write!(f, "column `{table}.{from}` to `{to}`")?;
            }
        }
        for (position, evidence) in self.evidence.iter().enumerate() {
            f.write_str(if position == 0 { " (" } else { ", " })?;
            write!(f, "{evidence}")?;
        }
        f.write_str(")")
    }
}

/// The tables that likely got another name, the likeliest first; one table may be in several.
#[must_use]
pub fn tables(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let (present, wanted) = (by_name(from), by_name(to));
    let gone = from.tables.iter();
    let gone: Vec<&Table> = gone
        .filter(|table| !wanted.contains_key(&table.name) && successor(table, from, to).is_none())
        .collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let come = to.tables.iter().filter(|table| {
        !present.contains_key(&table.name) && predecessor(table, from, to).is_none()
    });
    let mut candidates = Vec::new();
    for new in come {
        for former in &gone {
            if former.name.schema != new.name.schema {
                continue;
            }
            let (score, evidence) = evidence::of_tables(former, new);
            if score >= LIKELY_TABLES {
                let rename = Rename::Table {
                    from: former.name.clone(),
                    to: new.name.clone(),
                };
                candidates.push(RenameCandidate {
                    rename,
                    evidence,
                    score,
                });
            }
        }
    }
    likeliest_first(candidates)
}

/// The columns that likely got another name, in tables that are there on both sides.
#[must_use]
pub fn columns(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let mut candidates = Vec::new();
    let present = by_name(from);
    for table in &to.tables {
        let before = present.get(&table.name).copied();
        let Some(before) = before.or_else(|| predecessor(table, from, to)) else {
            continue;
        };
        for (former, new, score, evidence) in evidence::of_columns(before, table) {
            if score >= LIKELY {
                let rename = Rename::Column {
                    table: table.name.clone(),
                    from: former.name.clone(),
                    to: new.name.clone(),
                };
                candidates.push(RenameCandidate {
                    rename,
                    evidence,
                    score,
                });
            }
        }
    }
    likeliest_first(candidates)
}

/// Leaves of several candidates for one thing the likeliest.
#[must_use]
pub fn without_rivals(candidates: Vec<RenameCandidate>) -> Vec<RenameCandidate> {
    let mut chosen: Vec<RenameCandidate> = Vec::new();
    for candidate in candidates {
        if !chosen
            .iter()
            .any(|other| other.rename.excludes(&candidate.rename))
        {
            chosen.push(candidate);
        }
    }
    chosen
}

fn by_name(schema: &Schema) -> HashMap<&TableName, &Table> {
    let tables = schema.tables.iter();
    tables.map(|table| (&table.name, table)).collect()
}

/// Ties stand in the order of the schema, so that the same question comes first each time.
fn likeliest_first(mut candidates: Vec<RenameCandidate>) -> Vec<RenameCandidate> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    candidates
}

/// The table that the model's `renamed_from` means, where that is in force: the former name is there and no model has
/// it, the present one is not there.
pub(super) fn predecessor<'s>(table: &Table, from: &'s Schema, to: &Schema) -> Option<&'s Table> {
    if let Some(same) = from.table(&table.name) {
        return Some(same);
    }
    let former = TableName {
        schema: table.name.schema.clone(),
        name: table.renamed_from.clone()?,
    };
    if to.table(&former).is_some() {
        return None;
    }
    from.table(&former)
}

/// The model that takes the table over by its `renamed_from`.
fn successor<'s>(table: &Table, from: &Schema, to: &'s Schema) -> Option<&'s Table> {
    let mut renamed = to.tables.iter().filter(|new| new.renamed_from.is_some());
    renamed.find(|new| predecessor(new, from, to).is_some_and(|before| before.name == table.name))
}
