//! What it costs to ask the database for its own words: a few statements more, however many expressions are in doubt.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::{Connection as _, MysqlConnection, PgConnection};
use migrate_core::Environment;
use migrate_core::command::CompareOptions;
use migrate_core::connection::{Connection, Engine};
use migrate_core::schema::{
    Check, Column, ColumnDefault, ColumnType, Index, IndexColumn, PrimaryKey, Schema, Table,
};
use migrate_test_servers::Server;

use crate::history;

const TABLES: usize = 120;
const SUSPECTS: usize = 20;
/// The statements that suspects may cost, all together.
const ALLOWED: usize = 5;

/// Tables with a check and a default each, and an index of an expression where the server has that; of some in words that
/// no server keeps.
fn tables(suspects: usize, engine: Engine) -> Schema {
    let table = |number: usize| {
        let mut table = Table::new(format!("t{number}").as_str());
        let required = |name| Column {
            nullable: false,
            ..Column::new(name, ColumnType::Integer)
        };
        table.columns = vec![required("id"), required("age"), required("size")];
        table.primary_key = Some(PrimaryKey::new(vec!["id".to_owned()]));
        let expression = if number < suspects {
            format!("not (age > 100 + {number} or size in (1, 2))")
        } else {
            "age >= 0".to_owned()
        };
        table.checks.push(Check {
            name: Some(format!("ck_t{number}")),
            ..Check::new(expression)
        });
        if engine == Engine::Postgres && number < suspects {
            table.columns[2].default = Some(ColumnDefault::Expression("(1+  1)".to_owned()));
            table.indexes.push(Index {
                name: Some(format!("ix_t{number}")),
                ..Index::new(vec![IndexColumn::expression("((age+1)*  2)")])
            });
        }
        table
    };
    (0..TABLES).map(table).collect()
}

fn compared(
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
    let wanted = tables(suspects, Connection::engine(&conn));
    let create = compared(&history::nothing(), &mut conn, &wanted).operations;
    let made = history::of_operations([(create, vec![]), (vec![], vec![])]);
    let _ = made.upgrade(&mut conn, "head").expect("the tables");
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let found = compared(&made, &mut conn, &wanted);
    assert_eq!(found.operations, [], "the same in other words");
    assert!(found.complete(), "{:?}", found.notes);
    count.load(Ordering::Relaxed)
}

#[test]
fn on_postgres_suspects_share_their_statements() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let count = |suspects| {
        let database = server.database();
        let connect = || PgConnection::establish(&database.url()).expect("the server is there");
        statements(connect, suspects)
    };
    let (none, some) = (count(0), count(SUSPECTS));
    assert!(some > none, "they are asked for");
    assert!(
        some - none <= ALLOWED,
        "{some} statements, {none} without suspects"
    );
}

#[test]
fn on_mysql_suspects_share_their_statements() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let count = |suspects| {
        let database = server.database();
        let connect = || MysqlConnection::establish(&database.url()).expect("the server is there");
        statements(connect, suspects)
    };
    let (none, some) = (count(0), count(SUSPECTS));
    assert!(some > none, "they are asked for");
    assert!(
        some - none <= ALLOWED,
        "{some} statements, {none} without suspects"
    );
}
