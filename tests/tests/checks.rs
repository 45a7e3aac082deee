//! The checks that projects make of their histories: a sound one passes, and each of them finds what it is for.

use diesel::prelude::*;
use migrate_core::prelude::*;
use migrate_core::testing::{self, Failure};
use migrate_core::{Environment, Metadata};
use migrate_tests::database::memory;

use crate::history::{environment, revision};

fn create(op: &mut Operations) -> Result {
    op.create_table(
        "teams",
        [
            column("id", Integer).primary_key().identity(),
            column("name", Text),
        ],
    )
}

fn drop(op: &mut Operations) -> Result {
    op.drop_table("teams")
}

fn require(op: &mut Operations) -> Result {
    op.alter_column("teams", "name", alter().not_null())
}

fn allow(op: &mut Operations) -> Result {
    op.alter_column("teams", "name", alter().nullable())
}

fn create_other(op: &mut Operations) -> Result {
    op.create_table("others", [column("id", Integer).primary_key()])
}

fn nothing(_op: &mut Operations) -> Result {
    Ok(())
}

fn no_models() -> Metadata {
    Metadata::of([]).unwrap()
}

#[test]
fn a_sound_history_passes() {
    let history = environment(vec![
        revision("a", &[], create, drop),
        revision("b", &["a"], require, allow),
        revision("c", &["b"], allow, require),
        revision("d", &["c"], drop, |op| {
            create(op)?;
            op.flush()
        }),
    ]);
    testing::check_all(&history, &no_models(), || {
        SqliteConnection::establish(":memory:")
    })
    .unwrap();
}

#[test]
fn branches_and_merges_are_taken_one_by_one() {
    let history = environment(vec![
        revision("a", &[], create, drop),
        revision("b", &["a"], require, allow),
        revision("c", &["a"], create_other, |op| op.drop_table("others")),
        revision("d", &["b", "c"], nothing, nothing),
        revision("e", &[], nothing, nothing),
    ]);
    testing::up_and_down(&history, &mut memory()).unwrap();
    testing::leaves_no_trace(&history, &mut memory()).unwrap();
    let failure = testing::single_head(&history).unwrap_err();
    assert_eq!(format!("{failure:?}"), "the history has 2 heads: `d`, `e`");
}

#[test]
fn what_is_forgotten_is_found() {
    let forgetful: fn() -> Environment = || {
        environment(vec![
            revision("a", &[], create, drop),
            revision("b", &["a"], create_other, nothing),
        ])
    };
    let failure = testing::up_and_down(&forgetful(), &mut memory()).unwrap_err();
    assert!(
        matches!(&failure, Failure::NotRestored { revision, operations }
            if revision == "b" && operations.len() == 1),
        "{failure:?}"
    );
    let failure = testing::leaves_no_trace(&forgetful(), &mut memory()).unwrap_err();
    assert!(
        matches!(&failure, Failure::Trace { tables } if tables == &["others"]),
        "{failure:?}"
    );
    let failure = testing::models_match(&forgetful(), &mut memory(), &no_models()).unwrap_err();
    assert!(
        matches!(&failure, Failure::ModelsDiffer { operations } if operations.len() == 2),
        "{failure:?}"
    );
}
