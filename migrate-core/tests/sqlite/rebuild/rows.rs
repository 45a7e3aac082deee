//! Rows through a change of their table: their numbers, the table's counter, what a new column says.

use super::*;

#[test]
fn rows_keep_their_numbers() {
    let numbers = "SELECT CAST(_rowid_ AS TEXT) FROM t ORDER BY 1";
    for columns in [
        "a TEXT",
        "a TEXT, rowid TEXT",
        "a TEXT, k TEXT PRIMARY KEY",
        "a, i INTEGER PRIMARY KEY DESC",
    ] {
        let mut database = Database::with(&format!(
            "CREATE TABLE t ({columns}); INSERT INTO t (_rowid_, a) VALUES (5, 'x'), (70, 'y')"
        ));
        database.alter("t", [retype("a", ColumnType::Integer)]);
        assert_eq!(database.rows(numbers), ["5", "70"], "{columns}");
    }
    // A key that becomes another name of the number, and back.
    let mut database = Database::with(
        "CREATE TABLE t (a TEXT, i INT PRIMARY KEY); INSERT INTO t VALUES ('x', 30), ('y', 4)",
    );
    let identity = |to| {
        alter(
            "i",
            ColumnPatch {
                identity: Some(to),
                ..ColumnPatch::default()
            },
        )
    };
    database.alter("t", [identity(Some(Identity::ByDefault))]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE \"t\" (a TEXT, i INTEGER PRIMARY KEY)"
    );
    assert_eq!(database.rows(numbers), ["30", "4"]);
    database.alter("t", [identity(None)]);
    assert_eq!(database.rows(numbers), ["30", "4"]);
}

#[test]
fn a_counter_is_kept_of_an_empty_table_too() {
    let mut database = Database::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a);
         INSERT INTO t VALUES (41, 1); DELETE FROM t; CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
    );
    database.alter("t", [retype("a", ColumnType::Text)]);
    database.alter("u", [retype("a", ColumnType::Text)]);
    database.sql("INSERT INTO t (a) VALUES (1); INSERT INTO u (a) VALUES (1)");
    assert_eq!(
        database.rows("SELECT name, CAST(seq AS TEXT) FROM sqlite_sequence ORDER BY 1"),
        ["t|42", "u|1"]
    );
}

/// The usual way to add a column that must not be NULL to a table with rows.
#[test]
fn rows_get_the_default_that_a_column_is_added_with() {
    let mut database =
        Database::with("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
    let mut age = Column::new("age", ColumnType::BigInt);
    age.nullable = false;
    age.default = Some(ColumnDefault::Literal(7.into()));
    let drop_default = ColumnPatch {
        default: Some(None),
        ..ColumnPatch::default()
    };
    database.alter("t", [add(age), alter("age", drop_default)]);
    assert_eq!(database.rows("SELECT CAST(age AS TEXT) FROM t"), ["7", "7"]);
    assert_eq!(
        database.rows("SELECT dflt_value FROM pragma_table_info('t') WHERE name = 'age'"),
        ["NULL"]
    );
}
