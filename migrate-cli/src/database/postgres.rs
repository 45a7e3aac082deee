//! PostgreSQL: libpq where the program links it, or the pure-Rust driver, which learns here what libpq knows.

#[cfg(all(feature = "postgres-async", any(test, not(feature = "postgres"))))]
mod connect;
#[cfg(all(feature = "postgres-async", any(test, not(feature = "postgres"))))]
mod files;
#[cfg(all(feature = "postgres-async", any(test, not(feature = "postgres"))))]
mod settings;

use migrate_core::Connection;

use super::DatabaseError;
use super::server::{Parameter, ServerUrl};

/// The parameters of libpq that either driver heeds.
/// <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>
pub(super) const PARAMETERS: &[Parameter] = &[
    ("host", &[]),
    ("hostaddr", &[]),
    ("port", &[]),
    ("user", &[]),
    ("password", &[]),
    ("dbname", &[]),
    ("passfile", &[]),
    ("service", &[]),
    ("options", &[]),
    ("application_name", &[]),
    ("fallback_application_name", &[]),
    ("connect_timeout", &[]),
    ("target_session_attrs", &[]),
    ("client_encoding", &[]),
    ("sslmode", &["ssl-mode", "ssl_mode"]),
    ("sslnegotiation", &[]),
    ("sslrootcert", &[]),
    ("sslcert", &[]),
    ("sslkey", &[]),
    ("channel_binding", &[]),
    ("keepalives", &[]),
    ("keepalives_idle", &[]),
    ("keepalives_interval", &[]),
    ("keepalives_count", &[]),
    ("tcp_user_timeout", &[]),
];

#[cfg(any(feature = "postgres", feature = "postgres-async"))]
/// How long, in seconds, either driver waits for a server where nobody says otherwise. libpq would wait for ever.
const CONNECT_TIMEOUT: u64 = 15;

/// Opens the database with Diesel's own driver where there is one: it is what most applications use.
#[cfg(feature = "postgres")]
pub(super) fn open(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    libpq(server)
}

/// Opens the database.
#[cfg(all(feature = "postgres-async", not(feature = "postgres")))]
pub(super) fn open(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    pure(server)
}

/// Says that this program was built without a driver.
#[cfg(not(any(feature = "postgres", feature = "postgres-async")))]
pub(super) fn open(_server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    Err(DatabaseError::NoDriver {
        database: "PostgreSQL",
        feature: "postgres",
    })
}

/// libpq reads everything else itself: variables, service and password files.
#[cfg(feature = "postgres")]
pub(super) fn libpq(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    use diesel::Connection as _;

    let mut wanted = server.clone();
    let said = |name: &str, variable: &str| {
        server.parameter(name).is_some() || std::env::var_os(variable).is_some()
    };
    if !said("connect_timeout", "PGCONNECT_TIMEOUT") {
        let timeout = CONNECT_TIMEOUT.to_string();
        wanted.parameters.push(("connect_timeout", timeout));
    }
    if server.parameter("fallback_application_name").is_none() {
        let name = "migrate".to_owned();
        wanted.parameters.push(("fallback_application_name", name));
    }
    match diesel::PgConnection::establish(&wanted.url("postgresql")) {
        Ok(conn) => Ok(Box::new(conn)),
        Err(error) => Err(DatabaseError::Connect {
            server: server.to_string(),
            source: super::error::Refusal::new(&error),
        }),
    }
}

/// Reads what libpq would read.
#[cfg(all(feature = "postgres-async", any(test, not(feature = "postgres"))))]
pub(super) fn pure(server: &ServerUrl) -> Result<Box<dyn Connection>, DatabaseError> {
    let settings = settings::Settings::of(server, &settings::surroundings)?;
    connect::open(&settings)
}
