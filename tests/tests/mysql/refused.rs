//! What keeps a run on MySQL and MariaDB from its target, each with one clear message: a server of another age, rights that
//! somebody lacks, a server that only lets read, a connection that is cut; and the ways on from there.

use std::time::Duration;

use migrate_core::connection::{Connection as AnyConnection, Engine};
use migrate_core::prelude::{Operations, Result};
use migrate_core::runner::Resolution;
use migrate_core::schema::Generated;
use migrate_core::{Environment, RunError};
use migrate_test_servers::{Database, Server};
use migrate_tests::older::Older;

use crate::history::{self, environment, revision};
use crate::servers::drivers::{self, Driver};
use crate::suspects;

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

fn values(conn: &mut dyn AnyConnection, sql: &str) -> Vec<String> {
    let rows = conn.query(sql).expect("the query is sound");
    rows.into_iter().flatten().flatten().collect()
}

fn tables(conn: &mut dyn AnyConnection) -> Vec<String> {
    let sql = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1";
    values(conn, sql)
}

fn journal(conn: &mut dyn AnyConnection) -> Vec<String> {
    let sql = "SELECT CONCAT(revision, ' ', outcome, ' ', statement_index) FROM migrate_version_journal ORDER BY id";
    values(conn, sql)
}

/// A user of the test's own, who goes with it.
struct User<'d> {
    database: &'d Database<'d>,
    name: String,
}

impl<'d> User<'d> {
    fn with(database: &'d Database<'d>, privileges: &str) -> Self {
        let name = format!("u{}", database.name().trim_start_matches("migrate_"));
        let server = database.server();
        server.execute(&format!("CREATE USER {name}@'%' IDENTIFIED BY 'tops3cret'"));
        let on = database.name();
        server.execute(&format!("GRANT {privileges} ON {on}.* TO {name}@'%'"));
        User { database, name }
    }

    fn url(&self) -> String {
        let url = self.database.url();
        let (_, rest) = url.rsplit_once('@').expect("the URL names a user");
        format!("mysql://{}:tops3cret@{rest}", self.name)
    }
}

impl Drop for User<'_> {
    fn drop(&mut self) {
        let drop = format!("DROP USER {}@'%'", self.name);
        self.database.server().execute(&drop);
    }
}

#[test]
fn a_server_that_is_too_old_is_not_touched() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    for (version, told) in [
        (
            "5.7.44-log",
            "MySQL 5.7.44 is too old: version 8.0 is needed",
        ),
        (
            "5.5.5-10.4.34-MariaDB",
            "MariaDB 10.4.34 is too old: version 10.5 is needed",
        ),
    ] {
        let mut conn = Older {
            conn: drivers::MYSQL.connect(&database.url()),
            asked: "VERSION()",
            version,
        };
        let environment = environment(vec![revision("a", &[], create, nothing)]);
        let error = environment.upgrade(&mut conn, "head").unwrap_err();
        assert!(matches!(error, RunError::ServerTooOld { .. }));
        assert_eq!(error.to_string(), told);
        assert!(tables(&mut *conn.conn).is_empty());
    }
}

#[test]
fn who_lacks_a_right_in_the_middle_is_told_where_it_stopped() {
    fn alter(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE two (id INTEGER)")?;
        op.execute("ALTER TABLE one ADD COLUMN more INTEGER")
    }
    let Some(server) = Server::mysql() else {
        return;
    };
    for driver in drivers::both(server) {
        let database = server.database();
        let user = User::with(&database, "SELECT, INSERT, UPDATE, DELETE, CREATE");
        let environment = environment(vec![
            revision("a", &[], create, nothing),
            revision("b", &["a"], alter, nothing),
        ]);
        let mut conn = driver.connect(&user.url());
        let error = environment
            .upgrade(&mut *conn, "head")
            .expect_err(driver.name);
        let told = text(&error);
        assert!(told.contains("ALTER command denied"), "{driver}: {told}");
        assert!(!told.contains("s3cret"), "{driver}: {told}");
        assert_eq!(journal(&mut *conn), ["a done 1", "b failed 1"], "{driver}");
        drop(conn);
        // Who may do it goes on from there.
        let mut conn = driver.connect(&database.url());
        let report = environment.resume(&mut *conn).expect(driver.name);
        assert_eq!(report.steps.len(), 1);
        assert_eq!(journal(&mut *conn), ["a done 1", "b done 2"], "{driver}");
    }
}

/// The setting is the whole server's: one of its own.
/// To compare takes no more rights than to migrate: whoever may make tables need not have that for temporary ones.
#[test]
fn who_may_make_no_temporary_tables_is_told_the_words_too() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let user = User::with(
        &database,
        "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, REFERENCES",
    );
    for driver in drivers::both(server) {
        let mut conn = driver.connect(&user.url());
        let mut wanted = suspects::tables(2, 0, Engine::Mysql);
        let found = suspects::compared(&history::nothing(), &mut *conn, &wanted).operations;
        let made = history::of_operations([(found, vec![]), (vec![], vec![])]);
        let _ = made.upgrade(&mut *conn, "head").expect("they can be made");
        let present = tables(&mut *conn);
        for count in [1, 2] {
            wanted.tables[count - 1].checks[0].expression = "(NOT age<0)".to_owned();
            wanted.tables[count - 1].columns[3].generated = Some(Generated {
                expression: "(((age)))".to_owned(),
                stored: true,
            });
            let compared = suspects::compared(&made, &mut *conn, &wanted);
            assert!(compared.in_sync(), "{:?}", compared.operations);
            assert!(compared.complete(), "{:?}", compared.notes);
            assert_eq!(tables(&mut *conn), present, "nothing stays");
        }
        wanted.tables[1].checks[0].expression = "age >= 0 and size > 1".to_owned();
        let compared = suspects::compared(&made, &mut *conn, &wanted);
        assert_eq!(compared.operations.len(), 1, "{:?}", compared.operations);
        database.execute("DROP TABLE t0, t1, migrate_version, migrate_version_journal");
    }
}

#[test]
fn a_server_that_only_lets_read_is_left_as_it_is() {
    let Some(server) = Server::mysql_encrypted() else {
        return;
    };
    for driver in drivers::both(server) {
        let database = server.database();
        let user = User::with(&database, "ALL PRIVILEGES");
        let environment = environment(vec![revision("a", &[], create, nothing)]);
        let mut conn = driver.connect(&user.url());
        server.execute("SET GLOBAL read_only = 1");
        let outcome = environment.upgrade(&mut *conn, "head");
        let current = environment.current(&mut *conn);
        server.execute("SET GLOBAL read_only = 0");
        let told = text(&outcome.expect_err(driver.name));
        assert!(told.contains("read-only"), "{driver}: {told}");
        assert!(!told.contains("s3cret"), "{driver}: {told}");
        assert!(current.expect(driver.name).is_empty(), "{driver}");
        assert!(tables(&mut *conn).is_empty(), "{driver}");
        let report = environment.upgrade(&mut *conn, "head").expect(driver.name);
        assert_eq!(report.steps.len(), 1, "{driver}");
    }
}

/// Waits in its second statement for as long as `gate` says.
fn waits(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER)")?;
    op.execute("DO SLEEP((SELECT max(seconds) FROM gate))")?;
    op.execute("CREATE TABLE two (id INTEGER)")
}

/// Runs to head, while somebody else kills the connection in the second statement.
fn killed(
    environment: impl Fn() -> Environment,
    database: &Database<'_>,
    driver: &Driver,
) -> RunError {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut conn = driver.connect(&database.url());
            let waiting = format!(
                "SELECT CAST(ID AS CHAR) FROM information_schema.PROCESSLIST WHERE DB = '{}' AND INFO LIKE 'DO SLEEP%'",
                database.name()
            );
            for _ in 0..600 {
                if let [id] = values(&mut *conn, &waiting).as_slice() {
                    let kill = format!("KILL {id}");
                    conn.batch_execute(&kill).expect("an administrator may");
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let mut conn = driver.connect(&database.url());
        environment()
            .upgrade(&mut *conn, "head")
            .expect_err("it is killed")
    })
}

#[test]
fn a_run_whose_connection_is_killed_is_brought_home_in_three_ways() {
    let Some(server) = Server::mysql() else {
        return;
    };
    for driver in drivers::both(server) {
        for resolution in [
            Some(Resolution::Applied),
            Some(Resolution::RolledBack),
            None,
        ] {
            let what = format!("{driver} {resolution:?}");
            let database = server.database();
            database.execute("CREATE TABLE gate (seconds INTEGER)");
            database.execute("INSERT INTO gate VALUES (60)");
            let history = || environment(vec![revision("a", &[], waits, nothing)]);
            let error = killed(history, &database, driver);
            let told = text(&error);
            assert!(
                matches!(&error, RunError::Revision { committed: 1, .. }),
                "{what}: {told}"
            );

            // Nobody could write that it ended: the journal says how far it came, and everybody else is stopped.
            let mut conn = driver.connect(&database.url());
            assert_eq!(journal(&mut *conn), ["a started 1"], "{what}");
            let told = text(&history().upgrade(&mut *conn, "head").expect_err(&what));
            assert!(
                told.contains("`a`") && told.contains("interrupted behind statement 1"),
                "{what}: {told}"
            );

            database.execute("UPDATE gate SET seconds = 0");
            let (rows, left) = match resolution {
                Some(Resolution::Applied) => {
                    database.execute("CREATE TABLE two (id INTEGER)");
                    (["a applied 1"].as_slice(), 0)
                }
                Some(Resolution::RolledBack) => {
                    database.execute("DROP TABLE one");
                    (["a rolled_back 1", "a done 3"].as_slice(), 1)
                }
                None => (["a done 3"].as_slice(), 0),
            };
            match resolution {
                Some(resolution) => {
                    let resolved = history().resolve(&mut *conn, resolution).expect(&what);
                    assert_eq!(resolved.unfinished.statements, 1, "{what}");
                }
                None => {
                    let report = history().resume(&mut *conn).expect(&what);
                    assert_eq!(report.steps.len(), 1, "{what}");
                }
            }
            let report = history().upgrade(&mut *conn, "head").expect(&what);
            assert_eq!(report.steps.len(), left, "{what}");
            assert_eq!(journal(&mut *conn), rows, "{what}");
            let expected = [
                "gate",
                "migrate_version",
                "migrate_version_journal",
                "one",
                "two",
            ];
            assert_eq!(tables(&mut *conn), expected, "{what}");
        }
    }
}
