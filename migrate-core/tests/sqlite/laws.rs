//! Laws on generated statements: whatever a table says, a rebuild leaves it as it was written.

use migrate_core::operation::{Change, ColumnPatch};
use migrate_core::schema::ColumnType;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::Database;

/// White space and comments, as people leave them between words.
fn trivia() -> impl Strategy<Value = &'static str> {
    select(vec![
        " ",
        "\n    ",
        " /* a, (b */ ",
        " -- it's, (\n",
        "\t\r\n",
    ])
}

fn constraint() -> impl Strategy<Value = &'static str> {
    select(vec![
        "NOT NULL ON CONFLICT ABORT",
        "NULL",
        "UNIQUE ON CONFLICT REPLACE",
        "CHECK (1 /* ) */ <> ')')",
        "CONSTRAINT \"na,me\" CHECK (length('(') > 0)",
        "DEFAULT -1.5",
        "DEFAULT ('a' || \"lower\"(')'))",
        "DEFAULT current_date",
        "COLLATE [nocase]",
        "REFERENCES t ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
        "CONSTRAINT alone",
    ])
}

/// A column's type and constraints, at most one of each kind.
fn column() -> impl Strategy<Value = String> {
    let type_ = select(vec![
        "",
        "INT",
        "VARCHAR ( 10 )",
        "unsigned \"big\" int",
        "'text'",
    ]);
    (type_, vec((trivia(), constraint()), 0..4)).prop_map(|(type_, constraints)| {
        let mut text = type_.to_owned();
        for (trivia, constraint) in constraints {
            text.push_str(trivia);
            text.push_str(constraint);
        }
        text
    })
}

fn table() -> impl Strategy<Value = String> {
    let names = ["b", "[c d]", "`e`", "\"f\"\"g\""];
    let constraints = select(vec![
        "",
        ", UNIQUE (a, b) CHECK (a IS NOT b)",
        ", CONSTRAINT pk PRIMARY KEY (a COLLATE nocase DESC)",
    ]);
    let options = select(vec!["", " -- the end"]);
    (
        vec((trivia(), column(), trivia()), 1..=4),
        constraints,
        options,
    )
        .prop_map(move |(columns, constraints, options)| {
            let mut text = "CREATE TABLE t (a TEXT".to_owned();
            for ((before, column, after), name) in columns.into_iter().zip(names) {
                text.push_str(&format!("{after},{before}{name} {column}"));
            }
            format!("{text}{constraints}\n){options}")
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn a_rebuild_changes_no_other_word(sql in table()) {
        let mut database = Database::new();
        database.sql(&sql);
        let stored = database.table_sql("t");
        database.sql("INSERT INTO t (rowid, a) SELECT 7, 'x' WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info('t') WHERE \"notnull\")");
        let rows = database.rows("SELECT CAST(rowid AS TEXT), a FROM t");
        let retype = Change::AlterColumn {
            name: "a".to_owned(),
            patch: Box::new(ColumnPatch {
                type_: Some(ColumnType::Varchar(Some(9))),
                ..ColumnPatch::default()
            }),
            was: None,
        };
        database.try_alter("t", [retype]).unwrap();
        let expected = stored.replacen("CREATE TABLE t (a TEXT", "CREATE TABLE \"t\" (a VARCHAR(9)", 1);
        prop_assert_eq!(database.table_sql("t"), expected);
        prop_assert_eq!(database.rows("SELECT CAST(rowid AS TEXT), a FROM t"), rows);
    }
}
