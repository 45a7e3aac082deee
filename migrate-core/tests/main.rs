//! The one test binary of the package: laws and cases against real databases.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "sqlite")]
mod sqlite;
