//! What every command takes, before or after its name.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args};
use migrate_core::Arguments;

use crate::error::CliError;
use crate::output::{Color, Format, Output};

/// The options that all commands share.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// The settings file, in place of the migrate.toml that is found here or above
    #[arg(short = 'c', long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The environment in migrate.toml to take, as in [env.NAME]
    #[arg(short = 'n', long = "name", value_name = "NAME", global = true)]
    pub(crate) environment: Option<String>,

    /// The folder to work in
    #[arg(
        id = "folder",
        short = 'C',
        long = "directory",
        value_name = "FOLDER",
        global = true
    )]
    pub(crate) directory: Option<PathBuf>,

    /// The database, as in sqlite://app.db
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) url: Option<String>,

    /// Ask for the password that the database's URL lacks
    #[arg(long, global = true)]
    pub(crate) ask_password: bool,

    /// An argument for the project's own code, as in -x tenant=acme; may be repeated
    #[arg(short = 'x', value_name = "KEY=VALUE", global = true)]
    pub(crate) arguments: Vec<String>,

    /// Print results and errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Print more detail
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,

    /// When to use colors: auto (on a terminal, unless NO_COLOR is set), always, never
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(crate) color: Color,

    /// The form of the output: text for people, json for programs
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
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

    /// Refuses `-x` on both sides of a command's name: those on the one side would be lost.
    pub(crate) fn check_words(
        &self,
        words: impl Iterator<Item = OsString>,
    ) -> Result<(), CliError> {
        let is_argument = |word: &OsString| word.as_encoded_bytes().starts_with(b"-x");
        if !self.arguments.is_empty() && words.filter(is_argument).count() > self.arguments.len() {
            return Err(CliError::ScatteredArguments);
        }
        Ok(())
    }

    /// How to print, as the options say.
    pub(crate) fn output(&self) -> Output {
        Output::new(self.format, self.color, self.quiet, self.verbose)
    }
}
