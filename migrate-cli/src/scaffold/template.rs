//! The forms that a project can have.

/// How `init` lays a project out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Template {
    /// One database; the migrations are two packages beside the application.
    #[default]
    Generic,
    /// Several databases that share one history.
    Multidb,
    /// The application hosts the commands: no package has to see its models.
    Single,
}

impl Template {
    /// Every template.
    pub(crate) const ALL: [Template; 3] = [Template::Generic, Template::Multidb, Template::Single];

    /// The name that `--template` takes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Template::Generic => "generic",
            Template::Multidb => "multidb",
            Template::Single => "single",
        }
    }

    /// What it is for, in one line.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Template::Generic => {
                "one database; a package holds the revisions, another one runs them"
            }
            Template::Multidb => {
                "several databases with one history: each revision has functions for each database"
            }
            Template::Single => {
                "an application without a library: its own program runs them, as `app db upgrade head`"
            }
        }
    }
}
