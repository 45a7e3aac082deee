//! Views, triggers and foreign keys of a table that is rebuilt.

use super::*;

#[test]
fn a_view_that_would_break_fails_the_rebuild() {
    for (view, sql) in [
        ("v", "CREATE VIEW v AS SELECT b FROM t"),
        (
            "w",
            "CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT b FROM v",
        ),
    ] {
        // The comment keeps SQLite's own DROP COLUMN out of it.
        let mut database = Database::with(&format!("CREATE TABLE t (a, /* , */ b); {sql}"));
        let before = database.catalog();
        let error = database.try_alter("t", [drop_column("b")]).unwrap_err();
        assert!(error.contains("no such column: b"), "{error}");
        assert!(
            error.contains(&format!("SELECT * FROM \"{view}\"")),
            "{error}"
        );
        assert_eq!(database.catalog(), before);
        assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["0"]);
    }
}

#[test]
fn a_trigger_that_would_break_fails_the_rebuild() {
    for trigger in [
        "CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO log VALUES (OLD.b); END",
        "CREATE TRIGGER g AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (OLD.b); END",
        "CREATE TRIGGER g AFTER INSERT ON log BEGIN UPDATE t SET b = 1; END",
    ] {
        let mut database = Database::with(&format!(
            "CREATE TABLE t (a, /* , */ b); CREATE TABLE log (what); {trigger}"
        ));
        let error = database.try_alter("t", [drop_column("b")]).unwrap_err();
        assert!(
            error.contains("no such column") && error.contains('b'),
            "{error}"
        );
    }
    let mut database = Database::with(
        "CREATE TABLE t (a, b); CREATE TRIGGER g AFTER UPDATE OF b ON t BEGIN SELECT 1; END",
    );
    assert_eq!(
        database.try_alter("t", [drop_column("b")]).unwrap_err(),
        "trigger `g` waits for updates of `t.b`; drop the trigger first"
    );
}

#[test]
fn what_was_broken_before_is_left_alone() {
    let mut database = Database::with(
            "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT gone FROM t; CREATE VIEW w AS SELECT * FROM nowhere;
             CREATE TRIGGER g AFTER DELETE ON t BEGIN INSERT INTO nowhere VALUES (1); END",
        );
    let before = database.catalog();
    database.alter("t", [retype("a", ColumnType::Text)]);
    assert_eq!(database.catalog().len(), before.len());
}

#[test]
fn foreign_keys_must_be_off_where_rows_would_be_lost() {
    let retype = Operation::AlterTable {
        table: "t".into(),
        changes: vec![retype("a", ColumnType::Text)],
        recreate: Recreate::Auto,
    };
    let drop = Operation::DropTable {
        name: "t".into(),
        was: None,
        if_exists: false,
    };
    for (sql, rebuild, dropping) in [
        ("CREATE TABLE t (a)", false, false),
        (
            "CREATE TABLE t (a, i INTEGER PRIMARY KEY, up REFERENCES t)",
            true,
            false,
        ),
        (
            "CREATE TABLE t (a, i INTEGER PRIMARY KEY); CREATE TABLE c (x REFERENCES \"T\")",
            true,
            true,
        ),
        (
            "CREATE TABLE t (a, i INTEGER PRIMARY KEY); CREATE TABLE c (t, x REFERENCES z)",
            false,
            false,
        ),
    ] {
        let mut database = Database::with(sql);
        let needs = |ddl: migrate_core::dialect::Ddl| ddl.needs_foreign_keys_off.is_some();
        assert_eq!(needs(database.ddl(&retype).unwrap()), rebuild, "{sql}");
        assert_eq!(needs(database.ddl(&drop).unwrap()), dropping, "{sql}");
    }
}

#[test]
fn the_callers_pragma_stays_as_it_was() {
    let mut database = Database::with(
        "PRAGMA legacy_alter_table = ON; CREATE TABLE t (a); INSERT INTO t VALUES (NULL)",
    );
    database.alter("t", [retype("a", ColumnType::Text)]);
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
    let required = alter(
        "a",
        ColumnPatch {
            nullable: Some(false),
            ..ColumnPatch::default()
        },
    );
    database.try_alter("t", [required.clone()]).unwrap_err();
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
    database.sql("PRAGMA legacy_alter_table = OFF");
    let error = database.try_alter("t", [required]).unwrap_err();
    assert!(error.contains("NOT NULL constraint failed"), "{error}");
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["0"]);
    assert_eq!(database.rows("SELECT CAST(count(*) AS TEXT) FROM t"), ["1"]);
}
