//! SQLite.

/// A table as SQLite's own catalog holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTable {
    /// The `CREATE TABLE` statement, as written.
    pub sql: String,
}
