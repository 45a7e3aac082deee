//! Private database servers for tests.
//!
//! A test asks for a [`Server`] and of it for a [`Database`] of its own. The first one that asks starts the server in a
//! private folder; the others of the same run, in whatever process, share it; it stops when no process uses it any more,
//! however those ended. `MIGRATE_TEST_POSTGRES_URL` and `MIGRATE_TEST_MYSQL_URL` name servers to use instead, and
//! `MIGRATE_TEST_BACKENDS=sqlite,postgres` leaves databases out. One that cannot be had fails the test.
#![allow(clippy::panic, clippy::expect_used)]

mod address;
mod certificates;
mod program;
mod shared;

use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, MysqlConnection, PgConnection};

use address::Address;
pub use certificates::certificates;
use program::Program;

/// A kind of database that tests run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// SQLite, which needs no server.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB or MySQL.
    Mysql,
}

impl Backend {
    /// All of them.
    pub const ALL: [Backend; 3] = [Backend::Sqlite, Backend::Postgres, Backend::Mysql];

    /// The name in `MIGRATE_TEST_BACKENDS`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
            Backend::Mysql => "mysql",
        }
    }

    /// Whether tests run on it: all do, unless `MIGRATE_TEST_BACKENDS` leaves it out.
    ///
    /// # Panics
    /// If the variable names a database that nobody knows.
    #[must_use]
    pub fn is_selected(self) -> bool {
        let Ok(list) = std::env::var("MIGRATE_TEST_BACKENDS") else {
            return true;
        };
        let names = || {
            list.split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
        };
        for name in names() {
            assert!(
                Backend::ALL.iter().any(|backend| backend.name() == name),
                "MIGRATE_TEST_BACKENDS names `{name}`; known: sqlite, postgres, mysql"
            );
        }
        names().next().is_none() || names().any(|name| name == self.name())
    }
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    backend: Backend,
    address: Address,
}

impl Server {
    /// PostgreSQL; `None` if it was left out by name.
    ///
    /// # Panics
    /// If no server can be had.
    #[must_use]
    pub fn postgres() -> Option<&'static Server> {
        static SERVER: OnceLock<Server> = OnceLock::new();
        Self::of(Backend::Postgres, &SERVER)
    }

    /// MariaDB, or the MySQL that `MIGRATE_TEST_MYSQL_URL` names; `None` if it was left out by name.
    ///
    /// # Panics
    /// If no server can be had.
    #[must_use]
    pub fn mysql() -> Option<&'static Server> {
        static SERVER: OnceLock<Server> = OnceLock::new();
        Self::of(Backend::Mysql, &SERVER)
    }

    /// A PostgreSQL of its own for tests that change its settings; `None` if PostgreSQL was left out by name, or a given
    /// server is used instead, whose settings are somebody else's.
    ///
    /// # Panics
    /// If no server can be had.
    #[must_use]
    pub fn postgres_apart() -> Option<&'static Server> {
        static SERVER: OnceLock<Server> = OnceLock::new();
        let given = std::env::var_os("MIGRATE_TEST_POSTGRES_URL").is_some();
        (Backend::Postgres.is_selected() && !given).then(|| {
            SERVER.get_or_init(|| {
                let address = shared::start_in(Program::Postgres, "postgres-apart")
                    .unwrap_or_else(|error| panic!("cannot start PostgreSQL: {error}"));
                Server {
                    backend: Backend::Postgres,
                    address,
                }
            })
        })
    }

    /// A MariaDB that speaks TLS, with the certificates of [`certificates`] beside `@@ssl_ca`; `None` if MySQL was left out
    /// by name, or a given server is used instead, whose certificates are somebody else's.
    ///
    /// # Panics
    /// If no server can be had.
    #[must_use]
    pub fn mysql_encrypted() -> Option<&'static Server> {
        static SERVER: OnceLock<Server> = OnceLock::new();
        let given = std::env::var_os("MIGRATE_TEST_MYSQL_URL").is_some();
        (Backend::Mysql.is_selected() && !given).then(|| {
            SERVER.get_or_init(|| {
                let address = shared::start(Program::MariadbEncrypted)
                    .unwrap_or_else(|error| panic!("cannot start MariaDB: {error}"));
                Server {
                    backend: Backend::Mysql,
                    address,
                }
            })
        })
    }

    fn of(backend: Backend, server: &'static OnceLock<Server>) -> Option<&'static Server> {
        let (variable, program) = match backend {
            Backend::Postgres => ("MIGRATE_TEST_POSTGRES_URL", Program::Postgres),
            Backend::Mysql => ("MIGRATE_TEST_MYSQL_URL", Program::Mariadb),
            Backend::Sqlite => return None,
        };
        backend.is_selected().then(|| {
            server.get_or_init(|| {
                let address = match std::env::var(variable) {
                    Ok(url) => Address::parse(&url).unwrap_or_else(|| panic!("{variable} is no URL: {url}")),
                    Err(_) => shared::start(program).unwrap_or_else(|error| {
                        panic!(
                            "cannot start {program}: {error}\nInstall it (scripts/test does), name a running server in \
                             {variable}, or leave it out: MIGRATE_TEST_BACKENDS=sqlite"
                        )
                    }),
                };
                Server { backend, address }
            })
        })
    }

    /// The kind of database.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The URL of the database that every server has, for what concerns the server as a whole.
    #[must_use]
    pub fn url(&self) -> String {
        self.address.url(&self.address.database)
    }

    /// The host that the server listens on.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.address.host
    }

    /// The port that the server listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port
    }

    /// Creates an empty database for one test.
    ///
    /// # Panics
    /// If the server refuses.
    #[must_use]
    pub fn database(&self) -> Database<'_> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let process = std::process::id();
        let name = format!(
            "migrate_{process}_{number}_{:x}",
            since.as_millis() & 0xff_ffff
        );
        self.execute(&match self.backend {
            // Another test that connects to template1 would be in the way.
            Backend::Postgres => format!("CREATE DATABASE {name} TEMPLATE template0"),
            Backend::Mysql | Backend::Sqlite => {
                format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")
            }
        });
        Database { server: self, name }
    }

    /// Executes SQL as the server's administrator, in the database of [`Server::url`].
    ///
    /// # Panics
    /// If the server refuses.
    pub fn execute(&self, sql: &str) {
        execute(self.backend, &self.url(), sql)
            .unwrap_or_else(|error| panic!("{error}\n  in: {sql}"));
    }
}

/// A database of one test, dropped behind it.
#[derive(Debug)]
pub struct Database<'s> {
    server: &'s Server,
    name: String,
}

impl Database<'_> {
    /// The URL, as an administrator.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.address.url(&self.name)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The server that it lives on.
    #[must_use]
    pub fn server(&self) -> &Server {
        self.server
    }

    /// Executes SQL in the database, through a connection of its own.
    ///
    /// # Panics
    /// If the database refuses.
    pub fn execute(&self, sql: &str) {
        execute(self.server.backend, &self.url(), sql)
            .unwrap_or_else(|error| panic!("{error}\n  in: {sql}"));
    }

    /// A client program of the database (`psql`, `pg_dump`, `mariadb`, `mariadb-dump`) that is told where the server is.
    ///
    /// PostgreSQL's find the database, too; MariaDB's take its name as an argument.
    #[must_use]
    pub fn client(&self, program: &str) -> Command {
        let Address {
            host,
            port,
            user,
            password,
            ..
        } = &self.server.address;
        let mut command = Command::new(program);
        match self.server.backend {
            Backend::Postgres => {
                command.envs([
                    ("PGHOST", host.as_str()),
                    ("PGUSER", user),
                    ("PGDATABASE", &self.name),
                ]);
                command.env("PGPORT", port.to_string());
                if let Some(password) = password {
                    command.env("PGPASSWORD", password);
                }
            }
            Backend::Mysql | Backend::Sqlite => {
                command.args([
                    "--no-defaults",
                    "--protocol=tcp",
                    "--host",
                    host,
                    "--user",
                    user,
                ]);
                command.arg(format!("--port={port}"));
                if let Some(password) = password {
                    command.env("MYSQL_PWD", password);
                }
            }
        }
        command
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let force = match self.server.backend {
            Backend::Postgres => " WITH (FORCE)",
            Backend::Mysql | Backend::Sqlite => "",
        };
        let sql = format!("DROP DATABASE IF EXISTS {}{force}", self.name);
        // What is left over goes with the server.
        let _ = execute(self.server.backend, &self.server.url(), &sql);
    }
}

fn execute(backend: Backend, url: &str, sql: &str) -> Result<(), Box<dyn std::error::Error>> {
    match backend {
        Backend::Postgres => PgConnection::establish(url)?.batch_execute(sql)?,
        Backend::Mysql => MysqlConnection::establish(url)?.batch_execute(sql)?,
        Backend::Sqlite => return Err("SQLite has no server".into()),
    }
    Ok(())
}
