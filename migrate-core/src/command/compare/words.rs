//! Expressions that differ in text only: the models' are asked back from the database, once for all of them and for the
//! objects that may have been changed by hand.

use std::collections::HashMap;

use crate::connection::Connection;
use crate::dialect::{Dialect, Doubts, InspectError, Said};
use crate::diff::Note;
use crate::diff::renames::handed_on::{self, HandedOn};
use crate::schema::{
    Check, Column, ColumnDefault, EnumType, Exclusion, Index, IndexKey, Object, Schema, Table,
    TableName,
};

/// An expression of a model's table that the database says in words of its own.
pub(in crate::command) struct Reworded {
    /// The table.
    pub(super) table: TableName,
    /// The normal form.
    pub(super) from: String,
    /// The database's words.
    pub(super) to: String,
}

/// What became of the doubts.
#[derive(Default)]
pub(in crate::command) struct Settled {
    /// What could not be compared.
    pub(in crate::command) notes: Vec<Note>,
    /// What the database says in words of its own.
    pub(super) reworded: Vec<Reworded>,
    /// Of each pair of objects, whether both are the same, or why that is not known.
    pub(in crate::command) objects: Vec<Result<bool, String>>,
}

/// Puts the database's words in the place of the models', where the two differ, and asks about objects, live and written,
/// at once. Both sides are normalised.
///
/// # Errors
/// [`InspectError`] if the database cannot be asked.
pub(in crate::command) fn settle(
    dialect: &dyn Dialect,
    conn: &mut dyn Connection,
    from: &Schema,
    to: &mut Schema,
    objects: &[(&Object, &Object)],
) -> Result<Settled, InspectError> {
    let before: HashMap<&TableName, &Table> = from
        .tables
        .iter()
        .map(|table| (&table.name, table))
        .collect();
    let renamed = handed_on::tables(from, to);
    let follow = |to: &mut Schema| {
        for table in &mut to.tables {
            if let Some(present) = present(&before, &renamed, table) {
                dialect.follow_words(present, table);
            }
        }
    };
    follow(to);
    let suspects: Vec<usize> = (0..to.tables.len())
        .filter(|&at| {
            let table = &to.tables[at];
            present(&before, &renamed, table)
                .is_some_and(|present| Doubtful::of(present, table).any())
        })
        .collect();
    if suspects.is_empty() && objects.is_empty() {
        return Ok(Settled::default());
    }
    let probes: Vec<Table> = suspects
        .iter()
        .enumerate()
        .filter_map(|(number, &at)| {
            let table = &to.tables[at];
            let present = present(&before, &renamed, table)?;
            Some(Doubtful::of(present, table).probe(number, table))
        })
        .collect();
    let enums: Vec<(Option<&EnumType>, &EnumType)> = to
        .enums
        .iter()
        .map(|kind| (from.enum_type(&kind.name), kind))
        .filter(|(present, kind)| gets_values(*present, kind) && is_used(kind, &probes))
        .collect();
    let doubts = Doubts {
        tables: &probes,
        enums: &enums,
        objects,
    };
    let Said { tables, objects } = dialect.ask(conn, &doubts)?;
    let (mut notes, mut reworded) = (Vec::new(), Vec::new());
    let answers = tables.unwrap_or_default();
    for ((number, at), answer) in suspects.into_iter().enumerate().zip(answers) {
        let table = &mut to.tables[at];
        match answer {
            Ok(said) => {
                let mut said: Schema = [said].into_iter().collect();
                dialect.normalise(&mut said);
                if let (Some(said), Some(present)) =
                    (said.tables.pop(), present(&before, &renamed, table))
                {
                    Doubtful::of(present, table).settle(number, table, &said, &mut reworded);
                }
            }
            Err(reason) => notes.push(Note::NotCompared {
                name: table.name.to_string(),
                reason,
            }),
        }
    }
    follow(to);
    Ok(Settled {
        notes,
        reworded,
        objects,
    })
}

/// Whether an enumeration is to have values that it has not got.
fn gets_values(present: Option<&EnumType>, wanted: &EnumType) -> bool {
    present.is_none_or(|present| {
        let mut values = wanted.values.iter();
        values.any(|value| !present.values.contains(value))
    })
}

fn is_used(kind: &EnumType, tables: &[Table]) -> bool {
    let mut columns = tables.iter().flat_map(|table| &table.columns);
    columns.any(|column| {
        let used = column.type_.enumeration();
        used.is_some_and(|used| used.name == kind.name)
    })
}

/// The table as the database has it, under its former name where the model states one.
fn present<'s>(
    before: &HashMap<&TableName, &'s Table>,
    renamed: &HandedOn<TableName>,
    table: &Table,
) -> Option<&'s Table> {
    let name = renamed.former(&table.name).unwrap_or(&table.name);
    before.get(name).copied()
}

/// What of a model's table may differ from the database's in its text only: places in its lists.
struct Doubtful {
    columns: Vec<usize>,
    checks: Vec<usize>,
    exclusions: Vec<usize>,
    indexes: Vec<usize>,
}

impl Doubtful {
    fn of(from: &Table, to: &Table) -> Self {
        fn places<T>(items: &[T], doubtful: impl Fn(&T) -> bool) -> Vec<usize> {
            let all = items.iter().enumerate();
            all.filter(|(_, item)| doubtful(item))
                .map(|(at, _)| at)
                .collect()
        }
        let renamed = handed_on::columns(from, to);
        Doubtful {
            columns: places(&to.columns, |column| {
                handed_on::column_before(from, &renamed, column)
                    .is_some_and(|present| column_in_doubt(present, column))
            }),
            checks: places(&to.checks, |check| {
                !from.checks.is_empty()
                    && from
                        .checks
                        .iter()
                        .all(|present| present.expression != check.expression)
            }),
            exclusions: places(&to.exclusions, |exclusion| {
                !from.exclusions.is_empty()
                    && from
                        .exclusions
                        .iter()
                        .all(|present| present.definition != exclusion.definition)
            }),
            indexes: places(&to.indexes, |index| {
                // What is said in full may be what goes without saying: `ops = "jsonb_ops"`.
                let has_text = index.predicate.is_some()
                    || index.columns.iter().any(|column| {
                        matches!(column.key, IndexKey::Expression(_))
                            || column.ops.is_some()
                            || column.collation.is_some()
                    });
                has_text
                    && !from.indexes.is_empty()
                    && from.indexes.iter().all(|present| {
                        present.predicate != index.predicate || present.columns != index.columns
                    })
            }),
        }
    }

    fn any(&self) -> bool {
        let all = [&self.columns, &self.checks, &self.exclusions, &self.indexes];
        all.iter().any(|places| !places.is_empty())
    }

    /// A table with nothing but columns and what is in doubt; its names tell where each answer belongs.
    fn probe(&self, number: usize, table: &Table) -> Table {
        let mut probe = Table::new(table.name.clone());
        probe.columns = table
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let mut bare = Column::new(&column.name, &column.type_);
                bare.collation.clone_from(&column.collation);
                bare.charset.clone_from(&column.charset);
                if self.columns.contains(&at) {
                    bare.default.clone_from(&column.default);
                    bare.generated.clone_from(&column.generated);
                    bare.on_update.clone_from(&column.on_update);
                }
                bare
            })
            .collect();
        probe.options.engine.clone_from(&table.options.engine);
        probe.options.charset.clone_from(&table.options.charset);
        probe.options.collation.clone_from(&table.options.collation);
        probe.checks = self
            .checks
            .iter()
            .map(|&at| Check {
                name: label("c", number, at),
                ..Check::new(&table.checks[at].expression)
            })
            .collect();
        probe.exclusions = self
            .exclusions
            .iter()
            .map(|&at| Exclusion {
                name: label("x", number, at),
                ..table.exclusions[at].clone()
            })
            .collect();
        probe.indexes = self
            .indexes
            .iter()
            .map(|&at| Index {
                name: label("i", number, at),
                unique: false,
                comment: None,
                concurrently: false,
                ..table.indexes[at].clone()
            })
            .collect();
        probe
    }

    /// Writes the answers into the model's table, and tells what became of what.
    fn settle(&self, number: usize, table: &mut Table, said: &Table, reworded: &mut Vec<Reworded>) {
        let name = table.name.clone();
        let mut reword = |text: &mut String, said: &String| {
            if text != said {
                let from = std::mem::replace(text, said.clone());
                let (table, to) = (name.clone(), said.clone());
                reworded.push(Reworded { table, from, to });
            }
        };
        for &at in &self.columns {
            let column = &mut table.columns[at];
            if let Some(said) = said.column(&column.name) {
                if column.type_.is_spelt() {
                    column.type_.clone_from(&said.type_);
                }
                match (&mut column.default, &said.default) {
                    (
                        Some(ColumnDefault::Expression(own)),
                        Some(ColumnDefault::Expression(said)),
                    ) => reword(own, said),
                    (own, said) => own.clone_from(said),
                }
                match (&mut column.generated, &said.generated) {
                    (Some(own), Some(said)) if own.stored == said.stored => {
                        reword(&mut own.expression, &said.expression);
                    }
                    (own, said) => own.clone_from(said),
                }
            }
        }
        for &at in &self.checks {
            let name = label("c", number, at);
            if let Some(said) = said.checks.iter().find(|check| check.name == name) {
                reword(&mut table.checks[at].expression, &said.expression);
            }
        }
        for &at in &self.exclusions {
            let name = label("x", number, at);
            if let Some(said) = said.exclusions.iter().find(|it| it.name == name) {
                reword(&mut table.exclusions[at].definition, &said.definition);
            }
        }
        for &at in &self.indexes {
            let name = label("i", number, at);
            let Some(said) = said.indexes.iter().find(|index| index.name == name) else {
                continue;
            };
            let index = &mut table.indexes[at];
            if let (Some(own), Some(said)) = (&mut index.predicate, &said.predicate) {
                reword(own, said);
            }
            for (own, said) in index.columns.iter_mut().zip(&said.columns) {
                if let (IndexKey::Expression(own), IndexKey::Expression(said)) =
                    (&mut own.key, &said.key)
                {
                    reword(own, said);
                }
            }
            index.predicate.clone_from(&said.predicate);
            index.columns.clone_from(&said.columns);
        }
    }
}

fn column_in_doubt(from: &Column, to: &Column) -> bool {
    let default = !from.same_default(to) && from.default.is_some() && to.default.is_some();
    let generated =
        from.generated != to.generated && from.generated.is_some() && to.generated.is_some();
    let type_ = from.type_ != to.type_ && to.type_.is_spelt();
    default || generated || type_
}

fn label(kind: &str, number: usize, at: usize) -> Option<String> {
    Some(format!("migrate_probe_{kind}{number}_{at}"))
}
