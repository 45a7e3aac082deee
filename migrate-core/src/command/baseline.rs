//! Taking over a database that exists already: what a history has to begin with so that a new database becomes the
//! same, and what the version tables say that other tools left behind.

use super::compare::{CompareError, Comparison, NEVER_COMPARED, refuse_unsupported};
use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::dialect::{self, Dialect};
use crate::diff::{self, DiffOptions, Note};
use crate::environment::Environment;
use crate::metadata::Metadata;
use crate::operation::Operation;
use crate::runner::{RunError, VersionTable};
use crate::schema::{Object, Schema, TableName};

/// The version table of Alembic's that a database has by default.
const ALEMBIC: &str = "alembic_version";

/// What a version table says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedVersions {
    /// The table.
    pub table: TableName,
    /// Its rows.
    pub versions: Vec<String>,
}

/// Says where the version table of this project, or else Alembic's, has a database stand: the id that a baseline takes
/// over. `None` if neither table is there, or both are empty.
///
/// # Errors
/// [`RunError`] if a version table cannot be read.
pub fn recorded_versions(
    conn: &mut dyn Connection,
    config: &Config,
) -> Result<Option<RecordedVersions>, RunError> {
    let own = config.version_table.clone();
    let alembic = TableName {
        schema: own.schema.clone(),
        name: ALEMBIC.to_owned(),
    };
    for table in [own, alembic] {
        let versions = VersionTable::new(conn, &table).read(conn)?;
        if !versions.is_empty() {
            return Ok(Some(RecordedVersions { table, versions }));
        }
    }
    Ok(None)
}

/// Tells what makes an empty database of the same kind what this one is. Version tables, this library's and those of
/// other tools, are no part of it.
///
/// # Errors
/// [`CompareError::Inspect`] if the database cannot be read.
pub fn baseline_of_database(
    conn: &mut dyn Connection,
    config: &Config,
) -> Result<Comparison, CompareError> {
    let dialect = dialect::detect(conn)?;
    let include = |name: &TableName| is_compared(config, name) && config.filter.includes(name);
    let mut schema = dialect.inspect_everything(conn, &include)?;
    let written = dialect.as_written(conn, &mut schema)?;
    let mut comparison = match conn.engine() {
        // What is to be made again is what was found, to the letter.
        Engine::Postgres | Engine::Mysql => Comparison {
            operations: diff::create(&schema, dialect.capabilities().foreign_keys_may_precede),
            notes: Vec::new(),
            unfilled: Vec::new(),
        },
        Engine::Sqlite => {
            dialect.normalise(&mut schema);
            let objects = std::mem::take(&mut schema.objects);
            with_objects(from_nothing(&schema, config, &*dialect), &objects, &schema)
        }
    };
    if let Some(preamble) = dialect.preamble(&comparison.operations) {
        let local = preamble.replacen("SET ", "SET LOCAL ", 1);
        let set = Operation::Execute {
            down: Some(local.clone()),
            sql: local,
        };
        comparison.operations.insert(0, set);
    }
    let unsaid = written.left_out.into_iter().map(Note::from);
    comparison.notes.extend(unsaid);
    comparison.notes.extend(super::left_out(conn)?);
    Ok(comparison)
}

/// What [`Environment::baseline`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Baseline {
    /// What makes an empty database what the models say.
    pub comparison: Comparison,
    /// Whether the database has one of the models' tables already, so that it stands behind the baseline.
    pub exists: bool,
}

pub(crate) fn baseline_of_models(
    environment: &Environment,
    conn: &mut dyn Connection,
    metadata: &Metadata,
) -> Result<Baseline, CompareError> {
    let dialect = dialect::detect(conn)?;
    let config = environment.config();
    environment.check_database()?;
    let mut schema = super::compare::models(environment, metadata, conn.engine())?;
    let mut objects = std::mem::take(&mut schema.objects);
    objects.extend_from_slice(environment.hooks().objects());
    schema
        .tables
        .retain(|table| environment.includes(&table.name));
    refuse_unsupported(&schema, &*dialect)?;
    let present = dialect.inspect(conn, &|name| schema.table(name).is_some())?;
    diff::keep_open_options(&present, &mut schema);
    dialect.normalise(&mut schema);
    let comparison = from_nothing(&schema, config, &*dialect);
    Ok(Baseline {
        comparison: with_objects(comparison, &objects, &schema),
        exists: !present.tables.is_empty(),
    })
}

/// Adds objects to what makes the tables, each behind what it is made of.
fn with_objects(mut comparison: Comparison, objects: &[Object], schema: &Schema) -> Comparison {
    let tables = std::mem::take(&mut comparison.operations);
    let nothing = Schema::default();
    comparison.operations = diff::objects::frame(tables, &[], objects, &nothing, schema);
    comparison
}

fn from_nothing(schema: &Schema, config: &Config, dialect: &dyn Dialect) -> Comparison {
    let difference = diff::diff(
        &Schema::default(),
        schema,
        &DiffOptions {
            naming: config.naming_convention.clone(),
            complete: true,
            droppable: &|_| false,
            ..DiffOptions::new(dialect.capabilities())
        },
    );
    Comparison {
        operations: diff::place_concurrent_indexes(difference.operations),
        notes: difference.notes,
        unfilled: Vec::new(),
    }
}

/// Whether a table is one of the project's, and none of a tool's.
#[must_use]
pub fn is_compared(config: &Config, name: &TableName) -> bool {
    *name != config.version_table
        && *name != config.journal_table()
        && !NEVER_COMPARED.contains(&name.name.as_str())
}
