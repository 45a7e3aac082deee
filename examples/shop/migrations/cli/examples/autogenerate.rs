//! Compares the models of `shop` with a database; the command `migrate` builds and calls this program.

// A crate that is never named is never linked: models in further crates need a line like this one.
use shop as _;

fn main() -> std::process::ExitCode {
    migrate_cli::run(shop_migrations::environment())
}
