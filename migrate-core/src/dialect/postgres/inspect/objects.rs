//! Views, functions, triggers, policies, domains and composite types, as the server writes them.

use super::{Cells, SCHEMA, Tables, USERS, not_of_extension};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectId, ObjectKind, Schema};

/// The schema and the name of the table that something belongs to.
const TABLE: &str =
    "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END, c.relname::text";

pub(super) fn read(
    conn: &mut dyn Connection,
    tables: &Tables,
    schema: &mut Schema,
) -> Result<(), InspectError> {
    let rows = conn.query(&query())?;
    for row in rows {
        let mut cells = Cells::new(row);
        let kind = match cells.text().as_str() {
            "domain" => ObjectKind::Domain,
            "type" => ObjectKind::Type,
            "function" => ObjectKind::Function,
            "procedure" => ObjectKind::Procedure,
            "view" => ObjectKind::View,
            "materialized view" => ObjectKind::MaterializedView,
            "trigger" => ObjectKind::Trigger,
            _ => ObjectKind::Policy,
        };
        let name = cells.name();
        let table = cells.name();
        let table = (!table.name.is_empty()).then_some(table);
        let arguments = cells.optional();
        let definition = cells.text();
        let options = cells.optional();
        let comment = cells.optional();
        // What belongs to a table that was filtered out goes with it; a view's triggers stay.
        if let Some(owner) = &table
            && tables.all.contains(owner)
            && !tables.tables.iter().any(|table| table.name == *owner)
        {
            continue;
        }
        schema.objects.push(Object {
            id: ObjectId {
                kind,
                name,
                table,
                arguments,
            },
            definition: definition.trim().trim_end_matches(';').to_owned(),
            options: options.map(|text| format!("WITH ({text})")),
            depends_on: Vec::new(),
            comment,
        });
    }
    Ok(())
}

fn query() -> String {
    let comment = |catalog: &str, oid: &str| {
        format!(
            "LEFT JOIN pg_catalog.pg_description d ON d.objoid = {oid} AND d.objsubid = 0 \
             AND d.classoid = 'pg_catalog.{catalog}'::regclass"
        )
    };
    let types = format!(
        "SELECT 1, t.oid, 'domain', {SCHEMA}, t.typname::text, NULL, NULL, NULL, \
         'CREATE DOMAIN ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) || ' AS ' \
         || pg_catalog.format_type(t.typbasetype, t.typtypmod) \
         || COALESCE(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END \
         || COALESCE((SELECT pg_catalog.string_agg(' CONSTRAINT ' || pg_catalog.quote_ident(con.conname) || ' ' \
         || pg_catalog.pg_get_constraintdef(con.oid), '' ORDER BY con.conname) FROM pg_catalog.pg_constraint con \
         WHERE con.contypid = t.oid AND con.contype = 'c'), ''), NULL, d.description \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace {} \
         WHERE t.typtype = 'd' AND {USERS} AND {}",
        comment("pg_type", "t.oid"),
        not_of_extension("pg_type", "t.oid")
    );
    let composites = format!(
        "SELECT 2, t.oid, 'type', {SCHEMA}, t.typname::text, NULL, NULL, NULL, \
         'CREATE TYPE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname) || ' AS (' \
         || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || ' ' \
         || pg_catalog.format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a \
         WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) || ')', NULL, d.description \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace {} WHERE t.typtype = 'c' AND {USERS} AND {}",
        comment("pg_type", "t.oid"),
        not_of_extension("pg_type", "t.oid")
    );
    let functions = format!(
        "SELECT 3, p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, {SCHEMA}, p.proname::text, \
         NULL, NULL, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_functiondef(p.oid), NULL, \
         d.description FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace {} \
         WHERE p.prokind IN ('f', 'p') AND {USERS} AND {}",
        comment("pg_proc", "p.oid"),
        not_of_extension("pg_proc", "p.oid")
    );
    let views = format!(
        "SELECT 4, c.oid, CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, {SCHEMA}, c.relname::text, \
         NULL, NULL, NULL, pg_catalog.pg_get_viewdef(c.oid), \
         NULLIF(pg_catalog.array_to_string(c.reloptions, ', '), ''), d.description \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} \
         WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND {USERS} AND {}",
        comment("pg_class", "c.oid"),
        not_of_extension("pg_class", "c.oid")
    );
    let triggers = format!(
        "SELECT 5, t.oid, 'trigger', NULL, t.tgname::text, {TABLE}, NULL, pg_catalog.pg_get_triggerdef(t.oid), NULL, \
         d.description FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} \
         WHERE NOT t.tgisinternal AND NOT c.relispartition AND {USERS} AND {}",
        comment("pg_trigger", "t.oid"),
        not_of_extension("pg_class", "c.oid")
    );
    let policies = format!(
        "SELECT 6, p.oid, 'policy', NULL, p.polname::text, {TABLE}, NULL, \
         'CREATE POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || pg_catalog.quote_ident(n.nspname) || '.' \
         || pg_catalog.quote_ident(c.relname) || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END \
         || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' \
         WHEN 'd' THEN ' FOR DELETE' ELSE '' END \
         || CASE WHEN p.polroles = '{{0}}' THEN '' ELSE ' TO ' || (SELECT pg_catalog.string_agg( \
         pg_catalog.quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_catalog.pg_roles r \
         WHERE r.oid = ANY (p.polroles)) END \
         || COALESCE(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '') \
         || COALESCE(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''), NULL, \
         d.description FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} WHERE {USERS}",
        comment("pg_policy", "p.oid")
    );
    let parts = [types, composites, functions, views, triggers, policies];
    // What depends on something was made after it.
    format!(
        "SELECT x.kind, x.nsp, x.name, x.tnsp, x.tname, x.args, x.definition, x.options, x.comment FROM ({}) \
         x(rank, oid, kind, nsp, name, tnsp, tname, args, definition, options, comment) ORDER BY x.rank, x.oid",
        parts.join(" UNION ALL ")
    )
}
