//! Changes of tables: done by SQLite where it can, by a rebuild that loses nothing where it cannot.

use migrate_core::operation::{Change, ColumnPatch};
use migrate_core::schema::{Column, ColumnType};

use super::Database;

fn retype(name: &str, type_: ColumnType) -> Change {
    Change::AlterColumn {
        name: name.to_owned(),
        patch: Box::new(ColumnPatch {
            type_: Some(type_),
            ..ColumnPatch::default()
        }),
        was: None,
    }
}

#[test]
fn a_column_is_added_and_dropped_by_sqlite_itself() {
    let mut database = Database::with("CREATE TABLE t (a INTEGER, b TEXT)");
    let statements = database.alter(
        "t",
        [Change::AddColumn {
            column: Box::new(Column::new("c", ColumnType::Text)),
        }],
    );
    assert_eq!(statements, ["ALTER TABLE \"t\" ADD COLUMN \"c\" TEXT"]);
    let statements = database.alter(
        "t",
        [Change::DropColumn {
            name: "b".to_owned(),
            was: None,
        }],
    );
    assert_eq!(statements, ["ALTER TABLE \"t\" DROP COLUMN \"b\""]);
    assert_eq!(
        database.table_sql("t"),
        "CREATE TABLE t (a INTEGER, \"c\" TEXT)"
    );
}

#[test]
fn a_rebuild_keeps_the_text_that_it_does_not_change() {
    let mut database = Database::with(
        "CREATE TABLE [T x] (\n  a INT UNIQUE ON CONFLICT REPLACE, -- the a\n  b TEXT /* what */ CHECK ([T x].b <> ''), -- the b\n  c\n)",
    );
    database.alter("t X", [retype("b", ColumnType::Varchar(Some(9)))]);
    assert_eq!(
        database.table_sql("T x"),
        "CREATE TABLE \"T x\" (\n  a INT UNIQUE ON CONFLICT REPLACE, -- the a\n  b VARCHAR(9) /* what */ CHECK (b <> ''), -- the b\n  c\n)"
    );
}
