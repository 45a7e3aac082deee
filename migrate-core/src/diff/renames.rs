//! Renames: what seems to have got another name, with the evidence for it, and how an answer gets into a schema.
//!
//! A schema does not tell a rename from a drop beside an addition. So likely pairs are found here, by what they have in
//! common; a person decides, and an accepted pair becomes what a model's `renamed_from` says. Pure.

mod answer;
mod evidence;
pub(crate) mod handed_on;
mod rename;
pub(crate) mod swap;
mod values;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

pub use answer::RenameError;
pub use evidence::Evidence;
pub use rename::{Enumeration, Rename};
pub use values::values;

use super::{columns as column_changes, constraints};
use crate::operation::{Change, follow_column};
use crate::schema::{Schema, Table, TableName};

/// What it takes to call two columns a likely rename, of a hundred.
const LIKELY: u32 = 65;
/// The same of two tables: three of four columns are enough.
const LIKELY_TABLES: u32 = 60;

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
            Rename::Index { table, from, to } => {
                write!(f, "index `{from}` of `{table}` to `{to}`")?;
            }
            Rename::Constraint { table, from, to } => {
                write!(f, "constraint `{from}` of `{table}` to `{to}`")?;
            }
            Rename::Value { of, from, to } => {
                write!(f, "value `{from}` of `{of}` to `{to}`")?;
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
    let stated = handed_on::tables(from, to);
    let gone = from.tables.iter();
    let gone: Vec<&Table> = gone
        .filter(|table| !wanted.contains_key(&table.name) && stated.present(&table.name).is_none())
        .collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let come = to
        .tables
        .iter()
        .filter(|table| !present.contains_key(&table.name) && stated.former(&table.name).is_none());
    let mut candidates = Vec::new();
    for new in come {
        for former in &gone {
            // What moves to another schema and gets another name at once, somebody has to say.
            if former.name.schema != new.name.schema && former.name.name != new.name.name {
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
        let Some(before) = before(table, &present, from, to) else {
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

/// The indexes and constraints that are the same under another name, in tables that are there on both sides. Renames of
/// tables and columns that `to` states count as done, and expressions as they stand are compared.
#[must_use]
pub fn elements(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let mut candidates = Vec::new();
    let present = by_name(from);
    let mut renamed = None;
    for table in &to.tables {
        let Some(before) = before(table, &present, from, to) else {
            continue;
        };
        if constraints::same_names(before, table) {
            continue;
        }
        let from = renamed.get_or_insert_with(|| with_tables_renamed(from, to));
        let Some(before) = from.table(&table.name) else {
            continue;
        };
        let (_, before) = column_changes::renames(before, table);
        let (_, before) = constraints::renames(before, table);
        for pair in constraints::same_but_for_name(&before, table) {
            let (score, evidence) = evidence::of_bodies(&pair.from, &pair.to, pair.body);
            let (table, from, to) = (table.name.clone(), pair.from, pair.to);
            let rename = if pair.index {
                Rename::Index { table, from, to }
            } else {
                Rename::Constraint { table, from, to }
            };
            candidates.push(RenameCandidate {
                rename,
                evidence,
                score,
            });
        }
    }
    likeliest_first(candidates)
}

/// The schema behind the renames of tables that the models state: what points at them follows, and what points at columns
/// that the models rename.
pub(super) fn with_tables_renamed<'s>(from: &'s Schema, to: &Schema) -> Cow<'s, Schema> {
    let mut renamed = Cow::Borrowed(from);
    for rename in super::tables::renames(from, to) {
        // One that cannot be done is told when it is tried.
        let _ = rename.apply(renamed.to_mut());
    }
    follow_columns(&mut renamed, to);
    renamed
}

/// Has foreign keys and sequences call columns by the names that the models give them; the columns keep theirs. Returns the
/// renames, as table, former name and present one.
pub(super) fn follow_columns(
    schema: &mut Cow<'_, Schema>,
    to: &Schema,
) -> Vec<(TableName, String, String)> {
    let mut followed = Vec::new();
    for table in &to.tables {
        if table.columns.iter().all(|it| it.renamed_from.is_none()) {
            continue;
        }
        let Some(present) = schema.table(&table.name) else {
            continue;
        };
        let (renames, _) = column_changes::renames(present, table);
        followed.extend(renames.into_iter().filter_map(|change| match change {
            Change::RenameColumn { from, to } => Some((table.name.clone(), from, to)),
            _ => None,
        }));
    }
    for (table, from, to) in &followed {
        follow_column(schema.to_mut(), table, from, to);
    }
    followed
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

/// As [`predecessor`], looked up where nothing is stated.
fn before<'s>(
    table: &Table,
    present: &HashMap<&TableName, &'s Table>,
    from: &'s Schema,
    to: &Schema,
) -> Option<&'s Table> {
    match &table.renamed_from {
        Some(_) => predecessor(table, from, to),
        None => present.get(&table.name).copied(),
    }
}

/// The table of the database that a model's was: of the same name, or of the one that its `renamed_from` means.
pub(super) fn predecessor<'s>(table: &Table, from: &'s Schema, to: &Schema) -> Option<&'s Table> {
    if table.renamed_from.is_none() {
        return from.table(&table.name);
    }
    let renamed = handed_on::tables(from, to);
    from.table(renamed.former(&table.name).unwrap_or(&table.name))
}
