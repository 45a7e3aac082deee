//! Indexes that are to be built without locking writers out: PostgreSQL does that outside of a transaction only, and what
//! stands beside them in a revision would be committed before.

use crate::operation::{Change, Operation};

/// Puts them into blocks of their own where the operations are nothing else. Beside other changes they are built the
/// ordinary way: the revision stays one transaction.
#[must_use]
pub fn place_concurrent_indexes(mut operations: Vec<Operation>) -> Vec<Operation> {
    let alone = operations.iter().all(|operation| match operation {
        Operation::AlterTable { changes, .. } => changes.iter().all(is_concurrent),
        _ => false,
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
        match operation {
            Operation::CreateTable { table, .. } => {
                for index in &mut table.indexes {
                    index.concurrently = false;
                }
            }
            Operation::AlterTable { changes, .. } => {
                for change in changes {
                    if let Change::CreateIndex { index, .. } = change {
                        index.concurrently = false;
                    }
                }
            }
            _ => {}
        }
    }
    operations
}

fn is_concurrent(change: &Change) -> bool {
    matches!(change, Change::CreateIndex { index, .. } if index.concurrently)
}
