//! What to do about an error: the one place that knows hints.

mod database;
#[cfg(feature = "developer")]
mod developer;
mod run;

use migrate_core::MetadataError;
use migrate_core::command::CompareError;
use migrate_core::diff::renames::RenameError;
use migrate_core::graph::GraphError;
use migrate_core::runner::ScriptError;
use migrate_source::SourceError;
use migrate_source::lineage::LineageError;

use crate::commands::BaselineError;
use crate::commands::edit::EditError;
use crate::error::CliError;
use crate::new_revision::NewRevisionError;
use crate::password::PasswordError;
use crate::project::ProjectError;
use crate::unlinked::Unlinked;

/// What to do about a database that is newer than the history.
const AHEAD: &str = "get the source that has these revisions; or, if they are gone for good, say where the database \
                     stands: `migrate stamp --purge REVISION`";

/// Says what to do about an error, where there is something to say.
pub(crate) fn hint(error: &CliError) -> Option<String> {
    match error {
        CliError::Folder { .. }
        | CliError::Output(_)
        | CliError::Inspect(_)
        | CliError::SchemaScript(_)
        | CliError::LoadScript { .. } => None,
        CliError::FormatOfSchemas => Some("take `--format text` or `--format json`".to_owned()),
        CliError::TwoEngines { .. } => {
            Some("compare two databases of one kind, or the models with one of theirs".to_owned())
        }
        CliError::ScriptOfServer { .. } => Some(
            "load the script into an empty database with the database's own client, and name that database instead"
                .to_owned(),
        ),
        CliError::NoVariant(_) => Some(
            "give the enum that variant, or turn on the feature of migrate-cli whose driver it holds (`postgres` is Diesel's own, `postgres-async` another type)"
                .to_owned(),
        ),
        CliError::Environment(_) => {
            Some("build the program again, or correct the name behind `-n`".to_owned())
        }
        CliError::Arguments(_) => {
            Some("arguments are given as `-x KEY=VALUE`".to_owned())
        }
        #[cfg(feature = "developer")]
        CliError::NoCompletions(_) => None,
        #[cfg(feature = "developer")]
        CliError::Adopt(error) => developer::adopt(error),
        CliError::Password(error) => Some(match error {
            PasswordError::NoTerminal { .. } => {
                "put the password into the URL that a variable holds, or run the command on a terminal"
                    .to_owned()
            }
            PasswordError::None { .. } => "run the command again".to_owned(),
        }),
        CliError::Edit(error) => Some(match error {
            EditError::NoEditor => {
                "name one: `export EDITOR=vi`, or `export VISUAL=\"code --wait\"`".to_owned()
            }
            EditError::NoCommand { variable, .. } | EditError::Start { variable, .. } => {
                format!("correct the variable {variable}")
            }
            EditError::Failed { .. } => "the file is as the editor left it".to_owned(),
        }),
        CliError::Project(error) => project(error),
        CliError::ComputeUrl(_) => Some(
            "correct what `environment()` gives to `Environment::url`, or name the database: `--url sqlite://app.db`"
                .to_owned(),
        ),
        CliError::Database(error) => database::database(error),
        CliError::Graph(error) => graph(error),
        CliError::Run(error) => run::run(error),
        CliError::Compare(error) => compare(error),
        CliError::Metadata(error) => metadata(error),
        #[cfg(feature = "developer")]
        CliError::NoModels => Some(
            "run `migrate check` or `migrate revision --autogenerate` in the project".to_owned(),
        ),
        CliError::Script(error) => script(error),
        CliError::RangeWithoutSql { range } => {
            let target = range.rsplit(':').next().unwrap_or_default();
            Some(format!("name the target alone: `{target}`"))
        }
        CliError::Unlinked { unlinked } => Some(link(unlinked)),
        CliError::Irreversible(_) => None,
        CliError::NewRevision(error) => new_revision(error),
        CliError::Baseline(error) => Some(baseline(error)),
        CliError::NothingToShow { .. } => Some("`migrate history` lists the revisions".to_owned()),
        CliError::NothingToMerge { .. } => Some("`migrate heads` lists the heads".to_owned()),
        #[cfg(feature = "developer")]
        CliError::Forward(error) => developer::forward(error),
        #[cfg(feature = "developer")]
        CliError::Scaffold(error) => developer::scaffold(error),
    }
}

fn project(error: &ProjectError) -> Option<String> {
    let hint = match error {
        ProjectError::NotFound(_) => {
            "`migrate init` sets one up; or name the folder: `migrate -C FOLDER ...`".to_owned()
        }
        ProjectError::NoUrl { variable } => {
            format!(
                "set {variable} (in `.env`, too), `url` in migrate.toml, or `--url sqlite://app.db`"
            )
        }
        ProjectError::SeveralDatabases { databases } => format!(
            "name one: `-n {}`",
            databases.first().map_or("NAME", String::as_str)
        ),
        ProjectError::ComputedUrl => {
            "give `environment()` the function: `Environment::new(&REVISIONS).url(|arguments| ...)`; or name the database: \
             `--url sqlite://app.db`"
                .to_owned()
        }
        ProjectError::Variables { .. } | ProjectError::VariableSyntax { .. } => {
            "correct the file, or remove it".to_owned()
        }
        ProjectError::Lineage(error) => match error {
            LineageError::Missing { .. } => {
                "restore the missing file, or correct the header of the one that is named"
            }
            LineageError::DuplicateLabel { .. } => "give the branch another label",
            LineageError::Itself { .. } => "correct the header",
            LineageError::Cycle { .. } => "correct the header of one of them",
            _ => return None,
        }
        .to_owned(),
        ProjectError::Source(error) => match error {
            SourceError::Folder { .. } => {
                "correct `script_location` or `version_locations` in migrate.toml"
            }
            SourceError::DuplicateId { .. } => "give one of them another id, or remove it",
            _ => return None,
        }
        .to_owned(),
        ProjectError::Config(_) => return None,
    };
    Some(hint)
}

fn graph(error: &GraphError) -> Option<String> {
    let did_you_mean = |suggestion: &Option<String>, otherwise: &str| match suggestion {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.to_owned(),
    };
    let hint = match error {
        GraphError::NoSuchRevision { suggestion, .. } => {
            did_you_mean(suggestion, "`migrate history` lists the revisions")
        }
        GraphError::MissingParent { suggestion, .. }
        | GraphError::MissingDependency { suggestion, .. } => did_you_mean(
            suggestion,
            "restore the missing file, or correct the header of the one that names it",
        ),
        GraphError::Ambiguous { .. } => "write more of it".to_owned(),
        GraphError::MultipleHeads { heads, .. } => format!(
            "run `migrate merge heads -m \"...\"`, or name one: `{}`; a project that keeps several says so with \
             `allow_multiple_heads` in its `embed_revisions!`, and goes to all of them by `heads`",
            heads.first().map_or("REVISION", String::as_str)
        ),
        GraphError::AmbiguousStep {
            identifier,
            candidates,
        } => {
            let candidate = candidates.first().map_or("REVISION", String::as_str);
            if identifier.contains('-') {
                format!("name a revision, as in `{candidate}`")
            } else {
                format!("name a revision, as in `{candidate}`, or its branch: `{candidate}@+1`")
            }
        }
        GraphError::NotBelowCurrent { .. } | GraphError::OutOfRange { .. } => {
            "`migrate current` shows where the database stands, `migrate history` the revisions"
                .to_owned()
        }
        GraphError::Overlap { revision, .. } => format!(
            "name `{revision}` alone, it stands for both; if the database holds both: `migrate stamp --purge {revision}`"
        ),
        GraphError::WrongDirection { up, .. } => {
            let other = if *up { "upgrade" } else { "downgrade" };
            format!("run `migrate {other}` for that")
        }
        GraphError::UnknownCurrent { .. } => AHEAD.to_owned(),
        GraphError::NotAnIdentifier { .. }
        | GraphError::NotOnBranch { .. }
        | GraphError::NotAnAncestor { .. } => "`migrate history` lists the revisions".to_owned(),
        _ => return None,
    };
    Some(hint)
}

fn script(error: &ScriptError) -> Option<String> {
    let hint = match error {
        ScriptError::Graph(error) => return graph(error),
        ScriptError::NoStart { target } => format!(
            "say where the database stands: `migrate downgrade REVISION:{target} --sql`; `migrate current` tells it"
        ),
        ScriptError::NotARange { .. } => {
            "write where the database stands and where it is to go, as in `base:head`".to_owned()
        }
        ScriptError::Current => {
            "name the revision that the database stands at; `migrate current` tells it".to_owned()
        }
        ScriptError::TwoStarts { .. } => {
            "a database of several branches is written with commas: `ae10,27c6:TARGET`".to_owned()
        }
        ScriptError::NotEmbedded { .. } => "build the program again".to_owned(),
        ScriptError::NotBuilt(missing) => format!(
            "add the feature `{}` to the dependency on migrate-core of the package that built this program",
            missing.feature()
        ),
        ScriptError::Revision {
            path,
            operation,
            needs_database: true,
            ..
        } => {
            let place = operation
                .as_ref()
                .map_or_else(String::new, |operation| format!(":{}", operation.line));
            format!(
                "in {path}{place}, say for scripts what it does as SQL: `if op.is_offline() {{ op.execute(\"...\")?; }} \
                 else {{ ... }}`"
            )
        }
        ScriptError::Revision {
            path, operation, ..
        } => {
            let place = operation
                .as_ref()
                .map_or_else(String::new, |operation| format!(":{}", operation.line));
            format!("correct {path}{place}")
        }
        _ => return None,
    };
    Some(hint)
}

fn compare(error: &CompareError) -> Option<String> {
    match error {
        CompareError::NotAtHead { .. } => Some("run `migrate upgrade head` first".to_owned()),
        CompareError::Metadata(error) => metadata(error),
        CompareError::Run(error) => run::run(error),
        CompareError::Rename(error) => match error {
            RenameError::Syntax(_) => {
                Some("as in `--rename people:users`, `--rename users.mail:email`, `--rename mood.sad:unhappy`".to_owned())
            }
            RenameError::NoSuchName { .. } => {
                Some("`migrate check` shows the names that differ".to_owned())
            }
            RenameError::Taken { .. } => Some(
                "a name that stays is compared, and not renamed; where two columns change places, say both: \
                 `--rename users.a:b --rename users.b:a`"
                    .to_owned(),
            ),
            _ => None,
        },
        CompareError::LikelyRenames(candidates) => {
            let flags: Vec<String> = candidates
                .iter()
                .map(|candidate| format!("--rename {}", quoted(&candidate.rename.to_string())))
                .collect();
            Some(format!(
                "to rename, add `{}` (or `renamed_from` to the model); to drop and add, `--no-rename`",
                flags.join(" ")
            ))
        }
        _ => None,
    }
}

/// What links models: the crate's name in the program that compares, or the module in its crate.
fn link(unlinked: &[Unlinked]) -> String {
    let mut ways: Vec<String> = unlinked
        .iter()
        .map(|model| match &model.krate {
            Some(krate) if !model.crate_is_linked => format!(
                "name the crate in the example of the command package: `use {krate} as _;`"
            ),
            Some(krate) => format!(
                "declare the module of {} in crate `{krate}`, or turn on the feature that it needs (`[build] features`)",
                model.file
            ),
            None => format!("link {}", model.file),
        })
        .collect();
    ways.sort();
    ways.dedup();
    format!(
        "{}; to drop the tables all the same, remove the models, or add `--drop-unmanaged`",
        ways.join("; ")
    )
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_.:-/".contains(c);
    if word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

fn metadata(error: &MetadataError) -> Option<String> {
    match error {
        MetadataError::Empty => Some(
            "derive `Migratable` on the models; a crate of models is linked only if it is named: `use models as _;` in \
             the example of the command package"
                .to_owned(),
        ),
        _ => None,
    }
}

fn baseline(error: &BaselineError) -> String {
    match error {
        BaselineError::NotFirst { .. } => {
            "what is not in the history yet, `migrate revision --autogenerate` writes".to_owned()
        }
        BaselineError::SeveralVersions { .. } => {
            "merge them with the tool that wrote them (`alembic merge heads`, `alembic upgrade head`), or name the \
             baseline yourself: `--rev-id ID`"
                .to_owned()
        }
        BaselineError::Empty => {
            "check the database's URL, and `[filter]` in migrate.toml; for a new project, `migrate revision \
             --autogenerate` writes the first revision"
                .to_owned()
        }
    }
}

fn new_revision(error: &NewRevisionError) -> Option<String> {
    let hint = match error {
        NewRevisionError::NotAHead { parent, .. } => {
            format!(
                "to begin a branch there, add `--splice`; `migrate history -r {parent}:` shows what follows"
            )
        }
        NewRevisionError::NotALocation { .. } => {
            "name one of them, or add the folder to `version_locations` in migrate.toml".to_owned()
        }
        NewRevisionError::SeveralLocations { known } => format!(
            "name one: `--version-path {}`",
            known.first().map_or("FOLDER", String::as_str)
        ),
        NewRevisionError::IdTaken { .. } => "name another id, or none".to_owned(),
        NewRevisionError::LabelTaken { .. } => "name another label".to_owned(),
        NewRevisionError::TimeZone { .. } => {
            "correct `timezone` in migrate.toml: `UTC`, or a name like `Europe/Berlin`".to_owned()
        }
        NewRevisionError::Hook { .. } => {
            "the revision is written; correct `post_write_hooks` in migrate.toml".to_owned()
        }
        NewRevisionError::Name(_) | NewRevisionError::Write(_) => return None,
    };
    Some(hint)
}
