//! What completes a table and has no place in the model: read as statements that say it again.

use super::{Cells, Tables};
use crate::connection::Connection;
use crate::dialect::{InspectError, Version};

/// Reads the statements. They come in the order in which they can run.
pub(super) fn read(
    conn: &mut dyn Connection,
    version: Version,
    wanted: &str,
    tables: &mut Tables,
) -> Result<(), InspectError> {
    if tables.tables.is_empty() {
        return Ok(());
    }
    for row in conn.query(&query(version, wanted))? {
        let mut cells = Cells::new(row);
        let oid = cells.text();
        if let Some(table) = tables.get(&oid) {
            table.further.push(cells.text());
        }
    }
    Ok(())
}

fn query(version: Version, wanted: &str) -> String {
    let table = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";
    let index = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(ic.relname)";
    let from = format!(
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND c.oid {wanted}"
    );
    let column = format!(
        "'ALTER TABLE ONLY ' || {table} || ' ALTER COLUMN ' || pg_catalog.quote_ident(a.attname) || ' ' || "
    );
    let columns = format!(
        "{from} JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
    );
    let indexes = format!(
        "{from} JOIN pg_catalog.pg_index i ON i.indrelid = c.oid JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid"
    );
    // An index that a constraint brings along.
    let of_constraint = "EXISTS (SELECT FROM pg_catalog.pg_constraint con WHERE con.conindid = ic.oid \
                         AND con.conrelid = c.oid AND con.contype IN ('p', 'u', 'x'))";
    let storage = "CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END";
    let comment = |catalog: &str, oid: &str| {
        format!(
            "JOIN pg_catalog.pg_description d ON d.objoid = {oid} AND d.objsubid = 0 \
             AND d.classoid = 'pg_catalog.{catalog}'::regclass"
        )
    };
    let mut parts = vec![
        format!(
            "SELECT c.oid, 1, a.attnum::int, '', {column} 'SET STATISTICS ' || a.attstattarget {columns} \
             WHERE COALESCE(a.attstattarget, -1) >= 0"
        ),
        format!(
            "SELECT c.oid, 2, a.attnum::int, '', {column} 'SET STORAGE ' || {storage} {columns} \
             JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE a.attstorage <> t.typstorage"
        ),
        format!(
            "SELECT c.oid, 4, a.attnum::int, '', {column} 'SET (' || pg_catalog.array_to_string(a.attoptions, ', ') || ')' \
             {columns} WHERE a.attoptions IS NOT NULL"
        ),
        format!(
            "SELECT c.oid, 5, 0, '', 'ALTER TABLE ' || {table} || ' SET (' || (SELECT pg_catalog.string_agg('toast.' || o, ', ') \
             FROM pg_catalog.unnest(toast.reloptions) o) || ')' {from} \
             JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid WHERE toast.reloptions IS NOT NULL"
        ),
        format!(
            "SELECT c.oid, 6, 0, ic.relname::text, 'ALTER INDEX ' || {index} || ' SET (' || \
             pg_catalog.array_to_string(ic.reloptions, ', ') || ')' {indexes} \
             WHERE ic.reloptions IS NOT NULL AND {of_constraint}"
        ),
        format!(
            "SELECT c.oid, 7, a.attnum::int, ic.relname::text, 'ALTER INDEX ' || {index} || ' ALTER COLUMN ' || a.attnum || \
             ' SET STATISTICS ' || a.attstattarget {indexes} JOIN pg_catalog.pg_attribute a ON a.attrelid = ic.oid \
             WHERE COALESCE(a.attstattarget, -1) >= 0"
        ),
        format!(
            "SELECT c.oid, 8, 0, '', 'ALTER TABLE ONLY ' || {table} || ' REPLICA IDENTITY ' || CASE c.relreplident \
             WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL' ELSE 'USING INDEX ' || (SELECT pg_catalog.quote_ident(ri.relname) \
             FROM pg_catalog.pg_index r JOIN pg_catalog.pg_class ri ON ri.oid = r.indexrelid \
             WHERE r.indrelid = c.oid AND r.indisreplident) END {from} WHERE c.relreplident <> 'd'"
        ),
        format!(
            "SELECT c.oid, 9, 0, ic.relname::text, 'ALTER TABLE ' || {table} || ' CLUSTER ON ' || \
             pg_catalog.quote_ident(ic.relname) {indexes} WHERE i.indisclustered"
        ),
        format!(
            "SELECT c.oid, 10, 0, con.conname::text, 'COMMENT ON CONSTRAINT ' || pg_catalog.quote_ident(con.conname) || \
             ' ON ' || {table} || ' IS ' || pg_catalog.quote_literal(d.description) {from} \
             JOIN pg_catalog.pg_constraint con ON con.conrelid = c.oid {}",
            comment("pg_constraint", "con.oid")
        ),
        format!(
            "SELECT c.oid, 11, 0, ic.relname::text, 'COMMENT ON INDEX ' || {index} || ' IS ' || \
             pg_catalog.quote_literal(d.description) {indexes} {} WHERE {of_constraint}",
            comment("pg_class", "ic.oid")
        ),
    ];
    if version >= (14, 0, 0) {
        parts.push(format!(
            "SELECT c.oid, 3, a.attnum::int, '', {column} 'SET COMPRESSION ' || CASE a.attcompression WHEN 'p' THEN 'pglz' \
             ELSE 'lz4' END {columns} WHERE a.attcompression <> ''"
        ));
    }
    format!(
        "SELECT x.oid::text, x.sql FROM ({}) x(oid, rank, at, name, sql) ORDER BY x.oid, x.rank, x.name, x.at",
        parts.join(" UNION ALL ")
    )
}
