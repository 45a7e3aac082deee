//! Answers: `people:users`, `users.mail:email`, held against the two schemas that they speak of.
//!
//! Names may hold any character, a dot and a colon among them; so an answer is not cut up, but what it can mean is
//! looked up.

use thiserror::Error;

use super::handed_on::{self, column_before};
use super::{Enumeration, Rename, predecessor};
use crate::schema::{ColumnType, EnumType, Schema, Table};

/// An answer means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RenameError {
    /// It has no colon.
    #[error(
        "`{0}` is no rename: it has to read `TABLE:NEW`, `TABLE.COLUMN:NEW` (an index or a constraint stands where a column does) or `ENUM.VALUE:NEW`"
    )]
    Syntax(String),
    /// The former name is not there.
    #[error("cannot rename `{answer}`: the database has nothing of the name `{name}`")]
    NoSuchName {
        /// The answer.
        answer: String,
        /// The name.
        name: String,
    },
    /// The present name is not the model's.
    #[error("cannot rename `{answer}`: no model has a {element} `{name}`")]
    NotInModels {
        /// The answer.
        answer: String,
        /// What it is.
        element: &'static str,
        /// The name.
        name: String,
    },
    /// Both names are there, or both are wanted.
    #[error("cannot rename `{answer}`: {element} `{name}` is {place} already")]
    Taken {
        /// The answer.
        answer: String,
        /// What it is.
        element: &'static str,
        /// The name.
        name: String,
        /// Where.
        place: &'static str,
    },
}

impl Rename {
    /// Reads an answer: what of the database becomes what of the models.
    ///
    /// # Errors
    /// [`RenameError`] if the answer names something that is not there, or is there under both names.
    pub fn parse(answer: &str, from: &Schema, to: &Schema) -> Result<Rename, RenameError> {
        if !answer.contains(':') {
            return Err(RenameError::Syntax(answer.to_owned()));
        }
        let colons: Vec<(&str, &str)> = answer
            .match_indices(':')
            .map(|(at, _)| (&answer[..at], &answer[at + 1..]))
            .collect();
        // The same words may name a column and an index: what can be is meant.
        let mut wrong = None;
        for read in [tables, columns, elements, values] {
            for (former, present) in &colons {
                match read(answer, former, present, from, to) {
                    Some(Ok(rename)) => return Ok(rename),
                    Some(Err(error)) => wrong = wrong.or(Some(error)),
                    None => {}
                }
            }
        }
        let name = answer.split(':').next().unwrap_or(answer).to_owned();
        Err(wrong.unwrap_or_else(|| RenameError::NoSuchName {
            answer: answer.to_owned(),
            name,
        }))
    }
}

type Reading = Option<Result<Rename, RenameError>>;

fn tables(answer: &str, former: &str, present: &str, from: &Schema, to: &Schema) -> Reading {
    let mut tables = from.tables.iter();
    let table = tables.find(|table| table.name.to_string() == former)?;
    Some(of_table(answer, table, present, from, to))
}

/// The tables that are there on both sides, and what stands behind the name of one, former or present, in `former`.
pub(super) fn in_tables<'s, 'f>(
    former: &'f str,
    from: &'s Schema,
    to: &'s Schema,
) -> impl Iterator<Item = (&'s Table, &'s Table, &'f str)> {
    to.tables.iter().flat_map(move |table| {
        let before = predecessor(table, from, to);
        let names = before.into_iter().flat_map(|before| {
            let present = (table.name != before.name).then_some(&before.name);
            let names = [Some(&table.name), present].into_iter().flatten();
            names.map(move |name| (before, name.to_string()))
        });
        names.filter_map(move |(before, name)| {
            let rest = former.strip_prefix(&name)?.strip_prefix('.')?;
            Some((before, table, rest))
        })
    })
}

fn columns(answer: &str, former: &str, present: &str, from: &Schema, to: &Schema) -> Reading {
    let mut places = in_tables(former, from, to);
    let (before, table, column) =
        places.find(|(before, _, column)| before.column(column).is_some())?;
    Some(of_column(answer, before, table, column, present))
}

/// Indexes and constraints.
fn elements(answer: &str, former: &str, present: &str, from: &Schema, to: &Schema) -> Reading {
    in_tables(former, from, to).find_map(|(before, table, name)| {
        let names = Elements::of(before);
        let index = names.indexes.contains(&name);
        (index || names.constraints.contains(&name)).then(|| {
            of_element(
                answer,
                before,
                table,
                (name, index),
                unqualified(present, table),
            )
        })
    })
}

/// Values of an enumeration, by its type's name or by a column of that type.
fn values(answer: &str, former: &str, present: &str, from: &Schema, to: &Schema) -> Reading {
    let by_type = to.enums.iter().find_map(|kind| {
        let value = former
            .strip_prefix(&kind.name.to_string())?
            .strip_prefix('.')?;
        let mut before = from.enum_type(&kind.name);
        if before.is_none() {
            before = columns_of(kind, from, to).find(|kind| has(kind, value));
        }
        let before = before.filter(|before| has(before, value))?;
        Some((Enumeration::Type(kind.name.clone()), before, kind, value))
    });
    let by_column = || {
        in_tables(former, from, to).find_map(|(before, table, rest)| {
            let renamed = handed_on::columns(before, table);
            table.columns.iter().find_map(|column| {
                let value = rest.strip_prefix(&column.name)?.strip_prefix('.')?;
                let before = column_before(before, &renamed, column)?;
                let (ColumnType::Enum(before), ColumnType::Enum(kind)) =
                    (&before.type_, &column.type_)
                else {
                    return None;
                };
                let of = Enumeration::Column {
                    table: table.name.clone(),
                    column: column.name.clone(),
                };
                has(before, value).then_some((of, before, kind, value))
            })
        })
    };
    let (of, before, kind, value) = by_type.or_else(by_column)?;
    Some(of_value(answer, of, (before, kind), value, present))
}

fn has(kind: &EnumType, value: &str) -> bool {
    kind.values.iter().any(|known| known == value)
}

/// What columns of the type were, where a column itself says its values.
fn columns_of<'s>(
    kind: &'s EnumType,
    from: &'s Schema,
    to: &'s Schema,
) -> impl Iterator<Item = &'s EnumType> {
    let tables = to.tables.iter();
    let tables = tables.filter_map(move |table| Some((table, predecessor(table, from, to)?)));
    tables.flat_map(move |(table, before)| {
        let renamed = handed_on::columns(before, table);
        table.columns.iter().filter_map(move |column| {
            let is_it = matches!(&column.type_, ColumnType::Enum(own) if own.name == kind.name);
            match &column_before(before, &renamed, column)
                .filter(|_| is_it)?
                .type_
            {
                ColumnType::Enum(present) => Some(present),
                _ => None,
            }
        })
    })
}

/// The names of what a table has beside columns.
struct Elements<'t> {
    indexes: Vec<&'t str>,
    constraints: Vec<&'t str>,
}

impl<'t> Elements<'t> {
    fn of(table: &'t Table) -> Self {
        let name = |name: &'t Option<String>| name.as_deref();
        let indexes = table.indexes.iter().filter_map(|it| name(&it.name));
        let constraints = (table.primary_key.iter().map(|it| &it.name))
            .chain(table.uniques.iter().map(|it| &it.name))
            .chain(table.checks.iter().map(|it| &it.name))
            .chain(table.foreign_keys.iter().map(|it| &it.name))
            .chain(table.exclusions.iter().map(|it| &it.name));
        Elements {
            indexes: indexes.collect(),
            constraints: constraints.filter_map(name).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.indexes.contains(&name) || self.constraints.contains(&name)
    }
}

/// `users.mail:users.email` says the same as `users.mail:email`.
pub(super) fn unqualified<'a>(present: &'a str, table: &Table) -> &'a str {
    let qualifier = format!("{}.", table.name);
    present.strip_prefix(&qualifier).unwrap_or(present)
}

fn of_element(
    answer: &str,
    before: &Table,
    table: &Table,
    (former, index): (&str, bool),
    present: &str,
) -> Result<Rename, RenameError> {
    let element = if index { "index" } else { "constraint" };
    let (was, is) = (Elements::of(before), Elements::of(table));
    let taken = |name: &str, place| RenameError::Taken {
        answer: answer.to_owned(),
        element,
        name: name.to_owned(),
        place,
    };
    let wanted = if index { &is.indexes } else { &is.constraints };
    if !wanted.contains(&present) {
        return Err(RenameError::NotInModels {
            answer: answer.to_owned(),
            element,
            name: present.to_owned(),
        });
    }
    if was.has(present) {
        return Err(taken(present, "in the database"));
    }
    if is.has(former) {
        return Err(taken(former, "a model's"));
    }
    let (table, from, to) = (table.name.clone(), former.to_owned(), present.to_owned());
    Ok(if index {
        Rename::Index { table, from, to }
    } else {
        Rename::Constraint { table, from, to }
    })
}

fn of_value(
    answer: &str,
    of: Enumeration,
    (before, kind): (&EnumType, &EnumType),
    former: &str,
    present: &str,
) -> Result<Rename, RenameError> {
    let taken = |name: &str, place| RenameError::Taken {
        answer: answer.to_owned(),
        element: "value",
        name: name.to_owned(),
        place,
    };
    if !has(kind, present) {
        return Err(RenameError::NotInModels {
            answer: answer.to_owned(),
            element: "value",
            name: present.to_owned(),
        });
    }
    if has(before, present) {
        return Err(taken(present, "in the database"));
    }
    if has(kind, former) {
        return Err(taken(former, "a model's"));
    }
    Ok(Rename::Value {
        of,
        from: former.to_owned(),
        to: present.to_owned(),
    })
}

fn of_table(
    answer: &str,
    former: &Table,
    present: &str,
    from: &Schema,
    to: &Schema,
) -> Result<Rename, RenameError> {
    let found = to.tables.iter().find(|table| {
        table.name.schema == former.name.schema && table.name.name == present
            || table.name.to_string() == present
    });
    let Some(table) = found else {
        return Err(RenameError::NotInModels {
            answer: answer.to_owned(),
            element: "table",
            name: present.to_owned(),
        });
    };
    let taken = |name: &Table, place| RenameError::Taken {
        answer: answer.to_owned(),
        element: "table",
        name: name.name.to_string(),
        place,
    };
    if from.table(&table.name).is_some() {
        return Err(taken(table, "in the database"));
    }
    if let Some(model) = to.table(&former.name) {
        return Err(taken(model, "a model's"));
    }
    Ok(Rename::Table {
        from: former.name.clone(),
        to: table.name.clone(),
    })
}

fn of_column(
    answer: &str,
    before: &Table,
    table: &Table,
    former: &str,
    present: &str,
) -> Result<Rename, RenameError> {
    let taken = |name: &str, place| RenameError::Taken {
        answer: answer.to_owned(),
        element: "column",
        name: format!("{}.{name}", table.name),
        place,
    };
    let present = match unqualified(present, table) {
        column if table.column(present).is_none() => column,
        _ => present,
    };
    if table.column(present).is_none() {
        return Err(RenameError::NotInModels {
            answer: answer.to_owned(),
            element: "column",
            name: format!("{}.{present}", table.name),
        });
    }
    if before.column(present).is_some() {
        return Err(taken(present, "in the database"));
    }
    if table.column(former).is_some() {
        return Err(taken(former, "a model's"));
    }
    Ok(Rename::Column {
        table: table.name.clone(),
        from: former.to_owned(),
        to: present.to_owned(),
    })
}
