//! Several tables as one, so that the server is asked once: each column under a name of its own, and what is in doubt of
//! all tables side by side. What the server says is parted again.

use std::ops::Range;

use super::super::expression::{mentions, renamed};
use super::super::normalise::has_collation;
use super::super::types::normal;
use super::{Shown, ShownColumn, draft, label, with_key};
use crate::schema::{ColumnDefault, IndexKey, Table, TableName};

/// One table for all, and what of it is whose.
pub(super) struct Union {
    pub(super) table: Table,
    members: Vec<Member>,
}

struct Member {
    /// The columns that are there: their places, and their names.
    columns: Vec<(usize, String)>,
    checks: Range<usize>,
    indexes: Range<usize>,
}

/// The name of a column.
fn name(table: usize, column: usize) -> String {
    format!("migrate_{table}_{column}")
}

impl Union {
    /// Puts tables together, under a name.
    pub(super) fn of(tables: &[Table], name: &str) -> Self {
        let mut engines = tables.iter().map(|table| &table.options.engine);
        let mut whole = Table::new(TableName::new(name));
        if let Some(engine) = engines.next()
            && engines.all(|other| other == engine)
        {
            whole.options.engine.clone_from(engine);
        }
        let mut members = Vec::with_capacity(tables.len());
        for (number, table) in tables.iter().enumerate() {
            members.push(add(&mut whole, number, draft(table)));
        }
        with_key(&mut whole);
        Union {
            table: whole,
            members,
        }
    }

    /// Gives each table what was said of its own.
    pub(super) fn part(&self, said: &Shown, tables: &[Table]) -> Vec<Table> {
        let members = self.members.iter().zip(tables).enumerate();
        members
            .map(|(number, (member, table))| member.shown(number, said).apply(table))
            .collect()
    }
}

/// Adds what is in doubt of a table, and the columns that this needs.
fn add(whole: &mut Table, number: usize, table: Table) -> Member {
    let columns: Vec<(usize, String)> = (0..table.columns.len())
        .filter(|&at| is_needed(&table, at))
        .map(|at| (at, table.columns[at].name.clone()))
        .collect();
    let rename = |text: &mut String| {
        for (at, column) in &columns {
            *text = renamed(text, column, &name(number, *at));
        }
    };
    for (at, _) in &columns {
        let mut column = table.columns[*at].clone();
        column.name = name(number, *at);
        // What goes without saying in one table does not in another.
        let says_nothing = column.charset.is_none() && column.collation.is_none();
        if says_nothing && has_collation(&normal(&column.type_)) {
            column.charset.clone_from(&table.options.charset);
            column.collation.clone_from(&table.options.collation);
        }
        if let Some(ColumnDefault::Expression(text)) = &mut column.default {
            rename(text);
        }
        if let Some(generated) = &mut column.generated {
            rename(&mut generated.expression);
        }
        whole.columns.push(column);
    }
    let checks = whole.checks.len()..whole.checks.len() + table.checks.len();
    for mut check in table.checks {
        check.name = Some(label(whole.checks.len()));
        rename(&mut check.expression);
        whole.checks.push(check);
    }
    let indexes = whole.indexes.len()..whole.indexes.len() + table.indexes.len();
    for mut index in table.indexes {
        index.name = Some(label(whole.indexes.len()));
        for column in &mut index.columns {
            match &mut column.key {
                IndexKey::Expression(text) => rename(text),
                IndexKey::Column(named) => {
                    let own = columns.iter().find(|(_, own)| own == named);
                    if let Some((at, _)) = own {
                        *named = name(number, *at);
                    }
                }
            }
        }
        whole.indexes.push(index);
    }
    Member {
        columns,
        checks,
        indexes,
    }
}

/// Whether a column is in doubt, or something that is speaks of it.
fn is_needed(table: &Table, at: usize) -> bool {
    let column = &table.columns[at];
    let speaks = |text: &str| mentions(text, &column.name);
    let in_doubt =
        column.default.is_some() || column.generated.is_some() || column.on_update.is_some();
    let of_others = table.columns.iter().any(|other| {
        let default = match &other.default {
            Some(ColumnDefault::Expression(text)) => speaks(text),
            Some(ColumnDefault::Literal(_)) | None => false,
        };
        let generated = other.generated.as_ref();
        default || generated.is_some_and(|generated| speaks(&generated.expression))
    });
    let indexed = table.indexes.iter().flat_map(|index| &index.columns);
    in_doubt
        || of_others
        || table.checks.iter().any(|check| speaks(&check.expression))
        || indexed.into_iter().any(|entry| match &entry.key {
            IndexKey::Column(name) => *name == column.name,
            IndexKey::Expression(text) => speaks(text),
        })
}

impl Member {
    /// What was said of this table, in its own names.
    fn shown(&self, number: usize, said: &Shown) -> Shown {
        let back = |text: &String| {
            let mut text = text.clone();
            for (at, column) in &self.columns {
                text = renamed(&text, &name(number, *at), column);
            }
            text
        };
        let column = |(at, column): &(usize, String)| {
            let named = name(number, *at);
            let said = said.columns.iter().find(|said| said.name == named)?;
            Some(ShownColumn {
                name: column.clone(),
                default: said.default.as_ref().map(|default| match default {
                    ColumnDefault::Literal(_) => default.clone(),
                    ColumnDefault::Expression(text) => ColumnDefault::Expression(back(text)),
                }),
                generated: said.generated.as_ref().map(back),
                on_update: said.on_update.clone(),
            })
        };
        let place = |name: &str, range: &Range<usize>| {
            let mut places = range.clone();
            places.position(|at| label(at) == name)
        };
        let checks = said.checks.iter();
        let indexes = said.indexes.iter();
        Shown {
            columns: self.columns.iter().filter_map(column).collect(),
            checks: checks
                .filter_map(|(name, text)| Some((label(place(name, &self.checks)?), back(text))))
                .collect(),
            indexes: indexes
                .filter_map(|(name, texts)| {
                    let texts = texts.iter().map(back).collect();
                    Some((label(place(name, &self.indexes)?), texts))
                })
                .collect(),
        }
    }
}
