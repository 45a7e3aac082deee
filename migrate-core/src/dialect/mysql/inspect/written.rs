//! What the server keeps word by word and no catalog has: how a trigger's or a routine's statement begins, indexes that
//! state the method that they would have anyway, whole tables. `SHOW CREATE` tells it, for one object at a time; what it
//! does not show stays as it was put together from the catalog.

use super::Reader;
use super::objects::unqualified;
use crate::dialect::mysql::drift::body;
use crate::dialect::mysql::literal::quote;
use crate::dialect::mysql::token::{Token, tokens};
use crate::dialect::token::closing;
use crate::dialect::{AsWritten, InspectError, LeftOut};
use crate::schema::{
    Column, ColumnDefault, Index, IndexColumn, Literal, Object, ObjectKind, Table,
};

/// Completes tables, and returns the statements that make them again, with what of them a [`Table`] cannot say.
pub(super) fn tables(
    reader: &mut Reader<'_>,
    tables: &mut [Table],
) -> Result<AsWritten, InspectError> {
    let mut written = AsWritten::default();
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
        for what in unsaid(&text) {
            add(&mut written.left_out, what, &table.name.name);
        }
        if !table.foreign_keys.is_empty() {
            written.around = Some(UNCHECKED);
        }
        // A default names the sequence that it counts by with its database.
        let (mut text, _) = unqualified(&text, reader.database, &|_| true);
        if let (false, Some(collation)) = (reader.facts.mariadb, &table.options.collation) {
            text = inheriting(&text, collation);
        }
        // MariaDB shows a `?` for what is no UTF-8.
        let in_bytes = |column: &Column| {
            let default = column.default.as_ref();
            matches!(default, Some(ColumnDefault::Literal(Literal::Bytes(_))))
        };
        if !reader.facts.mariadb || !table.columns.iter().any(in_bytes) {
            written.tables.insert(table.name.clone(), text);
        }
    }
    Ok(written)
}

/// Takes away what MySQL says of a column's collation where it is the table's own and no character set stands before it:
/// said again, the column would have it of its own, and the server would say more of it from then on.
fn inheriting(sql: &str, collation: &str) -> String {
    let Ok(tokens) = tokens(sql) else {
        return sql.to_owned();
    };
    let mut text = String::with_capacity(sql.len());
    let (mut done, mut depth) = (0, 0_usize);
    for at in 1..tokens.len() {
        let [word, name] = &tokens[at - 1..=at] else {
            continue;
        };
        if word.is_symbol(sql, "(") {
            depth += 1;
        } else if word.is_symbol(sql, ")") {
            depth = depth.saturating_sub(1);
        }
        // `CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`; of the table, `COLLATE=utf8mb4_bin`.
        let stated = at > 2 && tokens[at - 3].is_word(sql, "SET");
        // Deeper down it is a part of an expression.
        if depth == 1 && word.is_word(sql, "COLLATE") && name.is_word(sql, collation) && !stated {
            text.push_str(sql[done..word.span.start].trim_end());
            done = name.span.end;
        }
    }
    text.push_str(&sql[done..]);
    text
}

/// Foreign keys may point at tables that come later then.
const UNCHECKED: (&str, &str) = (
    "SET @migrate_foreign_key_checks = @@SESSION.foreign_key_checks, SESSION foreign_key_checks = 0",
    "SET SESSION foreign_key_checks = @migrate_foreign_key_checks",
);

fn add(left_out: &mut Vec<LeftOut>, what: &str, name: &str) {
    match left_out.iter_mut().find(|one| one.what == what) {
        Some(one) => one.names.push(name.to_owned()),
        None => left_out.push(LeftOut {
            what: what.to_owned(),
            names: vec![name.to_owned()],
        }),
    }
}

/// The words of a table's statement that stand for what a [`Table`] cannot say, and what that is.
const UNSAID: [(&[&str], &str); 13] = [
    (&["COMPRESSED"], "compressed columns"),
    (&["PERIOD", "FOR"], "periods"),
    (&["SYSTEM", "VERSIONING"], "system versioning"),
    (&["UNION"], "unions of tables"),
    (&["SRID"], "spatial reference systems"),
    (&["REF_SYSTEM_ID"], "spatial reference systems"),
    (&["COLUMN_FORMAT"], "formats of columns"),
    (&["STORAGE"], "storage of columns"),
    (&["DIRECTORY"], "folders of data"),
    (&["TABLESPACE"], "tablespaces"),
    (&["ENGINE_ATTRIBUTE"], "attributes of engines"),
    (&["SECONDARY_ENGINE_ATTRIBUTE"], "attributes of engines"),
    (&["PARSER"], "parsers of full-text indexes"),
];

fn unsaid(sql: &str) -> Vec<&'static str> {
    let sql = unwrapped(sql);
    let Ok(tokens) = tokens(&sql) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        // `ROW_FORMAT=COMPRESSED` is an option of the table.
        if at > 0 && tokens[at - 1].is_symbol(&sql, "=") {
            continue;
        }
        for (words, what) in UNSAID {
            let mut here = tokens[at..].iter();
            let says = words
                .iter()
                .all(|word| here.next().is_some_and(|token| token.is_word(&sql, word)));
            if says && !found.contains(&what) {
                found.push(what);
            }
        }
    }
    if has_sized_partitions(&sql, &tokens) {
        found.push("sizes of partitions");
    }
    found
}

/// Whether partitions state how many rows they are for.
fn has_sized_partitions(sql: &str, tokens: &[Token]) -> bool {
    let is_word = |token: &Token, word| token.is_word(sql, word);
    let partitions = tokens
        .iter()
        .skip_while(|token| !is_word(token, "PARTITION"));
    partitions
        .into_iter()
        .any(|token| is_word(token, "MAX_ROWS") || is_word(token, "MIN_ROWS"))
}

/// Takes the marks off remarks that the server reads from some version on: `/*!80003 SRID 0 */`, `/*M!100301 COMPRESSED*/`.
fn unwrapped(sql: &str) -> String {
    let Ok(tokens) = tokens(sql) else {
        return sql.to_owned();
    };
    let mut text = String::with_capacity(sql.len());
    let mut done = 0;
    let between = |text: &mut String, gap: &str| {
        for (at, part) in gap.split("/*").enumerate() {
            let part = if at == 0 {
                part
            } else {
                let mark = part.trim_start_matches('M').trim_start_matches('!');
                mark.trim_start_matches(|c: char| c.is_ascii_digit())
            };
            text.push_str(&part.replace("*/", " "));
        }
    };
    for token in tokens {
        between(&mut text, &sql[done..token.span.start]);
        text.push_str(&sql[token.span.clone()]);
        done = token.span.end;
    }
    between(&mut text, &sql[done..]);
    text
}

/// MariaDB keeps the whole statement of a trigger, MySQL of all programs, and how a view is made.
pub(super) fn programs(reader: &mut Reader<'_>, objects: &mut [Object]) {
    let mariadb = reader.facts.mariadb;
    for object in objects {
        match object.id.kind {
            ObjectKind::Trigger => program(reader, object),
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Event if !mariadb => {
                program(reader, object);
            }
            ObjectKind::View if !mariadb => {
                let sql = format!("SHOW CREATE VIEW {}", quote(&object.id.name.name));
                if let Ok(Some(text)) = shown(reader, &sql, 1) {
                    algorithm(object, &text);
                }
            }
            _ => {}
        }
    }
}

/// Of programs with text in them, the catalogs have lost the escapes: to MySQL's, `'it''s'` is `'it's'`, and to MariaDB's
/// `'x\\y'` is `'x\y'`. Who compares them, or makes them again, has to be shown them, one by one.
pub(super) fn in_full(reader: &mut Reader<'_>, objects: &mut [Object]) {
    let has_text = |object: &&mut Object| {
        object.id.kind != ObjectKind::View && object.definition.contains(['\'', '"'])
    };
    for object in objects.iter_mut().filter(has_text) {
        let text = statement(reader, object);
        let body = text.as_deref().and_then(|text| body(object.id.kind, text));
        if let Some(body) = body {
            restore(&mut object.definition, body.trim_end_matches(';'));
        }
    }
}

/// Puts the body in the place of the one that has lost escapes of its quotes.
fn restore(definition: &mut String, body: &str) {
    let stays = |character: &char| !matches!(character, '\'' | '"' | '\\');
    let left = body.chars().filter(stays).count();
    let mut places = definition.char_indices().rev();
    let start = places.by_ref().filter(|(_, character)| stays(character));
    if let Some((start, _)) = start.take(left).last()
        && definition[start..]
            .chars()
            .filter(stays)
            .eq(body.chars().filter(stays))
    {
        definition.replace_range(start.., body);
    }
}

/// A program's statement as it was written.
fn statement(reader: &mut Reader<'_>, object: &Object) -> Option<String> {
    let word = object.id.kind.sql();
    let column = if object.id.kind == ObjectKind::Event {
        3
    } else {
        2
    };
    let sql = format!("SHOW CREATE {word} {}", quote(&object.id.name.name));
    shown(reader, &sql, column).ok().flatten()
}

/// Puts a program's statement as it was written in the place of what the catalog says.
fn program(reader: &mut Reader<'_>, object: &mut Object) {
    let word = object.id.kind.sql();
    let Some(text) = statement(reader, object) else {
        return;
    };
    let Ok(tokens) = tokens(&text) else {
        return;
    };
    if let Some(first) = tokens.iter().find(|token| token.is_word(&text, word)) {
        // The inspected statement says whose it is, where it is somebody else's.
        let clause = object.definition.split_once(&format!("{word} "));
        let clause = clause.map_or("CREATE ", |(clause, _)| clause);
        let statement = text[first.span.start..].trim_end_matches(';');
        object.definition = format!("{clause}{statement}");
    }
}

/// MySQL's catalog does not tell how a view is to be worked out.
fn algorithm(view: &mut Object, sql: &str) {
    let stated = ["ALGORITHM=MERGE", "ALGORITHM=TEMPTABLE"];
    let stated = stated
        .into_iter()
        .find(|stated| sql.starts_with(&format!("CREATE {stated} ")));
    if let Some(stated) = stated {
        view.options = Some(match &view.options {
            Some(options) => format!("{stated} {options}"),
            None => stated.to_owned(),
        });
    }
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
    fn a_body_gets_its_quotes_back() {
        for (lossy, body, whole) in [
            (
                "CREATE F() 'it''s'\nreturn 'it's'",
                "return 'it''s'",
                "CREATE F() 'it''s'\nreturn 'it''s'",
            ),
            (
                "CREATE F() SET @x = \"a\"b\"",
                "SET @x = \"a\\\"b\"",
                "CREATE F() SET @x = \"a\\\"b\"",
            ),
            ("CREATE F() return 1", "return 2", "CREATE F() return 1"),
        ] {
            let mut definition = lossy.to_owned();
            restore(&mut definition, body);
            assert_eq!(definition, whole);
        }
    }

    #[test]
    fn a_collation_of_the_table_is_not_said_of_its_columns() {
        let sql = "CREATE TABLE `t` (\n  `a` text COLLATE utf8mb4_bin NOT NULL,\n  \
                   `b` text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,\n  \
                   `c` text COLLATE utf8mb4_bin COMMENT 'COLLATE utf8mb4_bin',\n  CHECK ((`a` collate utf8mb4_bin) > 'x')\n) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin";
        assert_eq!(
            inheriting(sql, "utf8mb4_bin"),
            "CREATE TABLE `t` (\n  `a` text NOT NULL,\n  \
             `b` text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,\n  \
             `c` text COMMENT 'COLLATE utf8mb4_bin',\n  CHECK ((`a` collate utf8mb4_bin) > 'x')\n) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"
        );
    }

    #[test]
    fn what_a_table_cannot_say_is_found() {
        for (sql, what) in [
            (
                "CREATE TABLE `SRID` (`a` int COMMENT 'SRID', KEY `UNION` (`a`)) ROW_FORMAT=COMPRESSED",
                &[][..],
            ),
            (
                "CREATE TABLE `t` (`a` text /*M!100301 COMPRESSED*/ DEFAULT 'x')",
                &["compressed columns"],
            ),
            (
                "CREATE TABLE `t` (`p` point NOT NULL /*!80003 SRID 4326 */)",
                &["spatial reference systems"],
            ),
            (
                "CREATE TABLE `t` (`s` date, `e` date, PERIOD FOR `p` (`s`, `e`)) WITH SYSTEM VERSIONING",
                &["periods", "system versioning"],
            ),
            (
                "CREATE TABLE `t` (`a` int) ENGINE=MRG_MyISAM UNION=(`b`,`c`)",
                &["unions of tables"],
            ),
            (
                "CREATE TABLE `t` (`a` int) MAX_ROWS=9\n/*!50100 PARTITION BY HASH (`a`)\n(PARTITION p0 MAX_ROWS = 9) */",
                &["sizes of partitions"],
            ),
        ] {
            assert_eq!(unsaid(sql), what, "{sql}");
        }
    }

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
