//! What stands on columns whose types change: views, rules, policies and triggers, which PostgreSQL would refuse the change
//! for. They go for a moment and come back as they were, whoever made them, in the same transaction.
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use super::inspect;
use super::types::{quote_name, text};
use super::{keep, objects};
use crate::dialect::{Catalog, DdlError};
use crate::schema::{Object, QualifiedName, TableName};

/// The statements that take everything away, and those that bring it back.
#[derive(Default)]
pub(super) struct Aside {
    pub(super) goes: Vec<String>,
    pub(super) comes: Vec<String>,
}

/// Asks what stands on columns, directly or on a view that does.
pub(super) fn standing_on(
    columns: &[(&TableName, &str)],
    catalog: &mut dyn Catalog,
) -> Result<Aside, DdlError> {
    let wanted = columns.iter().map(|(table, column)| {
        let (table, column) = (text(&quote_name(table)), text(column));
        format!("(pg_catalog.to_regclass({table}), {column})")
    });
    let wanted: Vec<String> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Aside::default());
    }
    ask(&standing(&wanted.join(", ")), catalog)
}

/// Asks what stands on a view, with whatever of its columns.
pub(super) fn standing_on_view(
    view: &QualifiedName,
    catalog: &mut dyn Catalog,
) -> Result<Aside, DdlError> {
    let view = text(&quote_name(view));
    let wanted = format!("(pg_catalog.to_regclass({view}), NULL::text)");
    ask(&standing(&wanted), catalog)
}

/// Asks for the functions and procedures that take or return values of a type.
pub(super) fn taking(type_: &QualifiedName, catalog: &mut dyn Catalog) -> Result<Aside, DdlError> {
    let sql = format!(
        "SELECT {}, {} FROM pg_catalog.pg_type t JOIN pg_catalog.pg_proc p ON p.prorettype IN (t.oid, t.typarray) \
         OR t.oid = ANY (p.proargtypes) OR t.typarray = ANY (p.proargtypes) OR t.oid = ANY (p.proallargtypes) \
         OR t.typarray = ANY (p.proallargtypes) JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
         JOIN ({}) {} ON x.oid = p.oid WHERE t.oid = pg_catalog.to_regtype({}) ORDER BY x.oid",
        inspect::OBJECT,
        keep::of_routine(),
        inspect::functions(),
        inspect::OBJECT_COLUMNS,
        text(&quote_name(type_)),
    );
    ask(&sql, catalog)
}

/// Nothing may go where a failure would not bring it back, or without a database.
fn ask(sql: &str, catalog: &mut dyn Catalog) -> Result<Aside, DdlError> {
    if catalog.memory().is_none() {
        return Ok(Aside::default());
    }
    let rows = catalog.query("what stands in the way of a change", sql)?;
    let mut found: Vec<(Object, Vec<String>)> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let kept = row.pop().flatten();
        if let Some(object) = inspect::object(row) {
            found.push((object, keep::split(kept.as_deref())));
        }
    }
    let mut aside = Aside::default();
    for (object, kept) in &found {
        aside.goes.insert(0, objects::drop(&object.id, false)?);
        aside.comes.extend(objects::create(object)?);
        aside.comes.extend_from_slice(kept);
    }
    Ok(aside)
}

/// A row for each object, what stands on another behind that one: the cells of an object, and what it has beside its
/// definition.
fn standing(wanted: &str) -> String {
    // What stands on something is found by its own row, or, if it is the query of a view, by the view's.
    const STANDS: &str = "d.refclassid = 'pg_catalog.pg_class'::regclass AND d.classid IN \
                          ('pg_catalog.pg_rewrite'::regclass, 'pg_catalog.pg_trigger'::regclass, \
                          'pg_catalog.pg_policy'::regclass)";
    const OWN_RULE: &str = "LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::regclass \
                            AND r.oid = d.objid AND r.rulename = '_RETURN'";
    format!(
        "WITH RECURSIVE stands(class, oid, view, depth) AS (\
         SELECT d.classid, d.objid, r.ev_class, 1 FROM (VALUES {wanted}) w(relation, name) \
         LEFT JOIN pg_catalog.pg_attribute wa ON wa.attrelid = w.relation AND wa.attname = w.name \
         JOIN pg_catalog.pg_depend d ON d.refobjid = w.relation AND (w.name IS NULL OR d.refobjsubid = wa.attnum) \
         AND {STANDS} {OWN_RULE} WHERE r.ev_class IS DISTINCT FROM w.relation \
         UNION ALL \
         SELECT d.classid, d.objid, r.ev_class, s.depth + 1 FROM stands s \
         JOIN pg_catalog.pg_depend d ON d.refobjid = s.view AND d.objid <> s.oid AND {STANDS} {OWN_RULE}) \
         SELECT {}, CASE WHEN s.view IS NOT NULL THEN (SELECT {} FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = s.view) END \
         FROM (SELECT class, oid, view, pg_catalog.max(depth) depth FROM stands GROUP BY class, oid, view) s \
         JOIN ({}) {} ON x.oid = COALESCE(s.view, s.oid) AND CASE WHEN s.view IS NOT NULL \
         THEN x.kind IN ('view', 'materialized view') ELSE x.kind = CASE s.class \
         WHEN 'pg_catalog.pg_rewrite'::regclass THEN 'rule' WHEN 'pg_catalog.pg_trigger'::regclass THEN 'trigger' \
         ELSE 'policy' END END ORDER BY s.depth, x.rank, x.nsp, x.name",
        inspect::OBJECT,
        keep::of_relation(),
        inspect::standing(),
        inspect::OBJECT_COLUMNS,
    )
}
