//! The columns that a group of changes touches: what each was called, what it is to be.

use super::super::create::Writer;
use super::super::expression::{mentions, renamed};
use super::super::literal::quote;
use super::Alteration;
use crate::dialect::DdlError;
use crate::operation::ColumnPatch;
use crate::schema::{Column, ColumnPlace, ColumnType, Generated, IndexKey, Table};

/// The touched columns, in the order in which they were touched.
#[derive(Default)]
pub(super) struct Columns {
    touched: Vec<Touched>,
}

struct Touched {
    /// The name that the database knows; `None` for a column that is added.
    origin: Option<String>,
    /// The name that the column gets.
    name: String,
    state: State,
}

enum State {
    /// Nothing but its name changes, if that does.
    Kept,
    /// It is written again as it is.
    Restated,
    /// It is written as this.
    Defined(Box<Column>),
    Dropped,
}

/// Has columns that move with every change of their row stay as they are.
/// <https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html>
fn staying<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names
        .map(|name| format!(", {0} = {0}", quote(name)))
        .collect()
}

impl Columns {
    pub(super) fn add(&mut self, column: Column) {
        self.touched.push(Touched {
            origin: None,
            name: column.name.clone(),
            state: State::Defined(Box::new(column)),
        });
    }

    fn touch(&mut self, name: &str) -> &mut Touched {
        let position = self
            .touched
            .iter()
            .position(|touched| touched.name == name && !matches!(touched.state, State::Dropped));
        let at = position.unwrap_or_else(|| {
            self.touched.push(Touched {
                origin: Some(name.to_owned()),
                name: name.to_owned(),
                state: State::Kept,
            });
            self.touched.len() - 1
        });
        &mut self.touched[at]
    }

    pub(super) fn drop(&mut self, name: &str) {
        let touched = self.touch(name);
        touched.state = State::Dropped;
        // One that was only going to be added is not there.
        self.touched
            .retain(|touched| touched.origin.is_some() || !matches!(touched.state, State::Dropped));
    }

    pub(super) fn rename(&mut self, from: &str, to: &str) {
        for touched in &mut self.touched {
            if let State::Defined(column) = &mut touched.state
                && let Some(ColumnPlace::After(other)) = &mut column.place
                && other == from
            {
                to.clone_into(other);
            }
        }
        let touched = self.touch(from);
        touched.name = to.to_owned();
        if let State::Defined(column) = &mut touched.state {
            column.name = to.to_owned();
        }
    }

    /// Has what is computed of a column follow its name: MySQL renames none that others are computed of, unless the same
    /// statement says those anew.
    pub(super) fn recompute(&mut self, live: Option<&Table>, from: &str, to: &str) {
        let columns = live.map(|live| live.columns.as_slice()).unwrap_or_default();
        for column in columns.iter().filter(|column| column.generated.is_some()) {
            let mut touched = self
                .touched
                .iter()
                .position(|touched| touched.origin.as_deref() == Some(column.name.as_str()));
            let mut present = match touched.map(|at| &self.touched[at].state) {
                Some(State::Dropped) => continue,
                Some(State::Defined(defined)) => (**defined).clone(),
                Some(State::Kept | State::Restated) | None => column.clone(),
            };
            let Some(generated) = &mut present.generated else {
                continue;
            };
            if !mentions(&generated.expression, from) {
                continue;
            }
            generated.expression = renamed(&generated.expression, from, to);
            let at = *touched.get_or_insert_with(|| {
                self.touched.push(Touched {
                    origin: Some(column.name.clone()),
                    name: column.name.clone(),
                    state: State::Kept,
                });
                self.touched.len() - 1
            });
            present.name.clone_from(&self.touched[at].name);
            self.touched[at].state = State::Defined(Box::new(present));
        }
    }

    /// Has a column written again, by the name that it has now.
    pub(super) fn restate(&mut self, name: &str) {
        let touched = self.touch(name);
        if matches!(touched.state, State::Kept) {
            touched.state = State::Restated;
        }
    }

    /// Has a column written again, by the name that the database knows.
    pub(super) fn restate_original(&mut self, origin: &str) {
        let position = self
            .touched
            .iter()
            .position(|touched| touched.origin.as_deref() == Some(origin));
        match position.map(|at| &mut self.touched[at].state) {
            Some(state @ State::Kept) => *state = State::Restated,
            Some(State::Restated | State::Defined(_) | State::Dropped) => {}
            None => self.restate(origin),
        }
    }

    /// What an `UPDATE` behind the statement says beside what it is about, by the names that columns have by then.
    pub(super) fn staying(&self, live: Option<&Table>) -> String {
        let moved = live.into_iter().flat_map(Table::moved_with_rows);
        let names = moved.filter_map(|column| {
            let touched = self
                .touched
                .iter()
                .find(|touched| touched.origin.as_deref() == Some(column.name.as_str()));
            match touched {
                Some(touched) if matches!(touched.state, State::Dropped) => None,
                Some(touched) => Some(touched.name.as_str()),
                None => Some(column.name.as_str()),
            }
        });
        staying(names)
    }

    /// Writes the clauses: drops first, for a name that goes may come back.
    pub(super) fn clauses(
        &self,
        writer: Writer<'_>,
        table: &Table,
        live: Option<&Table>,
    ) -> Vec<String> {
        let mut drops = Vec::new();
        let mut clauses = Vec::new();
        for touched in &self.touched {
            let live_column = touched
                .origin
                .as_deref()
                .and_then(|origin| live?.columns.iter().find(|column| column.name == origin));
            let defined = match &touched.state {
                State::Dropped => {
                    let name = touched.origin.as_deref().unwrap_or(&touched.name);
                    drops.push(format!("DROP COLUMN {}", quote(name)));
                    continue;
                }
                State::Kept if writer.facts.renames_columns() => None,
                State::Kept | State::Restated => live_column.cloned().map(|mut column| {
                    column.name.clone_from(&touched.name);
                    column
                }),
                State::Defined(column) => Some((**column).clone()),
            };
            let renamed = touched
                .origin
                .as_ref()
                .filter(|origin| **origin != touched.name);
            let clause = match (&touched.origin, defined, renamed) {
                (None, Some(column), _) => {
                    let place = match &column.place {
                        Some(ColumnPlace::First) => " FIRST".to_owned(),
                        Some(ColumnPlace::After(other)) => format!(" AFTER {}", quote(other)),
                        None => String::new(),
                    };
                    format!("ADD COLUMN {}{place}", writer.column(&column, table))
                }
                (Some(origin), Some(column), _) if is_made_anew(live_column, &column) => {
                    drops.push(format!("DROP COLUMN {}", quote(origin)));
                    let place = place_behind(live, origin);
                    clauses.push(format!(
                        "ADD COLUMN {}{place}",
                        writer.column(&column, table)
                    ));
                    again(writer, live, origin, &mut drops, &mut clauses);
                    continue;
                }
                (Some(_), Some(column), None) => {
                    format!("MODIFY COLUMN {}", writer.column(&column, table))
                }
                (Some(_), Some(column), Some(origin)) => format!(
                    "CHANGE COLUMN {} {}",
                    quote(origin),
                    writer.column(&column, table)
                ),
                (_, None, Some(origin)) => {
                    format!(
                        "RENAME COLUMN {} TO {}",
                        quote(origin),
                        quote(&touched.name)
                    )
                }
                (_, None, None) => continue,
            };
            clauses.push(clause);
        }
        drops.extend(clauses);
        drops
    }
}

/// A virtual column cannot become another kind of column, nor another become one.
/// <https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html>
fn is_made_anew(live: Option<&Column>, column: &Column) -> bool {
    let kind = |generated: &Option<Generated>| generated.as_ref().map(|generated| generated.stored);
    live.is_some_and(|live| {
        let (from, to) = (kind(&live.generated), kind(&column.generated));
        from != to && (from == Some(false) || to == Some(false) || from.is_none())
    })
}

fn place_behind(live: Option<&Table>, name: &str) -> String {
    let columns = live.map(|live| live.columns.as_slice()).unwrap_or_default();
    match columns.iter().position(|column| column.name == name) {
        Some(0) => " FIRST".to_owned(),
        Some(at) => format!(" AFTER {}", quote(&columns[at - 1].name)),
        None => String::new(),
    }
}

/// A column that goes leaves its indexes; those of one that is made anew are made anew with it.
fn again(
    writer: Writer<'_>,
    live: Option<&Table>,
    column: &str,
    drops: &mut Vec<String>,
    clauses: &mut Vec<String>,
) {
    let Some(live) = live else {
        return;
    };
    let mut remake = |name: &Option<String>, definition: String| {
        if let Some(name) = name {
            drops.push(format!("DROP INDEX {}", quote(name)));
            clauses.push(format!("ADD {definition}"));
        }
    };
    for unique in &live.uniques {
        if unique.columns.iter().any(|own| own == column) {
            remake(&unique.name, writer.unique(unique));
        }
    }
    for index in &live.indexes {
        let indexed = index.columns.iter().any(|entry| match &entry.key {
            IndexKey::Column(name) => name == column,
            IndexKey::Expression(expression) => mentions(expression, column),
        });
        if indexed {
            remake(&index.name, writer.index(index));
        }
    }
}

impl Alteration<'_> {
    /// Changes a column's definition: what was changed before in this group, or what the live table says of it, or
    /// what the change remembers.
    pub(super) fn alter_column(
        &mut self,
        name: &str,
        patch: &ColumnPatch,
        was: Option<&Column>,
    ) -> Result<(), DdlError> {
        if patch.using.is_some() {
            let on = format!("{}.{name}", self.name);
            self.refuse(|missing, _| {
                missing.note(
                    true,
                    "USING in a change of type; add a column, fill it with `op.execute` and drop the other",
                    &on,
                );
            })?;
        }
        let touched = self.columns.touch(name);
        let (origin, to_be) = (touched.origin.clone(), touched.name.clone());
        let known = match &touched.state {
            State::Defined(column) => Some((**column).clone()),
            State::Kept | State::Restated | State::Dropped => None,
        };
        let live = self.live.as_ref().and_then(|live| {
            let origin = origin.as_deref()?;
            live.columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(origin))
        });
        let Some(mut column) = known.or_else(|| live.or(was).cloned()) else {
            return Err(self.missing("column", name));
        };
        column.name = to_be;
        let before = column.clone();
        patch.apply(&mut column);
        let table = self.name;
        self.refuse(|missing, _| missing.column(table, &column))?;
        self.rename_values(&before, &column, &patch.renamed_values);
        self.columns.touch(name).state = State::Defined(Box::new(column));
        Ok(())
    }

    /// Rows that hold a value of an enumeration which gets another name: they are moved while the column knows both.
    fn rename_values(&mut self, before: &Column, column: &Column, renamed: &[(String, String)]) {
        let (ColumnType::Enum(from), ColumnType::Enum(to)) = (&before.type_, &column.type_) else {
            return;
        };
        if renamed.is_empty() {
            return;
        }
        let mut both = before.clone();
        if let ColumnType::Enum(kind) = &mut both.type_ {
            let missing = to
                .values
                .iter()
                .filter(|value| !from.values.contains(value));
            kind.values.extend(missing.cloned());
        }
        let table = self.writer.table_name(self.name);
        let draft = self.draft();
        self.before.push(format!(
            "ALTER TABLE {table} MODIFY COLUMN {}",
            self.writer.column(&both, &draft)
        ));
        let moved = draft.moved_with_rows();
        let staying = staying(moved.map(|column| column.name.as_str()));
        for (former, present) in renamed {
            let name = quote(&before.name);
            self.before.push(format!(
                "UPDATE {table} SET {name} = {}{staying} WHERE {name} = {}",
                self.writer.text(present),
                self.writer.text(former)
            ));
        }
    }
}
