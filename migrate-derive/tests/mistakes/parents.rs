//! Foreign keys that the parent shows to be wrong: a field that it lacks, a key of another width.
use migrate_core::Migratable;

#[derive(Migratable)]
#[diesel(primary_key(country, number))]
struct Team {
    country: i32,
    number: i32,
    code: String,
}

#[derive(Migratable)]
struct Hero {
    id: i32,
    #[migratable(references(Team::cod))]
    team: String,
    #[migratable(references(Team), no_joins)]
    number: i32,
}

#[derive(Migratable)]
#[diesel(table_name = heroines)]
struct Heroine {
    id: i32,
    #[migratable(references(Team))]
    team: i32,
}

#[derive(Migratable)]
#[diesel(table_name = villains)]
#[migratable(foreign_key(columns(a, b), references(Team, code, numbr)))]
struct Villain {
    id: i32,
    a: String,
    b: i32,
}

fn main() {}
