//! Where a server is, and the URLs of its databases.

/// Where a server is, and who may administer it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) scheme: String,
    /// As it stands in the URL.
    pub(crate) user: String,
    pub(crate) password: Option<String>,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// The database that is always there.
    pub(crate) database: String,
    /// What stands behind `?`.
    pub(crate) parameters: Option<String>,
}

impl Address {
    /// Takes a URL of the form `scheme://user:password@host:port/database?parameters` apart.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (rest, parameters) = match rest.split_once('?') {
            Some((rest, parameters)) => (rest, Some(parameters.to_owned())),
            None => (rest, None),
        };
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let postgres = scheme.starts_with("postgres");
        let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password.to_owned())),
            None => (login, None),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (place, if postgres { 5432 } else { 3306 }),
        };
        let or =
            |text: &str, default: &str| if text.is_empty() { default } else { text }.to_owned();
        Some(Address {
            scheme: scheme.to_owned(),
            user: or(user, if postgres { "postgres" } else { "root" }),
            password,
            host: or(host, "127.0.0.1"),
            port,
            database: or(database, if postgres { "postgres" } else { "mysql" }),
            parameters,
        })
    }

    /// The URL of a database of the server.
    pub(crate) fn url(&self, database: &str) -> String {
        let Address {
            scheme,
            user,
            host,
            port,
            ..
        } = self;
        let password = self
            .password
            .as_ref()
            .map(|password| format!(":{password}"))
            .unwrap_or_default();
        let parameters = self
            .parameters
            .as_ref()
            .map(|parameters| format!("?{parameters}"))
            .unwrap_or_default();
        format!("{scheme}://{user}{password}@{host}:{port}/{database}{parameters}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_url_is_taken_apart_and_put_together() {
        for url in [
            "postgres://me:secret@db:5433/one?sslmode=require",
            "mysql://root@127.0.0.1:3306/mysql",
        ] {
            let address = Address::parse(url).unwrap();
            assert_eq!(address.url(&address.database), url);
        }
        assert_eq!(
            Address::parse("mysql://db").unwrap().url("x"),
            "mysql://root@db:3306/x"
        );
    }
}
