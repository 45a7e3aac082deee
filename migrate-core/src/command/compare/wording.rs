//! What people wrote, put back: expressions are compared in a normal form, and stand in revisions as the models say them.

use std::collections::HashMap;

use super::words::Reworded;
use crate::dialect::Dialect;
use crate::operation::{Change, Operation};
use crate::schema::{Check, Column, Index, IndexKey, Schema, Table, TableName};

/// The tables that say expressions, as they were written.
pub(super) struct Wording {
    tables: Vec<Table>,
}

impl Wording {
    /// Keeps what a schema says, before it is normalised.
    pub(super) fn of(schema: &Schema) -> Self {
        let tables = schema.tables.iter().filter(|table| says_something(table));
        Wording {
            tables: tables.cloned().collect(),
        }
    }

    /// Puts the models' words into what the operations make. `reworded` are those that the database said in its own.
    pub(super) fn word_what_comes(
        &self,
        operations: &mut [Operation],
        dialect: &dyn Dialect,
        reworded: &[Reworded],
    ) {
        for operation in operations {
            match operation {
                Operation::CreateTable { table, .. } => {
                    if let Some(words) = self.words(&table.name, dialect, reworded) {
                        words.put_into(table);
                    }
                }
                Operation::AlterTable { table, changes, .. } => {
                    let comes = |change: &Change| {
                        matches!(
                            change,
                            Change::AddCheck { .. }
                                | Change::AddColumn { .. }
                                | Change::AlterColumn { .. }
                                | Change::CreateIndex { .. }
                        )
                    };
                    if changes.iter().any(comes)
                        && let Some(words) = self.words(table, dialect, reworded)
                    {
                        for change in changes.iter_mut() {
                            words.put_into_what_comes(change);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts the words of a database that keeps them into what goes, so that the way back says the same.
    pub(super) fn word_what_goes(&self, operations: &mut [Operation], dialect: &dyn Dialect) {
        for operation in operations {
            match operation {
                Operation::DropTable {
                    name,
                    was: Some(table),
                    ..
                } => {
                    if let Some(words) = self.words(name, dialect, &[]) {
                        words.put_into(table);
                    }
                }
                Operation::AlterTable { table, changes, .. } => {
                    let goes = |change: &Change| {
                        matches!(
                            change,
                            Change::DropCheck { .. }
                                | Change::DropColumn { .. }
                                | Change::AlterColumn { .. }
                                | Change::DropIndex { .. }
                        )
                    };
                    if changes.iter().any(goes)
                        && let Some(words) = self.words(table, dialect, &[])
                    {
                        for change in changes.iter_mut() {
                            words.put_into_what_goes(change);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// What was written of a table, by what became of it.
    fn words(
        &self,
        name: &TableName,
        dialect: &dyn Dialect,
        reworded: &[Reworded],
    ) -> Option<Words> {
        let written = self
            .tables
            .iter()
            .filter(|table| table.name.name.eq_ignore_ascii_case(&name.name));
        let mut words = HashMap::new();
        for table in written {
            for alone in each_alone(table) {
                let mut schema: Schema = [alone.clone()].into_iter().collect();
                dialect.normalise(&mut schema);
                let Some(normal) = schema.tables.pop().filter(|normal| normal.name == *name) else {
                    continue;
                };
                for (normal, written) in expressions(&normal).zip(expressions(&alone)) {
                    words
                        .entry(normal.to_owned())
                        .or_insert_with(|| written.trim().to_owned());
                }
            }
        }
        for said in reworded.iter().filter(|said| said.table == *name) {
            if let Some(written) = words.get(&said.from).cloned() {
                words.entry(said.to.clone()).or_insert(written);
            }
        }
        (!words.is_empty()).then_some(Words(words))
    }
}

fn says_something(table: &Table) -> bool {
    expressions(table).next().is_some()
}

/// The table with one of its expressions each time, so that what becomes of it can be found.
fn each_alone(table: &Table) -> Vec<Table> {
    let mut bare = Table::new(table.name.clone());
    bare.columns = table
        .columns
        .iter()
        .map(|column| Column::new(&column.name, column.type_.clone()))
        .collect();
    let checks = table.checks.iter().map(|check| {
        let mut alone = bare.clone();
        alone.checks.push(Check::new(&check.expression));
        alone
    });
    let generated = table.columns.iter().enumerate();
    let generated = generated.filter_map(|(at, column)| {
        let mut alone = bare.clone();
        alone.columns.get_mut(at)?.generated = Some(column.generated.clone()?);
        Some(alone)
    });
    let indexes = table.indexes.iter().map(|index| {
        let mut alone = bare.clone();
        alone.indexes.push(Index {
            unique: false,
            ..index.clone()
        });
        alone
    });
    checks.chain(generated).chain(indexes).collect()
}

fn expressions(table: &Table) -> impl Iterator<Item = &String> {
    fn of_index(index: &Index) -> impl Iterator<Item = &String> {
        let Index {
            predicate, columns, ..
        } = index;
        let keys = columns.iter().filter_map(|column| match &column.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        });
        predicate.iter().chain(keys)
    }

    let checks = table.checks.iter().map(|check| &check.expression);
    let generated = table.columns.iter().filter_map(|column| {
        let generated = column.generated.as_ref()?;
        Some(&generated.expression)
    });
    let indexes = table.indexes.iter().flat_map(of_index);
    checks.chain(generated).chain(indexes)
}

/// Written words, by the normal form or the database's words for them.
struct Words(HashMap<String, String>);

impl Words {
    fn put(&self, text: &mut String) {
        if let Some(written) = self.0.get(text) {
            text.clone_from(written);
        }
    }

    fn put_into(&self, table: &mut Table) {
        for check in &mut table.checks {
            self.put(&mut check.expression);
        }
        for column in &mut table.columns {
            self.put_into_column(column);
        }
        for index in &mut table.indexes {
            self.put_into_index(index);
        }
    }

    fn put_into_column(&self, column: &mut Column) {
        if let Some(generated) = &mut column.generated {
            self.put(&mut generated.expression);
        }
    }

    fn put_into_index(&self, index: &mut Index) {
        if let Some(predicate) = &mut index.predicate {
            self.put(predicate);
        }
        for column in &mut index.columns {
            if let IndexKey::Expression(expression) = &mut column.key {
                self.put(expression);
            }
        }
    }

    fn put_into_what_comes(&self, change: &mut Change) {
        match change {
            Change::AddCheck { check } => self.put(&mut check.expression),
            Change::AddColumn { column, .. } => self.put_into_column(column),
            Change::AlterColumn { patch, .. } => {
                if let Some(Some(generated)) = &mut patch.generated {
                    self.put(&mut generated.expression);
                }
            }
            Change::CreateIndex { index, .. } => self.put_into_index(index),
            // No other change makes what an expression says.
            _ => {}
        }
    }

    fn put_into_what_goes(&self, change: &mut Change) {
        match change {
            Change::DropCheck { check } => self.put(&mut check.expression),
            Change::DropColumn {
                was: Some(column), ..
            }
            | Change::AlterColumn {
                was: Some(column), ..
            } => self.put_into_column(column),
            Change::DropIndex {
                was: Some(index), ..
            } => self.put_into_index(index),
            // No other change takes away what an expression says.
            _ => {}
        }
    }
}
