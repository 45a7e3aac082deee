//! The queue between a revision's calls and what carries them out: in go operations with their places, out they come in
//! order, the neighbouring changes of one table as one.

use std::panic::Location;

use super::{OperationError, Operations, validate};
use crate::operation::{Change, Operation, Recreate};
use crate::revision::Result;
use crate::schema::{IndexKey, Table, TableName};

impl Operations<'_> {
    #[track_caller]
    pub(super) fn push(&mut self, operation: Operation) -> Result {
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
    pub(super) fn change(&mut self, table: TableName, change: Change) -> Result {
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
