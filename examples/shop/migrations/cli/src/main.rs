//! Runs the migrations of `shop`; the command `migrate` builds and calls this program.

fn main() -> std::process::ExitCode {
    migrate_cli::run(shop_migrations::environment())
}
