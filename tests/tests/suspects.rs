//! What it costs to ask the database for its own words: a few statements more, however many expressions are in doubt.

mod postgres;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use migrate_core::Environment;
use migrate_core::command::CompareOptions;
use migrate_core::connection::{Connection, Engine};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Generated, Index, IndexColumn, PrimaryKey, Schema,
    Table,
};

use crate::history;

const TABLES: usize = 120;
pub const SUSPECTS: usize = 20;
/// The statements that suspects may cost, all together.
pub const ALLOWED: usize = 5;

/// Tables, of which some say a check, a default, a generated column and, where the server has that, an index of an
/// expression and one of some rows in words that no server keeps.
pub fn tables(count: usize, suspects: usize, engine: Engine) -> Schema {
    let table = |number: usize| {
        let mut table = Table::new(format!("t{number}").as_str());
        let required = |name| Column {
            nullable: false,
            ..Column::new(name, ColumnType::Integer)
        };
        let in_doubt = number < suspects;
        let said = |plain: &str, odd: &str| if in_doubt { odd } else { plain }.to_owned();
        table.columns = vec![required("id"), required("age"), required("size")];
        table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        table.columns.push(Column {
            generated: Some(Generated {
                expression: said("age", "(age+1)*  (2+size)"),
                stored: true,
            }),
            ..Column::new("grown", ColumnType::Integer)
        });
        table.checks.push(Check {
            name: Some(format!("ck_t{number}")),
            ..Check::new(said(
                "age >= 0",
                &format!("not (age > 100 + {number} or size in (1, 2))"),
            ))
        });
        if in_doubt {
            table.columns[2].default = Some(ColumnDefault::Expression("(1+  1)".to_owned()));
        }
        if engine == Engine::Postgres {
            table.indexes.push(Index {
                name: Some(format!("ix_t{number}")),
                ..Index::new(vec![IndexColumn::expression(said(
                    "(age + 1)",
                    "((age+1)*  2)",
                ))])
            });
            table.indexes.push(Index {
                name: Some(format!("ix_t{number}_some")),
                predicate: Some(said("age > 0", "age>0 and not (size in (3,4))")),
                ..Index::new(vec![IndexColumn::column("age")])
            });
        }
        table
    };
    (0..count).map(table).collect()
}

pub fn compared(
    environment: &Environment,
    conn: &mut dyn Connection,
    to: &Schema,
) -> migrate_core::command::Comparison {
    let compared = environment.compare_schema(conn, to.clone(), CompareOptions::default());
    compared.expect("comparable")
}

/// Creates tables with and without suspects, each time compares twice, and returns the statements of the second.
fn statements<C: Connection + diesel::Connection>(
    mut connect: impl FnMut() -> C,
    suspects: usize,
) -> usize {
    let mut conn = connect();
    let wanted = tables(TABLES, suspects, Connection::engine(&conn));
    let create = compared(&history::nothing(), &mut conn, &wanted).operations;
    let made = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = made.upgrade(&mut conn, "head").expect("the tables");
    counted(&made, &mut conn, &wanted)
}

/// Counts the statements of a comparison that finds nothing.
fn counted<C: Connection + diesel::Connection>(
    made: &Environment,
    conn: &mut C,
    wanted: &Schema,
) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let found = compared(made, conn, wanted);
    assert_eq!(found.operations, [], "the same in other words");
    assert!(found.complete(), "{:?}", found.notes);
    count.load(Ordering::Relaxed)
}

/// How many statements more it takes with suspects than without.
fn more<C: Connection + diesel::Connection>(mut connect: impl FnMut() -> C) -> usize {
    let none = statements(&mut connect, 0);
    let some = statements(&mut connect, SUSPECTS);
    some.checked_sub(none).expect("nothing is saved by them")
}

#[test]
fn sqlite_is_asked_nothing() {
    assert_eq!(more(migrate_tests::database::memory), 0);
}
