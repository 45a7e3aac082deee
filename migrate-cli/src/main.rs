//! The developer's command.

fn main() -> std::process::ExitCode {
    migrate_cli::run_developer()
}
