//! Views and triggers: all that SQLite has of replaceable objects.

use super::types::quote;
use super::unsupported::SQLITE;
use crate::dialect::{DdlError, Unsupported};
use crate::schema::{Object, ObjectId, ObjectKind};

/// Writes the statement that creates an object.
pub(super) fn create(object: &Object) -> Result<String, DdlError> {
    let name = known(&object.id)?;
    if object.comment.is_some() {
        return Err(Unsupported::new(SQLITE, "comments", object.id.to_string()).into());
    }
    let definition = object.definition.trim().trim_end_matches(';');
    Ok(match (&object.id.kind, &object.options) {
        (ObjectKind::View, Some(options)) => {
            format!("CREATE VIEW {name} {options} AS {definition}")
        }
        (ObjectKind::View, None) => format!("CREATE VIEW {name} AS {definition}"),
        _ => definition.to_owned(),
    })
}

/// Writes the statement that drops an object.
pub(super) fn drop(id: &ObjectId, if_exists: bool) -> Result<String, DdlError> {
    let name = known(id)?;
    let guard = if if_exists { "IF EXISTS " } else { "" };
    Ok(format!("DROP {} {guard}{name}", id.kind.sql()))
}

/// The object's quoted name, if SQLite has its kind.
fn known(id: &ObjectId) -> Result<String, DdlError> {
    match id.kind {
        ObjectKind::View | ObjectKind::Trigger => Ok(quote(&id.name.name)),
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::MaterializedView
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics
        | ObjectKind::Event => {
            Err(Unsupported::new(SQLITE, id.kind.plural(), id.to_string()).into())
        }
    }
}
