//! What expressions of a table become when something that they name is renamed: a column, or a value of an enumeration. The
//! database has them follow by itself.

use std::iter;

use crate::schema::{ColumnType, IndexKey, QualifiedName, Table};

/// Every expression of a table, but for defaults, which name no column.
pub(super) fn all(table: &mut Table) -> impl Iterator<Item = &mut String> {
    let checks = table.checks.iter_mut().map(|check| &mut check.expression);
    let exclusions = table.exclusions.iter_mut().map(|it| &mut it.definition);
    let generated = table.columns.iter_mut();
    let generated = generated.filter_map(|it| Some(&mut it.generated.as_mut()?.expression));
    let indexes = table.indexes.iter_mut().flat_map(|index| {
        let keys = index.columns.iter_mut();
        let keys = keys.filter_map(|column| match &mut column.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Column(_) => None,
        });
        keys.chain(&mut index.predicate)
    });
    checks.chain(generated).chain(exclusions).chain(indexes)
}

/// Renames a column: whole words outside of text, and the same name in double quotes.
pub(super) fn rename_column(expression: &mut String, from: &str, to: &str) {
    let quoted = (in_quotes('"', from), in_quotes('"', to));
    let renamed = words(expression).map(|word| match word {
        word if word == from => to,
        word if word == quoted.0 => &quoted.1,
        word => word,
    });
    *expression = renamed.collect();
}

/// Renames a value of an enumeration: text that is cast to it, and text that nothing is said of where no other column of the
/// expression could be meant.
pub(super) fn rename_value(table: &mut Table, kind: &QualifiedName, from: &str, to: &str) {
    let is_of = |type_: &ColumnType| type_.enumeration().is_some_and(|it| it.name == *kind);
    let (own, others): (Vec<_>, Vec<_>) = table
        .columns
        .iter()
        .filter(|column| !column.type_.is_number())
        .map(|column| (is_of(&column.type_), column.name.clone()))
        .partition(|(own, _)| *own);
    if own.is_empty() {
        return;
    }
    let (from, to) = (in_quotes('\'', from), in_quotes('\'', to));
    for expression in all(table).filter(|expression| expression.contains(&from)) {
        let words: Vec<&str> = words(expression).collect();
        let speaks_of = |columns: &[(bool, String)]| {
            let mut columns = columns.iter();
            columns.any(|(_, name)| words.iter().any(|word| is_name(word, name)))
        };
        let alone = speaks_of(&own) && !speaks_of(&others);
        let renamed = words.iter().enumerate().map(|(at, word)| {
            let is_it = *word == from
                && match cast_behind(&words[at + 1..]) {
                    Some(type_) => type_ == *kind,
                    None => alone,
                };
            if is_it { &to } else { *word }
        });
        *expression = renamed.collect();
    }
}

/// What the text before is cast to: `::crm.status`.
fn cast_behind(words: &[&str]) -> Option<QualifiedName> {
    let rest = words.strip_prefix(&[":", ":"])?;
    let end = rest
        .iter()
        .position(|word| !(*word == "." || word.starts_with(|c| c == '"' || is_letter(c))));
    QualifiedName::of_spelling(&rest[..end.unwrap_or(rest.len())].concat())
}

fn is_name(word: &str, name: &str) -> bool {
    word == name || word == in_quotes('"', name)
}

fn in_quotes(quote: char, text: &str) -> String {
    let doubled = text.replace(quote, &format!("{quote}{quote}"));
    format!("{quote}{doubled}{quote}")
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of an expression, text and names in quotes as one each, and whatever stands between them letter by letter.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let mut rest = sql;
    iter::from_fn(move || {
        let first = rest.chars().next()?;
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            c if is_letter(c) => rest.find(|c| !is_letter(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        rest = behind;
        Some(word)
    })
}

/// How long what begins with a quote is, up to its end; a doubled quote is part of it.
fn quoted_length(sql: &str, quote: char) -> usize {
    let mut quotes = sql[1..].match_indices(quote).map(|(at, _)| at + 1);
    while let Some(at) = quotes.next() {
        if !sql[at + 1..].starts_with(quote) {
            return at + 1;
        }
        quotes.next();
    }
    sql.len()
}

#[cfg(test)]
mod tests {
    use super::{rename_column, rename_value};
    use crate::schema::{Check, Column, ColumnType, EnumType, QualifiedName, Table};

    #[test]
    fn a_column_is_renamed_outside_of_text() {
        let mut sql = r#"a > 0 AND "a" <> 'a' AND ab = 'it''s a' AND b."a" = "a ""a""""#.to_owned();
        rename_column(&mut sql, "a", "z");
        let expected = r#"z > 0 AND "z" <> 'a' AND ab = 'it''s a' AND b."z" = "a ""a""""#;
        assert_eq!(sql, expected);
    }

    #[test]
    fn a_value_is_renamed_where_it_is_meant() {
        let kind = QualifiedName::qualified("crm", "status");
        let mut table = Table::new("orders");
        let status = ColumnType::Enum(EnumType::new(&kind, Vec::new()));
        table.columns = vec![
            Column::new("status", status),
            Column::new("note", ColumnType::Text),
            Column::new("n", ColumnType::Integer),
        ];
        let becomes = |sql: &str| {
            let mut table = table.clone();
            table.checks.push(Check::new(sql));
            rename_value(&mut table, &kind, "o'k", "fine");
            table.checks.remove(0).expression
        };
        for (sql, expected) in [
            ("status <> 'o''k' AND n > 1", "status <> 'fine' AND n > 1"),
            ("note = 'o''k'", "note = 'o''k'"),
            (
                "note = 'o''k' OR status = 'o''k'",
                "note = 'o''k' OR status = 'o''k'",
            ),
            (
                "note = 'o''k'::text OR status = 'o''k'::crm.status",
                "note = 'o''k'::text OR status = 'fine'::crm.status",
            ),
            ("status = 'o''k'::status", "status = 'o''k'::status"),
            (
                "status = ANY (ARRAY['o''k'::crm.\"status\", 'no'::crm.status])",
                "status = ANY (ARRAY['fine'::crm.\"status\", 'no'::crm.status])",
            ),
        ] {
            assert_eq!(becomes(sql), expected);
        }
    }
}
