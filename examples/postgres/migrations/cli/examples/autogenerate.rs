//! Compares the models of `desk` with a database; the command `migrate` builds and calls this program.

// A crate that is never named is never linked: models in further crates need a line like this one.
use desk as _;

fn main() -> std::process::ExitCode {
    migrate_cli::run(desk_migrations::environment())
}
