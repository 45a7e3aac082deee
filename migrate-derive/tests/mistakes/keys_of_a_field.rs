//! Unknown, repeated and malformed keys of a field.
use migrate_core::Migratable;

#[derive(Migratable)]
struct Hero {
    #[migratable(primary_key)]
    id: i32,
    #[migratable(max_lenght = 80, unique, collate = "NOCASE")]
    name: String,
    #[migratable(not_null, max_length = "80")]
    power: String,
    #[migratable(default = 1, default_sql = "2", identity = allways)]
    age: i32,
    #[migratable(references, check, generated(age))]
    team_id: i32,
    #[migratable(index(columns(age)), unique(columns(age)))]
    rank: i32,
}

fn main() {}
