//! Lengths, precision and numbering belong to some types only.
use migrate_core::Migratable;

#[derive(Migratable)]
struct Hero {
    id: i32,
    #[migratable(max_length = 80)]
    age: i32,
    #[migratable(precision = 3)]
    name: String,
    #[migratable(scale = 3)]
    price: bigdecimal::BigDecimal,
    #[migratable(precision = 3, scale = 4)]
    weight: bigdecimal::BigDecimal,
    #[migratable(max_length = 0)]
    empty: String,
    #[migratable(db_type = "varchar(3)", max_length = 3)]
    spelled: String,
    #[migratable(identity = always)]
    title: String,
    #[migratable(autoincrement)]
    number: i32,
    #[migratable(identity = by_default)]
    second: i32,
    #[migratable(identity = by_default, default = 1)]
    third: i32,
    #[migratable(generated("1"), default = 1)]
    fourth: i32,
    #[migratable(generated("1", stored, virtual))]
    fifth: i32,
}

fn main() {}
