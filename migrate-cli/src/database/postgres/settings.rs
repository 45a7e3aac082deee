//! What libpq would make of a URL and its surroundings: parameters, a service file, PG* variables, a password file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::DatabaseError;
use super::super::server::{Password, ServerUrl};
use super::super::tls::{Identity, Roots, Verification};
use super::files;

/// Where a connection goes, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) endpoints: Vec<Endpoint>,
    pub(super) user: String,
    pub(super) password: Option<Password>,
    pub(super) database: String,
    pub(super) options: Option<String>,
    pub(super) application_name: String,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) session: SessionAttributes,
    pub(super) tls: Tls,
    pub(super) direct_tls: bool,
    pub(super) channel_binding: ChannelBinding,
    pub(super) keepalives: Keepalives,
}

/// One server to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// A name or an address; the folder of a socket begins with `/`.
    pub(super) host: String,
    /// An address that spares looking the name up.
    pub(super) address: Option<std::net::IpAddr>,
    pub(super) port: u16,
}

/// `sslmode`, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tls {
    Disable,
    /// Without, unless the server insists.
    Allow(Option<Identity>),
    /// With, unless the server has none.
    Prefer(Option<Identity>),
    Require(Verification, Option<Identity>),
}

/// `target_session_attrs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SessionAttributes {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

/// `channel_binding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChannelBinding {
    Disable,
    Prefer,
    Require,
}

/// What TCP does to notice that the other side is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keepalives {
    pub(super) on: bool,
    pub(super) idle: Option<Duration>,
    pub(super) interval: Option<Duration>,
    pub(super) count: Option<u32>,
    pub(super) user_timeout: Option<Duration>,
}

/// A variable of the process.
pub(super) fn surroundings(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The variables that stand for parameters which the URL leaves out.
const VARIABLES: &[(&str, &str)] = &[
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("options", "PGOPTIONS"),
    ("application_name", "PGAPPNAME"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("client_encoding", "PGCLIENTENCODING"),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("channel_binding", "PGCHANNELBINDING"),
];

/// Looks a parameter up where libpq would: the URL, the service file, the variables.
struct Lookup<'l> {
    server: &'l ServerUrl,
    service: Vec<(String, String)>,
    variable: &'l dyn Fn(&str) -> Option<String>,
}

impl Lookup<'_> {
    fn stated(&self, name: &'static str) -> Option<String> {
        let url = self.server;
        let hosts = || url.hosts.iter();
        let in_place = match name {
            "host" if !url.hosts.is_empty() => {
                let hosts: Vec<&str> = hosts().map(|(host, _)| host.as_str()).collect();
                Some(hosts.join(","))
            }
            "port" if hosts().any(|(_, port)| port.is_some()) => {
                let port = |(_, port): &(String, Option<u16>)| port.unwrap_or(5432).to_string();
                Some(hosts().map(port).collect::<Vec<_>>().join(","))
            }
            "user" => url.user.clone(),
            "password" => url.password.as_ref().map(|Password(text)| text.clone()),
            "dbname" => url.database.clone(),
            _ => None,
        };
        // A parameter behind `?` goes before what stands in front of it, as for libpq.
        url.parameter(name).map(str::to_owned).or(in_place)
    }

    fn get(&self, name: &'static str) -> Option<String> {
        let in_service = || {
            let mut found = self.service.iter();
            let found = found.find(|(stated, _)| stated == name);
            found.map(|(_, value)| value.clone())
        };
        let in_variable = || {
            let (_, variable) = VARIABLES.iter().find(|(stated, _)| *stated == name)?;
            (self.variable)(variable)
        };
        let found = self.stated(name).or_else(in_service).or_else(in_variable);
        found.filter(|value| !value.is_empty())
    }

    fn number<N: std::str::FromStr>(&self, name: &'static str) -> Result<Option<N>, DatabaseError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.trim().parse();
        number
            .map(Some)
            .map_err(|_| wrong(name, value, "it has to be a number"))
    }

    fn seconds(&self, name: &'static str) -> Result<Option<Duration>, DatabaseError> {
        Ok(self
            .number(name)?
            .filter(|&seconds| seconds > 0)
            .map(Duration::from_secs))
    }

    fn one_of<T: Copy>(
        &self,
        name: &'static str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, DatabaseError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match choices.iter().find(|(choice, _)| *choice == value) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => {
                let choices: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
                Err(wrong(
                    name,
                    value,
                    &format!("one of {}", choices.join(", ")),
                ))
            }
        }
    }
}

fn wrong(name: &str, value: String, reason: &str) -> DatabaseError {
    DatabaseError::Parameter {
        name: name.to_owned(),
        value,
        reason: reason.to_owned(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Settings {
    /// Reads the URL and its surroundings.
    pub(super) fn of(
        server: &ServerUrl,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, DatabaseError> {
        let mut lookup = Lookup {
            server,
            service: Vec::new(),
            variable,
        };
        let home = variable("HOME").map(PathBuf::from);
        if let Some(service) = lookup.get("service") {
            lookup.service = files::service(&service, home.as_deref(), variable)?;
        }
        let user = lookup
            .get("user")
            .or_else(|| variable("USER"))
            .or_else(|| variable("LOGNAME"))
            .unwrap_or_else(|| "postgres".to_owned());
        let database = lookup.get("dbname").unwrap_or_else(|| user.clone());
        let endpoints = endpoints(&lookup)?;
        let password = match lookup.get("password") {
            Some(password) => Some(Password(password)),
            None => {
                let file = lookup.get("passfile").map(PathBuf::from);
                let file = file.or_else(|| home.as_ref().map(|home| home.join(".pgpass")));
                let mut endpoints = endpoints.iter();
                endpoints
                    .find_map(|place| files::password(file.as_deref()?, place, &database, &user))
                    .map(Password)
            }
        };
        if let Some(encoding) = lookup.get("client_encoding")
            && !["UTF8", "UTF-8", "AUTO"].contains(&encoding.to_ascii_uppercase().as_str())
        {
            return Err(wrong("client_encoding", encoding, "Diesel speaks UTF8"));
        }
        Ok(Settings {
            endpoints,
            user,
            password,
            database,
            options: lookup.get("options"),
            application_name: lookup
                .get("application_name")
                .or_else(|| lookup.get("fallback_application_name"))
                .unwrap_or_else(|| "migrate".to_owned()),
            connect_timeout: match lookup.number::<i64>("connect_timeout")? {
                Some(seconds) => u64::try_from(seconds)
                    .ok()
                    .filter(|&seconds| seconds > 0)
                    .map(Duration::from_secs),
                None => Some(Duration::from_secs(super::CONNECT_TIMEOUT)),
            },
            session: lookup
                .one_of(
                    "target_session_attrs",
                    &[
                        ("any", SessionAttributes::Any),
                        ("read-write", SessionAttributes::ReadWrite),
                        ("read-only", SessionAttributes::ReadOnly),
                        ("primary", SessionAttributes::Primary),
                        ("standby", SessionAttributes::Standby),
                        ("prefer-standby", SessionAttributes::PreferStandby),
                    ],
                )?
                .unwrap_or(SessionAttributes::Any),
            tls: tls(&lookup, home.as_deref())?,
            direct_tls: lookup
                .one_of("sslnegotiation", &[("postgres", false), ("direct", true)])?
                .unwrap_or(false),
            channel_binding: lookup
                .one_of(
                    "channel_binding",
                    &[
                        ("disable", ChannelBinding::Disable),
                        ("prefer", ChannelBinding::Prefer),
                        ("require", ChannelBinding::Require),
                    ],
                )?
                .unwrap_or(ChannelBinding::Prefer),
            keepalives: Keepalives {
                on: lookup
                    .one_of("keepalives", &[("0", false), ("1", true)])?
                    .unwrap_or(true),
                idle: lookup.seconds("keepalives_idle")?,
                interval: lookup.seconds("keepalives_interval")?,
                count: lookup.number("keepalives_count")?,
                user_timeout: lookup
                    .number("tcp_user_timeout")?
                    .map(Duration::from_millis),
            },
        })
    }
}

/// The servers to try: hosts, addresses and ports are lists that go together.
fn endpoints(lookup: &Lookup<'_>) -> Result<Vec<Endpoint>, DatabaseError> {
    let list = |name| -> Vec<String> {
        let list = lookup.get(name).unwrap_or_default();
        list.split(',').map(|item| item.trim().to_owned()).collect()
    };
    let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
    let count = hosts.len().max(addresses.len());
    if ports.len() > 1 && ports.len() != count {
        let shown = ports.join(",");
        return Err(wrong(
            "port",
            shown,
            "there has to be one, or one for each host",
        ));
    }
    (0..count)
        .map(|position| {
            let item = |list: &[String]| list.get(position).cloned().unwrap_or_default();
            let port = if ports.len() == 1 {
                item_at(&ports, 0)
            } else {
                item(&ports)
            };
            let port = match port.as_str() {
                "" => 5432,
                text => text.parse().map_err(|_| {
                    wrong("port", text.to_owned(), "it has to be a number below 65536")
                })?,
            };
            let address = match item(&addresses) {
                text if text.is_empty() => None,
                text => Some(
                    text.parse::<std::net::IpAddr>()
                        .map_err(|_| wrong("hostaddr", text.clone(), "it has to be an address"))?,
                ),
            };
            let host = match (item(&hosts), address) {
                (host, _) if !host.is_empty() => host,
                (_, Some(address)) => address.to_string(),
                (_, None) => default_host(port),
            };
            Ok(Endpoint {
                host,
                address,
                port,
            })
        })
        .collect()
}

fn item_at(list: &[String], position: usize) -> String {
    list.get(position).cloned().unwrap_or_default()
}

/// Where servers put their sockets, if one is there, as libpq would look.
fn default_host(port: u16) -> String {
    let folders = ["/var/run/postgresql", "/tmp"];
    let socket = |folder: &&str| Path::new(folder).join(format!(".s.PGSQL.{port}")).exists();
    folders
        .into_iter()
        .find(socket)
        .unwrap_or("localhost")
        .to_owned()
}

fn tls(lookup: &Lookup<'_>, home: Option<&Path>) -> Result<Tls, DatabaseError> {
    let folder = home.map(|home| home.join(".postgresql"));
    let default = |name: &str| {
        folder
            .as_ref()
            .map(|folder| folder.join(name))
            .filter(|file| file.exists())
    };
    let mode = lookup.one_of(
        "sslmode",
        &[
            ("disable", SslMode::Disable),
            ("allow", SslMode::Allow),
            ("prefer", SslMode::Prefer),
            ("require", SslMode::Require),
            ("verify-ca", SslMode::VerifyCa),
            ("verify-full", SslMode::VerifyFull),
        ],
    )?;
    let stated = lookup.get("sslrootcert");
    let system = stated.as_deref() == Some("system");
    let mode = match (mode, system) {
        (None, true) => SslMode::VerifyFull,
        (Some(SslMode::VerifyFull), true) => SslMode::VerifyFull,
        (Some(_), true) => {
            let reason = "it needs sslmode=verify-full";
            return Err(wrong("sslrootcert", "system".to_owned(), reason));
        }
        (mode, false) => mode.unwrap_or(SslMode::Prefer),
    };
    let certificate = lookup.get("sslcert").map(PathBuf::from);
    let certificate = certificate.or_else(|| default("postgresql.crt"));
    let identity = certificate.map(|certificate| {
        let key = lookup.get("sslkey").map(PathBuf::from);
        Identity {
            key: key
                .or_else(|| default("postgresql.key"))
                .unwrap_or_else(|| certificate.with_extension("key")),
            certificate,
        }
    });
    let roots = || {
        if system {
            return Ok(Roots::System);
        }
        match stated
            .as_ref()
            .map(PathBuf::from)
            .or_else(|| default("root.crt"))
        {
            Some(file) => Ok(Roots::File(file)),
            None => Err(wrong(
                "sslmode",
                lookup.get("sslmode").unwrap_or_default(),
                "it needs the certificate of who signed the server's: `sslrootcert=FILE`, or `sslrootcert=system`",
            )),
        }
    };
    Ok(match mode {
        SslMode::Disable => Tls::Disable,
        SslMode::Allow => Tls::Allow(identity),
        SslMode::Prefer => Tls::Prefer(identity),
        // A root certificate that is there is used, as libpq does.
        SslMode::Require => match roots() {
            Ok(roots) => Tls::Require(Verification::Chain(roots), identity),
            Err(_) => Tls::Require(Verification::None, identity),
        },
        SslMode::VerifyCa => Tls::Require(Verification::Chain(roots()?), identity),
        SslMode::VerifyFull => Tls::Require(Verification::Full(roots()?), identity),
    })
}
