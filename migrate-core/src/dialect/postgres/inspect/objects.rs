//! Views, functions, triggers, policies, types and the like, as the server writes them: one query for all of them.

mod relations;
mod routines;
mod types;

pub(in crate::dialect::postgres) use relations::policy_definition;
pub(in crate::dialect::postgres) use routines::functions;

use super::{Cells, SEPARATOR, Tables};
use crate::connection::{Connection, Row};
use crate::dialect::{InspectError, Version};
use crate::schema::{Object, ObjectId, ObjectKind, TableName};

/// An object, and its number in the catalog.
pub(super) struct Found {
    pub(super) catalog: &'static str,
    pub(super) oid: String,
    pub(super) object: Object,
}

/// Reads the objects. What belongs to a table that was filtered out goes with it; a view's triggers stay.
pub(super) fn read(
    conn: &mut dyn Connection,
    version: Version,
    tables: &Tables,
    with_partitions: bool,
) -> Result<Vec<Found>, InspectError> {
    let rows = conn.query(&query(version, with_partitions))?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = Cells::new(row);
        let oid = cells.text();
        // The query brings no other.
        let Some((catalog, mut object)) = take(cells) else {
            continue;
        };
        if let Some(owner) = &object.id.table
            && is_left_out(tables, owner)
        {
            continue;
        }
        if object.id.kind == ObjectKind::Statistics {
            // What they are on stands in their definition.
            object.id.table = None;
        }
        found.push(Found {
            catalog,
            oid,
            object,
        });
    }
    Ok(found)
}

/// An object of a row of [`OBJECT`]; `None` of a kind that is none.
pub(in crate::dialect::postgres) fn object(row: Row) -> Option<Object> {
    take(Cells::new(row)).map(|(_, object)| object)
}

fn take(mut cells: Cells) -> Option<(&'static str, Object)> {
    let (kind, catalog) = match cells.text().as_str() {
        "collation" => (ObjectKind::Collation, "pg_collation"),
        "domain" => (ObjectKind::Domain, "pg_type"),
        "type" => (ObjectKind::Type, "pg_type"),
        "function" => (ObjectKind::Function, "pg_proc"),
        "procedure" => (ObjectKind::Procedure, "pg_proc"),
        "aggregate" => (ObjectKind::Aggregate, "pg_proc"),
        "view" => (ObjectKind::View, "pg_class"),
        "materialized view" => (ObjectKind::MaterializedView, "pg_class"),
        "statistics" => (ObjectKind::Statistics, "pg_statistic_ext"),
        "trigger" => (ObjectKind::Trigger, "pg_trigger"),
        "rule" => (ObjectKind::Rule, "pg_rewrite"),
        "policy" => (ObjectKind::Policy, "pg_policy"),
        _ => return None,
    };
    let name = cells.name();
    let table = cells.name();
    let arguments = cells.optional();
    let definition = cells.text();
    let options = cells.optional();
    let object = Object {
        id: ObjectId {
            kind,
            name,
            table: (!table.name.is_empty()).then_some(table),
            arguments,
        },
        definition: definition.trim().trim_end_matches(';').to_owned(),
        options: options.map(|text| format!("WITH ({text})")),
        depends_on: Vec::new(),
        comment: cells.optional(),
        further: cells.names(),
    };
    Some((catalog, object))
}

/// Whether a table was found and filtered out.
fn is_left_out(tables: &Tables, name: &TableName) -> bool {
    tables.all.contains(name) && !tables.tables.iter().any(|table| table.name == *name)
}

/// The cells that say an object, of what has the columns of [`OBJECT_COLUMNS`].
pub(in crate::dialect::postgres) const OBJECT: &str =
    "x.kind, x.nsp, x.name, x.tnsp, x.tname, x.args, x.definition, x.options, x.comment, x.further";

/// What the columns of each part of the query are called.
pub(in crate::dialect::postgres) const OBJECT_COLUMNS: &str =
    "x(rank, oid, kind, nsp, name, tnsp, tname, args, definition, options, comment, further)";

/// The objects that may stand on columns of tables.
pub(in crate::dialect::postgres) fn standing() -> String {
    let parts = [
        relations::views(),
        // Of no version: those of partitions come with the whole.
        relations::triggers((0, 0, 0), false),
        relations::rules(),
        relations::policies(),
    ];
    parts.join(" UNION ALL ")
}

/// The columns of each part are those of the outer query; what depends on something was made after it.
fn query(version: Version, with_partitions: bool) -> String {
    let parts = [
        types::collations(version),
        types::domains(),
        types::composites(),
        types::ranges(version),
        routines::functions(),
        routines::aggregates(),
        relations::views(),
        relations::statistics(),
        relations::triggers(version, with_partitions),
        relations::rules(),
        relations::policies(),
    ];
    format!(
        "SELECT x.oid::text, {OBJECT} FROM ({}) {OBJECT_COLUMNS} ORDER BY x.rank, x.oid, x.name",
        parts.join(" UNION ALL ")
    )
}

/// The comment of a whole object.
fn comment(catalog: &str, oid: &str) -> String {
    format!(
        "LEFT JOIN pg_catalog.pg_description d ON d.objoid = {oid} AND d.objsubid = 0 \
         AND d.classoid = 'pg_catalog.{catalog}'::regclass"
    )
}

/// Several statements in one value.
pub(in crate::dialect::postgres) fn statements(sql: &str, order: &str) -> String {
    format!("pg_catalog.string_agg({sql}, '{SEPARATOR}' ORDER BY {order})")
}

/// A name with its schema, quoted.
fn qualified(schema: &str, name: &str) -> String {
    format!("pg_catalog.quote_ident({schema}) || '.' || pg_catalog.quote_ident({name})")
}

/// `COMMENT ON COLUMN` of each column of a relation that has a comment, as a subquery.
fn column_comments(relation: &str, name: &str) -> String {
    let sql = format!(
        "'COMMENT ON COLUMN ' || {name} || '.' || pg_catalog.quote_ident(ca.attname) || ' IS ' || \
         pg_catalog.quote_literal(cd.description)"
    );
    format!(
        "(SELECT {} FROM pg_catalog.pg_attribute ca JOIN pg_catalog.pg_description cd ON cd.objoid = ca.attrelid \
         AND cd.objsubid = ca.attnum AND cd.classoid = 'pg_catalog.pg_class'::regclass \
         WHERE ca.attrelid = {relation} AND ca.attnum > 0)",
        statements(&sql, "ca.attnum")
    )
}
