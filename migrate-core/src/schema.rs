//! What a schema is: plain data, the same for every database.
//!
//! Models ([`Metadata`](crate::Metadata)) and live databases ([`Dialect::inspect`](crate::dialect::Dialect::inspect))
//! both become a [`Schema`]; the diff compares two of them and operations carry pieces of them. Nothing in here knows
//! a dialect or a connection.

mod column;
mod constraint;
mod element;
mod index;
mod name;
mod naming;
mod object;
mod support;
mod table;
mod types;

pub use column::{Column, ColumnDefault, ColumnPlace, Generated, Identity, Literal};
pub use constraint::{
    Check, Deferrable, Exclusion, ForeignKey, MatchType, PrimaryKey, ReferentialAction, Unique,
    Validity,
};
pub use element::{ColumnRef, EnumType, Extension, Namespace, Sequence, SequenceOptions};
pub use index::{Index, IndexColumn, IndexKey, NullsOrder};
pub use name::{QualifiedName, TableName};
pub use naming::NamingConvention;
pub use object::{Object, ObjectId, ObjectKind};
pub(crate) use support::Upkeep;
pub use table::{Inheritance, RowSecurity, Table, TableOptions};
pub use types::{ColumnType, Timestamptz, Uuid};

/// Everything in one database, or in the models that belong to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Schema {
    /// SQL schemas other than the default one.
    pub namespaces: Vec<Namespace>,
    /// Extensions.
    pub extensions: Vec<Extension>,
    /// Enumerations that are types of their own.
    pub enums: Vec<EnumType>,
    /// Sequences that stand alone; those behind numbered columns belong to the columns.
    pub sequences: Vec<Sequence>,
    /// The tables, sorted by [`TableName`] once [`Schema::sort`] ran.
    pub tables: Vec<Table>,
    /// Views, functions, triggers and the like, in an order in which they can be created.
    pub objects: Vec<Object>,
}

impl Schema {
    /// Returns the table of that name: quickly once [`Schema::sort`] ran.
    #[must_use]
    pub fn table(&self, name: &TableName) -> Option<&Table> {
        self.tables.get(self.place_of(name)?)
    }

    /// Returns the table of that name, to be changed.
    pub fn table_mut(&mut self, name: &TableName) -> Option<&mut Table> {
        let at = self.place_of(name)?;
        self.tables.get_mut(at)
    }

    fn place_of(&self, name: &TableName) -> Option<usize> {
        let sorted = self.tables.binary_search_by(|table| table.name.cmp(name));
        // Whoever makes a schema up may put tables anywhere.
        sorted
            .ok()
            .or_else(|| self.tables.iter().position(|table| table.name == *name))
    }

    /// Returns the enumeration of that name.
    #[must_use]
    pub fn enum_type(&self, name: &QualifiedName) -> Option<&EnumType> {
        self.enums.iter().find(|kind| kind.name == *name)
    }

    /// Puts everything whose order has no meaning into the order of its name.
    pub fn sort(&mut self) {
        self.namespaces.sort_by(|a, b| a.name.cmp(&b.name));
        self.extensions.sort_by(|a, b| a.name.cmp(&b.name));
        self.enums.sort_by(|a, b| a.name.cmp(&b.name));
        self.sequences.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

impl FromIterator<Table> for Schema {
    fn from_iter<I: IntoIterator<Item = Table>>(tables: I) -> Self {
        let mut schema = Schema {
            tables: tables.into_iter().collect(),
            ..Schema::default()
        };
        schema.sort();
        schema
    }
}
