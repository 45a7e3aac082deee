//! Brings the database that `DATABASE_URL` names to head, opens a few tickets, and shows what waits.

use std::error::Error;

use desk::models::Priority;
use diesel::prelude::*;
use serde_json::json;

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "postgres://localhost/desk".into());
    let mut conn = PgConnection::establish(&url)?;
    let report = desk_migrations::environment().upgrade(&mut conn, "head")?;
    for step in report.steps {
        println!("applied {}", step.revision);
    }

    if desk::queue(&mut conn)?.is_empty() {
        desk::hire(&mut conn, "Ines@desk.example", &["billing"])?;
        desk::hire(&mut conn, "tomas@desk.example", &["login", "browser"])?;
        desk::open(
            &mut conn,
            "The page stays white",
            Priority::Normal,
            &["browser"],
            &json!({"browser": "Firefox", "version": 145}),
        )?;
        desk::open(
            &mut conn,
            "Charged twice",
            Priority::Urgent,
            &["billing", "refund"],
            &json!({"invoice": "2026-0117"}),
        )?;
    }

    for (ticket, agent) in desk::queue(&mut conn)? {
        let agent = agent.map_or_else(|| "nobody".to_owned(), |agent| agent.email);
        println!("{:?}: {} ({agent})", ticket.priority, ticket.subject);
    }
    Ok(())
}
