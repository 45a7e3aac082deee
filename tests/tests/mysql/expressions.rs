//! The normal form of an expression is worth what its text is worth: the server computes both.

use migrate_core::connection::Connection as _;
use migrate_core::schema::{Check, Column, ColumnType, Schema, Table};
use migrate_test_servers::Server;
use migrate_tests::mysql::Live;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestError, TestRunner};

/// Any text of operands and operators, with parentheses anywhere.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "x", "y", "0", "1", "2.5", "'a'", "'B'", "NULL", "TRUE",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(6, 40, 3, |inner| {
        let operators = select(vec![
            "AND", "OR", "XOR", "&&", "=", "<>", "<=>", "!=", "<", ">=", "+", "-", "*", "/", "%",
            "DIV", "MOD", "||", "&", "|", "^", "<<", ">>", "LIKE", "NOT LIKE", "REGEXP", "IS",
            "IS NOT",
        ]);
        let one = inner.clone();
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            4 => one.clone().prop_map(|a| format!("({a})")),
            4 => (inner.clone(), operators, inner.clone())
                .prop_map(|(a, operator, b)| format!("{a} {operator} {b}")),
            1 => one.clone().prop_map(|a| format!("NOT {a}")),
            1 => one.clone().prop_map(|a| format!("! {a}")),
            1 => one.clone().prop_map(|a| format!("- {a}")),
            1 => one.clone().prop_map(|a| format!("~ {a}")),
            1 => one.clone().prop_map(|a| format!("{a} IS NOT NULL")),
            1 => one.clone().prop_map(|a| format!("{a} IS TRUE")),
            1 => one.clone().prop_map(|a| format!("abs({a})")),
            1 => one.clone().prop_map(|a| format!("CAST({a} AS CHAR)")),
            1 => one.clone().prop_map(|a| format!("y COLLATE utf8mb4_bin = {a}")),
            1 => two.clone().prop_map(|(a, b)| format!("{a} LIKE {b} ESCAPE '!'")),
            1 => two.clone().prop_map(|(a, b)| format!("{a} NOT IN ({b}, 1)")),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("{a} BETWEEN {b} AND {c}")),
            1 => two.prop_map(|(a, b)| format!("CASE WHEN {a} THEN {b} ELSE y END")),
        ]
    })
}

/// The expression in the dialect's normal form.
fn one_form(live: &Live, expression: &str) -> String {
    let mut table = Table::new("t");
    table.columns.push(Column::new("x", ColumnType::Integer));
    table.columns.push(Column::new("y", ColumnType::Text));
    table.checks.push(Check::new(expression));
    let mut schema = Schema::default();
    schema.tables.push(table);
    live.dialect.normalise(&mut schema);
    schema.tables.remove(0).checks.remove(0).expression
}

/// What an expression is for some rows; `None` if it is no SQL.
fn values(live: &mut Live, expression: &str) -> Option<Vec<Vec<Option<String>>>> {
    let sql = format!("SELECT CAST(({expression}) AS CHAR) FROM t ORDER BY id");
    live.conn.query(&sql).ok()
}

#[test]
fn the_one_form_is_worth_what_the_text_is_worth() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut live = Live::connect(&database);
    live.send(
        "CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, x int, y varchar(9)) CHARSET utf8mb4",
    );
    live.send("INSERT INTO t (x, y) VALUES (0, 'a'), (1, 'A'), (-3, '2'), (NULL, NULL), (7, '7')");
    let live = std::cell::RefCell::new(live);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&expressions(), |expression| {
            let live = &mut *live.borrow_mut();
            let form = one_form(live, &expression);
            if let Some(worth) = values(live, &expression) {
                prop_assert_eq!(
                    Some(worth),
                    values(live, &form),
                    "{} became {}",
                    expression,
                    form
                );
            }
            prop_assert_eq!(one_form(live, &form), form);
            Ok(())
        })
        .unwrap_or_else(|error| match error {
            TestError::Fail(reason, smallest) => panic!("{smallest}: {reason}"),
            TestError::Abort(reason) => panic!("{reason}"),
        });
}
