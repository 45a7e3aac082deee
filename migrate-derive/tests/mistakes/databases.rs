//! Databases that are not known, or are named where nothing is of one database.
use migrate_core::Migratable;

#[derive(Migratable)]
#[migratable(
    index(columns(id), only(sqlite, postgresql)),
    unique(columns(id), only()),
    check(expr = "id > 0", only = "mysql"),
    primary_key(only(sqlite))
)]
struct Hero {
    id: i32,
}

fn main() {}
