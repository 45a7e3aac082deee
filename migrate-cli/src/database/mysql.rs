//! MySQL and MariaDB: their client library where the program links it, or the pure-Rust driver.

#[cfg(all(feature = "mysql-async", any(test, not(feature = "mysql"))))]
mod connect;

#[cfg(any(feature = "mysql", feature = "mysql-async"))]
use std::time::Duration;

use migrate_core::Connection;

use super::DatabaseError;
use super::server::{Parameter, ServerUrl};

/// The parameters that either driver heeds.
pub(super) const PARAMETERS: &[Parameter] = &[
    ("socket", &["unix_socket", "unix-socket"]),
    ("ssl_mode", &["ssl-mode", "sslmode"]),
    ("ssl_ca", &["ssl-ca", "sslca"]),
    ("ssl_cert", &["ssl-cert", "sslcert"]),
    ("ssl_key", &["ssl-key", "sslkey"]),
    ("charset", &["character_set", "character-set"]),
    ("connect_timeout", &["connect-timeout"]),
];

/// `ssl_mode`.
#[cfg(any(feature = "mysql", feature = "mysql-async"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SslMode {
    Disabled,
    Preferred,
    Required,
    VerifyCa,
    VerifyIdentity,
}

#[cfg(any(feature = "mysql", feature = "mysql-async"))]
impl SslMode {
    const ALL: [(&'static str, SslMode); 5] = [
        ("disabled", SslMode::Disabled),
        ("preferred", SslMode::Preferred),
        ("required", SslMode::Required),
        ("verify_ca", SslMode::VerifyCa),
        ("verify_identity", SslMode::VerifyIdentity),
    ];

    #[cfg(feature = "mysql")]
    fn name(self) -> &'static str {
        let named = Self::ALL.iter().find(|(_, mode)| *mode == self);
        named.map_or("preferred", |(name, _)| name)
    }

    /// Whether a connection without TLS is none.
    #[cfg(feature = "mysql")]
    fn insists(self) -> bool {
        match self {
            SslMode::Disabled | SslMode::Preferred => false,
            SslMode::Required | SslMode::VerifyCa | SslMode::VerifyIdentity => true,
        }
    }

    /// What MariaDB's library, which knows no modes, can do of it: encrypt where a file is named, and ask the authority.
    #[cfg(feature = "mysql")]
    fn without_modes(self, server: &ServerUrl) -> Result<(), DatabaseError> {
        let named = |name| server.parameter(name).is_some();
        let reason = match self {
            SslMode::Disabled | SslMode::Preferred => return Ok(()),
            SslMode::VerifyCa if named("ssl_ca") => return Ok(()),
            SslMode::Required if named("ssl_cert") && named("ssl_key") => return Ok(()),
            SslMode::Required | SslMode::VerifyCa => {
                "MariaDB's client library encrypts only where the URL names `ssl_ca`; name it, or build with the feature \
                 `mysql-async` instead of `mysql`"
            }
            SslMode::VerifyIdentity => {
                "MariaDB's client library does not compare the server's name with its certificate through Diesel; say \
                 `verify_ca`, or build with the feature `mysql-async` instead of `mysql`"
            }
        };
        Err(DatabaseError::Parameter {
            name: "ssl_mode".to_owned(),
            value: self.name().to_owned(),
            reason: reason.to_owned(),
        })
    }
}

/// Opens the database with Diesel's own driver where there is one: it is what most applications use.
#[cfg(feature = "mysql")]
pub(super) fn open(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    library(server)
}

/// Opens the database.
#[cfg(all(feature = "mysql-async", not(feature = "mysql")))]
pub(super) fn open(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    pure(server)
}

/// Says that this program was built without a driver.
#[cfg(not(any(feature = "mysql", feature = "mysql-async")))]
pub(super) fn open(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    Err(DatabaseError::NoDriver {
        database: server.server,
        feature: "mysql",
    })
}

/// What both drivers need to know, checked alike.
#[cfg(any(feature = "mysql", feature = "mysql-async"))]
#[derive(Debug, Clone, Copy)]
struct Settings<'u> {
    server: &'u ServerUrl,
    host: Option<&'u str>,
    port: Option<u16>,
    socket: Option<&'u str>,
    ssl_mode: Option<SslMode>,
    connect_timeout: Option<Duration>,
}

#[cfg(any(feature = "mysql", feature = "mysql-async"))]
impl<'u> Settings<'u> {
    fn of(server: &'u ServerUrl) -> Result<Self, DatabaseError> {
        let wrong = |name: &str, value: &str, reason: String| DatabaseError::Parameter {
            name: name.to_owned(),
            value: value.to_owned(),
            reason,
        };
        if server.database.is_none() {
            return Err(DatabaseError::Malformed(
                "no database: it stands behind the host, as in `mysql://user@host/database`",
            ));
        }
        let (host, port) = match server.hosts.as_slice() {
            [] => (None, None),
            [(host, port)] => (Some(host.as_str()), *port),
            [_, _, ..] => {
                return Err(DatabaseError::Malformed(
                    "several hosts, which only PostgreSQL knows",
                ));
            }
        };
        if let Some(charset) = server.parameter("charset")
            && !["utf8mb4", "utf8"].contains(&charset)
        {
            return Err(wrong(
                "charset",
                charset,
                "Diesel speaks utf8mb4".to_owned(),
            ));
        }
        let ssl_mode = match server.parameter("ssl_mode") {
            None => None,
            Some(value) => {
                let name = value.to_ascii_lowercase().replace('-', "_");
                let mode = SslMode::ALL.iter().find(|(known, _)| *known == name);
                let (_, mode) = mode.ok_or_else(|| {
                    let known = SslMode::ALL.map(|(name, _)| name).join(", ");
                    wrong("ssl_mode", value, format!("one of {known}"))
                })?;
                Some(*mode)
            }
        };
        // Who names an authority wants it asked, as the client library does.
        let ssl_mode = match ssl_mode {
            None | Some(SslMode::Required) if server.parameter("ssl_ca").is_some() => {
                Some(SslMode::VerifyCa)
            }
            mode => mode,
        };
        // The client library takes a file that is not there for a wrong certificate.
        for name in ["ssl_ca", "ssl_cert", "ssl_key"] {
            if let Some(file) = server.parameter(name)
                && let Err(source) = std::fs::File::open(file)
            {
                return Err(DatabaseError::File {
                    path: file.to_owned(),
                    name,
                    source: source.into(),
                });
            }
        }
        let connect_timeout = match server.parameter("connect_timeout") {
            None => None,
            Some(value) => match value.parse::<u64>() {
                // As for the client library, none at all.
                Ok(0) => None,
                Ok(seconds) => Some(Duration::from_secs(seconds)),
                Err(_) => {
                    let reason = "a number of seconds".to_owned();
                    return Err(wrong("connect_timeout", value, reason));
                }
            },
        };
        Ok(Settings {
            server,
            connect_timeout,
            host,
            port,
            socket: server.parameter("socket"),
            ssl_mode,
        })
    }

    fn refused(&self, source: super::error::Refusal) -> DatabaseError {
        DatabaseError::Connect {
            server: self.server.to_string(),
            source,
        }
    }
}

#[cfg(feature = "mysql")]
pub(super) fn library(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    use diesel::Connection as _;

    let settings = Settings::of(server)?;
    let mut wanted = server.clone();
    wanted.parameters.clear();
    // A port says that no socket is meant, which the library takes `localhost` for.
    wanted.hosts = match (settings.host, settings.port, settings.socket) {
        (Some("localhost"), Some(port), None) => vec![("127.0.0.1".to_owned(), Some(port))],
        (host, port, _) => vec![(host.unwrap_or("localhost").to_owned(), port)],
    };
    if let Some(socket) = settings.socket {
        wanted.parameters.push(("unix_socket", socket.to_owned()));
    }
    let mode = settings.ssl_mode.unwrap_or(SslMode::Preferred);
    if settings.ssl_mode.is_some() && mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
        wanted.parameters.push(("ssl_mode", mode.name().to_owned()));
    } else {
        mode.without_modes(server)?;
    }
    for name in ["ssl_ca", "ssl_cert", "ssl_key"] {
        if let Some(file) = server.parameter(name)
            && mode != SslMode::Disabled
        {
            wanted.parameters.push((name, file.to_owned()));
        }
    }
    if let (Some(limit), Some(host), None) =
        (settings.connect_timeout, settings.host, settings.socket)
    {
        answers(host, settings.port.unwrap_or(3306), limit)
            .map_err(|error| settings.refused(super::error::Refusal::new(&error)))?;
    }
    match diesel::MysqlConnection::establish(&wanted.url("mysql")) {
        Ok(conn) => {
            let mut conn: Box<dyn Connection> = Box::new(conn);
            if mode.insists() && settings.socket.is_none() && !is_encrypted(&mut *conn) {
                let reason = "the server does not encrypt, and `ssl_mode` insists on it";
                return Err(settings.refused(super::error::Refusal(reason.to_owned())));
            }
            Ok(conn)
        }
        Err(error) => Err(settings.refused(super::error::Refusal::new(&error))),
    }
}

/// MariaDB's library goes on without TLS where the server has none, whatever it was told.
#[cfg(feature = "mysql")]
fn is_encrypted(conn: &mut dyn Connection) -> bool {
    let rows = conn.query("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    let cipher = rows.ok().into_iter().flatten().flatten().nth(1).flatten();
    cipher.is_some_and(|cipher| !cipher.is_empty())
}

/// Knocks at the server's door: Diesel has no way to tell the client library how long to wait.
#[cfg(feature = "mysql")]
fn answers(host: &str, port: u16, limit: Duration) -> std::io::Result<()> {
    use std::net::{TcpStream, ToSocketAddrs as _};

    let mut last = std::io::Error::from(std::io::ErrorKind::HostUnreachable);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, limit) {
            Ok(_) => return Ok(()),
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(all(feature = "mysql-async", any(test, not(feature = "mysql"))))]
pub(super) fn pure(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    connect::open(&Settings::of(server)?)
}
