//! What to do about an error: the one place that knows hints, and the names that programs know errors by.

use migrate_core::MetadataError;
use migrate_core::command::CompareError;
use migrate_core::diff::renames::RenameError;
use migrate_core::graph::GraphError;
use migrate_core::runner::{RunError, ScriptError};

use migrate_source::SourceError;
use migrate_source::lineage::LineageError;

use crate::commands::BaselineError;
use crate::commands::edit::EditError;
use crate::database::DatabaseError;
use crate::error::CliError;
use crate::new_revision::NewRevisionError;
use crate::password::PasswordError;
use crate::project::ProjectError;
use crate::unlinked::Unlinked;
#[cfg(feature = "developer")]
use crate::{cargo::CargoError, forward::ForwardError, scaffold::ScaffoldError};

impl CliError {
    /// The name of the error for programs.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            CliError::Folder { .. } => "folder",
            CliError::ScatteredArguments => "usage",
            CliError::Environment(_) => "config",
            CliError::Arguments(_) => "arguments",
            CliError::Password(_) => "password",
            CliError::Edit(_) => "editor",
            CliError::Project(error) => match error {
                ProjectError::NotFound(_) => "no_project",
                ProjectError::Config(_) => "config",
                ProjectError::Source(_) => "revision_file",
                ProjectError::Lineage(_) => "history",
                ProjectError::Variables { .. } | ProjectError::VariableSyntax { .. } => "dot_env",
                ProjectError::NoUrl { .. } => "no_url",
                ProjectError::ComputedUrl => "computed_url",
                ProjectError::SeveralDatabases { .. } => "several_databases",
            },
            CliError::ComputeUrl(_) => "computed_url",
            CliError::Database(error) => match error {
                DatabaseError::UnknownScheme { .. } => "unknown_scheme",
                DatabaseError::NoDriver { .. } => "no_driver",
                DatabaseError::LooksRelative { .. } => "looks_relative",
                DatabaseError::Missing { .. } => "missing_database",
                DatabaseError::NoFolder { .. } => "missing_folder",
                DatabaseError::Folder { .. } => "database_is_folder",
                DatabaseError::Open { .. } => "cannot_open_database",
                DatabaseError::Unreadable { .. } => "unreadable_database",
                DatabaseError::UnknownParameter { .. } => "unknown_parameter",
                DatabaseError::Parameter { .. } => "bad_parameter",
                DatabaseError::Malformed(_) => "malformed_url",
                DatabaseError::File { .. } => "unusable_file",
                DatabaseError::Connect { .. } => "cannot_connect",
            },
            CliError::Graph(error) => graph_kind(error),
            CliError::Run(error) => run_kind(error),
            CliError::Compare(error) => match error {
                CompareError::NotAtHead { .. } => "not_at_head",
                CompareError::Unsupported(_) => "unsupported",
                CompareError::Rename(_) => "rename",
                CompareError::LikelyRenames(_) => "likely_rename",
                CompareError::Metadata(_) => "models",
                CompareError::Run(error) => run_kind(error),
                _ => "compare",
            },
            CliError::Metadata(_) => "models",
            #[cfg(feature = "developer")]
            #[cfg(feature = "developer")]
            CliError::NoModels => "models",
            CliError::Script(error) => match error {
                ScriptError::Graph(error) => graph_kind(error),
                ScriptError::NotEmbedded { .. } => "not_embedded",
                ScriptError::NotBuilt(_) => "not_built",
                ScriptError::Revision { .. } => "not_sql",
                _ => "script",
            },
            CliError::RangeWithoutSql { .. } => "target",
            CliError::Unlinked { .. } => "unlinked_models",
            CliError::Irreversible(_) => "irreversible",
            CliError::NewRevision(_) => "revision",
            CliError::Baseline(_) => "baseline",
            CliError::NothingToShow { .. } => "no_such_revision",
            CliError::NothingToMerge { .. } => "nothing_to_merge",
            #[cfg(feature = "developer")]
            CliError::Forward(error) => match error {
                ForwardError::NoPackage(_)
                | ForwardError::UnknownPackage(_)
                | ForwardError::NoTarget { .. } => "no_program",
                ForwardError::Start { .. } => "cannot_run_program",
                ForwardError::Project(_) => "config",
                ForwardError::Cargo(error) => cargo_kind(error),
            },
            #[cfg(feature = "developer")]
            CliError::Scaffold(_) => "init",
            CliError::FormatOfSchemas => "usage",
            CliError::Inspect(_) => "inspect",
            CliError::SchemaScript(_) => "script",
            CliError::TwoEngines { .. } => "two_engines",
            CliError::ScriptOfServer { .. } => "sql_file",
            CliError::LoadScript { .. } => "sql_file",
            CliError::Output(_) => "output",
        }
    }
}

fn graph_kind(error: &GraphError) -> &'static str {
    match error {
        GraphError::NoSuchRevision { .. } => "no_such_revision",
        GraphError::Ambiguous { .. } => "ambiguous_revision",
        GraphError::MultipleHeads { .. } => "multiple_heads",
        GraphError::UnknownCurrent { .. } => "database_is_ahead",
        GraphError::NotAnIdentifier { .. }
        | GraphError::NotARange { .. }
        | GraphError::NotOnBranch { .. }
        | GraphError::NotAnAncestor { .. }
        | GraphError::NotBelowCurrent { .. }
        | GraphError::OutOfRange { .. }
        | GraphError::WrongDirection { .. }
        | GraphError::AmbiguousStep { .. }
        | GraphError::Overlap { .. } => "target",
        _ => "history",
    }
}

fn run_kind(error: &RunError) -> &'static str {
    match error {
        RunError::Graph(error) => graph_kind(error),
        RunError::DatabaseIsAhead { .. } => "database_is_ahead",
        RunError::Revision { .. } => "revision_failed",
        RunError::NotEmbedded { .. } => "not_embedded",
        RunError::SeveralDatabases { .. } => "several_databases",
        RunError::Moved { .. } => "database_moved",
        RunError::Locked(_) | RunError::LockTimeout { .. } => "locked",
        RunError::Unfinished(_) => "unfinished",
        RunError::NothingUnfinished => "nothing_unfinished",
        RunError::CannotResume { .. } => "cannot_resume",
        RunError::InTransaction => "in_transaction",
        RunError::ServerTooOld { .. } => "server_too_old",
        RunError::ForeignKeysStayOn | RunError::ForeignKeysInTransaction => "foreign_keys",
        _ => "database",
    }
}

#[cfg(feature = "developer")]
fn cargo_kind(error: &CargoError) -> &'static str {
    match error {
        CargoError::Start { .. } => "cannot_run_cargo",
        CargoError::Metadata { .. } => "manifest",
        CargoError::Answer { .. } => "cargo_answer",
        CargoError::Build { .. } => "build",
        CargoError::NoProgram { .. } => "no_program",
    }
}

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
        CliError::ScatteredArguments => Some(
            "write all of them on one side, as in `migrate -x tenant=acme -x region=eu upgrade head`"
                .to_owned(),
        ),
        CliError::Environment(_) => {
            Some("build the program again, or correct the name behind `-n`".to_owned())
        }
        CliError::Arguments(_) => {
            Some("arguments are given as `-x KEY=VALUE`".to_owned())
        }
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
        CliError::Database(error) => database(error),
        CliError::Graph(error) => graph(error),
        CliError::Run(error) => run(error),
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
        CliError::Forward(error) => forward(error),
        #[cfg(feature = "developer")]
        CliError::Scaffold(error) => scaffold(error),
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
        GraphError::AmbiguousStep { .. } => {
            "name a revision, or begin with a branch: `LABEL@+1`, `REVISION+1`".to_owned()
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

/// What to do about a database that is newer than the history.
const AHEAD: &str = "get the source that has these revisions; or, if they are gone for good, say where the database \
                     stands: `migrate stamp --purge REVISION`";

fn run(error: &RunError) -> Option<String> {
    let hint = match error {
        RunError::Graph(error) => return graph(error),
        RunError::DatabaseIsAhead { .. } => AHEAD.to_owned(),
        RunError::Revision {
            applied,
            current,
            path,
            operation,
            committed,
            source,
            ..
        } => {
            if *committed > 0 {
                let place = operation
                    .as_ref()
                    .map_or_else(String::new, |operation| format!(":{}", operation.line));
                return Some(format!(
                    "{committed} of its statements were committed and stay; correct {path}{place}, then say what \
                     became of it: {RESOLVE}"
                ));
            }
            let stands = if current.is_empty() {
                "base".to_owned()
            } else {
                current.join(", ")
            };
            let before = match applied.as_slice() {
                [] => String::new(),
                [one] => format!("; `{one}` was done before and stays"),
                [first, .., last] => format!("; `{first}` to `{last}` were done before and stay"),
            };
            let place = operation
                .as_ref()
                .map_or_else(String::new, |operation| format!(":{}", operation.line));
            let advice = advice(&source.to_string());
            format!(
                "the revision was rolled back, and the database stands at {stands}{before}; in {path}{place}, {advice}"
            )
        }
        RunError::SeveralDatabases { databases } => {
            let name = databases.first().map_or("NAME", String::as_str);
            format!("name one: `-n {name}`, in code `environment().named(\"{name}\")`")
        }
        RunError::NotEmbedded { .. } => "build the program again".to_owned(),
        RunError::Moved { .. } => "look at `migrate current`, and run the command again".to_owned(),
        RunError::Unfinished(_) | RunError::CannotResume { .. } => {
            format!("look at what is there of it, then say what became of it: {RESOLVE}")
        }
        RunError::NothingUnfinished => "there is nothing to do; `migrate current` says where the database stands".to_owned(),
        RunError::LockTimeout { .. } => {
            "wait until it is done and run the command again; `runner_lock_timeout` in migrate.toml says how long to \
             wait"
                .to_owned()
        }
        RunError::InTransaction => "run the revisions on a connection that has no transaction open".to_owned(),
        RunError::ServerTooOld { .. } => "upgrade the server, or use another one".to_owned(),
        RunError::Database { source, .. } => return refused(&source.to_string()),
        RunError::Locked(_) => {
            "wait until the other process is done, and run the command again".to_owned()
        }
        _ => return None,
    };
    Some(hint)
}

/// The three ways on from a revision that did not end.
const RESOLVE: &str = "`migrate resolve --resume` goes on behind them, `--applied` if you have done the rest by hand, \
                       `--rolled-back` if you have taken them back";

/// What helps where a database does not let the runner keep its own tables.
fn refused(refusal: &str) -> Option<String> {
    let says = |words: &[&str]| words.iter().any(|words| refusal.contains(words));
    let hint = if says(&["permission denied", "command denied", "Access denied"]) {
        "run it as a user that may create and change tables there, or let the owner grant it: on PostgreSQL \
         `GRANT CREATE, USAGE ON SCHEMA public TO USER`"
    } else if says(&["read-only", "read_only", "--read-only", "readonly"]) {
        "the server takes no changes: a standby, or one that was set so; name the one that does"
    } else if says(&["schema \"", "Unknown database"]) {
        "create the schema first, or correct `version_table_schema` in migrate.toml"
    } else if says(&[
        "closed the connection",
        "connection closed",
        "terminating connection",
        "Lost connection",
        "gone away",
        "Broken pipe",
        "reset by peer",
        "was killed",
    ]) {
        "the connection was lost; look at `migrate current` before you run the command again"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

/// What helps against a refusal of the database, as far as its words tell.
fn advice(refusal: &str) -> &'static str {
    let says = |words: &str| refusal.contains(words);
    if says("NOT NULL") || says("not-null constraint") || says("contains null values") {
        "give the column a default, or fill the rows that have no value first"
    } else if says("closed the connection")
        || says("connection closed")
        || says("terminating connection")
        || says("Lost connection")
        || says("gone away")
    {
        "nothing has to be corrected: the connection was lost; run the command again"
    } else if says("statement timeout") || says("lock timeout") || says("max_statement_time") {
        "find out what holds the table, or raise `ddl_lock_timeout` or `statement_timeout` in migrate.toml"
    } else if says("permission denied") || says("command denied") {
        "run it as a user that may do this"
    } else if says("UNIQUE") || says("unique constraint") || says("Duplicate entry") {
        "deal with the rows that are there twice first"
    } else if says("CHECK") {
        "correct the rows that the constraint forbids first"
    } else {
        "correct the operation"
    }
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
        CompareError::Run(error) => run(error),
        CompareError::Rename(error) => match error {
            RenameError::Syntax(_) => {
                Some("as in `--rename people:users`, `--rename users.mail:email`, `--rename mood.sad:unhappy`".to_owned())
            }
            RenameError::NoSuchName { .. } => {
                Some("`migrate check` shows the names that differ".to_owned())
            }
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

#[cfg(feature = "developer")]
fn forward(error: &ForwardError) -> Option<String> {
    match error {
        ForwardError::NoPackage(_) => Some("`migrate init` sets it up".to_owned()),
        ForwardError::UnknownPackage(_) => Some("correct `package`, or remove it".to_owned()),
        ForwardError::NoTarget { .. } => {
            Some("`migrate init` in an empty folder shows what the package looks like".to_owned())
        }
        ForwardError::Start { .. } => None,
        ForwardError::Project(error) => project(error),
        ForwardError::Cargo(error) => cargo(error),
    }
}

fn database(error: &DatabaseError) -> Option<String> {
    let hint = match error {
        DatabaseError::UnknownScheme { .. } => {
            "databases are written `sqlite://relative.db`, `sqlite:///absolute/path.db` or just as a path, \
             `postgres://user@host/database`, `mysql://user@host/database`, `mariadb://user@host/database`"
                .to_owned()
        }
        DatabaseError::NoDriver { feature, .. } => {
            format!("turn on the feature `{feature}` of migrate-cli, or `{feature}-async`, in the package that built this program")
        }
        DatabaseError::UnknownParameter { meant, .. } => match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "remove it: a parameter that nobody heeds may be one that somebody relies on".to_owned(),
        },
        DatabaseError::Parameter { .. } => return None,
        DatabaseError::Malformed(_) => {
            "a URL is written `scheme://user:password@host:port/database?name=value`".to_owned()
        }
        DatabaseError::File { .. } => "correct the path, or the file".to_owned(),
        DatabaseError::Connect { source, .. } => return connect(&source.0),
        DatabaseError::LooksRelative { relative, .. } => {
            format!("for a file in this folder write `{relative}`")
        }
        DatabaseError::Missing { .. } => {
            "`migrate upgrade head` creates it; or correct the URL".to_owned()
        }
        DatabaseError::NoFolder { .. } => "create the folder, or correct the URL".to_owned(),
        DatabaseError::Folder { .. } => "name a file in that folder".to_owned(),
        DatabaseError::Open { .. } => {
            "look at the permissions of the file and of its folder".to_owned()
        }
        DatabaseError::Unreadable { source, .. } => {
            let told = source.to_string();
            if told.contains("not a database") || told.contains("malformed") {
                "the file is no SQLite database, or is damaged: correct the URL, or restore a backup"
                    .to_owned()
            } else if told.contains("locked") {
                "another program is writing to it; try again".to_owned()
            } else {
                return None;
            }
        }
    };
    Some(hint)
}

/// What helps against a server that does not let us in, as far as its words tell.
fn connect(refusal: &str) -> Option<String> {
    let says = |words: &[&str]| words.iter().any(|words| refusal.contains(words));
    let hint = if says(&[
        "password authentication failed",
        "no password",
        "password missing",
        "Access denied",
    ]) {
        "correct the user and the password in the URL; for PostgreSQL, PGPASSWORD or a ~/.pgpass that only you may read \
         will do, too"
    } else if says(&["does not exist", "Unknown database"]) {
        "create it first, as `createdb NAME` or `CREATE DATABASE` do, or correct the URL"
    } else if says(&["pg_hba.conf", "is not allowed to connect"]) {
        "the server lets nobody in who comes this way: another host, user, database, or TLS (`sslmode`) will do, or its \
         administrator may allow it"
    } else if says(&["certificate", "SSL", "TLS", "ssl"]) {
        "look at the TLS parameters of the URL, and at what the server offers"
    } else if says(&[
        "Connection refused",
        "No such file",
        "not known",
        "Can't connect",
        "lookup",
        "timeout",
        "timed out",
        "does not answer",
        "unreachable",
    ]) {
        "look whether the server runs there and lets this machine in, or correct the URL"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

#[cfg(feature = "developer")]
fn cargo(error: &CargoError) -> Option<String> {
    let hint = match error {
        CargoError::Start { .. } => "install Rust's cargo, or set CARGO to where it is".to_owned(),
        CargoError::Metadata { .. } => "correct the manifest".to_owned(),
        CargoError::Answer { .. } => return None,
        CargoError::Build {
            needs_models: true,
            culprit,
            ..
        } => {
            let culprit = culprit.as_deref().map(|name| format!(" in `{name}`"));
            format!(
                "correct the code above{}, then run the command again; `upgrade` and `downgrade` need no models, \
                 and go on working",
                culprit.unwrap_or_default()
            )
        }
        CargoError::Build { culprit, .. } => {
            let culprit = culprit.as_deref().map(|name| format!(" in `{name}`"));
            format!(
                "correct the code above{}, then run the command again; the database was not touched",
                culprit.unwrap_or_default()
            )
        }
        CargoError::NoProgram { program } => {
            format!("`{program}` has to be a target of the package in `cli/` of the migrations")
        }
    };
    Some(hint)
}

#[cfg(feature = "developer")]
fn scaffold(error: &ScaffoldError) -> Option<String> {
    let hint = match error {
        ScaffoldError::NoManifest(_) => {
            "run `migrate init` in the folder of a cargo package; `cargo new` makes one".to_owned()
        }
        ScaffoldError::NoApplication(_) => {
            "name the application: `migrate init --package NAME`".to_owned()
        }
        ScaffoldError::Ambiguous { candidates } => format!(
            "name one: `migrate init --package {}`",
            candidates.first().map_or("NAME", String::as_str)
        ),
        ScaffoldError::NoPackage { .. } => return None,
        ScaffoldError::NoLibrary { .. } => {
            "move the models into src/lib.rs (`pub mod models;` is enough), use them from src/main.rs, and run \
             `migrate init` again; or let the application host the commands: `migrate init --template single`"
                .to_owned()
        }
        ScaffoldError::DatabaseName { .. } => {
            "name them as in `--databases main,archive`".to_owned()
        }
        ScaffoldError::NoDependency { dependency, .. } => {
            format!("run `cargo add {dependency}`, and `migrate init` again")
        }
        ScaffoldError::NoCommandLine { .. } => {
            "depend on migrate-core in a checkout of the whole repository".to_owned()
        }
        ScaffoldError::SqlMigrations { .. } => {
            "diesel_cli would take our packages for migrations of its own; use another folder: `migrate init revisions`"
                .to_owned()
        }
        ScaffoldError::Occupied { .. } => {
            "name another folder: `migrate init revisions`".to_owned()
        }
        ScaffoldError::Outside { .. } => {
            "name a folder of its own inside the workspace, as in `migrate init migrations`".to_owned()
        }
        ScaffoldError::Manifest { .. } | ScaffoldError::Toml { .. } => {
            "correct the manifest; nothing was changed".to_owned()
        }
        ScaffoldError::File { .. } => "nothing was changed".to_owned(),
        ScaffoldError::Cargo(error) => return cargo(error),
        ScaffoldError::Rejected { .. } => {
            "cargo's words above say what is in the way, often `workspace.exclude` or a workspace further up".to_owned()
        }
    };
    Some(hint)
}
