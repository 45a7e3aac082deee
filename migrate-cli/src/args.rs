//! What every command takes, before or after its name.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, Subcommand};
use migrate_core::Arguments;

use crate::output::{Color, Format, Output};

/// A command and the options that all commands share, on either side of its name.
///
/// clap's own global options let what stands behind the name replace what stands before it, in silence; here lists are
/// put together, and a second value is refused, as it is on one side.
#[derive(Debug)]
pub(crate) struct Line<C> {
    pub(crate) globals: Globals,
    pub(crate) command: C,
}

impl<C: Subcommand> Args for Line<C> {
    fn augment_args(command: Command) -> Command {
        let command = C::augment_subcommands(Globals::augment_args(command));
        let shared: Vec<Arg> = shared().map(behind_the_name).collect();
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .mut_subcommands(|subcommand| subcommand.args(&shared))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<C: Subcommand> FromArgMatches for Line<C> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Line {
            command: C::from_arg_matches(matches)?,
            globals: Globals::of_both_sides(matches)?,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The options that all commands share, as clap knows them.
pub(crate) fn shared() -> impl Iterator<Item = Arg> {
    let command = Globals::augment_args(Command::new(""));
    let shared: Vec<Arg> = command.get_arguments().cloned().collect();
    shared.into_iter()
}

/// Behind a command's name `-c` may be an option of the command (`current -c`).
fn behind_the_name(option: Arg) -> Arg {
    if option.get_short() == Some('c') {
        option.short(None)
    } else {
        option
    }
}

/// The options that all commands share.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// The settings file, in place of the migrate.toml that is found here or above
    #[arg(short = 'c', long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The environment in migrate.toml to take, as in [env.NAME]
    #[arg(short = 'n', long = "name", value_name = "NAME")]
    pub(crate) environment: Option<String>,

    /// The folder to work in
    #[arg(id = "folder", short = 'C', long = "directory", value_name = "FOLDER")]
    pub(crate) directory: Option<PathBuf>,

    /// The database, as in sqlite://app.db
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Ask for the password that the database's URL lacks
    #[arg(long)]
    pub(crate) ask_password: bool,

    /// An argument for the project's own code, as in -x tenant=acme; may be repeated
    #[arg(short = 'x', value_name = "KEY=VALUE")]
    pub(crate) arguments: Vec<String>,

    /// Print results and errors only
    #[arg(short, long, overrides_with = "quiet")]
    pub(crate) quiet: bool,

    /// Print more detail
    #[arg(short, long, overrides_with = "verbose")]
    pub(crate) verbose: bool,

    /// When to use colors: auto (on a terminal, unless NO_COLOR is set), always, never
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(crate) color: Color,

    /// The form of the output: text for people, json for programs
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: Format,
}

impl Globals {
    /// What is said to the project's own code; a key without a value has an empty one.
    pub(crate) fn arguments(&self) -> Arguments {
        let mut arguments = Arguments::default();
        for pair in &self.arguments {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            arguments.insert(key, value);
        }
        arguments
    }

    /// What stands before the command's name, and behind it.
    fn of_both_sides(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let before = Self::from_arg_matches(matches)?;
        let Some((_, behind_name)) = matches.subcommand() else {
            return Ok(before);
        };
        let typed = |matches: &ArgMatches, id: &str| {
            matches.value_source(id) == Some(ValueSource::CommandLine)
        };
        for option in shared().filter(|option| matches!(option.get_action(), ArgAction::Set)) {
            let id = option.get_id().as_str();
            if typed(matches, id) && typed(behind_name, id) {
                let name = option.get_long().unwrap_or(id);
                let message = format!("the argument '--{name}' cannot be used multiple times");
                return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
            }
        }
        let Globals {
            config,
            environment,
            directory,
            url,
            ask_password,
            mut arguments,
            quiet,
            verbose,
            color,
            format,
        } = Self::from_arg_matches(behind_name)?;
        let mut all = before.arguments;
        all.append(&mut arguments);
        Ok(Globals {
            config: before.config.or(config),
            environment: before.environment.or(environment),
            directory: before.directory.or(directory),
            url: before.url.or(url),
            ask_password: before.ask_password || ask_password,
            arguments: all,
            quiet: before.quiet || quiet,
            verbose: before.verbose || verbose,
            color: if typed(matches, "color") {
                before.color
            } else {
                color
            },
            format: if typed(matches, "format") {
                before.format
            } else {
                format
            },
        })
    }

    /// How to print, as the options say.
    pub(crate) fn output(&self) -> Output {
        Output::new(self.format, self.color, self.quiet, self.verbose)
    }
}
