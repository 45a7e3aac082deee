//! The derives from the outside: what they make of models, in a database and in the registry, and what they say of
//! mistakes.
#![deny(warnings, missing_docs, unreachable_pub)]
#![forbid(unsafe_code)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod definitions;
mod enums;
mod external;
mod joins;
mod tables;

/// Every mistake has its message: reviewed files beside the programs.
#[test]
fn mistakes() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}

/// An empty database in memory, with the given tables.
fn database(sql: &str) -> diesel::SqliteConnection {
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;

    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    connection.batch_execute(sql).unwrap();
    connection
}
