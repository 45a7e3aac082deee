//! Renames: what is taken for one, what an answer does, and that no row is lost by it.

use diesel::prelude::*;
use migrate_core::command::{Answer, CompareError, CompareOptions, LikelyRenames};
use migrate_core::connection::Connection as _;
use migrate_core::diff::Note;
use migrate_core::diff::renames::{self, Rename};
use migrate_core::render::reversed;
use migrate_core::schema::Schema;
use migrate_core::{Environment, Metadata, Migratable};
use migrate_tests::database::{dump, inspect, memory, query};
use migrate_tests::schemas::schema;
use proptest::prelude::*;

use crate::history;

mod elements;
mod references;
mod values;

fn schema_of(sql: &str) -> Schema {
    let mut conn = memory();
    conn.batch_execute(sql).expect("sound SQL");
    inspect(&mut conn)
}

/// The likely renames between two databases, as `--rename` takes them.
fn likely(from: &str, to: &str) -> Vec<String> {
    let (from, to) = (schema_of(from), schema_of(to));
    let mut all = renames::without_rivals(renames::tables(&from, &to));
    all.extend(renames::without_rivals(renames::columns(&from, &to)));
    all.iter().map(|found| found.rename.to_string()).collect()
}

#[test]
fn columns_are_known_by_type_place_and_name() {
    let cases: &[(&str, &str, &[&str])] = &[
        // The same type at the same place, whatever the name.
        (
            "id INTEGER, mail TEXT, age INTEGER",
            "id INTEGER, email TEXT, age INTEGER",
            &["t.mail:email"],
        ),
        (
            "id INTEGER, power TEXT",
            "id INTEGER, strength TEXT",
            &["t.power:strength"],
        ),
        // Elsewhere, but alike in name.
        (
            "id INTEGER, mail TEXT, age INTEGER",
            "id INTEGER, age INTEGER, e_mail TEXT",
            &["t.mail:e_mail"],
        ),
        // Elsewhere, and not alike.
        (
            "id INTEGER, power TEXT, age INTEGER",
            "id INTEGER, age INTEGER, city TEXT",
            &[],
        ),
        // Another type.
        (
            "id INTEGER, power TEXT",
            "id INTEGER, power_level BLOB",
            &[],
        ),
        // A type that holds much the same, at the same place.
        (
            "id INTEGER, name TEXT",
            "id INTEGER, full_name VARCHAR(80)",
            &["t.name:full_name"],
        ),
        // What is computed holds nothing.
        (
            "id INTEGER, a TEXT AS (lower(id)) STORED",
            "id INTEGER, b TEXT AS (lower(id)) STORED",
            &[],
        ),
        // Two at once keep their order.
        (
            "first TEXT, last TEXT",
            "given TEXT, family TEXT",
            &["t.first:given", "t.last:family"],
        ),
    ];
    for (from, to, expected) in cases {
        let found = likely(
            &format!("CREATE TABLE t ({from})"),
            &format!("CREATE TABLE t ({to})"),
        );
        assert_eq!(found, *expected, "{from} -> {to}");
    }
}

#[test]
fn tables_are_known_by_their_columns() {
    let people = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);";
    let users = people.replace("people", "users");
    assert_eq!(likely(people, &users), ["people:users"]);
    let grown = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city TEXT)";
    assert_eq!(likely(people, grown), ["people:users"]);
    let other = "CREATE TABLE invoices (number TEXT PRIMARY KEY, total REAL)";
    assert_eq!(likely(people, other), [""; 0]);
}

#[test]
fn answers_are_held_against_both_sides() {
    let from =
        schema_of("CREATE TABLE \"a.b\" (\"c:d\" TEXT, e TEXT); CREATE TABLE gone (x TEXT);");
    let to = schema_of("CREATE TABLE \"a.b\" (f TEXT, e TEXT); CREATE TABLE came (x TEXT);");
    let parse = |answer: &str| Rename::parse(answer, &from, &to).map_err(|error| error.to_string());
    assert_eq!(
        parse("a.b.c:d:f").map(|rename| rename.to_string()),
        Ok("a.b.c:d:f".to_owned())
    );
    assert_eq!(
        parse("a.b.c:d:a.b.f").map(|rename| rename.to_string()),
        Ok("a.b.c:d:f".to_owned())
    );
    assert_eq!(
        parse("gone:came").map(|rename| rename.to_string()),
        Ok("gone:came".to_owned())
    );
    let refused = |answer: &str| parse(answer).expect_err("it means nothing");
    assert_eq!(
        [
            refused("gone"),
            refused("nothing:came"),
            refused("gone:nowhere"),
            refused("gone:a.b"),
            refused("a.b.e:f")
        ],
        [
            "`gone` is no rename: it has to read `TABLE:NEW`, `TABLE.COLUMN:NEW` (an index or a constraint stands where \
             a column does) or `ENUM.VALUE:NEW`",
            "cannot rename `nothing:came`: the database has nothing of the name `nothing`",
            "cannot rename `gone:nowhere`: no model has a table `nowhere`",
            "cannot rename `gone:a.b`: table `a.b` is in the database already",
            "cannot rename `a.b.e:f`: column `a.b.e` is a model's already",
        ]
    );
}

proptest! {
    #[test]
    fn nothing_is_renamed_where_nothing_goes(a in schema()) {
        prop_assert_eq!(renames::tables(&a, &a), vec![]);
        prop_assert_eq!(renames::columns(&a, &a), vec![]);
        prop_assert_eq!(renames::elements(&a, &a), vec![]);
        prop_assert_eq!(renames::values(&a, &a), vec![]);
    }
}

mod before {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = people)]
    #[allow(dead_code, reason = "a model")]
    pub struct Person {
        pub id: i32,
        #[migratable(unique)]
        pub mail: String,
        pub age: Option<i32>,
    }

    #[derive(Migratable)]
    #[diesel(table_name = letters)]
    #[allow(dead_code, reason = "a model")]
    pub struct Letter {
        pub id: i32,
        #[migratable(references(Person, on_delete = cascade))]
        pub person_id: i32,
    }
}

mod after {
    use super::*;

    #[derive(Migratable)]
    #[diesel(table_name = users)]
    #[allow(dead_code, reason = "a model")]
    pub struct User {
        pub id: i32,
        #[migratable(unique)]
        pub email: String,
        pub age: Option<i32>,
    }

    #[derive(Migratable)]
    #[diesel(table_name = letters)]
    #[allow(dead_code, reason = "a model")]
    pub struct Letter {
        pub id: i32,
        #[migratable(references(User, on_delete = cascade))]
        pub person_id: i32,
    }
}

/// A history that made the tables of before, at head, with rows in it.
fn populated() -> (SqliteConnection, Environment) {
    let models = Metadata::of([before::Person::TABLE, before::Letter::TABLE]).expect("models");
    let mut conn = memory();
    let create = history::nothing()
        .compare(&mut conn, &models)
        .expect("comparable")
        .operations;
    let environment = history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = environment.upgrade(&mut conn, "head").expect("the tables");
    conn.batch_execute(
        "INSERT INTO people (id, mail, age) VALUES (1, 'ada@example.org', 36);
         INSERT INTO letters (id, person_id) VALUES (7, 1)",
    )
    .expect("rows");
    (conn, environment)
}

fn now() -> Metadata {
    Metadata::of([after::User::TABLE, after::Letter::TABLE]).expect("models")
}

fn stating(renames: &[&str]) -> CompareOptions<'static> {
    let mut options = CompareOptions::default();
    options.renames = renames.iter().map(|&rename| rename.to_owned()).collect();
    options.likely_renames = LikelyRenames::Refuse;
    options
}

#[test]
fn a_likely_rename_stops_until_it_is_decided() {
    let (mut conn, environment) = populated();
    let error = environment
        .compare_with(&mut conn, &now(), stating(&[]))
        .expect_err("undecided");
    assert!(matches!(&error, CompareError::LikelyRenames(found) if found.len() == 1));
    assert_eq!(
        error.to_string(),
        "what may be a rename would destroy data as a drop: table `people` to `users` (2 of 3 columns are the same)"
    );
    // The table is one; its column is the next question.
    let error = environment
        .compare_with(&mut conn, &now(), stating(&["people:users"]))
        .expect_err("undecided");
    assert_eq!(
        error.to_string(),
        "what may be a rename would destroy data as a drop: column `users.mail` to `email` (both TEXT, at the same \
         place, names alike)"
    );
    // A check only notes it.
    let comparison = environment.compare(&mut conn, &now()).expect("comparable");
    assert!(
        comparison
            .notes
            .iter()
            .any(|note| matches!(note, Note::RenameCandidate(_)))
    );
    let mut options = CompareOptions::default();
    options.likely_renames = LikelyRenames::Ignore;
    let comparison = environment
        .compare_with(&mut conn, &now(), options)
        .expect("comparable");
    assert_eq!(comparison.notes, []);
}

#[test]
fn renamed_tables_and_columns_keep_their_rows() {
    let asked = |answers: &mut Vec<String>| {
        let (mut conn, environment) = populated();
        let mut ask = |candidate: &renames::RenameCandidate| {
            answers.push(candidate.to_string());
            Answer::Rename
        };
        let mut options = CompareOptions::default();
        options.likely_renames = LikelyRenames::Ask(&mut ask);
        let found = environment.compare_with(&mut conn, &now(), options);
        found.expect("comparable").operations
    };
    let mut answers = Vec::new();
    let operations = asked(&mut answers);
    assert_eq!(answers.len(), 2, "{answers:?}");

    let (mut conn, environment) = populated();
    let stated = environment
        .compare_with(
            &mut conn,
            &now(),
            stating(&["people:users", "people.mail:email"]),
        )
        .expect("decided");
    assert_eq!(stated.operations, operations, "however it is answered");
    assert_eq!(
        operations
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "rename table `people` to `users`",
            "rename column `users.mail` to `email`"
        ]
    );

    let before = dump(&mut conn);
    let create = before_models(&mut memory());
    let down = reversed(&operations).expect("renames can be taken back");
    let environment = history::of_operations([(create, vec![]), (operations, down)]);
    let _ = environment
        .stamp(&mut conn, &["a"], true)
        .expect("it stands at the first");
    let _ = environment.upgrade(&mut conn, "head").expect("the renames");
    assert!(
        environment
            .compare(&mut conn, &now())
            .expect("comparable")
            .in_sync()
    );
    let rows = query(
        &mut conn,
        "SELECT email FROM users JOIN letters ON person_id = users.id",
    );
    assert_eq!(rows, [[Some("ada@example.org".to_owned())]]);
    let _ = environment.downgrade(&mut conn, "a").expect("the way back");
    assert_eq!(dump(&mut conn), before);
}

fn before_models(conn: &mut SqliteConnection) -> Vec<migrate_core::Operation> {
    let models = Metadata::of([before::Person::TABLE, before::Letter::TABLE]).expect("models");
    history::nothing()
        .compare(conn, &models)
        .expect("comparable")
        .operations
}
