//! What a run leaves behind: on success, on failure, beside another runner, inside the caller's transaction.

mod foreign_keys;

use std::time::Duration;

use diesel::prelude::*;
use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::graph::PlanStep;
use migrate_core::prelude::*;
use migrate_core::runner::Observer;
use migrate_core::{Environment, OnUnknown, RunError};
use migrate_tests::database::{dump, memory, query};

use crate::history::{environment, environment_with, revision};

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn create_heros(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Text).not_null(),
        ],
    )?;
    op.create_table(
        "heros",
        table([
            column("id", Integer).primary_key().identity(),
            column("name", Text).not_null(),
            column("team_id", Integer),
        ])
        .foreign_key(
            foreign_key(["team_id"])
                .references("teams", ["id"])
                .on_delete(Cascade),
        ),
    )
}

fn drop_heros(op: &mut Operations) -> Result {
    op.drop_table("heros")?;
    op.drop_table("teams")
}

/// Rebuilds `teams`, which `heros` refers to.
fn rebuild_teams(op: &mut Operations) -> Result {
    op.alter_column("teams", "name", alter().nullable())
}

fn undo_rebuild(op: &mut Operations) -> Result {
    op.alter_column("teams", "name", alter().not_null())
}

fn heroes() -> Environment {
    environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], rebuild_teams, undo_rebuild),
    ])
}

fn fails_in_the_middle(op: &mut Operations) -> Result {
    op.add_column("teams", column("motto", Text))?;
    op.execute("INSERT INTO teams (name) VALUES (NULL)")?;
    op.create_table("never", [column("id", Integer).primary_key()])
}

fn foreign_keys(conn: &mut SqliteConnection) -> String {
    query(
        conn,
        "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys",
    )[0][0]
        .clone()
        .unwrap_or_default()
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

fn current(environment: &Environment, conn: &mut SqliteConnection) -> Vec<String> {
    let current = environment
        .current(conn)
        .expect("the version table can be read");
    current
        .into_iter()
        .map(|current| current.revision)
        .collect()
}

#[test]
fn a_failure_leaves_the_database_as_before_the_revision_and_names_what_was_applied() {
    let mut conn = memory();
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], fails_in_the_middle, nothing),
    ]);
    let _ = environment
        .upgrade(&mut conn, "a")
        .expect("the first works");
    let before = dump(&mut conn);
    let _ = environment.downgrade(&mut conn, "base").expect("and back");

    let error = environment
        .upgrade(&mut conn, "head")
        .expect_err("the second fails");
    assert_eq!(dump(&mut conn), before);
    assert_eq!(current(&environment, &mut conn), ["a"]);
    assert_eq!(foreign_keys(&mut conn), "1");
    let RunError::Revision {
        revision,
        applied,
        current,
        operation,
        path,
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!((revision.as_str(), *path), ("b", "versions/b.rs"));
    assert_eq!(
        (applied.as_slice(), current.as_slice()),
        (&["a".to_owned()][..], &["a".to_owned()][..])
    );
    let operation = operation.as_ref().expect("an operation failed");
    assert_eq!((operation.number, operation.total), (2, 3));
    assert_eq!(
        text(&error),
        "failed to apply revision `b` (operation 2 of 3: execute `INSERT INTO teams (name) VALUES (NULL)`); \
         NOT NULL constraint failed: teams.name"
    );
}

#[test]
fn a_whole_run_in_one_transaction_is_all_or_nothing() {
    let mut conn = memory();
    let config = EmbeddedConfig {
        transaction: TransactionMode::Run,
        ..EmbeddedConfig::DEFAULT
    };
    let environment = environment_with(
        vec![
            revision("a", &[], create_heros, drop_heros),
            revision("b", &["a"], fails_in_the_middle, nothing),
        ],
        config,
    );
    let error = environment
        .upgrade(&mut conn, "head")
        .expect_err("the second fails");
    assert!(
        matches!(&error, RunError::Revision { applied, .. } if applied.is_empty()),
        "{error:?}"
    );
    assert_eq!(dump(&mut conn), "");
    assert_eq!(current(&environment, &mut conn), [""; 0]);
}

#[test]
fn inside_the_callers_transaction_everything_is_a_savepoint() {
    let mut conn = memory();
    conn.begin_test_transaction().expect("a test begins");
    let environment = environment(vec![revision("a", &[], create_heros, drop_heros)]);
    let _ = environment
        .upgrade(&mut conn, "head")
        .expect("the tables are made");
    conn.transaction(|conn| {
        diesel::sql_query("INSERT INTO teams (name) VALUES ('x')").execute(conn)
    })
    .expect("the caller's own transactions go on working");
    assert_eq!(query(&mut conn, "SELECT name FROM teams").len(), 1);
}

fn panics(op: &mut Operations) -> Result {
    op.create_table("half", [column("id", Integer).primary_key()])?;
    op.flush()?;
    panic!("a revision's own bug");
}

#[test]
fn a_panic_in_a_revision_takes_everything_back() {
    let mut conn = memory();
    let environment = environment(vec![revision("a", &[], panics, nothing)]);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _ = environment.upgrade(&mut conn, "head");
    }));
    assert!(caught.is_err());
    assert_eq!(dump(&mut conn), "");
    assert_eq!(foreign_keys(&mut conn), "1");
    conn.transaction(|_| QueryResult::Ok(()))
        .expect("no transaction was left open");
}

fn step_of_code(op: &mut Operations) -> Result {
    op.run("name the team", |conn: &mut SqliteConnection| {
        diesel::sql_query("INSERT INTO teams (name) VALUES ('x')").execute(conn)?;
        Ok(())
    })
}

fn step_that_fails(op: &mut Operations) -> Result {
    op.run("half a team", |conn: &mut SqliteConnection| {
        diesel::sql_query("INSERT INTO teams (name) VALUES ('half')").execute(conn)?;
        Err("no".into())
    })
    .or_else(|_| step_of_code(op))
}

#[test]
fn a_failed_step_of_code_is_taken_back_and_the_revision_may_go_on() {
    let mut conn = memory();
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], step_that_fails, nothing),
    ]);
    let _ = environment
        .upgrade(&mut conn, "head")
        .expect("the second step stands");
    assert_eq!(
        query(&mut conn, "SELECT name FROM teams"),
        [[Some("x".to_owned())]]
    );
}

fn other_driver(op: &mut Operations) -> Result {
    op.run("for another driver", |_conn: &mut String| Ok(()))
}

#[test]
fn another_type_of_connection_is_a_typed_error() {
    let environment = environment(vec![revision("a", &[], other_driver, nothing)]);
    let error = environment
        .upgrade(&mut memory(), "head")
        .expect_err("no String is a connection");
    assert!(
        text(&error).contains("expects a connection of type `alloc::string::String`"),
        "{}",
        text(&error)
    );
}

fn commits(op: &mut Operations) -> Result {
    op.execute("INSERT INTO teams (name) VALUES ('x'); COMMIT")
}

#[test]
fn a_revision_cannot_end_the_runners_transaction() {
    let mut conn = memory();
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], commits, nothing),
    ]);
    let error = environment
        .upgrade(&mut conn, "head")
        .expect_err("COMMIT is the runner's");
    assert!(text(&error).contains("`COMMIT`"), "{}", text(&error));
    assert!(query(&mut conn, "SELECT name FROM teams").is_empty());
}

#[test]
fn a_newer_database_is_refused_or_accepted_as_the_application_says() {
    let mut conn = memory();
    let newer = heroes();
    let _ = newer
        .upgrade(&mut conn, "head")
        .expect("the newer program was here");
    let older = || environment(vec![revision("a", &[], create_heros, drop_heros)]);
    let error = older()
        .upgrade(&mut conn, "head")
        .expect_err("unknown is refused");
    assert!(
        matches!(&error, RunError::DatabaseIsAhead { revisions } if revisions == &["b"]),
        "{error:?}"
    );
    let report = older()
        .on_unknown(OnUnknown::Accept)
        .upgrade(&mut conn, "head")
        .expect("the application accepts it");
    assert!(report.steps.is_empty());
    assert_eq!(report.warnings.len(), 1);
    let current = older().current(&mut conn).expect("it can be told");
    assert!(!current[0].known && !current[0].is_head);
}

#[test]
fn the_journal_says_what_ran() {
    let mut conn = memory();
    let environment = heroes();
    let _ = environment.upgrade(&mut conn, "head").expect("up");
    let _ = environment.downgrade(&mut conn, "-1").expect("down");
    let _ = environment
        .stamp(&mut conn, &["head"], false)
        .expect("stamped");
    let rows = query(
        &mut conn,
        "SELECT revision, direction, outcome, checksum FROM migrate_version_journal ORDER BY id",
    );
    let row = |revision: &str, direction: &str, checksum: Option<&str>| {
        vec![
            Some(revision.to_owned()),
            Some(direction.to_owned()),
            Some("done".to_owned()),
            checksum.map(str::to_owned),
        ]
    };
    assert_eq!(
        rows,
        [
            row("a", "upgrade", Some("1:0")),
            row("b", "upgrade", Some("1:0")),
            row("b", "downgrade", Some("1:0")),
            row("b", "stamp", None),
        ]
    );
    assert_eq!(current(&environment, &mut conn), ["b"]);
}

#[test]
fn the_version_table_has_alembics_layout() {
    let mut conn = memory();
    let _ = heroes().upgrade(&mut conn, "head").expect("up");
    let sql = query(
        &mut conn,
        "SELECT sql FROM sqlite_master WHERE name = 'migrate_version'",
    );
    assert_eq!(
        sql[0][0].as_deref(),
        Some(
            "CREATE TABLE \"migrate_version\" (\n    version_num VARCHAR(32) NOT NULL,\n    \
             CONSTRAINT \"migrate_version_pkc\" PRIMARY KEY (version_num)\n)"
        )
    );
}

#[test]
fn runners_that_start_together_run_each_revision_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("race.db");
    let path = path.to_str().expect("a path of plain characters");
    std::thread::scope(|scope| {
        let runners: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(move || {
                    let mut conn = SqliteConnection::establish(path).expect("the file opens");
                    let report = heroes()
                        .upgrade(&mut conn, "head")
                        .expect("every runner succeeds");
                    report.steps.len()
                })
            })
            .collect();
        let done: usize = runners
            .into_iter()
            .map(|runner| runner.join().expect("no panic"))
            .sum();
        assert_eq!(done, 2);
    });
    let mut conn = SqliteConnection::establish(path).expect("the file opens");
    assert_eq!(
        query(&mut conn, "SELECT revision FROM migrate_version_journal").len(),
        2
    );
}

#[test]
fn a_lock_that_is_not_given_back_is_a_typed_error_and_nothing_to_do_needs_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("locked.db");
    let path = path.to_str().expect("a path of plain characters");
    let open = || SqliteConnection::establish(path).expect("the file opens");
    let (mut holder, mut conn) = (open(), open());
    let impatient =
        || heroes().configure(|config| config.runner_lock_timeout = Duration::from_millis(50));
    holder
        .immediate_transaction(|_| {
            let error = impatient()
                .upgrade(&mut conn, "head")
                .expect_err("another holds the lock");
            assert!(matches!(error, RunError::Locked(_)), "{error:?}");
            QueryResult::Ok(())
        })
        .expect("the holder is undisturbed");
    let _ = impatient()
        .upgrade(&mut conn, "head")
        .expect("the lock is free");
    holder
        .immediate_transaction(|_| {
            let report = impatient()
                .upgrade(&mut conn, "head")
                .expect("nothing to do");
            assert!(report.steps.is_empty());
            QueryResult::Ok(())
        })
        .expect("the holder is undisturbed");
}
