//! The desk on a private server: its history, and what it does with PostgreSQL's types.

use std::error::Error;

use desk::models::Priority;
use diesel::prelude::*;
use migrate_core::Metadata;
use migrate_core::testing;
use migrate_test_servers::{Database, Server};
use serde_json::json;

type Result = std::result::Result<(), Box<dyn Error>>;

fn connect(database: &Database<'_>) -> ConnectionResult<PgConnection> {
    PgConnection::establish(&database.url())
}

#[test]
fn the_history_is_sound() -> Result {
    let Some(server) = Server::postgres() else {
        return Ok(());
    };
    // Every check gets an empty database; they are dropped at the end.
    let databases = std::cell::RefCell::new(Vec::new());
    testing::check_all(
        &desk_migrations::environment(),
        &Metadata::collect()?,
        || {
            let database = server.database();
            let conn = connect(&database);
            databases.borrow_mut().push(database);
            conn
        },
    )?;
    Ok(())
}

#[test]
fn tickets_go_to_who_knows_about_them() -> Result {
    let Some(server) = Server::postgres() else {
        return Ok(());
    };
    let database = server.database();
    let conn = &mut connect(&database)?;
    let report = desk_migrations::environment().upgrade(conn, "head")?;
    assert_eq!(report.steps.len(), 4);

    let ines = desk::hire(conn, "Ines@desk.example", &["billing"])?;
    // The database compares addresses without regard to case.
    assert!(desk::hire(conn, "ines@DESK.example", &[]).is_err());
    let white = desk::open(
        conn,
        "The page stays white",
        Priority::Normal,
        &["browser"],
        &json!({"browser": "Firefox", "version": 145}),
    )?;
    let charged = desk::open(
        conn,
        "Charged twice",
        Priority::Urgent,
        &["billing", "refund"],
        &json!({"invoice": "2026-0117"}),
    )?;
    assert_eq!((white.agent_id, charged.agent_id), (None, Some(ines.id)));

    let waiting: Vec<i64> = desk::queue(conn)?
        .iter()
        .map(|(ticket, _)| ticket.id)
        .collect();
    assert_eq!(waiting, [charged.id, white.id]);
    let found = desk::with_details(conn, &json!({"browser": "Firefox"}))?;
    assert_eq!(found, [white]);
    assert_eq!(desk::close(conn, &charged)?, 1);
    assert_eq!(desk::queue(conn)?.len(), 1);
    Ok(())
}
