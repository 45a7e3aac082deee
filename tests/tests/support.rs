//! The support table of the documentation, printed from the dialects' own data.

use migrate_core::dialect::{Server, for_server};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/support.md");

const SERVERS: [(&str, Server); 5] = [
    ("SQLite", Server::Sqlite),
    ("PostgreSQL 15", Server::Postgres((15, 0, 0))),
    ("PostgreSQL 18", Server::Postgres((18, 0, 0))),
    ("MariaDB 10.11", Server::MariaDb((10, 11, 0))),
    ("MySQL 8.4", Server::Mysql((8, 4, 0))),
];

/// What nobody can print from data.
const WHAT_WAS_RUN: &str = "\n## What was run\n\n\
Every change is tested on SQLite (bundled), PostgreSQL 15 and MariaDB 10.11, through Diesel's own drivers and the pure ones.\n\
MySQL 9.7 is run by hand with `MIGRATE_TEST_MYSQL_URL`, through libmariadb and mysql_async: the laws on generated schemas, runs, locks,\n\
failures, scripts, comparisons, schemas made again. Other versions are untested; MySQL 8.0 and 8.4, MariaDB 11 and PostgreSQL 16 to 18 are\n\
expected to work. Servers older than PostgreSQL 12, MariaDB 10.5 or MySQL 8.0.16 are refused.\n";

#[test]
fn the_support_table_says_what_the_dialects_do() {
    let mut text = "# What each database can do\n\nPrinted from the dialects' own data, which also decides what is refused before the first statement runs;\n`MIGRATE_BLESS=1 cargo test -p migrate-tests support` writes it anew.\n\n".to_owned();
    let names: Vec<&str> = SERVERS.iter().map(|(name, _)| *name).collect();
    text.push_str(&format!(
        "| | {} |\n|---|{}\n",
        names.join(" | "),
        "---|".repeat(names.len())
    ));
    let lists: Vec<_> = SERVERS
        .iter()
        .map(|(_, server)| for_server(*server).capabilities().list())
        .collect();
    for (row, (feature, _)) in lists[0].iter().enumerate() {
        let cells: Vec<&str> = lists
            .iter()
            .map(|list| if list[row].1 { "yes" } else { "" })
            .collect();
        text.push_str(&format!("| {feature} | {} |\n", cells.join(" | ")));
    }
    text.push_str(WHAT_WAS_RUN);
    if std::env::var_os("MIGRATE_BLESS").is_some() {
        std::fs::write(PATH, &text).unwrap();
    }
    let written = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        written == text,
        "{}",
        similar::TextDiff::from_lines(&written, &text).unified_diff()
    );
}
