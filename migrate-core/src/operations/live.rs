//! What a revision asks of the database itself: steps of its own code, and questions. Each sees everything that was
//! called before it done.

use std::any::type_name;
use std::panic::Location;

use super::{OperationError, Operations};
use crate::connection::TransactionStep;
use crate::operation::Operation;
use crate::revision::Result;
use crate::schema::TableName;

impl Operations<'_> {
    /// Runs a step of the application's own code on the connection; it is one operation, with a name for people.
    ///
    /// What the closure does happens in a savepoint: an error takes it back.
    ///
    /// ```ignore
    /// op.run("backfill slugs", |conn: &mut crate::Connection| {
    ///     diesel::update(posts::table).set(posts::slug.eq(posts::id.cast())).execute(conn)?;
    ///     Ok(())
    /// })?;
    /// ```
    ///
    /// # Errors
    /// What the closure returns, and [`OperationError::WrongConnection`] if the runner was given another type of
    /// connection.
    #[track_caller]
    pub fn run<C: 'static>(&mut self, label: &str, step: impl FnOnce(&mut C) -> Result) -> Result {
        self.refuse_in_batch("run")?;
        let place = Location::caller();
        self.flush()?;
        self.done += 1;
        let number = self.done;
        let operation = Operation::Run {
            label: label.to_owned(),
        };
        let failed = |source| OperationError::Failed {
            number,
            total: number,
            operation: operation.to_string(),
            place,
            source,
        };
        self.executor.execute(&operation).map_err(failed)?;
        if self.executor.skips_step() {
            return Ok(());
        }
        let Some(conn) = self.executor.connection() else {
            return Ok(());
        };
        conn.transaction(TransactionStep::Begin)
            .map_err(|error| failed(error.into()))?;
        let outcome = match conn.as_any_mut().downcast_mut::<C>() {
            Some(conn) => step(conn),
            None => Err(OperationError::WrongConnection {
                expected: type_name::<C>(),
            }
            .into()),
        };
        let outcome = outcome.and_then(|()| self.executor.step_done());
        let Some(conn) = self.executor.connection() else {
            return Ok(());
        };
        let outcome = match outcome {
            Ok(()) => conn
                .transaction(TransactionStep::Commit)
                .map_err(crate::BoxError::from),
            Err(error) => {
                // The step's own error says more than one about taking it back.
                if let Err(error) = conn.transaction(TransactionStep::Rollback) {
                    log::warn!("cannot roll back: {error}");
                }
                Err(error)
            }
        };
        Ok(outcome.map_err(failed)?)
    }

    /// Tells whether operations are written into a script (`--sql`), where no code can run and nothing can be read.
    ///
    /// ```ignore
    /// fn upgrade(op: &mut Operations) -> Result {
    ///     if op.is_offline() {
    ///         op.execute("UPDATE posts SET slug = lower(title)")
    ///     } else {
    ///         op.run("write slugs", |conn: &mut crate::Connection| {
    ///             for post in posts::table.load::<Post>(conn)? { /* ... */ }
    ///             Ok(())
    ///         })
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.executor.is_offline()
    }

    /// Returns the connection, once everything queued is done.
    ///
    /// # Errors
    /// [`OperationError::WrongConnection`] if the runner was given another type of connection,
    /// [`OperationError::NeedsConnection`] if there is none, and what the queued operations answer.
    #[track_caller]
    pub fn connection<C: 'static>(&mut self) -> Result<&mut C> {
        self.refuse_in_batch("connection")?;
        self.flush()?;
        let unanswered = self.no_connection("connection", "connection".to_owned());
        match self.executor.connection() {
            Some(conn) => conn.as_any_mut().downcast_mut::<C>().ok_or_else(|| {
                OperationError::WrongConnection {
                    expected: type_name::<C>(),
                }
                .into()
            }),
            None => Err(unanswered.into()),
        }
    }

    /// Says of a question to the database that there is none, and who asked.
    #[track_caller]
    fn no_connection(&self, what: &'static str, question: String) -> OperationError {
        OperationError::Failed {
            number: self.done + 1,
            total: self.done + 1,
            operation: question,
            place: Location::caller(),
            source: OperationError::NeedsConnection { what }.into(),
        }
    }

    /// Tells whether the database has the table, once everything queued is done.
    ///
    /// # Errors
    /// [`OperationError::NeedsConnection`] without a database, and what the queued operations answer.
    #[track_caller]
    pub fn has_table(&mut self, name: impl Into<TableName>) -> Result<bool> {
        Ok(self.columns_of(&name.into(), "has_table")?.is_some())
    }

    /// Tells whether the database has the table and the table the column, once everything queued is done.
    ///
    /// # Errors
    /// [`OperationError::NeedsConnection`] without a database, and what the queued operations answer.
    #[track_caller]
    pub fn has_column(&mut self, table: impl Into<TableName>, column: &str) -> Result<bool> {
        let columns = self.columns_of(&table.into(), "has_column")?;
        Ok(columns
            .is_some_and(|columns| columns.iter().any(|name| name.eq_ignore_ascii_case(column))))
    }

    #[track_caller]
    fn columns_of(&mut self, table: &TableName, what: &'static str) -> Result<Option<Vec<String>>> {
        self.refuse_in_batch(what)?;
        self.flush()?;
        let unanswered = self.no_connection(what, format!("{what} `{table}`"));
        let conn = self.executor.inspected().ok_or(unanswered)?;
        let wanted = table.clone();
        let schema = crate::dialect::detect(conn)?.inspect(conn, &move |name| {
            name.schema == wanted.schema && name.name.eq_ignore_ascii_case(&wanted.name)
        })?;
        Ok(schema.tables.into_iter().next().map(|table| {
            table
                .columns
                .into_iter()
                .map(|column| column.name)
                .collect()
        }))
    }
}
