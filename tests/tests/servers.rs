//! Runs on servers, through both kinds of driver: locks, transactions, what a failure and a lost connection leave behind.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::{MysqlConnection, PgConnection};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};
use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::prelude::*;
use migrate_core::runner::Resolution;
use migrate_core::{Connection as AnyConnection, EmbeddedRevision, Environment, RunError};
use migrate_test_servers::{Backend, Database, Server};

use crate::history::{environment, environment_with, revision};

/// Every driver's connection to a database, one after the other.
fn drivers(database: &Database<'_>) -> Vec<(&'static str, Box<dyn AnyConnection>)> {
    let url = database.url();
    match database.server().backend() {
        Backend::Postgres => {
            let plain = PgConnection::establish(&url).expect("the server answers");
            let wrapped = AsyncConnectionWrapper::<AsyncPgConnection>::establish(&url);
            let wrapped = wrapped.expect("the server answers");
            vec![
                ("libpq", Box::new(plain)),
                ("tokio-postgres", Box::new(wrapped)),
            ]
        }
        Backend::Mysql => {
            let plain = MysqlConnection::establish(&url).expect("the server answers");
            let wrapped = AsyncConnectionWrapper::<AsyncMysqlConnection>::establish(&url);
            let wrapped = wrapped.expect("the server answers");
            vec![
                ("libmariadb", Box::new(plain)),
                ("mysql_async", Box::new(wrapped)),
            ]
        }
        Backend::Sqlite => vec![],
    }
}

fn connect(database: &Database<'_>) -> Box<dyn AnyConnection> {
    drivers(database).swap_remove(0).1
}

fn servers() -> impl Iterator<Item = &'static Server> {
    [Server::postgres(), Server::mysql()].into_iter().flatten()
}

fn column_of(conn: &mut dyn AnyConnection, sql: &str) -> Vec<String> {
    let rows = conn.query(sql).expect("the query is sound");
    rows.into_iter()
        .map(|row| row[0].clone().unwrap_or_default())
        .collect()
}

fn value(conn: &mut dyn AnyConnection, sql: &str) -> String {
    column_of(conn, sql).remove(0)
}

fn versions(conn: &mut dyn AnyConnection) -> Vec<String> {
    column_of(conn, "SELECT version_num FROM migrate_version ORDER BY 1")
}

fn outcomes(conn: &mut dyn AnyConnection) -> Vec<String> {
    column_of(
        conn,
        "SELECT CONCAT(revision, ' ', direction, ' ', outcome, ' ', statement_index) FROM migrate_version_journal ORDER BY id",
    )
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn create_one(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")?;
    op.execute("INSERT INTO one (id) VALUES (1)")
}

fn drop_one(op: &mut Operations) -> Result {
    op.execute("DROP TABLE one")
}

/// Needs a table that only the test makes.
fn needs_gate(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE two (id INTEGER PRIMARY KEY)")?;
    op.execute("INSERT INTO gate (id) VALUES (1)")?;
    op.execute("INSERT INTO two (id) VALUES (1)")
}

fn drop_two(op: &mut Operations) -> Result {
    op.execute("DROP TABLE two")
}

fn one_and_two() -> Vec<EmbeddedRevision> {
    vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], needs_gate, drop_two),
    ]
}

fn upgrade(environment: &Environment, conn: &mut dyn AnyConnection) -> Result<usize, RunError> {
    environment
        .upgrade(conn, "head")
        .map(|report| report.steps.len())
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
fn up_and_down_and_what_the_journal_says() {
    for server in servers() {
        for (position, driver) in ["own", "pure"].iter().enumerate() {
            let database = server.database();
            let (name, mut conn) = drivers(&database).swap_remove(position);
            let conn = &mut *conn;
            let environment = environment(vec![
                revision("a", &[], create_one, drop_one),
                revision("b", &["a"], nothing, nothing),
            ]);
            assert_eq!(upgrade(&environment, conn).expect(name), 2, "{driver}");
            assert_eq!(versions(conn), ["b"]);
            assert_eq!(upgrade(&environment, conn).expect(name), 0);
            let report = environment.downgrade(conn, "base").expect(name);
            assert_eq!(report.steps.len(), 2);
            assert!(versions(conn).is_empty());
            let expected = [
                "a upgrade done 2",
                "b upgrade done 0",
                "b downgrade done 0",
                "a downgrade done 1",
            ];
            assert_eq!(outcomes(conn), expected, "{name}");
        }
    }
}

#[test]
fn a_failure_on_postgres_leaves_the_database_as_before_the_revision() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    for (name, mut conn) in drivers(&database) {
        let conn = &mut *conn;
        let error = upgrade(&environment(one_and_two()), conn).expect_err(name);
        assert!(
            matches!(&error, RunError::Revision { revision, applied, committed: 0, .. }
            if revision == "b" && (applied == &["a"] || applied.is_empty()))
        );
        assert_eq!(versions(conn), ["a"]);
        assert_eq!(outcomes(conn), ["a upgrade done 2"]);
        assert_eq!(
            value(conn, "SELECT (to_regclass('two') IS NULL)::text"),
            "true"
        );
        assert_eq!(conn.transaction_depth().expect(name), 0);
    }
}

#[test]
fn a_run_that_cannot_be_one_transaction_says_so() {
    for server in servers() {
        let database = server.database();
        let mut conn = connect(&database);
        let config = EmbeddedConfig {
            transaction: TransactionMode::Run,
            ..EmbeddedConfig::DEFAULT
        };
        let environment = environment_with(
            vec![
                revision("a", &[], create_one, drop_one),
                revision("b", &["a"], |_| Ok(()), |_| Ok(())),
            ],
            config,
        );
        let report = environment.upgrade(&mut *conn, "head").expect("it works");
        assert_eq!(report.steps.len(), 2);
        match server.backend() {
            Backend::Mysql => {
                let [warning] = &report.warnings[..] else {
                    panic!("{:?}", report.warnings);
                };
                assert!(
                    warning.contains("each revision stands by itself"),
                    "{warning}"
                );
            }
            Backend::Postgres | Backend::Sqlite => assert_eq!(report.warnings, [""; 0]),
        }
    }
}

#[test]
fn a_failure_on_mysql_is_written_down_and_nothing_runs_until_it_is_dealt_with() {
    let Some(server) = Server::mysql() else {
        return;
    };
    for position in 0..2 {
        let database = server.database();
        let (name, mut conn) = drivers(&database).swap_remove(position);
        let conn = &mut *conn;
        let environment = environment(one_and_two());
        let error = upgrade(&environment, conn).expect_err(name);
        assert!(
            matches!(&error, RunError::Revision { revision, committed: 1, .. } if revision == "b")
        );
        assert_eq!(versions(conn), ["a"]);
        assert_eq!(outcomes(conn), ["a upgrade done 2", "b upgrade failed 1"]);

        for target in ["head", "a"] {
            let error = environment.upgrade(conn, target).expect_err(name);
            let told = text(&error);
            assert!(
                matches!(&error, RunError::Unfinished(unfinished) if unfinished.failed && unfinished.statements == 1),
                "{told}"
            );
            assert!(
                told.contains("`b`") && told.contains("failed at statement 2"),
                "{told}"
            );
        }

        // Taken back by hand: it is as if it had never begun.
        conn.batch_execute("DROP TABLE two").expect(name);
        let resolved = environment
            .resolve(conn, Resolution::RolledBack)
            .expect(name);
        assert_eq!(
            (resolved.unfinished.revision.as_str(), resolved.current),
            ("b", vec!["a".to_owned()])
        );
        let _ = upgrade(&environment, conn).expect_err(name);

        // Gone on with, once what was in the way is gone.
        let error = environment.resume(conn).expect_err(name);
        assert!(matches!(error, RunError::Revision { committed: 1, .. }));
        conn.batch_execute("CREATE TABLE gate (id INTEGER)")
            .expect(name);
        let report = environment.resume(conn).expect(name);
        assert_eq!(report.steps.len(), 1);
        assert_eq!(versions(conn), ["b"]);
        assert_eq!(value(conn, "SELECT CAST(count(*) AS CHAR) FROM two"), "1");
        assert!(matches!(
            environment.resume(conn),
            Err(RunError::NothingUnfinished)
        ));
        let expected = [
            "a upgrade done 2",
            "b upgrade rolled_back 1",
            "b upgrade done 3",
        ];
        assert_eq!(outcomes(conn), expected);
    }
}

#[test]
fn a_failed_downgrade_on_mysql_stops_even_what_has_nothing_to_do() {
    let Some(server) = Server::mysql() else {
        return;
    };
    fn fails(op: &mut Operations) -> Result {
        op.execute("DROP TABLE one")?;
        op.execute("DROP TABLE never")
    }
    let database = server.database();
    let mut conn = connect(&database);
    let conn = &mut *conn;
    let environment = environment(vec![revision("a", &[], create_one, fails)]);
    let _ = upgrade(&environment, conn).expect("it works");
    let _ = environment.downgrade(conn, "base").expect_err("it fails");
    assert!(matches!(
        upgrade(&environment, conn),
        Err(RunError::Unfinished(_))
    ));
    let resolved = environment
        .resolve(conn, Resolution::Applied)
        .expect("it is there");
    assert!(resolved.current.is_empty());
    assert!(versions(conn).is_empty());
    assert_eq!(upgrade(&environment, conn).expect("it works"), 1);
}

#[test]
fn nothing_is_left_to_deal_with_where_the_first_statement_fails() {
    let Some(server) = Server::mysql() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    let environment = environment(vec![revision("a", &[], drop_one, nothing)]);
    for _ in 0..2 {
        let error = upgrade(&environment, &mut *conn).expect_err("there is no table");
        assert!(matches!(error, RunError::Revision { committed: 0, .. }));
    }
    assert!(outcomes(&mut *conn).is_empty());
}

#[test]
fn a_data_step_is_a_transaction_of_its_own() {
    for server in servers() {
        let database = server.database();
        let mut conn = connect(&database);
        let conn = &mut *conn;
        fn step(op: &mut Operations) -> Result {
            op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")?;
            op.run("rows", |conn: &mut PgConnection| {
                conn.batch_execute("INSERT INTO one VALUES (1); INSERT INTO one VALUES (1)")?;
                Ok(())
            })
        }
        fn step_mysql(op: &mut Operations) -> Result {
            op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")?;
            op.run("rows", |conn: &mut MysqlConnection| {
                conn.batch_execute("INSERT INTO one VALUES (1)")?;
                conn.batch_execute("INSERT INTO one VALUES (1)")?;
                Ok(())
            })
        }
        let (step, left): (migrate_core::revision::Step, _) = match server.backend() {
            Backend::Postgres | Backend::Sqlite => (step, vec![]),
            Backend::Mysql => (step_mysql, vec!["a upgrade failed 1".to_owned()]),
        };
        let environment = environment(vec![revision("a", &[], step, nothing)]);
        let error = upgrade(&environment, conn).expect_err("a row is there twice");
        assert!(text(&error).contains("rows"), "{}", text(&error));
        if server.backend() == Backend::Mysql {
            assert_eq!(outcomes(conn), left);
            assert_eq!(value(conn, "SELECT CAST(count(*) AS CHAR) FROM one"), "0");
        }
        assert_eq!(conn.transaction_depth().expect("it is sound"), 0);
    }
}

fn log_twice(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE log (revision VARCHAR(10))")?;
    op.execute("INSERT INTO log VALUES ('a')")
}

fn log_b(op: &mut Operations) -> Result {
    op.execute("INSERT INTO log VALUES ('b')")
}

#[test]
fn twenty_runners_that_race_run_each_revision_once() {
    for server in servers() {
        let database = server.database();
        let barrier = Barrier::new(20);
        let steps: usize = std::thread::scope(|scope| {
            let runners: Vec<_> = (0..20)
                .map(|_| {
                    scope.spawn(|| {
                        let mut conn = connect(&database);
                        let environment = environment(vec![
                            revision("a", &[], log_twice, nothing),
                            revision("b", &["a"], log_b, nothing),
                        ]);
                        barrier.wait();
                        upgrade(&environment, &mut *conn).expect("everybody succeeds")
                    })
                })
                .collect();
            runners
                .into_iter()
                .map(|runner| runner.join().expect("no panic"))
                .sum()
        });
        assert_eq!(steps, 2);
        let mut conn = connect(&database);
        assert_eq!(
            column_of(&mut *conn, "SELECT revision FROM log ORDER BY 1"),
            ["a", "b"]
        );
        assert_eq!(versions(&mut *conn), ["b"]);
    }
}

/// Keeps the lock that a runner on the database would take.
fn keep_lock(conn: &mut dyn AnyConnection) {
    use migrate_core::connection::Engine;
    let (sql, table) = match conn.engine() {
        Engine::Postgres => ("SELECT current_database()::text", "public.migrate_version"),
        _ => ("SELECT DATABASE()", ""),
    };
    let database = value(conn, sql);
    let table = match conn.engine() {
        Engine::Postgres => table.to_owned(),
        _ => format!("{database}.migrate_version"),
    };
    let hash = hmac_sha256::Hash::hash(format!("migrate:{database}:{table}").as_bytes());
    let sql = match conn.engine() {
        Engine::Postgres => {
            let mut first = [0; 8];
            first.copy_from_slice(&hash[..8]);
            format!(
                "SELECT pg_try_advisory_lock({})::text",
                i64::from_be_bytes(first)
            )
        }
        _ => {
            let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("SELECT CAST(GET_LOCK('{name}', 0) AS CHAR)")
        }
    };
    assert!(["true", "1"].contains(&value(conn, &sql).as_str()));
}

#[test]
fn who_waits_too_long_is_told_who_is_at_work() {
    for server in servers() {
        let database = server.database();
        let mut holder = connect(&database);
        keep_lock(&mut *holder);
        let mut conn = connect(&database);
        let config = EmbeddedConfig {
            runner_lock_timeout_ms: 300,
            ..EmbeddedConfig::DEFAULT
        };
        let waits = environment_with(one_and_two(), config);
        let began = Instant::now();
        let error = waits.upgrade(&mut *conn, "a").expect_err("it is locked");
        assert!(began.elapsed() >= Duration::from_millis(300));
        let told = text(&error);
        assert!(
            matches!(
                error,
                RunError::LockTimeout {
                    holder: Some(_),
                    ..
                }
            ),
            "{told}"
        );
        assert!(told.contains("300ms"), "{told}");

        // Without the lock nobody waits; and with nothing to do nobody asks for it.
        let config = EmbeddedConfig {
            lock: false,
            ..config
        };
        let goes_on = environment_with(one_and_two(), config);
        assert_eq!(
            goes_on
                .upgrade(&mut *conn, "a")
                .expect("it works")
                .steps
                .len(),
            1
        );
        assert!(
            waits
                .upgrade(&mut *conn, "a")
                .expect("it works")
                .steps
                .is_empty()
        );
    }
}

#[test]
fn the_lock_is_given_back_on_every_path() {
    for server in servers() {
        let database = server.database();
        let mut conn = connect(&database);
        let conn = &mut *conn;
        fn panics(_op: &mut Operations) -> Result {
            panic!("a revision's own")
        }
        let panicking = environment(vec![revision("a", &[], panics, nothing)]);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            panicking
                .upgrade(conn, "head")
                .map(|report| report.steps.len())
        }));
        assert!(outcome.is_err());
        assert_eq!(conn.transaction_depth().expect("it is sound"), 0);
        let failing = environment(vec![revision("a", &[], drop_one, nothing)]);
        let _ = upgrade(&failing, conn).expect_err("there is no table");
        let mut other = connect(&database);
        keep_lock(&mut *other);
    }
}

#[test]
fn inside_the_callers_transaction() {
    if let Some(server) = Server::postgres() {
        let database = server.database();
        let mut conn = PgConnection::establish(&database.url()).expect("the server answers");
        conn.begin_test_transaction().expect("nothing is open");
        let environment = environment(one_and_two());
        let _ = upgrade(&environment, &mut conn).expect_err("there is no gate");
        // What was open is open still, and sound.
        assert_eq!(versions(&mut conn), ["a"]);
        let other = PgConnection::establish(&database.url()).expect("the server answers");
        let mut other: Box<dyn AnyConnection> = Box::new(other);
        let seen = "SELECT (to_regclass('migrate_version') IS NULL)::text";
        assert_eq!(value(&mut *other, seen), "true");
    }
    if let Some(server) = Server::mysql() {
        let database = server.database();
        let mut conn = MysqlConnection::establish(&database.url()).expect("the server answers");
        conn.begin_test_transaction().expect("nothing is open");
        let error = upgrade(&environment(one_and_two()), &mut conn).expect_err("it would commit");
        assert!(matches!(error, RunError::InTransaction));
    }
}

#[test]
fn time_outs_hold_for_the_run_and_are_put_back() {
    fn waits_postgres(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE seen AS SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS told")?;
        op.execute("SELECT pg_sleep(5)")
    }
    if let Some(server) = Server::postgres() {
        let database = server.database();
        let mut conn = connect(&database);
        let config = EmbeddedConfig {
            ddl_lock_timeout_ms: Some(1234),
            statement_timeout_ms: Some(200),
            ..EmbeddedConfig::DEFAULT
        };
        conn.batch_execute("SET lock_timeout = '7s'")
            .expect("it can be set");
        let environment =
            environment_with(vec![revision("a", &[], waits_postgres, nothing)], config);
        let error = upgrade(&environment, &mut *conn).expect_err("it takes too long");
        assert!(
            text(&error).contains("statement timeout"),
            "{}",
            text(&error)
        );
        assert_eq!(value(&mut *conn, "SHOW lock_timeout"), "7s");
        assert_eq!(value(&mut *conn, "SHOW statement_timeout"), "0");
    }
    fn waits_mysql(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE seen (told VARCHAR(40))")?;
        op.execute("INSERT INTO seen SELECT @@lock_wait_timeout")
    }
    if let Some(server) = Server::mysql() {
        let database = server.database();
        let mut conn = connect(&database);
        let config = EmbeddedConfig {
            ddl_lock_timeout_ms: Some(1234),
            statement_timeout_ms: Some(20_000),
            ..EmbeddedConfig::DEFAULT
        };
        conn.batch_execute("SET lock_wait_timeout = 77")
            .expect("it can be set");
        let environment = environment_with(vec![revision("a", &[], waits_mysql, nothing)], config);
        assert_eq!(upgrade(&environment, &mut *conn).expect("it works"), 1);
        assert_eq!(value(&mut *conn, "SELECT told FROM seen"), "2");
        assert_eq!(
            value(&mut *conn, "SELECT CAST(@@lock_wait_timeout AS CHAR)"),
            "77"
        );
    }
}

#[test]
fn a_connection_that_is_lost_in_the_middle() {
    fn cut_postgres(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE one (id INTEGER)")?;
        op.execute("SELECT pg_terminate_backend(pg_backend_pid())")?;
        op.execute("CREATE TABLE two (id INTEGER)")
    }
    fn cut_mysql(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE one (id INTEGER)")?;
        // The server kills the connection behind the statement.
        op.execute("KILL CONNECTION_ID()")?;
        op.execute("CREATE TABLE two (id INTEGER)")
    }
    if let Some(server) = Server::postgres() {
        let database = server.database();
        for (name, mut conn) in drivers(&database) {
            let environment = environment(vec![revision("a", &[], cut_postgres, nothing)]);
            let error = upgrade(&environment, &mut *conn).expect_err(name);
            assert!(
                matches!(error, RunError::Revision { committed: 0, .. }),
                "{name}: {}",
                text(&error)
            );
            let mut conn = connect(&database);
            assert_eq!(
                value(&mut *conn, "SELECT (to_regclass('one') IS NULL)::text"),
                "true"
            );
        }
    }
    if let Some(server) = Server::mysql() {
        for position in 0..2 {
            let database = server.database();
            let (name, mut conn) = drivers(&database).swap_remove(position);
            let environment = environment(vec![revision("a", &[], cut_mysql, nothing)]);
            let error = upgrade(&environment, &mut *conn).expect_err(name);
            assert!(
                matches!(error, RunError::Revision { committed: 1, .. }),
                "{name}: {}",
                text(&error)
            );
            // Nobody could write down that it failed: what stands there is how far it came.
            let mut conn = connect(&database);
            assert_eq!(outcomes(&mut *conn), ["a upgrade started 1"], "{name}");
            let error = upgrade(&environment, &mut *conn).expect_err(name);
            let told = text(&error);
            assert!(told.contains("interrupted behind statement 1"), "{told}");
            assert_eq!(
                environment
                    .resolve(&mut *conn, Resolution::Applied)
                    .expect(name)
                    .current,
                ["a"]
            );
        }
    }
}

#[test]
fn the_version_table_lives_where_it_is_told() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let mut conn = connect(&database);
    let config = EmbeddedConfig {
        version_table: "Versions of \"it\"",
        version_table_schema: Some("app"),
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(vec![revision("a", &[], create_one, drop_one)], config);
    let error = upgrade(&environment, &mut *conn).expect_err("there is no schema");
    assert!(
        text(&error).contains("schema \"app\" does not exist"),
        "{}",
        text(&error)
    );
    database.execute("CREATE SCHEMA app");
    assert_eq!(upgrade(&environment, &mut *conn).expect("it works"), 1);
    assert_eq!(upgrade(&environment, &mut *conn).expect("it works"), 0);
    let rows = value(
        &mut *conn,
        "SELECT version_num FROM app.\"Versions of \"\"it\"\"\"",
    );
    assert_eq!(rows, "a");
}

fn block(op: &mut Operations) -> Result {
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_one ON one (id)"))
}

fn mixed(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE two (id INTEGER)")?;
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_two ON two (id)"))?;
    op.execute("INSERT INTO gate VALUES (1)")
}

#[test]
fn an_autocommit_block_commits_what_precedes_it_and_a_mixed_revision_has_to_say_so() {
    let Some(server) = Server::postgres() else {
        return;
    };
    for position in 0..2 {
        let database = server.database();
        let (name, mut conn) = drivers(&database).swap_remove(position);
        let conn = &mut *conn;
        let mut history = vec![
            revision("a", &[], create_one, drop_one),
            revision("b", &["a"], block, nothing),
            revision("c", &["b"], mixed, nothing),
        ];
        let error = upgrade(&environment(history.clone()), conn).expect_err(name);
        assert!(
            text(&error).contains("several_transactions"),
            "{}",
            text(&error)
        );
        assert_eq!(versions(conn), ["b"]);
        let before = ["a upgrade done 2", "b upgrade done 1"];
        assert_eq!(outcomes(conn), before);
        assert_eq!(
            value(conn, "SELECT (to_regclass('two') IS NULL)::text"),
            "true"
        );

        history[2].settings = Settings::new().several_transactions();
        let environment = environment(history);
        let error = upgrade(&environment, conn).expect_err(name);
        assert!(
            matches!(error, RunError::Revision { committed: 2, .. }),
            "{}",
            text(&error)
        );
        assert_eq!(outcomes(conn)[2], "c upgrade failed 2");
        assert_eq!(
            value(conn, "SELECT (to_regclass('ix_two') IS NULL)::text"),
            "false"
        );
        let error = upgrade(&environment, conn).expect_err(name);
        assert!(matches!(error, RunError::Unfinished(_)));
        assert_eq!(
            environment
                .resolve(conn, Resolution::Applied)
                .expect(name)
                .current,
            ["c"]
        );
        assert_eq!(upgrade(&environment, conn).expect(name), 0);
    }
}

/// PostgreSQL leaves an index that is not valid: it goes again, and the next try works.
#[test]
fn an_index_that_cannot_be_built_leaves_nothing_in_the_way() {
    let Some(server) = Server::postgres() else {
        return;
    };
    fn twice(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE one (id INTEGER)")?;
        op.execute("INSERT INTO one VALUES (1), (1)")
    }
    fn unique(op: &mut Operations) -> Result {
        op.autocommit_block(|op| {
            op.create_index("one", index(["id"]).name("ix_one").unique().concurrently())
        })
    }
    for position in 0..2 {
        let database = server.database();
        let (name, mut conn) = drivers(&database).swap_remove(position);
        let conn = &mut *conn;
        let environment = environment(vec![
            revision("a", &[], twice, nothing),
            revision("b", &["a"], unique, nothing),
        ]);
        let error = upgrade(&environment, conn).expect_err(name);
        assert!(text(&error).contains("could not create unique index"));
        let left = "SELECT (to_regclass('ix_one') IS NULL)::text";
        assert_eq!(value(conn, left), "true", "{name}");
        assert_eq!(outcomes(conn), ["a upgrade done 2"], "{name}");
        conn.batch_execute("DELETE FROM one WHERE ctid = (SELECT min(ctid) FROM one)")
            .expect(name);
        assert_eq!(upgrade(&environment, conn).expect(name), 1);
        let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix_one'::regclass";
        assert_eq!(value(conn, valid), "true", "{name}");
    }
}

#[test]
fn an_autocommit_block_does_not_deadlock_with_a_runner_that_waits() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let database = server.database();
    let barrier = Barrier::new(4);
    let steps: usize = std::thread::scope(|scope| {
        let runners: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut conn = connect(&database);
                    let environment = environment(vec![
                        revision("a", &[], create_one, drop_one),
                        revision("b", &["a"], block, nothing),
                    ]);
                    barrier.wait();
                    upgrade(&environment, &mut *conn).expect("everybody succeeds")
                })
            })
            .collect();
        runners
            .into_iter()
            .map(|runner| runner.join().expect("no panic"))
            .sum()
    });
    assert_eq!(steps, 2);
}

#[test]
fn an_autocommit_block_is_refused_where_it_cannot_commit() {
    let Some(server) = Server::postgres() else {
        return;
    };
    let history = || {
        vec![
            revision("a", &[], create_one, drop_one),
            revision("b", &["a"], block, nothing),
        ]
    };
    let database = server.database();
    let mut conn = PgConnection::establish(&database.url()).expect("the server answers");
    let whole = EmbeddedConfig {
        transaction: migrate_core::config::TransactionMode::Run,
        ..EmbeddedConfig::DEFAULT
    };
    let error = upgrade(&environment_with(history(), whole), &mut conn).expect_err("it cannot");
    assert!(
        text(&error).contains("transaction = \"run\""),
        "{}",
        text(&error)
    );
    conn.begin_test_transaction().expect("nothing is open");
    let error = upgrade(&environment(history()), &mut conn).expect_err("it cannot");
    assert!(text(&error).contains("was open before"), "{}", text(&error));
}

#[test]
fn who_may_not_create_or_write_is_told_so() {
    if let Some(server) = Server::postgres() {
        let database = server.database();
        let role = format!("{}_reader", database.name());
        server.execute(&format!("CREATE ROLE {role} LOGIN"));
        let url = database.url().replace("postgres@", &format!("{role}@"));
        let mut conn = PgConnection::establish(&url).expect("the server answers");
        let environment = environment(one_and_two());
        let error = upgrade(&environment, &mut conn).expect_err("it may not");
        let told = text(&error);
        assert!(
            told.contains("cannot create the version table; permission denied"),
            "{told}"
        );
        drop(conn);
        let mut conn = PgConnection::establish(&database.url()).expect("the server answers");
        conn.batch_execute("SET default_transaction_read_only = on")
            .expect("it can be set");
        let told = text(&upgrade(&environment, &mut conn).expect_err("it may not"));
        assert!(told.contains("read-only transaction"), "{told}");
        drop(database);
        server.execute(&format!("DROP ROLE {role}"));
    }
    if let Some(server) = Server::mysql() {
        let database = server.database();
        let user = format!("r{}", std::process::id());
        let name = database.name();
        server.execute(&format!("CREATE USER {user}@'%'"));
        server.execute(&format!("GRANT SELECT ON {name}.* TO {user}@'%'"));
        let url = database.url().replace("root@", &format!("{user}@"));
        let mut conn = MysqlConnection::establish(&url).expect("the server answers");
        let told = text(&upgrade(&environment(one_and_two()), &mut conn).expect_err("it may not"));
        assert!(
            told.contains("cannot create the version table; CREATE command denied"),
            "{told}"
        );
        drop(conn);
        server.execute(&format!("DROP USER {user}@'%'"));
    }
}
