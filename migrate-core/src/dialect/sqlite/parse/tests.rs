#![allow(clippy::unwrap_used, clippy::panic)]

use super::super::read;
use super::*;
use crate::schema::{Deferrable, Identity, Literal, NullsOrder, ReferentialAction};

fn table(sql: &str) -> (CreateTable, crate::schema::Table) {
    let parsed = create_table(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    let table = read::table(sql, &parsed);
    (parsed, table)
}

#[test]
fn all_that_the_grammar_allows_is_read() {
    let (parsed, table) = table(
        "CREATE TEMP TABLE IF NOT EXISTS main.\"t 1\" ( -- first, (\n\
         a INTEGER CONSTRAINT pk PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT,\n\
         [b b] VARCHAR (10 , -2) NULL DEFAULT - 1.5 NOT NULL ON CONFLICT FAIL UNIQUE ON CONFLICT IGNORE,\n\
         `c` unsigned \"big int\" COLLATE 'rtrim' CONSTRAINT ck CHECK (c <> ')') CONSTRAINT nothing,\n\
         'd' DEFAULT (1 + (2)) REFERENCES p ON DELETE SET NULL ON UPDATE NO ACTION MATCH FULL NOT DEFERRABLE,\n\
         e REFERENCES p (x) DEFERRABLE INITIALLY DEFERRED /* deferred */,\n\
         f INT GENERATED ALWAYS AS (a + 1) STORED, g AS (a), h generated TEXT DEFAULT x,\n\
         CONSTRAINT uq UNIQUE (a COLLATE nocase DESC, [b b]) ON CONFLICT ROLLBACK\n\
         CHECK (a > 0) ON CONFLICT ABORT, CONSTRAINT alone,\n\
         CONSTRAINT fk FOREIGN KEY (a, c) REFERENCES \"p q\" (y, z) ON DELETE CASCADE NOT DEFERRABLE INITIALLY IMMEDIATE\n\
         ) WITHOUT ROWID, STRICT;",
    );
    assert_eq!(parsed.name, "t 1");
    assert!(parsed.strict && parsed.without_rowid);
    let names: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["a", "b b", "c", "d", "e", "f", "g", "h"]);
    let types: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.type_.to_string())
        .collect();
    assert_eq!(
        types,
        [
            "INTEGER",
            "VARCHAR(10, -2)",
            "unsigned big int",
            "",
            "",
            "INTEGER",
            "",
            "generated TEXT"
        ]
    );
    assert_eq!(
        table.columns[1].default,
        Some(Literal::Number("-1.5".to_owned()).into())
    );
    assert!(!table.columns[1].nullable);
    assert_eq!(table.columns[2].collation.as_deref(), Some("rtrim"));
    assert_eq!(
        table.columns[7].default,
        Some(Literal::Text("x".to_owned()).into())
    );
    assert!(table.columns[5].generated.as_ref().unwrap().stored);
    assert!(!table.columns[6].generated.as_ref().unwrap().stored);
    assert_eq!(
        table.primary_key.as_ref().unwrap().name.as_deref(),
        Some("pk")
    );
    let uniques: Vec<_> = table
        .uniques
        .iter()
        .map(|one| (one.name.as_deref(), one.columns.clone()))
        .collect();
    assert_eq!(
        uniques,
        [
            (None, vec!["b b".to_owned()]),
            (Some("uq"), vec!["a".to_owned(), "b b".to_owned()])
        ]
    );
    let checks: Vec<_> = table
        .checks
        .iter()
        .map(|one| (one.name.as_deref(), one.expression.as_str()))
        .collect();
    assert_eq!(checks, [(Some("ck"), "c <> ')'"), (None, "a > 0")]);
    let keys = &table.foreign_keys;
    assert_eq!(keys[0].on_delete, ReferentialAction::SetNull);
    assert_eq!(keys[1].deferrable, Deferrable::InitiallyDeferred);
    assert_eq!(keys[1].references_columns, ["x"]);
    assert_eq!(
        (
            keys[2].name.as_deref(),
            keys[2].references_table.name.as_str()
        ),
        (Some("fk"), "p q")
    );
}

#[test]
fn only_one_spelling_numbers_the_rows() {
    for (sql, identity) in [
        ("a INTEGER PRIMARY KEY", Some(Identity::ByDefault)),
        (
            "a integer primary key autoincrement",
            Some(Identity::Autoincrement),
        ),
        ("a \"INTEGER\" PRIMARY KEY ASC", Some(Identity::ByDefault)),
        ("a INTEGER, PRIMARY KEY (A)", Some(Identity::ByDefault)),
        (
            "a INTEGER, PRIMARY KEY (a AUTOINCREMENT)",
            Some(Identity::Autoincrement),
        ),
        ("a INTEGER, PRIMARY KEY (a DESC)", Some(Identity::ByDefault)),
        ("a INTEGER PRIMARY KEY DESC", None),
        ("a INT PRIMARY KEY", None),
        ("a BIGINT PRIMARY KEY", None),
        ("a INTEGER, b, PRIMARY KEY (a, b)", None),
        ("a INTEGER UNIQUE", None),
    ] {
        let (_, table) = table(&format!("CREATE TABLE t ({sql})"));
        assert_eq!(table.columns[0].identity, identity, "{sql}");
    }
}

#[test]
fn indexes_are_read_with_all_that_they_say() {
    let sql = "CREATE UNIQUE INDEX [i x] ON \"t\" (a, \"B\" COLLATE nocase DESC, lower(c, ',') || 'x' ASC, d NULLS LAST) WHERE a > ';' ;";
    let parsed = create_index(sql).unwrap();
    assert!(parsed.unique);
    assert_eq!((parsed.name.as_str(), parsed.table.as_str()), ("i x", "t"));
    assert_eq!(&sql[parsed.predicate.unwrap()], "a > ';'");
    let terms: Vec<_> = parsed
        .terms
        .iter()
        .map(|term| {
            (
                &sql[term.expression.clone()],
                term.column.as_deref(),
                term.descending,
            )
        })
        .collect();
    assert_eq!(
        terms,
        [
            ("a", Some("a"), false),
            ("\"B\"", Some("B"), true),
            ("lower(c, ',') || 'x'", None, false),
            ("d", Some("d"), false)
        ]
    );
    assert_eq!(parsed.terms[1].collation.as_deref(), Some("nocase"));
    assert_eq!(parsed.terms[3].nulls, Some(NullsOrder::Last));
}

#[test]
fn the_heads_of_triggers_are_read() {
    for (sql, event) in [
        (
            "CREATE TRIGGER a BEFORE INSERT ON \"t\" BEGIN",
            TriggerEvent::Insert,
        ),
        (
            "create temp trigger if not exists main.a delete on t",
            TriggerEvent::Delete,
        ),
        (
            "CREATE TRIGGER a INSTEAD OF UPDATE OF x, [y z] ON t FOR EACH ROW",
            TriggerEvent::Update {
                columns: vec!["x".to_owned(), "y z".to_owned()],
            },
        ),
        (
            "CREATE TRIGGER [a] AFTER UPDATE ON t",
            TriggerEvent::Update { columns: vec![] },
        ),
    ] {
        let parsed = create_trigger(sql).unwrap();
        assert_eq!((parsed.event, parsed.table.as_str()), (event, "t"));
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (sql, message) in [
        (
            "CREATE TABLE t (a INT,\n b PRIMARY)",
            "expected a column constraint, found `PRIMARY` in line 2",
        ),
        ("CREATE TABLE t (a", "expected ), found the end"),
        (
            "CREATE TABLE t (a) NONSENSE",
            "expected STRICT or WITHOUT ROWID, found `NONSENSE` in line 1",
        ),
        ("CREATE TABLE t (a CHECK (b)", "expected ), found the end"),
        ("CREATE TABLE t (a CHECK (b", "a parenthesis is not closed"),
        ("DROP TABLE t", "expected CREATE, found `DROP` in line 1"),
        ("", "expected CREATE, found the end"),
    ] {
        assert_eq!(create_table(sql).unwrap_err(), message);
    }
}

#[test]
fn every_item_of_a_table_has_its_place() {
    let sql = "CREATE TABLE t (a INT /* x */, -- y\n b TEXT DEFAULT 'c,d', UNIQUE (a) CHECK (b))";
    let parsed = create_table(sql).unwrap();
    let items: Vec<_> = parsed.items().into_iter().map(|span| &sql[span]).collect();
    assert_eq!(
        items,
        ["a INT", "b TEXT DEFAULT 'c,d'", "UNIQUE (a)", "CHECK (b)"]
    );
    assert_eq!(&sql[parsed.close..], ")");
}

proptest::proptest! {
    #[test]
    fn whatever_a_catalog_says_is_read(text in crate::dialect::odd::text(), head in 0..4_usize) {
        let sql = ["", "CREATE TABLE t (a ", "CREATE INDEX i ON t (a ", "CREATE TRIGGER g AFTER "][head].to_owned() + &text;
        if let Ok(parsed) = create_table(&sql) {
            let table = read::table(&sql, &parsed);
            let _ = create_index(&sql).map(|index| read::index(&sql, &index, &table));
        }
        let _ = create_index(&sql).is_ok() || create_trigger(&sql).is_ok();
    }
}
