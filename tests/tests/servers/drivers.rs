//! What brings a case through each driver as a test of its own.

use migrate_core::Connection as AnyConnection;
use migrate_test_servers::{Backend, Database, Server};
pub(crate) use migrate_tests::drivers::*;

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
