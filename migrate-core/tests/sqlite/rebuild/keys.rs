//! Primary keys that go, come, and become others: one column carries its key itself, as in a new table.

use migrate_core::operation::Change;
use migrate_core::schema::PrimaryKey;

use crate::sqlite::Database;

#[test]
fn primary_keys_are_replaced() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL); INSERT INTO t VALUES (3, 'x')",
    );
    let key = |columns: &[&str]| Change::AddPrimaryKey {
        primary_key: PrimaryKey {
            name: Some("pk".to_owned()),
            ..PrimaryKey::new(columns.iter().map(|&name| name.to_owned()).collect())
        },
    };
    database.alter(
        "t",
        [Change::DropPrimaryKey { was: None }, key(&["a", "b"])],
    );
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a INTEGER, b TEXT NOT NULL, CONSTRAINT \"pk\" PRIMARY KEY (\"a\", \"b\"))"
    );
    assert_eq!(
        database.try_alter("t", [key(&["a"])]).unwrap_err(),
        "table `t` has a primary key `pk` already"
    );
    assert_eq!(
        database.rows("SELECT CAST(rowid AS TEXT), CAST(a AS TEXT) FROM t"),
        ["3|3"]
    );
    database.alter("t", [Change::DropPrimaryKey { was: None }, key(&["a"])]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a INT CONSTRAINT \"pk\" PRIMARY KEY, b TEXT NOT NULL)"
    );
}
