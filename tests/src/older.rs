//! A server of another age, which no test can start: a connection to one that is there, and says otherwise.

use diesel::QueryResult;
use migrate_core::connection::{Connection, Engine, Fragment, Row, TransactionStep};

/// A connection whose server says that it is of another version.
pub struct Older {
    /// The connection behind it.
    pub conn: Box<dyn Connection>,
    /// What stands in the query that asks for the version.
    pub asked: &'static str,
    /// The answer.
    pub version: &'static str,
}

impl Connection for Older {
    fn engine(&self) -> Engine {
        self.conn.engine()
    }

    fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.conn.batch_execute(sql)
    }

    fn execute(&mut self, statement: &[Fragment<'_>]) -> QueryResult<usize> {
        self.conn.execute(statement)
    }

    fn query(&mut self, sql: &str) -> QueryResult<Vec<Row>> {
        if sql.contains(self.asked) {
            return Ok(vec![vec![Some(self.version.to_owned())]]);
        }
        self.conn.query(sql)
    }

    fn transaction(&mut self, step: TransactionStep) -> QueryResult<()> {
        self.conn.transaction(step)
    }

    fn transaction_depth(&mut self) -> QueryResult<u32> {
        self.conn.transaction_depth()
    }

    fn as_any_mut(&mut self) -> &mut dyn std::any::Any {
        self
    }
}
