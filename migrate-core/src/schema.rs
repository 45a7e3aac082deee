//! What a schema is: plain data, the same for every database.
//!
//! Models ([`Metadata`](crate::Metadata)) and live databases ([`Dialect::inspect`](crate::dialect::Dialect::inspect))
//! both become a [`Schema`]; the diff compares two of them and operations carry pieces of them. Nothing in here knows
//! a dialect or a connection.

mod column;
mod constraint;
mod index;
mod naming;
mod table;
mod types;

pub use column::{Column, ColumnDefault, Generated, Identity, Literal};
pub use constraint::{
    Check, Deferrable, ForeignKey, MatchType, PrimaryKey, ReferentialAction, Unique,
};
pub use index::{Index, IndexColumn, IndexKey, NullsOrder};
pub use naming::NamingConvention;
pub use table::{Table, TableName, TableOptions};
pub use types::{ColumnType, EnumType};

/// All tables of one database, or of the models that belong to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Schema {
    /// The tables, sorted by [`TableName`] once [`Schema::sort`] ran.
    pub tables: Vec<Table>,
}

impl Schema {
    /// Returns the table of that name.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// Returns the table of that name, to be changed.
    pub fn table_mut(&mut self, name: &TableName) -> Option<&mut Table> {
        self.tables.iter_mut().find(|table| table.name == *name)
    }

    /// Puts the tables into the order of their names.
    pub fn sort(&mut self) {
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

impl FromIterator<Table> for Schema {
    fn from_iter<I: IntoIterator<Item = Table>>(tables: I) -> Self {
        let mut schema = Schema {
            tables: tables.into_iter().collect(),
        };
        schema.sort();
        schema
    }
}
