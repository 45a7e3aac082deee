//! What a project says about autogenerate: hooks of the environment, and comparing with the history alone.

use diesel::prelude::*;
use migrate_core::command::{CompareError, CompareOptions, Comparison};
use migrate_core::connection::{Connection as _, Engine};
use migrate_core::dialect::Server;
use migrate_core::environment::{Element, Side};
use migrate_core::operation::{Change, Operation};
use migrate_core::operations::Operations;
use migrate_core::prelude::{Integer, Text, alter, column, view};
use migrate_core::render::{NewRevision, TypeCode, functions};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Generated, Index, IndexColumn, Schema, Table,
};
use migrate_core::{Environment, Metadata, Migratable, Result};
use migrate_tests::database::{dump, memory};

use crate::history::{environment, nothing, of_operations, revision};

#[derive(Migratable)]
#[diesel(table_name = people)]
#[allow(dead_code, reason = "a model")]
struct Person {
    id: i32,
    #[migratable(default = "nobody")]
    name: String,
    #[migratable(index)]
    age: Option<i32>,
}

fn models() -> Metadata {
    Metadata::of([Person::TABLE]).expect("models")
}

/// A database that differs from the models in a type, a default, an index on each side, and a table.
fn different() -> SqliteConnection {
    let mut conn = memory();
    conn.batch_execute(
        "CREATE TABLE people (id INTEGER PRIMARY KEY NOT NULL, name VARCHAR(80) NOT NULL DEFAULT 'somebody', age INTEGER);
         CREATE INDEX tmp_names ON people (name);
         CREATE TABLE tmp_import (line TEXT)",
    )
    .expect("sound SQL");
    conn
}

fn found(environment: &Environment) -> Vec<String> {
    let comparison = environment
        .compare(&mut different(), &models())
        .expect("comparable");
    told(&comparison)
}

fn told(comparison: &Comparison) -> Vec<String> {
    let operations = comparison.operations.iter().map(ToString::to_string);
    operations
        .chain(comparison.notes.iter().map(ToString::to_string))
        .collect()
}

#[test]
fn without_hooks_everything_is_found() {
    assert_eq!(
        found(&nothing()),
        [
            "drop index `tmp_names` on `people`, alter column `people.name` (type TEXT, default), create index \
             `ix_people_age` on `people`",
            "table `tmp_import` has no model and was not made by this history; it is left alone",
        ]
    );
}

#[test]
fn what_is_left_out_is_neither_added_nor_dropped() {
    let environment = nothing()
        .include_table(|table| !table.name.starts_with("tmp_"))
        .include_object(|element, side| match element {
            Element::Index(_, index) => match side {
                Side::Database => index.name.as_deref() != Some("tmp_names"),
                Side::Models => false,
            },
            _ => true,
        });
    assert_eq!(
        found(&environment),
        ["alter column `people.name` (type TEXT, default)"]
    );
}

#[test]
fn types_and_defaults_are_compared_as_the_project_says() {
    let environment = nothing()
        .include_table(|table| table.name == "people")
        .include_object(|element, _| !matches!(element, Element::Index(..)))
        .compare_type(|_, from, to| match (&from.type_, &to.type_) {
            (ColumnType::Varchar(_), ColumnType::Text) => Some(false),
            (ColumnType::Integer, ColumnType::Integer) if from.name == "age" => Some(true),
            _ => None,
        })
        .compare_default(|table, from, _| {
            (table.name == "people" && from.name == "name").then_some(false)
        });
    assert_eq!(
        found(&environment),
        ["alter column `people.age` (type INTEGER)"]
    );
}

#[test]
fn operations_are_rewritten_before_anybody_sees_them() {
    let environment = nothing().rewrite(|operations| {
        operations
            .into_iter()
            .map(|mut operation| {
                if let Operation::AlterTable { changes, .. } = &mut operation {
                    changes.retain(|change| !matches!(change, Change::DropIndex { .. }));
                    changes.retain(|change| !matches!(change, Change::AlterColumn { .. }));
                    changes.retain(|change| !matches!(change, Change::CreateIndex { .. }));
                }
                operation
            })
            .collect()
    });
    let comparison = environment
        .compare(&mut different(), &models())
        .expect("comparable");
    assert!(comparison.in_sync(), "{:?}", comparison.operations);
}

/// What makes room for a change does not when the change is left out.
#[test]
fn views_stay_where_a_rewriter_leaves_nothing_to_make_room_for() {
    const NAMES: &str = "SELECT id, name FROM people";
    let mut conn = memory();
    let create = nothing()
        .object(view("names").definition(NAMES))
        .compare(&mut conn, &models())
        .expect("comparable");
    let down = create.downgrade().expect("known");
    let history = of_operations([(create.upgrade(), down), (vec![], vec![])]);
    let _ = history.upgrade(&mut conn, "head").expect("sound");
    conn.batch_execute("ALTER TABLE people ADD COLUMN note TEXT")
        .expect("sound SQL");
    let with_view = history.object(view("names").definition(NAMES));
    let all = with_view.compare(&mut conn, &models()).expect("comparable");
    assert_eq!(
        told_of(&all.operations),
        [
            "drop view `names`",
            "drop column `people.note`",
            "create view `names`"
        ]
    );
    let careful = with_view.rewrite(|mut operations| {
        for operation in &mut operations {
            if let Operation::AlterTable { changes, .. } = operation {
                changes.retain(|change| !matches!(change, Change::DropColumn { .. }));
            }
        }
        operations
    });
    let none = careful.compare(&mut conn, &models()).expect("comparable");
    assert_eq!(told_of(&none.operations), [""; 0]);
}

fn create_people(op: &mut Operations<'_>) -> Result {
    op.create_table(
        "people",
        [
            column("id", Integer).primary_key().identity(),
            column("nick", Text),
        ],
    )
}

fn rename_and_fill(op: &mut Operations<'_>) -> Result {
    op.rename_column("people", "nick", "name")?;
    op.execute("UPDATE people SET name = 'nobody' WHERE name IS NULL")?;
    op.alter_column("people", "name", alter().not_null().default("nobody"))
}

fn add_age(op: &mut Operations<'_>) -> Result {
    op.execute("ALTER TABLE people ADD COLUMN age INTEGER")
}

fn add_age_again(op: &mut Operations<'_>) -> Result {
    op.add_column("persons", column("age", Integer))
}

fn down(_op: &mut Operations<'_>) -> Result {
    Ok(())
}

fn against_history(environment: &Environment, engine: Engine) -> Result<Vec<String>, CompareError> {
    let compared = environment.compare_history(
        Server::current(engine),
        &models(),
        CompareOptions::default(),
    );
    compared.map(|comparison| told(&comparison))
}

#[test]
fn a_history_is_compared_without_a_database() {
    let declarative = environment(vec![
        revision("a", &[], create_people, down),
        revision("b", &["a"], rename_and_fill, down),
    ]);
    let expected = ["add column `people.age`, create index `ix_people_age` on `people`".to_owned()];
    assert_eq!(
        against_history(&declarative, Engine::Sqlite).expect("comparable"),
        expected
    );

    // It is what the database itself says.
    let mut conn = memory();
    let _ = declarative.upgrade(&mut conn, "head").expect("sound");
    let live = declarative
        .compare(&mut conn, &models())
        .expect("comparable");
    assert_eq!(told(&live), expected);
}

#[test]
fn sql_of_the_revisions_runs_in_memory() {
    let with_sql = environment(vec![
        revision("a", &[], create_people, down),
        revision("b", &["a"], rename_and_fill, down),
        revision("c", &["b"], add_age, down),
    ]);
    assert_eq!(
        against_history(&with_sql, Engine::Sqlite).expect("comparable"),
        ["create index `ix_people_age` on `people`"]
    );
}

#[test]
fn a_history_that_contradicts_itself_is_told() {
    let contradiction = environment(vec![
        revision("a", &[], create_people, down),
        revision("b", &["a"], add_age_again, down),
    ]);
    let error = against_history(&contradiction, Engine::Sqlite).expect_err("no table `persons`");
    assert_eq!(
        error.to_string(),
        "revision `b` does not fit those before it"
    );
    assert!(matches!(error, CompareError::Replay { .. }));
}

fn with_views(names: &str, adults: &str) -> Environment {
    nothing()
        .object(view("names").definition(names))
        .object(view("adults").definition(adults))
}

/// Runs what was found as the next revision of a history, and returns the history.
fn told_of(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(ToString::to_string).collect()
}

#[test]
fn views_are_created_replaced_and_dropped_around_their_tables() {
    const NAMES: &str = "SELECT name FROM adults";
    const ADULTS: &str = "SELECT id, name FROM people WHERE age >= 18";
    let mut conn = memory();
    let create = with_views(NAMES, ADULTS)
        .compare(&mut conn, &models())
        .expect("comparable");
    assert_eq!(
        told_of(&create.operations),
        [
            "create table `people`",
            "create view `adults`",
            "create view `names`"
        ]
    );
    let down = create.downgrade().expect("known");
    let history = of_operations([(create.upgrade(), down), (vec![], vec![])]);
    let _ = history.upgrade(&mut conn, "head").expect("sound");

    // The same bodies: nothing to do. Without any that is registered, those of the history are left alone.
    let same = history
        .clone()
        .object(view("adults").definition(ADULTS))
        .object(view("names").definition(NAMES));
    assert!(
        same.compare(&mut conn, &models())
            .expect("comparable")
            .in_sync()
    );
    assert!(
        history
            .compare(&mut conn, &models())
            .expect("comparable")
            .in_sync()
    );

    let older = "SELECT id, name FROM people WHERE age >= 21";
    let changed = history
        .clone()
        .object(view("names").definition(NAMES))
        .object(view("adults").definition(older));
    let change = changed.compare(&mut conn, &models()).expect("comparable");
    assert_eq!(
        told_of(&change.operations),
        [
            "drop view `names`",
            "replace view `adults`",
            "create view `names`"
        ]
    );
    let file = functions(&change.upgrade(), &change.downgrade().expect("known"));
    assert!(file.contains(ADULTS) && file.contains(older), "{file}");

    let before = dump(&mut conn);
    let both = of_operations([
        (create.upgrade(), vec![]),
        (change.upgrade(), change.downgrade().expect("known")),
    ]);
    let _ = both
        .stamp(&mut conn, &["a"], true)
        .expect("it stands at the first");
    let _ = both.upgrade(&mut conn, "head").expect("the views change");
    assert!(dump(&mut conn).contains("21"));
    let _ = both.downgrade(&mut conn, "a").expect("the former bodies");
    let sorted = |text: &str| {
        text.lines()
            .map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(sorted(&dump(&mut conn)), sorted(&before));

    let _ = both.upgrade(&mut conn, "head").expect("and again");
    let fewer = both.clone().object(view("adults").definition(older));
    let drop = fewer.compare(&mut conn, &models()).expect("comparable");
    assert_eq!(told_of(&drop.operations), ["drop view `names`"]);
}

#[test]
fn types_are_written_in_the_words_of_the_project() {
    let environment = nothing().render_type(|type_| {
        (*type_ == ColumnType::Text).then(|| {
            TypeCode::new("citext()")
                .import("std::fmt::Debug as _")
                .import("crate::types::citext")
        })
    });
    let comparison = environment
        .compare(&mut memory(), &models())
        .expect("comparable");
    let revision = NewRevision {
        id: "a".to_owned(),
        message: "people".to_owned(),
        created: "2026-01-01 00:00:00 UTC".to_owned(),
        down_revisions: vec![],
        depends_on: vec![],
        branch_labels: vec![],
    };
    let (up, down) = (comparison.upgrade(), comparison.downgrade().expect("known"));
    let file = environment.renderer().revision_file(&revision, &up, &down);
    assert!(
        file.contains(
            "use migrate_core::prelude::*;\n\nuse crate::types::citext;\nuse std::fmt::Debug as _;\n\npub static"
        ),
        "{file}"
    );
    assert!(
        file.contains("column(\"name\", citext()).not_null()"),
        "{file}"
    );
    assert!(file.contains("column(\"age\", Integer)"), "{file}");
}

/// A table with a check, a generated column and indexes in the words of somebody who is no database.
fn wordy() -> Schema {
    let mut table = Table::new("people");
    table.columns = vec![
        Column::new("age", ColumnType::Integer),
        Column {
            default: Some(ColumnDefault::Expression("upper( 'x')||'y'".to_owned())),
            ..Column::new("code", ColumnType::Text)
        },
        Column {
            generated: Some(Generated {
                expression: "( age+1 )*2".to_owned(),
                stored: true,
            }),
            ..Column::new("older", ColumnType::Integer)
        },
    ];
    table.checks.push(Check {
        name: Some("ck_people_age".to_owned()),
        ..Check::new("not (age=7) and age  >= 0")
    });
    table.indexes.push(Index {
        name: Some("ix_people_some".to_owned()),
        predicate: Some("not (age=8)".to_owned()),
        ..Index::new(vec![IndexColumn::column("age")])
    });
    Schema::from_iter([table])
}

#[test]
fn expressions_stand_in_revisions_as_they_were_written() {
    let file = |conn: &mut SqliteConnection, to: Schema| {
        let options = CompareOptions::default();
        let compared = nothing().compare_schema(conn, to, options);
        let comparison = compared.expect("comparable");
        functions(
            &comparison.upgrade(),
            &comparison.downgrade().expect("known"),
        )
    };
    let whole = file(&mut memory(), wordy());
    let mut conn = memory();
    conn.batch_execute("CREATE TABLE people (age INTEGER)")
        .expect("sound SQL");
    let changed = file(&mut conn, wordy());
    for text in [
        "check(\"not (age=7) and age  >= 0\")",
        "( age+1 )*2",
        "not (age=8)",
        "sql(\"upper( 'x')||'y'\")",
    ] {
        assert!(whole.contains(text), "{text}: {whole}");
        assert!(changed.contains(text), "{text}: {changed}");
    }
}

/// A table that is called otherwise now said what it said under its former name.
#[test]
fn what_goes_from_a_renamed_table_comes_back_as_it_was_written() {
    let mut conn = memory();
    conn.batch_execute("CREATE TABLE persons (age INTEGER, CONSTRAINT old CHECK (not (age=7)))")
        .expect("sound SQL");
    let mut table = Table::new("people");
    table.columns = vec![Column::new("age", ColumnType::Integer)];
    table.renamed_from = Some("persons".to_owned());
    let options = CompareOptions::default();
    let compared = nothing().compare_schema(&mut conn, Schema::from_iter([table]), options);
    let comparison = compared.expect("comparable");
    assert_eq!(
        told_of(&comparison.operations),
        [
            "rename table `persons` to `people`",
            "drop check `old` on `people`"
        ]
    );
    let file = functions(
        &comparison.upgrade(),
        &comparison.downgrade().expect("known"),
    );
    assert!(file.contains("check(\"not (age=7)\")"), "{file}");
}
