//! The table of drivers: Diesel's own and the pure ones, and a data step of each, which names its connection's type.

use diesel::{ConnectionResult, MysqlConnection, PgConnection};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncMysqlConnection, AsyncPgConnection};
use migrate_core::Connection as AnyConnection;
use migrate_core::prelude::*;
use migrate_core::revision::Step;
use migrate_test_servers::{Backend, Server};

/// One way from a URL to a connection.
pub struct Driver {
    pub name: &'static str,
    pub backend: Backend,
    establish: fn(&str) -> ConnectionResult<Box<dyn AnyConnection>>,
    /// A revision whose data step writes one row twice: a step names the type of its connection.
    pub one_row_twice: Step,
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

    pub fn connect(&self, url: &str) -> Box<dyn AnyConnection> {
        (self.establish)(url).expect("the server answers")
    }
}

impl std::fmt::Display for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

pub static POSTGRES: Driver = Driver::of::<PgConnection>("libpq", Backend::Postgres);
pub static POSTGRES_ASYNC: Driver =
    Driver::of::<AsyncConnectionWrapper<AsyncPgConnection>>("tokio-postgres", Backend::Postgres);
pub static MYSQL: Driver = Driver::of::<MysqlConnection>("libmariadb", Backend::Mysql);
pub static MYSQL_ASYNC: Driver =
    Driver::of::<AsyncConnectionWrapper<AsyncMysqlConnection>>("mysql_async", Backend::Mysql);

/// The driver of a server: the pure one, or Diesel's own.
pub fn of(server: &Server, pure: bool) -> &'static Driver {
    match (server.backend(), pure) {
        (Backend::Mysql, false) => &MYSQL,
        (Backend::Mysql, true) => &MYSQL_ASYNC,
        (Backend::Postgres | Backend::Sqlite, false) => &POSTGRES,
        (Backend::Postgres | Backend::Sqlite, true) => &POSTGRES_ASYNC,
    }
}

/// Both drivers of a server.
pub fn both(server: &Server) -> [&'static Driver; 2] {
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
