//! The `CREATE TABLE` statement of a live table while it is being changed, as text.
//!
//! Each edit replaces the least that it can and reads the result again, so that whatever is not touched (comments,
//! `ON CONFLICT` clauses, spellings) stays as it was written.

mod column;

use std::ops::Range;

use super::parse::{ColumnDefinition, Constraint, ConstraintKind, CreateTable, create_table};
use super::place;
use super::read::{primary_key, rowid_alias};
use super::token::tokens;
use super::types::quote;
use crate::dialect::{DdlError, InspectError};
use crate::operation::ApplyError;
use crate::schema::{TableName, TableOptions};

/// A statement under change.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// The table, for messages.
    pub(super) table: TableName,
    /// The statement.
    pub(super) sql: String,
    /// Its structure.
    pub(super) parsed: CreateTable,
}

/// Where a constraint stands: at a column or behind the columns, and the how manieth it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) column: Option<usize>,
    pub(super) at: usize,
}

impl Draft {
    pub(super) fn new(table: &TableName, sql: &str) -> Result<Self, DdlError> {
        Ok(Draft {
            table: table.clone(),
            sql: sql.to_owned(),
            parsed: parse(table, sql)?,
        })
    }

    /// The names of the columns.
    pub(super) fn column_names(&self) -> Vec<String> {
        let columns = self.parsed.columns.iter();
        columns.map(|column| column.name.clone()).collect()
    }

    /// The column of that name.
    pub(super) fn column(&self, name: &str) -> Result<&ColumnDefinition, DdlError> {
        self.parsed
            .column(name)
            .ok_or_else(|| self.missing("column", name))
    }

    /// All constraints, with their places.
    pub(super) fn constraints(&self) -> impl Iterator<Item = (Place, &Constraint)> {
        let at_columns = self
            .parsed
            .columns
            .iter()
            .enumerate()
            .flat_map(|(column, definition)| {
                let place = move |at| Place {
                    column: Some(column),
                    at,
                };
                let constraints = definition.constraints.iter().enumerate();
                constraints.map(move |(at, constraint)| (place(at), constraint))
            });
        let at_table = self
            .parsed
            .constraints
            .iter()
            .enumerate()
            .map(|(at, constraint)| (Place { column: None, at }, constraint));
        at_columns.chain(at_table)
    }

    pub(super) fn missing(&self, what: &'static str, name: &str) -> DdlError {
        DdlError::Apply(ApplyError::Missing {
            table: self.table.clone(),
            what,
            name: name.to_owned(),
        })
    }

    /// Tells whether the statement has comments in it.
    pub(super) fn has_comments(&self) -> bool {
        holds_comment(&self.sql)
    }

    /// Tells whether the column numbers the rows.
    pub(super) fn rowid_alias(&self) -> Option<(String, bool)> {
        rowid_alias(&self.sql, &self.parsed)
    }

    /// Tells whether the primary key says `AUTOINCREMENT`.
    pub(super) fn says_autoincrement(&self) -> bool {
        primary_key(&self.parsed).is_some_and(|constraint| {
            matches!(
                constraint.kind,
                ConstraintKind::PrimaryKey {
                    autoincrement: Some(_),
                    ..
                }
            )
        })
    }

    fn splice(&mut self, range: Range<usize>, text: &str) -> Result<(), DdlError> {
        self.sql.replace_range(range, text);
        self.parsed = parse(&self.table, &self.sql)?;
        Ok(())
    }

    /// Adds a column behind the last one.
    pub(super) fn add_column(&mut self, definition: &str) -> Result<(), DdlError> {
        match self.parsed.constraints.first() {
            Some(first) => self.insert(first.span.start, definition),
            None => self.add_last(definition),
        }
    }

    /// Adds a column before another one.
    pub(super) fn add_column_before(
        &mut self,
        definition: &str,
        other: &str,
    ) -> Result<(), DdlError> {
        self.insert(self.column(other)?.span.start, definition)
    }

    /// Adds a constraint of the table [where it belongs](place); behind all others where comments say something of them.
    pub(super) fn add_constraint(&mut self, definition: &str) -> Result<(), DdlError> {
        let mut last = self.clone();
        last.add_last(definition)?;
        match place::of_last(&last).filter(|_| !self.has_comments()) {
            Some(next) => self.insert(self.parsed.constraints[next].span.start, definition),
            None => {
                *self = last;
                Ok(())
            }
        }
    }

    /// Adds a column or a constraint before the one that stands there.
    fn insert(&mut self, at: usize, definition: &str) -> Result<(), DdlError> {
        let separator = match indent(&self.sql, at) {
            Some(indent) => format!(",\n{indent}"),
            None => ", ".to_owned(),
        };
        self.splice(at..at, &format!("{definition}{separator}"))
    }

    fn add_last(&mut self, definition: &str) -> Result<(), DdlError> {
        let Some(last) = self.parsed.items().pop() else {
            return Ok(());
        };
        let tail = last.end..self.parsed.close;
        let rest = self.sql[tail.clone()].to_owned();
        let indent = indent(&self.sql, last.start);
        if !rest.trim().is_empty() {
            // What is said about the last line stays with it.
            let indent = indent.unwrap_or_default();
            let text = format!(",{}\n{indent}{definition}\n", rest.trim_end());
            return self.splice(tail, &text);
        }
        let text = match indent {
            Some(indent) => format!(",\n{indent}{definition}"),
            None => format!(", {definition}"),
        };
        self.splice(last.end..last.end, &text)
    }

    /// Takes a column or a constraint of the table away, with what separates it from its neighbour.
    fn remove_item(&mut self, span: &Range<usize>) -> Result<(), DdlError> {
        let items = self.parsed.items();
        let Some(at) = items.iter().position(|item| item == span) else {
            return Ok(());
        };
        if let Some(next) = items.get(at + 1) {
            return self.splice(span.start..next.start, "");
        }
        let Some(before) = at.checked_sub(1).and_then(|before| items.get(before)) else {
            return Err(DdlError::Invalid(format!(
                "column `{}` is the only one of table `{}`; drop the table instead",
                self.parsed.columns[0].name, self.table
            )));
        };
        let gap = &self.sql[before.end..span.start];
        let comma = tokens(gap)
            .ok()
            .and_then(|tokens| tokens.first().map(|token| token.span.clone()));
        let mut text = gap.to_owned();
        if let Some(comma) = comma {
            text.replace_range(comma, "");
        }
        let mut text = text.trim_end().to_owned();
        if self.sql[span.end..self.parsed.close].contains('\n') || !text.is_empty() {
            text.push('\n');
        }
        self.splice(before.end..self.parsed.close, &text)
    }

    /// Takes a column away; what else names it is the caller's affair.
    pub(super) fn drop_column(&mut self, name: &str) -> Result<(), DdlError> {
        let span = self.column(name)?.span.clone();
        if self.parsed.columns.len() == 1 {
            return Err(DdlError::Invalid(format!(
                "column `{name}` is the only one of table `{}`; drop the table instead",
                self.table
            )));
        }
        self.remove_item(&span)
    }

    /// Gives a constraint that has a name another one.
    pub(super) fn rename_constraint(&mut self, place: Place, to: &str) -> Result<(), DdlError> {
        let constraint = match place.column {
            None => &self.parsed.constraints[place.at],
            Some(column) => &self.parsed.columns[column].constraints[place.at],
        };
        let span = constraint.span.clone();
        let found = tokens(&self.sql[span.clone()]).unwrap_or_default();
        match found.get(1) {
            Some(name) => {
                let name = span.start + name.span.start..span.start + name.span.end;
                self.splice(name, &quote(to))
            }
            None => Ok(()),
        }
    }

    /// Takes a constraint away.
    pub(super) fn drop_constraint(&mut self, place: Place) -> Result<(), DdlError> {
        match place.column {
            None => {
                let span = self.parsed.constraints[place.at].span.clone();
                self.remove_item(&span)
            }
            Some(column) => {
                let span = self.parsed.columns[column].constraints[place.at]
                    .span
                    .clone();
                // Not a line's end: a comment may need it.
                let before = self.sql[..span.start].trim_end_matches([' ', '\t']).len();
                self.splice(before..span.end, "")
            }
        }
    }

    /// Sets what stands behind the closing parenthesis.
    pub(super) fn set_options(&mut self, options: &TableOptions) -> Result<(), DdlError> {
        let mut words = Vec::new();
        if options.strict {
            words.push("STRICT");
        }
        if options.without_rowid {
            words.push("WITHOUT ROWID");
        }
        let text = if words.is_empty() {
            String::new()
        } else {
            format!(" {}", words.join(", "))
        };
        self.splice(self.parsed.close + 1..self.sql.len(), &text)
    }

    /// The statement for a table of another name. Expressions that name the table by its name lose that, for they can
    /// mean no other.
    pub(super) fn sql_named(&self, name: &str) -> String {
        let mut sql = self.sql.clone();
        let found = tokens(&sql).unwrap_or_default();
        for (at, token) in found.iter().enumerate().rev() {
            let qualifies = token.span.start > self.parsed.name_span.end
                && found
                    .get(at + 1)
                    .is_some_and(|next| next.is_symbol(&sql, "."))
                && token.is_name(&sql, &self.parsed.name);
            if qualifies {
                sql.replace_range(token.span.start..found[at + 1].span.end, "");
            }
        }
        sql.replace_range(self.parsed.name_span.clone(), &quote(name));
        sql
    }
}

fn parse(table: &TableName, sql: &str) -> Result<CreateTable, DdlError> {
    create_table(sql).map_err(|reason| {
        DdlError::Inspect(InspectError::Definition {
            what: "table",
            name: table.to_string(),
            reason,
        })
    })
}

/// The white space in front of what stands at `at`, if it begins a line.
fn indent(sql: &str, at: usize) -> Option<String> {
    let line = sql[..at].rfind('\n')? + 1;
    let before = &sql[line..at];
    before.trim().is_empty().then(|| before.to_owned())
}

fn holds_comment(sql: &str) -> bool {
    let mut end = 0;
    let spans = tokens(sql).unwrap_or_default();
    let gaps = spans.iter().map(|token| {
        let gap = end..token.span.start;
        end = token.span.end;
        gap
    });
    let mut gaps: Vec<Range<usize>> = gaps.collect();
    gaps.push(end..sql.len());
    gaps.into_iter().any(|gap| !sql[gap].trim().is_empty())
}
