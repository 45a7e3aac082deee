//! The commands, one file for each.

#[cfg(feature = "developer")]
pub(crate) mod init;

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It did what it was asked for.
    Done,
    /// It found a difference that it was asked to look for.
    Difference,
    /// Another program did it, and this is its exit status.
    Exit(u8),
}
