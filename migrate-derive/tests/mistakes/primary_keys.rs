//! Each table has a key, of columns that exist and take no NULL.
use migrate_core::Migratable;

#[derive(Migratable)]
struct NoKey {
    name: String,
}

#[derive(Migratable)]
#[diesel(primary_key(frist, second, second))]
struct Misspelled {
    first: i32,
    second: i32,
}

#[derive(Migratable)]
struct Nullable {
    id: Option<i32>,
}

fn main() {}
