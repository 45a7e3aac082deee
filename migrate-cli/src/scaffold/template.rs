//! The forms that a project can have.

/// How `init` lays a project out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Template {
    /// One database; the migrations are two packages beside the application.
    #[default]
    Generic,
}

impl Template {
    /// Every template.
    pub(crate) const ALL: [Template; 1] = [Template::Generic];

    /// The name that `--template` takes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Template::Generic => "generic",
        }
    }

    /// What it is for, in one line.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Template::Generic => {
                "one database; a package holds the revisions, another one runs them"
            }
        }
    }
}
