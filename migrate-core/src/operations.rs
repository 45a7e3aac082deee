//! What a revision calls: every operation is a verb and a described value, done by the call.
//!
//! Operations queue until something could observe them (`run`, `connection`, `has_table`, the end of the revision), so
//! that changes of one table that stand together become one change: SQLite rebuilds once. Each queued operation
//! remembers the place in the revision that asked for it. What runs them is an `Executor`.

mod batch;
mod build;
mod element;
mod error;
mod live;
mod queue;
mod recorder;
mod statements;
mod table;
mod validate;

use std::panic::Location;

pub use build::{
    AlterSpec, Char, CheckSpec, ColumnSpec, Decimal, Dropped, EnumValuesSpec, ExclusionSpec,
    ExtensionSpec, ForeignKeySpec, IndexKeySpec, IndexSpec, NamespaceSpec, ObjectSpec, OptionsSpec,
    PrimaryKeySpec, SequenceSpec, SqlSpec, TableSpec, UniqueSpec, Varchar, alter, array, asc,
    check, column, concurrently, db_type, desc, enum_named, enum_of, enum_type, exclude, expr,
    extension, foreign_key, function, if_exists, index, materialized_view, namespace, number,
    object, options, policy, primary_key, procedure, sequence, sql, table, trigger, unique,
    unsigned, values, view,
};
pub use error::OperationError;
pub(crate) use statements::{changes_schema, transaction_statement};

use crate::arguments::Arguments;
use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::operation::Operation;
use crate::revision::Result;
use crate::schema::{Literal, TableName};

/// Where a revision asked for an operation.
pub type Place = &'static Location<'static>;

/// What carries operations out: the runner, or a recorder.
pub(crate) trait Executor {
    /// Carries out one operation, whose queue is empty behind it.
    ///
    /// # Errors
    /// Whatever went wrong; the operations queued behind it are not carried out.
    fn execute(&mut self, operation: &Operation) -> Result;

    /// The live connection; `None` where there is none (a recorder, an offline script).
    fn connection(&mut self) -> Option<&mut dyn Connection>;

    /// The database that answers questions about its tables: the live one, unless another stands in for it.
    fn inspected(&mut self) -> Option<&mut dyn Connection> {
        self.connection()
    }

    /// Whether the next data step was done by an earlier run that this one goes on from.
    fn skips_step(&mut self) -> bool {
        false
    }

    /// Notes that a data step is done, inside of its transaction.
    ///
    /// # Errors
    /// What the database answers; the step is rolled back then.
    fn step_done(&mut self) -> Result {
        Ok(())
    }

    /// Whether operations are written down as SQL for later, and not carried out.
    fn is_offline(&self) -> bool {
        false
    }

    /// The kind of database that the operations are for; `None` where it is not known.
    fn engine(&self) -> Option<Engine>;

    /// Commits what was done, and runs what follows outside of a transaction.
    ///
    /// # Errors
    /// If that is not possible here.
    fn enter_autocommit(&mut self) -> Result;

    /// Ends what [`Executor::enter_autocommit`] began.
    ///
    /// # Errors
    /// What the database answers.
    fn leave_autocommit(&mut self) -> Result;
}

/// The operations of a revision: the argument of its `upgrade` and `downgrade`.
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_table("heros", [
///         column("id", Integer).primary_key().identity(),
///         column("name", Varchar(80)).not_null(),
///     ])?;
///     op.create_index("heros", index(["name"]).unique())
/// }
///
/// let recorded = Operations::record(upgrade).unwrap();
/// assert_eq!(recorded.len(), 2);
/// ```
///
/// An operation of a project's own is a trait beside the revisions. What it is made of is grouped, scripted and recorded like
/// everything else:
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub trait SoftDelete {
///     fn add_soft_delete(&mut self, table: &str) -> Result;
/// }
///
/// impl SoftDelete for Operations<'_> {
///     fn add_soft_delete(&mut self, table: &str) -> Result {
///         self.add_column(table, column("deleted_at", Timestamp))?;
///         self.create_index(table, index(["deleted_at"]))
///     }
/// }
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.add_soft_delete("heros")?;
///     op.add_soft_delete("teams")
/// }
///
/// assert_eq!(Operations::record(upgrade).unwrap().len(), 2);
/// ```
pub struct Operations<'a> {
    executor: &'a mut dyn Executor,
    queue: Vec<(Operation, Place)>,
    config: &'a Config,
    /// How many operations were carried out, for messages.
    done: usize,
    /// The table of the batch that is being described, if one is.
    batch: Option<TableName>,
}

impl std::fmt::Debug for Operations<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Operations")
            .field("queue", &self.queue)
            .finish_non_exhaustive()
    }
}

impl<'a> Operations<'a> {
    /// Makes an empty queue before an executor.
    pub(crate) fn new(executor: &'a mut dyn Executor, config: &'a Config) -> Self {
        Operations {
            executor,
            queue: Vec::new(),
            config,
            done: 0,
            batch: None,
        }
    }

    /// What the person at the command line said to revisions: `-x key=value` and `--tag`.
    ///
    /// ```
    /// use migrate_core::prelude::*;
    ///
    /// pub fn upgrade(op: &mut Operations) -> Result {
    ///     let owner = op.arguments().get("owner").unwrap_or("app").to_owned();
    ///     op.execute(&format!("INSERT INTO owners (name) VALUES ('{owner}')"))
    /// }
    /// # assert!(Operations::record(upgrade).is_ok());
    /// ```
    #[must_use]
    pub fn arguments(&self) -> &'a Arguments {
        &self.config.arguments
    }

    /// The database that the revision runs on, in a project that has several: one of `databases` in `migrate.toml`; empty
    /// in a project that has one.
    #[must_use]
    pub fn database(&self) -> &'a str {
        self.config.database.as_deref().unwrap_or_default()
    }

    /// Inserts rows, by parameters; [`rows!`](crate::rows) writes them.
    ///
    /// ```
    /// # use migrate_core::prelude::*;
    /// # fn upgrade(op: &mut Operations) -> Result {
    /// op.bulk_insert("teams", &["id", "name"], rows![[1, "Preventers"], [2, None::<&str>]])
    /// # }
    /// # assert!(Operations::record(upgrade).is_ok());
    /// ```
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if a row is not as long as the list of columns.
    #[track_caller]
    pub fn bulk_insert(
        &mut self,
        table: impl Into<TableName>,
        columns: &[&str],
        rows: Vec<Vec<Literal>>,
    ) -> Result {
        self.push(Operation::BulkInsert {
            table: table.into(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows,
        })
    }

    /// Carries out an operation that is given as data, as the diff returns it.
    ///
    /// # Errors
    /// As the method of that operation.
    #[track_caller]
    pub fn invoke(&mut self, operation: Operation) -> Result {
        if let Operation::Execute { sql, .. } = &operation
            && let Some(statement) = transaction_statement(sql, self.executor.engine())
        {
            return Err(OperationError::TransactionStatement { statement }.into());
        }
        self.push(operation)
    }

    /// Executes SQL as it stands: one statement or several. [`sql("...").down("...")`](sql) says what undoes it.
    ///
    /// # Errors
    /// [`OperationError::TransactionStatement`] for `BEGIN`, `COMMIT` and their like: the runner owns the transaction.
    #[track_caller]
    pub fn execute(&mut self, sql: impl Into<SqlSpec>) -> Result {
        let SqlSpec { sql, down } = sql.into();
        if let Some(statement) = transaction_statement(&sql, self.executor.engine()) {
            return Err(OperationError::TransactionStatement { statement }.into());
        }
        self.push(Operation::Execute { sql, down })
    }
}

/// Writes rows for [`Operations::bulk_insert`]; the values of a row may have different types.
#[macro_export]
macro_rules! rows {
    ($([$($value:expr),* $(,)?]),* $(,)?) => {
        ::std::vec![$(::std::vec![$($crate::schema::Literal::from($value)),*]),*]
    };
}
