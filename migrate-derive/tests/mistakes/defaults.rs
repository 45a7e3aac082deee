//! A default is a literal of the column's type.
use migrate_core::Migratable;

const ZERO: i32 = 0;

#[derive(Migratable)]
struct Hero {
    id: i32,
    #[migratable(default = ZERO)]
    path: i32,
    #[migratable(default = now())]
    call: chrono::NaiveDateTime,
    #[migratable(default = None)]
    nothing: Option<i32>,
    #[migratable(default = "0")]
    text: i32,
    #[migratable(default = 0)]
    number: String,
    #[migratable(default = 1)]
    flag: bool,
    #[migratable(default = 1.5)]
    fraction: i64,
    #[migratable(default = 40_000)]
    small: i16,
    #[migratable(default = -true)]
    sign: bool,
    #[migratable(default = c"x")]
    c_string: String,
    #[migratable(default("x"))]
    list: String,
    #[migratable(default = "x")]
    bytes: Vec<u8>,
}

fn main() {}
