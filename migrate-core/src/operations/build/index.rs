//! Indexes.

use super::owned;
use crate::schema::{Index, IndexColumn, NullsOrder};

/// Describes an index over columns (by name), descending ones ([`desc`]) and expressions ([`expr`]).
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.create_index("heros", index(["team_id", "name"]).unique())?;
///     op.create_index("heros", index([expr("lower(name)"), desc("age").nulls_last()]).name("ix_heros_search"))?;
///     op.create_index("heros", index(["age"]).filter("retired_at IS NULL").name("ix_heros_active"))
/// }
/// # Operations::record(upgrade).unwrap();
/// ```
pub fn index<K: Into<IndexKeySpec>, const N: usize>(columns: [K; N]) -> IndexSpec {
    IndexSpec {
        index: Index::new(
            columns
                .into_iter()
                .map(|column| column.into().column)
                .collect(),
        ),
        if_not_exists: false,
    }
}

/// A descending column of an index.
pub fn desc(column: &str) -> IndexKeySpec {
    IndexKeySpec {
        column: IndexColumn {
            descending: true,
            ..IndexColumn::column(column)
        },
    }
}

/// An expression in an index.
pub fn expr(expression: &str) -> IndexKeySpec {
    IndexKeySpec {
        column: IndexColumn::expression(expression),
    }
}

/// One entry of an index.
#[derive(Debug, Clone)]
#[must_use]
pub struct IndexKeySpec {
    column: IndexColumn,
}

impl IndexKeySpec {
    /// Orders descending.
    pub fn desc(mut self) -> Self {
        self.column.descending = true;
        self
    }

    /// Puts NULLs before all values.
    pub fn nulls_first(mut self) -> Self {
        self.column.nulls = Some(NullsOrder::First);
        self
    }

    /// Puts NULLs behind all values.
    pub fn nulls_last(mut self) -> Self {
        self.column.nulls = Some(NullsOrder::Last);
        self
    }

    /// Sets the collation of this entry.
    pub fn collation(mut self, name: &str) -> Self {
        self.column.collation = Some(name.to_owned());
        self
    }

    /// Sets PostgreSQL's operator class.
    pub fn ops(mut self, name: &str) -> Self {
        self.column.ops = Some(name.to_owned());
        self
    }

    /// Indexes a prefix of so many characters (MySQL).
    pub fn prefix(mut self, length: u32) -> Self {
        self.column.prefix = Some(length);
        self
    }
}

impl From<&str> for IndexKeySpec {
    fn from(column: &str) -> Self {
        IndexKeySpec {
            column: IndexColumn::column(column),
        }
    }
}

/// A column of an index, as an [`IndexKeySpec`] to mix with [`desc`] and [`expr`].
pub fn asc(column: &str) -> IndexKeySpec {
    column.into()
}

/// An index.
#[derive(Debug, Clone)]
#[must_use]
pub struct IndexSpec {
    pub(in crate::operations) index: Index,
    pub(in crate::operations) if_not_exists: bool,
}

impl IndexSpec {
    /// Names the index.
    pub fn name(mut self, name: &str) -> Self {
        self.index.name = Some(name.to_owned());
        self
    }

    /// Refuses two equal rows.
    pub fn unique(mut self) -> Self {
        self.index.unique = true;
        self
    }

    /// Indexes only rows for which the predicate holds.
    pub fn filter(mut self, predicate: &str) -> Self {
        self.index.predicate = Some(predicate.to_owned());
        self
    }

    /// Sets the access method: `gin`, `hash`.
    pub fn using(mut self, method: &str) -> Self {
        self.index.method = Some(method.to_owned());
        self
    }

    /// Stores columns along.
    pub fn include<const N: usize>(mut self, columns: [&str; N]) -> Self {
        self.index.include = owned(columns);
        self
    }

    /// Takes two NULLs for equal.
    pub fn nulls_not_distinct(mut self) -> Self {
        self.index.nulls_not_distinct = true;
        self
    }

    /// Sets storage parameters (PostgreSQL: `fillfactor=70`) or options of an index (MySQL).
    pub fn with(mut self, parameters: &str) -> Self {
        self.index.parameters = Some(parameters.to_owned());
        self
    }

    /// Sets the comment.
    pub fn comment(mut self, text: &str) -> Self {
        self.index.comment = Some(text.to_owned());
        self
    }

    /// Leaves an index of that name that is there as it is.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// Builds it without locking writers out (PostgreSQL).
    pub fn concurrently(mut self) -> Self {
        self.index.concurrently = true;
        self
    }
}
