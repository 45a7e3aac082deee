//! Where scripts stop, and where none is written: databases that stand elsewhere, broken revisions and rows, code.

use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::connection::{Connection as _, Engine};
use migrate_core::prelude::*;
use migrate_core::runner::ScriptError;
use migrate_tests::database::query;

use super::{
    File, Twins, create_heros, drop_heros, heroes, nothing, rebuild, rename_back, rename_teams,
    runs_code, told,
};
use crate::history::{environment, environment_with, revision};

#[test]
fn a_database_that_stands_elsewhere_is_refused() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    let mut file = File::new();
    let further = script.upgrade("b:c").expect("SQL says it all");
    assert!(
        file.stops(&further).contains("no such table"),
        "no version table"
    );
    file.runs(&script.upgrade("a").expect("SQL says it all"));
    let before = file.seen();

    let told = file.stops(&further);
    assert!(
        told.contains("revision c expects the database at b"),
        "{told}"
    );
    let told = file.stops(&script.upgrade("head").expect("SQL says it all"));
    assert!(
        told.contains("revision a expects the database at base"),
        "{told}"
    );
    let told = file.stops(&script.downgrade("c:base").expect("SQL says it all"));
    assert!(
        told.contains("revision c expects the database at c"),
        "{told}"
    );
    let told = file.stops(&script.stamp(&["b:d"]).expect("SQL says it all"));
    assert!(
        told.contains("the stamp expects the database at b"),
        "{told}"
    );
    assert_eq!(file.seen(), before);

    // A second row is as wrong as another one.
    let _ = file
        .conn
        .batch_execute("INSERT INTO migrate_version VALUES ('z')");
    let told = file.stops(&script.upgrade("a:b").expect("SQL says it all"));
    assert!(
        told.contains("revision b expects the database at a"),
        "{told}"
    );
}

fn fails_in_the_middle(op: &mut Operations) -> Result {
    op.add_column("teams", column("motto", Text))?;
    op.execute("INSERT INTO teams (name) VALUES (NULL)")?;
    op.create_table("never", [column("id", Integer).primary_key()])
}

#[test]
fn a_script_stops_at_a_broken_revision_and_what_came_before_stays() {
    let broken = |transaction| {
        environment_with(
            vec![
                revision("a", &[], create_heros, drop_heros),
                revision("b", &["a"], fails_in_the_middle, nothing),
                revision("c", &["b"], nothing, nothing),
            ],
            EmbeddedConfig {
                transaction,
                ..EmbeddedConfig::DEFAULT
            },
        )
    };
    let mut twins = Twins::new(broken(TransactionMode::Revision));
    assert!(!twins.upgrade("head"));
    assert_eq!(
        query(
            &mut twins.offline.conn,
            "SELECT version_num FROM migrate_version"
        ),
        [[Some("a".to_owned())]]
    );

    let whole = broken(TransactionMode::Run);
    let script = whole.script(Engine::Sqlite).expect("sound");
    let mut file = File::new();
    file.stops(&script.upgrade("head").expect("SQL says it all"));
    assert_eq!(file.seen(), "");
}

fn breaks_a_foreign_key(op: &mut Operations) -> Result {
    op.execute("INSERT INTO heros (name, team_id) VALUES ('Deadpond', 77)")
}

#[test]
fn broken_foreign_keys_stop_a_script_unless_they_were_there_before() {
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], rename_teams, rename_back),
        revision("c", &["b"], breaks_a_foreign_key, nothing),
    ]);
    let script = environment.script(Engine::Sqlite).expect("sound");
    let mut file = File::new();
    file.runs(&script.upgrade("a").expect("SQL says it all"));
    file.conn
        .batch_execute(
            "PRAGMA foreign_keys = OFF; INSERT INTO heros (name, team_id) VALUES ('Old', 12)",
        )
        .expect("a row that is broken before");
    file.runs(&script.upgrade("a:b").expect("SQL says it all"));
    let before = file.seen();
    let told = file.stops(&script.upgrade("b:c").expect("SQL says it all"));
    assert!(
        told.contains("revision c leaves rows that break a foreign key"),
        "{told}"
    );
    assert_eq!(file.seen(), before);
}

#[test]
fn a_rebuild_of_a_table_that_was_changed_by_hand_is_refused() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    for by_hand in [
        "ALTER TABLE teams ADD COLUMN by_hand TEXT",
        "CREATE INDEX by_hand ON teams (name)",
        "CREATE TRIGGER by_hand AFTER DELETE ON teams BEGIN DELETE FROM heros; END",
    ] {
        let mut file = File::new();
        file.runs(&script.upgrade("b").expect("SQL says it all"));
        file.conn.batch_execute(by_hand).expect("a change by hand");
        let before = file.seen();
        let told = file.stops(&script.upgrade("b:c").expect("SQL says it all"));
        assert!(
            told.contains("table teams is not what the revisions before make of it"),
            "{told}"
        );
        assert_eq!(file.seen(), before);
    }
}

fn asks(op: &mut Operations) -> Result {
    op.create_table("asked", [column("id", Integer).primary_key()])?;
    if op.has_table("heros")? {
        op.drop_table("heros")?;
    }
    Ok(())
}

#[test]
fn what_needs_a_database_is_refused_with_its_place() {
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], runs_code, nothing),
        revision("c", &["b"], asks, nothing),
        revision("d", &["c"], rebuild, nothing),
    ]);
    let script = environment.script(Engine::Sqlite).expect("sound");
    let error = script.upgrade("head").expect_err("code is no SQL");
    assert_eq!(
        told(&error),
        "cannot write revision `b` as SQL (operation 2 of 2: run `write slugs`); it is Rust code, which a script cannot hold"
    );
    let ScriptError::Revision {
        operation: Some(operation),
        path: "versions/b.rs",
        needs_database: true,
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(operation.line > 0);
    let error = script
        .upgrade("b:head")
        .expect_err("a question needs an answer");
    assert_eq!(
        told(&error),
        "cannot write revision `c` as SQL (operation 2 of 2: has_table `heros`); `has_table` needs a database, and there is none"
    );
    // In what lies before the script, code is no matter, and questions are answered by the history.
    let error = script
        .upgrade("c:head")
        .expect_err("`heros` was dropped by `c`");
    assert!(
        told(&error).contains("table `heros` does not exist"),
        "{}",
        told(&error)
    );
    assert!(told(&error).contains("revision `b`"), "{}", told(&error));
}

fn loses_children(op: &mut Operations) -> Result {
    op.execute("DELETE FROM teams")
}

#[test]
fn a_revision_may_ask_for_foreign_keys() {
    let enforcing = |step, id, parents| migrate_core::EmbeddedRevision {
        settings: migrate_core::Settings::new().foreign_keys(),
        ..revision(id, parents, step, nothing)
    };
    let mut twins = Twins::new(environment(vec![
        revision("a", &[], create_heros, drop_heros),
        enforcing(loses_children, "b", &["a"]),
    ]));
    assert!(twins.upgrade("a"));
    for file in [&mut twins.online, &mut twins.offline] {
        file.conn
            .batch_execute(
                "INSERT INTO teams VALUES (1, 'x'); INSERT INTO heros VALUES (1, 'y', 1)",
            )
            .expect("two rows");
    }
    assert!(twins.upgrade("a:b"));
    assert_eq!(
        query(&mut twins.offline.conn, "SELECT name FROM heros"),
        [[None; 1]; 0]
    );
    let refused = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        enforcing(rebuild, "b", &["a"]),
    ]);
    let error = refused
        .script(Engine::Sqlite)
        .expect("sound")
        .upgrade("head")
        .expect_err("a rebuild would empty `heros`");
    assert!(
        told(&error).contains("cannot be rebuilt"),
        "{}",
        told(&error)
    );
}
