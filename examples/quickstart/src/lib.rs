//! Teams and their heroes, kept in SQLite.

pub mod models;

use diesel::prelude::*;
use models::{Hero, NewHero, Team, heros, teams};

/// Founds a team.
pub fn found(conn: &mut SqliteConnection, name: &str, headquarters: &str) -> QueryResult<Team> {
    diesel::insert_into(teams::table)
        .values((teams::name.eq(name), teams::headquarters.eq(headquarters)))
        .execute(conn)?;
    teams::table
        .filter(teams::name.eq(name))
        .select(Team::as_select())
        .first(conn)
}

/// Adds heroes, and returns how many there are more.
pub fn recruit(conn: &mut SqliteConnection, recruits: &[NewHero<'_>]) -> QueryResult<usize> {
    diesel::insert_into(heros::table)
        .values(recruits)
        .execute(conn)
}

/// Lists all heroes by name, each with the team if there is one.
pub fn roster(conn: &mut SqliteConnection) -> QueryResult<Vec<(Hero, Option<Team>)>> {
    heros::table
        .left_join(teams::table)
        .order(heros::name)
        .select((Hero::as_select(), Option::<Team>::as_select()))
        .load(conn)
}
