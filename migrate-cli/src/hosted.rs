//! The command line inside of a program that the revisions are compiled into.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use migrate_core::Environment;

use crate::args::Line;
use crate::commands::{self, Outcome, Verb};
use crate::error::CliError;
use crate::session::{Host, Session};
use crate::{finish, parse};

/// The command line of migrations, for [`run`] and for nesting in an application's own.
///
/// ```ignore
/// #[derive(clap::Parser)]
/// enum App {
///     /// Serves requests
///     Serve,
///     /// Migrates the database
///     Db(migrate_cli::CommandLine),
/// }
///
/// fn main() -> std::process::ExitCode {
///     match App::parse() {
///         App::Serve => serve(),
///         App::Db(line) => line.run(migrations::environment()),
///     }
/// }
/// ```
#[derive(Debug, Parser)]
#[command(about = "Migrates the database", version)]
pub struct CommandLine {
    #[command(flatten)]
    line: Line<Verb>,
}

impl CommandLine {
    /// Runs the command on the environment's history, and returns the program's exit status.
    #[must_use]
    pub fn run(&self, environment: Environment) -> ExitCode {
        ExitCode::from(self.status(environment))
    }

    fn status(&self, environment: Environment) -> u8 {
        finish(self.dispatch(environment), &self.line.globals.output())
    }

    fn dispatch(&self, mut environment: Environment) -> Result<Outcome, CliError> {
        let Line { globals, command } = &self.line;
        if let Some(name) = &globals.environment {
            environment = environment.named(name)?;
        }
        let mut arguments = globals.arguments();
        if let Some(tag) = command.tag() {
            arguments.set_tag(tag);
        }
        let environment = environment
            .with_arguments(arguments)
            .map_err(CliError::Arguments)?;
        let host = Host::Embedded(Box::new(environment));
        commands::run(command, &Session::new(globals, &host)?)
    }
}

/// Runs the command line with the process's arguments: the whole `main` of a project's own binary.
///
/// ```ignore
/// fn main() -> std::process::ExitCode {
///     migrate_cli::run(migrations::environment())
/// }
/// ```
#[must_use]
pub fn run(environment: Environment) -> ExitCode {
    ExitCode::from(status(std::env::args_os().collect(), environment))
}

/// Runs a command and ends the process, if the process's first argument is `word`; otherwise does nothing. The first line
/// of a program that hosts the commands without a command line of its own: `app db upgrade head`.
///
/// Inside of an asynchronous runtime it cannot connect: it stands before one is started.
///
/// ```ignore
/// fn main() {
///     migrate_cli::host("db", migrations::environment);
///     // ... the application ...
/// }
/// ```
pub fn host(word: &str, environment: impl FnOnce() -> Environment) {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_none_or(|first| first != word) {
        return;
    }
    // The two are one name, for `--help`.
    words.remove(1);
    if let Some(program) = words.first_mut() {
        let name = std::path::Path::new(program)
            .file_name()
            .unwrap_or_default();
        *program = format!("{} {word}", name.to_string_lossy()).into();
    }
    std::process::exit(status(words, environment()).into())
}

fn status(words: Vec<OsString>, environment: Environment) -> u8 {
    match parse::<CommandLine>(words) {
        Ok((line, _)) => line.status(environment),
        Err(status) => status,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    /// An application with options of its own.
    #[derive(Debug, Parser)]
    struct App {
        /// Not the database's
        #[arg(long, global = true)]
        listen: Option<String>,
        #[command(subcommand)]
        command: AppCommand,
    }

    #[derive(Debug, clap::Subcommand)]
    enum AppCommand {
        /// Migrates the database
        Db(CommandLine),
    }

    #[test]
    fn the_command_line_nests() {
        App::command().debug_assert();
        let words = [
            "app",
            "db",
            "--url",
            "sqlite://a.db",
            "downgrade",
            "-1",
            "-v",
        ];
        let AppCommand::Db(line) = App::try_parse_from(words).unwrap().command;
        assert_eq!(line.line.globals.url.as_deref(), Some("sqlite://a.db"));
        assert!(line.line.globals.verbose);
        assert!(matches!(line.line.command, Verb::Downgrade(_)));
        for words in [
            &["app", "db", "upgrade", "+2"][..],
            &["app", "db", "history", "-r", "-3:current"],
        ] {
            App::try_parse_from(words).unwrap();
        }
    }

    #[test]
    fn options_stand_on_either_side() {
        let words = "migrate -x a=1 -q --format json upgrade -x b=2 -v -C x --config y.toml head";
        let line = CommandLine::try_parse_from(words.split(' ')).unwrap().line;
        assert_eq!(line.globals.arguments, ["a=1", "b=2"]);
        assert!(line.globals.quiet && line.globals.verbose);
        assert_eq!(line.globals.format, crate::output::Format::Json);
        assert_eq!(line.globals.directory.as_deref(), Some("x".as_ref()));
        assert_eq!(line.globals.config.as_deref(), Some("y.toml".as_ref()));

        let words = "migrate --format=json heads --format=text";
        let error = CommandLine::try_parse_from(words.split(' ')).unwrap_err();
        assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
        assert!(error.to_string().contains("'--format'"), "{error}");
    }
}
