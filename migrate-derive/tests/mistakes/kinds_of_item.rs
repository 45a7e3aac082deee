//! Only a struct with named fields and no parameters can be a model.
use migrate_core::{Migratable, MigratableEnum};

#[derive(Migratable)]
struct Tuple(i32);

#[derive(Migratable)]
struct Unit;

#[derive(Migratable)]
enum Choice {
    A,
}

#[derive(Migratable)]
union Both {
    a: i32,
    b: i32,
}

#[derive(Migratable)]
struct Borrowed<'a> {
    name: &'a str,
}

#[derive(Migratable)]
struct Generic<T> {
    id: T,
}

#[derive(Migratable)]
struct Empty {}

#[derive(MigratableEnum)]
struct NoEnum {
    id: i32,
}

fn main() {}
