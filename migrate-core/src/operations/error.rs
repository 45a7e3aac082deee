//! What an operation may answer.

use thiserror::Error;

use super::Place;
use crate::revision::BoxError;
use crate::schema::TableName;

/// An operation of a revision cannot be done, or failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OperationError {
    /// The description contradicts itself.
    #[error("{0}")]
    Invalid(String),
    /// `execute` was given a statement that begins or ends a transaction.
    #[error("`execute` was given `{statement}`, but the runner owns the transaction")]
    TransactionStatement {
        /// The statement's first word.
        statement: String,
    },
    /// The revision expects another type of connection than the runner was given.
    #[error(
        "the revision expects a connection of type `{expected}`, and the runner was given another"
    )]
    WrongConnection {
        /// The type that the revision names.
        expected: &'static str,
    },
    /// The revision asks for the database where there is none.
    #[error("`{what}` needs a database, and there is none")]
    NeedsConnection {
        /// What was called.
        what: &'static str,
    },
    /// A batch was given something that is no change of its table.
    #[error("`{operation}` cannot stand in a batch of table `{table}`")]
    NotInBatch {
        /// What was asked for.
        operation: String,
        /// The table of the batch.
        table: TableName,
    },
    /// The operation was tried and failed.
    #[error("operation {number} of {total} failed: {operation}")]
    Failed {
        /// The operation's number, from 1.
        number: usize,
        /// How many operations were known when it failed.
        total: usize,
        /// What people read of it.
        operation: String,
        /// Where the revision asked for it.
        place: Place,
        /// Why it failed.
        #[source]
        source: BoxError,
    },
}

impl OperationError {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        OperationError::Invalid(message.into())
    }
}
