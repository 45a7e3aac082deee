//! How many queries a comparison takes, as the server's general log tells: a few, however many tables there are.

use migrate_core::connection::{Connection as AnyConnection, Engine};
use migrate_core::dialect::{self, LiveCatalog};
use migrate_core::prelude::view;
use migrate_core::schema::{Check, Column, ColumnDefault, ColumnType, Index, IndexColumn, Schema};
use migrate_core::{Environment, Metadata, Operation};
use migrate_test_servers::Server;
use migrate_tests::wide;

use crate::history;
use crate::servers::drivers;
use crate::suspects::{self, ALLOWED, SUSPECTS};

/// The most that a comparison may take.
const MOST: usize = 10;

/// The queries that the work sends over the connection. One at a time: the log is switched on for the whole server.
fn logged(
    server: &Server,
    conn: &mut dyn AnyConnection,
    work: impl FnOnce(&mut dyn AnyConnection),
) -> Vec<String> {
    let one = |conn: &mut dyn AnyConnection, sql: &str| {
        let rows = conn.query(sql).expect("the server answers");
        rows.into_iter().flatten().flatten().next()
    };
    let id = one(conn, "SELECT CAST(CONNECTION_ID() AS CHAR)").expect("a number");
    let of_conn = format!(
        "mysql.general_log WHERE thread_id = {id} AND command_type IN ('Query', 'Execute')"
    );
    let lock = one(conn, "SELECT CAST(GET_LOCK('general log', 600) AS CHAR)");
    assert_eq!(lock.as_deref(), Some("1"), "others are done some time");
    let before = one(
        conn,
        &format!("SELECT CAST(COUNT(*) AS CHAR) FROM {of_conn}"),
    );
    server.execute("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
    work(conn);
    server.execute("SET GLOBAL general_log = 0");
    let sql = format!("SELECT CONVERT(argument USING utf8mb4) FROM {of_conn} ORDER BY event_time");
    let rows = conn.query(&sql).expect("an administrator may read it");
    one(conn, "SELECT CAST(RELEASE_LOCK('general log') AS CHAR)");
    let before = before
        .and_then(|count| count.parse().ok())
        .expect("a number");
    rows.into_iter().flatten().flatten().skip(before).collect()
}

/// The log is the whole server's: one of its own, where there is one.
#[test]
fn a_comparison_takes_as_many_queries_for_many_tables_as_for_few() {
    let Some(server) = Server::mysql_encrypted().or_else(Server::mysql) else {
        return;
    };
    for driver in drivers::both(server) {
        let mut counts = Vec::new();
        for tables in [3, 120] {
            let database = server.database();
            let mut conn = driver.connect(&database.url());
            let metadata = Metadata::of(wide::models(tables, 6)).expect("each has its own name");
            metadata.create_all(&mut *conn).expect("they can be made");
            let queries = logged(server, &mut *conn, |conn| {
                let compared = history::nothing().compare(conn, &metadata);
                assert!(compared.expect("comparable").in_sync(), "{driver}");
            });
            assert!(
                !queries.is_empty() && queries.len() <= MOST,
                "{driver}: {queries:#?}"
            );
            counts.push(queries.len());
        }
        assert_eq!(counts[0], counts[1]);
    }
}

/// How many tables there are.
const TABLES: usize = 1_000;

/// Tables of two character sets whose checks, defaults, generated columns and, where the server has that, indexes of
/// expressions the server says in words of its own.
fn in_doubt(functional: bool) -> Schema {
    let mut schema = suspects::tables(TABLES, SUSPECTS, Engine::Mysql);
    for (number, table) in schema.tables.iter_mut().take(SUSPECTS).enumerate() {
        let charset = ["latin1", "utf8mb4"][number % 2];
        table.options.charset = Some(charset.to_owned());
        table.columns.push(Column {
            default: Some(ColumnDefault::Expression("(Concat( 'a','b' ))".to_owned())),
            ..Column::new("note", ColumnType::Varchar(Some(20)))
        });
        table.checks.push(Check {
            name: Some(format!("ck_{}_note", table.name)),
            ..Check::new("NOT note like 'x%'")
        });
        if functional {
            let expression = IndexColumn::expression("((age+1)*  2)");
            table.indexes.push(Index {
                name: Some(format!("ix_{}", table.name)),
                ..Index::new(vec![expression])
            });
        }
    }
    schema
}

/// Makes views beside the tables, one that reads from another among them.
fn with_views(environment: Environment, views: usize) -> Environment {
    (0..views).fold(environment, |environment, number| {
        let from = if number == 1 {
            "v0".to_owned()
        } else {
            format!("t{number}")
        };
        let body = format!("select id,age  from {from} where not age< 1+1 -- of age");
        environment.object(view(format!("v{number}").as_str()).definition(&body))
    })
}

fn compared(
    environment: &Environment,
    conn: &mut dyn AnyConnection,
    to: &Schema,
) -> Vec<Operation> {
    let compared = suspects::compared(environment, conn, to);
    assert!(compared.complete(), "{:?}", compared.notes);
    compared.operations
}

/// Checks, defaults, generated columns, indexes of expressions and views, all at once; and once more with every second
/// view changed by hand.
#[test]
fn suspects_share_their_statements() {
    let Some(server) = Server::mysql_encrypted().or_else(Server::mysql) else {
        return;
    };
    let database = server.database();
    let mut conn = drivers::of(server, false).connect(&database.url());
    let conn = &mut *conn;
    let dialect = dialect::detect(conn).expect("it says what it is");
    let doubtful = in_doubt(dialect.capabilities().expression_indexes);
    let registered = with_views(history::nothing(), SUSPECTS);
    let create = compared(&registered, conn, &doubtful);
    for operation in &create {
        let ddl = dialect.ddl(operation, &mut LiveCatalog::new(conn));
        for statement in &ddl.expect("the server has all of it").statements {
            conn.batch_execute(statement).expect("sound");
        }
    }
    let made = || history::of_operations([(create.clone(), vec![]), (vec![], vec![])]);
    let _ = made().stamp(conn, &["b"], true).expect("a stamp");
    let certain = dialect.inspect(conn, &|_| true).expect("readable");
    let certain: Schema = certain
        .tables
        .into_iter()
        .filter(|table| table.name.name.starts_with('t'))
        .collect();
    let count = |conn: &mut dyn AnyConnection, views: usize, to: &Schema, changed: usize| {
        let environment = with_views(made(), views);
        let queries = logged(server, conn, |conn| {
            let found = compared(&environment, conn, to);
            assert_eq!(found.len(), changed, "{found:?}");
        });
        queries.len()
    };
    let nothing = count(conn, 0, &certain, 0);
    let views = count(conn, SUSPECTS, &certain, 0);
    let all = count(conn, SUSPECTS, &doubtful, 0);
    // A view for a moment is made, read and dropped; a table beside it costs as much on MariaDB, whose one statement drops
    // both, and less on MySQL, which reads both back at once.
    assert_eq!([views - nothing, all - nothing], [3, ALLOWED]);
    for number in (2..SUSPECTS).step_by(2) {
        database.execute(&format!(
            "CREATE OR REPLACE VIEW v{number} AS SELECT id, size AS age FROM t{number}, (SELECT 1) one"
        ));
    }
    let changed = count(conn, SUSPECTS, &doubtful, 9);
    assert_eq!(changed, all, "views that differ cost no more");
}
