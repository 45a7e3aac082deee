//! A foreign key to a struct that is no model is one error.
use migrate_core::Migratable;

struct Team;

#[derive(Migratable)]
struct Hero {
    id: i32,
    #[migratable(references(Team))]
    team_id: i32,
}

fn main() {}
