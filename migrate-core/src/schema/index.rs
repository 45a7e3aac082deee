//! Indexes.

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Index {
    /// The index's name; `None` in a model that leaves it to the naming convention.
    pub name: Option<String>,
    /// What is indexed, in order.
    pub columns: Vec<IndexColumn>,
    /// Whether two rows may not be equal in it.
    pub unique: bool,
    /// The predicate of a partial index.
    pub predicate: Option<String>,
    /// The access method (`gin`, `hash`), where it is not the default.
    pub method: Option<String>,
    /// Columns that are stored along.
    pub include: Vec<String>,
    /// PostgreSQL 15: two NULLs count as equal.
    pub nulls_not_distinct: bool,
    /// PostgreSQL's storage parameters (`fillfactor=70`), and MySQL's options of an index.
    pub parameters: Option<String>,
    /// The index's comment.
    pub comment: Option<String>,
    /// PostgreSQL: built without locking writers out. How it is built, not what it is: never compared.
    pub concurrently: bool,
}

impl Index {
    /// Makes a plain index without a name.
    #[must_use]
    pub fn new(columns: Vec<IndexColumn>) -> Self {
        Index {
            name: None,
            columns,
            unique: false,
            predicate: None,
            method: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            parameters: None,
            comment: None,
            concurrently: false,
        }
    }
}

/// One entry of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct IndexColumn {
    /// The column or the expression.
    pub key: IndexKey,
    /// Whether the order is descending.
    pub descending: bool,
    /// Where NULLs stand, if not where the order puts them.
    pub nulls: Option<NullsOrder>,
    /// The collation, where it is not the column's.
    pub collation: Option<String>,
    /// PostgreSQL's operator class.
    pub ops: Option<String>,
    /// MySQL's prefix length, in characters (bytes for binary types).
    pub prefix: Option<u32>,
}

impl IndexColumn {
    /// Indexes a column, ascending.
    #[must_use]
    pub fn column(name: impl Into<String>) -> Self {
        IndexColumn::new(IndexKey::Column(name.into()))
    }

    /// Indexes an expression, ascending.
    #[must_use]
    pub fn expression(expression: impl Into<String>) -> Self {
        IndexColumn::new(IndexKey::Expression(expression.into()))
    }

    fn new(key: IndexKey) -> Self {
        IndexColumn {
            key,
            descending: false,
            nulls: None,
            collation: None,
            ops: None,
            prefix: None,
        }
    }
}

/// What an index entry reads.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum IndexKey {
    /// A column.
    Column(String),
    /// An expression, without parentheses around it.
    Expression(String),
}

/// Where NULLs stand in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum NullsOrder {
    /// Before all values.
    First,
    /// After all values.
    Last,
}
