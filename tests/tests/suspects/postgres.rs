//! On PostgreSQL: 1,000 tables and suspects of every kind at once, counted from the server's own log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::InstrumentationEvent;
use diesel::{Connection as _, PgConnection};
use migrate_core::Environment;
use migrate_core::connection::{Connection, Engine};
use migrate_core::prelude::{
    function, materialized_view, object, policy, procedure, trigger, view,
};
use migrate_core::schema::{
    Column, ColumnType, Deferrable, Exclusion, IndexColumn, Object, ObjectKind, RowSecurity, Schema,
};
use migrate_test_servers::Server;

use super::{ALLOWED, SUSPECTS, compared};
use crate::history;

const TABLES: usize = 1_000;

/// As those of every server, with what only PostgreSQL has.
fn tables(suspects: usize) -> Schema {
    let mut schema = super::tables(TABLES, suspects, Engine::Postgres);
    for (number, table) in schema.tables.iter_mut().enumerate() {
        let in_doubt = number < suspects;
        let said = |plain: &str, odd: &str| if in_doubt { odd } else { plain }.to_owned();
        table.columns.push(Column::new(
            "span",
            ColumnType::Other(said("int4range", "INT4RANGE")),
        ));
        table.exclusions.push(Exclusion {
            name: Some(format!("ex_t{number}")),
            definition: said(
                "USING gist (span WITH &&) WHERE ((age > 0))",
                "using gist (span with &&) where (age>0)",
            ),
            deferrable: Deferrable::No,
        });
        if in_doubt {
            // What goes without saying.
            let entry = IndexColumn {
                ops: Some("int4_ops".to_owned()),
                ..IndexColumn::column("size")
            };
            table.indexes[0].columns.push(entry);
        } else {
            table.indexes[0].columns.push(IndexColumn::column("size"));
        }
        table.options.row_security = RowSecurity::Enabled;
    }
    schema
}

/// One of each kind of replaceable object for each of the first tables.
fn objects(count: usize) -> Vec<Object> {
    let of_table = |number: usize| {
        let (table, named) = (format!("t{number}"), |kind: &str| format!("{kind}{number}"));
        let raise = format!(
            "CREATE FUNCTION touch{number}() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end'"
        );
        let called = format!(
            "create trigger guard before insert on {table} for each row when (new.age>1) execute function touch{number}()"
        );
        let policed = format!("create policy mine on {table} using (age>0 and size in (1,2))");
        let ruled = format!(
            "create rule kept as on delete to {table} where (old.age>9) do instead nothing"
        );
        let done = format!("CREATE PROCEDURE done{number}(a int) LANGUAGE sql AS 'select  a'");
        [
            view(named("v").as_str())
                .definition(&format!("select id,age  from {table} where age>= 1+1"))
                .into(),
            materialized_view(named("m").as_str())
                .definition(&format!("select  age from {table}"))
                .into(),
            function(named("touch").as_str())
                .arguments("")
                .definition(&raise)
                .into(),
            procedure(named("done").as_str())
                .arguments("integer")
                .definition(&done)
                .into(),
            trigger("guard")
                .on(table.as_str())
                .definition(&called)
                .into(),
            policy("mine")
                .on(table.as_str())
                .definition(&policed)
                .into(),
            object(ObjectKind::Rule, "kept")
                .on(table.as_str())
                .definition(&ruled)
                .into(),
        ]
    };
    (0..count).flat_map(of_table).collect()
}

/// What a comparison cost that found nothing.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// As Diesel saw it.
    messages: usize,
    /// As the server wrote into its log; `None` if that is not to be had.
    logged: Option<usize>,
}

fn cost(server: &Server, suspects: usize) -> Cost {
    let database = server.database();
    let mut conn = PgConnection::establish(&database.url()).expect("the server is there");
    let wanted = tables(suspects);
    let with_objects = |environment: Environment| {
        let objects = objects(suspects).into_iter();
        objects.fold(environment, Environment::object)
    };
    let create = compared(&with_objects(history::nothing()), &mut conn, &wanted).operations;
    let made = with_objects(history::of_operations([(create, vec![]), (vec![], vec![])]));
    let _ = made.upgrade(&mut conn, "head").expect("the tables");

    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    conn.batch_execute("SET log_statement = 'all'")
        .expect("an administrator");
    let before = logged(&mut conn);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    });
    let found = compared(&made, &mut conn, &wanted);
    let messages = count.load(Ordering::Relaxed);
    let behind = logged(&mut conn);
    assert_eq!(found.operations, [], "the same in other words");
    assert!(found.complete(), "{:?}", found.notes);
    Cost {
        messages,
        logged: behind.zip(before).map(|(behind, before)| behind - before),
    }
}

/// How many statements of this connection the server of a test run has logged; `None` where a given one logs elsewhere.
fn logged(conn: &mut dyn Connection) -> Option<usize> {
    // What others wrote in there may be in any encoding.
    let sql = "SELECT pg_backend_pid()::text, encode(pg_read_binary_file( \
               current_setting('data_directory') || '/../log', 0, 1000000000, true), 'escape')";
    let row = conn.query(sql).expect("an administrator").pop();
    let [process, log] = <[Option<String>; 2]>::try_from(row?).ok()?;
    let (mine, log) = (format!("[{}] LOG:  ", process?), log?);
    let of_mine = log
        .lines()
        .filter_map(|line| Some(line.split_once(&mine)?.1));
    let is_statement =
        |line: &&str| line.starts_with("statement: ") || line.starts_with("execute ");
    Some(of_mine.filter(is_statement).count())
}

#[test]
fn suspects_of_every_kind_share_their_statements() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (none, some) = (cost(server, 0), cost(server, SUSPECTS));
    let more = |some: usize, none: usize| some.checked_sub(none).expect("nothing is saved by them");
    let messages = more(some.messages, none.messages);
    assert!(
        messages > 0 && messages <= ALLOWED,
        "{messages} messages more"
    );
    if let Some((some, none)) = some.logged.zip(none.logged) {
        let statements = more(some, none);
        assert!(
            statements > 0 && statements <= ALLOWED,
            "{statements} statements more in the log"
        );
    }
}
