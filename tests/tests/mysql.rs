//! MySQL and MariaDB: laws on generated schemas, and odd schemas that come back to the letter.

mod again;
mod changes;
mod expressions;
mod queries;
mod refused;
mod renames;

use std::io::Write as _;
use std::process::Stdio;

use migrate_core::Operation;
use migrate_core::dialect::Doubts;
use migrate_core::diff::create;
use migrate_core::schema::{Check, Column, ColumnDefault, ColumnType, Generated, Schema, Table};
use migrate_test_servers::{Database, Server};
pub use migrate_tests::dumps::mysql as dump;
use migrate_tests::mysql::{Live, difference, schema, without_chance};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

/// How many schemas a law is tried on, unless `PROPTEST_CASES` says otherwise.
const CASES: u32 = 200;

fn law(
    strategy: impl Strategy<Value = (Schema, Schema)>,
    test: impl Fn(&mut Live, &Schema, &Schema),
) {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    let mut runner = TestRunner::new(Config {
        cases: std::env::var("PROPTEST_CASES")
            .ok()
            .and_then(|cases| cases.parse().ok())
            .unwrap_or(CASES),
        max_shrink_iters: 100,
        failure_persistence: None,
        ..Config::default()
    });
    let live = std::cell::RefCell::new(&mut live);
    runner
        .run(&strategy, |(mut a, mut b)| {
            let mut live = live.borrow_mut();
            if live.dialect.name() == "MySQL" {
                without_chance(&mut a);
                without_chance(&mut b);
            }
            live.drop_all();
            test(&mut live, &a, &b);
            Ok(())
        })
        // The reason says what was executed; the schemas that led there would fill pages.
        .unwrap_or_else(|error| match error {
            TestError::Fail(reason, _) | TestError::Abort(reason) => panic!("{reason}"),
        });
}

/// Makes the database what the schema says, and returns how.
fn bring(live: &mut Live, to: &Schema) -> Vec<Operation> {
    let operations = live.difference(to).operations;
    let mut statements = Vec::new();
    for operation in &operations {
        statements.extend(live.run(operation));
    }
    let left = remaining(live, to);
    assert!(
        left.is_empty(),
        "{left:#?}\nbehind {}",
        statements.join(";\n")
    );
    operations
}

/// What is still to be done, for people and in full.
fn remaining(live: &mut Live, to: &Schema) -> Vec<String> {
    let operations = live.difference(to).operations;
    let texts = operations
        .iter()
        .map(|operation| format!("{operation}: {operation:?}"));
    texts.collect()
}

#[test]
fn what_is_created_is_what_is_found() {
    law((schema(), schema()), |live, a, _| {
        bring(live, a);
        let found = live.inspect();
        assert_eq!(difference(&*live.dialect, &found, &found).operations, []);
    });
}

#[test]
fn a_database_is_made_again_from_its_inspection() {
    law((schema(), schema()), |live, a, _| {
        bring(live, a);
        let (mut found, definitions) = (live.inspect(), live.definitions());
        live.dialect
            .as_written(&mut live.conn, &mut found)
            .expect("what is there is shown");
        live.drop_all();
        bring_exactly(live, &found);
        assert_eq!(live.definitions(), definitions);
    });
}

/// Creates tables as they were found, not as they compare.
fn bring_exactly(live: &mut Live, schema: &Schema) {
    live.send("SET foreign_key_checks = 0");
    for table in &schema.tables {
        live.run(&Operation::create_table(table.clone()));
    }
    live.send("SET foreign_key_checks = 1");
}

fn load(database: &Database<'_>, script: &str) {
    let mut client = database
        .client("mariadb")
        .args(["--default-character-set=utf8mb4", database.name()])
        .stdin(Stdio::piped())
        .spawn()
        .expect("the client is there");
    let mut input = client.stdin.take().expect("a pipe");
    input
        .write_all(script.as_bytes())
        .expect("the client reads");
    drop(input);
    assert!(client.wait().expect("the client ends").success());
}

#[test]
fn an_odd_schema_comes_back_to_the_letter() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let (original, copy) = (server.database(), server.database());
    load(&original, include_str!("mysql/odd.sql"));
    let mut live = Live::connect(&original);
    let mut found = live
        .dialect
        .inspect_everything(&mut live.conn, &|_| true)
        .expect("what is there can be read");
    let plain = live.inspect();
    live.dialect
        .as_written(&mut live.conn, &mut found)
        .expect("what is there is shown");
    let mut there = Live::connect(&copy);
    for operation in create(
        &found,
        there.dialect.capabilities().foreign_keys_may_precede,
    ) {
        there.run(&operation);
    }
    assert_eq!(there.difference(&plain).operations, []);
    assert_eq!(live.difference(&there.inspect()).operations, []);
    let (original, copy) = (dump(&original), dump(&copy));
    assert!(
        original == copy,
        "{}",
        similar::TextDiff::from_lines(&original, &copy).unified_diff()
    );
}

/// A session that speaks UTF-8 can say so of plain letters only that another one sent in its own character set.
#[test]
fn letters_of_another_session_are_kept() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let (original, copy) = (server.database(), server.database());
    let (mut live, mut there) = (Live::connect(&original), Live::connect(&copy));
    live.send(
        "SET character_set_client = latin1;
         CREATE FUNCTION plain() RETURNS int DETERMINISTIC RETURN char_length('ae');
         CREATE FUNCTION odd() RETURNS int DETERMINISTIC RETURN char_length('\u{e4}');
         CREATE VIEW odd_view AS SELECT 'x' AS `\u{e4}`;
         SET NAMES utf8mb4",
    );
    let found = live.inspect();
    for operation in create(&found, true) {
        there.run(&operation);
    }
    assert_eq!(live.difference(&there.inspect()).operations, []);
    for live in [&mut live, &mut there] {
        let sql = "SELECT CAST(odd() AS CHAR), CAST(plain() AS CHAR)";
        let rows = migrate_core::Connection::query(&mut live.conn, sql).expect("it is there");
        assert_eq!(rows, [[Some("2".to_owned()), Some("2".to_owned())]]);
    }
}

#[test]
fn rows_get_values_of_their_own_from_a_default_that_is_left_to_chance() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    live.send("CREATE TABLE heros (id int PRIMARY KEY)");
    live.send("INSERT INTO heros VALUES (1), (2), (3)");
    let mut wanted = live.inspect();
    wanted.tables[0].columns.push(Column {
        nullable: false,
        default: Some(ColumnDefault::Expression("(uuid())".to_owned())),
        ..Column::new("token", ColumnType::Varchar(Some(36)))
    });
    for operation in live.difference(&wanted).operations {
        live.run(&operation);
    }
    assert_eq!(live.difference(&wanted).operations, []);
    let counted = "SELECT CAST(COUNT(DISTINCT token) AS CHAR) FROM heros";
    let rows = migrate_core::Connection::query(&mut live.conn, counted).expect("it is there");
    assert_eq!(rows, [[Some("3".to_owned())]]);
}

#[test]
fn the_server_says_expressions_in_its_own_words() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    let mut table = Table::new("heros");
    table.columns.push(Column::new("age", ColumnType::Integer));
    table.columns.push(Column {
        default: Some(ColumnDefault::Expression("Concat( 'a','b' )".to_owned())),
        ..Column::new("it's", ColumnType::Varchar(Some(20)))
    });
    table.columns.push(Column {
        generated: Some(Generated {
            expression: "age*2+(1)".to_owned(),
            stored: true,
        }),
        ..Column::new("twice", ColumnType::Integer)
    });
    table
        .checks
        .push(Check::new("age>=0 AND not(age=7 or age=8)"));
    let schema: Schema = [table].into_iter().collect();
    live.run(&Operation::create_table(schema.tables[0].clone()));
    let found = live.inspect();
    let mut broken = Table::new("broken");
    broken.columns.push(Column::new("a", ColumnType::Integer));
    broken.checks.push(Check::new("nonsense("));
    let asked = [schema.tables[0].clone(), broken];
    let doubts = Doubts {
        tables: &asked,
        ..Doubts::default()
    };
    let said = live
        .dialect
        .ask(&mut live.conn, &doubts)
        .expect("the server can be asked");
    let answers = said.tables.expect("this one has an answer");
    let said = answers[0].as_ref().expect("the table can be made");
    assert_eq!(
        said.checks[0].expression,
        found.tables[0].checks[0].expression
    );
    assert_eq!(said.columns[1].default, found.tables[0].columns[1].default);
    assert_eq!(
        said.columns[2].generated,
        found.tables[0].columns[2].generated
    );
    assert!(
        answers[1]
            .as_ref()
            .is_err_and(|reason| reason.contains("syntax"))
    );
}

/// Servers may refuse tables without a primary key, those for a moment among them.
#[test]
fn a_server_that_asks_for_keys_says_its_words_too() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    if live.dialect.name() != "MySQL" {
        return;
    }
    let mut table = Table::new("heros");
    table.columns.push(Column::new("age", ColumnType::Integer));
    table.checks.push(Check::new("not age<1"));
    live.send("SET SESSION sql_require_primary_key = ON");
    for tables in [vec![table.clone()], vec![table.clone(), table]] {
        let doubts = Doubts {
            tables: &tables,
            ..Doubts::default()
        };
        let said = live.dialect.ask(&mut live.conn, &doubts);
        for said in said.expect("it is asked").tables.expect("it answers") {
            let said = said.expect("the table can be made");
            assert_eq!(said.checks[0].expression, "`age` >= 1");
        }
    }
}
