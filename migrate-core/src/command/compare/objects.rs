//! The replaceable objects that are there: those of the history, with the bodies that it gave them, unless somebody else
//! changed them since.

use std::collections::HashSet;

use super::{CompareError, compares};
use crate::connection::{Connection, Engine};
use crate::dialect::Dialect;
use crate::diff::Note;
use crate::environment::Environment;
use crate::operation::Operation;
use crate::runner::RunError;
use crate::schema::{Object, ObjectId, ObjectKind, Schema, TableName};

/// The objects that are there.
#[derive(Default)]
pub(super) struct Present {
    /// As this history, or somebody before it, made them.
    pub(super) made: Vec<Object>,
    /// As the database shows them now, of some of those.
    live: Vec<(usize, Object)>,
    /// What stands on a table, registered or not, as the database shows it.
    on_tables: Vec<Object>,
}

impl Present {
    /// The objects that autogenerate is about, taken out of `from`: none where none is registered, so that what revisions
    /// made by hand stays; otherwise those of the history, and those that are registered and were there before it.
    pub(super) fn of(
        environment: &Environment,
        (engine, dialect): (Engine, &dyn Dialect),
        conn: Option<&mut dyn Connection>,
        from: &mut Schema,
        registered: &[Object],
    ) -> Result<Self, CompareError> {
        let mut live = std::mem::take(&mut from.objects);
        if registered.is_empty() {
            return Ok(Present {
                on_tables: live,
                ..Present::default()
            });
        }
        let mut made = environment
            .created_objects(engine)
            .map_err(RunError::from)?;
        let mut shown = Vec::new();
        if let Some(conn) = conn {
            live = dialect.objects(conn, live)?;
            // One of a table that is left out is not shown, and not gone.
            let is_shown = |id: &ObjectId| {
                id.table.as_ref().is_none_or(|table| {
                    let here = from.tables.iter().any(|present| present.name == *table);
                    here && compares(environment, table)
                }) && compares(environment, &id.name)
            };
            made.retain(|object| {
                object.id.kind == ObjectKind::Partition
                    || !is_shown(&object.id)
                    || live.iter().any(|other| is_it(&other.id, &object.id))
            });
            let pairs = Object::pairs(&live, &made).into_iter();
            shown = pairs.map(|(place, at)| (at, live[place].clone())).collect();
        }
        let on_tables = live.iter().filter(|object| object.id.table.is_some());
        let on_tables = on_tables.cloned().collect();
        let older = live.into_iter().filter(|object| {
            let is_it = |other: &Object| other.id == object.id;
            registered.iter().any(is_it) && !made.iter().any(is_it)
        });
        let older: Vec<Object> = older.collect();
        made.extend(older);
        Ok(Present {
            made,
            live: shown,
            on_tables,
        })
    }

    /// Adds what goes with tables that are dropped, whoever made it: said by nobody, it would not come back with them.
    /// Returns those that this history did not make, which another database of the project may not have.
    pub(super) fn go_along(
        &mut self,
        operations: &[Operation],
        environment: &Environment,
        (engine, dialect): (Engine, &dyn Dialect),
        conn: Option<&mut dyn Connection>,
    ) -> Result<Vec<ObjectId>, CompareError> {
        let dropped: HashSet<&TableName> = operations
            .iter()
            .filter_map(|operation| match operation {
                Operation::DropTable { name, .. } => Some(name),
                _ => None,
            })
            .collect();
        if dropped.is_empty() {
            return Ok(Vec::new());
        }
        let mut live = std::mem::take(&mut self.on_tables);
        if let Some(conn) = conn {
            live = dialect.objects(conn, live)?;
        }
        let goes = |object: &Object| {
            let table = object.id.table.as_ref();
            object.id.kind != ObjectKind::Partition
                && table.is_some_and(|table| dropped.contains(table))
                && !self.made.iter().any(|made| is_it(&object.id, &made.id))
        };
        live.retain(goes);
        if live.is_empty() {
            return Ok(Vec::new());
        }
        // In the words of this history, where it made them.
        let made = environment
            .created_objects(engine)
            .map_err(RunError::from)?;
        let mut strangers = Vec::new();
        for object in live {
            match made.iter().find(|made| is_it(&object.id, &made.id)) {
                Some(written) => self.made.push(written.clone()),
                None => {
                    strangers.push(object.id.clone());
                    self.made.push(object);
                }
            }
        }
        Ok(strangers)
    }

    /// What the database is to be asked about: live objects, each with what was written.
    pub(super) fn pairs(&self) -> Vec<(&Object, &Object)> {
        let pairs = self.live.iter();
        pairs
            .filter_map(|(at, live)| Some((live, self.made.get(*at)?)))
            .collect()
    }

    /// Puts the live definition of what was changed by hand in the place of the history's.
    pub(super) fn follow(&mut self, answers: Vec<Result<bool, String>>) -> Vec<Note> {
        let mut notes = Vec::new();
        for ((at, live), answer) in std::mem::take(&mut self.live).into_iter().zip(answers) {
            let Some(made) = self.made.get_mut(at) else {
                continue;
            };
            match answer {
                Ok(true) => {}
                Ok(false) => made.definition = live.definition,
                Err(reason) => notes.push(Note::NotCompared {
                    name: made.id.to_string(),
                    reason,
                }),
            }
        }
        notes
    }
}

/// Has what another database may not have go only where it is.
pub(super) fn if_they_are_there(operations: &mut [Operation], strangers: &[ObjectId]) {
    for operation in operations {
        if let Operation::DropObject { id, if_exists, .. } = operation {
            *if_exists |= strangers.contains(id);
        }
    }
}

/// Whether a live object is the one that was made, as far as names tell: the types of a function's arguments may be said
/// in other words.
fn is_it(live: &ObjectId, made: &ObjectId) -> bool {
    let of_table = live.table.is_none() || made.table.is_none() || live.table == made.table;
    live.kind == made.kind && live.name == made.name && of_table
}
