//! Comparing the models with a live database: the heart of `check` and of `revision --autogenerate`.

mod decide;
mod objects;
mod populated;
mod replay;
mod stranded;
mod wording;
pub(super) mod words;

use std::cell::OnceCell;
use std::collections::HashSet;

use thiserror::Error;

pub use decide::{Answer, LikelyRenames};
use objects::Present;
use populated::MovedWithRows;
pub use populated::Unfilled;
use wording::{What, Wording};
use words::Settled;

use super::baseline::is_compared;
use crate::connection::{Connection, Engine};
use crate::dialect::{self, Dialect, InspectError, Server, Unsupported};
use crate::diff::renames::{Rename, RenameCandidate, RenameError, handed_on, swap};
use crate::diff::{self, DiffOptions, Note, SaidActions};
use crate::environment::{Environment, Side};
use crate::metadata::{Metadata, MetadataError};
use crate::operation::{ApplyError, Irreversible, Operation};
use crate::render;
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
    /// Columns that are to refuse NULL, and have rows without a value.
    pub unfilled: Vec<Unfilled>,
}

impl Comparison {
    /// The operations of a revision's `upgrade`: as [`Comparison::operations`], in steps where rows that are there need a
    /// value first. The place to say which is marked.
    #[must_use]
    pub fn upgrade(&self) -> Vec<Operation> {
        populated::in_steps(&self.operations, &self.unfilled)
    }

    /// The operations of a revision's `downgrade`.
    ///
    /// # Errors
    /// [`Irreversible`] for the first operation that does not know what was there before.
    pub fn downgrade(&self) -> Result<Vec<Operation>, Irreversible> {
        render::reversed(&self.operations)
    }

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
    /// Renames that are known: `people:users` for a table, `users.mail:email` for a column, an index or a constraint,
    /// `mood.sad:unhappy` for a value of an enumeration.
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
    /// The revisions contradict each other: one changes what those before it did not make.
    #[error("revision `{revision}` does not fit those before it")]
    Replay {
        /// The revision.
        revision: String,
        /// What does not fit.
        source: ApplyError,
    },
    /// There is no database in memory to run the revisions in.
    #[error("cannot open a database in memory")]
    Scratch(#[source] diesel::ConnectionError),
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

/// Tables in which other tools keep what they did, and what extensions rely on: seen, and dropped by nobody but by hand.
const OF_OTHER_TOOLS: [&str; 17] = [
    "__efmigrationshistory",
    "_prisma_migrations",
    "_sqlx_migrations",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "flyway_schema_history",
    "geometry_columns",
    "goose_db_version",
    "knex_migrations",
    "knex_migrations_lock",
    "refinery_schema_history",
    "schema_migrations",
    "seaql_migrations",
    "sequelizemeta",
    "spatial_ref_sys",
];

/// Whether a table is another tool's, by its name.
fn is_of_another_tool(name: &TableName) -> bool {
    OF_OTHER_TOOLS.contains(&name.name.to_lowercase().as_str())
}

/// Compares the models with what the database holds.
pub(crate) fn compare(
    environment: &Environment,
    conn: &mut dyn Connection,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CompareError> {
    environment.check_database()?;
    let models = models(environment, metadata, conn.engine())?;
    compare_schema(environment, conn, models, options)
}

/// Compares a schema, of whatever origin, with what the database holds.
pub(crate) fn compare_schema(
    environment: &Environment,
    conn: &mut dyn Connection,
    to: Schema,
    options: CompareOptions<'_>,
) -> Result<Comparison, CompareError> {
    refuse_unless_at_head(environment, conn)?;
    let dialect = dialect::detect(conn)?;
    let dialect = &*dialect;
    let from = dialect.inspect(conn, &|name| compares(environment, name))?;
    // Every revision is asked for it: only where a table has no model.
    let created = OnceCell::new();
    let engine = conn.engine();
    let drop_unmanaged = options.drop_unmanaged;
    let droppable = |name: &TableName| {
        drop_unmanaged && !is_of_another_tool(name)
            || created
                .get_or_init(|| environment.created_tables(engine))
                .contains(name)
    };
    let moved = MovedWithRows::of(&from);
    let mut comparison = between(
        environment,
        (engine, dialect),
        Some(conn),
        from,
        to,
        options,
        &droppable,
    )?;
    comparison.unfilled = populated::unfilled(&comparison.operations, &moved, dialect, conn)?;
    Ok(comparison)
}

/// Compares the models with what the revisions themselves make of an empty database: without one where every revision
/// says what it does; SQLite otherwise runs them in memory, and elsewhere what is not known is noted.
pub(crate) fn compare_history(
    environment: &Environment,
    server: Server,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CompareError> {
    environment.check_database()?;
    let engine = server.engine();
    dialect::built(engine).map_err(InspectError::from)?;
    let replayed = replay::replay(environment, engine)?;
    #[cfg(feature = "sqlite")]
    if server == Server::Sqlite && !replayed.unknown.is_empty() {
        let mut scratch = <diesel::SqliteConnection as diesel::Connection>::establish(":memory:")
            .map_err(CompareError::Scratch)?;
        return compare_scratch(environment, &mut scratch, metadata, options);
    }
    let mut from = replayed.schema;
    from.tables
        .retain(|table| compares(environment, &table.name));
    let to = models(environment, metadata, engine)?;
    let mut comparison = between(
        environment,
        (engine, &*dialect::for_server(server)),
        None,
        from,
        to,
        options,
        &|_| true,
    )?;
    comparison.notes.extend(replayed.unknown);
    Ok(comparison)
}

/// As [`compare_history`], by running the revisions in an empty database.
pub(crate) fn compare_scratch(
    environment: &Environment,
    scratch: &mut dyn Connection,
    metadata: &Metadata,
    options: CompareOptions<'_>,
) -> Result<Comparison, CompareError> {
    let _ = environment.upgrade(scratch, "heads")?;
    compare(environment, scratch, metadata, options)
}

/// Whether every revision says what it does, so that its outcome is known without a database.
pub(crate) fn is_declarative(
    environment: &Environment,
    engine: Engine,
) -> Result<bool, CompareError> {
    Ok(replay::replay(environment, engine)?.unknown.is_empty())
}

/// What the models say of the database at hand.
pub(crate) fn models(
    environment: &Environment,
    metadata: &Metadata,
    engine: Engine,
) -> Result<Schema, CompareError> {
    let config = environment.config();
    let of_database;
    let metadata = match &config.database {
        Some(database) => {
            of_database = metadata.of_database(database, &config.databases)?;
            &of_database
        }
        None => metadata,
    };
    let mut models = metadata.schema_on(engine);
    models.objects = metadata.objects();
    Ok(models)
}

fn refuse_unless_at_head(
    environment: &Environment,
    conn: &mut dyn Connection,
) -> Result<(), CompareError> {
    let graph = environment.graph().map_err(RunError::from)?;
    let current = runner::read_current(conn, environment.config())?;
    let heads: Vec<String> = graph
        .effective_heads()
        .into_iter()
        .map(|head| head.id.clone())
        .collect();
    if current.len() != heads.len() || !current.iter().all(|revision| heads.contains(revision)) {
        return Err(CompareError::NotAtHead { current, heads });
    }
    Ok(())
}

/// Whether a table is looked at: not those of tools, and not those that the project leaves out.
fn compares(environment: &Environment, name: &TableName) -> bool {
    is_compared(environment.config(), name) && environment.includes(name)
}

/// Compares two schemas, however they came about; where there is a database, expressions are in its words.
fn between(
    environment: &Environment,
    (engine, dialect): (Engine, &dyn Dialect),
    mut conn: Option<&mut dyn Connection>,
    mut from: Schema,
    mut to: Schema,
    options: CompareOptions<'_>,
    droppable: &dyn Fn(&TableName) -> bool,
) -> Result<Comparison, CompareError> {
    let (config, hooks) = (environment.config(), environment.hooks());
    to.tables.retain(|table| environment.includes(&table.name));
    to.objects.extend_from_slice(hooks.objects());
    refuse_unsupported(&to, dialect)?;
    let registered = std::mem::take(&mut to.objects);
    let inspected = from.objects.clone();
    let mut present = Present::of(
        environment,
        (engine, dialect),
        match &mut conn {
            Some(conn) => Some(&mut **conn),
            None => None,
        },
        &mut from,
        &registered,
    )?;
    let mut notes = swap::notes(&from, &to);
    let (swapped, answers) = swap::carry_out(&options.renames, &mut from, &to);
    if !swapped.is_empty() {
        notes.clear();
    }
    for answer in &answers {
        Rename::parse(answer, &from, &to)?.accept(&mut to);
    }
    // Other schemas are somebody else's, unless a model lives there or takes a table over, or this history made it.
    let schemas: HashSet<Option<&str>> = to
        .tables
        .iter()
        .map(|table| table.name.schema.as_deref())
        .chain([None])
        .collect();
    let renamed = handed_on::tables(&from, &to);
    from.tables.retain(|table| {
        schemas.contains(&table.name.schema.as_deref())
            || renamed.present(&table.name).is_some()
            || droppable(&table.name)
    });
    hooks.leave_out(&mut from, Side::Database);
    hooks.leave_out(&mut to, Side::Models);
    diff::keep_open_options(&from, &mut to);
    diff::keep_unsaid(&from, &mut to);
    let wording = Wording::of(&to, dialect);
    // The others say what they keep in their own words again.
    let kept = (engine == Engine::Sqlite).then(|| Wording::of(&from, dialect));
    let said_actions = SaidActions::of(&from, &to);
    dialect.normalise(&mut from);
    dialect.normalise(&mut to);
    let mut likely = options.likely_renames;
    notes.extend(decide::renames(&from, &mut to, &mut likely, droppable)?);
    if to.tables.iter().any(|table| table.renamed_from.is_some()) {
        // A table that was told to be another takes over what its model leaves open.
        diff::keep_open_options(&from, &mut to);
        diff::keep_unsaid(&from, &mut to);
        dialect.normalise(&mut to);
    }
    let settled = match &mut conn {
        Some(conn) => words::settle(dialect, &mut **conn, &from, &mut to, &present.pairs())?,
        None => Settled::default(),
    };
    let unknown = present.follow(settled.objects);
    let has = dialect.capabilities();
    // A constraint's name is no reason to write a table anew.
    let followed = diff::follow_convention(
        &from,
        &mut to,
        &config.naming_convention,
        has.alter_without_rebuild,
    );
    if decide::elements(&from, &mut to, &mut likely)? || followed {
        diff::keep_open_options(&from, &mut to);
        diff::keep_unsaid(&from, &mut to);
    }
    let mut difference = diff::diff(
        &from,
        &to,
        &DiffOptions {
            compare_types: config.compare_types,
            compare_defaults: config.compare_defaults,
            differs: Some(&|aspect, table, from, to| hooks.differs(aspect, table, from, to)),
            naming: config.naming_convention.clone(),
            beside: &registered,
            droppable,
            ..DiffOptions::new(has)
        },
    );
    difference.operations.splice(0..0, swapped);
    wording.put_back(
        What::Comes,
        &mut difference.operations,
        dialect,
        &settled.reworded,
    );
    if let Some(kept) = kept {
        kept.put_back(What::Goes, &mut difference.operations, dialect, &[]);
    }
    said_actions.put_back(&from, &mut difference.operations);
    let (tables, of_dialect) = (&difference.operations, (engine, dialect));
    let strangers = present.go_along(
        tables,
        environment,
        of_dialect,
        match &mut conn {
            Some(conn) => Some(&mut **conn),
            None => None,
        },
    )?;
    let mut operations = diff::objects::frame(
        difference.operations,
        &present.made,
        &registered,
        &from,
        &to,
    );
    objects::if_they_are_there(&mut operations, &strangers);
    let operations = diff::place_concurrent_indexes(operations);
    let operations = hooks.rewrite(operations);
    let stranded = match conn {
        Some(conn) => stranded::notes(&operations, dialect, conn, inspected)?,
        None => Vec::new(),
    };
    Ok(Comparison {
        operations,
        notes: [difference.notes, notes, settled.notes, unknown, stranded].concat(),
        unfilled: Vec::new(),
    })
}
