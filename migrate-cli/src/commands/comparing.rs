//! What `check` and `revision --autogenerate` share: comparing the models that are linked into this program with the
//! database, and the options that say what a comparison cannot know.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use migrate_core::Metadata;
use migrate_core::command::{Answer, CompareOptions, Comparison, LikelyRenames};
use migrate_core::diff::renames::{Rename, RenameCandidate};

use crate::database::Access;
use crate::error::CliError;
use crate::session::{Host, Session};

/// The options of a comparison.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Comparing {
    /// A rename, as in people:users or users.mail:email; may be repeated
    #[arg(long = "rename", value_name = "FROM:TO")]
    renames: Vec<String>,

    /// Drop tables that have no model, also those that this history did not make
    #[arg(long)]
    drop_unmanaged: bool,
}

impl Comparing {
    /// Compares the models that are linked into this program with the database.
    pub(crate) fn compare(
        &self,
        session: &Session<'_>,
        likely_renames: LikelyRenames<'_>,
    ) -> Result<Comparison, CliError> {
        let environment = match session.host {
            Host::Embedded(environment) => environment,
            #[cfg(feature = "developer")]
            Host::Source => return Err(CliError::NoModels),
        };
        let metadata = Metadata::collect()?;
        let mut database = session.database(Access::ReadOrEmpty)?;
        if let Some(file) = &database.absent {
            session.output.note(format_args!(
                "there is no database file {} yet; comparing with an empty database",
                file.display()
            ));
        }
        let mut options = CompareOptions::default();
        options.renames.clone_from(&self.renames);
        options.drop_unmanaged = self.drop_unmanaged;
        options.likely_renames = likely_renames;
        Ok(environment.compare_with(&mut *database.conn, &metadata, options)?)
    }
}

/// Whether there is somebody to ask.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks on the terminal whether something was renamed; the evidence stands in the question.
pub(crate) fn ask(candidate: &RenameCandidate) -> Answer {
    let data = match &candidate.rename {
        Rename::Table { .. } => "its rows",
        _ => "its values",
    };
    // Nobody can be told that stderr is closed; then nobody answers, either.
    let _ = writeln!(io::stderr(), "Renamed? {candidate}");
    loop {
        let _ = write!(
            io::stderr(),
            "  y: rename, and keep {data}   n: drop and add   q: stop > "
        );
        let mut line = String::new();
        match io::stdin().lock().read_line(&mut line) {
            Ok(0) | Err(_) => return Answer::Unanswered,
            Ok(_) => {}
        }
        match line.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" => return Answer::Rename,
            "n" | "no" => return Answer::Apart,
            "q" | "quit" => return Answer::Unanswered,
            _ => {}
        }
    }
}
