//! What is refused on PostgreSQL, each with one clear message: a server of another age, a step for another driver, rights that
//! somebody lacks, servers that only let read.

use diesel::prelude::*;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use migrate_core::RunError;
use migrate_core::connection::Connection as AnyConnection;
use migrate_core::prelude::{Operations, Result};
use migrate_test_servers::Server;
use migrate_tests::older::Older;

use super::{connect, load};
use crate::history::{environment, revision};
use crate::servers::drivers;

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn create(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER)")
}

fn text(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(&format!("; {source}"));
        cause = source.source();
    }
    text
}

#[test]
fn a_server_that_is_too_old_is_not_touched() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = Older {
        conn: drivers::POSTGRES.connect(&database.url()),
        asked: "server_version_num",
        version: "90624",
    };
    let environment = environment(vec![revision("a", &[], create, nothing)]);
    let error = environment.upgrade(&mut conn, "head").unwrap_err();
    assert!(matches!(error, RunError::ServerTooOld { .. }));
    assert_eq!(
        error.to_string(),
        "PostgreSQL 9.6 is too old: version 12.0 is needed"
    );
    let tables = "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(conn.conn.query(tables).unwrap(), [[Some("0".to_owned())]]);
}

/// A program that links two drivers of one database may run a step that was written for the other one.
#[test]
fn a_step_for_another_driver_is_told_of_both() {
    fn step(op: &mut Operations) -> Result {
        op.run("fill", |_conn: &mut PgConnection| Ok(()))
    }
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let environment = environment(vec![revision("a", &[], step, nothing)]);
    let mut pure = AsyncConnectionWrapper::<AsyncPgConnection>::establish(&database.url()).unwrap();
    let error = environment.upgrade(&mut pure, "head").unwrap_err();
    let told = text(&error);
    assert!(told.contains("PgConnection"), "{told}");
    drop(pure);
    let report = environment
        .upgrade(&mut connect(&database), "head")
        .unwrap();
    assert_eq!(report.steps.len(), 1);
}

#[test]
fn who_may_create_nothing_or_owns_nothing_is_told_so_and_nothing_is_half_done() {
    let Some(server) = Server::postgres() else {
        return;
    };
    fn alter(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE two (id INTEGER)")?;
        op.execute("ALTER TABLE owned ADD COLUMN more INTEGER")
    }
    let database = server.database();
    let role = format!("{}_writer", database.name());
    load(
        &database,
        &format!(
            "CREATE ROLE {role} LOGIN; GRANT CREATE, USAGE ON SCHEMA public TO {role}; CREATE TABLE owned (id integer)"
        ),
    );
    let url = database.url().replace("postgres@", &format!("{role}@"));
    let mut conn = PgConnection::establish(&url).unwrap();
    let environment = environment(vec![
        revision("a", &[], create, nothing),
        revision("b", &["a"], alter, nothing),
    ]);
    let error = environment.upgrade(&mut conn, "head").unwrap_err();
    let told = text(&error);
    assert!(told.contains("must be owner of table owned"), "{told}");
    let rows = conn
        .query("SELECT version_num FROM migrate_version")
        .unwrap();
    assert_eq!(rows, [[Some("a".to_owned())]]);
    let half = conn
        .query("SELECT (to_regclass('two') IS NULL)::text")
        .unwrap();
    assert_eq!(half, [[Some("true".to_owned())]]);
    drop(conn);
    let gone = format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}");
    load(&database, &gone);
}
