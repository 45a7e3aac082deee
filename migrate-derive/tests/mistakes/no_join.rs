//! Models of a circle are joined with an explicit `ON`; so are those that no foreign key ties together.
use diesel::prelude::*;
use migrate_core::Migratable;

#[derive(Migratable)]
struct Hero {
    id: i32,
    #[migratable(references(Team))]
    team_id: i32,
}

#[derive(Migratable)]
struct Team {
    id: i32,
    #[migratable(references(Hero))]
    captain_id: i32,
}

fn main() {
    let _ = heros::table.inner_join(teams::table);
}
