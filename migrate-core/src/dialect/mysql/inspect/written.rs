//! What the server keeps word by word and no catalog has: how a trigger's statement begins, and indexes that state the
//! method that they would have anyway. `SHOW CREATE` tells it, for one object at a time; where a driver cannot read its
//! answer (the client library's, on MySQL 9.7), what was put together from the catalog stays.

use super::Reader;
use crate::dialect::InspectError;
use crate::dialect::mysql::literal::quote;
use crate::dialect::mysql::token::{Token, tokens};
use crate::dialect::token::closing;
use crate::schema::{Index, IndexColumn, Object, ObjectKind, Table};

pub(super) fn tables(reader: &mut Reader<'_>, tables: &mut [Table]) -> Result<(), InspectError> {
    for table in tables {
        let sql = format!("SHOW CREATE TABLE {}", quote(&table.name.name));
        let Ok(Some(text)) = shown(reader, &sql, 1) else {
            continue;
        };
        for (name, method) in stated_methods(&text) {
            state(table, name.as_deref(), &method);
        }
        // MySQL's catalog has no order of indexes but that of their names.
        let place = |name: &Option<String>| {
            let name = name.as_deref().unwrap_or_default();
            text.find(&format!(" KEY {} (", quote(name)))
        };
        table.uniques.sort_by_key(|unique| place(&unique.name));
        table.indexes.sort_by_key(|index| place(&index.name));
    }
    Ok(())
}

/// MariaDB keeps the whole statement of a trigger, MySQL its parts.
pub(super) fn triggers(
    reader: &mut Reader<'_>,
    objects: &mut [Object],
) -> Result<(), InspectError> {
    if !reader.facts.mariadb {
        return Ok(());
    }
    for trigger in objects {
        if trigger.id.kind != ObjectKind::Trigger {
            continue;
        }
        let sql = format!("SHOW CREATE TRIGGER {}", quote(&trigger.id.name.name));
        let Ok(Some(text)) = shown(reader, &sql, 2) else {
            continue;
        };
        let Ok(tokens) = tokens(&text) else {
            continue;
        };
        if let Some(word) = tokens.iter().find(|token| token.is_word(&text, "TRIGGER")) {
            // The inspected statement says whose it is, where it is somebody else's.
            let clause = trigger.definition.split_once("TRIGGER ");
            let clause = clause.map_or("CREATE ", |(clause, _)| clause);
            trigger.definition = format!("{clause}{}", &text[word.span.start..]);
        }
    }
    Ok(())
}

/// A column of the one row that is shown; who may not see it is shown nothing.
fn shown(
    reader: &mut Reader<'_>,
    sql: &str,
    column: usize,
) -> Result<Option<String>, InspectError> {
    let rows = reader.conn.query(sql)?;
    let row = rows.into_iter().next();
    Ok(row.and_then(|row| row.into_iter().nth(column)).flatten())
}

/// The indexes behind whose columns `USING` stands, with its word; without a name the primary key.
fn stated_methods(sql: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    let Ok(tokens) = tokens(sql) else {
        return found;
    };
    for (at, token) in tokens.iter().enumerate() {
        let before = |word| at > 0 && tokens[at - 1].is_word(sql, word);
        let open = if !token.is_word(sql, "KEY") {
            continue;
        } else if before("PRIMARY") {
            at + 1
        } else {
            at + 2
        };
        let opens = |token: &Token| token.is_symbol(sql, "(");
        if !tokens.get(open).is_some_and(opens) {
            continue;
        }
        let Some(close) = closing(sql, &tokens, open) else {
            continue;
        };
        if let [using, method, ..] = &tokens[close + 1..]
            && using.is_word(sql, "USING")
        {
            let name = tokens.get(at + 1).and_then(|token| token.name(sql));
            let name = name.filter(|_| open == at + 2);
            found.push((name, method.text(sql).to_ascii_lowercase()));
        }
    }
    found
}

fn state(table: &mut Table, name: Option<&str>, method: &str) {
    let Some(name) = name else {
        if let Some(key) = &mut table.primary_key {
            key.method = Some(method.to_owned());
        }
        return;
    };
    let is_it = |own: &Option<String>| own.as_deref() == Some(name);
    if table.uniques.iter().any(|unique| is_it(&unique.name)) {
        // A constraint states no method, an index does; all of them, for they keep their order.
        let uniques = std::mem::take(&mut table.uniques).into_iter();
        let indexes = uniques.map(|unique| Index {
            name: unique.name,
            unique: true,
            ..Index::new(
                unique
                    .columns
                    .into_iter()
                    .map(IndexColumn::column)
                    .collect(),
            )
        });
        table.indexes.splice(0..0, indexes);
    }
    if let Some(index) = table.indexes.iter_mut().find(|index| is_it(&index.name)) {
        index.method = Some(method.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_found_where_it_is_stated() {
        let sql = "CREATE TABLE `t` (\n  `KEY` int COMMENT 'KEY `a` (`b`) USING BTREE',\n  \
                   PRIMARY KEY (`id`) USING BTREE,\n  UNIQUE KEY `one` (`a`(3)) USING HASH,\n  \
                   KEY `two` (`b`) USING BTREE COMMENT 'x',\n  KEY `three` (`c`)\n)";
        let named = |name: &str, method: &str| (Some(name.to_owned()), method.to_owned());
        assert_eq!(
            stated_methods(sql),
            [
                (None, "btree".to_owned()),
                named("one", "hash"),
                named("two", "btree"),
            ]
        );
    }
}
