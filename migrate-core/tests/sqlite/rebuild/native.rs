//! What SQLite's own `ALTER TABLE` can do, it does.

use super::*;

#[test]
fn a_column_is_added_and_dropped_by_sqlite_itself() {
    let mut database = Database::with("CREATE TABLE t (a INTEGER, b TEXT)");
    let statements = database.alter("t", [add(Column::new("c", ColumnType::Text))]);
    assert_eq!(statements, ["ALTER TABLE \"t\" ADD COLUMN \"c\" TEXT"]);
    let statements = database.alter("t", [drop_column("b")]);
    assert_eq!(statements, ["ALTER TABLE \"t\" DROP COLUMN \"b\""]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE t (a INTEGER, \"c\" TEXT)"
    );
}

#[test]
fn a_column_brings_its_foreign_key_along() {
    let mut database = Database::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a); INSERT INTO t VALUES (1)",
    );
    let statements = database.alter(
        "t",
        [
            add(Column::new("p", ColumnType::Integer)),
            Change::AddForeignKey {
                foreign_key: foreign_key(Some("fk_t_p"), "p", "p", "id"),
            },
        ],
    );
    assert_eq!(
        statements,
        [
            "ALTER TABLE \"t\" ADD COLUMN \"p\" INTEGER CONSTRAINT \"fk_t_p\" REFERENCES \"p\" (\"id\") ON DELETE CASCADE"
        ]
    );
    let schema = database.inspect();
    let keys = &schema.table(&"t".into()).unwrap().foreign_keys;
    assert_eq!(keys, &[*foreign_key(Some("fk_t_p"), "p", "p", "id")]);
}

#[test]
fn a_default_that_must_be_computed_needs_a_rebuild_and_fills_the_rows() {
    let mut database = Database::with("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
    let mut column = Column::new("b", ColumnType::Integer);
    column.default = Some(ColumnDefault::Expression("1 + 1".to_owned()));
    column.nullable = false;
    assert!(rebuilt(&database.alter("t", [add(column)])));
    assert_eq!(
        database.rows("SELECT CAST(a AS TEXT), CAST(b AS TEXT) FROM t"),
        ["1|2", "2|2"]
    );
}

#[test]
fn not_null_without_a_default_fails_on_rows_and_works_without() {
    let mut column = Column::new("b", ColumnType::Integer);
    column.nullable = false;
    let mut database = Database::with("CREATE TABLE t (a)");
    database.alter("t", [add(column.clone())]);
    let mut database = Database::with("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    let error = database.try_alter("t", [add(column)]).unwrap_err();
    assert!(error.contains("NOT NULL"), "{error}");
    assert_eq!(database.table_sql("t"), "CREATE TABLE t (a)");
}

#[test]
fn a_rename_reaches_triggers_views_and_foreign_keys() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, n); CREATE TABLE c (t REFERENCES t (a));
             CREATE VIEW v AS SELECT a FROM t;
             CREATE TRIGGER g AFTER INSERT ON c BEGIN UPDATE t SET n = NEW.t WHERE a = NEW.t; END",
    );
    let statements = database.alter("t", [rename("a", "b")]);
    assert_eq!(
        statements,
        ["ALTER TABLE \"t\" RENAME COLUMN \"a\" TO \"b\""]
    );
    database.sql("INSERT INTO t VALUES (1, 0); INSERT INTO c VALUES (1)");
    assert_eq!(database.rows("SELECT CAST(n AS TEXT) FROM t"), ["1"]);
    assert_eq!(database.rows("SELECT CAST(b AS TEXT) FROM v"), ["1"]);
}

#[test]
fn indexes_come_and_go() {
    let mut database = Database::with("CREATE TABLE t (a, b); CREATE INDEX ia ON t (a)");
    let mut index = Index::new(vec![IndexColumn::expression("a + c")]);
    index.name = Some("ic".to_owned());
    index.predicate = Some("c > 0".to_owned());
    let statements = database.alter(
        "t",
        [
            Change::DropIndex {
                name: "IA".to_owned(),
                was: None,
                if_exists: false,
                concurrently: false,
            },
            rename("b", "c"),
            Change::CreateIndex {
                index: Box::new(index),
                if_not_exists: false,
            },
        ],
    );
    assert_eq!(
        statements,
        [
            "DROP INDEX \"ia\"",
            "ALTER TABLE \"t\" RENAME COLUMN \"b\" TO \"c\"",
            "CREATE INDEX \"ic\" ON \"t\" (a + c) WHERE c > 0"
        ]
    );
}

#[test]
fn a_dropped_column_takes_its_plain_index_along() {
    let mut database = Database::with("CREATE TABLE t (a, b); CREATE INDEX ib ON t (b)");
    let statements = database.alter("t", [drop_column("b")]);
    assert_eq!(
        statements,
        ["DROP INDEX \"ib\"", "ALTER TABLE \"t\" DROP COLUMN \"b\""]
    );
}

#[test]
fn tables_are_renamed_with_all_that_names_them() {
    let mut database = Database::with(
            "PRAGMA legacy_alter_table = ON;
             CREATE TABLE t (a INTEGER PRIMARY KEY, up REFERENCES t); CREATE TABLE c (t REFERENCES t ON DELETE CASCADE);
             CREATE VIEW v AS SELECT a FROM t",
        );
    for (from, to) in [("t", "other"), ("OTHER", "Other")] {
        database
            .apply(&Operation::RenameTable {
                from: from.into(),
                to: to.into(),
            })
            .unwrap();
    }
    assert_eq!(
        database.catalog(),
        [
            "table|Other|Other|CREATE TABLE \"Other\" (a INTEGER PRIMARY KEY, up REFERENCES \"Other\")",
            "table|c|c|CREATE TABLE c (t REFERENCES \"Other\" ON DELETE CASCADE)",
            "view|v|v|CREATE VIEW v AS SELECT a FROM \"Other\"",
        ]
    );
    assert_eq!(database.rows("PRAGMA legacy_alter_table"), ["1"]);
}
