//! Databases as they are, without models or history: what one holds, what makes one of the other.

use std::collections::HashMap;
use std::mem::take;

use thiserror::Error;

use super::compare::{Comparison, words};
use crate::connection::{Connection, Engine};
use crate::dialect::replica::{self, Replica};
use crate::dialect::script::words;
use crate::dialect::{self, DdlError, Dialect, InspectError};
use crate::diff::{self, DiffOptions, Note, SaidActions};
use crate::operation::Operation;
use crate::revision::BoxError;
use crate::schema::{NamingConvention, Object, Schema, TableName};

/// Reads everything in a live database for whose name `include` says yes.
///
/// # Errors
/// [`InspectError`] if the database refuses.
pub fn inspect(
    conn: &mut dyn Connection,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Schema, InspectError> {
    dialect::detect(conn)?.inspect_everything(conn, include)
}

/// Tells what a database holds that neither [`inspect`] nor a script carries over.
///
/// # Errors
/// [`InspectError`] if the database refuses.
pub fn left_out(conn: &mut dyn Connection) -> Result<Vec<Note>, InspectError> {
    let found = dialect::detect(conn)?.left_out(conn)?;
    Ok(found.into_iter().map(Note::from).collect())
}

/// A script cannot be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SchemaScriptError {
    /// The database cannot be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// An operation cannot be written for this database.
    #[error("cannot write what would {operation}")]
    Ddl {
        /// The operation, for people.
        operation: String,
        /// Why.
        #[source]
        source: DdlError,
    },
    /// The schema that the script begins at cannot be laid out.
    #[error("cannot lay out the schema that the script begins at")]
    Origin(#[source] DdlError),
    /// What an operation leads to cannot be told, and the next one has to know.
    #[error("cannot tell what the database is behind what would {operation}")]
    Follow {
        /// The operation, for people.
        operation: String,
        /// Why.
        #[source]
        source: BoxError,
    },
}

/// Writes what creates everything in a database in an empty one, for the database's own client.
///
/// # Errors
/// [`SchemaScriptError`] if the database cannot be read, or something in it cannot be written.
pub fn creation_script(
    conn: &mut dyn Connection,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<String, SchemaScriptError> {
    let engine = conn.engine();
    let dialect = dialect::detect(conn)?;
    if let Some(statements) = dialect.stored_statements(conn, include)? {
        // The database keeps the statements: nothing is closer to what it holds.
        return lines(engine, &statements);
    }
    let mut schema = dialect.inspect_everything(conn, include)?;
    let written = dialect.as_written(conn, &mut schema)?;
    let may_precede = dialect.capabilities().foreign_keys_may_precede || written.around.is_some();
    let operations = diff::create(&schema, may_precede);
    let replica = replica::empty(engine)?;
    let mut statements = statements(&*dialect, replica, &operations, &written.tables)?;
    if let Some((before, behind)) = written.around {
        statements.insert(0, before.to_owned());
        statements.push(behind.to_owned());
    }
    lines(engine, &statements)
}

/// Where a script begins.
pub enum Origin<'o> {
    /// At a live database.
    Database(&'o mut dyn Connection),
    /// At a schema that is described.
    Schema(Engine, &'o Schema),
}

/// Writes operations as a script for the database's own client; nothing, if there are none.
///
/// # Errors
/// [`SchemaScriptError`] if an operation cannot be written for this database.
pub fn transition_script(
    from: Origin<'_>,
    operations: &[Operation],
) -> Result<String, SchemaScriptError> {
    let (engine, dialect, replica) = match from {
        Origin::Database(conn) => {
            let engine = conn.engine();
            let dialect = dialect::detect(conn)?;
            (engine, dialect, replica::of(conn)?)
        }
        Origin::Schema(engine, schema) => {
            let dialect = dialect::assumed(engine);
            let replica = replica::described(engine, schema).map_err(SchemaScriptError::Origin)?;
            (engine, dialect, replica)
        }
    };
    let statements = statements(&*dialect, replica, operations, &HashMap::new())?;
    lines(engine, &statements)
}

fn statements(
    dialect: &dyn Dialect,
    mut replica: Box<dyn Replica>,
    operations: &[Operation],
    written: &HashMap<TableName, String>,
) -> Result<Vec<String>, SchemaScriptError> {
    let mut statements: Vec<String> = dialect
        .preamble(operations)
        .map(str::to_owned)
        .into_iter()
        .collect();
    for (at, operation) in operations.iter().enumerate() {
        let ddl = dialect
            .ddl(operation, &mut *replica.catalog())
            .map_err(|source| SchemaScriptError::Ddl {
                operation: operation.to_string(),
                source,
            })?;
        // What the database says itself is closer to it than what is put together.
        let said = if let Operation::CreateTable { table, .. } = operation {
            written.get(&table.name)
        } else {
            None
        };
        match said {
            Some(said) => statements.push(said.clone()),
            None => statements.extend(ddl.statements.iter().map(|statement| statement.sql.clone())),
        }
        let followed = replica.apply(operation, &ddl);
        if let Err(source) = followed
            && replica.judges()
            && at + 1 < operations.len()
        {
            return Err(SchemaScriptError::Follow {
                operation: operation.to_string(),
                source,
            });
        }
    }
    Ok(statements)
}

fn lines(engine: Engine, statements: &[String]) -> Result<String, SchemaScriptError> {
    let words = words(engine).map_err(InspectError::from)?;
    Ok(statements
        .iter()
        .map(|statement| words.terminated(statement, false) + "\n")
        .collect())
}

/// How much a schema speaks of.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Extent<'n> {
    /// What models say, and what is registered beside them; the convention names their constraints.
    Models(&'n NamingConvention),
    /// Everything, but for options of tables that nobody chose.
    History,
    /// Everything, to the letter.
    Database,
}

/// Tells what makes one schema of the other. Both are as they were found or declared.
///
/// `extent`: how much `to` speaks of; what it does not know is left alone.
/// `conn` is the database that `from` was read from, to be asked how it says what differs in text.
///
/// # Errors
/// [`InspectError`] if that database cannot be asked.
pub fn difference(
    from: &Schema,
    to: &Schema,
    dialect: &dyn Dialect,
    extent: Extent<'_>,
    conn: Option<&mut dyn Connection>,
) -> Result<Comparison, InspectError> {
    let (mut from, mut to) = (from.clone(), to.clone());
    let (complete, naming) = match extent {
        Extent::Models(naming) => {
            diff::keep_open_options(&from, &mut to);
            diff::keep_unsaid(&from, &mut to);
            (false, naming.clone())
        }
        Extent::History => {
            diff::keep_open_options(&from, &mut to);
            (true, NamingConvention::default())
        }
        Extent::Database => (true, NamingConvention::default()),
    };
    // What knows of no dependencies is put in order by its words.
    let same_text = dialect.same_text();
    let by_words = !complete || same_text.is_some();
    let mut beside = by_words.then(|| Beside::of(&mut from, &mut to, complete));
    let said_actions = SaidActions::of(&from, &to);
    dialect.normalise(&mut from);
    dialect.normalise(&mut to);
    let pairs = beside.as_ref().map(Beside::pairs).unwrap_or_default();
    let (mut not_compared, answers) = match (conn, same_text) {
        (Some(conn), _) => {
            let settled = words::settle(dialect, conn, &from, &mut to, &pairs)?;
            (settled.notes, settled.objects)
        }
        (None, Some(same)) => {
            let pairs = pairs.into_iter();
            let answers = pairs.map(|(live, written)| Ok(same(live, written)));
            (Vec::new(), answers.collect())
        }
        (None, None) => Default::default(),
    };
    if let Some(beside) = &mut beside {
        not_compared.extend(beside.follow(answers));
    }
    let mut difference = diff::diff(
        &from,
        &to,
        &DiffOptions {
            complete,
            naming,
            beside: beside.as_ref().map_or(&[], |beside| &beside.after),
            droppable: &|_| complete,
            ..DiffOptions::new(dialect.capabilities())
        },
    );
    if let Some(Beside { before, after, .. }) = beside {
        difference.operations =
            diff::objects::frame(difference.operations, &before, &after, &from, &to);
    }
    said_actions.put_back(&from, &mut difference.operations);
    Ok(Comparison {
        operations: difference.operations,
        notes: [difference.notes, not_compared].concat(),
        unfilled: Vec::new(),
    })
}

/// The objects beside the tables.
struct Beside {
    before: Vec<Object>,
    after: Vec<Object>,
    /// Where one object stands in both.
    both: Vec<(usize, usize)>,
}

impl Beside {
    /// The objects that the difference is about, taken out of both schemas.
    fn of(from: &mut Schema, to: &mut Schema, complete: bool) -> Self {
        let (mut before, after) = (take(&mut from.objects), take(&mut to.objects));
        if !complete {
            before.retain(|present| after.iter().any(|object| present.id.means(&object.id)));
        }
        Beside {
            both: Object::pairs(&before, &after),
            before,
            after,
        }
    }

    fn pairs(&self) -> Vec<(&Object, &Object)> {
        let both = self.both.iter();
        both.map(|&(present, at)| (&self.before[present], &self.after[at]))
            .collect()
    }

    /// Says what is the same in the words of `before`; and what differs under the name that a person gave it.
    fn follow(&mut self, answers: Vec<Result<bool, String>>) -> Vec<Note> {
        let mut unknown = Vec::new();
        for (&(present, at), answer) in self.both.iter().zip(answers) {
            match answer {
                Ok(true) => self.after[at] = self.before[present].clone(),
                Ok(false) => self.before[present].id.clone_from(&self.after[at].id),
                Err(reason) => {
                    unknown.push(Note::NotCompared {
                        name: self.after[at].id.to_string(),
                        reason,
                    });
                    self.after[at] = self.before[present].clone();
                }
            }
        }
        unknown
    }
}
