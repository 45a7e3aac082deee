//! The URL of a database on a server, taken apart; it means the same to every driver.

use std::fmt;
use std::fmt::Write as _;

use super::{DatabaseError, decoded};

/// A URL of the form `scheme://user:password@host:port,host:port/database?name=value`, decoded.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    /// The database's name, for people.
    pub(crate) server: &'static str,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Password>,
    /// The hosts, each with its port; none where the URL leaves that to the surroundings.
    pub(crate) hosts: Vec<(String, Option<u16>)>,
    pub(crate) database: Option<String>,
    /// The parameters by the names that `PARAMETERS` gives them.
    pub(crate) parameters: Vec<(&'static str, String)>,
}

/// Text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(pub(crate) String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The server, the database and the user, without the password.
impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at ", self.server)?;
        if self.hosts.is_empty() {
            f.write_str("its default place")?;
        }
        for (position, (host, port)) in self.hosts.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            f.write_str(host)?;
            if let Some(port) = port {
                write!(f, ":{port}")?;
            }
        }
        if let Some(database) = &self.database {
            write!(f, ", database `{database}`")?;
        }
        if let Some(user) = &self.user {
            write!(f, ", as `{user}`")?;
        }
        Ok(())
    }
}

/// A parameter that a database knows: the name that it goes by here, and its other spellings.
pub(crate) type Parameter = (&'static str, &'static [&'static str]);

impl ServerUrl {
    /// Reads what stands behind `://`.
    pub(crate) fn parse(
        server: &'static str,
        rest: &str,
        known: &[Parameter],
    ) -> Result<Self, DatabaseError> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        // What would be shown as host, port or database here is part of a password.
        if database.contains('@') || query.contains('@') && !authority.contains('@') {
            return Err(DatabaseError::Malformed(
                "an `@` behind its host; characters like `/`, `?`, `@` and `:` of a password are written %2F, %3F, %40 \
                 and %3A",
            ));
        }
        // The last one: a password may hold an `@` that nobody encoded.
        let (login, hosts) = match authority.rsplit_once('@') {
            Some((login, hosts)) => (Some(login), hosts),
            None => (None, authority),
        };
        let (user, password) = match login.map(|login| login.split_once(':').unwrap_or((login, "")))
        {
            Some((user, password)) => (filled(user), filled(password).map(Password)),
            None => (None, None),
        };
        let hosts = hosts
            .split(',')
            .filter(|host| !matches!(*host, "" | ":"))
            .map(host_and_port)
            .collect::<Result<_, _>>()?;
        let parameters = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| parameter(server, pair, known))
            .collect::<Result<_, _>>()?;
        Ok(ServerUrl {
            server,
            user,
            password,
            hosts,
            database: filled(database),
            parameters,
        })
    }

    /// The value of a parameter; the last one where it is stated twice.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().rev();
        let found = found.find(|(stated, _)| *stated == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The URL again, in the form that a driver reads. It holds the password.
    pub(crate) fn url(&self, scheme: &str) -> String {
        let mut url = format!("{scheme}://");
        if self.user.is_some() || self.password.is_some() {
            url.push_str(&encoded(self.user.as_deref().unwrap_or_default()));
            if let Some(Password(password)) = &self.password {
                let _ = write!(url, ":{}", encoded(password));
            }
            url.push('@');
        }
        for (position, (host, port)) in self.hosts.iter().enumerate() {
            if position > 0 {
                url.push(',');
            }
            if host.contains(':') {
                let parts: Vec<String> = host.split(':').map(encoded).collect();
                let _ = write!(url, "[{}]", parts.join(":"));
            } else {
                url.push_str(&encoded(host));
            }
            if let Some(port) = port {
                let _ = write!(url, ":{port}");
            }
        }
        if let Some(database) = &self.database {
            let _ = write!(url, "/{}", encoded(database));
        }
        for (position, (name, value)) in self.parameters.iter().enumerate() {
            url.push(if position == 0 { '?' } else { '&' });
            let _ = write!(url, "{name}={}", encoded(value));
        }
        url
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| decoded(text))
}

fn host_and_port(text: &str) -> Result<(String, Option<u16>), DatabaseError> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest
                .split_once(']')
                .ok_or(DatabaseError::Malformed("a `[` without its `]`"))?;
            match (host, after.strip_prefix(':')) {
                ("", _) => {
                    return Err(DatabaseError::Malformed("nothing between `[` and `]`"));
                }
                (_, None) if !after.is_empty() => {
                    return Err(DatabaseError::Malformed(
                        "no `:` between a `]` and what follows it",
                    ));
                }
                (host, port) => (host, port),
            }
        }
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => {
                return Err(DatabaseError::Malformed(
                    "more than one `:` in a host; an address of IPv6 stands in `[` and `]`",
                ));
            }
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let port = match port.filter(|port| !port.is_empty()) {
        Some(port) => Some(port.parse().map_err(|_| {
            DatabaseError::Malformed(
                "a port that is no number; characters like `/`, `?`, `@` and `:` of a password are written %2F, %3F, \
                 %40 and %3A",
            )
        })?),
        None => None,
    };
    Ok((decoded(host), port))
}

fn parameter(
    server: &'static str,
    pair: &str,
    known: &[Parameter],
) -> Result<(&'static str, String), DatabaseError> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = decoded(name);
    let same = |spelling: &&str| spelling.eq_ignore_ascii_case(&name);
    known
        .iter()
        .find(|(known, spellings)| same(known) || spellings.iter().any(same))
        .map(|(known, _)| (*known, decoded(value)))
        .ok_or_else(|| DatabaseError::UnknownParameter {
            database: server,
            meant: meant(&name, known),
            name,
        })
}

/// The parameter that a name looks like.
fn meant(name: &str, known: &[Parameter]) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    known
        .iter()
        .map(|(known, _)| (strsim::damerau_levenshtein(&name, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .map(|(_, known)| known)
}

/// Text as a URL holds it.
fn encoded(text: &str) -> String {
    let mut url = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                url.push(char::from(byte));
            }
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    const KNOWN: &[Parameter] = &[("sslmode", &["ssl-mode"]), ("options", &[]), ("host", &[])];

    fn parse(rest: &str) -> ServerUrl {
        ServerUrl::parse("PostgreSQL", rest, KNOWN).unwrap()
    }

    #[test]
    fn a_url_is_taken_apart() {
        let url = parse(
            "me:p%40s:s@one:1,[::1]:2,%2Fvar%2Frun/a%20b?options=-c%20a%3Db&SSL-MODE=require",
        );
        assert_eq!(url.user.as_deref(), Some("me"));
        assert_eq!(url.password, Some(Password("p@s:s".to_owned())));
        let hosts = [("one", Some(1)), ("::1", Some(2)), ("/var/run", None)];
        assert_eq!(url.hosts, hosts.map(|(host, port)| (host.to_owned(), port)));
        assert_eq!(url.database.as_deref(), Some("a b"));
        assert_eq!(url.parameter("options"), Some("-c a=b"));
        assert_eq!(url.parameter("sslmode"), Some("require"));
    }

    #[test]
    fn a_url_that_is_put_together_again_means_the_same() {
        for rest in [
            "",
            "/db",
            "host",
            "u@h:1/d?sslmode=x",
            ":only%20a%20password@h",
            "u:p%25@[::1]:5/d?options=%26",
        ] {
            let url = parse(rest);
            let again = url.url("postgres");
            assert_eq!(
                parse(again.strip_prefix("postgres://").unwrap()),
                url,
                "{again}"
            );
        }
    }

    #[test]
    fn an_unknown_parameter_is_named_with_the_one_that_was_meant() {
        let error = ServerUrl::parse("PostgreSQL", "h/d?sslmod=require", KNOWN).unwrap_err();
        assert!(
            matches!(error, DatabaseError::UnknownParameter { name, meant: Some("sslmode"), .. } if name == "sslmod")
        );
        let error = ServerUrl::parse("PostgreSQL", "h/d?colour=red", KNOWN).unwrap_err();
        assert!(matches!(
            error,
            DatabaseError::UnknownParameter { meant: None, .. }
        ));
    }

    #[test]
    fn a_password_is_never_shown() {
        for rest in [
            "me:tops3cret@h:5/d?sslmode=x",
            "me:tops3cret/x@h:5/d",
            "me:tops3cret?x@h/d",
        ] {
            let told = match ServerUrl::parse("MySQL", rest, KNOWN) {
                Ok(url) => format!("{url} {url:?} {:?}", url.password),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
}
