//! Connects the pure-Rust driver: one server after the other, with and without TLS, as the settings say.

use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use migrate_core::Connection;
use tokio_postgres::config::{self, Config, SslMode, SslNegotiation};
use tokio_postgres::{Client, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::DatabaseError;
use super::super::error::Refusal;
use super::super::runtime::runtime;
use super::super::tls::{self, Verification};
use super::settings::{ChannelBinding, Endpoint, SessionAttributes, Settings, Tls};

/// Whether one attempt encrypts.
#[derive(Clone)]
enum Attempt {
    Plain,
    /// With the mode of the driver: preferred or required.
    Encrypted(MakeRustlsConnect, SslMode),
}

/// Opens the database.
pub(super) fn open(settings: &Settings) -> Result<Box<dyn Connection>, DatabaseError> {
    let refused = |source| DatabaseError::Connect {
        server: told(settings),
        source,
    };
    let attempts = attempts(settings)?;
    let runtime = runtime().map_err(refused)?;
    // The wrapper takes the runtime that it is made in.
    let _inside = runtime.enter();
    let conn = runtime
        .block_on(connect(settings, &attempts))
        .map_err(refused)?;
    Ok(Box::new(AsyncConnectionWrapper::<AsyncPgConnection>::from(
        conn,
    )))
}

/// The servers as they were found, for people.
fn told(settings: &Settings) -> String {
    let places: Vec<String> = settings
        .endpoints
        .iter()
        .map(|Endpoint { host, port, .. }| format!("{host}:{port}"))
        .collect();
    format!(
        "PostgreSQL at {}, database `{}`, as `{}`",
        places.join(", "),
        settings.database,
        settings.user
    )
}

fn attempts(settings: &Settings) -> Result<Vec<Attempt>, DatabaseError> {
    let encrypted = |verification: &Verification, identity, mode| {
        let config = tls::config(verification, identity)?;
        Ok(Attempt::Encrypted(MakeRustlsConnect::new(config), mode))
    };
    Ok(match &settings.tls {
        Tls::Disable => vec![Attempt::Plain],
        Tls::Allow(identity) => vec![
            Attempt::Plain,
            encrypted(&Verification::None, identity.as_ref(), SslMode::Require)?,
        ],
        Tls::Prefer(identity) => vec![
            encrypted(&Verification::None, identity.as_ref(), SslMode::Prefer)?,
            Attempt::Plain,
        ],
        Tls::Require(verification, identity) => {
            vec![encrypted(
                verification,
                identity.as_ref(),
                SslMode::Require,
            )?]
        }
    })
}

async fn connect(settings: &Settings, attempts: &[Attempt]) -> Result<AsyncPgConnection, Refusal> {
    let rounds: &[SessionAttributes] = match settings.session {
        SessionAttributes::PreferStandby => &[SessionAttributes::Standby, SessionAttributes::Any],
        SessionAttributes::Any
        | SessionAttributes::ReadWrite
        | SessionAttributes::ReadOnly
        | SessionAttributes::Primary
        | SessionAttributes::Standby => &[settings.session],
    };
    let mut refusals: Vec<String> = Vec::new();
    for round in rounds {
        for endpoint in &settings.endpoints {
            match try_endpoint(settings, endpoint, attempts, *round).await {
                Ok(conn) => return Ok(conn),
                Err(Refusal(told)) if !refusals.contains(&told) => refusals.push(told),
                Err(_) => {}
            }
        }
    }
    Err(Refusal(refusals.join("; ")))
}

async fn try_endpoint(
    settings: &Settings,
    endpoint: &Endpoint,
    attempts: &[Attempt],
    wanted: SessionAttributes,
) -> Result<AsyncPgConnection, Refusal> {
    let mut config = Config::new();
    config
        .user(&settings.user)
        .dbname(&settings.database)
        .application_name(&settings.application_name)
        .port(endpoint.port)
        .keepalives(settings.keepalives.on)
        .channel_binding(match settings.channel_binding {
            ChannelBinding::Disable => config::ChannelBinding::Disable,
            ChannelBinding::Prefer => config::ChannelBinding::Prefer,
            ChannelBinding::Require => config::ChannelBinding::Require,
        });
    let is_socket = endpoint.host.starts_with('/');
    config.host(&endpoint.host);
    if let Some(address) = endpoint.address {
        config.hostaddr(address);
    }
    if let Some(password) = &settings.password {
        config.password(&password.0);
    }
    if let Some(options) = &settings.options {
        config.options(options);
    }
    if let Some(timeout) = settings.connect_timeout {
        config.connect_timeout(timeout);
    }
    if let Some(idle) = settings.keepalives.idle {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = settings.keepalives.interval {
        config.keepalives_interval(interval);
    }
    if let Some(count) = settings.keepalives.count {
        config.keepalives_retries(count);
    }
    if let Some(timeout) = settings.keepalives.user_timeout {
        config.tcp_user_timeout(timeout);
    }
    if settings.direct_tls {
        config.ssl_negotiation(SslNegotiation::Direct);
    }
    let mut refusal = None;
    for attempt in if is_socket {
        &[Attempt::Plain]
    } else {
        attempts
    } {
        match attempt_once(&mut config, attempt, wanted).await {
            Ok(conn) => return Ok(conn),
            // Of two failures, the one of the way that was to be tried first says more.
            Err(error) => {
                refusal.get_or_insert(error);
            }
        }
    }
    Err(refusal.unwrap_or_else(|| Refusal("there is no way to connect".to_owned())))
}

async fn attempt_once(
    config: &mut Config,
    attempt: &Attempt,
    wanted: SessionAttributes,
) -> Result<AsyncPgConnection, Refusal> {
    match attempt {
        Attempt::Plain => {
            config.ssl_mode(SslMode::Disable);
            let (client, connection) = config.connect(NoTls).await.map_err(said)?;
            finish(client, connection, wanted).await
        }
        Attempt::Encrypted(connector, mode) => {
            config.ssl_mode(*mode);
            let connector = connector.clone();
            let (client, connection) = config.connect(connector).await.map_err(said)?;
            finish(client, connection, wanted).await
        }
    }
}

async fn finish<S>(
    client: Client,
    connection: tokio_postgres::Connection<tokio_postgres::Socket, S>,
    wanted: SessionAttributes,
) -> Result<AsyncPgConnection, Refusal>
where
    S: tokio_postgres::tls::TlsStream + Unpin + Send + 'static,
{
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection)
        .await
        .map_err(|error| Refusal::new(&error))?;
    let (condition, found) = match wanted {
        SessionAttributes::Any | SessionAttributes::PreferStandby => return Ok(conn),
        SessionAttributes::ReadWrite => (WRITES, "read-only"),
        SessionAttributes::ReadOnly => (READS, "not read-only"),
        SessionAttributes::Primary => ("NOT pg_catalog.pg_is_in_recovery()", "a standby"),
        SessionAttributes::Standby => ("pg_catalog.pg_is_in_recovery()", "no standby"),
    };
    let holds: bool = diesel::select(sql::<Bool>(condition))
        .get_result(&mut conn)
        .await
        .map_err(|error| Refusal::new(&error))?;
    if holds {
        Ok(conn)
    } else {
        Err(Refusal(format!("the server is {found}")))
    }
}

const WRITES: &str = "pg_catalog.current_setting('transaction_read_only') = 'off'";
const READS: &str = "pg_catalog.current_setting('transaction_read_only') = 'on'";

/// What the server said, or else what the driver says, with its causes.
fn said(error: tokio_postgres::Error) -> Refusal {
    match error.as_db_error() {
        Some(server) => Refusal(format!("{}: {}", server.severity(), server.message())),
        None => Refusal::new(&error),
    }
}
