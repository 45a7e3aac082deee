//! What to do about a run that failed: about what the runner refuses, and about what the database says.

use migrate_core::runner::RunError;

use super::{AHEAD, graph};

/// The three ways on from a revision that did not end.
const RESOLVE: &str = "`migrate resolve --resume` goes on behind them, `--applied` if you have done the rest by hand, \
                       `--rolled-back` if you have taken them back";

pub(super) fn run(error: &RunError) -> Option<String> {
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
                let advice = advice(&source.to_string());
                return Some(format!(
                    "{committed} of its statements were committed and stay; in {path}{place}, {advice}, then say what \
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
        RunError::Stopped { source, .. } => return run(source),
        RunError::Locked(_) => {
            "wait until the other process is done, and run the command again".to_owned()
        }
        _ => return None,
    };
    Some(hint)
}

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
    } else if says("UNIQUE")
        || says("unique constraint")
        || says("could not create unique index")
        || says("Duplicate entry")
    {
        "deal with the rows that are there twice first"
    } else if says("could not create exclusion constraint") {
        "deal with the rows that exclude each other first"
    } else if says("invalid input value for enum") {
        "correct the value, or say what rows that hold it get, as in `values([...]).replace(\"gone\", \"closed\")`"
    } else if says("value too long for type") || says("out of range") {
        "change the values that do not fit first"
    } else if (says("type \"") || says("operator class")) && says("does not exist") {
        "create what brings it first: an extension, as in `op.create_extension(\"citext\")?`, or a type of your own"
    } else if says("has no default operator class") {
        "create the extension that brings one first, as in `op.create_extension(\"btree_gist\")?`"
    } else if says("errno: 150") || says("are incompatible") {
        "give the columns of the foreign key the type, sign, character set and collation of those that they point at"
    } else if says("break a foreign key") || says("foreign key constraint") {
        "correct the rows that point at nothing first"
    } else if says("CHECK") || says("is violated by some row") {
        "correct the rows that the constraint forbids first"
    } else {
        "correct the operation"
    }
}
