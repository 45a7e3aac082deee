//! Foreign keys that cannot be, as far as the struct itself shows.
use migrate_core::Migratable;

#[derive(Migratable)]
struct Team {
    id: i32,
    code: String,
}

#[derive(Migratable)]
#[diesel(belongs_to(Team, foreign_key = other_id), belongs_to(City))]
#[migratable(
    foreign_key(columns(team_id, name), references(Team, id)),
    foreign_key(columns(team_id)),
    foreign_key(references(Team)),
    foreign_key(columns(team_id), references("teams")),
    foreign_key(columns(team_id), references(Team), on_delete = casade, matches = full)
)]
struct Hero {
    id: i32,
    name: String,
    #[migratable(references(Team, code))]
    team_id: i32,
    #[migratable(references("teams"))]
    string_id: i32,
    #[migratable(references(Team, on_delete = set_null, on_update = set_default))]
    null_id: i32,
    #[migratable(references(Hero))]
    other_id: i32,
    #[migratable(references())]
    nothing_id: i32,
    #[migratable(references(Team), references(Team::code))]
    twice_id: i32,
}

fn main() {}
