//! What goes with a column, and what cannot be without it.

use super::*;

#[test]
fn what_cannot_be_without_the_column_goes_with_it() {
    let mut database = Database::with(
            "CREATE TABLE p (id INTEGER PRIMARY KEY);
             CREATE TABLE t (a, b INT UNIQUE CHECK (b > 0), c CHECK (b < 9), UNIQUE (a, b), FOREIGN KEY (b) REFERENCES p, CHECK (a));
             CREATE INDEX i ON t (a) WHERE b > 1; CREATE INDEX j ON t (a);
             INSERT INTO p VALUES (5); INSERT INTO t VALUES (1, 5, 3)",
        );
    database.alter("t", [drop_column("b")]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a, c, CHECK (a))"
    );
    assert_eq!(
        database.rows("SELECT name FROM sqlite_master WHERE type = 'index'"),
        ["j"]
    );
    assert_eq!(
        database.rows("SELECT CAST(a AS TEXT), CAST(c AS TEXT) FROM t"),
        ["1|3"]
    );
}

#[test]
fn what_uses_others_too_stands_in_the_way() {
    for (columns, message) in [
        (
            "a, b, CHECK (a > b)",
            "check constraint `a > b` uses `t.b`; drop the constraint first",
        ),
        (
            "a, b, CONSTRAINT ck CHECK (a > b)",
            "check constraint `ck` uses `t.b`; drop the constraint first",
        ),
        (
            "a AS (b + 1), b",
            "generated column `t.a` uses `b`; drop that column first",
        ),
        (
            "a, b, PRIMARY KEY (a, b)",
            "column `t.b` is part of the primary key; drop the primary key first",
        ),
        (
            "a, b PRIMARY KEY",
            "column `t.b` is the primary key; drop the primary key first",
        ),
        (
            "b UNIQUE",
            "column `b` is the only one of table `t`; drop the table instead",
        ),
    ] {
        let mut database = Database::with(&format!("CREATE TABLE t ({columns})"));
        assert_eq!(
            database.try_alter("t", [drop_column("b")]).unwrap_err(),
            message
        );
    }
}

#[test]
fn constraints_that_went_along_may_be_dropped_again() {
    let mut database = Database::with(
        "CREATE TABLE t (a, b INT CONSTRAINT ck CHECK (b > 0), CONSTRAINT uq UNIQUE (a, b)); CREATE INDEX i ON t (b)",
    );
    database.alter(
        "t",
        [
            drop_column("b"),
            Change::DropUnique {
                unique: unique(Some("uq"), &["a", "b"]),
            },
            Change::DropCheck {
                check: check(Some("ck"), "b > 0"),
            },
            Change::DropIndex {
                name: "i".to_owned(),
                was: None,
                if_exists: false,
                concurrently: false,
            },
        ],
    );
    assert_eq!(database.table_sql("t"), "CREATE TABLE \"t\" (a)");
}
