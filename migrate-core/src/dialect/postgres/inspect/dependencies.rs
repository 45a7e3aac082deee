//! What has to be there before something else: read of the catalog's dependencies, told by name.

use std::collections::HashMap;

use super::objects::Found;
use super::{Cells, SCHEMA, Tables};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind, QualifiedName, Table};

/// Fills in what tables and objects depend on.
pub(super) fn read(
    conn: &mut dyn Connection,
    tables: &mut Tables,
    objects: &mut [Found],
) -> Result<(), InspectError> {
    if objects.is_empty() {
        return Ok(());
    }
    let by_oid: HashMap<(&'static str, String), usize> = objects
        .iter()
        .enumerate()
        .map(|(at, found)| ((found.catalog, found.oid.clone()), at))
        .collect();
    for row in conn.query(&query())? {
        let mut cells = Cells::new(row);
        let (catalog, oid) = (cells.text(), cells.text());
        let needed = cells.name();
        let catalog = match catalog.as_str() {
            "c" => "pg_class",
            "t" => "pg_type",
            "p" => "pg_proc",
            // The query brings no other.
            _ => continue,
        };
        if let Some(&at) = by_oid.get(&(catalog, oid.clone())) {
            let object: &mut Object = &mut objects[at].object;
            // What belongs to a table stands behind all tables anyway; of a partition it is known, too.
            let is_partition = object.id.kind == ObjectKind::Partition;
            let of = object.id.table.as_ref().filter(|_| is_partition);
            if object.id.name != needed && of != Some(&needed) {
                push(&mut object.depends_on, needed);
            }
        } else if catalog == "pg_class"
            && let Some(table) = tables.get(&oid)
        {
            let table: &mut Table = table;
            if table.name != needed {
                push(&mut table.depends_on, needed);
            }
        }
    }
    Ok(())
}

fn push(names: &mut Vec<QualifiedName>, name: QualifiedName) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// What the catalog knows of is brought to the thing that it is part of: a column's default to its table, a rule to its
/// view, an array to its element. Only what users made counts: numbers from 16384 on.
fn query() -> String {
    let schema = SCHEMA;
    format!(
        "WITH thing(cls, obj, kind, oid) AS ( \
         SELECT 'pg_catalog.pg_class'::regclass::oid, c.oid, CASE c.relkind WHEN 'c' THEN 't' ELSE 'c' END, \
         CASE c.relkind WHEN 'c' THEN c.reltype WHEN 'i' THEN i.indrelid WHEN 'I' THEN i.indrelid ELSE c.oid END \
         FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid >= 16384 \
         UNION ALL SELECT 'pg_catalog.pg_attrdef'::regclass::oid, d.oid, 'c', d.adrelid FROM pg_catalog.pg_attrdef d \
         UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass::oid, con.oid, 'c', con.conrelid \
         FROM pg_catalog.pg_constraint con WHERE con.conrelid <> 0 AND con.contype <> 'f' \
         UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass::oid, con.oid, 't', con.contypid \
         FROM pg_catalog.pg_constraint con WHERE con.contypid <> 0 \
         UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass::oid, r.oid, 'c', r.ev_class FROM pg_catalog.pg_rewrite r \
         WHERE r.rulename = '_RETURN' AND r.oid >= 16384 \
         UNION ALL SELECT 'pg_catalog.pg_proc'::regclass::oid, p.oid, 'p', p.oid FROM pg_catalog.pg_proc p \
         WHERE p.oid >= 16384 \
         UNION ALL SELECT 'pg_catalog.pg_collation'::regclass::oid, co.oid, 'o', co.oid FROM pg_catalog.pg_collation co \
         WHERE co.oid >= 16384 \
         UNION ALL SELECT 'pg_catalog.pg_type'::regclass::oid, t.oid, CASE WHEN rc.relkind <> 'c' THEN 'c' ELSE 't' END, \
         CASE WHEN rc.relkind <> 'c' THEN rc.oid ELSE e.oid END FROM pg_catalog.pg_type t \
         JOIN pg_catalog.pg_type e ON e.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END \
         LEFT JOIN pg_catalog.pg_class rc ON rc.oid = e.typrelid WHERE t.oid >= 16384), \
         named(kind, oid, nsp, name) AS ( \
         SELECT 'c', c.oid, {schema}, c.relname::text FROM pg_catalog.pg_class c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         UNION ALL SELECT 't', t.oid, {schema}, t.typname::text FROM pg_catalog.pg_type t \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         UNION ALL SELECT 'p', p.oid, {schema}, p.proname::text FROM pg_catalog.pg_proc p \
         JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
         UNION ALL SELECT 'o', c.oid, {schema}, c.collname::text FROM pg_catalog.pg_collation c \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace) \
         SELECT DISTINCT a.kind, a.oid::text, named.nsp, named.name FROM pg_catalog.pg_depend d \
         JOIN thing a ON a.cls = d.classid AND a.obj = d.objid \
         JOIN thing b ON b.cls = d.refclassid AND b.obj = d.refobjid \
         JOIN named ON named.kind = b.kind AND named.oid = b.oid \
         WHERE (a.kind, a.oid) <> (b.kind, b.oid) AND a.kind <> 'o' AND d.refobjid >= 16384 ORDER BY 1, 2, 3, 4"
    )
}
