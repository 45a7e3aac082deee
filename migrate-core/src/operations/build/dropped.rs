//! Names of what is dropped, and SQL with its way back.

use crate::schema::QualifiedName;

/// The name of something that is dropped: a text, a pair of schema and name, or one of them in [`if_exists`] or
/// [`concurrently`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Dropped {
    pub(in crate::operations) name: QualifiedName,
    pub(in crate::operations) if_exists: bool,
    pub(in crate::operations) concurrently: bool,
}

impl<T: Into<QualifiedName>> From<T> for Dropped {
    fn from(name: T) -> Self {
        Dropped {
            name: name.into(),
            if_exists: false,
            concurrently: false,
        }
    }
}

/// Drops something only if it is there: `op.drop_table(if_exists("heros"))`.
pub fn if_exists(name: impl Into<Dropped>) -> Dropped {
    Dropped {
        if_exists: true,
        ..name.into()
    }
}

/// Drops an index without locking anybody out (PostgreSQL): `op.drop_index("heros", concurrently("ix_heros_name"))`.
pub fn concurrently(name: impl Into<Dropped>) -> Dropped {
    Dropped {
        concurrently: true,
        ..name.into()
    }
}

/// Describes SQL together with what undoes it: `op.execute(sql("GRANT ...").down("REVOKE ..."))`.
pub fn sql(statement: &str) -> SqlSpec {
    statement.into()
}

/// SQL as it stands.
#[derive(Debug, Clone)]
#[must_use]
pub struct SqlSpec {
    pub(in crate::operations) sql: String,
    pub(in crate::operations) down: Option<String>,
}

impl SqlSpec {
    /// Says what undoes it, so that the operation can be reversed.
    pub fn down(mut self, statement: &str) -> Self {
        self.down = Some(statement.to_owned());
        self
    }
}

impl From<&str> for SqlSpec {
    fn from(sql: &str) -> Self {
        sql.to_owned().into()
    }
}

impl From<&String> for SqlSpec {
    fn from(sql: &String) -> Self {
        sql.clone().into()
    }
}

impl From<String> for SqlSpec {
    fn from(sql: String) -> Self {
        SqlSpec { sql, down: None }
    }
}
