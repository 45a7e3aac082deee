//! A field that the hand-kept `schema.rs` does not know.
use migrate_core::Migratable;

mod schema {
    diesel::table! {
        heros (id) {
            id -> Integer,
        }
    }
}

#[derive(Migratable)]
#[diesel(table_name = schema::heros)]
struct Hero {
    id: i32,
    name: String,
}

fn main() {}
