//! One connection for three databases: Diesel's `MultiConnection`, through which the application and its revisions see
//! what all three have.

use diesel::deserialize::FromSql;
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::{HasSqlType, Json};
use migrate_core::MigratableConnection;
use serde_json::Value;

/// A connection to whichever database.
#[derive(diesel::MultiConnection, MigratableConnection)]
pub enum AnyConnection {
    Sqlite(diesel::SqliteConnection),
    Postgres(diesel::PgConnection),
    Mysql(diesel::MysqlConnection),
}

/// Opens the database that a URL names.
///
/// # Errors
/// What the driver answers.
pub fn open(url: &str) -> diesel::ConnectionResult<AnyConnection> {
    use diesel::Connection as _;
    Ok(match url.split_once("://") {
        Some(("postgres" | "postgresql", _)) => {
            AnyConnection::Postgres(diesel::PgConnection::establish(url)?)
        }
        Some(("mysql" | "mariadb", rest)) => {
            let url = format!("mysql://{rest}");
            AnyConnection::Mysql(diesel::MysqlConnection::establish(&url)?)
        }
        Some(("sqlite", file)) => AnyConnection::Sqlite(diesel::SqliteConnection::establish(file)?),
        Some(_) | None => AnyConnection::Sqlite(diesel::SqliteConnection::establish(url)?),
    })
}

// Of the types that all three have, Diesel leaves this one to us.

impl HasSqlType<Json> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Self::lookup_sql_type::<Json>(lookup)
    }
}

impl FromSql<Json, MultiBackend> for Value {
    fn from_sql(value: MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
        value.from_sql::<Value, Json>()
    }
}

impl ToSql<Json, MultiBackend> for Value {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> diesel::serialize::Result {
        out.set_value((Json, self));
        Ok(IsNull::No)
    }
}
