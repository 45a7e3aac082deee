//! The table of drivers, and what brings a case through each of them as a test of its own.

use diesel::{ConnectionResult, MysqlConnection, PgConnection};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};
use migrate_core::Connection as AnyConnection;
use migrate_core::prelude::*;
use migrate_core::revision::Step;
use migrate_test_servers::{Backend, Database, Server};

/// One way from a URL to a connection.
pub(crate) struct Driver {
    pub(crate) name: &'static str,
    pub(crate) backend: Backend,
    establish: fn(&str) -> ConnectionResult<Box<dyn AnyConnection>>,
    /// A revision whose data step writes one row twice: a step names the type of its connection.
    pub(crate) one_row_twice: Step,
}

impl Driver {
    const fn of<C>(name: &'static str, backend: Backend) -> Self
    where
        C: diesel::Connection + AnyConnection + 'static,
    {
        Driver {
            name,
            backend,
            establish: |url| Ok(Box::new(C::establish(url)?)),
            one_row_twice: one_row_twice::<C>,
        }
    }

    pub(crate) fn connect(&self, url: &str) -> Box<dyn AnyConnection> {
        (self.establish)(url).expect("the server answers")
    }
}

impl std::fmt::Display for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

pub(crate) static POSTGRES: Driver = Driver::of::<PgConnection>("libpq", Backend::Postgres);
pub(crate) static POSTGRES_ASYNC: Driver =
    Driver::of::<AsyncConnectionWrapper<AsyncPgConnection>>("tokio-postgres", Backend::Postgres);
pub(crate) static MYSQL: Driver = Driver::of::<MysqlConnection>("libmariadb", Backend::Mysql);
pub(crate) static MYSQL_ASYNC: Driver =
    Driver::of::<AsyncConnectionWrapper<AsyncMysqlConnection>>("mysql_async", Backend::Mysql);

/// The driver of a server: the pure one, or Diesel's own.
pub(crate) fn of(server: &Server, pure: bool) -> &'static Driver {
    match (server.backend(), pure) {
        (Backend::Mysql, false) => &MYSQL,
        (Backend::Mysql, true) => &MYSQL_ASYNC,
        (Backend::Postgres | Backend::Sqlite, false) => &POSTGRES,
        (Backend::Postgres | Backend::Sqlite, true) => &POSTGRES_ASYNC,
    }
}

/// Both drivers of a server.
pub(crate) fn both(server: &Server) -> [&'static Driver; 2] {
    [of(server, false), of(server, true)]
}

fn one_row_twice<C: AnyConnection + 'static>(op: &mut Operations) -> Result {
    op.execute("CREATE TABLE one (id INTEGER PRIMARY KEY)")?;
    op.run("rows", |conn: &mut C| {
        conn.batch_execute("INSERT INTO one VALUES (1)")?;
        conn.batch_execute("INSERT INTO one VALUES (1)")?;
        Ok(())
    })
}

/// An empty database, and the driver that a case reaches it through.
pub(crate) struct Place {
    pub(crate) driver: &'static Driver,
    pub(crate) server: &'static Server,
    pub(crate) database: Database<'static>,
}

impl Place {
    pub(crate) fn backend(&self) -> Backend {
        self.driver.backend
    }

    pub(crate) fn connect(&self) -> Box<dyn AnyConnection> {
        self.connect_to(&self.database.url())
    }

    pub(crate) fn connect_to(&self, url: &str) -> Box<dyn AnyConnection> {
        self.driver.connect(url)
    }
}

/// Gives a case its place; nothing happens where the backend was left out by name.
pub(crate) fn run(driver: &'static Driver, case: fn(&Place)) {
    let server = match driver.backend {
        Backend::Postgres => Server::postgres(),
        Backend::Mysql => Server::mysql(),
        Backend::Sqlite => None,
    };
    if let Some(server) = server {
        case(&Place {
            driver,
            server,
            database: server.database(),
        });
    }
}

/// Makes tests of cases, `fn(&Place)`: one for each driver, of all servers or of the one that is named.
macro_rules! through_each_driver {
    ($($case:ident),+ $(,)?) => {
        $(mod $case {
            use crate::servers::drivers;

            #[test]
            fn postgres() {
                drivers::run(&drivers::POSTGRES, super::$case);
            }

            #[test]
            fn postgres_async() {
                drivers::run(&drivers::POSTGRES_ASYNC, super::$case);
            }

            #[test]
            fn mysql() {
                drivers::run(&drivers::MYSQL, super::$case);
            }

            #[test]
            fn mysql_async() {
                drivers::run(&drivers::MYSQL_ASYNC, super::$case);
            }
        })+
    };
    (postgres: $($case:ident),+ $(,)?) => {
        $(mod $case {
            use crate::servers::drivers;

            #[test]
            fn postgres() {
                drivers::run(&drivers::POSTGRES, super::$case);
            }

            #[test]
            fn postgres_async() {
                drivers::run(&drivers::POSTGRES_ASYNC, super::$case);
            }
        })+
    };
    (mysql: $($case:ident),+ $(,)?) => {
        $(mod $case {
            use crate::servers::drivers;

            #[test]
            fn mysql() {
                drivers::run(&drivers::MYSQL, super::$case);
            }

            #[test]
            fn mysql_async() {
                drivers::run(&drivers::MYSQL_ASYNC, super::$case);
            }
        })+
    };
}
pub(crate) use through_each_driver;
