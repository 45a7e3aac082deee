//! Views, and what stands beside tables and views: statistics, triggers, rules, policies.

use super::super::{SCHEMA, SEPARATOR, USERS, not_of_extension};
use super::{column_comments, comment, qualified, statements};
use crate::dialect::Version;

/// The schema and the name of the table that something belongs to.
const TABLE: &str =
    "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END, c.relname::text";

/// A view's query; and what it takes to complete one: indexes with their comments, comments on columns, defaults.
pub(super) fn views() -> String {
    let name = qualified("n.nspname", "c.relname");
    let index = format!(
        "pg_catalog.pg_get_indexdef(i.indexrelid) || COALESCE('{SEPARATOR}COMMENT ON INDEX ' || {} || ' IS ' \
         || pg_catalog.quote_literal(id.description), '') \
         || CASE WHEN i.indisclustered THEN '{SEPARATOR}ALTER MATERIALIZED VIEW ' || {name} || ' CLUSTER ON ' \
         || pg_catalog.quote_ident(ic.relname) ELSE '' END",
        qualified("n.nspname", "ic.relname")
    );
    let default = format!(
        "'ALTER VIEW ' || {name} || ' ALTER COLUMN ' || pg_catalog.quote_ident(va.attname) || ' SET DEFAULT ' \
         || pg_catalog.pg_get_expr(vd.adbin, vd.adrelid)"
    );
    format!(
        "SELECT 4, c.oid, CASE c.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, {SCHEMA}, c.relname::text, \
         NULL, NULL, NULL, pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') \
         || CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN E'\\nWITH NO DATA' ELSE '' END, \
         NULLIF(pg_catalog.array_to_string(c.reloptions, ', '), ''), d.description, \
         NULLIF(pg_catalog.concat_ws('{SEPARATOR}', \
         (SELECT {} FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid \
         LEFT JOIN pg_catalog.pg_description id ON id.objoid = ic.oid AND id.objsubid = 0 \
         AND id.classoid = 'pg_catalog.pg_class'::regclass WHERE i.indrelid = c.oid), \
         (SELECT {} FROM pg_catalog.pg_attrdef vd JOIN pg_catalog.pg_attribute va ON va.attrelid = vd.adrelid \
         AND va.attnum = vd.adnum WHERE vd.adrelid = c.oid), {}), '') \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} \
         WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND {USERS} AND {}",
        statements(&index, "ic.relname"),
        statements(&default, "va.attnum"),
        column_comments("c.oid", &name),
        comment("pg_class", "c.oid"),
        not_of_extension("pg_class", "c.oid")
    )
}

pub(super) fn statistics() -> String {
    let schema = SCHEMA.replace("n.", "sn.");
    format!(
        "SELECT 5, s.oid, 'statistics', {schema}, s.stxname::text, {TABLE}, NULL, \
         pg_catalog.pg_get_statisticsobjdef(s.oid), NULL, d.description, \
         'ALTER STATISTICS ' || {} || ' SET STATISTICS ' || NULLIF(COALESCE(s.stxstattarget, -1), -1)::text \
         FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace {} \
         WHERE NOT c.relispartition AND {USERS} AND {}",
        qualified("sn.nspname", "s.stxname"),
        comment("pg_statistic_ext", "s.oid"),
        not_of_extension("pg_class", "c.oid")
    )
}

/// `ALTER TABLE ... {word} name` for what does not fire as it does by itself.
fn fires(word: &str, column: &str, name: &str) -> String {
    format!(
        "CASE {column} WHEN 'O' THEN NULL ELSE 'ALTER TABLE ' || {} || CASE {column} WHEN 'D' THEN ' DISABLE' \
         WHEN 'A' THEN ' ENABLE ALWAYS' ELSE ' ENABLE REPLICA' END || ' {word} ' || pg_catalog.quote_ident({name}) END",
        qualified("n.nspname", "c.relname")
    )
}

pub(super) fn triggers(version: Version, with_partitions: bool) -> String {
    // What a partition has from the whole comes with it.
    let own = match (version >= (13, 0, 0), with_partitions) {
        (true, true) => "t.tgparentid = 0",
        (_, false) | (false, true) => "NOT c.relispartition",
    };
    format!(
        "SELECT 6, t.oid, 'trigger', NULL, t.tgname::text, {TABLE}, NULL, pg_catalog.pg_get_triggerdef(t.oid), NULL, \
         d.description, {} FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} \
         WHERE NOT t.tgisinternal AND {own} AND {USERS} AND {}",
        fires("TRIGGER", "t.tgenabled", "t.tgname"),
        comment("pg_trigger", "t.oid"),
        not_of_extension("pg_class", "c.oid")
    )
}

pub(super) fn rules() -> String {
    format!(
        "SELECT 6, r.oid, 'rule', NULL, r.rulename::text, {TABLE}, NULL, pg_catalog.pg_get_ruledef(r.oid), NULL, \
         d.description, {} FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} \
         WHERE r.rulename <> '_RETURN' AND {USERS} AND {}",
        fires("RULE", "r.ev_enabled", "r.rulename"),
        comment("pg_rewrite", "r.oid"),
        not_of_extension("pg_class", "c.oid")
    )
}

/// A policy as the statement that makes it. The columns are those of `pg_policy p` on `pg_class c` in `pg_namespace n`.
pub(in crate::dialect::postgres) fn policy_definition() -> String {
    format!(
        "'CREATE POLICY ' || pg_catalog.quote_ident(p.polname) || ' ON ' || {} \
         || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END \
         || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' \
         WHEN 'd' THEN ' FOR DELETE' ELSE '' END \
         || CASE WHEN p.polroles = '{{0}}' THEN '' ELSE ' TO ' || (SELECT pg_catalog.string_agg( \
         pg_catalog.quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_catalog.pg_roles r \
         WHERE r.oid = ANY (p.polroles)) END \
         || COALESCE(' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '') \
         || COALESCE(' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')",
        qualified("n.nspname", "c.relname")
    )
}

pub(super) fn policies() -> String {
    format!(
        "SELECT 7, p.oid, 'policy', NULL, p.polname::text, {TABLE}, NULL, {}, NULL, d.description, NULL \
         FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid \
         JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace {} WHERE {USERS}",
        policy_definition(),
        comment("pg_policy", "p.oid")
    )
}
