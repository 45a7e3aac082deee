//! The schema that the revisions themselves make of nothing, without a database: each is asked what it does.

use super::CompareError;
use crate::connection::Engine;
use crate::diff::Note;
use crate::environment::Environment;
use crate::operation::{ApplyError, Operation};
use crate::operations::Operations;
use crate::runner::RunError;
use crate::schema::Schema;

/// What the revisions make.
pub(super) struct Replayed {
    pub(super) schema: Schema,
    /// What they do that only a database could tell.
    pub(super) unknown: Vec<Note>,
}

/// Asks every revision, from the bases to the heads.
pub(super) fn replay(environment: &Environment, engine: Engine) -> Result<Replayed, CompareError> {
    let graph = environment.graph().map_err(RunError::from)?;
    let mut replayed = Replayed {
        schema: Schema::default(),
        unknown: Vec::new(),
    };
    if graph.is_empty() {
        return Ok(replayed);
    }
    let plan = graph.plan_upgrade(&[], "heads").map_err(RunError::from)?;
    for step in plan {
        let Some(embedded) = environment.find(&step.revision) else {
            continue;
        };
        let (operations, outcome) =
            Operations::record_on(engine, environment.config(), embedded.upgrade);
        for operation in operations {
            match operation.apply(&mut replayed.schema) {
                Ok(()) => {}
                Err(ApplyError::Opaque(_)) if changes_rows_only(&operation) => {}
                Err(ApplyError::Opaque(what)) => replayed.notes(&step.revision, &what),
                // What is missing may be what was not known.
                Err(_) if !replayed.unknown.is_empty() => {
                    replayed.notes(&step.revision, &operation.to_string());
                }
                Err(source) => {
                    return Err(CompareError::Replay {
                        revision: step.revision,
                        source,
                    });
                }
            }
        }
        if let Err(error) = outcome {
            replayed.notes(&step.revision, &error.to_string());
        }
    }
    Ok(replayed)
}

impl Replayed {
    fn notes(&mut self, revision: &str, what: &str) {
        self.unknown.push(Note::NotCompared {
            name: format!("revision {revision}"),
            reason: format!("without a database it is not known what this does: {what}"),
        });
    }
}

/// Whether SQL is of the kind that leaves the schema as it is.
fn changes_rows_only(operation: &Operation) -> bool {
    let Operation::Execute { sql, .. } = operation else {
        return false;
    };
    // Several statements are not looked into.
    if sql.trim().trim_end_matches(';').contains(';') {
        return false;
    }
    let words = sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"));
    let word = words
        .flat_map(str::split_whitespace)
        .next()
        .unwrap_or_default();
    ["insert", "update", "delete", "select"]
        .iter()
        .any(|verb| word.eq_ignore_ascii_case(verb))
}
