//! The registry: what `#[derive(Migratable)]` collected, as a [`Schema`].
//!
//! The derive writes one `static` [`TableDef`] for each model, built from constants only, and submits it to the
//! registry. [`Metadata`] gathers what is linked into the program and turns it into a schema, which the diff compares
//! with a live database.

mod agree;
mod def;
mod link;
mod object;

use std::collections::BTreeMap;

use thiserror::Error;

pub use def::{
    CheckDef, ColumnDef, DefaultDef, EnumDef, EnumVariantDef, ExcludeDef, ForeignKeyDef,
    GeneratedDef, IdentityDef, IndexColumnDef, IndexDef, IndexKeyDef, LiteralDef, TableDef,
    TypeDef, UniqueDef,
};

#[doc(hidden)]
pub use object::ObjectRegistration;

#[doc(hidden)]
pub use agree::{
    ColumnNames, SamePrimaryKey, SameSqlType, covers, same_name, same_primary_key, same_sql_type,
};
#[doc(hidden)]
pub use link::{
    ChildOf, Choose, Clause, Elsewhere, Equal, JoinedWith, Nothing, Parent, TableFor, When, allows,
    contains, equal,
};

use crate::connection::Engine;
use crate::schema::{Namespace, Object, ObjectId, Schema, TableName};

/// A struct that is a model: implemented by `#[derive(Migratable)]`, never by hand.
///
/// The constants are apart from [`Migratable::TABLE`] so that models may refer to each other in a circle.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "it does not derive `Migratable`",
    note = "add `#[derive(Migratable)]` to `{Self}`"
)]
pub trait Migratable {
    /// The table's name.
    const NAME: &'static str;
    /// The schema that the table lives in.
    const SCHEMA: Option<&'static str>;
    /// The columns of the primary key.
    const PRIMARY_KEY: &'static [&'static str];
    /// The Rust name and the SQL name of every column.
    const FIELDS: &'static [(&'static str, &'static str)];
    /// Everything about the table.
    const TABLE: &'static TableDef;
    /// The path of the struct: who of two goes first.
    #[doc(hidden)]
    const ID: &'static str;
    /// The models that this one's foreign keys point at, and that it writes Diesel's implementations for.
    #[doc(hidden)]
    const LINKS: &'static [&'static str];
}

/// An enum whose values a column holds: implemented by `#[derive(MigratableEnum)]`, never by hand.
pub trait MigratableEnum {
    /// The type's name and its values.
    const ENUM: &'static EnumDef;
}

/// An entry of the registry.
#[doc(hidden)]
pub struct Registration(pub &'static TableDef);

inventory::collect!(Registration);

/// The models of a program, or those of one of its databases: what `Base.metadata` is to SQLAlchemy.
///
/// ```standalone_crate
/// use migrate_core::Metadata;
///
/// // Nothing is linked into this example, and that is an error that says what to do.
/// let error = Metadata::collect().unwrap_err();
/// assert!(error.to_string().contains("no models"));
/// ```
#[derive(Debug, Clone)]
pub struct Metadata {
    tables: Vec<&'static TableDef>,
    objects: Vec<&'static ObjectRegistration>,
}

/// The models cannot be taken for one schema.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// Nothing is registered.
    #[error("no models are linked into this program")]
    Empty,
    /// No model belongs to the database that was asked for.
    #[error("no model belongs to the database `{database}`; the models name: {known}")]
    NoSuchDatabase {
        /// The database that was asked for.
        database: String,
        /// The databases that models name.
        known: String,
    },
    /// A model belongs to a database that the project does not have.
    #[error("`{model}` belongs to the database `{database}`; the project has: {known}")]
    UnknownDatabase {
        /// The path of the model.
        model: String,
        /// The database that it names.
        database: String,
        /// The project's databases.
        known: String,
    },
    /// Two models describe the same table.
    #[error("two models describe the table `{table}`: `{first}` and `{second}`")]
    Duplicate {
        /// The table.
        table: TableName,
        /// The path of one model.
        first: String,
        /// The path of the other.
        second: String,
    },
    /// An object is registered twice.
    #[error("{object} is registered twice: in `{first}` and in `{second}`")]
    DuplicateObject {
        /// The object.
        object: ObjectId,
        /// The path of one module.
        first: String,
        /// The path of the other.
        second: String,
    },
}

impl Metadata {
    /// Gathers every model that is linked into the program, in the order of table names.
    ///
    /// A crate that is never named is never linked: `use models as _;` is enough.
    ///
    /// # Errors
    /// [`MetadataError::Empty`] if there is no model, [`MetadataError::Duplicate`] if two describe one table,
    /// [`MetadataError::DuplicateObject`] if an object is registered twice.
    pub fn collect() -> Result<Self, MetadataError> {
        let mut metadata = Self::of(
            inventory::iter::<Registration>
                .into_iter()
                .map(|entry| entry.0),
        )?;
        if metadata.tables.is_empty() {
            return Err(MetadataError::Empty);
        }
        metadata.objects = object::registered()?;
        Ok(metadata)
    }

    /// Takes the given models and no others.
    ///
    /// ```ignore
    /// let metadata = Metadata::of([Hero::TABLE, Team::TABLE])?;
    /// ```
    ///
    /// # Errors
    /// [`MetadataError::Duplicate`] if two describe one table.
    pub fn of(tables: impl IntoIterator<Item = &'static TableDef>) -> Result<Self, MetadataError> {
        let mut by_name: BTreeMap<(Option<&str>, TableName), &'static TableDef> = BTreeMap::new();
        for table in tables {
            let name = table.table_name();
            if let Some(first) = by_name.insert((table.database, name.clone()), table)
                && !std::ptr::eq(first, table)
            {
                // The order of the registry is unspecified; the message is not.
                let (first, second) = if first.path() <= table.path() {
                    (first, table)
                } else {
                    (table, first)
                };
                return Err(MetadataError::Duplicate {
                    table: name,
                    first: first.path(),
                    second: second.path(),
                });
            }
        }
        Ok(Metadata {
            tables: by_name.into_values().collect(),
            objects: Vec::new(),
        })
    }

    /// Selects the models of one database: those whose `database = "..."` is that name.
    ///
    /// # Errors
    /// [`MetadataError::NoSuchDatabase`] if there is none.
    pub fn database(&self, database: &str) -> Result<Self, MetadataError> {
        let tables: Vec<_> = self
            .tables
            .iter()
            .copied()
            .filter(|table| table.database == Some(database))
            .collect();
        if tables.is_empty() {
            let mut known: Vec<_> = self
                .tables
                .iter()
                .filter_map(|table| table.database)
                .collect();
            known.sort_unstable();
            known.dedup();
            return Err(MetadataError::NoSuchDatabase {
                database: database.to_owned(),
                known: if known.is_empty() {
                    "none".to_owned()
                } else {
                    known.join(", ")
                },
            });
        }
        let objects = self.objects.iter().copied();
        let objects = objects.filter(|object| object.database == Some(database));
        Ok(Metadata {
            tables,
            objects: objects.collect(),
        })
    }

    /// Selects the models of one of the project's databases; those that name none belong to the first. There may be none.
    pub(crate) fn of_database(
        &self,
        database: &str,
        databases: &[String],
    ) -> Result<Self, MetadataError> {
        let is_it = |named: Option<&str>, model: &dyn Fn() -> String| {
            let first = databases.first().map(String::as_str);
            let of = named.or(first).unwrap_or_default();
            if !databases.iter().any(|known| known == of) {
                return Err(MetadataError::UnknownDatabase {
                    model: model(),
                    database: of.to_owned(),
                    known: databases.join(", "),
                });
            }
            Ok(of == database)
        };
        let (mut tables, mut objects) = (Vec::new(), Vec::new());
        for &table in &self.tables {
            if is_it(table.database, &|| table.path())? {
                tables.push(table);
            }
        }
        for &object in &self.objects {
            if is_it(object.database, &|| (object.object)().id.to_string())? {
                objects.push(object);
            }
        }
        Ok(Metadata { tables, objects })
    }

    /// The models' definitions, in the order of table names.
    #[must_use]
    pub fn tables(&self) -> &[&'static TableDef] {
        &self.tables
    }

    /// The views, functions, triggers and the like that are registered beside the models.
    #[must_use]
    pub fn objects(&self) -> Vec<Object> {
        self.objects.iter().map(|entry| (entry.object)()).collect()
    }

    /// Describes the models as a schema; names that no model states are left open. What a model says of some databases
    /// `only` is in it.
    #[must_use]
    pub fn schema(&self) -> Schema {
        complete(self.tables.iter().map(|table| table.to_table()).collect())
    }

    /// As [`Metadata::schema`], what one kind of database is to have.
    #[must_use]
    pub fn schema_on(&self, engine: Engine) -> Schema {
        let tables = self.tables.iter();
        complete(tables.map(|table| table.to_table_on(engine)).collect())
    }
}

/// Adds the types and the schemas that tables are made of.
fn complete(mut schema: Schema) -> Schema {
    let columns = schema.tables.iter().flat_map(|table| &table.columns);
    for kind in columns.filter_map(|column| column.type_.enumeration()) {
        if schema.enums.iter().all(|known| known.name != kind.name) {
            schema.enums.push(kind.clone());
        }
    }
    let tables = schema.tables.iter().map(|table| &table.name.schema);
    let enums = schema.enums.iter().map(|kind| &kind.name.schema);
    for name in tables.chain(enums).flatten() {
        if schema.namespaces.iter().all(|known| known.name != *name) {
            schema.namespaces.push(Namespace::new(name));
        }
    }
    schema.sort();
    schema
}
