//! What a revision calls: every operation is a verb and a described value, done by the call.
//!
//! Operations queue until something could observe them (`run`, `connection`, `has_table`, the end of the revision), so
//! that changes of one table that stand together become one change: SQLite rebuilds once. Each queued operation
//! remembers the place in the revision that asked for it. What runs them is an [`Executor`].

mod batch;
mod build;
mod element;
mod error;
mod statements;
mod validate;

use std::any::type_name;
use std::panic::Location;

pub use build::{
    AlterSpec, Char, CheckSpec, ColumnSpec, Decimal, Dropped, EnumValuesSpec, ExclusionSpec,
    ForeignKeySpec, IndexKeySpec, IndexSpec, ObjectSpec, OptionsSpec, PrimaryKeySpec, SequenceSpec,
    SqlSpec, TableSpec, UniqueSpec, Varchar, alter, array, asc, check, column, concurrently,
    db_type, desc, enum_named, enum_type, exclude, expr, foreign_key, function, if_exists, index,
    materialized_view, object, options, policy, primary_key, procedure, sequence, sql, table,
    trigger, unique, unsigned, values, view,
};
pub use error::OperationError;
pub(crate) use statements::{changes_schema, transaction_statement};

use crate::arguments::Arguments;
use crate::config::Config;
use crate::connection::{Connection, Engine, TransactionStep};
use crate::operation::{Change, Operation, Recreate};
use crate::revision::Result;
use crate::schema::{IndexKey, Literal, Table, TableName};

/// Where a revision asked for an operation.
pub type Place = &'static Location<'static>;

/// What carries operations out: the runner, or a recorder.
pub trait Executor {
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

    /// Runs a step against a recorder, without a database, and returns what it asked for.
    ///
    /// Code given to [`Operations::run`] is noted and not called.
    ///
    /// # Errors
    /// The step's own error, and [`OperationError::NeedsConnection`] if it asks for the database.
    pub fn record(step: impl FnOnce(&mut Operations<'_>) -> Result) -> Result<Vec<Operation>> {
        let (recorded, outcome) = Self::record_partially(&Config::default(), step);
        outcome.map(|()| recorded)
    }

    /// As [`Operations::record`], and returns what was asked for before an error, too.
    pub(crate) fn record_partially(
        config: &Config,
        step: impl FnOnce(&mut Operations<'_>) -> Result,
    ) -> (Vec<Operation>, Result) {
        Self::record_for(config, None, step)
    }

    /// As [`Operations::record_partially`], for a kind of database that the step may ask for.
    pub(crate) fn record_for(
        config: &Config,
        engine: Option<Engine>,
        step: impl FnOnce(&mut Operations<'_>) -> Result,
    ) -> (Vec<Operation>, Result) {
        let mut recorder = Recorder {
            engine,
            recorded: Vec::new(),
            block: None,
        };
        let mut operations = Operations::new(&mut recorder, config);
        let outcome = step(&mut operations).and_then(|()| operations.flush());
        (recorder.finish(), outcome)
    }

    #[track_caller]
    fn push(&mut self, operation: Operation) -> Result {
        if let Some(table) = &self.batch
            && !matches!(&operation, Operation::AlterTable { table: changed, .. } if changed == table)
        {
            return Err(OperationError::NotInBatch {
                operation: operation.to_string(),
                table: table.clone(),
            }
            .into());
        }
        validate::operation(&operation)?;
        self.queue.push((operation, Location::caller()));
        Ok(())
    }

    #[track_caller]
    fn change(&mut self, table: TableName, change: Change) -> Result {
        self.push(Operation::AlterTable {
            table,
            changes: vec![change],
            recreate: Recreate::Auto,
        })
    }

    /// Carries out what is queued. Changes of one table that stand together are grouped; nothing moves past an
    /// operation on another table.
    ///
    /// # Errors
    /// [`OperationError::Failed`] with the operation, its place and its cause; what was queued behind it is discarded.
    pub fn flush(&mut self) -> Result {
        let queue = std::mem::take(&mut self.queue);
        let total = self.done + queue.len();
        let mut queue = queue.into_iter().peekable();
        while let Some((mut operation, place)) = queue.next() {
            let first = self.done + 1;
            self.done += 1;
            if let Operation::AlterTable {
                table,
                changes,
                recreate: Recreate::Auto,
            } = &mut operation
            {
                while let Some((Operation::AlterTable { changes: more, .. }, _)) =
                    queue.next_if(|(next, _)| matches!(next, Operation::AlterTable { table: other, recreate: Recreate::Auto, .. } if other == table))
                {
                    changes.extend(more);
                    self.done += 1;
                }
            }
            // The indexes of a table that was just asked for are created with it: nothing has to be read for that.
            if let Operation::CreateTable {
                table,
                if_not_exists: false,
            } = &mut operation
                && (self.executor.is_offline() || self.executor.connection().is_some())
            {
                while let Some((Operation::AlterTable { changes, .. }, _)) =
                    queue.next_if(|(next, _)| creates_indexes_of(next, table))
                {
                    table
                        .indexes
                        .extend(changes.into_iter().filter_map(|change| match change {
                            Change::CreateIndex { index, .. } => Some(*index),
                            _ => None,
                        }));
                    self.done += 1;
                }
            }
            self.carry_out(&operation)
                .map_err(|source| OperationError::Failed {
                    number: first,
                    total,
                    operation: operation.to_string(),
                    place,
                    source,
                })?;
        }
        Ok(())
    }

    fn carry_out(&mut self, operation: &Operation) -> Result {
        let Operation::AutocommitBlock { operations } = operation else {
            return self.executor.execute(operation);
        };
        self.executor.enter_autocommit()?;
        for operation in operations {
            self.carry_out(operation)?;
        }
        self.executor.leave_autocommit()
    }

    /// Creates a table.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the description contradicts itself.
    #[track_caller]
    pub fn create_table(
        &mut self,
        name: impl Into<TableName>,
        spec: impl Into<TableSpec>,
    ) -> Result {
        let spec = spec.into();
        let if_not_exists = spec.if_not_exists;
        let table = spec.into_table(name.into(), &self.config.naming_convention);
        self.push(Operation::CreateTable {
            table: Box::new(table),
            if_not_exists,
        })
    }

    /// Drops a table with its indexes and triggers; one that may be missing is [`if_exists("name")`](if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_table(&mut self, name: impl Into<Dropped>) -> Result {
        let Dropped {
            name,
            if_exists,
            concurrently: _,
        } = name.into();
        self.push(Operation::DropTable {
            name,
            was: None,
            if_exists,
        })
    }

    /// Renames a table.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_table(&mut self, from: impl Into<TableName>, to: impl Into<TableName>) -> Result {
        self.push(Operation::RenameTable {
            from: from.into(),
            to: to.into(),
        })
    }

    /// Adds a column behind the last one.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the description contradicts itself.
    #[track_caller]
    pub fn add_column(&mut self, table: impl Into<TableName>, column: ColumnSpec) -> Result {
        let table = table.into();
        if column.primary_key {
            return Err(OperationError::invalid(format!(
                "column `{table}.{}` cannot be added as primary key; add it and then call `create_primary_key`",
                column.column.name
            ))
            .into());
        }
        self.change(
            table,
            Change::AddColumn {
                column: Box::new(column.column),
                if_not_exists: column.if_not_exists,
            },
        )
    }

    /// Drops a column; one that may be missing is [`if_exists("name")`](if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_column(
        &mut self,
        table: impl Into<TableName>,
        column: impl Into<Dropped>,
    ) -> Result {
        let column = column.into();
        self.change(
            table.into(),
            Change::DropColumn {
                name: column.name.name,
                was: None,
                if_exists: column.if_exists,
            },
        )
    }

    /// Renames a column, and whatever refers to it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_column(&mut self, table: impl Into<TableName>, from: &str, to: &str) -> Result {
        self.change(
            table.into(),
            Change::RenameColumn {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Changes a column; what [`alter`] does not mention stays as it is.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if nothing is to be changed.
    #[track_caller]
    pub fn alter_column(
        &mut self,
        table: impl Into<TableName>,
        column: &str,
        alter: AlterSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::AlterColumn {
                name: column.to_owned(),
                patch: Box::new(alter.patch),
                was: None,
            },
        )
    }

    /// Adds a primary key to a table that has none.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_primary_key(
        &mut self,
        table: impl Into<TableName>,
        primary_key: PrimaryKeySpec,
    ) -> Result {
        let table = table.into();
        let mut primary_key = primary_key.primary_key;
        if primary_key.name.is_none() {
            let naming = &self.config.naming_convention;
            primary_key.name = naming.primary_key_name(&table, &primary_key);
        }
        self.change(table, Change::AddPrimaryKey { primary_key })
    }

    /// Drops the primary key of a table.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_primary_key(&mut self, table: impl Into<TableName>) -> Result {
        self.change(table.into(), Change::DropPrimaryKey { was: None })
    }

    /// Adds a unique constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_unique_constraint(
        &mut self,
        table: impl Into<TableName>,
        unique: UniqueSpec,
    ) -> Result {
        let table = table.into();
        let mut unique = unique.unique;
        if unique.name.is_none() {
            unique.name = Some(self.config.naming_convention.unique_name(&table, &unique));
        }
        self.change(table, Change::AddUnique { unique })
    }

    /// Drops a unique constraint: the one of that name, or without a name the one with the same columns.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_unique_constraint(
        &mut self,
        table: impl Into<TableName>,
        unique: UniqueSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropUnique {
                unique: unique.unique,
            },
        )
    }

    /// Adds a check constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the expression is empty.
    #[track_caller]
    pub fn create_check_constraint(
        &mut self,
        table: impl Into<TableName>,
        check: CheckSpec,
    ) -> Result {
        let table = table.into();
        let mut check = check.check;
        if check.name.is_none() {
            check.name = Some(self.config.naming_convention.check_name(&table, &check));
        }
        self.change(table, Change::AddCheck { check })
    }

    /// Drops a check constraint: the one of that name, or without a name the one with the same expression.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_check_constraint(
        &mut self,
        table: impl Into<TableName>,
        check: CheckSpec,
    ) -> Result {
        self.change(table.into(), Change::DropCheck { check: check.check })
    }

    /// Adds a foreign key.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the columns of both sides do not pair.
    #[track_caller]
    pub fn create_foreign_key(
        &mut self,
        table: impl Into<TableName>,
        foreign_key: ForeignKeySpec,
    ) -> Result {
        let table = table.into();
        let mut foreign_key = foreign_key.foreign_key;
        if foreign_key.name.is_none() {
            foreign_key.name = Some(
                self.config
                    .naming_convention
                    .foreign_key_name(&table, &foreign_key),
            );
        }
        self.change(
            table,
            Change::AddForeignKey {
                foreign_key: Box::new(foreign_key),
            },
        )
    }

    /// Drops a foreign key: the one of that name, or without a name the one with the same columns and target.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_foreign_key(
        &mut self,
        table: impl Into<TableName>,
        foreign_key: ForeignKeySpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropForeignKey {
                foreign_key: Box::new(foreign_key.foreign_key),
            },
        )
    }

    /// Adds PostgreSQL's exclusion constraint.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if the definition is empty.
    #[track_caller]
    pub fn create_exclude_constraint(
        &mut self,
        table: impl Into<TableName>,
        exclude: ExclusionSpec,
    ) -> Result {
        let table = table.into();
        let mut exclusion = exclude.exclusion;
        if exclusion.name.is_none() {
            exclusion.name = Some(
                self.config
                    .naming_convention
                    .exclusion_name(&table, &exclusion),
            );
        }
        self.change(table, Change::AddExclusion { exclusion })
    }

    /// Drops an exclusion constraint: the one of that name, or without a name the one with the same definition.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_exclude_constraint(
        &mut self,
        table: impl Into<TableName>,
        exclude: ExclusionSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::DropExclusion {
                exclusion: exclude.exclusion,
            },
        )
    }

    /// Drops the constraint of that name, whatever its kind; one that may be missing is
    /// [`if_exists("name")`](if_exists).
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_constraint(
        &mut self,
        table: impl Into<TableName>,
        name: impl Into<Dropped>,
    ) -> Result {
        let dropped = name.into();
        self.change(
            table.into(),
            Change::DropConstraint {
                name: dropped.name.name,
                if_exists: dropped.if_exists,
            },
        )
    }

    /// Renames a constraint.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_constraint(
        &mut self,
        table: impl Into<TableName>,
        from: &str,
        to: &str,
    ) -> Result {
        self.change(
            table.into(),
            Change::RenameConstraint {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Holds a constraint that was added as `not_valid()` against the rows that were there before it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn validate_constraint(&mut self, table: impl Into<TableName>, name: &str) -> Result {
        self.change(
            table.into(),
            Change::ValidateConstraint {
                name: name.to_owned(),
            },
        )
    }

    /// Creates an index; without a name it is `ix_<table>_<columns>`.
    ///
    /// # Errors
    /// [`OperationError::Invalid`] if it has no columns.
    #[track_caller]
    pub fn create_index(&mut self, table: impl Into<TableName>, index: IndexSpec) -> Result {
        let table = table.into();
        let if_not_exists = index.if_not_exists;
        let mut index = index.index;
        if index.name.is_none() {
            index.name = Some(self.config.naming_convention.index_name(&table, &index));
        }
        self.change(
            table,
            Change::CreateIndex {
                index: Box::new(index),
                if_not_exists,
            },
        )
    }

    /// Drops an index; one that may be missing is [`if_exists("name")`](if_exists), and
    /// [`concurrently("name")`](concurrently) locks nobody out.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn drop_index(&mut self, table: impl Into<TableName>, name: impl Into<Dropped>) -> Result {
        let dropped = name.into();
        self.change(
            table.into(),
            Change::DropIndex {
                name: dropped.name.name,
                was: None,
                if_exists: dropped.if_exists,
                concurrently: dropped.concurrently,
            },
        )
    }

    /// Renames an index.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn rename_index(&mut self, table: impl Into<TableName>, from: &str, to: &str) -> Result {
        self.change(
            table.into(),
            Change::RenameIndex {
                from: from.to_owned(),
                to: to.to_owned(),
            },
        )
    }

    /// Sets the options of a table: `STRICT` and `WITHOUT ROWID` on SQLite.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_table_options(
        &mut self,
        table: impl Into<TableName>,
        options: OptionsSpec,
    ) -> Result {
        self.change(
            table.into(),
            Change::SetOptions {
                to: Box::new(options.options),
                was: None,
            },
        )
    }

    /// Sets the comment of a table, or removes it.
    ///
    /// # Errors
    /// None at the call; when it runs, what the database answers.
    #[track_caller]
    pub fn set_table_comment(
        &mut self,
        table: impl Into<TableName>,
        comment: Option<&str>,
    ) -> Result {
        self.change(
            table.into(),
            Change::SetComment {
                to: comment.map(str::to_owned),
                was: None,
            },
        )
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
            && let Some(statement) = transaction_statement(sql)
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
        if let Some(statement) = transaction_statement(&sql) {
            return Err(OperationError::TransactionStatement { statement }.into());
        }
        self.push(Operation::Execute { sql, down })
    }

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
        conn.transaction(TransactionStep::Begin)?;
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

/// Whether an operation does nothing but create indexes on columns of the table.
fn creates_indexes_of(operation: &Operation, created: &Table) -> bool {
    let on_columns = |change: &Change| match change {
        Change::CreateIndex {
            index,
            if_not_exists: false,
        } => index.columns.iter().all(|column| match &column.key {
            IndexKey::Column(name) => created.column(name).is_some(),
            IndexKey::Expression(_) => false,
        }),
        _ => false,
    };
    match operation {
        Operation::AlterTable {
            table,
            changes,
            recreate: Recreate::Auto,
        } => *table == created.name && changes.iter().all(on_columns),
        _ => false,
    }
}

/// Keeps what a step asks for.
struct Recorder {
    engine: Option<Engine>,
    recorded: Vec<Operation>,
    /// The operations of the autocommit block that was begun and not ended.
    block: Option<Vec<Operation>>,
}

impl Recorder {
    /// What was recorded, that of a block which was not ended included.
    fn finish(mut self) -> Vec<Operation> {
        self.recorded
            .extend(self.block.take().into_iter().flatten());
        self.recorded
    }
}

impl Executor for Recorder {
    fn execute(&mut self, operation: &Operation) -> Result {
        match &mut self.block {
            Some(block) => block.push(operation.clone()),
            None => self.recorded.push(operation.clone()),
        }
        Ok(())
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        None
    }

    fn engine(&self) -> Option<Engine> {
        self.engine
    }

    fn enter_autocommit(&mut self) -> Result {
        self.block.get_or_insert_default();
        Ok(())
    }

    fn leave_autocommit(&mut self) -> Result {
        if let Some(operations) = self.block.take() {
            self.recorded
                .push(Operation::AutocommitBlock { operations });
        }
        Ok(())
    }
}

/// Writes rows for [`Operations::bulk_insert`]; the values of a row may have different types.
#[macro_export]
macro_rules! rows {
    ($([$($value:expr),* $(,)?]),* $(,)?) => {
        ::std::vec![$(::std::vec![$($crate::schema::Literal::from($value)),*]),*]
    };
}
