//! What a server refuses, each with one clear message and nothing half done: who may not create, and databases that only let
//! read.

use migrate_core::connection::Connection as AnyConnection;
use migrate_test_servers::Backend;

use super::{Place, one_and_two, text, through_each_driver, upgrade, value};
use crate::history::environment;

through_each_driver! {
    who_may_not_create_is_told_so,
    a_database_that_only_lets_read_is_told_so,
}

fn refused(conn: &mut dyn AnyConnection) -> String {
    text(&upgrade(&environment(one_and_two()), conn).expect_err("it may not"))
}

fn who_may_not_create_is_told_so(place: &Place) {
    let (server, url, name) = (place.server, place.database.url(), place.database.name());
    match place.backend() {
        Backend::Postgres | Backend::Sqlite => {
            let role = format!("{name}_reader");
            server.execute(&format!("CREATE ROLE {role} LOGIN"));
            let told = {
                let url = url.replace("postgres@", &format!("{role}@"));
                refused(&mut *place.connect_to(&url))
            };
            let expected = "cannot create the version table; permission denied";
            assert!(told.contains(expected), "{told}");
            server.execute(&format!("DROP ROLE {role}"));
        }
        Backend::Mysql => {
            let user = name.replace("migrate_", "r");
            server.execute(&format!("CREATE USER {user}@'%'"));
            server.execute(&format!("GRANT SELECT ON {name}.* TO {user}@'%'"));
            let told = {
                let url = url.replace("root@", &format!("{user}@"));
                refused(&mut *place.connect_to(&url))
            };
            let expected = "cannot create the version table";
            assert!(told.contains(expected), "{told}");
            assert!(told.contains("CREATE command denied"), "{told}");
            server.execute(&format!("DROP USER {user}@'%'"));
        }
    }
}

fn a_database_that_only_lets_read_is_told_so(place: &Place) {
    let conn = &mut *place.connect();
    let (read_only, none) = match place.backend() {
        Backend::Postgres | Backend::Sqlite => (
            "SET default_transaction_read_only = on",
            "SELECT (to_regclass('migrate_version') IS NULL)::text",
        ),
        Backend::Mysql => (
            "SET SESSION TRANSACTION READ ONLY",
            "SELECT CAST(count(*) = 0 AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()",
        ),
    };
    conn.batch_execute(read_only).expect("it can be set");
    let told = refused(conn);
    let told = told.to_ascii_lowercase();
    assert!(
        told.contains("read-only transaction") || told.contains("read only transaction"),
        "{told}"
    );
    assert!(["true", "1"].contains(&value(&mut *place.connect(), none).as_str()));
}
