//! Runs the migrations of `quickstart`; the command `migrate` builds and calls this program.

fn main() -> std::process::ExitCode {
    migrate_cli::run(migrations::environment())
}
