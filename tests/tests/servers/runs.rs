//! Runs that reach their target, and what surrounds them: transactions of the caller, time-outs, the version table's place.

use migrate_core::RunError;
use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::connection::TransactionStep;
use migrate_core::prelude::*;
use migrate_test_servers::Backend;

use super::{
    Place, create_one, drop_one, nothing, one_and_two, outcomes, text, through_each_driver,
    upgrade, value, versions,
};
use crate::history::{environment, environment_with, revision};

through_each_driver! {
    up_and_down_and_what_the_journal_says,
    a_run_that_cannot_be_one_transaction_says_so,
    a_data_step_is_a_transaction_of_its_own,
    inside_the_callers_transaction,
    time_outs_hold_for_the_run_and_are_put_back,
}
through_each_driver! { postgres: the_version_table_lives_where_it_is_told }

fn up_and_down_and_what_the_journal_says(place: &Place) {
    let conn = &mut *place.connect();
    let environment = environment(vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], nothing, nothing),
    ]);
    assert_eq!(upgrade(&environment, conn).expect("it works"), 2);
    assert_eq!(versions(conn), ["b"]);
    assert_eq!(upgrade(&environment, conn).expect("it works"), 0);
    let report = environment.downgrade(conn, "base").expect("it works");
    assert_eq!(report.steps.len(), 2);
    assert!(versions(conn).is_empty());
    let expected = [
        "a upgrade done 2",
        "b upgrade done 0",
        "b downgrade done 0",
        "a downgrade done 1",
    ];
    assert_eq!(outcomes(conn), expected);
}

fn a_run_that_cannot_be_one_transaction_says_so(place: &Place) {
    let config = EmbeddedConfig {
        transaction: TransactionMode::Run,
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(
        vec![
            revision("a", &[], create_one, drop_one),
            revision("b", &["a"], nothing, nothing),
        ],
        config,
    );
    let report = environment.upgrade(&mut *place.connect(), "head");
    let report = report.expect("it works");
    assert_eq!(report.steps.len(), 2);
    match place.backend() {
        Backend::Mysql => {
            let [warning] = &report.warnings[..] else {
                panic!("{:?}", report.warnings);
            };
            let told = "each revision stands by itself";
            assert!(warning.contains(told), "{warning}");
        }
        Backend::Postgres | Backend::Sqlite => assert_eq!(report.warnings, [""; 0]),
    }
}

fn a_data_step_is_a_transaction_of_its_own(place: &Place) {
    let conn = &mut *place.connect();
    let step = place.driver.one_row_twice;
    let environment = environment(vec![revision("a", &[], step, nothing)]);
    let error = upgrade(&environment, conn).expect_err("a row is there twice");
    assert!(text(&error).contains("rows"), "{}", text(&error));
    match place.backend() {
        Backend::Mysql => {
            assert_eq!(outcomes(conn), ["a upgrade failed 1"]);
            assert_eq!(value(conn, "SELECT CAST(count(*) AS CHAR) FROM one"), "0");
        }
        Backend::Postgres | Backend::Sqlite => {
            let gone = "SELECT (to_regclass('one') IS NULL)::text";
            assert_eq!(value(conn, gone), "true");
        }
    }
    assert_eq!(conn.transaction_depth().expect("it is sound"), 0);
}

fn inside_the_callers_transaction(place: &Place) {
    let conn = &mut *place.connect();
    conn.transaction(TransactionStep::Begin)
        .expect("nothing is open");
    let error = upgrade(&environment(one_and_two()), conn).expect_err("it cannot go on");
    match place.backend() {
        Backend::Mysql => assert!(matches!(error, RunError::InTransaction)),
        Backend::Postgres | Backend::Sqlite => {
            // What was open is open still, and sound.
            assert_eq!(versions(conn), ["a"]);
            let seen = "SELECT (to_regclass('migrate_version') IS NULL)::text";
            assert_eq!(value(&mut *place.connect(), seen), "true");
        }
    }
    assert_eq!(conn.transaction_depth().expect("it is sound"), 1);
}

fn time_outs_hold_for_the_run_and_are_put_back(place: &Place) {
    let conn = &mut *place.connect();
    let config = |statement| EmbeddedConfig {
        ddl_lock_timeout_ms: Some(1234),
        statement_timeout_ms: Some(statement),
        ..EmbeddedConfig::DEFAULT
    };
    match place.backend() {
        Backend::Postgres | Backend::Sqlite => {
            fn waits(op: &mut Operations) -> Result {
                op.execute("SELECT pg_sleep(5)")
            }
            conn.batch_execute("SET lock_timeout = '7s'")
                .expect("it can be set");
            let history = vec![revision("a", &[], waits, nothing)];
            let environment = environment_with(history, config(200));
            let error = upgrade(&environment, conn).expect_err("it takes too long");
            let told = text(&error);
            assert!(told.contains("statement timeout"), "{told}");
            assert_eq!(value(conn, "SHOW lock_timeout"), "7s");
            assert_eq!(value(conn, "SHOW statement_timeout"), "0");
        }
        Backend::Mysql => {
            fn writes_down(op: &mut Operations) -> Result {
                op.execute("CREATE TABLE seen (told VARCHAR(40))")?;
                op.execute("INSERT INTO seen SELECT @@lock_wait_timeout")
            }
            conn.batch_execute("SET lock_wait_timeout = 77")
                .expect("it can be set");
            let history = vec![revision("a", &[], writes_down, nothing)];
            let environment = environment_with(history, config(20_000));
            assert_eq!(upgrade(&environment, conn).expect("it works"), 1);
            assert_eq!(value(conn, "SELECT told FROM seen"), "2");
            let after = "SELECT CAST(@@lock_wait_timeout AS CHAR)";
            assert_eq!(value(conn, after), "77");
        }
    }
}

fn the_version_table_lives_where_it_is_told(place: &Place) {
    let conn = &mut *place.connect();
    let config = EmbeddedConfig {
        version_table: "Versions of \"it\"",
        version_table_schema: Some("app"),
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(vec![revision("a", &[], create_one, drop_one)], config);
    let told = text(&upgrade(&environment, conn).expect_err("there is no schema"));
    assert!(told.contains("schema \"app\" does not exist"), "{told}");
    place.database.execute("CREATE SCHEMA app");
    assert_eq!(upgrade(&environment, conn).expect("it works"), 1);
    assert_eq!(upgrade(&environment, conn).expect("it works"), 0);
    let rows = "SELECT version_num FROM app.\"Versions of \"\"it\"\"\"";
    assert_eq!(value(conn, rows), "a");
}
