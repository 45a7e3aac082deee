//! Names inside `columns(...)` are fields of the struct.
use migrate_core::Migratable;

#[derive(Migratable)]
#[migratable(
    index(columns(nmae)),
    index(columns(name, name)),
    index(columns("name")),
    index(columns(name(down))),
    index(columns(name(nulls_first, nulls_last))),
    index(columns(name), unqiue),
    index(columns(full_name), include(agee)),
    index(unique),
    unique(columns(name, age, agge)),
    unique(name = "uq"),
    check(name = "ck"),
    check(expression = "age > 0")
)]
struct Hero {
    id: i32,
    #[migratable(name = "full_name")]
    name: String,
    age: i32,
    #[migratable(skip, unique)]
    computed: i32,
}

fn main() {}
