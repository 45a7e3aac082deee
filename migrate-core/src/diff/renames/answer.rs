//! Answers: `people:users`, `users.mail:email`, held against the two schemas that they speak of.
//!
//! Names may hold any character, a dot and a colon among them; so an answer is not cut up, but what it can mean is
//! looked up.

use thiserror::Error;

use super::{Rename, predecessor};
use crate::schema::{Schema, Table};

/// An answer means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RenameError {
    /// It has no colon.
    #[error("`{0}` is no rename: it has to read `TABLE:NEW` or `TABLE.COLUMN:NEW`")]
    Syntax(String),
    /// The former name is not there.
    #[error("cannot rename `{answer}`: the database has no table and no column `{name}`")]
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
        /// A table or a column.
        element: &'static str,
        /// The name.
        name: String,
    },
    /// Both names are there, or both are wanted.
    #[error("cannot rename `{answer}`: {element} `{name}` is {place} already")]
    Taken {
        /// The answer.
        answer: String,
        /// A table or a column.
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
        let splits = || {
            let colons = answer.match_indices(':');
            colons.map(|(at, _)| (&answer[..at], &answer[at + 1..]))
        };
        for (former, present) in splits() {
            let table = from
                .tables
                .iter()
                .find(|table| table.name.to_string() == former);
            if let Some(table) = table {
                return of_table(answer, table, present, from, to);
            }
        }
        for (former, present) in splits() {
            for new in &to.tables {
                let Some(before) = predecessor(new, from, to) else {
                    continue;
                };
                let names = [&new.name, &before.name];
                let column = before.columns.iter().find(|column| {
                    names
                        .iter()
                        .any(|table| format!("{table}.{}", column.name) == former)
                });
                if let Some(column) = column {
                    return of_column(answer, before, new, &column.name, present);
                }
            }
        }
        let name = answer.split(':').next().unwrap_or(answer).to_owned();
        Err(RenameError::NoSuchName {
            answer: answer.to_owned(),
            name,
        })
    }
}

fn of_table(
    answer: &str,
    former: &Table,
    present: &str,
    from: &Schema,
    to: &Schema,
) -> Result<Rename, RenameError> {
    let found = to.tables.iter().find(|table| {
        table.name.schema == former.name.schema
            && (table.name.name == present || table.name.to_string() == present)
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
    // `users.mail:users.email` says the same.
    let qualified = present.strip_prefix(&format!("{}.", table.name));
    let present = match qualified {
        Some(column) if table.column(present).is_none() => column,
        Some(_) | None => present,
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
