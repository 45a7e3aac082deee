//! `migrate revision`: a new revision file, empty or written from the models.

use std::path::PathBuf;

use migrate_core::command::{Comparison, LikelyRenames};
use migrate_core::diff::Note;
use migrate_core::operation::Operation;
use migrate_core::render::DatabaseSteps;

use super::comparing::{self, Comparing};
use super::{Outcome, baseline};
use crate::error::CliError;
use crate::listing;
use crate::new_revision::Draft;
use crate::session::{Host, Session};

/// Write a new revision
#[derive(Debug, clap::Args)]
#[command(mut_args(of_autogenerate))]
pub(crate) struct Args {
    /// What the revision does
    #[arg(short, long, default_value = "", hide_default_value = true)]
    message: String,

    /// Compare the models with the database, and write what is between them
    #[arg(long)]
    autogenerate: bool,

    /// Begin the history with the whole schema of the models, and say that the database stands there
    #[arg(long, conflicts_with_all = ["autogenerate", "sql", "head", "splice", "depends_on"])]
    baseline: bool,

    /// For the baseline, take the schema of the database in place of the models'
    #[arg(long, requires = "baseline")]
    from_database: bool,

    /// The id, in place of a random one
    #[arg(long, value_name = "ID")]
    rev_id: Option<String>,

    /// The revision that it follows, or base
    #[arg(long, value_name = "REVISION", default_value = "head")]
    head: String,

    /// Allow to follow a revision that is no head
    #[arg(long)]
    splice: bool,

    /// A name for the branch that begins here; may be repeated
    #[arg(long, value_name = "LABEL")]
    branch_label: Vec<String>,

    /// A revision of another branch that has to be applied before; may be repeated
    #[arg(long, value_name = "REVISION")]
    depends_on: Vec<String>,

    /// The folder of the new file, one of `version_locations`
    #[arg(long, value_name = "FOLDER")]
    version_path: Option<PathBuf>,

    /// Connect to no database, as an empty revision never does
    #[arg(long, conflicts_with = "autogenerate")]
    sql: bool,

    #[command(flatten)]
    comparing: Comparing,

    /// Take nothing for a rename that is not stated: drop and add
    #[arg(long)]
    no_rename: bool,
}

/// An option that means nothing where nothing is compared is refused there.
fn of_autogenerate(option: clap::Arg) -> clap::Arg {
    match option.get_id().as_str() {
        "renames" | "drop_unmanaged" | "against" | "no_rename" => option
            .requires("autogenerate")
            .help_heading("With --autogenerate"),
        _ => option,
    }
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let graph = session.source_graph()?;
    if args.baseline {
        return args.baseline(session);
    }
    let names = std::iter::once(args.head.as_str());
    let draft = Draft {
        message: &args.message,
        rev_id: args.rev_id.as_deref(),
        parents: if args.head == "head" && graph.is_empty() {
            Vec::new()
        } else {
            listing::resolve_all(graph, names)?
        },
        splice: args.splice,
        branch_labels: &args.branch_label,
        depends_on: &args.depends_on,
        version_path: args.version_path.as_deref(),
    };
    // What is wrong with the request is told before anything is built or compared.
    draft.check(graph)?;
    draft.folder(session)?;
    listing::resolve_all(graph, args.depends_on.iter().map(String::as_str))?;
    if !args.autogenerate {
        let path = draft.write_empty(session)?;
        return draft.announce(session, &path, &[]);
    }
    match session.host {
        Host::Embedded(environment) => {
            let databases = session.databases()?;
            let one = databases.is_empty();
            let found = if one {
                vec![args.find(session, String::new())?]
            } else {
                args.find_for(session, databases)?
            };
            let (steps, operations): (Vec<DatabaseSteps>, Vec<Vec<Operation>>) =
                found.into_iter().unzip();
            let operations = operations.concat();
            if operations.is_empty() {
                comparing::tell_unlinked(session)?;
            }
            if operations.is_empty() && environment.skips_empty_revisions() {
                session
                    .output
                    .note("the models and the database agree; nothing is written");
                return Ok(Outcome::Done);
            }
            let path = match steps.as_slice() {
                [steps] if one => draft.write(session, &steps.upgrade, &steps.downgrade)?,
                several => draft.write_for(session, several)?,
            };
            if operations.is_empty() {
                session
                    .output
                    .note("the models and the database agree; the revision is empty");
            }
            draft.announce(session, &path, &operations)
        }
        #[cfg(feature = "developer")]
        Host::Source => args.comparing.hand_on(session),
    }
}

impl Args {
    /// What is between the models and each of the databases, or the one that was named.
    fn find_for(
        &self,
        session: &Session<'_>,
        databases: Vec<String>,
    ) -> Result<Vec<(DatabaseSteps, Vec<Operation>)>, CliError> {
        let named = session.globals.environment.as_deref();
        let found = databases.into_iter().map(|database| {
            if named.is_some_and(|named| named != database) {
                let nothing = DatabaseSteps {
                    database,
                    ..DatabaseSteps::default()
                };
                return Ok((nothing, Vec::new()));
            }
            let name = database.clone();
            session.on_database(&name, |session| self.find(session, database))
        });
        found.collect()
    }

    /// What is between the models and a database: the steps of the file, and the operations that people read.
    fn find(
        &self,
        session: &Session<'_>,
        database: String,
    ) -> Result<(DatabaseSteps, Vec<Operation>), CliError> {
        let mut comparison = self.compare(session)?;
        if !comparison.in_sync() {
            // It explains why a revision is empty; beside others, that a field was put among others is no news each time.
            let news = |note: &Note| !matches!(note, Note::Reordered { .. });
            comparison.notes.retain(news);
        }
        comparing::tell(&comparison.notes, session);
        comparing::warn(session, &comparison);
        let steps = DatabaseSteps {
            database,
            upgrade: comparison.upgrade(),
            downgrade: comparison.downgrade()?,
        };
        Ok((steps, comparison.operations))
    }

    fn compare(&self, session: &Session<'_>) -> Result<Comparison, CliError> {
        let mut ask = comparing::asker();
        let likely_renames = if self.no_rename {
            LikelyRenames::Ignore
        } else if comparing::can_ask() && !session.output.is_json() {
            LikelyRenames::Ask(&mut ask)
        } else {
            LikelyRenames::Refuse
        };
        self.comparing.compare(session, likely_renames)
    }

    fn baseline(&self, session: &Session<'_>) -> Result<Outcome, CliError> {
        baseline::check(session.source_graph()?)?;
        #[cfg(feature = "developer")]
        if matches!(session.host, Host::Source) {
            use crate::forward::Needs;
            if !self.from_database {
                return session.hand_on(Needs::Models);
            }
            if session.needs_program() {
                return session.hand_on(Needs::Revisions);
            }
        }
        let request = baseline::Request {
            message: &self.message,
            rev_id: self.rev_id.as_deref(),
            branch_labels: &self.branch_label,
            version_path: self.version_path.as_deref(),
            from_database: self.from_database,
        };
        baseline::run(&request, session)
    }
}
