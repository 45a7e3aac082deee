//! Why a script cannot be written.

use thiserror::Error;

use crate::dialect::NotBuilt;
use crate::graph::{Direction, GraphError};
use crate::revision::BoxError;
use crate::runner::FailedOperation;

/// A script cannot be written. Nothing of it was printed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// The history, the start or the target is not sound.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// A downgrade has to say where the database stands.
    #[error("a script that downgrades has to say from where: `{target}`")]
    NoStart {
        /// The target that was given alone.
        target: String,
    },
    /// The range is not `from:to`.
    #[error("`{range}` is not a range from one revision to another")]
    NotARange {
        /// What was given.
        range: String,
    },
    /// Where the database stands is known by the database alone, and no script can ask it before it is written.
    #[error("a script is written without a database, so that `current` has no meaning in it")]
    Current,
    /// Several targets name different starts.
    #[error("the targets name two starts: `{first}` and `{second}`")]
    TwoStarts {
        /// One of them.
        first: String,
        /// The other one.
        second: String,
    },
    /// The revisions are not compiled into this program.
    #[error("revision `{revision}` is not compiled into this program")]
    NotEmbedded {
        /// The revision.
        revision: String,
    },
    /// The program was built without what scripts for that database need.
    #[error(transparent)]
    NotBuilt(#[from] NotBuilt),
    /// What the revisions made cannot be read back.
    #[error(transparent)]
    Inspect(#[from] crate::dialect::InspectError),
    /// A revision asks for what no script can do.
    #[error("cannot write revision `{revision}` as SQL{}", at(.operation))]
    Revision {
        /// The revision.
        revision: String,
        /// Which of its functions.
        direction: Direction,
        /// The file, relative to the migrations package.
        path: &'static str,
        /// The operation, where the error is of one.
        operation: Option<FailedOperation>,
        /// Whether it is code or a question to the database, for which a script needs SQL instead.
        needs_database: bool,
        /// Why.
        #[source]
        source: BoxError,
    },
}

/// A step of code stands where only SQL can stand.
#[derive(Debug, Error)]
#[error("it is Rust code, which a script cannot hold")]
pub(super) struct Code;

/// A statement stands in the revision's transaction that the database refuses there.
#[derive(Debug, Error)]
#[error(
    "the database refuses it inside of the revision's transaction; put it into `op.autocommit_block`: `{0}`"
)]
pub(super) struct InTransaction(pub(super) String);

/// A statement holds a character that ends a script for its reader.
#[derive(Debug, Error)]
#[error("a statement holds the character NUL, which {0} does not read")]
pub(super) struct Nul(pub(super) &'static str);

/// What is wrong may come from a revision whose effect is not known.
#[derive(Debug, Error)]
#[error("{source}; what revision `{revision}` does to the schema is not known: {reason}")]
pub(super) struct Doubtful {
    pub(super) source: BoxError,
    pub(super) revision: String,
    pub(super) reason: String,
}

fn at(operation: &Option<FailedOperation>) -> String {
    match operation {
        Some(operation) => format!(
            " (operation {} of {}: {})",
            operation.number, operation.total, operation.description
        ),
        None => String::new(),
    }
}
