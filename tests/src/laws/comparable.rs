//! Dumps of before and behind a way there and back, brought to what can be compared: without what no way back restores.

use migrate_core::Operation;
use migrate_core::connection::Engine;
use migrate_core::operation::Change;

use super::pair::apart;

/// A dump without what no way back restores: PostgreSQL has no places for columns that come back, the others
/// none for keys, and SQLite does not care whether a key is said at its column.
pub(super) fn comparable(dump: &str, down: &[Operation], engine: Engine) -> String {
    let dump = match engine {
        // A column that was in a STRICT table for a while says the name that its type has there.
        Engine::Sqlite => &with_parts_apart(dump).replace("\" FLOAT", "\" REAL"),
        _ => dump,
    };
    let mut lines: Vec<String> = dump
        .lines()
        .flat_map(with_end_apart)
        .map(|line| line.trim().trim_end_matches([',', ';']).to_owned())
        .collect();
    let is_key = |line: &str| {
        let starts = [
            "KEY ",
            "UNIQUE KEY ",
            "FULLTEXT KEY ",
            "CONSTRAINT ",
            "FOREIGN KEY ",
            "PRIMARY KEY ",
        ];
        starts.iter().any(|start| line.starts_with(start))
    };
    match engine {
        Engine::Postgres if adds_columns(down) => lines.sort_unstable(),
        Engine::Postgres => return dump.to_owned(),
        _ => {
            lines = lines.iter().flat_map(|line| with_key_apart(line)).collect();
            lines = lines
                .iter()
                .map(|line| without_chance(line, dump))
                .collect();
            // A key that was said at its column stands among the columns now.
            let statements = lines.split_inclusive_mut(|line| line.starts_with("CREATE"));
            statements.for_each(|parts| parts.sort_by_key(|line| is_key(line)));
            for keys in lines.chunk_by_mut(|a, b| is_key(a) && is_key(b)) {
                keys.sort_unstable();
            }
        }
    }
    lines.join("\n")
}

/// Each part of a table on a line of its own: SQLite puts a column that it adds itself behind the last one, on the same line.
fn with_parts_apart(dump: &str) -> String {
    let mut apart = String::with_capacity(dump.len());
    let (mut depth, mut quote) = (0, None);
    for c in dump.chars() {
        match quote {
            Some(end) => quote = (c != end).then_some(end),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None => depth += i32::from(c == '(') - i32::from(c == ')'),
        }
        apart.push(c);
        if c == ',' && depth == 1 && quote.is_none() {
            apart.push('\n');
        }
    }
    let lines = apart.lines().filter(|line| !line.trim().is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The parenthesis that ends a table, wherever the last part of it went: it stands on a line of its own.
fn with_end_apart(line: &str) -> Vec<&str> {
    let count = |sign| line.matches(sign).count();
    match line.rfind(')') {
        Some(end) if end > 0 && count(')') > count('(') => vec![&line[..end], &line[end..]],
        _ => vec![line],
    }
}

/// Where two foreign keys lean on one index, MariaDB calls it like one of them.
fn without_chance(line: &str, dump: &str) -> String {
    let key = line
        .strip_prefix("KEY ")
        .and_then(|key| key.split_once(" ("));
    match key {
        Some((name, columns)) if dump.contains(&format!("CONSTRAINT {name} FOREIGN KEY")) => {
            format!("KEY ({columns}")
        }
        _ => line.to_owned(),
    }
}

/// A column of SQLite that says of itself that it is the key, or refers to another table, and that key.
fn with_key_apart(line: &str) -> Vec<String> {
    if !line.starts_with('"') {
        return vec![line.to_owned()];
    }
    let name = line.split_inclusive("\" ").next().unwrap_or(line).trim();
    let called = |column: &str| match column.rsplit_once(" CONSTRAINT ") {
        Some((column, called)) if called.ends_with('"') => {
            (column.to_owned(), format!("CONSTRAINT {called} "))
        }
        _ => (column.to_owned(), String::new()),
    };
    if let Some((column, rest)) = line.split_once(" PRIMARY KEY") {
        let (column, called) = called(column);
        return vec![column, format!("{called}PRIMARY KEY ({name}{rest})")];
    }
    if let Some((column, rest)) = line.split_once(" REFERENCES ") {
        let (column, called) = called(column);
        let key = format!("{called}FOREIGN KEY ({name}) REFERENCES {rest}");
        return vec![column, key];
    }
    vec![line.to_owned()]
}

fn adds_columns(operations: &[Operation]) -> bool {
    operations
        .iter()
        .flat_map(apart)
        .any(|operation| match operation {
            Operation::AlterTable { changes, .. } => changes
                .iter()
                .any(|change| matches!(change, Change::AddColumn { .. })),
            _ => false,
        })
}
