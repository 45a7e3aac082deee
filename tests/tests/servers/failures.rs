//! Revisions that fail: where DDL rolls back nothing is left of them, and where it commits the journal knows how far they came.

use migrate_core::RunError;
use migrate_core::prelude::*;
use migrate_core::runner::Resolution;

use super::{
    Place, create_one, drop_one, nothing, one_and_two, outcomes, text, through_each_driver,
    upgrade, value, versions,
};
use crate::history::{environment, revision};

through_each_driver! { postgres: a_failure_leaves_the_database_as_before_the_revision }
through_each_driver! {
    mysql:
    a_failure_is_written_down_and_nothing_runs_until_it_is_dealt_with,
    a_failed_downgrade_stops_even_what_has_nothing_to_do,
    nothing_is_left_to_deal_with_where_the_first_statement_fails,
}

fn a_failure_leaves_the_database_as_before_the_revision(place: &Place) {
    let conn = &mut *place.connect();
    for before in [1, 0] {
        let error = upgrade(&environment(one_and_two()), conn).expect_err("there is no gate");
        assert!(
            matches!(&error, RunError::Revision { revision, applied, committed: 0, .. }
            if revision == "b" && applied.len() == before)
        );
        assert_eq!(versions(conn), ["a"]);
        assert_eq!(outcomes(conn), ["a upgrade done 2"]);
        let gone = "SELECT (to_regclass('two') IS NULL)::text";
        assert_eq!(value(conn, gone), "true");
        assert_eq!(conn.transaction_depth().expect("it is sound"), 0);
    }
}

fn a_failure_is_written_down_and_nothing_runs_until_it_is_dealt_with(place: &Place) {
    let conn = &mut *place.connect();
    let environment = environment(one_and_two());
    let error = upgrade(&environment, conn).expect_err("it fails");
    assert!(matches!(&error, RunError::Revision { revision, committed: 1, .. } if revision == "b"));
    assert_eq!(versions(conn), ["a"]);
    assert_eq!(outcomes(conn), ["a upgrade done 2", "b upgrade failed 1"]);

    for target in ["head", "a"] {
        let error = environment.upgrade(conn, target).expect_err("it fails");
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
    conn.batch_execute("DROP TABLE two").expect("it works");
    let resolved = environment
        .resolve(conn, Resolution::RolledBack)
        .expect("it works");
    assert_eq!(
        (resolved.unfinished.revision.as_str(), resolved.current),
        ("b", vec!["a".to_owned()])
    );
    let _ = upgrade(&environment, conn).expect_err("it fails");

    // Gone on with, once what was in the way is gone.
    let error = environment.resume(conn).expect_err("it fails");
    assert!(matches!(error, RunError::Revision { committed: 1, .. }));
    conn.batch_execute("CREATE TABLE gate (id INTEGER)")
        .expect("it works");
    let report = environment.resume(conn).expect("it works");
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

fn a_failed_downgrade_stops_even_what_has_nothing_to_do(place: &Place) {
    fn fails(op: &mut Operations) -> Result {
        op.execute("DROP TABLE one")?;
        op.execute("DROP TABLE never")
    }
    let conn = &mut *place.connect();
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

fn nothing_is_left_to_deal_with_where_the_first_statement_fails(place: &Place) {
    let mut conn = place.connect();
    let environment = environment(vec![revision("a", &[], drop_one, nothing)]);
    for _ in 0..2 {
        let error = upgrade(&environment, &mut *conn).expect_err("there is no table");
        assert!(matches!(error, RunError::Revision { committed: 0, .. }));
    }
    assert!(outcomes(&mut *conn).is_empty());
}
