//! Autocommit blocks of PostgreSQL: what they commit, what they leave behind, and where they are refused.

use migrate_core::RunError;
use migrate_core::config::{EmbeddedConfig, TransactionMode};
use migrate_core::connection::TransactionStep;
use migrate_core::prelude::*;
use migrate_core::runner::Resolution;

use super::{
    Place, create_one, drop_one, nothing, outcomes, race, text, through_each_driver, upgrade,
    value, versions,
};
use crate::history::{environment, environment_with, revision};

through_each_driver! {
    postgres:
    an_autocommit_block_commits_what_precedes_it_and_a_mixed_revision_has_to_say_so,
    an_index_that_cannot_be_built_leaves_nothing_in_the_way,
    an_autocommit_block_does_not_deadlock_with_a_runner_that_waits,
    an_autocommit_block_is_refused_where_it_cannot_commit,
}

fn block(op: &mut Operations) -> Result {
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_one ON one (id)"))
}

fn mixed(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE two (id INTEGER)")?;
    op.autocommit_block(|op| op.execute("CREATE INDEX CONCURRENTLY ix_two ON two (id)"))?;
    op.execute("INSERT INTO gate VALUES (1)")
}

fn an_autocommit_block_commits_what_precedes_it_and_a_mixed_revision_has_to_say_so(place: &Place) {
    let conn = &mut *place.connect();
    let mut history = vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], block, nothing),
        revision("c", &["b"], mixed, nothing),
    ];
    let error = upgrade(&environment(history.clone()), conn).expect_err("it fails");
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
    let error = upgrade(&environment, conn).expect_err("it fails");
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
    let error = upgrade(&environment, conn).expect_err("it fails");
    assert!(matches!(error, RunError::Unfinished(_)));
    assert_eq!(
        environment
            .resolve(conn, Resolution::Applied)
            .expect("it works")
            .current,
        ["c"]
    );
    assert_eq!(upgrade(&environment, conn).expect("it works"), 0);
}

/// PostgreSQL leaves an index that is not valid: it goes again, and the next try works.
fn an_index_that_cannot_be_built_leaves_nothing_in_the_way(place: &Place) {
    fn twice(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE one (id INTEGER)")?;
        op.execute("INSERT INTO one VALUES (1), (1)")
    }
    fn unique(op: &mut Operations) -> Result {
        op.autocommit_block(|op| {
            op.create_index("one", index(["id"]).name("ix_one").unique().concurrently())
        })
    }
    let conn = &mut *place.connect();
    let environment = environment(vec![
        revision("a", &[], twice, nothing),
        revision("b", &["a"], unique, nothing),
    ]);
    let error = upgrade(&environment, conn).expect_err("it fails");
    assert!(text(&error).contains("could not create unique index"));
    let left = "SELECT (to_regclass('ix_one') IS NULL)::text";
    assert_eq!(value(conn, left), "true");
    assert_eq!(outcomes(conn), ["a upgrade done 2"]);
    conn.batch_execute("DELETE FROM one WHERE ctid = (SELECT min(ctid) FROM one)")
        .expect("it works");
    assert_eq!(upgrade(&environment, conn).expect("it works"), 1);
    let valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix_one'::regclass";
    assert_eq!(value(conn, valid), "true");
}

fn an_autocommit_block_does_not_deadlock_with_a_runner_that_waits(place: &Place) {
    let steps = race(place, 4, || {
        environment(vec![
            revision("a", &[], create_one, drop_one),
            revision("b", &["a"], block, nothing),
        ])
    });
    assert_eq!(steps, 2);
}

fn an_autocommit_block_is_refused_where_it_cannot_commit(place: &Place) {
    let history = || {
        vec![
            revision("a", &[], create_one, drop_one),
            revision("b", &["a"], block, nothing),
        ]
    };
    let conn = &mut *place.connect();
    let whole = EmbeddedConfig {
        transaction: TransactionMode::Run,
        ..EmbeddedConfig::DEFAULT
    };
    let error = upgrade(&environment_with(history(), whole), conn).expect_err("it cannot");
    assert!(
        text(&error).contains("transaction = \"run\""),
        "{}",
        text(&error)
    );
    conn.transaction(TransactionStep::Begin)
        .expect("nothing is open");
    let error = upgrade(&environment(history()), conn).expect_err("it cannot");
    assert!(text(&error).contains("was open before"), "{}", text(&error));
}
