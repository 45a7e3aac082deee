//! Operations that frame others: a batch of changes of one table, a block outside of the transaction.

use std::panic::Location;

use super::{OperationError, Operations};
use crate::connection::Engine;
use crate::operation::{Operation, Recreate};
use crate::revision::Result;
use crate::schema::TableName;

impl Operations<'_> {
    /// Changes one table in one go, and says whether it is made anew for it. Without a batch, changes of one table that
    /// stand together are grouped, and a table is made anew where it has to be.
    ///
    /// ```
    /// # use migrate_core::prelude::*;
    /// # fn upgrade(op: &mut Operations) -> Result {
    /// op.batch("heros", Recreate::Always, |op| {
    ///     op.add_column("heros", column("age", Integer))?;
    ///     op.drop_column("heros", "power")
    /// })
    /// # }
    /// # assert_eq!(Operations::record(upgrade).unwrap().len(), 1);
    /// ```
    ///
    /// # Errors
    /// [`OperationError::NotInBatch`] for what is no change of that table, and what the closure returns.
    #[track_caller]
    pub fn batch(
        &mut self,
        table: impl Into<TableName>,
        recreate: Recreate,
        describe: impl FnOnce(&mut Self) -> Result,
    ) -> Result {
        let place = Location::caller();
        let table = table.into();
        self.refuse_in_batch("batch")?;
        let queued = std::mem::take(&mut self.queue);
        self.batch = Some(table.clone());
        let outcome = describe(self);
        self.batch = None;
        let described = std::mem::replace(&mut self.queue, queued);
        outcome?;
        let mut changes = Vec::new();
        for (operation, _) in described {
            if let Operation::AlterTable { changes: more, .. } = operation {
                changes.extend(more);
            }
        }
        let operation = Operation::AlterTable {
            table,
            changes,
            recreate,
        };
        self.queue.push((operation, place));
        Ok(())
    }

    /// Runs operations outside of a transaction, as PostgreSQL demands for `CREATE INDEX CONCURRENTLY`. What stands
    /// before the block is committed, and a failure leaves what was done of it.
    ///
    /// ```
    /// # use migrate_core::prelude::*;
    /// # fn upgrade(op: &mut Operations) -> Result {
    /// op.autocommit_block(|op| op.create_index("heros", index(["name"]).concurrently()))
    /// # }
    /// # assert_eq!(Operations::record(upgrade).unwrap().len(), 1);
    /// ```
    ///
    /// # Errors
    /// What the database answers, and what the closure returns.
    pub fn autocommit_block(&mut self, block: impl FnOnce(&mut Self) -> Result) -> Result {
        self.refuse_in_batch("autocommit_block")?;
        self.flush()?;
        self.executor.enter_autocommit()?;
        block(self)?;
        self.flush()?;
        self.executor.leave_autocommit()
    }

    /// The kind of database that the revision runs on, for steps that differ.
    ///
    /// # Errors
    /// [`OperationError::NeedsConnection`] where it is not known.
    pub fn engine(&self) -> Result<Engine> {
        let what = "engine";
        Ok(self
            .executor
            .engine()
            .ok_or(OperationError::NeedsConnection { what })?)
    }

    /// Refuses what would carry operations out while a batch is being described.
    pub(super) fn refuse_in_batch(&self, what: &str) -> Result<(), OperationError> {
        match &self.batch {
            Some(table) => Err(OperationError::NotInBatch {
                operation: what.to_owned(),
                table: table.clone(),
            }),
            None => Ok(()),
        }
    }
}
