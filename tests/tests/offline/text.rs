//! What stands in a script: its range, its text, and what is shown of a plan.

use migrate_core::Environment;
use migrate_core::connection::{Connection as _, Engine};
use migrate_core::runner::ScriptError;

use super::{File, create_heros, drop_heros, heroes, nothing, runs_code};
use crate::history::{environment, revision};

#[test]
fn a_script_is_the_same_bytes_twice_and_an_empty_one_says_so() {
    let (one, other) = (heroes(), heroes());
    let script = |environment: &Environment, range| {
        let script = environment.script(Engine::Sqlite).expect("sound");
        script.upgrade(range).expect("SQL says it all")
    };
    assert_eq!(script(&one, "head"), script(&other, "head"));
    let empty = script(&one, "d:head");
    assert!(empty.contains("-- Nothing to do."), "{empty}");
    assert!(empty.lines().all(|line| line.starts_with("--")), "{empty}");
    let file = File::new();
    file.runs(&empty);
}

#[test]
fn ranges_are_alembics() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    let error = script.downgrade("a").expect_err("from where?");
    assert!(matches!(error, ScriptError::NoStart { .. }), "{error:?}");
    for range in ["a:", "a:b:c", ""] {
        let error = script.upgrade(range).expect_err("no range");
        assert!(matches!(error, ScriptError::NotARange { .. }), "{error:?}");
    }
    for range in ["current:head", "a:current"] {
        let error = script.upgrade(range).expect_err("nothing is asked");
        assert!(matches!(error, ScriptError::Current), "{error:?}");
    }
    let error = script
        .stamp(&["a:b", "b:c"])
        .expect_err("where does it stand?");
    assert!(matches!(error, ScriptError::TwoStarts { .. }), "{error:?}");
    let text = |range| script.upgrade(range).expect("SQL says it all");
    assert_eq!(text("head"), text("base:head"));
    assert_eq!(text("head"), text(":head"));
    assert_eq!(text("+2"), text("base:b"));
    assert_eq!(text("b:+1"), text("b:c"));
}

#[test]
fn a_portable_script_holds_no_words_of_the_client() {
    let environment = heroes();
    let script = environment.script(Engine::Sqlite).expect("sound");
    let portable = script
        .clone()
        .portable(true)
        .tag(Some("v1"))
        .upgrade("head")
        .expect("SQL says it all");
    assert!(
        !portable.lines().any(|line| line.starts_with('.')),
        "{portable}"
    );
    assert!(portable.contains("-- Tag: v1\n"), "{portable}");
    // What any program does that stops at the first error.
    let mut file = File::new();
    file.conn.batch_execute(&portable).expect("plain SQL");
    let mut other = File::new();
    other.runs(&script.upgrade("head").expect("SQL says it all"));
    assert_eq!(file.seen(), other.seen());
}

#[test]
fn a_plan_shows_what_it_does() {
    let environment = environment(vec![
        revision("a", &[], create_heros, drop_heros),
        revision("b", &["a"], runs_code, nothing),
    ]);
    let steps = environment
        .graph()
        .expect("sound")
        .plan_upgrade(&[], "head")
        .expect("a way");
    let shown = environment
        .script(Engine::Sqlite)
        .expect("sound")
        .show(&steps)
        .expect("it can be shown");
    assert_eq!(shown.len(), 2);
    assert!(shown[0].sql[0].starts_with("CREATE TABLE \"teams\""));
    assert!(
        shown[1]
            .sql
            .contains(&"-- Rust code: write slugs".to_owned()),
        "{shown:?}"
    );
    assert!(
        shown[1]
            .sql
            .iter()
            .any(|sql| sql.contains("RENAME TO \"teams\"")),
        "{shown:?}"
    );
}
