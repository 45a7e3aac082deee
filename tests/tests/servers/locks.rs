//! Runners at once: one works, the others wait, and the lock is given back.

use std::time::{Duration, Instant};

use migrate_core::config::EmbeddedConfig;
use migrate_core::prelude::*;
use migrate_core::{Connection as AnyConnection, RunError};

use super::{
    Place, column_of, drop_one, nothing, one_and_two, race, text, through_each_driver, upgrade,
    value, versions,
};
use crate::history::{environment, environment_with, revision};

through_each_driver! {
    twenty_runners_that_race_run_each_revision_once,
    who_waits_too_long_is_told_who_is_at_work,
    the_lock_is_given_back_on_every_path,
}

fn log_twice(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE log (revision VARCHAR(10))")?;
    op.execute("INSERT INTO log VALUES ('a')")
}

fn log_b(op: &mut Operations) -> Result {
    op.execute("INSERT INTO log VALUES ('b')")
}

fn twenty_runners_that_race_run_each_revision_once(place: &Place) {
    let steps = race(place, 20, || {
        environment(vec![
            revision("a", &[], log_twice, nothing),
            revision("b", &["a"], log_b, nothing),
        ])
    });
    assert_eq!(steps, 2);
    let mut conn = place.connect();
    assert_eq!(
        column_of(&mut *conn, "SELECT revision FROM log ORDER BY 1"),
        ["a", "b"]
    );
    assert_eq!(versions(&mut *conn), ["b"]);
}

/// Keeps the lock that a runner on the database would take.
fn keep_lock(conn: &mut dyn AnyConnection) {
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

fn who_waits_too_long_is_told_who_is_at_work(place: &Place) {
    let mut holder = place.connect();
    keep_lock(&mut *holder);
    let mut conn = place.connect();
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

fn the_lock_is_given_back_on_every_path(place: &Place) {
    let conn = &mut *place.connect();
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
    let mut other = place.connect();
    keep_lock(&mut *other);
}
