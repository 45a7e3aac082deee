//! Enums whose values a column cannot hold.
use migrate_core::MigratableEnum;

#[derive(Debug, MigratableEnum)]
#[migratable(typename = "mood")]
enum Mood {
    Happy,
    #[migratable(name = "happy")]
    Glad,
    Other(String),
    #[migratable(nmae = "x")]
    Sad,
}

#[derive(MigratableEnum)]
enum Nothing {}

#[derive(MigratableEnum)]
enum Generic<T> {
    A(T),
}

fn main() {}
