//! The driver that an application uses: its migrations run on the same one.

use super::dependency::Stated;

/// A driver, as migrate-core's and migrate-cli's features name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// SQLite as the system has it.
    Sqlite,
    /// SQLite compiled in.
    SqliteBundled,
    /// libpq.
    Postgres,
    /// libmysqlclient.
    Mysql,
    /// diesel-async's for PostgreSQL.
    PostgresAsync,
    /// diesel-async's for MySQL.
    MysqlAsync,
}

impl Driver {
    /// In the order in which they are looked for.
    const ALL: [Driver; 6] = [
        Driver::SqliteBundled,
        Driver::Sqlite,
        Driver::PostgresAsync,
        Driver::MysqlAsync,
        Driver::Postgres,
        Driver::Mysql,
    ];

    /// Finds it in what the application says of migrate-core, or else of Diesel.
    pub(super) fn of(core: &Stated, diesel: &Stated, diesel_async: Option<&Stated>) -> Self {
        let stated = Driver::ALL.into_iter();
        if let Some(driver) = stated
            .into_iter()
            .find(|driver| core.has_feature(driver.feature()))
        {
            return driver;
        }
        if diesel.has_feature("sqlite") {
            return Driver::SqliteBundled;
        }
        let asynchronous = |backend| diesel_async.is_some_and(|stated| stated.has_feature(backend));
        if asynchronous("postgres") {
            Driver::PostgresAsync
        } else if asynchronous("mysql") {
            Driver::MysqlAsync
        } else if diesel.has_feature("postgres") {
            Driver::Postgres
        } else if diesel.has_feature("mysql") {
            Driver::Mysql
        } else {
            Driver::SqliteBundled
        }
    }

    /// The feature of migrate-core and of migrate-cli that carries it.
    pub(super) fn feature(self) -> &'static str {
        match self {
            Driver::Sqlite => "sqlite",
            Driver::SqliteBundled => "sqlite-bundled",
            Driver::Postgres => "postgres",
            Driver::Mysql => "mysql",
            Driver::PostgresAsync => "postgres-async",
            Driver::MysqlAsync => "mysql-async",
        }
    }

    /// Whether its connection is one of diesel-async's.
    pub(super) fn is_async(self) -> bool {
        match self {
            Driver::PostgresAsync | Driver::MysqlAsync => true,
            Driver::Sqlite | Driver::SqliteBundled | Driver::Postgres | Driver::Mysql => false,
        }
    }

    /// The `Connection` of the migrations package.
    pub(super) fn connection(self) -> &'static str {
        match self {
            Driver::Sqlite | Driver::SqliteBundled => {
                "pub type Connection = diesel::SqliteConnection;"
            }
            Driver::Postgres => "pub type Connection = diesel::PgConnection;",
            Driver::Mysql => "pub type Connection = diesel::MysqlConnection;",
            Driver::PostgresAsync => {
                "pub type Connection = AsyncConnectionWrapper<diesel_async::AsyncPgConnection>;"
            }
            Driver::MysqlAsync => {
                "pub type Connection = AsyncConnectionWrapper<diesel_async::AsyncMysqlConnection>;"
            }
        }
    }

    /// How the application brings a database to head.
    pub(super) fn call(self) -> &'static str {
        if self.is_async() {
            "upgrade_async(conn, \"head\").await"
        } else {
            "upgrade(&mut conn, \"head\")"
        }
    }

    /// A URL to begin with.
    pub(super) fn url(self, name: &str) -> String {
        match self {
            Driver::Sqlite | Driver::SqliteBundled => format!("sqlite://{name}.db"),
            Driver::Postgres | Driver::PostgresAsync => format!("postgres://localhost/{name}"),
            Driver::Mysql | Driver::MysqlAsync => format!("mysql://localhost/{name}"),
        }
    }
}
