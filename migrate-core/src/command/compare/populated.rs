//! Columns that must not be NULL in tables that have rows: found by one query, and brought there in three steps.
//!
//! A revision that adds such a column in one step works on a developer's empty database and fails in production. So it
//! adds the column nullable, gives the rows a value, which a person has to choose, and then refuses NULL.

use std::collections::{HashMap, HashSet};

use crate::connection::{Connection, Engine, Row};
use crate::dialect::{Dialect, InspectError};
use crate::operation::{Change, ColumnPatch, Operation};
use crate::render::first_value;
use crate::schema::{Column, ColumnDefault, ColumnType, Schema, TableName, TableOptions};

/// How many questions one query asks; SQLite takes 2,000 columns, PostgreSQL 1,664.
/// <https://www.postgresql.org/docs/current/limits.html>
const MAX_QUESTIONS: usize = 1_000;

/// A column whose rows need a value before it can refuse NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Unfilled {
    /// The table, under the name that it gets.
    pub table: TableName,
    /// The column, under the name that it gets.
    pub column: String,
    /// What gives the rows a value, for a person to edit; it says `NULL` where nothing but a person can know one.
    pub fill: String,
    /// What has to follow before the table can change, where its constraints wait until the end of the transaction.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub settle: Option<String>,
}

/// Something that the database is asked about: the names in the question are those that it has now.
struct Suspect {
    table: TableName,
    present: TableName,
    column: String,
    question: String,
    value: String,
    /// The assignments that have other columns stay as they are.
    staying: String,
}

/// The columns of each table that take another value by themselves whenever their row changes, as the database has them.
pub(super) struct MovedWithRows(HashMap<TableName, Vec<String>>);

impl MovedWithRows {
    pub(super) fn of(schema: &Schema) -> Self {
        let tables = schema.tables.iter().filter_map(|table| {
            let columns = table.moved_with_rows().map(|column| column.name.clone());
            let columns: Vec<String> = columns.collect();
            (!columns.is_empty()).then(|| (table.name.clone(), columns))
        });
        MovedWithRows(tables.collect())
    }

    /// What has them stay, by the names that they have when rows get their values.
    fn staying(&self, table: &TableName, changes: &[Change], dialect: &dyn Dialect) -> String {
        let columns = self.0.get(table).map(Vec::as_slice).unwrap_or_default();
        let goes = |column: &&String| {
            let is_drop = |change: &Change| matches!(change, Change::DropColumn { name, .. } if name == *column);
            changes.iter().any(is_drop)
        };
        let staying = columns.iter().filter(|column| !goes(column)).map(|column| {
            let renamed = changes.iter().find_map(|change| match change {
                Change::RenameColumn { from, to } if from == column => Some(to),
                _ => None,
            });
            let name = dialect.quote(renamed.unwrap_or(column));
            format!(", {name} = {name}")
        });
        staying.collect()
    }
}

/// Finds, among the columns that come to refuse NULL, those that have rows without a value.
pub(super) fn unfilled(
    operations: &[Operation],
    moved: &MovedWithRows,
    dialect: &dyn Dialect,
    conn: &mut dyn Connection,
) -> Result<Vec<Unfilled>, InspectError> {
    let suspects = suspects(operations, moved, dialect);
    let mut unfilled = Vec::new();
    for batch in suspects.chunks(MAX_QUESTIONS) {
        let questions: Vec<String> = batch
            .iter()
            .map(|suspect| format!("CASE WHEN EXISTS ({}) THEN 'yes' END", suspect.question))
            .collect();
        let rows = conn.query(&format!("SELECT {}", questions.join(", ")))?;
        let answers = rows.into_iter().next().unwrap_or_default();
        for (suspect, answer) in batch.iter().zip(answers) {
            if answer.is_some() {
                let (table, column) = (
                    dialect.quote_table(&suspect.table),
                    dialect.quote(&suspect.column),
                );
                unfilled.push(Unfilled {
                    table: suspect.table.clone(),
                    column: suspect.column.clone(),
                    fill: format!(
                        "UPDATE {table} SET {column} = {}{} WHERE {column} IS NULL",
                        suspect.value, suspect.staying
                    ),
                    settle: None,
                });
            }
        }
    }
    if conn.engine() == Engine::Postgres && !unfilled.is_empty() {
        let waiting = deferred(conn)?;
        for column in &mut unfilled {
            let mut here = suspects
                .iter()
                .filter(|suspect| suspect.table == column.table);
            if here.any(|suspect| waiting.contains(&suspect.present)) {
                column.settle = Some("SET CONSTRAINTS ALL IMMEDIATE".to_owned());
            }
        }
    }
    Ok(unfilled)
}

/// The tables with constraints that wait until the end of the transaction: PostgreSQL changes none of which one waits.
fn deferred(conn: &mut dyn Connection) -> Result<HashSet<TableName>, InspectError> {
    let rows = conn.query(
        "SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END, c.relname::text \
         FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid IN (k.conrelid, k.confrelid) \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE k.condeferred",
    )?;
    let name = |row: Row| {
        let mut cells = row.into_iter();
        let schema = cells.next()?;
        Some(TableName {
            schema,
            name: cells.next()??,
        })
    };
    Ok(rows.into_iter().filter_map(name).collect())
}

fn suspects(
    operations: &[Operation],
    moved: &MovedWithRows,
    dialect: &dyn Dialect,
) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    let mut former_tables: Vec<(&TableName, &TableName)> = Vec::new();
    let mut former_columns: Vec<(&TableName, &String, &String)> = Vec::new();
    for operation in operations {
        let (table, changes) = match operation {
            Operation::RenameTable { from, to } => {
                former_tables.push((from, to));
                continue;
            }
            Operation::AlterTable { table, changes, .. } => (table, changes),
            Operation::CreateTable { .. }
            | Operation::DropTable { .. }
            | Operation::CreateEnum { .. }
            | Operation::DropEnum { .. }
            | Operation::RenameEnum { .. }
            | Operation::AlterEnum { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { .. }
            | Operation::DropSequence { .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. }
            | Operation::CreateExtension { .. }
            | Operation::DropExtension { .. }
            | Operation::CreateObject { .. }
            | Operation::ReplaceObject { .. }
            | Operation::DropObject { .. }
            | Operation::AutocommitBlock { .. }
            | Operation::BulkInsert { .. }
            | Operation::Execute { .. }
            | Operation::Run { .. } => continue,
        };
        let former = former_tables.iter().find(|(_, to)| *to == table);
        let former_name = former.map_or(table, |(from, _)| *from);
        let present = dialect.quote_table(former_name);
        former_columns.extend(changes.iter().filter_map(|change| match change {
            Change::RenameColumn { from, to } => Some((table, from, to)),
            _ => None,
        }));
        let former_column = |name: &str| {
            let mut present = name;
            for (of, from, to) in former_columns.iter().rev() {
                if (*of == table || *of == former_name) && *to == present {
                    present = from;
                }
            }
            dialect.quote(present)
        };
        for change in changes {
            let (column, default, question) = match change {
                Change::AddColumn { column, .. } if needs_value(column) => (
                    &**column,
                    &column.default,
                    format!("SELECT 1 FROM {present}"),
                ),
                Change::AlterColumn {
                    name,
                    patch,
                    was: Some(was),
                } if patch.nullable == Some(false) && was.generated.is_none() => {
                    let column = former_column(name);
                    (
                        &**was,
                        default_to_be(was, patch),
                        format!("SELECT 1 FROM {present} WHERE {column} IS NULL"),
                    )
                }
                _ => continue,
            };
            let value = match default {
                Some(ColumnDefault::Literal(value)) => dialect.literal(value),
                Some(ColumnDefault::Expression(sql)) => format!("({sql})"),
                None if refers(changes, &column.name) => "NULL".to_owned(),
                None => first_value(&column.type_)
                    .map_or_else(|| "NULL".to_owned(), |value| dialect.literal(&value)),
            };
            suspects.push(Suspect {
                table: table.clone(),
                present: former_name.clone(),
                column: column.name.clone(),
                question,
                value,
                staying: moved.staying(former_name, changes, dialect),
            });
        }
    }
    suspects
}

/// The default that a column gets, where it is one of the type that the column has while its rows are filled.
fn default_to_be<'c>(was: &'c Column, patch: &'c ColumnPatch) -> &'c Option<ColumnDefault> {
    let fits = |type_: &ColumnType| type_.is_number() && was.type_.is_number();
    match &patch.default {
        Some(to_be @ Some(_)) if patch.type_.as_ref().is_none_or(fits) => to_be,
        Some(_) | None => &was.default,
    }
}

/// Whether the column is to point at rows of another table: which, only a person knows.
fn refers(changes: &[Change], column: &str) -> bool {
    changes.iter().any(|change| {
        matches!(change, Change::AddForeignKey { foreign_key } if foreign_key.columns.iter().any(|name| name == column))
    })
}

/// Whether rows that are there would have nothing in the column.
fn needs_value(column: &Column) -> bool {
    !column.nullable
        && column.default.is_none()
        && column.identity.is_none()
        && column.generated.is_none()
}

/// Puts the operations into steps: columns that rows have no value for are added nullable, filled, and then refuse
/// NULL.
pub(super) fn in_steps(operations: &[Operation], unfilled: &[Unfilled]) -> Vec<Operation> {
    if unfilled.is_empty() {
        return operations.to_vec();
    }
    let mut steps = Vec::new();
    for operation in operations {
        let Operation::AlterTable { table, changes, .. } = operation else {
            steps.push(operation.clone());
            continue;
        };
        // What is changed of a table may stand in several operations.
        let here: Vec<&Unfilled> = unfilled
            .iter()
            .filter(|column| {
                let mut changes = changes.iter();
                column.table == *table && changes.any(|change| comes_to_refuse(change, column))
            })
            .collect();
        if here.is_empty() {
            steps.push(operation.clone());
        } else {
            steps.extend(fill(table, changes, &here));
        }
    }
    steps
}

/// Whether the change adds the column, or makes it refuse NULL.
fn comes_to_refuse(change: &Change, unfilled: &Unfilled) -> bool {
    match change {
        Change::AddColumn { column, .. } => column.name == unfilled.column,
        Change::AlterColumn { name, patch, .. } => {
            *name == unfilled.column && patch.nullable == Some(false)
        }
        _ => false,
    }
}

fn fill(table: &TableName, changes: &[Change], unfilled: &[&Unfilled]) -> Vec<Operation> {
    let is_unfilled = |name: &str| unfilled.iter().any(|column| column.column == name);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    // What adds columns stands in one piece, behind what has to precede it; all that follows it waits for the values.
    let last = changes
        .iter()
        .rposition(|change| matches!(change, Change::AddColumn { .. }))
        .map_or_else(
            || {
                let altered = |change: &Change| matches!(change, Change::AlterColumn { name, .. } if is_unfilled(name));
                changes.iter().position(altered).unwrap_or(0)
            },
            |last| last + 1,
        );
    for change in &changes[..last] {
        match change {
            // Without a key for a moment is what not every table can be.
            Change::DropPrimaryKey { .. } => after.push(change.clone()),
            Change::SetOptions { to, was: Some(was) } if to.without_rowid != was.without_rowid => {
                let between = Box::new(TableOptions {
                    without_rowid: was.without_rowid,
                    ..(**to).clone()
                });
                if between != *was {
                    before.push(Change::SetOptions {
                        to: between.clone(),
                        was: Some(was.clone()),
                    });
                }
                after.push(Change::SetOptions {
                    to: to.clone(),
                    was: Some(between),
                });
            }
            Change::AddColumn {
                column,
                if_not_exists,
            } if is_unfilled(&column.name) && needs_value(column) => {
                let mut open = column.clone();
                open.nullable = true;
                after.push(Change::AlterColumn {
                    name: column.name.clone(),
                    patch: Box::new(ColumnPatch::between(&open, column)),
                    was: Some(open.clone()),
                });
                before.push(Change::AddColumn {
                    column: open,
                    if_not_exists: *if_not_exists,
                });
            }
            other => before.push(other.clone()),
        }
    }
    after.extend(changes[last..].iter().cloned());
    let mut steps = Vec::new();
    if !before.is_empty() {
        steps.push(Operation::alter_table(table, before));
    }
    let settle = unfilled.iter().find_map(|column| column.settle.clone());
    steps.extend(unfilled.iter().map(|column| {
        let Unfilled { column, fill, .. } = column;
        let sql = format!(
            "-- EDIT: choose what the rows that are there get in `{table}.{column}`.\n{fill}"
        );
        Operation::Execute { sql, down: None }
    }));
    steps.extend(settle.map(|sql| Operation::Execute { sql, down: None }));
    steps.push(Operation::alter_table(table, after));
    steps
}
