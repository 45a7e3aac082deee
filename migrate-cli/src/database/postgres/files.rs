//! libpq's two files: passwords, and services.

use std::path::{Path, PathBuf};

use super::super::DatabaseError;
use super::settings::Endpoint;

/// Finds the password of a connection in a file of lines `host:port:database:user:password`.
///
/// Like libpq, it ignores a file that others may read.
/// <https://www.postgresql.org/docs/current/libpq-pgpass.html>
pub(super) fn password(
    file: &Path,
    place: &Endpoint,
    database: &str,
    user: &str,
) -> Option<String> {
    if !is_private(file) {
        return None;
    }
    // A socket in its usual place goes by the name of the host.
    let host = if place.host.starts_with('/')
        && ["/var/run/postgresql", "/tmp"].contains(&place.host.as_str())
    {
        "localhost"
    } else {
        &place.host
    };
    let port = place.port.to_string();
    let wanted = [host, port.as_str(), database, user];
    let text = std::fs::read_to_string(file).ok()?;
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| {
            let fields = fields(line);
            let (password, places) = fields.split_last()?;
            let fits = places.len() == wanted.len()
                && places
                    .iter()
                    .zip(wanted)
                    .all(|(field, wanted)| field == "*" || unescaped(field) == wanted);
            fits.then(|| unescaped(password))
        })
}

#[cfg(unix)]
fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = file.metadata() else {
        return false;
    };
    metadata.is_file() && metadata.permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(file: &Path) -> bool {
    file.is_file()
}

/// Splits a line at its colons; the password is all that follows the fourth.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut escaped = false;
    for character in line.chars() {
        let last = fields.len() == 5;
        match character {
            ':' if !escaped && !last => fields.push(String::new()),
            _ => {
                if let Some(field) = fields.last_mut() {
                    field.push(character);
                }
            }
        }
        escaped = character == '\\' && !escaped;
    }
    fields
}

fn unescaped(field: &str) -> String {
    let mut text = String::new();
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

/// Reads a section of a service file.
/// <https://www.postgresql.org/docs/current/libpq-pgservice.html>
pub(super) fn service(
    name: &str,
    home: Option<&Path>,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Vec<(String, String)>, DatabaseError> {
    let own = variable("PGSERVICEFILE").map(PathBuf::from);
    let own = own.or_else(|| home.map(|home| home.join(".pg_service.conf")));
    let shared = variable("PGSYSCONFDIR").unwrap_or_else(|| "/etc/postgresql-common".to_owned());
    let files = own
        .into_iter()
        .chain([Path::new(&shared).join("pg_service.conf")]);
    for file in files.filter(|file| file.is_file()) {
        let text = std::fs::read_to_string(&file).map_err(|source| DatabaseError::File {
            path: file.display().to_string(),
            name: "service",
            source: source.into(),
        })?;
        if let Some(section) = section(&text, name) {
            return Ok(section);
        }
    }
    Err(DatabaseError::Parameter {
        name: "service".to_owned(),
        value: name.to_owned(),
        reason: "no service file has it".to_owned(),
    })
}

fn section(text: &str, name: &str) -> Option<Vec<(String, String)>> {
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| {
        line.strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
            == Some(name)
    })?;
    let pairs = lines.take_while(|line| !line.starts_with('['));
    Some(
        pairs
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
            .collect(),
    )
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_password_is_found_by_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        let lines = "# comment\nother:*:*:*:no\ndb:5433:*:me:a\\:b\\\\c:d\n*:*:x\\:y:*:second\n";
        std::fs::write(&file, lines).unwrap();
        let set =
            |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let at = |host: &str, port, database: &str| {
            let place = Endpoint {
                host: host.to_owned(),
                address: None,
                port,
            };
            password(&file, &place, database, "me")
        };
        set(0o600);
        assert_eq!(at("db", 5433, "any").as_deref(), Some("a:b\\c:d"));
        assert_eq!(at("db", 1, "x:y").as_deref(), Some("second"));
        assert_eq!(at("db", 1, "any"), None);
        set(0o644);
        assert_eq!(at("db", 5433, "any"), None);
    }

    #[test]
    fn a_service_is_a_section() {
        let text = "[a]\nhost=one\n# no\nport = 2\n[b]\nhost=two\n";
        let a = [("host", "one"), ("port", "2")];
        assert_eq!(
            section(text, "a").unwrap(),
            a.map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
        assert!(section(text, "c").is_none());
    }
}
