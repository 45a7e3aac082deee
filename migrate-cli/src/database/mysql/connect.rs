//! Connects the pure-Rust driver.

use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel_async::AsyncMysqlConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use migrate_core::Connection;
use mysql_async::{ClientIdentity, Conn, DriverError, Opts, OptsBuilder, SslOpts};

use super::super::DatabaseError;
use super::super::error::Refusal;
use super::super::runtime::runtime;
use super::super::server::Password;
use super::{Settings, SslMode};

/// How long to wait for a server that no `connect_timeout` speaks of; the driver would wait as long as the operating system does.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Where servers put their sockets, which `localhost` stands for, as it does for the client library.
const SOCKETS: [&str; 3] = [
    "/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

/// Opens the database.
pub(super) fn open(settings: &Settings<'_>) -> Result<Box<dyn Connection>, DatabaseError> {
    // The driver takes the process's provider, and cannot choose where several are linked.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = runtime().map_err(|source| settings.refused(source))?;
    // The wrapper takes the runtime that it is made in.
    let _inside = runtime.enter();
    let conn = runtime
        .block_on(connect(settings))
        .map_err(|source| settings.refused(source))?;
    Ok(Box::new(
        AsyncConnectionWrapper::<AsyncMysqlConnection>::from(conn),
    ))
}

async fn connect(settings: &Settings<'_>) -> Result<AsyncMysqlConnection, Refusal> {
    let timeout = || Refusal("the server does not answer".to_owned());
    let limit = settings.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
    let conn = tokio::time::timeout(limit, dial(settings))
        .await
        .map_err(|_| timeout())??;
    AsyncMysqlConnection::try_from(conn)
        .await
        .map_err(|error| Refusal::new(&error))
}

async fn dial(settings: &Settings<'_>) -> Result<Conn, Refusal> {
    let options = options(settings);
    let tls = tls(settings);
    let optional = matches!(settings.ssl_mode, None | Some(SslMode::Preferred));
    let mut outcome = Conn::new(Opts::from(options.clone().ssl_opts(tls.clone()))).await;
    if let Err(error) = &outcome
        && settings.ssl_mode == Some(SslMode::VerifyCa)
        && let Some(name) = certified(error)
    {
        // The driver means to leave the name alone, and does not: it hears the certificate's own.
        let tls = tls.map(|tls| tls.with_danger_tls_hostname_override(Some(name)));
        outcome = Conn::new(Opts::from(options.clone().ssl_opts(tls))).await;
    }
    match outcome {
        Ok(conn) => Ok(conn),
        // The server has none, and nobody insists.
        Err(mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer)) if optional => {
            let conn = Conn::new(Opts::from(options)).await;
            conn.map_err(|error| said(&error))
        }
        Err(error) => Err(said(&error)),
    }
}

/// A name that the server's certificate is good for, where another one than the URL's is all that is wrong with it.
fn certified(error: &mysql_async::Error) -> Option<String> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let tls = std::iter::from_fn(|| {
        let this = cause?;
        cause = match this.downcast_ref::<std::io::Error>() {
            // Its source is that of the error inside of it.
            Some(io) => io.get_ref().map(|inside| inside as _),
            None => this.source(),
        };
        Some(this)
    })
    .find_map(|error| error.downcast_ref::<rustls::Error>())?;
    let rustls::Error::InvalidCertificate(rustls::CertificateError::NotValidForNameContext {
        presented,
        ..
    }) = tls
    else {
        return None;
    };
    let name = presented.first()?;
    // `DnsName("*.example.org")`, `IpAddress(127.0.0.1)`.
    let (_, name) = name.split_once('(')?;
    let name = name.trim_end_matches(')').trim_matches('"');
    Some(match name.strip_prefix("*.") {
        Some(domain) => format!("any.{domain}"),
        None => name.to_owned(),
    })
}

fn options(settings: &Settings<'_>) -> OptsBuilder {
    let user = settings.server.user.clone();
    let user = user.or_else(|| std::env::var("USER").ok());
    let password = settings.server.password.as_ref();
    let options = OptsBuilder::default()
        .user(user)
        .pass(password.map(|Password(text)| text.as_str()))
        .db_name(settings.server.database.clone())
        .prefer_socket(false)
        // Diesel has a cache of its own.
        .stmt_cache_size(0)
        // Diesel's own driver does the same: rows that a statement found, not only those that it changed.
        .client_found_rows(true);
    match (settings.host, settings.port, socket(settings)) {
        (_, _, Some(socket)) => options.socket(Some(socket)),
        (host, port, None) => options
            .ip_or_hostname(host.unwrap_or("localhost"))
            .tcp_port(port.unwrap_or(3306)),
    }
}

/// The socket to use, if any.
fn socket(settings: &Settings<'_>) -> Option<String> {
    if let Some(socket) = settings.socket {
        return Some(socket.to_owned());
    }
    let local = matches!(settings.host, None | Some("localhost")) && settings.port.is_none();
    let mut usual = SOCKETS
        .into_iter()
        .filter(|socket| Path::new(socket).exists());
    usual.next().filter(|_| local).map(str::to_owned)
}

/// What TLS is to check; `None` to do without.
fn tls(settings: &Settings<'_>) -> Option<SslOpts> {
    let mode = settings.ssl_mode.unwrap_or(SslMode::Preferred);
    if mode == SslMode::Disabled || socket(settings).is_some() {
        return None;
    }
    let file = |name| settings.server.parameter(name).map(PathBuf::from);
    let identity = file("ssl_cert")
        .zip(file("ssl_key"))
        .map(|(certificate, key)| ClientIdentity::new(certificate.into(), key.into()));
    let options = SslOpts::default().with_client_identity(identity);
    let options = match file("ssl_ca") {
        Some(file) => options
            .with_root_certs(vec![file.into()])
            .with_disable_built_in_roots(true),
        None => options,
    };
    Some(match mode {
        SslMode::Disabled | SslMode::Preferred | SslMode::Required => options
            .with_danger_accept_invalid_certs(true)
            .with_danger_skip_domain_validation(true),
        SslMode::VerifyCa => options.with_danger_skip_domain_validation(true),
        SslMode::VerifyIdentity => options,
    })
}

/// What the server said, or else what the driver says, with its causes.
fn said(error: &mysql_async::Error) -> Refusal {
    match error {
        mysql_async::Error::Server(server) => Refusal(server.message.clone()),
        mysql_async::Error::Driver(_)
        | mysql_async::Error::Io(_)
        | mysql_async::Error::Other(_)
        | mysql_async::Error::Url(_) => Refusal::new(error),
    }
}
