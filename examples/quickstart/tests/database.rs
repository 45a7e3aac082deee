//! How an application tests against its database: one line brings it to head.

use std::error::Error;

use diesel::prelude::*;
use migrate_core::Metadata;
use migrate_core::testing::{self, Failure};
use quickstart::models::{NewHero, teams};

type Result = std::result::Result<(), Box<dyn Error>>;

#[test]
fn a_database_in_memory_is_brought_to_head() -> Result {
    let mut conn = SqliteConnection::establish(":memory:")?;
    let _ = migrations::environment().upgrade(&mut conn, "head")?;

    let team = quickstart::found(&mut conn, "Night Shift", "the old lighthouse")?;
    quickstart::recruit(
        &mut conn,
        &[NewHero::new("Quill", "Tomas Okafor").joining(&team)],
    )?;
    diesel::delete(teams::table.find(team.id)).execute(&mut conn)?;

    let roster = quickstart::roster(&mut conn)?;
    assert_eq!(roster.len(), 1);
    assert_eq!(roster[0].0.team_id, None, "heroes outlive their team");
    Ok(())
}

#[test]
fn the_history_is_sound() -> std::result::Result<(), Failure> {
    testing::check_all(&migrations::environment(), &Metadata::collect()?, || {
        SqliteConnection::establish(":memory:")
    })
}

#[test]
fn a_test_transaction_takes_everything_back() -> Result {
    let mut conn = SqliteConnection::establish(":memory:")?;
    conn.begin_test_transaction()?;
    let _ = migrations::environment().upgrade(&mut conn, "head")?;
    assert!(quickstart::roster(&mut conn)?.is_empty());
    Ok(())
}

#[test]
fn the_history_leads_to_the_models() -> Result {
    let mut conn = SqliteConnection::establish(":memory:")?;
    let environment = migrations::environment();
    let _ = environment.upgrade(&mut conn, "head")?;
    let _ = environment.downgrade(&mut conn, "base")?;
    let _ = environment.upgrade(&mut conn, "head")?;

    let comparison = environment.compare(&mut conn, &Metadata::collect()?)?;
    assert_eq!(comparison.operations, []);
    Ok(())
}
