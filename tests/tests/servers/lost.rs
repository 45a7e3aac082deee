//! Connections that are lost: within a revision, between two, in a block that commits.

use migrate_core::RunError;
use migrate_core::graph::PlanStep;
use migrate_core::prelude::*;
use migrate_core::runner::{Observer, Resolution};
use migrate_test_servers::Backend;

use super::{
    Place, create_one, drop_one, nothing, outcomes, text, through_each_driver, upgrade, value,
    versions,
};
use crate::history::{environment, revision};

through_each_driver! { in_the_middle_of_a_revision }
through_each_driver! { postgres: between_two_revisions, behind_a_statement_of_a_block }

fn cut(op: &mut Operations) -> Result {
    match op.engine()? {
        Engine::Mysql => op.execute("KILL CONNECTION_ID()"),
        _ => op.execute("SELECT pg_terminate_backend(pg_backend_pid())"),
    }
}

fn in_the_middle_of_a_revision(place: &Place) {
    fn upgrade_and_cut(op: &mut Operations) -> Result {
        op.execute("CREATE TABLE one (id INTEGER)")?;
        cut(op)?;
        op.execute("CREATE TABLE two (id INTEGER)")
    }
    let environment = environment(vec![revision("a", &[], upgrade_and_cut, nothing)]);
    let error = upgrade(&environment, &mut *place.connect()).expect_err("it is cut off");
    let told = text(&error);
    let conn = &mut *place.connect();
    match place.backend() {
        Backend::Postgres | Backend::Sqlite => {
            let lost = matches!(error, RunError::Revision { committed: 0, .. });
            assert!(lost, "{told}");
            let gone = "SELECT (to_regclass('one') IS NULL)::text";
            assert_eq!(value(conn, gone), "true");
        }
        Backend::Mysql => {
            let lost = matches!(error, RunError::Revision { committed: 1, .. });
            assert!(lost, "{told}");
            // Nobody could write down that it failed: what stands there is how far it came.
            assert_eq!(outcomes(conn), ["a upgrade started 1"]);
            let told = text(&upgrade(&environment, conn).expect_err("it is unfinished"));
            assert!(told.contains("interrupted behind statement 1"), "{told}");
            let resolved = environment.resolve(conn, Resolution::Applied);
            assert_eq!(resolved.expect("it can be").current, ["a"]);
        }
    }
}

/// Cuts a connection off when a revision begins.
struct Cutter<'p> {
    place: &'p Place,
    process: String,
    at: &'static str,
}

impl Observer for Cutter<'_> {
    fn step(&mut self, step: &PlanStep, _message: &str) {
        if step.revision == self.at {
            let process = &self.process;
            let cut = format!("SELECT pg_terminate_backend({process})::text");
            assert_eq!(value(&mut *self.place.connect(), &cut), "true");
        }
    }
}

fn between_two_revisions(place: &Place) {
    let conn = &mut *place.connect();
    let environment = environment(vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], nothing, nothing),
    ]);
    let mut cutter = Cutter {
        place,
        process: value(conn, "SELECT pg_backend_pid()::text"),
        at: "b",
    };
    let error = environment.upgrade_observed(conn, "head", &mut cutter);
    let error = error.expect_err("it is cut off");
    let told = text(&error);
    // What is there and what is not is told, and nothing is left to deal with.
    assert!(told.contains("`b`") && told.contains("`a`"), "{told}");
    let conn = &mut *place.connect();
    assert_eq!(versions(conn), ["a"]);
    assert_eq!(upgrade(&environment, conn).expect("it works"), 1);
    assert_eq!(outcomes(conn), ["a upgrade done 2", "b upgrade done 0"]);
}

fn behind_a_statement_of_a_block(place: &Place) {
    fn index_and_cut(op: &mut Operations) -> Result {
        op.autocommit_block(|op| {
            op.execute("CREATE INDEX CONCURRENTLY ix_one ON one (id)")?;
            cut(op)
        })
    }
    let environment = environment(vec![
        revision("a", &[], create_one, drop_one),
        revision("b", &["a"], index_and_cut, nothing),
    ]);
    let error = upgrade(&environment, &mut *place.connect()).expect_err("it is cut off");
    let told = text(&error);
    assert!(
        matches!(error, RunError::Revision { committed: 1, .. }),
        "{told}"
    );
    let conn = &mut *place.connect();
    assert_eq!(outcomes(conn), ["a upgrade done 2", "b upgrade started 1"]);
    let told = text(&upgrade(&environment, conn).expect_err("it is unfinished"));
    assert!(told.contains("interrupted behind statement 1"), "{told}");
    let resolved = environment.resolve(conn, Resolution::Applied);
    assert_eq!(resolved.expect("it can be").current, ["b"]);
}
