//! A server for everyone who asks, a database for each.
#![allow(clippy::unwrap_used)]

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::{MysqlConnection, PgConnection, sql_query};
use migrate_test_servers::Server;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const TABLES: &str = "SELECT count(*) AS count FROM information_schema.tables WHERE table_name = 'migrate_tests_own'";

#[test]
fn databases_of_postgres_are_apart_and_go_with_the_test() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let (one, other) = (server.database(), server.database());
    one.execute("CREATE TABLE migrate_tests_own (id INTEGER)");
    let count = |url: &str| {
        let mut conn = PgConnection::establish(url).unwrap();
        sql_query(TABLES)
            .get_result::<Count>(&mut conn)
            .unwrap()
            .count
    };
    assert_eq!((count(&one.url()), count(&other.url())), (1, 0));
    let url = one.url();
    let _in_the_way = PgConnection::establish(&url).unwrap();
    drop(one);
    assert!(PgConnection::establish(&url).is_err());
    let status = other
        .client("psql")
        .args(["-c", "SELECT 1"])
        .output()
        .unwrap()
        .status;
    assert!(status.success());
}

#[test]
fn databases_of_mysql_are_apart_and_go_with_the_test() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let (one, other) = (server.database(), server.database());
    one.execute("CREATE TABLE migrate_tests_own (id INTEGER)");
    let query = format!("{TABLES} AND table_schema = database()");
    let count = |url: &str| {
        let mut conn = MysqlConnection::establish(url).unwrap();
        sql_query(&query)
            .get_result::<Count>(&mut conn)
            .unwrap()
            .count
    };
    assert_eq!((count(&one.url()), count(&other.url())), (1, 0));
    let url = one.url();
    drop(one);
    assert!(MysqlConnection::establish(&url).is_err());
    let status = other
        .client("mariadb")
        .args(["-e", "SELECT 1", other.name()])
        .output()
        .unwrap()
        .status;
    assert!(status.success());
}
