//! What every command takes, before or after its name.

use std::path::PathBuf;

use clap::{ArgAction, Args};

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

    /// Print results and errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Print more detail
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub(crate) verbose: bool,

    /// When to use colors
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t)]
    pub(crate) color: Color,

    /// The form of the output
    #[arg(long, global = true, value_enum, default_value_t)]
    pub(crate) format: Format,
}

impl Globals {
    /// How to print, as the options say.
    pub(crate) fn output(&self) -> Output {
        Output::new(self.format, self.color, self.quiet, self.verbose)
    }
}
