//! Unknown, repeated and malformed keys of a struct.
use migrate_core::Migratable;

#[derive(Migratable)]
#[migratable(uniqe(columns(id)), renamed = "x", strict = true, name = "a", name = "b", comment = 3)]
#[migratable]
#[migratable(schema = "my schema", crate::path, "text", index, without_rowid without, = 3, database =)]
struct Hero {
    id: i32,
}

#[derive(Migratable)]
#[migratable(external = "yes", table_options(motor = "InnoDB"), primary_key(id), comment = "")]
struct Team {
    id: i32,
}

#[derive(Migratable)]
#[migratable(index(columns(id), renamed_from = "ix_number"), check(expr = "id > 0", renamed = "ck"))]
struct Player {
    id: i32,
}

fn main() {}
