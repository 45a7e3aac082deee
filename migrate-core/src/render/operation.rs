//! Each operation as the call that asks for it.

use super::Statement;
use super::column::literal;
use super::element;
use super::layout::Code;
use super::table::{change, create_table};
use super::types::Types;
use crate::operation::{Hazard, Operation, Recreate};
use crate::schema::TableName;

/// The calls that ask for an operation, with comments where they destroy something.
pub(super) fn statements(operation: &Operation, types: &Types<'_>) -> Vec<Statement> {
    match operation {
        Operation::CreateTable {
            table,
            if_not_exists,
        } => create_table(table, *if_not_exists, types),
        Operation::DropTable {
            name, if_exists, ..
        } => vec![
            Statement::Comment(
                Hazard::DestroysRows {
                    table: name.clone(),
                }
                .to_string(),
            ),
            Statement::Code(op(
                "drop_table",
                vec![dropped(table_name(name), *if_exists)],
            )),
        ],
        Operation::RenameTable { from, to } => {
            vec![Statement::Code(op(
                "rename_table",
                vec![table_name(from), table_name(to)],
            ))]
        }
        Operation::AlterTable {
            table,
            changes,
            recreate,
        } => {
            let calls = changes
                .iter()
                .flat_map(|one| change(table, one, types))
                .collect();
            let how = match recreate {
                Recreate::Auto => return calls,
                Recreate::Always => "Always",
                Recreate::Never => "Never",
            };
            vec![Statement::Block {
                head: format!("op.batch({}, Recreate::{how}, ", table_name(table).flat()),
                body: calls,
            }]
        }
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => {
            let rows = rows
                .iter()
                .map(|row| Code::array(row.iter().map(literal).collect()))
                .collect();
            let columns = columns.iter().map(|column| Code::text(column)).collect();
            vec![Statement::Code(op(
                "bulk_insert",
                vec![
                    table_name(table),
                    Code::Array {
                        head: "&",
                        elements: columns,
                    },
                    Code::Array {
                        head: "rows!",
                        elements: rows,
                    },
                ],
            ))]
        }
        Operation::Execute { sql, down } => {
            let (comments, sql) = leading_comments(sql);
            let comments = comments.map(|comment| Statement::Comment(comment.to_owned()));
            let code = match down {
                Some(down) => {
                    Code::call("sql", vec![Code::sql(sql)]).then("down", vec![Code::sql(down)])
                }
                None => Code::sql(sql),
            };
            let execute = Statement::Code(op("execute", vec![code]));
            comments.chain([execute]).collect()
        }
        Operation::Run { label } => {
            vec![Statement::Comment(format!(
                "A step of code stood here: {label}."
            ))]
        }
        Operation::CreateEnum { .. }
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
        | Operation::DropObject { .. } => {
            let hazards = operation.hazards().into_iter();
            hazards
                // That stands at the call, with what to do about it.
                .filter(|hazard| !matches!(hazard, Hazard::RemovesValues { .. }))
                .map(|hazard| Statement::Comment(hazard.to_string()))
                .chain(element::statements(operation, types))
                .collect()
        }
        Operation::AutocommitBlock { operations } => vec![Statement::Block {
            head: "op.autocommit_block(".to_owned(),
            body: operations
                .iter()
                .flat_map(|operation| statements(operation, types))
                .collect(),
        }],
    }
}

/// Parts SQL from the comments at its head, which are for those who read the file.
fn leading_comments(sql: &str) -> (impl Iterator<Item = &str>, &str) {
    let mut rest = sql;
    while let Some((_, after)) = rest
        .starts_with("--")
        .then(|| rest.split_once('\n'))
        .flatten()
    {
        rest = after;
    }
    let comments = sql[..sql.len() - rest.len()].lines();
    (
        comments.map(|line| line.trim_start_matches('-').trim()),
        rest,
    )
}

pub(super) fn op(verb: &str, arguments: Vec<Code>) -> Code {
    Code::raw("op").then(verb, arguments)
}

pub(super) fn table_name(name: &TableName) -> Code {
    match &name.schema {
        Some(schema) => Code::raw(format!("({schema:?}, {:?})", name.name)),
        None => Code::text(&name.name),
    }
}

/// The name of what is dropped.
pub(super) fn dropped(name: Code, if_exists: bool) -> Code {
    if if_exists {
        Code::call("if_exists", vec![name])
    } else {
        name
    }
}

pub(super) fn optional_text(text: Option<&str>) -> Code {
    match text {
        Some(text) => Code::call("Some", vec![Code::text(text)]),
        None => Code::raw("None"),
    }
}
