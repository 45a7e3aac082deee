//! Names that `table!` cannot hold, and columns that would be one.
use diesel::prelude::*;
use migrate_core::Migratable;

#[derive(Queryable, Migratable)]
struct Order {
    id: i32,
    columns: i32,
    orders: String,
    r#table: String,
    name: String,
    #[diesel(column_name = other)]
    #[migratable(name = "NAME")]
    title: String,
}

fn main() {}
