//! Whether objects are what was written: views are made as temporary ones and read back, and bodies of functions stay
//! with the server as they were said. One transaction for all, which is rolled back.

use std::collections::HashMap;

use super::objects;
use crate::connection::{Connection, TransactionStep};
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind, QualifiedName};

/// Tells of each pair whether the live object is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    pairs: &[(&Object, &Object)],
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let is_view = |kind| matches!(kind, ObjectKind::View | ObjectKind::MaterializedView);
    let mut answers: Vec<Result<bool, String>> = pairs
        .iter()
        .map(|(live, written)| Ok(same_body(live, written)))
        .collect();
    let views: Vec<usize> = (0..pairs.len())
        .filter(|&at| is_view(pairs[at].0.id.kind))
        .collect();
    if views.is_empty() {
        return Ok(answers);
    }
    conn.transaction(TransactionStep::Begin)?;
    let said = in_transaction(conn, pairs, &views);
    conn.transaction(TransactionStep::Rollback)?;
    for (at, said) in views.into_iter().zip(said?) {
        let live = &pairs[at].0.definition;
        answers[at] = said.map(|said| trimmed(&said) == trimmed(live));
    }
    Ok(answers)
}

/// What the server says of each view.
fn in_transaction(
    conn: &mut dyn Connection,
    pairs: &[(&Object, &Object)],
    views: &[usize],
) -> Result<Vec<Result<String, String>>, InspectError> {
    let scripts: Vec<Result<String, String>> =
        views.iter().map(|&at| script(at, pairs[at].1)).collect();
    let mut refused: HashMap<usize, String> = HashMap::new();
    let all: Vec<&str> = scripts.iter().flatten().map(String::as_str).collect();
    conn.transaction(TransactionStep::Begin)?;
    if conn.batch_execute(&all.join(";\n")).is_ok() {
        conn.transaction(TransactionStep::Commit)?;
    } else {
        conn.transaction(TransactionStep::Rollback)?;
        // One by one, to tell which it is.
        for (&at, sql) in views.iter().zip(&scripts) {
            let Ok(sql) = sql else { continue };
            conn.transaction(TransactionStep::Begin)?;
            match conn.batch_execute(sql) {
                Ok(()) => conn.transaction(TransactionStep::Commit)?,
                Err(error) => {
                    conn.transaction(TransactionStep::Rollback)?;
                    refused.insert(at, error.to_string());
                }
            }
        }
    }
    let rows = conn.query(
        "SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c \
         WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relname LIKE 'migrate\\_probe\\_%'",
    )?;
    let said: HashMap<String, String> = rows
        .into_iter()
        .filter_map(|row| {
            let mut cells = row.into_iter().flatten();
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let answers = views.iter().zip(scripts).map(|(&at, script)| {
        let _ = script?;
        if let Some(reason) = refused.remove(&at) {
            return Err(reason);
        }
        let found = said.get(&probe(at)).cloned();
        found.ok_or_else(|| "the server does not show it".to_owned())
    });
    Ok(answers.collect())
}

/// The name of a view for a moment.
fn probe(at: usize) -> String {
    format!("migrate_probe_{at}")
}

/// The statement that makes a view as a temporary one.
fn script(at: usize, written: &Object) -> Result<String, String> {
    let mut probe = written.clone();
    probe.id.kind = ObjectKind::View;
    probe.id.name = QualifiedName::new(self::probe(at));
    probe.comment = None;
    let statements = objects::create(&probe).map_err(|error| error.to_string())?;
    let statement = statements.into_iter().next().unwrap_or_default();
    Ok(statement.replacen("CREATE VIEW", "CREATE TEMPORARY VIEW", 1))
}

fn trimmed(definition: &str) -> &str {
    definition.trim().trim_end_matches(';').trim_end()
}

/// The body of a function stands between the server's quotes as it was said, and so in what was written, if that was
/// quoted by dollars, too. Of everything else nothing is known.
fn same_body(live: &Object, written: &Object) -> bool {
    let quotes = ["$function$", "$procedure$"];
    let body = quotes.iter().find_map(|quote| {
        let (_, rest) = live.definition.split_once(quote)?;
        rest.rsplit_once(quote).map(|(body, _)| body)
    });
    let by_dollars = written.definition.matches('$').count() >= 4;
    match (live.id.kind, body) {
        (ObjectKind::Function | ObjectKind::Procedure, Some(body)) if by_dollars => {
            written.definition.contains(body)
        }
        _ => true,
    }
}
