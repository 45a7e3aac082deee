//! A support desk: tickets come in, and go to the agents who know about them.

pub mod models;

use diesel::prelude::*;
use models::{Agent, Priority, Ticket, agents, tickets};
use serde_json::Value;

/// Takes an agent on.
///
/// # Errors
/// Somebody has that address already, however it is written.
pub fn hire(conn: &mut PgConnection, email: &str, skills: &[&str]) -> QueryResult<Agent> {
    diesel::insert_into(agents::table)
        .values((agents::email.eq(email), agents::skills.eq(skills)))
        .returning(Agent::as_returning())
        .get_result(conn)
}

/// Opens a ticket, and gives it to an agent who has a skill that it is tagged with.
///
/// # Errors
/// What the database answers.
pub fn open(
    conn: &mut PgConnection,
    subject: &str,
    priority: Priority,
    tags: &[&str],
    details: &Value,
) -> QueryResult<Ticket> {
    let agent: Option<i64> = agents::table
        .filter(agents::skills.overlaps_with(tags))
        .order(agents::id)
        .select(agents::id)
        .first(conn)
        .optional()?;
    diesel::insert_into(tickets::table)
        .values((
            tickets::subject.eq(subject),
            tickets::priority.eq(priority),
            tickets::tags.eq(tags),
            tickets::details.eq(details),
            tickets::agent_id.eq(agent),
        ))
        .returning(Ticket::as_returning())
        .get_result(conn)
}

/// The open tickets, the most pressing first. PostgreSQL orders priorities as they were declared.
///
/// # Errors
/// What the database answers.
pub fn queue(conn: &mut PgConnection) -> QueryResult<Vec<(Ticket, Option<Agent>)>> {
    tickets::table
        .left_join(agents::table)
        .filter(tickets::closed.is_null())
        .order((tickets::priority.desc(), tickets::opened))
        .select((Ticket::as_select(), Option::<Agent>::as_select()))
        .load(conn)
}

/// The tickets whose details hold what is given: `{"browser": "Firefox"}`.
///
/// # Errors
/// What the database answers.
pub fn with_details(conn: &mut PgConnection, details: &Value) -> QueryResult<Vec<Ticket>> {
    tickets::table
        .filter(tickets::details.contains(details))
        .order(tickets::id)
        .select(Ticket::as_select())
        .load(conn)
}

/// Closes a ticket.
///
/// # Errors
/// What the database answers.
pub fn close(conn: &mut PgConnection, ticket: &Ticket) -> QueryResult<usize> {
    diesel::update(ticket)
        .set(tickets::closed.eq(diesel::dsl::now))
        .execute(conn)
}
