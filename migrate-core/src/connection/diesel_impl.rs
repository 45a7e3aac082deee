//! The blanket implementation of [`Connection`](super::Connection) for Diesel's connections.
#![cfg(any(
    feature = "sqlite",
    feature = "postgres_backend",
    feature = "mysql_backend"
))]

use std::any::Any;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::connection::{
    Connection as DieselConnection, LoadConnection, SimpleConnection, TransactionDepthChange,
    TransactionManager, TransactionManagerStatus,
};
use diesel::expression::QueryMetadata;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::row::{Field, Row as DieselRow};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Binary, Bool, Double, HasSqlType, Nullable, Text, Untyped};

use super::{Connection, Engine, Fragment, Row, TransactionStep};
use crate::schema::Literal;

/// A backend of Diesel that this library knows.
trait KnownBackend: Backend {
    const ENGINE: Engine;
    /// How a transaction begins that holds the write lock at once, where the database needs a word for it.
    const BEGIN_IMMEDIATE: Option<&'static str>;

    fn text(value: <Self as Backend>::RawValue<'_>) -> diesel::deserialize::Result<String>;
}

#[cfg(feature = "sqlite")]
impl KnownBackend for diesel::sqlite::Sqlite {
    const ENGINE: Engine = Engine::Sqlite;
    const BEGIN_IMMEDIATE: Option<&'static str> = Some("BEGIN IMMEDIATE");

    fn text(value: <Self as Backend>::RawValue<'_>) -> diesel::deserialize::Result<String> {
        diesel::deserialize::FromSql::<Text, Self>::from_sql(value)
    }
}

#[cfg(feature = "postgres_backend")]
impl KnownBackend for diesel::pg::Pg {
    const ENGINE: Engine = Engine::Postgres;
    const BEGIN_IMMEDIATE: Option<&'static str> = None;

    fn text(value: <Self as Backend>::RawValue<'_>) -> diesel::deserialize::Result<String> {
        diesel::deserialize::FromSql::<Text, Self>::from_sql(value)
    }
}

#[cfg(feature = "mysql_backend")]
impl KnownBackend for diesel::mysql::Mysql {
    const ENGINE: Engine = Engine::Mysql;
    const BEGIN_IMMEDIATE: Option<&'static str> = None;

    /// `SHOW` has columns that are no text, and cannot be told to make text of them: nobody reads those.
    fn text(value: <Self as Backend>::RawValue<'_>) -> diesel::deserialize::Result<String> {
        use diesel::mysql::MysqlType;
        match value.value_type() {
            MysqlType::Date | MysqlType::Time | MysqlType::DateTime | MysqlType::Timestamp => {
                Ok(String::new())
            }
            _ => diesel::deserialize::FromSql::<Text, Self>::from_sql(value),
        }
    }
}

/// Text and values whose types are only known at run time.
struct RawSql<'a> {
    pieces: Vec<Piece<'a>>,
    /// Whether the connection keeps the statement when it is done.
    kept: bool,
}

enum Piece<'a> {
    Sql(&'a str),
    Null(Option<i64>),
    Bool(bool),
    Integer(i64),
    Double(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> RawSql<'a> {
    fn text(sql: &'a str) -> Self {
        RawSql {
            pieces: vec![Piece::Sql(sql)],
            kept: false,
        }
    }

    fn kept(sql: &'a str) -> Self {
        RawSql {
            kept: true,
            ..RawSql::text(sql)
        }
    }

    fn new(statement: &[Fragment<'a>]) -> Self {
        let piece = |fragment: &Fragment<'a>| match *fragment {
            Fragment::Sql(sql) => Piece::Sql(sql),
            Fragment::Parameter(Literal::Null) => Piece::Null(None),
            Fragment::Parameter(Literal::Bool(value)) => Piece::Bool(*value),
            Fragment::Parameter(Literal::Number(digits)) => number(digits),
            Fragment::Parameter(Literal::Text(text)) => Piece::Text(text),
            Fragment::Parameter(Literal::Bytes(bytes)) => Piece::Bytes(bytes),
        };
        RawSql {
            pieces: statement.iter().map(piece).collect(),
            kept: false,
        }
    }
}

/// A number as the driver sends it: exact where it fits, and as text where a float would lose digits. What is infinite or no
/// number is a float.
fn number(digits: &str) -> Piece<'_> {
    if let Ok(integer) = digits.parse::<i64>() {
        return Piece::Integer(integer);
    }
    match digits.parse::<f64>() {
        Ok(double) if double.to_string() == digits => Piece::Double(double),
        _ => Piece::Text(digits),
    }
}

impl<DB> QueryFragment<DB> for RawSql<'_>
where
    DB: Backend
        + HasSqlType<Text>
        + HasSqlType<BigInt>
        + HasSqlType<Double>
        + HasSqlType<Binary>
        + HasSqlType<Bool>,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
    f64: ToSql<Double, DB>,
    bool: ToSql<Bool, DB>,
    [u8]: ToSql<Binary, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !self.kept {
            out.unsafe_to_cache_prepared();
        }
        for piece in &self.pieces {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Null(null) => out.push_bind_param::<Nullable<BigInt>, Option<i64>>(null)?,
                Piece::Bool(value) => out.push_bind_param::<Bool, bool>(value)?,
                Piece::Integer(value) => out.push_bind_param::<BigInt, i64>(value)?,
                Piece::Double(value) => out.push_bind_param::<Double, f64>(value)?,
                Piece::Text(text) => out.push_bind_param::<Text, &str>(text)?,
                Piece::Bytes(bytes) => out.push_bind_param::<Binary, &[u8]>(bytes)?,
            }
        }
        Ok(())
    }
}

impl QueryId for RawSql<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for RawSql<'_> {
    type SqlType = Untyped;
}

impl<DB> diesel::query_dsl::RunQueryDsl<DB> for RawSql<'_> {}

/// Whether a statement is one of MySQL's `SHOW`, which may be executed twice.
fn is_show(engine: Engine, sql: &str) -> bool {
    match engine {
        Engine::Sqlite | Engine::Postgres => false,
        Engine::Mysql => sql.starts_with("SHOW "),
    }
}

/// Loads the rows of a query, as text.
fn rows<C>(conn: &mut C, query: RawSql<'_>) -> QueryResult<Vec<Row>>
where
    C: LoadConnection,
    C::Backend: KnownBackend
        + QueryMetadata<Untyped>
        + HasSqlType<Text>
        + HasSqlType<BigInt>
        + HasSqlType<Double>
        + HasSqlType<Binary>
        + HasSqlType<Bool>,
    str: ToSql<Text, C::Backend>,
    i64: ToSql<BigInt, C::Backend>,
    f64: ToSql<Double, C::Backend>,
    bool: ToSql<Bool, C::Backend>,
    [u8]: ToSql<Binary, C::Backend>,
{
    let cursor = conn.load(query)?;
    let mut rows = Vec::new();
    for row in cursor {
        let row = row?;
        let mut values = Vec::with_capacity(row.field_count());
        for position in 0..row.field_count() {
            let field = DieselRow::get(&row, position);
            let value = field.as_ref().and_then(Field::value);
            values.push(
                value
                    .map(<C::Backend as KnownBackend>::text)
                    .transpose()
                    .map_err(diesel::result::Error::DeserializationError)?,
            );
        }
        rows.push(values);
    }
    Ok(rows)
}

impl<C> Connection for C
where
    C: DieselConnection + LoadConnection + SimpleConnection + 'static,
    C::Backend: KnownBackend
        + QueryMetadata<Untyped>
        + HasSqlType<Text>
        + HasSqlType<BigInt>
        + HasSqlType<Double>
        + HasSqlType<Binary>
        + HasSqlType<Bool>,
    str: ToSql<Text, C::Backend>,
    i64: ToSql<BigInt, C::Backend>,
    f64: ToSql<Double, C::Backend>,
    bool: ToSql<Bool, C::Backend>,
    [u8]: ToSql<Binary, C::Backend>,
{
    fn engine(&self) -> Engine {
        <C::Backend as KnownBackend>::ENGINE
    }

    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        SimpleConnection::batch_execute(self, sql)
    }

    fn execute(&mut self, statement: &[Fragment<'_>]) -> QueryResult<usize> {
        self.execute_returning_count(&RawSql::new(statement))
    }

    fn query(&mut self, sql: &str) -> QueryResult<Vec<Row>> {
        match rows(self, RawSql::text(sql)) {
            // MySQL tells the client library only behind the first execution what a `SHOW` returns, and Diesel asks before;
            // a statement that the connection kept remembers.
            Err(diesel::result::Error::DeserializationError(_)) if is_show(self.engine(), sql) => {
                self.execute_returning_count(&RawSql::kept(sql))?;
                rows(self, RawSql::kept(sql))
            }
            outcome => outcome,
        }
    }

    fn transaction(&mut self, step: TransactionStep) -> QueryResult<()> {
        type Manager<C> = <C as DieselConnection>::TransactionManager;
        match (step, <C::Backend as KnownBackend>::BEGIN_IMMEDIATE) {
            (TransactionStep::BeginImmediate, Some(begin)) => {
                if self.transaction_depth()? > 0 {
                    return Manager::<C>::begin_transaction(self);
                }
                SimpleConnection::batch_execute(self, begin)?;
                match Manager::<C>::transaction_manager_status_mut(self) {
                    TransactionManagerStatus::Valid(status) => {
                        status.change_transaction_depth(TransactionDepthChange::IncreaseDepth)
                    }
                    TransactionManagerStatus::InError => {
                        Err(diesel::result::Error::BrokenTransactionManager)
                    }
                }
            }
            (TransactionStep::Begin | TransactionStep::BeginImmediate, _) => {
                Manager::<C>::begin_transaction(self)
            }
            (TransactionStep::Commit, _) => Manager::<C>::commit_transaction(self),
            (TransactionStep::Rollback, _) => Manager::<C>::rollback_transaction(self),
        }
    }

    fn transaction_depth(&mut self) -> QueryResult<u32> {
        let status =
            <C::TransactionManager as TransactionManager<C>>::transaction_manager_status_mut(self);
        Ok(status
            .transaction_depth()?
            .map_or(0, std::num::NonZeroU32::get))
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Option<Box<dyn Any>> {
        Some(self)
    }
}
