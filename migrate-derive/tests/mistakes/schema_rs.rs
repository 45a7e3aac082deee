//! A model and its hand-kept `schema.rs` disagree.
use migrate_core::Migratable;

mod schema {
    diesel::table! {
        heros (name) {
            id -> Integer,
            name -> Text,
            power -> Nullable<Text>,
            age -> BigInt,
            hidden -> Text,
        }
    }
}

#[derive(Migratable)]
#[diesel(table_name = schema::heros)]
struct Hero {
    id: i32,
    #[migratable(name = "title")]
    name: String,
    power: String,
    age: i32,
}

fn main() {}
