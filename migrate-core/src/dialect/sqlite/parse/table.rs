//! `CREATE TABLE`.

use std::ops::Range;

use super::super::token::TokenKind;
use super::constraint::{Constraint, column_constraint, table_constraint};
use super::{Reader, begins_constraint};

/// A `CREATE TABLE` statement.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct CreateTable {
    /// The table's name.
    pub(in super::super) name: String,
    /// Where the name stands.
    pub(in super::super) name_span: Range<usize>,
    /// The columns, in order.
    pub(in super::super) columns: Vec<ColumnDefinition>,
    /// The constraints behind the columns.
    pub(in super::super) constraints: Vec<Constraint>,
    /// Where the closing parenthesis stands.
    pub(in super::super) close: usize,
    /// Whether the table is `STRICT`.
    pub(in super::super) strict: bool,
    /// Whether the table is `WITHOUT ROWID`.
    pub(in super::super) without_rowid: bool,
}

/// A column in a `CREATE TABLE` statement.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct ColumnDefinition {
    /// The column's name.
    pub(in super::super) name: String,
    /// Where the name stands.
    pub(in super::super) name_span: Range<usize>,
    /// Where the declared type stands, if there is one.
    pub(in super::super) type_span: Option<Range<usize>>,
    /// The column's constraints.
    pub(in super::super) constraints: Vec<Constraint>,
    /// Where the whole definition stands.
    pub(in super::super) span: Range<usize>,
}

impl CreateTable {
    /// Returns the column of that name, whatever its case.
    pub(in super::super) fn column(&self, name: &str) -> Option<&ColumnDefinition> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The places of all columns and constraints, in their order.
    pub(in super::super) fn items(&self) -> Vec<Range<usize>> {
        let columns = self.columns.iter().map(|column| column.span.clone());
        let constraints = self.constraints.iter().map(|item| item.span.clone());
        columns.chain(constraints).collect()
    }
}

/// Reads a `CREATE TABLE` statement.
///
/// # Errors
/// What was expected, and what stands there instead.
pub(in super::super) fn create_table(sql: &str) -> Result<CreateTable, String> {
    let mut reader = Reader::new(sql)?;
    reader.expect_word("CREATE")?;
    let _ = reader.take_words(&["TEMP"]) || reader.take_words(&["TEMPORARY"]);
    reader.expect_word("TABLE")?;
    reader.take_words(&["IF", "NOT", "EXISTS"]);
    let (name, name_span) = reader.qualified_name()?;
    reader.expect_symbol("(")?;

    let mut columns = Vec::new();
    loop {
        columns.push(column(&mut reader)?);
        if !reader.take_symbol(",") || begins_table_constraint(&reader) {
            break;
        }
    }
    let mut constraints = Vec::new();
    while begins_table_constraint(&reader) {
        constraints.push(table_constraint(&mut reader)?);
        reader.take_symbol(",");
    }
    let close = reader.expect_symbol(")")?.start;

    let mut strict = false;
    let mut without_rowid = false;
    while reader.peek().is_some() && !reader.peek_symbol(";") {
        if reader.take_words(&["STRICT"]) {
            strict = true;
        } else if reader.take_words(&["WITHOUT", "ROWID"]) {
            without_rowid = true;
        } else {
            return Err(reader.expected("STRICT or WITHOUT ROWID"));
        }
        reader.take_symbol(",");
    }
    Ok(CreateTable {
        name,
        name_span,
        columns,
        constraints,
        close,
        strict,
        without_rowid,
    })
}

fn begins_table_constraint(reader: &Reader<'_>) -> bool {
    ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        .iter()
        .any(|word| reader.peek_word(word))
}

fn column(reader: &mut Reader<'_>) -> Result<ColumnDefinition, String> {
    let (name, name_span) = reader.name()?;
    let type_span = column_type(reader)?;
    let mut constraints = Vec::new();
    while reader.peek().is_some() && !reader.peek_symbol(",") && !reader.peek_symbol(")") {
        constraints.push(column_constraint(reader, &name)?);
    }
    let span = name_span.start..reader.end();
    Ok(ColumnDefinition {
        name,
        name_span,
        type_span,
        constraints,
        span,
    })
}

fn column_type(reader: &mut Reader<'_>) -> Result<Option<Range<usize>>, String> {
    let start = reader.start();
    let first = reader.at;
    while !begins_constraint(reader)
        && reader.peek().is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::Word | TokenKind::Quoted | TokenKind::Text
            )
        })
    {
        reader.at += 1;
    }
    if reader.at == first {
        return Ok(None);
    }
    if reader.peek_symbol("(") {
        reader.parenthesised()?;
    }
    Ok(Some(start..reader.end()))
}
