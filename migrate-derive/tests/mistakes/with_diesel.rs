//! One mistake is one error, beside all of Diesel's derives.
use diesel::prelude::*;
use migrate_core::Migratable;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Identifiable, Migratable)]
#[diesel(table_name = heros, check_for_backend(diesel::sqlite::Sqlite))]
#[migratable(index(columns(nmae)))]
struct Hero {
    id: i32,
    name: String,
    #[migratable(default = "0")]
    age: i32,
}

fn main() {}
