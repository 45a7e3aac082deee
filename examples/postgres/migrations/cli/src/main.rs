//! Runs the migrations of `desk`; the command `migrate` builds and calls this program.

fn main() -> std::process::ExitCode {
    migrate_cli::run(desk_migrations::environment())
}
