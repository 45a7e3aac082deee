//! Whether objects are what was written: each is made once more under another name, views as temporary ones, what belongs
//! to a table on a temporary copy of it, functions among the temporary things; all are read back, and compared with what
//! the server says of the live ones. One transaction for all, which is rolled back, and no lock beyond that of reading.

mod probe;

use std::collections::HashMap;

use super::inspect::policy_definition;
use crate::connection::{Connection, TransactionStep};
use crate::dialect::InspectError;
use crate::schema::Object;
use probe::Probe;

/// Tells of each pair whether the live object is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    pairs: &[(&Object, &Object)],
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let mut answers: Vec<Result<bool, String>> = pairs.iter().map(|_| Ok(true)).collect();
    let mut probes = Vec::new();
    for (at, (live, written)) in pairs.iter().enumerate() {
        let table = live.id.table.as_ref();
        let mut others = pairs
            .iter()
            .filter_map(|(other, _)| other.id.table.as_ref());
        let namesake = others.any(|other| {
            table.is_some_and(|table| other.name == table.name && other.schema != table.schema)
        });
        match Probe::of(at, live, written, !namesake) {
            Ok(Some(probe)) => probes.push(probe),
            // Of its kind nothing is known to differ.
            Ok(None) => {}
            Err(reason) => answers[at] = Err(reason),
        }
    }
    if probes.is_empty() {
        return Ok(answers);
    }
    conn.transaction(TransactionStep::Begin)?;
    let said = together(conn, &probes);
    conn.transaction(TransactionStep::Rollback)?;
    let said = match said? {
        Some(said) => said,
        None => {
            conn.transaction(TransactionStep::Begin)?;
            let said = apart(conn, &probes);
            conn.transaction(TransactionStep::Rollback)?;
            said?
        }
    };
    for (probe, said) in probes.iter().zip(said) {
        answers[probe.at] = said.map(|said| probe.is_said_by(&said));
    }
    Ok(answers)
}

/// What is temporary hides nothing of its name: queries that are read back are said as they always are.
const BEHIND_ALL: &str = "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', \
     NULLIF(pg_catalog.current_setting('search_path'), ''), 'pg_temp'), true)";

/// All of them in as few statements as there can be; `None` if the server takes one of them ill.
fn together(
    conn: &mut dyn Connection,
    probes: &[Probe<'_>],
) -> Result<Option<Vec<Said>>, InspectError> {
    let probes_sql = probes.iter().map(|probe| probe.sql.as_str());
    let all: Vec<&str> = [BEHIND_ALL].into_iter().chain(probes_sql).collect();
    if conn.batch_execute(&all.join(";\n")).is_err() {
        return Ok(None);
    }
    read(conn, probes, HashMap::new()).map(Some)
}

/// One by one, to tell which it is that the server refuses.
fn apart(conn: &mut dyn Connection, probes: &[Probe<'_>]) -> Result<Vec<Said>, InspectError> {
    let mut refused: HashMap<usize, String> = HashMap::new();
    conn.batch_execute(BEHIND_ALL)?;
    for probe in probes {
        conn.transaction(TransactionStep::Begin)?;
        match conn.batch_execute(&probe.sql) {
            Ok(()) => conn.transaction(TransactionStep::Commit)?,
            Err(error) => {
                conn.transaction(TransactionStep::Rollback)?;
                refused.insert(probe.at, error.to_string());
            }
        }
    }
    read(conn, probes, refused)
}

/// What the server says of a probe, or why nothing.
type Said = Result<String, String>;

fn read(
    conn: &mut dyn Connection,
    probes: &[Probe<'_>],
    mut refused: HashMap<usize, String>,
) -> Result<Vec<Said>, InspectError> {
    let rows = conn.query(&readback())?;
    let mut said: HashMap<[String; 3], String> = HashMap::new();
    for row in rows {
        if let [Some(kind), Some(relation), Some(name), Some(text)] = row.as_slice() {
            said.insert([kind.clone(), relation.clone(), name.clone()], text.clone());
        }
    }
    let answers = probes.iter().map(|probe| {
        if let Some(reason) = refused.remove(&probe.at) {
            return Err(reason);
        }
        let key = [probe.kind(), &probe.relation, probe.name()].map(str::to_owned);
        said.remove(&key)
            .ok_or_else(|| "the server does not show it".to_owned())
    });
    Ok(answers.collect())
}

/// The query that shows all probes: what kind, by what it is found, in the server's words.
fn readback() -> String {
    const MINE: &str = "n.oid = pg_catalog.pg_my_temp_schema()";
    const OF_TABLE: &str = "JOIN pg_catalog.pg_class c ON c.oid =";
    const HOME: &str = "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
    [
        format!(
            "SELECT 'view', c.relname::text, '', pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c {HOME} \
             WHERE c.relkind = 'v' AND {MINE}"
        ),
        format!(
            "SELECT 'trigger', c.relname::text, t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid) \
             FROM pg_catalog.pg_trigger t {OF_TABLE} t.tgrelid {HOME} WHERE NOT t.tgisinternal AND {MINE}"
        ),
        format!(
            "SELECT 'rule', c.relname::text, r.rulename::text, pg_catalog.pg_get_ruledef(r.oid) \
             FROM pg_catalog.pg_rewrite r {OF_TABLE} r.ev_class {HOME} WHERE r.rulename <> '_RETURN' AND {MINE}"
        ),
        format!(
            "SELECT 'policy', c.relname::text, p.polname::text, {} FROM pg_catalog.pg_policy p \
             {OF_TABLE} p.polrelid {HOME} WHERE {MINE}",
            policy_definition()
        ),
        format!(
            "SELECT 'function', p.proname::text, '', pg_catalog.pg_get_functiondef(p.oid) FROM pg_catalog.pg_proc p \
             JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p', 'w') AND {MINE}"
        ),
    ]
    .join(" UNION ALL ")
}
