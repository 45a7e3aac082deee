//! Columns that must not be NULL, in tables with rows: three steps that work on what is there.

use diesel::prelude::*;
use migrate_core::command::Comparison;
use migrate_core::connection::Connection as _;
use migrate_core::render::functions;
use migrate_core::{Metadata, Migratable};
use migrate_tests::database::{inspect, memory, query, rows};

use crate::history;

mod before {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = people)]
    #[allow(dead_code, reason = "a model")]
    pub struct Person {
        pub id: i32,
        pub nick: Option<String>,
        pub city: Option<String>,
    }
}

mod after {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = people)]
    #[allow(dead_code, reason = "a model")]
    pub struct Person {
        pub id: i32,
        pub nick: String,
        pub city: String,
        #[migratable(index)]
        pub age: i32,
        #[migratable(default = "none")]
        pub title: String,
    }
}

/// The table as it was, with these rows, compared with the model as it is.
fn compared(rows: &str) -> (SqliteConnection, Comparison) {
    let models = Metadata::of([before::Person::TABLE]).expect("models");
    let mut conn = memory();
    models.create_all(&mut conn).expect("the table");
    conn.batch_execute(rows).expect("rows");
    let now = Metadata::of([after::Person::TABLE]).expect("models");
    let comparison = history::nothing()
        .compare(&mut conn, &now)
        .expect("comparable");
    (conn, comparison)
}

#[test]
fn an_empty_table_needs_one_step() {
    let (_, comparison) = compared("");
    assert_eq!(comparison.unfilled, []);
    assert_eq!(comparison.upgrade(), comparison.operations);
}

#[test]
fn rows_get_a_value_in_a_step_of_its_own() {
    let (mut conn, comparison) =
        compared("INSERT INTO people (nick, city) VALUES ('ada', 'London'), (NULL, 'Rome')");
    let unfilled: Vec<&str> = comparison
        .unfilled
        .iter()
        .map(|unfilled| unfilled.column.as_str())
        .collect();
    assert_eq!(
        unfilled,
        ["age", "nick"],
        "cities are all known, titles have a default"
    );

    let (upgrade, downgrade) = (comparison.upgrade(), comparison.downgrade().expect("known"));
    let expected = r##"pub fn upgrade(op: &mut Operations) -> Result {
    op.add_column("people", column("age", Integer))?;
    op.add_column("people", column("title", Text).not_null().default("none"))?;
    // EDIT: choose what the rows that are there get in `people.age`.
    op.execute(r#"UPDATE "people" SET "age" = 0 WHERE "age" IS NULL"#)?;
    // EDIT: choose what the rows that are there get in `people.nick`.
    op.execute(r#"UPDATE "people" SET "nick" = '' WHERE "nick" IS NULL"#)?;
    op.alter_column("people", "age", alter().not_null())?;
    op.alter_column("people", "nick", alter().not_null())?;
    op.alter_column("people", "city", alter().not_null())?;
    op.create_index("people", index(["age"]).name("ix_people_age"))
}
"##;
    let rendered = functions(&upgrade, &downgrade);
    assert!(rendered.starts_with(expected), "{rendered}");

    let before = inspect(&mut conn);
    let environment = history::of_operations([(upgrade, downgrade), (vec![], vec![])]);
    let _ = environment
        .upgrade(&mut conn, "a")
        .expect("it works on rows");
    let now = Metadata::of([after::Person::TABLE]).expect("models");
    let _ = environment.upgrade(&mut conn, "b").expect("nothing");
    assert!(
        environment
            .compare(&mut conn, &now)
            .expect("comparable")
            .in_sync()
    );
    assert_eq!(
        query(
            &mut conn,
            "SELECT nick, city, CAST(age AS TEXT), title FROM people ORDER BY id"
        ),
        [["ada", "London", "0", "none"], ["", "Rome", "0", "none"]]
            .map(|row| row.map(|value| Some(value.to_owned())).to_vec())
    );
    let _ = environment
        .downgrade(&mut conn, "base")
        .expect("the way back");
    assert_eq!(inspect(&mut conn), before);
    assert_eq!(rows(&mut conn, "people").len(), 2);
}
