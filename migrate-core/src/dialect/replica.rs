//! What a history makes of an empty database, where there is no database to ask: DDL is written from it.

use std::collections::HashSet;

use super::{DdlError, InspectError};
use crate::connection::{Connection, Engine};
use crate::dialect::{Catalog, Ddl};
use crate::operation::{ApplyError, Operation};
use crate::operations::changes_schema;
use crate::revision::BoxError;
use crate::schema::{Schema, Table, TableName, Upkeep};

/// A stand-in for the database that a script is written for.
pub(crate) trait Replica {
    /// What the dialect asks while it writes DDL.
    fn catalog(&mut self) -> Box<dyn Catalog + '_>;

    /// Does what an operation does to the schema; rows do not count.
    ///
    /// # Errors
    /// Why it cannot be followed.
    fn apply(&mut self, operation: &Operation, ddl: &Ddl) -> Result<(), BoxError>;

    /// Whether the database, too, would refuse what the stand-in refuses.
    fn judges(&self) -> bool;

    /// The stand-in as a database, if it is one.
    fn connection(&mut self) -> Option<&mut dyn Connection>;

    /// What the stand-in holds.
    ///
    /// # Errors
    /// [`InspectError`] if it cannot be read.
    fn schema(&mut self) -> Result<Schema, InspectError>;
}

/// An empty stand-in.
///
/// # Errors
/// [`InspectError`] if this program was built without what it needs.
pub(crate) fn empty(engine: Engine) -> Result<Box<dyn Replica>, InspectError> {
    match engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => Ok(Box::new(super::sqlite::replica::InMemory::empty()?)),
        #[cfg(not(feature = "sqlite"))]
        Engine::Sqlite => Err(super::NotBuilt { engine }.into()),
        Engine::Postgres | Engine::Mysql => Ok(Described::of(engine, Schema::default())),
    }
}

/// A stand-in for a live database.
///
/// # Errors
/// [`InspectError`] if the database cannot be read, or this program was built without what it needs.
pub(crate) fn of(conn: &mut dyn Connection) -> Result<Box<dyn Replica>, InspectError> {
    let engine = conn.engine();
    let dialect = super::detect(conn)?;
    if let Some(statements) = dialect.stored_statements(conn, &|_| true)? {
        let mut replica = empty(engine)?;
        if let Some(copy) = replica.connection() {
            for statement in &statements {
                copy.batch_execute(statement)?;
            }
        }
        return Ok(replica);
    }
    let schema = dialect.inspect(conn, &|_| true)?;
    Ok(Described::of(engine, schema))
}

/// A stand-in for a database that holds the schema.
///
/// # Errors
/// [`DdlError`] if the schema cannot be created, or this program was built without what that needs.
pub(crate) fn described(engine: Engine, schema: &Schema) -> Result<Box<dyn Replica>, DdlError> {
    match engine {
        Engine::Sqlite => {
            let mut replica = empty(engine)?;
            for operation in super::super::diff::create(schema, true) {
                let ddl = super::of(engine).ddl(&operation, &mut *replica.catalog())?;
                replica
                    .apply(&operation, &ddl)
                    .map_err(|error| DdlError::Invalid(error.to_string()))?;
            }
            Ok(replica)
        }
        Engine::Postgres | Engine::Mysql => Ok(Described::of(engine, schema.clone())),
    }
}

/// A schema as operations describe it. It knows nothing of what raw SQL does.
struct Described {
    engine: Engine,
    schema: Schema,
    /// The indexes that the database made for foreign keys, by table: it drops them once another will do.
    made: HashSet<(TableName, String)>,
    /// The raw SQL that may have changed the schema.
    opaque: Vec<String>,
}

impl Described {
    fn of(engine: Engine, schema: Schema) -> Box<dyn Replica> {
        Box::new(Described {
            engine,
            schema,
            made: HashSet::new(),
            opaque: Vec::new(),
        })
    }
}

impl Replica for Described {
    fn catalog(&mut self) -> Box<dyn Catalog + '_> {
        Box::new(DescribedCatalog(self))
    }

    fn apply(&mut self, operation: &Operation, _ddl: &Ddl) -> Result<(), BoxError> {
        let before = if let Operation::AlterTable { table, .. } = operation {
            self.schema.table(table).cloned()
        } else {
            None
        };
        if self.engine == Engine::Mysql {
            self.make_way(operation);
        }
        match operation.apply(&mut self.schema) {
            Ok(()) => {
                if self.engine == Engine::Mysql {
                    self.look_after_indexes(operation, before.as_ref());
                }
                Ok(())
            }
            Err(ApplyError::Opaque(_)) => {
                if let Operation::Execute { sql, .. } = operation
                    && changes_schema(sql, Some(self.engine))
                {
                    self.opaque.push(sql.clone());
                    return Err("it executes SQL that may change the schema".into());
                }
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What raw SQL created is there, though it is not known here.
    fn judges(&self) -> bool {
        false
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        None
    }

    fn schema(&mut self) -> Result<Schema, InspectError> {
        Ok(self.schema.clone())
    }
}

impl Described {
    /// An index that the database made for a foreign key may be asked for as one that stays without it.
    fn make_way(&mut self, operation: &Operation) {
        if let Operation::AlterTable { table, changes, .. } = operation
            && let Some(table) = self.schema.table_mut(table)
        {
            table.indexes.retain(|index| {
                let made = self
                    .made
                    .iter()
                    .any(|(owner, name)| *owner == table.name && index.name.as_ref() == Some(name));
                let asked = index
                    .name
                    .as_ref()
                    .is_some_and(|name| changes.iter().any(|change| change.creates_index(name)));
                !(made && asked)
            });
        }
    }

    /// Does what the database does by itself: indexes of foreign keys come and go.
    fn look_after_indexes(&mut self, operation: &Operation, before: Option<&Table>) {
        if let Operation::RenameTable { from, to } = operation {
            let moved = self.made.drain().map(|(table, index)| {
                let table = if table == *from { to.clone() } else { table };
                (table, index)
            });
            self.made = moved.collect();
        }
        let changed = if let Operation::CreateTable { table, .. } = operation {
            Some((&table.name, [].as_slice()))
        } else if let Operation::AlterTable { table, changes, .. } = operation {
            Some((table, changes.as_slice()))
        } else {
            None
        };
        let Some((name, changes)) = changed else {
            return;
        };
        let Some(table) = self.schema.table_mut(name) else {
            return;
        };
        if let Some(before) = before {
            let states = |name: &str| changes.iter().any(|change| change.creates_index(name));
            let upkeep = Upkeep::between(before, table, true, states);
            table.indexes.retain(|index| {
                let goes = index
                    .name
                    .as_ref()
                    .is_some_and(|name| upkeep.drops.contains(name));
                !goes
            });
            for (from, to) in upkeep.renames {
                let mut indexes = table.indexes.iter_mut();
                if let Some(index) = indexes.find(|index| index.name.as_ref() == Some(&from)) {
                    index.name = Some(to);
                }
            }
            table.indexes.extend(upkeep.adds);
        }
        for at in 0..table.foreign_keys.len() {
            let key = &table.foreign_keys[at];
            if !table.may_support(&key.columns) {
                let index = table.index_for(key);
                self.made
                    .extend(index.name.clone().map(|index| (name.clone(), index)));
                table.indexes.push(index);
            }
        }
        self.made.retain(|(owner, made)| {
            let superseded = owner == name && table.drop_superseded(made);
            !superseded
        });
    }
}

struct DescribedCatalog<'d>(&'d Described);

impl Catalog for DescribedCatalog<'_> {
    fn table(&mut self, name: &TableName) -> Result<Option<Table>, DdlError> {
        let Described {
            engine,
            schema,
            made: _,
            opaque,
        } = self.0;
        if let Some(sql) = opaque.iter().find(|sql| mentions(sql, &name.name)) {
            let first = sql.lines().next().unwrap_or_default();
            return Err(DdlError::Invalid(format!(
                "what table `{name}` is now is not known: raw SQL may have changed it (`{first}`)"
            )));
        }
        Ok(schema.table(name).map(|table| as_found(table, *engine)))
    }
}

/// A table as inspection would find it: what a statement leaves open, the database names.
fn as_found(table: &Table, engine: Engine) -> Table {
    let mut table = table.clone();
    if let (Engine::Postgres, Some(key)) = (engine, &mut table.primary_key)
        && key.name.is_none()
    {
        key.name = Some(format!("{}_pkey", table.name.name));
    }
    table
}

/// Whether a name stands in a text as a word.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let sql = sql.to_lowercase();
    sql.match_indices(&name.to_lowercase()).any(|(at, found)| {
        let before = sql[..at].chars().next_back();
        let after = sql[at + found.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}
