//! The models' tables without a history: for tests, and for programs that stamp a new database.

use thiserror::Error;

use crate::config::Config;
use crate::connection::Connection;
use crate::dialect::{self, InspectError, Unsupported};
use crate::diff::{self, DiffOptions};
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::revision::BoxError;
use crate::runner::{RunError, run_operations};
use crate::schema::{Object, Schema, TableName};

/// The models' tables cannot be created or dropped.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CreateError {
    /// The database lacks what a model asks for.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// The database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// The connection cannot be used for it.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A statement failed; nothing was changed.
    #[error("the database refused to create or drop the models' tables")]
    Refused(#[source] BoxError),
}

impl Metadata {
    /// Creates the models' tables that are not there, in the order of their foreign keys and in one transaction.
    ///
    /// # Errors
    /// [`CreateError`]; nothing was changed then.
    pub fn create_all(&self, conn: &mut dyn Connection) -> Result<(), CreateError> {
        let dialect = dialect::detect(conn)?;
        let mut wanted = self.schema_on(conn.engine());
        if let Some(unsupported) = wanted
            .tables
            .iter()
            .find_map(|table| dialect.unsupported(table).into_iter().next())
        {
            return Err(unsupported.into());
        }
        let registered = self.objects();
        let mut present = present(&wanted, &registered, conn)?;
        present.objects = dialect.objects(conn, present.objects)?;
        wanted
            .tables
            .retain(|table| present.table(&table.name).is_none());
        dialect.normalise(&mut wanted);
        let mut there = present;
        dialect.normalise(&mut there);
        there.tables.clear();
        let objects = of_these(&there, &registered);
        there.objects.clear();
        let tables = between(&there, &wanted, &*dialect);
        let operations =
            diff::objects::frame(tables, &objects, &registered, &Schema::default(), &wanted);
        run(conn, &operations)
    }

    /// Drops the models' tables that are there, and the version table and journal of the default names, in one
    /// transaction: the database is as new. Where they have other names, [`Environment::drop_all`] knows them.
    ///
    /// # Errors
    /// [`CreateError`]; nothing was changed then.
    ///
    /// [`Environment::drop_all`]: crate::Environment::drop_all
    pub fn drop_all(&self, conn: &mut dyn Connection) -> Result<(), CreateError> {
        drop_all(conn, self, &Config::default())
    }
}

/// Drops what the models and this library made, in the order of foreign keys.
pub(crate) fn drop_all(
    conn: &mut dyn Connection,
    metadata: &Metadata,
    config: &Config,
) -> Result<(), CreateError> {
    let dialect = dialect::detect(conn)?;
    let mut models = metadata.schema_on(conn.engine());
    let own = [config.version_table.clone(), config.journal_table()];
    let registered = metadata.objects();
    let mut present = dialect.inspect(conn, &|name| {
        models.table(name).is_some() || own.contains(name) || names(&registered, name)
    })?;
    present.objects = dialect.objects(conn, present.objects)?;
    dialect.normalise(&mut models);
    present
        .enums
        .retain(|kind| models.enum_type(&kind.name).is_some());
    let objects = of_these(&present, &registered);
    present.objects.clear();
    let nothing = Schema::default();
    let tables = between(&present, &nothing, &*dialect);
    let operations = diff::objects::frame(tables, &objects, &[], &present, &nothing);
    run(conn, &operations)
}

/// What of the models the database has.
fn present(
    models: &Schema,
    objects: &[Object],
    conn: &mut dyn Connection,
) -> Result<Schema, CreateError> {
    let include = |name: &TableName| models.table(name).is_some() || names(objects, name);
    Ok(dialect::detect(conn)?.inspect(conn, &include)?)
}

fn names(objects: &[Object], name: &TableName) -> bool {
    objects.iter().any(|object| object.id.name == *name)
}

/// Those of the registered objects that are there, whatever is there under their names.
fn of_these(present: &Schema, registered: &[Object]) -> Vec<Object> {
    let is_there = |object: &&Object| {
        let mut live = present.objects.iter();
        live.any(|live| live.id.means(&object.id))
    };
    registered.iter().filter(is_there).cloned().collect()
}

fn between(from: &Schema, to: &Schema, dialect: &dyn dialect::Dialect) -> Vec<Operation> {
    diff::diff(from, to, &DiffOptions::new(dialect.capabilities())).operations
}

fn run(conn: &mut dyn Connection, operations: &[Operation]) -> Result<(), CreateError> {
    run_operations(conn, &Config::default(), operations)?.map_err(CreateError::Refused)
}
