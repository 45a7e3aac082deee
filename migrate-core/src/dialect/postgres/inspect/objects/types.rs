//! Collations, domains, composite types and ranges, as `CREATE` statements: the server has no function that writes them.

use super::super::{SCHEMA, USERS, not_of_extension};
use super::{column_comments, comment, qualified, statements};
use crate::dialect::Version;

/// A collation that is not its type's own.
fn collate(collation: &str, usual: &str) -> String {
    format!(
        "COALESCE((SELECT ' COLLATE ' || {} FROM pg_catalog.pg_collation oc \
         JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.collnamespace WHERE oc.oid = {collation} \
         AND {collation} <> {usual}), '')",
        qualified("ocn.nspname", "oc.collname")
    )
}

pub(super) fn collations(version: Version) -> String {
    let locale = if version >= (17, 0, 0) {
        "COALESCE(c.colllocale, c.collcollate)"
    } else if version >= (15, 0, 0) {
        "COALESCE(c.colliculocale, c.collcollate)"
    } else {
        "c.collcollate"
    };
    let rules = if version >= (16, 0, 0) {
        "COALESCE(', rules = ' || pg_catalog.quote_literal(c.collicurules), '')"
    } else {
        "''"
    };
    format!(
        "SELECT 0, c.oid, 'collation', {SCHEMA}, c.collname::text, NULL, NULL, NULL, 'CREATE COLLATION ' || {} \
         || ' (provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END \
         || CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END \
         || CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN ', lc_collate = ' \
         || pg_catalog.quote_literal(c.collcollate) || ', lc_ctype = ' || pg_catalog.quote_literal(c.collctype) \
         ELSE ', locale = ' || pg_catalog.quote_literal({locale}) END || {rules} || ')', NULL, d.description, NULL \
         FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace {} \
         WHERE {USERS} AND {}",
        qualified("n.nspname", "c.collname"),
        comment("pg_collation", "c.oid"),
        not_of_extension("pg_collation", "c.oid")
    )
}

pub(super) fn domains() -> String {
    let name = qualified("n.nspname", "t.typname");
    let remark = format!(
        "'COMMENT ON CONSTRAINT ' || pg_catalog.quote_ident(con.conname) || ' ON DOMAIN ' || {name} || ' IS ' \
         || pg_catalog.quote_literal(cd.description)"
    );
    format!(
        "SELECT 1, t.oid, 'domain', {SCHEMA}, t.typname::text, NULL, NULL, NULL, 'CREATE DOMAIN ' || {name} || ' AS ' \
         || pg_catalog.format_type(t.typbasetype, t.typtypmod) || {} \
         || COALESCE(' DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0), '') \
         || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END \
         || COALESCE((SELECT pg_catalog.string_agg(' CONSTRAINT ' || pg_catalog.quote_ident(con.conname) || ' ' \
         || pg_catalog.pg_get_constraintdef(con.oid), '' ORDER BY con.conname) FROM pg_catalog.pg_constraint con \
         WHERE con.contypid = t.oid AND con.contype = 'c'), ''), NULL, d.description, \
         (SELECT {} FROM pg_catalog.pg_constraint con JOIN pg_catalog.pg_description cd ON cd.objoid = con.oid \
         AND cd.classoid = 'pg_catalog.pg_constraint'::regclass WHERE con.contypid = t.oid) \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         JOIN pg_catalog.pg_type bt ON bt.oid = t.typbasetype {} \
         WHERE t.typtype = 'd' AND {USERS} AND {}",
        collate("t.typcollation", "bt.typcollation"),
        statements(&remark, "con.conname"),
        comment("pg_type", "t.oid"),
        not_of_extension("pg_type", "t.oid")
    )
}

pub(super) fn composites() -> String {
    let name = qualified("n.nspname", "t.typname");
    format!(
        "SELECT 2, t.oid, 'type', {SCHEMA}, t.typname::text, NULL, NULL, NULL, 'CREATE TYPE ' || {name} || ' AS (' \
         || COALESCE((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' \
         || pg_catalog.format_type(a.atttypid, a.atttypmod) || {}, ', ' ORDER BY a.attnum) \
         FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type at ON at.oid = a.atttypid \
         WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')', NULL, d.description, {} \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace {} WHERE t.typtype = 'c' AND {USERS} AND {}",
        collate("a.attcollation", "at.typcollation"),
        column_comments("t.typrelid", &name),
        comment("pg_type", "t.oid"),
        not_of_extension("pg_type", "t.oid")
    )
}

pub(super) fn ranges(version: Version) -> String {
    let multirange = if version >= (14, 0, 0) {
        format!(
            "COALESCE(', multirange_type_name = ' || (SELECT {} FROM pg_catalog.pg_type m \
             JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace WHERE m.oid = r.rngmultitypid), '')",
            qualified("mn.nspname", "m.typname")
        )
    } else {
        "''".to_owned()
    };
    format!(
        "SELECT 2, t.oid, 'type', {SCHEMA}, t.typname::text, NULL, NULL, NULL, 'CREATE TYPE ' || {} \
         || ' AS RANGE (subtype = ' || pg_catalog.format_type(r.rngsubtype, NULL) || {multirange} \
         || CASE WHEN oc.opcdefault THEN '' ELSE ', subtype_opclass = ' || {} END \
         || COALESCE((SELECT ', collation = ' || {} FROM pg_catalog.pg_collation co \
         JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace JOIN pg_catalog.pg_type st ON st.oid = r.rngsubtype \
         WHERE co.oid = r.rngcollation AND r.rngcollation <> st.typcollation), '') \
         || CASE WHEN r.rngcanonical = 0 THEN '' ELSE ', canonical = ' || r.rngcanonical::regproc::text END \
         || CASE WHEN r.rngsubdiff = 0 THEN '' ELSE ', subtype_diff = ' || r.rngsubdiff::regproc::text END || ')', \
         NULL, d.description, NULL FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         JOIN pg_catalog.pg_opclass oc ON oc.oid = r.rngsubopc \
         JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.opcnamespace {} WHERE {USERS} AND {}",
        qualified("n.nspname", "t.typname"),
        qualified("ocn.nspname", "oc.opcname"),
        qualified("cn.nspname", "co.collname"),
        comment("pg_type", "t.oid"),
        not_of_extension("pg_type", "t.oid")
    )
}
