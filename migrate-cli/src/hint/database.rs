//! What to do about a database that cannot be reached.

use crate::database::DatabaseError;

pub(super) fn database(error: &DatabaseError) -> Option<String> {
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
