//! `status IN ('a', 'b')` of a `varchar`, which PostgreSQL says as `(status)::text = ANY ((ARRAY['a'::character varying,
//! 'b'::character varying])::text[])`. Said to it like that, it says `ARRAY[('a'::character varying)::text, ...]` from then
//! on: its own words do not make the same again, and a list does.

use std::borrow::Cow;
use std::collections::HashMap;

use super::types::quote;
use crate::schema::{Column, ColumnType, Table};

/// The words that become a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// Those that a list is shown in.
    OfLists,
    /// Those that the former become when they are said once more.
    SaidAgain,
}

/// The type that values of a list are said to be of.
const TYPE: &str = "::character varying";

/// Says lists as lists in what was read of a table: what is made of it is shown as it was.
pub(super) fn restore(table: &mut Table) {
    if let Some(columns) = compared_as_text(table, &table.columns) {
        each_expression(table, |text| rewrite(text, &columns, Words::OfLists));
    }
}

/// As [`restore`], of a table that was read without its columns.
pub(super) fn restore_among(table: &mut Table, columns: &[Column]) {
    if let Some(columns) = compared_as_text(table, columns) {
        each_expression(table, |text| rewrite(text, &columns, Words::OfLists));
    }
}

/// Has a table say lists in the words in which the live one says the same.
pub(super) fn follow(live: &Table, table: &mut Table) {
    let columns = |speaks: &Table| compared_as_text(speaks, &live.columns);
    let Some(columns) = columns(live).or_else(|| columns(table)) else {
        return;
    };
    let plain = |text: &str| {
        let text = with_lists(text, &columns, Words::OfLists);
        with_lists(&text, &columns, Words::SaidAgain).into_owned()
    };
    let words: HashMap<String, &String> =
        expressions(live).map(|text| (plain(text), text)).collect();
    each_expression(table, |text| {
        if let Some(live) = words.get(&plain(text)) {
            text.clone_from(live);
        }
    });
}

/// The columns of which lists are said otherwise, as an expression names them; `None` where there is no such list.
fn compared_as_text(table: &Table, columns: &[Column]) -> Option<Vec<String>> {
    expressions(table).find(|text| text.contains(TYPE))?;
    let columns = columns.iter();
    let varchars = columns.filter(|column| matches!(column.type_, ColumnType::Varchar(_)));
    let names = varchars.flat_map(|column| [column.name.clone(), quote(&column.name)]);
    Some(names.collect())
}

/// What may hold lists; the keys of an index are shown in other words, and hardly ever do.
fn expressions(table: &Table) -> impl Iterator<Item = &String> {
    let generated = table.columns.iter().filter_map(|column| {
        let generated = column.generated.as_ref()?;
        Some(&generated.expression)
    });
    let checks = table.checks.iter().map(|check| &check.expression);
    let exclusions = table.exclusions.iter().map(|it| &it.definition);
    let indexes = table.indexes.iter();
    let predicates = indexes.filter_map(|index| index.predicate.as_ref());
    generated.chain(checks).chain(exclusions).chain(predicates)
}

fn each_expression(table: &mut Table, mut visit: impl FnMut(&mut String)) {
    for column in &mut table.columns {
        if let Some(generated) = &mut column.generated {
            visit(&mut generated.expression);
        }
    }
    for check in &mut table.checks {
        visit(&mut check.expression);
    }
    for exclusion in &mut table.exclusions {
        visit(&mut exclusion.definition);
    }
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(&mut visit);
    }
}

fn rewrite(text: &mut String, columns: &[String], words: Words) {
    if let Cow::Owned(said) = with_lists(text, columns, words) {
        *text = said;
    }
}

/// The expression with lists; nothing in it is looked at twice.
fn with_lists<'t>(text: &'t str, columns: &[String], words: Words) -> Cow<'t, str> {
    let (mut said, mut copied) = (String::new(), 0);
    // The parenthesis that was opened last, and what the text at this place is quoted by, and whether it has escapes.
    let (mut open, mut quoted) = (None, None);
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match (quoted, byte) {
            (Some((_, true)), b'\\') => at += 1,
            (Some((quote, _)), _) if byte == quote => quoted = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quoted = Some((byte, text[..at].ends_with('E'))),
            (None, b'(') => open = Some(at),
            (None, b')') => {
                let column = open.take().map(|open| (open, &text[open + 1..at]));
                let column = column.filter(|(_, name)| columns.iter().any(|it| it == name));
                let list = column.and_then(|(open, name)| {
                    let (list, length) = list(&text[at + 1..], words)?;
                    Some((open, name, list, length))
                });
                if let Some((open, name, list, length)) = list {
                    said.push_str(&text[copied..open]);
                    said.push_str(&format!("{name} {list}"));
                    copied = at + 1 + length;
                    at = copied;
                    continue;
                }
            }
            (None, _) => {}
        }
        at += 1;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    said.push_str(&text[copied..]);
    Cow::Owned(said)
}

/// What stands behind a column where it is looked for in a list: the list, and how far it goes.
fn list(text: &str, words: Words) -> Option<(String, usize)> {
    let (word, rest) = match text.strip_prefix("::text = ANY (") {
        Some(rest) => ("IN", rest),
        None => ("NOT IN", text.strip_prefix("::text <> ALL (")?),
    };
    let (before, after) = match words {
        Words::OfLists => ("(ARRAY[", "])::text[])"),
        Words::SaidAgain => ("ARRAY[", "])"),
    };
    let mut rest = rest.strip_prefix(before)?;
    let mut values = Vec::new();
    loop {
        let (value, behind) = match words {
            Words::OfLists => value(rest)?,
            Words::SaidAgain => {
                let (value, behind) = value(rest.strip_prefix('(')?)?;
                (value, behind.strip_prefix(")::text")?)
            }
        };
        values.push(value);
        match behind.strip_prefix(", ") {
            Some(next) => rest = next,
            None => {
                let rest = behind.strip_prefix(after)?;
                let list = format!("{word} ({})", values.join(", "));
                return Some((list, text.len() - rest.len()));
            }
        }
    }
}

/// A value and its type: the value, and what follows.
fn value(text: &str) -> Option<(&str, &str)> {
    let length = if text.starts_with("NULL") {
        "NULL".len()
    } else {
        let has_escapes = text.starts_with('E');
        let opening = usize::from(has_escapes);
        let content = text.get(opening..)?.strip_prefix('\'')?;
        opening + 1 + closing_quote(content, has_escapes)? + 1
    };
    let (value, rest) = text.split_at_checked(length)?;
    Some((value, rest.strip_prefix(TYPE)?))
}

/// Where the string ends whose content begins the text.
fn closing_quote(text: &str, has_escapes: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'\\', _) if has_escapes => at += 2,
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return Some(at),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, with_lists};

    fn said(text: &str, words: Words) -> String {
        let columns = ["status", "\"the (status)\""].map(str::to_owned);
        with_lists(text, &columns, words).into_owned()
    }

    #[test]
    fn lists_of_a_varchar_are_lists() {
        for (shown, list) in [
            (
                "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "(status IN ('a', 'b'))",
            ),
            (
                r#"NOT ((("the (status)")::text <> ALL ((ARRAY['it''s'::character varying, E'\\\''::character varying, NULL::character varying])::text[])) OR (n > 0))"#,
                r#"NOT (("the (status)" NOT IN ('it''s', E'\\\'', NULL)) OR (n > 0))"#,
            ),
        ] {
            assert_eq!(said(shown, Words::OfLists), list);
            assert_eq!(said(shown, Words::SaidAgain), shown);
            assert_eq!(said(list, Words::OfLists), list);
        }
        let again = "((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))";
        assert_eq!(said(again, Words::SaidAgain), "(status IN ('a', 'b'))");
        assert_eq!(said(again, Words::OfLists), again);
    }

    /// What is compared in another way by its author's wish, what is no constant, and what stands in a string.
    #[test]
    fn nothing_else_is_a_list() {
        for other in [
            "((other)::text = ANY ((ARRAY['a'::character varying])::text[]))",
            "((status)::text = ANY ((ARRAY['a'::character varying, lower('B')])::text[]))",
            "((status)::text = ANY ((ARRAY['a'::character varying(3)])::text[]))",
            "((status)::text < ANY ((ARRAY['a'::character varying])::text[]))",
            "(note = '(status)::text = ANY ((ARRAY[''a''::character varying])::text[])')",
            "((status)::text = ANY ((ARRAY['a'::character varying",
            "((status)::text = ANY ((ARRAY[E'a\\",
            "(status)::text = ANY ((ARRAY['ä",
        ] {
            assert_eq!(said(other, Words::OfLists), other);
            assert_eq!(said(other, Words::SaidAgain), other);
        }
    }
}
