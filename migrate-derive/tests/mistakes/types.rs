//! Field types that no SQL type is known for, or that have one on some databases only.
use migrate_core::Migratable;

struct Email(String);

#[derive(Migratable)]
struct Hero {
    id: i32,
    email: Email,
    moment: chrono::DateTime<chrono::Utc>,
    offset: time::OffsetDateTime,
    tags: Vec<String>,
    tiny: i8,
    unsigned: Option<u32>,
    size: usize,
    borrowed: &'static str,
    pair: (i32, i32),
    twice: Option<Option<i32>>,
    #[migratable(sql_type = Emial)]
    own: Email,
    #[migratable(sql_type = st::Jsonb)]
    alias: Email,
    #[diesel(embed)]
    embedded: Email,
}

fn main() {}
