//! How many queries a comparison takes, as the server's general log tells: a few, however many tables there are.

use migrate_core::Metadata;
use migrate_core::connection::Connection as AnyConnection;
use migrate_test_servers::Server;
use migrate_tests::wide;

use crate::history;
use crate::servers::drivers;

/// The most that a comparison may take.
const MOST: usize = 10;

/// The queries that the work sends over the connection.
fn logged(
    server: &Server,
    conn: &mut dyn AnyConnection,
    work: impl FnOnce(&mut dyn AnyConnection),
) -> Vec<String> {
    let id = "SELECT CAST(CONNECTION_ID() AS CHAR)";
    let id = conn.query(id).expect("the server answers").remove(0);
    let id = id.into_iter().flatten().next().expect("a number");
    server.execute("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
    work(conn);
    server.execute("SET GLOBAL general_log = 0");
    let sql = format!(
        "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log \
         WHERE thread_id = {id} AND command_type IN ('Query', 'Execute')"
    );
    let rows = conn.query(&sql).expect("an administrator may read it");
    rows.into_iter().flatten().flatten().collect()
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
