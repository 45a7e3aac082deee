//! Runs in async applications, in both flavours of tokio's runtime.

use diesel::connection::SimpleConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection};
use migrate_core::prelude::*;
use migrate_core::{Connection, Environment};
use migrate_test_servers::Server;
use tokio::runtime::{Builder, Runtime};

use crate::history::{environment, revision};

fn create(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")
}

fn drop_it(op: &mut Operations) -> Result {
    op.execute("DROP TABLE one")
}

fn fill_postgres(op: &mut Operations) -> Result {
    op.run(
        "rows",
        |conn: &mut AsyncConnectionWrapper<AsyncPgConnection>| {
            Ok(SimpleConnection::batch_execute(
                conn,
                "INSERT INTO one VALUES (1)",
            )?)
        },
    )
}

fn fill_mysql(op: &mut Operations) -> Result {
    op.run(
        "rows",
        |conn: &mut AsyncConnectionWrapper<AsyncMysqlConnection>| {
            Ok(SimpleConnection::batch_execute(
                conn,
                "INSERT INTO one VALUES (1)",
            )?)
        },
    )
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn history(fill: migrate_core::revision::Step) -> Environment {
    environment(vec![
        revision("a", &[], create, drop_it),
        revision("b", &["a"], fill, nothing),
    ])
}

fn runtimes() -> [Runtime; 2] {
    let mut flavours = [Builder::new_current_thread(), Builder::new_multi_thread()];
    flavours
        .each_mut()
        .map(|builder| builder.enable_all().build().expect("a runtime starts"))
}

/// Up, a failure, and down; the connection is there and works after each.
async fn round<C>(url: &str, environment: &Environment)
where
    C: AsyncConnection + 'static,
    AsyncConnectionWrapper<C>: Connection,
{
    let conn = C::establish(url).await.expect("the server answers");
    let (mut conn, report) = environment.upgrade_async(conn, "head").await;
    assert_eq!(report.expect("it works").steps.len(), 2);
    conn.batch_execute("INSERT INTO one VALUES (2)")
        .await
        .expect("it works still");
    let (conn, report) = environment.upgrade_async(conn, "nowhere").await;
    assert!(report.is_err());
    let (mut conn, report) = environment.downgrade_async(conn, "base").await;
    assert_eq!(report.expect("it works").steps.len(), 2);
    assert!(
        conn.batch_execute("INSERT INTO one VALUES (3)")
            .await
            .is_err()
    );
}

#[test]
fn a_connection_goes_to_a_blocking_thread_and_comes_back() {
    for runtime in runtimes() {
        if let Some(server) = Server::postgres() {
            let database = server.database();
            let environment = history(fill_postgres);
            runtime.block_on(round::<AsyncPgConnection>(&database.url(), &environment));
        }
        if let Some(server) = Server::mysql() {
            let database = server.database();
            let environment = history(fill_mysql);
            runtime.block_on(round::<AsyncMysqlConnection>(&database.url(), &environment));
        }
    }
}

/// An application may run it on a task of its own.
#[test]
fn the_future_may_be_sent() {
    fn assert_send<T: Send>(_: &T) {}
    let environment = history(nothing);
    let check = |conn: AsyncPgConnection| {
        let future = environment.upgrade_async(conn, "head");
        assert_send(&future);
    };
    let _ = check;
}
