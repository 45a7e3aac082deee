//! Comparing the models with a live database: the heart of `check` and of `revision --autogenerate`.

mod decide;

use thiserror::Error;

pub use decide::{Answer, LikelyRenames};

use super::baseline::is_compared;
use crate::connection::Connection;
use crate::dialect::{self, Dialect, InspectError, Unsupported};
use crate::diff::renames::{Rename, RenameCandidate, RenameError};
use crate::diff::{self, DiffOptions, Note};
use crate::environment::Environment;
use crate::metadata::{Metadata, MetadataError};
use crate::operation::Operation;
use crate::runner::{self, RunError, list};
use crate::schema::{Schema, TableName};

/// What the models and the database do not agree about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// What would make the database what the models say.
    pub operations: Vec<Operation>,
    /// What is different and calls for no operation.
    pub notes: Vec<Note>,
}

impl Comparison {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn in_sync(&self) -> bool {
        self.operations.is_empty()
    }

    /// Whether everything could be compared.
    #[must_use]
    pub fn complete(&self) -> bool {
        !self
            .notes
            .iter()
            .any(|note| matches!(note, Note::NotCompared { .. }))
    }
}

/// What a comparison cannot know by itself.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct CompareOptions<'a> {
    /// Renames that are known: `people:users` for a table, `users.mail:email` for a column.
    pub renames: Vec<String>,
    /// What becomes of what looks like a rename and was not stated.
    pub likely_renames: LikelyRenames<'a>,
    /// Whether tables without a model are dropped whoever made them; version tables and those of other tools never are.
    pub drop_unmanaged: bool,
}

/// The models and the database cannot be compared.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CompareError {
    /// The database has to be brought to head first.
    #[error("the database is not at head: it stands at {}, and head is {}", list(.current), list(.heads))]
    NotAtHead {
        /// Where the database stands.
        current: Vec<String>,
        /// The heads of the history.
        heads: Vec<String>,
    },
    /// The database lacks what models ask for.
    #[error("the models ask for what the database lacks: {}", lacking(.0))]
    Unsupported(Vec<Unsupported>),
    /// A rename that was stated means nothing here.
    #[error(transparent)]
    Rename(#[from] RenameError),
    /// What may be renames would be drops, which destroy data.
    #[error("what may be a rename would destroy data as a drop: {}", likely(.0))]
    LikelyRenames(Vec<RenameCandidate>),
    /// The models do not go with the project's databases.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The version table cannot be read, or the history is not sound.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
}

fn lacking(unsupported: &[Unsupported]) -> String {
    unsupported
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

fn likely(candidates: &[RenameCandidate]) -> String {
    candidates
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

/// Refuses models that ask for what the database lacks.
pub(super) fn refuse_unsupported(
    models: &Schema,
    dialect: &dyn Dialect,
) -> Result<(), CompareError> {
    let tables = models.tables.iter();
    let unsupported: Vec<Unsupported> = tables
        .flat_map(|table| dialect.unsupported(table))
        .collect();
    if unsupported.is_empty() {
        Ok(())
    } else {
        Err(CompareError::Unsupported(unsupported))
    }
}

/// Tables of tools: this one's, Alembic's, diesel_cli's.
pub(super) const NEVER_COMPARED: [&str; 2] = ["alembic_version", "__diesel_schema_migrations"];

pub(crate) fn compare(
    environment: &Environment,
    conn: &mut dyn Connection,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CompareError> {
    let config = environment.config();
    environment.check_database()?;
    let metadata = match &config.database {
        Some(database) => &metadata.of_database(database, &config.databases)?,
        None => metadata,
    };
    let graph = environment.graph().map_err(RunError::from)?;
    let current = runner::read_current(conn, config)?;
    let heads: Vec<String> = graph
        .effective_heads()
        .into_iter()
        .map(|head| head.id.clone())
        .collect();
    if current.len() != heads.len() || !current.iter().all(|revision| heads.contains(revision)) {
        return Err(CompareError::NotAtHead { current, heads });
    }

    let dialect = dialect::detect(conn)?;
    let mut to = metadata.schema();
    to.tables.retain(|table| environment.includes(&table.name));
    refuse_unsupported(&to, &*dialect)?;
    let include = |name: &TableName| is_compared(config, name) && environment.includes(name);
    let mut from = dialect.inspect(conn, &include)?;
    let created = environment.created_tables();
    let droppable = |name: &TableName| options.drop_unmanaged || created.contains(name);

    for answer in &options.renames {
        Rename::parse(answer, &from, &to)?.accept(&mut to);
    }
    diff::keep_open_options(&from, &mut to);
    dialect.normalise(&mut from);
    dialect.normalise(&mut to);
    let notes = decide::renames(&from, &mut to, options.likely_renames, &droppable)?;
    if to.tables.iter().any(|table| table.renamed_from.is_some()) {
        // A table that was told to be another takes over what its model leaves open.
        diff::keep_open_options(&from, &mut to);
        dialect.normalise(&mut to);
    }

    let has = dialect.capabilities();
    if has.foreign_keys_need_indexes {
        diff::keep_implied_indexes(&from, &mut to);
    }
    let mut difference = diff::diff(
        &from,
        &to,
        &DiffOptions {
            compare_types: config.compare_types,
            compare_defaults: config.compare_defaults,
            naming: &config.naming_convention,
            foreign_keys_may_precede: dialect.foreign_keys_may_precede(),
            droppable: &droppable,
        },
    );
    if has.foreign_keys_pin_types {
        difference.operations = diff::release_pinned_columns(difference.operations, &from, &to);
    }
    Ok(Comparison {
        operations: difference.operations,
        notes: [difference.notes, notes].concat(),
    })
}
