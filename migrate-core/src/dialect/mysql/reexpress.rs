//! Asks the server how it says expressions: a temporary table is made of them, and `SHOW CREATE TABLE` read back.
//!
//! The servers rewrite what they keep: `a>0 AND b` becomes ``(`a` > 0 and `b` <> 0)``, each in its own way. Only they
//! know, so they are asked; of each table nothing stays.

mod at_once;
mod union;

use super::create::Writer;
use super::expression::bare;
use super::literal::parse;
use super::mode::plainly;
use super::moment::Moment;
use super::token::{Token, TokenKind, tokens};
use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::dialect::token::closing;
use crate::schema::{Column, ColumnDefault, ColumnType, IndexKey, PrimaryKey, Table, TableName};
pub(super) use at_once::{AtOnce, at_once};
use union::Union;

/// The name of the table for a moment. Temporary tables hide others of their name, and this one hides none.
const NAME: &str = "migrate_reexpressed";

/// The column of it that no table of anybody has.
const KEY: &str = "migrate_reexpressed";

const DROP: &str = "DROP TEMPORARY TABLE IF EXISTS migrate_reexpressed";

/// Returns each table as the server says it back, or what it says against it.
pub(super) fn reexpress(
    conn: &mut dyn Connection,
    writer: Writer<'_>,
    tables: &[Table],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<Table, String>>, InspectError> {
    let said = match tables {
        [] => return Ok(Vec::new()),
        [table] => one(conn, writer, table, moment)?.map(|said| vec![said]),
        several => together(conn, writer, several, moment)?,
    };
    let refusal = match said {
        Ok(said) => return Ok(said.into_iter().map(Ok).collect()),
        Err(refusal) => refusal,
    };
    // Who may make tables has not always the right to make temporary ones.
    if refusal.contains("denied")
        && let Some(said) = at_once(conn, writer, tables, &[], moment)?
    {
        return Ok(said.tables.into_iter().map(Ok).collect());
    }
    if tables.len() == 1 {
        return Ok(vec![Err(refusal)]);
    }
    // One of them is refused: halves find it in fewer statements than one by one.
    let (here, there) = tables.split_at(tables.len() / 2);
    let mut said = reexpress(conn, writer, here, moment)?;
    // The next one has the same name.
    moment.end(conn)?;
    said.extend(reexpress(conn, writer, there, moment)?);
    Ok(said)
}

/// Asks for all tables at once, as one.
fn together(
    conn: &mut dyn Connection,
    writer: Writer<'_>,
    tables: &[Table],
    moment: &mut Moment<'_>,
) -> Result<Result<Vec<Table>, String>, InspectError> {
    let union = Union::of(tables, NAME);
    let said = asked(conn, writer, &union.table, moment)?;
    Ok(said.map(|said| union.part(&said, tables)))
}

fn one(
    conn: &mut dyn Connection,
    writer: Writer<'_>,
    table: &Table,
    moment: &mut Moment<'_>,
) -> Result<Result<Table, String>, InspectError> {
    let mut draft = draft(table);
    with_key(&mut draft);
    let said = asked(conn, writer, &draft, moment)?;
    Ok(said.map(|said| said.apply(table)))
}

/// Makes a table for a moment, and has the server show it.
fn asked(
    conn: &mut dyn Connection,
    writer: Writer<'_>,
    table: &Table,
    moment: &mut Moment<'_>,
) -> Result<Result<Shown, String>, InspectError> {
    let create =
        writer
            .create_table(table, false)
            .replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
    if let Err(error) = conn.batch_execute(&create) {
        return Ok(Err(error.to_string()));
    }
    moment.passes_by(DROP.to_owned());
    let rows = match show(conn, writer) {
        Ok(rows) => rows,
        Err(error) => return Ok(Err(format!("the server's answer cannot be read: {error}"))),
    };
    let text = rows.into_iter().flatten().flatten().nth(1);
    let text = text.unwrap_or_default();
    Ok(Shown::read(&text).ok_or_else(|| format!("the server's answer cannot be read: {text}")))
}

fn show(conn: &mut dyn Connection, writer: Writer<'_>) -> Result<Vec<Row>, InspectError> {
    plainly(conn, writer.facts, |conn, _| {
        Ok(conn.query(&format!("SHOW CREATE TABLE {NAME}"))?)
    })
}

/// The table with what can stand in a temporary one. Everything in doubt is given a name to find it by.
fn draft(table: &Table) -> Table {
    let mut draft = table.clone();
    draft.name = TableName::new(NAME);
    draft.primary_key = None;
    draft.uniques.clear();
    draft.foreign_keys.clear();
    draft.comment = None;
    draft.options.partition_by = None;
    draft.options.parameters = None;
    draft.options.row_format = None;
    for column in &mut draft.columns {
        column.identity = None;
    }
    for (at, check) in draft.checks.iter_mut().enumerate() {
        check.name = Some(label(at));
        check.column = None;
    }
    draft.indexes.retain(|index| {
        let computed = |key: &IndexKey| matches!(key, IndexKey::Expression(_));
        index.columns.iter().any(|column| computed(&column.key))
    });
    for (at, index) in draft.indexes.iter_mut().enumerate() {
        index.name = Some(label(at));
    }
    draft
}

/// A key, which a server may ask of every table (`sql_require_primary_key`, `innodb_force_primary_key`).
fn with_key(table: &mut Table) {
    table.columns.push(Column::new(KEY, ColumnType::Integer));
    table.primary_key = Some(PrimaryKey::new(vec![KEY.to_owned()]));
}

fn label(at: usize) -> String {
    format!("migrate_{at}")
}

/// What `SHOW CREATE TABLE` says, as far as it may have been rewritten.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    columns: Vec<ShownColumn>,
    /// Expressions of checks, by name.
    checks: Vec<(String, String)>,
    /// The expressions in indexes, by name.
    indexes: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct ShownColumn {
    name: String,
    default: Option<ColumnDefault>,
    generated: Option<String>,
    on_update: Option<String>,
}

impl Shown {
    pub(super) fn read(sql: &str) -> Option<Self> {
        let tokens = tokens(sql).ok()?;
        let open = tokens.iter().position(|token| token.is_symbol(sql, "("))?;
        let close = closing(sql, &tokens, open)?;
        let mut shown = Shown::default();
        for part in parts(sql, &tokens[open + 1..close]) {
            shown.part(sql, part)?;
        }
        Some(shown)
    }

    fn part(&mut self, sql: &str, part: &[Token]) -> Option<()> {
        let first = part.first()?;
        if first.kind == TokenKind::Quoted {
            self.columns.push(ShownColumn::read(sql, part)?);
        } else if first.is_word(sql, "CONSTRAINT") {
            let check = part.iter().position(|token| token.is_word(sql, "CHECK"));
            if let Some(check) = check {
                let name = part.get(1)?.name(sql)?;
                self.checks
                    .push((name, parenthesised(sql, part, check + 1)?));
            }
        } else if let Some(open) = part.iter().position(|token| token.is_symbol(sql, "(")) {
            let name = part.get(open.checked_sub(1)?)?.name(sql)?;
            let close = closing(sql, part, open)?;
            let terms = parts(sql, &part[open + 1..close]);
            let computed = terms
                .into_iter()
                .filter(|term| term.first().is_some_and(|first| first.is_symbol(sql, "(")))
                .map(|term| parenthesised(sql, term, 0))
                .collect::<Option<Vec<String>>>()?;
            self.indexes.push((name, computed));
        }
        Some(())
    }

    /// The table, in the server's words.
    fn apply(self, table: &Table) -> Table {
        let mut table = table.clone();
        for column in &mut table.columns {
            let Some(shown) = self
                .columns
                .iter()
                .find(|shown| shown.name.eq_ignore_ascii_case(&column.name))
            else {
                continue;
            };
            if let (Some(generated), Some(text)) = (&mut column.generated, &shown.generated) {
                generated.expression.clone_from(text);
            }
            if column.on_update.is_some() {
                column.on_update.clone_from(&shown.on_update);
            }
            if let (Some(default), Some(said)) = (&mut column.default, &shown.default) {
                default.clone_from(said);
            }
        }
        for (at, check) in table.checks.iter_mut().enumerate() {
            if let Some((_, text)) = self.checks.iter().find(|(name, _)| *name == label(at)) {
                check.expression.clone_from(text);
            }
        }
        let computed = table.indexes.iter_mut().filter(|index| {
            let mut columns = index.columns.iter();
            columns.any(|column| matches!(column.key, IndexKey::Expression(_)))
        });
        for (at, index) in computed.enumerate() {
            let shown = self.indexes.iter().find(|(name, _)| *name == label(at));
            let mut texts = shown.into_iter().flat_map(|(_, texts)| texts);
            for column in &mut index.columns {
                if let IndexKey::Expression(expression) = &mut column.key
                    && let Some(text) = texts.next()
                {
                    expression.clone_from(text);
                }
            }
        }
        table
    }
}

impl ShownColumn {
    fn read(sql: &str, part: &[Token]) -> Option<Self> {
        let mut column = ShownColumn {
            name: part.first()?.name(sql)?,
            ..ShownColumn::default()
        };
        let mut at = 1;
        while let Some(token) = part.get(at) {
            if token.is_symbol(sql, "(") {
                at = closing(sql, part, at)?;
            } else if token.is_word(sql, "AS") {
                column.generated = Some(parenthesised(sql, part, at + 1)?);
            } else if token.is_word(sql, "DEFAULT") {
                let end = value_end(sql, part, at + 1)?;
                let text = text(sql, part.get(at + 1..end)?)?;
                column.default = Some(match parse(&text) {
                    Some(value) => ColumnDefault::Literal(value),
                    None => ColumnDefault::Expression(bare(&text).to_owned()),
                });
                at = end;
                continue;
            } else if token.is_word(sql, "UPDATE") {
                let end = value_end(sql, part, at + 1)?;
                column.on_update = Some(text(sql, part.get(at + 1..end)?)?);
                at = end;
                continue;
            } else if token.is_word(sql, "COMMENT") {
                at += 1;
            }
            at += 1;
        }
        Some(column)
    }
}

/// Cuts a list at its commas.
fn parts<'t>(sql: &str, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let mut depth = 0_usize;
    tokens
        .split(|token| {
            if token.is_symbol(sql, "(") {
                depth += 1;
            } else if token.is_symbol(sql, ")") {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && token.is_symbol(sql, ",")
        })
        .collect()
}

fn text(sql: &str, tokens: &[Token]) -> Option<String> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    Some(sql[first.span.start..last.span.end].to_owned())
}

/// What stands in the parentheses that open at a position.
fn parenthesised(sql: &str, tokens: &[Token], open: usize) -> Option<String> {
    let close = closing(sql, tokens, open)?;
    Some(bare(&text(sql, tokens.get(open..=close)?)?).to_owned())
}

/// Where a value ends: one in parentheses, a call, a value with a sign or an introducer.
fn value_end(sql: &str, tokens: &[Token], start: usize) -> Option<usize> {
    let first = tokens.get(start)?;
    let next = tokens.get(start + 1);
    if first.is_symbol(sql, "(") {
        return Some(closing(sql, tokens, start)? + 1);
    }
    if first.kind == TokenKind::Symbol {
        return Some(start + 2);
    }
    let called = next.is_some_and(|next| next.is_symbol(sql, "("));
    if first.kind == TokenKind::Word && called {
        return Some(closing(sql, tokens, start + 1)? + 1);
    }
    let introduces = first.kind == TokenKind::Word
        && first.text(sql).starts_with('_')
        && next.is_some_and(|next| next.kind == TokenKind::Text);
    Some(start + if introduces { 2 } else { 1 })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::schema::Literal;

    #[test]
    fn what_both_servers_show_is_read() {
        let shown = Shown::read(
            "CREATE TEMPORARY TABLE `migrate_reexpressed` (\n  `a` int(11) DEFAULT NULL,\n  \
             `b``c` varchar(10) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'it''s (x)' COMMENT 'DEFAULT 1',\n  \
             `d` datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),\n  \
             `e` int(11) DEFAULT (1 + 2),\n  `f` decimal(10,2) DEFAULT -1.50,\n  \
             `g` varchar(9) GENERATED ALWAYS AS (concat(`b``c`,_utf8mb4'x')) VIRTUAL,\n  \
             KEY `migrate_0` ((lower(`b``c`)),`a`),\n  \
             CONSTRAINT `migrate_0` CHECK ((`a` > 0))\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
        )
        .unwrap();
        let number = |digits: &str| ColumnDefault::Literal(Literal::Number(digits.to_owned()));
        let computed = |text: &str| ColumnDefault::Expression(text.to_owned());
        let defaults: Vec<Option<ColumnDefault>> = shown
            .columns
            .iter()
            .map(|column| column.default.clone())
            .collect();
        assert_eq!(
            defaults,
            [
                Some(ColumnDefault::Literal(Literal::Null)),
                Some(ColumnDefault::Literal(Literal::Text("it's (x)".to_owned()))),
                Some(computed("current_timestamp(3)")),
                Some(computed("1 + 2")),
                Some(number("-1.50")),
                None
            ]
        );
        assert_eq!(
            shown.columns[2].on_update.as_deref(),
            Some("current_timestamp(3)")
        );
        assert_eq!(
            shown.columns[5].generated.as_deref(),
            Some("concat(`b``c`,_utf8mb4'x')")
        );
        assert_eq!(
            shown.checks,
            [("migrate_0".to_owned(), "`a` > 0".to_owned())]
        );
        assert_eq!(
            shown.indexes,
            [("migrate_0".to_owned(), vec!["lower(`b``c`)".to_owned()])]
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_a_server_shows_is_read(text in crate::dialect::odd::text()) {
            let _ = Shown::read(&format!("CREATE TABLE `t` (`a` {text}"));
            let _ = Shown::read(&format!("CREATE TABLE `t` (`a` int {text})"));
        }
    }
}
