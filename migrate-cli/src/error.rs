//! Everything that a command can fail with.

use std::error::Error as _;
use std::io;

use thiserror::Error;

use crate::hint::hint;
use crate::output::Output;

/// A command failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// The folder to work in is not there.
    #[error("cannot work in {folder}")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be reached.
    #[error(transparent)]
    Database(#[from] crate::database::DatabaseError),
    /// Cargo could not do its part.
    #[cfg(feature = "developer")]
    #[error(transparent)]
    Cargo(#[from] crate::cargo::CargoError),
    /// The packages cannot be set up.
    #[cfg(feature = "developer")]
    #[error(transparent)]
    Scaffold(#[from] crate::scaffold::ScaffoldError),
    /// The output could not be written.
    #[error("cannot write the output")]
    Output(#[from] io::Error),
}

impl CliError {
    /// Whether nobody reads any more, which is no failure.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Tells of the failure.
    pub(crate) fn report(&self, output: &Output) {
        let mut causes = Vec::new();
        let mut cause = self.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        output.error(
            self.kind(),
            &self.to_string(),
            &causes,
            hint(self).as_deref(),
        );
    }
}
