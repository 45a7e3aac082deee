//! `CREATE INDEX`.

use std::ops::Range;

use super::super::token::name_or_text;
use super::Reader;
use crate::schema::NullsOrder;

/// A `CREATE INDEX` statement.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct CreateIndex {
    pub(in super::super) name: String,
    /// Where the name stands, without a schema.
    pub(in super::super) name_span: Range<usize>,
    pub(in super::super) table: String,
    pub(in super::super) unique: bool,
    pub(in super::super) terms: Vec<IndexTerm>,
    /// Where the condition of a partial index stands.
    pub(in super::super) predicate: Option<Range<usize>>,
}

/// One entry of an index.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct IndexTerm {
    /// The name, where the entry is a single name.
    pub(in super::super) column: Option<String>,
    /// Where the expression stands, without collation and order.
    pub(in super::super) expression: Range<usize>,
    pub(in super::super) collation: Option<String>,
    pub(in super::super) descending: bool,
    pub(in super::super) nulls: Option<NullsOrder>,
}

/// Reads a `CREATE INDEX` statement.
///
/// # Errors
/// What was expected, and what stands there instead.
pub(in super::super) fn create_index(sql: &str) -> Result<CreateIndex, String> {
    let mut reader = Reader::new(sql)?;
    reader.expect_word("CREATE")?;
    let unique = reader.take_words(&["UNIQUE"]);
    reader.expect_word("INDEX")?;
    reader.take_words(&["IF", "NOT", "EXISTS"]);
    let (name, name_span) = reader.qualified_name()?;
    reader.expect_word("ON")?;
    let (table, _) = reader.name()?;
    reader.expect_symbol("(")?;
    let mut terms = Vec::new();
    loop {
        terms.push(term(&mut reader)?);
        if !reader.take_symbol(",") {
            break;
        }
    }
    reader.expect_symbol(")")?;
    let predicate = reader.take_words(&["WHERE"]).then(|| {
        let rest = &reader.tokens[reader.at..];
        let last = rest.iter().rfind(|token| !token.is_symbol(sql, ";"));
        reader.start()..last.map_or(sql.len(), |token| token.span.end)
    });
    Ok(CreateIndex {
        name,
        name_span,
        table,
        unique,
        terms,
        predicate,
    })
}

/// Reads an entry up to the comma or parenthesis that ends it, and then takes its endings off.
fn term(reader: &mut Reader<'_>) -> Result<IndexTerm, String> {
    let first = reader.at;
    let mut depth = 0_usize;
    while let Some(token) = reader.peek() {
        if token.is_symbol(reader.sql, "(") {
            depth += 1;
        } else if token.is_symbol(reader.sql, ")") {
            if depth == 0 {
                break;
            }
            depth -= 1;
        } else if depth == 0 && token.is_symbol(reader.sql, ",") {
            break;
        }
        reader.at += 1;
    }
    let mut rest = &reader.tokens[first..reader.at];
    let sql = reader.sql;
    let mut term = IndexTerm {
        column: None,
        expression: 0..0,
        collation: None,
        descending: false,
        nulls: None,
    };
    if let [before @ .., nulls, order] = rest
        && nulls.is_word(sql, "NULLS")
        && !before.is_empty()
    {
        term.nulls = Some(if order.is_word(sql, "FIRST") {
            NullsOrder::First
        } else {
            NullsOrder::Last
        });
        rest = before;
    }
    if let [before @ .., order] = rest
        && (order.is_word(sql, "ASC") || order.is_word(sql, "DESC"))
        && !before.is_empty()
    {
        term.descending = order.is_word(sql, "DESC");
        rest = before;
    }
    if let [before @ .., collate, collation] = rest
        && collate.is_word(sql, "COLLATE")
        && !before.is_empty()
    {
        term.collation = name_or_text(collation, sql);
        rest = before;
    }
    let (Some(first), Some(last)) = (rest.first(), rest.last()) else {
        return Err(reader.expected("a column or an expression"));
    };
    if rest.len() == 1 {
        term.column = first.name(sql);
    }
    term.expression = first.span.start..last.span.end;
    Ok(term)
}
