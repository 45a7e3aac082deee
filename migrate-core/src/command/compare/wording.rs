//! What people wrote, put back: expressions are compared in a normal form, and stand in revisions as the models say them.
//!
//! In go the schemas before they are normalised, and the operations that came of comparing them; in the operations, words
//! in normal form are replaced by those that were written.

mod said;

use std::collections::HashMap;

use said::Said;

use super::words::Reworded;
use crate::dialect::Dialect;
use crate::operation::Operation;
use crate::schema::{Column, ColumnDefault, Index, IndexKey, Schema, Table, TableName};

/// The tables that say expressions, as they were written, by their names in normal form.
pub(super) struct Wording {
    tables: HashMap<TableName, Table>,
}

/// Which words of an operation are put back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Those of what it makes.
    Comes,
    /// Those of what it takes away, so that the way back says the same.
    Goes,
}

impl Wording {
    /// Keeps what a schema says, before it is normalised.
    pub(super) fn of(schema: &Schema, dialect: &dyn Dialect) -> Self {
        let tables = schema.tables.iter().filter(|table| says_something(table));
        let named = tables.filter_map(|table| {
            let name = normal(&Table::new(table.name.clone()), dialect)?.name;
            Some((name, what_it_says(table)))
        });
        Wording {
            tables: named.collect(),
        }
    }

    /// Puts the words that were written into operations. `reworded` are those that the database said in its own.
    pub(super) fn put_back(
        &self,
        what: What,
        operations: &mut [Operation],
        dialect: &dyn Dialect,
        reworded: &[Reworded],
    ) {
        if self.tables.is_empty() {
            return;
        }
        let mut said_anew: HashMap<&TableName, Vec<&Reworded>> = HashMap::new();
        for said in reworded {
            said_anew.entry(&said.table).or_default().push(said);
        }
        // What goes is known by the name that its table had.
        let mut former: HashMap<TableName, TableName> = HashMap::new();
        for operation in operations {
            if let (What::Goes, Operation::RenameTable { from, to }) = (what, &*operation) {
                former.insert(to.clone(), from.clone());
            }
            let Some((name, said)) = said::of_operation(what, operation) else {
                continue;
            };
            let name = former.get(&name).unwrap_or(&name);
            let Some(table) = self.tables.get(name) else {
                continue;
            };
            let anew = said_anew.get(name).map_or(&[][..], Vec::as_slice);
            let words = Words::of(table, dialect, anew);
            for said in said {
                words.put_into(said);
            }
        }
    }
}

/// Written words, by the normal form or the database's words for them.
struct Words(HashMap<String, String>);

impl Words {
    /// What was written of a table, by what became of it.
    fn of(table: &Table, dialect: &dyn Dialect, reworded: &[&Reworded]) -> Self {
        let mut words = HashMap::new();
        for mut part in parts(table) {
            let Some(mut normal) = normal(&part, dialect) else {
                continue;
            };
            for (written, normal) in part.columns.iter_mut().zip(&normal.columns) {
                // MySQL: a default that goes on with `ON UPDATE` was taken apart.
                if normal.on_update.is_some() {
                    written.default = None;
                }
            }
            for (normal, written) in texts(&mut normal).into_iter().zip(texts(&mut part)) {
                if let (Some(normal), Some(written)) = (normal, written) {
                    words
                        .entry(normal)
                        .or_insert_with(|| written.trim().to_owned());
                }
            }
        }
        for said in reworded {
            if let Some(written) = words.get(&said.from).cloned() {
                words.entry(said.to.clone()).or_insert(written);
            }
        }
        Words(words)
    }

    fn put_into(&self, said: Said<'_>) {
        said.each(&mut |text| {
            if let Some(text) = text
                && let Some(written) = self.0.get(text)
            {
                text.clone_from(written);
            }
        });
    }
}

fn says_something(table: &Table) -> bool {
    let of_column = |column: &Column| {
        matches!(column.default, Some(ColumnDefault::Expression(_))) || column.generated.is_some()
    };
    let of_index = |index: &Index| {
        let mut columns = index.columns.iter();
        index.predicate.is_some()
            || columns.any(|column| matches!(column.key, IndexKey::Expression(_)))
    };
    !table.checks.is_empty()
        || !table.exclusions.is_empty()
        || table.columns.iter().any(of_column)
        || table.indexes.iter().any(of_index)
}

/// The table with what it takes to bring its expressions into normal form, and no more.
fn what_it_says(table: &Table) -> Table {
    let mut said = bare(table);
    for (said, column) in said.columns.iter_mut().zip(&table.columns) {
        said.default.clone_from(&column.default);
        said.generated.clone_from(&column.generated);
    }
    said.checks.clone_from(&table.checks);
    said.exclusions.clone_from(&table.exclusions);
    said.indexes.clone_from(&table.indexes);
    said
}

/// Columns and options alone.
fn bare(table: &Table) -> Table {
    let columns = table.columns.iter();
    Table {
        columns: columns
            .map(|column| Column::new(&column.name, &column.type_))
            .collect(),
        options: table.options.clone(),
        ..Table::new(table.name.clone())
    }
}

/// The table's columns, and with them each of its checks, exclusions and indexes alone: a normal form puts these in an
/// order of its own, and what became of one is to be found.
fn parts(table: &Table) -> Vec<Table> {
    let bare = bare(table);
    let columns = Table {
        columns: table.columns.clone(),
        ..bare.clone()
    };
    let checks = table.checks.iter().map(|check| Table {
        checks: vec![check.clone()],
        ..bare.clone()
    });
    let exclusions = table.exclusions.iter().map(|exclusion| Table {
        exclusions: vec![exclusion.clone()],
        ..bare.clone()
    });
    // A unique index may become a constraint.
    let indexes = table.indexes.iter().map(|index| Table {
        indexes: vec![Index {
            unique: false,
            ..index.clone()
        }],
        ..bare.clone()
    });
    let rest = checks.chain(exclusions).chain(indexes);
    std::iter::once(columns).chain(rest).collect()
}

fn normal(table: &Table, dialect: &dyn Dialect) -> Option<Table> {
    let mut schema: Schema = [table.clone()].into_iter().collect();
    dialect.normalise(&mut schema);
    schema.tables.pop()
}

/// The expressions of a table, each in its place.
fn texts(table: &mut Table) -> Vec<Option<String>> {
    let mut texts = Vec::new();
    Said::Table(table).each(&mut |text| texts.push(text.cloned()));
    texts
}
