//! Replaceable objects: views, functions, triggers, policies, and types that are no enumerations.

use super::NAME;
use super::aside::Aside;
use super::create::comment_on;
use super::types::{quote, quote_name};
use crate::dialect::{DdlError, Unsupported};
use crate::schema::{Object, ObjectId, ObjectKind};

/// Writes the statements that create an object.
pub(super) fn create(object: &Object) -> Result<Vec<String>, DdlError> {
    let definition = object.body();
    let name = quote_name(&object.id.name);
    let options = match &object.options {
        Some(options) => format!(" {options}"),
        None => String::new(),
    };
    let sql = match object.id.kind {
        ObjectKind::View => format!("CREATE VIEW {name}{options} AS\n{definition}"),
        ObjectKind::MaterializedView => {
            format!("CREATE MATERIALIZED VIEW {name}{options} AS\n{definition}")
        }
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics => definition,
        ObjectKind::Event => return Err(events(&object.id)),
    };
    let mut statements = vec![sql];
    if object.id.kind == ObjectKind::Partition {
        statements.push(attach(object)?);
    }
    if let Some(comment) = &object.comment {
        statements.push(comment_on(
            object.id.kind.sql(),
            &identity(&object.id),
            Some(comment),
        ));
    }
    statements.extend(object.further.iter().cloned());
    Ok(statements)
}

/// Makes a table a part of another one.
fn attach(object: &Object) -> Result<String, DdlError> {
    let (Some(whole), Some(rows)) = (&object.id.table, &object.options) else {
        return Err(DdlError::Invalid(format!(
            "{} does not say which table it is a part of, and which rows it holds: `.on(table)`, `.options(\"FOR VALUES ...\")`",
            object.id
        )));
    };
    Ok(format!(
        "ALTER TABLE ONLY {} ATTACH PARTITION {} {rows}",
        quote_name(whole),
        quote_name(&object.id.name)
    ))
}

/// Writes the statements that put another definition in the place of an object's: what depends on a view or a function
/// stays, where PostgreSQL can replace it. What is made anew is given what is `kept`, and what stands on it makes room.
pub(super) fn replace(
    object: &Object,
    kept: &[String],
    standing: &Aside,
) -> Result<Vec<String>, DdlError> {
    let mut statements = create(object)?;
    let replaceable = match object.id.kind {
        ObjectKind::View
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Aggregate
        | ObjectKind::Trigger
        | ObjectKind::Rule => replacing(&statements[0]),
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::MaterializedView
        | ObjectKind::Policy
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics
        | ObjectKind::Event => None,
    };
    let drop = drop(&object.id, false)?;
    match replaceable {
        // What cannot be replaced in place (a view loses a column, a function returns something else) is made anew.
        Some(sql) => {
            let create = &statements[0];
            let script =
                |all: &[String]| -> String { all.iter().map(|sql| format!("{sql};\n")).collect() };
            let (goes, comes) = (script(&standing.goes), script(&standing.comes));
            let kept = script(kept);
            statements[0] = format!(
                "DO $migrate$ BEGIN\n{sql};\nEXCEPTION WHEN invalid_table_definition OR invalid_function_definition THEN\n{goes}{drop};\n{create};\n{kept}{comes}END $migrate$"
            );
        }
        None => {
            statements.insert(0, drop);
            statements.splice(0..0, standing.goes.iter().cloned());
            statements.extend_from_slice(kept);
            statements.extend_from_slice(&standing.comes);
        }
    }
    Ok(statements)
}

/// `CREATE` as `CREATE OR REPLACE`; `None` if the statement does not begin with it.
fn replacing(sql: &str) -> Option<String> {
    let rest = sql
        .get(..6)
        .filter(|word| word.eq_ignore_ascii_case("CREATE"))?;
    let behind = sql[rest.len()..].trim_start();
    if behind
        .get(..10)
        .is_some_and(|word| word.eq_ignore_ascii_case("CONSTRAINT"))
    {
        // The one kind of trigger that nothing replaces.
        return None;
    }
    if behind
        .get(..2)
        .is_some_and(|word| word.eq_ignore_ascii_case("OR"))
    {
        return Some(sql.to_owned());
    }
    Some(format!("CREATE OR REPLACE {behind}"))
}

/// Writes the statement that drops an object.
pub(super) fn drop(id: &ObjectId, if_exists: bool) -> Result<String, DdlError> {
    if id.kind == ObjectKind::Event {
        return Err(events(id));
    }
    let guard = if if_exists { "IF EXISTS " } else { "" };
    Ok(format!("DROP {} {guard}{}", id.kind.sql(), identity(id)))
}

/// The object as statements about it name it.
fn identity(id: &ObjectId) -> String {
    match id.kind {
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
            let table = id.table.as_ref().map(quote_name).unwrap_or_default();
            format!("{} ON {table}", quote(&id.name.name))
        }
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            match &id.arguments {
                Some(arguments) => format!("{}({arguments})", quote_name(&id.name)),
                None => quote_name(&id.name),
            }
        }
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics
        | ObjectKind::Event => quote_name(&id.name),
    }
}

fn events(id: &ObjectId) -> DdlError {
    Unsupported::new(NAME, id.kind.plural(), id.to_string()).into()
}
