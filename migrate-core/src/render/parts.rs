//! The functions of a file: one for each direction, and private parts where one function would grow too large. Arrays of
//! columns live on the stack of the function that builds them, and a debug build gives each call its own place there.

use std::collections::HashSet;

use super::layout::Code;
use super::operation;
use super::types::Types;
use super::{Statement, body};
use crate::operation::Operation;

/// How many tables one function creates at most before each gets a function of its own.
const MAX_TABLES_IN_ONE_FUNCTION: usize = 20;
/// How many changes of tables one function makes at most before those of each table get a function of their own.
const MAX_CHANGES_IN_ONE_FUNCTION: usize = 200;

/// The names of functions that a file has already.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// A name for a part: what it does and to which table, with a number where that is taken.
    fn part(&mut self, prefix: &str, verb: &str, table: &str) -> String {
        let letter = |c: char| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => '_',
        };
        let slug: String = table.chars().map(letter).collect();
        let wanted = format!("{prefix}{verb}_{slug}");
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        name
    }
}

/// A function, and the private ones that it calls.
pub(super) fn function(
    visibility: &str,
    name: &str,
    prefix: &str,
    operations: &[Operation],
    names: &mut Names,
    types: &Types<'_>,
) -> (String, Vec<String>) {
    if operations.is_empty() {
        return (
            format!("{visibility}fn {name}(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n"),
            Vec::new(),
        );
    }
    let (mut tables, mut changed) = (0, 0);
    for operation in operations {
        match operation {
            Operation::CreateTable { .. } => tables += 1,
            Operation::AlterTable { changes, .. } => changed += changes.len(),
            _ => {}
        }
    }
    let creates_apart = tables > MAX_TABLES_IN_ONE_FUNCTION;
    let changes_apart = changed > MAX_CHANGES_IN_ONE_FUNCTION;
    let mut statements = Vec::new();
    let mut parts = Vec::new();
    for operation in operations {
        let part = match operation {
            Operation::CreateTable { table, .. } if creates_apart => {
                Some(names.part(prefix, "create", &table.name.name))
            }
            Operation::AlterTable { table, .. } if changes_apart => {
                Some(names.part(prefix, "alter", &table.name))
            }
            _ => None,
        };
        let Some(part) = part else {
            statements.extend(operation::statements(operation, types));
            continue;
        };
        statements.push(Statement::Code(Code::call(&part, vec![Code::raw("op")])));
        let body = body(&operation::statements(operation, types));
        parts.push(format!(
            "fn {part}(op: &mut Operations) -> Result {{\n{body}}}\n"
        ));
    }
    let body = body(&statements);
    (
        format!("{visibility}fn {name}(op: &mut Operations) -> Result {{\n{body}}}\n"),
        parts,
    )
}
