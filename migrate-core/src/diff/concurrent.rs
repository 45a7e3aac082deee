//! Indexes that are to be built without locking writers out: PostgreSQL does that outside of a transaction only, and what
//! stands beside them in a revision would be committed before.

use crate::operation::{Change, Operation};

/// Puts them into blocks of their own where the operations are nothing else. Beside other changes they are built the
/// ordinary way: the revision stays one transaction.
#[must_use]
pub(crate) fn place_concurrent_indexes(mut operations: Vec<Operation>) -> Vec<Operation> {
    let alone = operations.iter().all(|operation| {
        matches!(operation, Operation::AlterTable { changes, .. } if changes.iter().all(is_concurrent))
    });
    if alone {
        return operations
            .into_iter()
            .map(|operation| Operation::AutocommitBlock {
                operations: vec![operation],
            })
            .collect();
    }
    for operation in &mut operations {
        if let Operation::CreateTable { table, .. } = operation {
            for index in &mut table.indexes {
                index.concurrently = false;
            }
        } else if let Operation::AlterTable { changes, .. } = operation {
            for change in changes {
                if let Change::CreateIndex { index, .. } = change {
                    index.concurrently = false;
                }
            }
        }
    }
    operations
}

fn is_concurrent(change: &Change) -> bool {
    matches!(change, Change::CreateIndex { index, .. } if index.concurrently)
}
