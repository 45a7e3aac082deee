//! Autocommit blocks, time-outs and values that no script can hold: what a run refuses, a script refuses, and where a
//! script was stopped, a run knows how far it came.

use std::error::Error as _;

use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::runner::{Resolution, ScriptError};
use migrate_core::{EmbeddedRevision, Settings};

use super::*;
use crate::history::environment_with;

fn create_one(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id integer)")
}

fn block(op: &mut Operations) -> Result {
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_one ON one (id)"))
}

fn mixed(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE two (id integer)")?;
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_two ON two (id)"))?;
    op.execute("INSERT INTO gate VALUES (1)")
}

fn history() -> Vec<EmbeddedRevision> {
    vec![
        revision("a", &[], create_one, nothing),
        revision("b", &["a"], block, nothing),
        revision("c", &["b"], mixed, nothing),
    ]
}

fn postgres() -> Option<Target> {
    Target::all()
        .into_iter()
        .find(|target| target.engine == Engine::Postgres)
}

fn refused(error: ScriptError) -> String {
    let cause = error.source().expect("a cause").to_string();
    format!("{error}: {cause}")
}

const JOURNAL: &str = "SELECT revision || ' ' || outcome || ' ' || statement_index || ' ' || (finished IS NOT NULL) FROM migrate_version_journal ORDER BY id";

#[test]
fn a_block_that_a_run_refuses_is_in_no_script() {
    let Some(target) = postgres() else {
        return;
    };
    let environment = environment(history());
    let error = target.script(&environment).upgrade("head");
    let error = refused(error.expect_err("it is mixed"));
    assert!(
        error.starts_with("cannot write revision `c` as SQL"),
        "{error}"
    );
    assert!(error.contains("several_transactions"), "{error}");

    let whole = EmbeddedConfig {
        transaction: TransactionMode::Run,
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(history(), whole);
    let error = target.script(&environment).upgrade("b");
    let error = refused(error.expect_err("nothing is committed in between"));
    assert!(error.contains("transaction = \"run\""), "{error}");
}

#[test]
fn the_journal_says_how_far_a_script_came_that_stopped_behind_a_block() {
    let Some(target) = postgres() else {
        return;
    };
    let mut revisions = history();
    revisions[2].settings = Settings::new().several_transactions();
    let environment = environment(revisions);
    let script = target.script(&environment);

    // The table `gate` is missing.
    let told = target.stops(&script.upgrade("head").expect("SQL says it all"));
    assert!(told.contains("gate"), "{told}");
    assert_eq!(target.versions(), ["b"]);
    let begun = ["a done 1 true", "b done 1 true", "c started 2 false"];
    assert_eq!(target.asks(JOURNAL), begun);

    // Neither a script nor a run passes over it.
    let told = target.stops(&script.upgrade("b:c").expect("SQL says it all"));
    assert!(
        told.contains("revision c has begun and did not end"),
        "{told}"
    );
    let mut conn = target.connect();
    let error = environment.upgrade(&mut *conn, "head");
    let error = error.expect_err("it did not end").to_string();
    assert!(error.contains("`c` is unfinished"), "{error}");

    // A person does the rest and says so.
    target.database.execute("CREATE TABLE gate (id integer)");
    let _ = environment
        .resolve(&mut *conn, Resolution::Applied)
        .expect("a row that is open");
    assert_eq!(target.versions(), ["c"]);
    assert_eq!(target.asks(JOURNAL)[2], "c applied 2 true");
    target.runs(&script.downgrade("c:b").expect("SQL says it all"));
}

#[test]
fn a_script_with_blocks_does_what_a_run_does() {
    let [Some(online), Some(offline)] = [postgres(), postgres()] else {
        return;
    };
    let mut revisions = history();
    revisions[2].settings = Settings::new().several_transactions();
    let environment = environment(revisions);
    for target in [&online, &offline] {
        target.database.execute("CREATE TABLE gate (id integer)");
    }
    let script = offline.script(&environment);
    offline.runs(&script.upgrade("head").expect("SQL says it all"));
    let _ = environment
        .upgrade(&mut *online.connect(), "head")
        .expect("a sound run");
    assert_eq!(offline.dump(), online.dump());
    assert_eq!(offline.asks(JOURNAL), online.asks(JOURNAL));
}

#[test]
fn a_script_waits_as_long_as_a_run() {
    let config = EmbeddedConfig {
        ddl_lock_timeout_ms: Some(1_500),
        statement_timeout_ms: Some(60_000),
        ..EmbeddedConfig::DEFAULT
    };
    for target in Target::all() {
        let sql = match target.engine {
            Engine::Postgres => {
                "CREATE TABLE seen AS SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') AS found"
            }
            _ => {
                "CREATE TABLE seen AS SELECT CONCAT(@@SESSION.lock_wait_timeout, ' ', @@SESSION.innodb_lock_wait_timeout, ' ', /*M! CAST(@@SESSION.max_statement_time * 1000 AS INTEGER) */ /*!80000 @@SESSION.max_execution_time */) AS found"
            }
        };
        thread_local! {
            static SQL: std::cell::Cell<&'static str> = const { std::cell::Cell::new("") };
        }
        SQL.set(sql);
        let revisions = vec![revision("a", &[], |op| op.execute(SQL.get()), nothing)];
        let environment = environment_with(revisions, config);
        let script = target.script(&environment);
        target.runs(&script.upgrade("head").expect("SQL says it all"));
        let expected = match target.engine {
            Engine::Postgres => "1500ms 1min",
            _ => "2 2 60000",
        };
        assert_eq!(target.asks("SELECT found FROM seen"), [expected]);
    }
}

fn numbers_without_end(op: &mut Operations) -> Result {
    op.create_table("odd", [column("id", Integer), column("value", Double)])?;
    op.bulk_insert(
        "odd",
        &["id", "value"],
        rows![[1, f64::INFINITY], [2, f64::NEG_INFINITY], [3, 1.5]],
    )
}

fn nul(op: &mut Operations) -> Result {
    op.create_table("odd", [column("value", Text)])?;
    op.bulk_insert("odd", &["value"], rows![["a\0b"]])
}

#[test]
fn values_that_a_server_cannot_hold_are_in_no_script() {
    for target in Target::all() {
        let infinite = environment(vec![revision("a", &[], numbers_without_end, nothing)]);
        let script = target.script(&infinite).upgrade("head");
        if target.engine == Engine::Postgres {
            target.runs(&script.expect("it has words for them"));
            assert_eq!(
                target.asks("SELECT value FROM odd ORDER BY id"),
                ["Infinity", "-Infinity", "1.5"]
            );
        } else {
            let error = refused(script.expect_err("it has none"));
            assert!(error.contains("row 1 for `odd`"), "{error}");
        }

        let text = environment(vec![revision("a", &[], nul, nothing)]);
        let script = target.script(&text).upgrade("head");
        if target.engine == Engine::Postgres {
            let error = refused(script.expect_err("no text holds it"));
            assert!(error.contains("the character NUL"), "{error}");
        } else {
            target.database.execute("DROP TABLE IF EXISTS odd");
            target.runs(&script.expect("an escape says it"));
            assert_eq!(target.asks("SELECT hex(value) FROM odd"), ["610062"]);
        }
    }
}
