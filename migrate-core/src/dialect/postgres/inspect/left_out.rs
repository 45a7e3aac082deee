//! What a database holds and this library does not carry over: found, so that it can be said.

use super::{Cells, USERS, by_itself, not_of_extension};
use crate::connection::Connection;
use crate::dialect::{InspectError, LeftOut, Version};

/// Reads the names of what is left out, by kind.
pub(in crate::dialect::postgres) fn left_out(
    conn: &mut dyn Connection,
    version: Version,
) -> Result<Vec<LeftOut>, InspectError> {
    let mut found: Vec<LeftOut> = Vec::new();
    for row in conn.query(&query(version))? {
        let mut cells = Cells::new(row);
        let (what, name) = (cells.text(), cells.text());
        match found.last_mut() {
            Some(last) if last.what == what => last.names.push(name),
            _ => found.push(LeftOut {
                what,
                names: vec![name],
            }),
        }
    }
    Ok(found)
}

/// Something that lives in a schema.
fn in_schema(what: &str, catalog: &str, prefix: &str, name: &str, condition: &str) -> String {
    format!(
        "SELECT '{what}', n.nspname || '.' || {name} FROM pg_catalog.{catalog} o \
         JOIN pg_catalog.pg_namespace n ON n.oid = o.{prefix}namespace WHERE {USERS} AND {} AND {condition}",
        not_of_extension(catalog, "o.oid")
    )
}

/// Something that lives in the database as a whole. What comes with the server has a number below 16384.
fn in_database(what: &str, catalog: &str, name: &str, condition: &str) -> String {
    format!(
        "SELECT '{what}', {name} FROM pg_catalog.{catalog} o WHERE o.oid >= 16384 AND {} AND {condition}",
        by_itself(catalog, "o.oid")
    )
}

fn query(version: Version) -> String {
    let signature = "o.oprname || ' (' || pg_catalog.format_type(NULLIF(o.oprleft, 0), NULL) || ', ' \
                     || pg_catalog.format_type(NULLIF(o.oprright, 0), NULL) || ')'";
    let cast = "pg_catalog.format_type(o.castsource, NULL) || ' to ' || pg_catalog.format_type(o.casttarget, NULL)";
    let mut parts = vec![
        in_schema("operators", "pg_operator", "opr", signature, "true"),
        in_schema("operator classes", "pg_opclass", "opc", "o.opcname", "true"),
        in_schema("operator families", "pg_opfamily", "opf", "o.opfname", "true"),
        in_schema("conversions", "pg_conversion", "con", "o.conname", "true"),
        in_schema("text search configurations", "pg_ts_config", "cfg", "o.cfgname", "true"),
        in_schema("text search dictionaries", "pg_ts_dict", "dict", "o.dictname", "true"),
        in_schema("text search parsers", "pg_ts_parser", "prs", "o.prsname", "true"),
        in_schema("text search templates", "pg_ts_template", "tmpl", "o.tmplname", "true"),
        in_schema(
            "base types",
            "pg_type",
            "typ",
            "o.typname",
            "o.typtype = 'b' AND o.typcategory <> 'A'",
        ),
        in_schema("foreign tables", "pg_class", "rel", "o.relname", "o.relkind = 'f'"),
        in_schema(
            "types of typed tables",
            "pg_class",
            "rel",
            "o.relname",
            "o.reloftype <> 0",
        ),
        in_database("casts", "pg_cast", cast, "true"),
        in_database("languages", "pg_language", "o.lanname", "true"),
        in_database("event triggers", "pg_event_trigger", "o.evtname", "true"),
        in_database("publications", "pg_publication", "o.pubname", "true"),
        in_database("access methods", "pg_am", "o.amname", "true"),
        in_database(
            "transforms",
            "pg_transform",
            "pg_catalog.format_type(o.trftype, NULL)",
            "true",
        ),
        "SELECT 'subscriptions', s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d \
         ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()"
            .to_owned(),
        "SELECT 'user mappings', u.usename || ' on ' || u.srvname FROM pg_catalog.pg_user_mappings u".to_owned(),
        "SELECT 'security labels', l.objtype || ' ' || l.objname FROM pg_catalog.pg_seclabels l \
         WHERE l.objtype NOT IN ('database', 'role', 'tablespace')"
            .to_owned(),
        in_database("foreign-data wrappers", "pg_foreign_data_wrapper", "o.fdwname", "true"),
        in_database("foreign servers", "pg_foreign_server", "o.srvname", "true"),
        in_database(
            "default privileges",
            "pg_default_acl",
            "COALESCE(o.defaclnamespace::regnamespace::text, '(all schemas)')",
            "true",
        ),
        in_schema(
            "privileges",
            "pg_class",
            "rel",
            "o.relname",
            "o.relacl IS NOT NULL AND o.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')",
        ),
        in_schema("privileges", "pg_proc", "pro", "o.proname", "o.proacl IS NOT NULL"),
        in_schema("privileges", "pg_type", "typ", "o.typname", "o.typacl IS NOT NULL"),
        format!(
            "SELECT 'privileges', 'schema ' || n.nspname FROM pg_catalog.pg_namespace n \
             WHERE n.nspacl IS NOT NULL AND {USERS} AND {} AND n.nspacl IS DISTINCT FROM (SELECT p.initprivs \
             FROM pg_catalog.pg_init_privs p WHERE p.objoid = n.oid AND p.classoid = 'pg_catalog.pg_namespace'::regclass \
             AND p.objsubid = 0)",
            not_of_extension("pg_namespace", "n.oid")
        ),
        // One that nobody wrote comes with the extension.
        "SELECT 'comments on extensions', e.extname::text FROM pg_catalog.pg_extension e \
         JOIN pg_catalog.pg_description d ON d.objoid = e.oid AND d.classoid = 'pg_catalog.pg_extension'::regclass \
         JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname WHERE a.comment <> d.description"
            .to_owned(),
        format!(
            "SELECT 'privileges of columns', n.nspname || '.' || c.relname || '.' || a.attname \
             FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE a.attacl IS NOT NULL AND {USERS}"
        ),
    ];
    parts.extend(of_storage());
    parts.extend(of_owners());
    if version >= (15, 0, 0) {
        parts.push(format!(
            "SELECT 'whether sequences are logged', n.nspname || '.' || c.relname FROM pg_catalog.pg_class c \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind = 'S' AND c.relpersistence = 'u' AND {USERS} AND NOT EXISTS (SELECT \
             FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class t ON t.oid = d.refobjid \
             WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND t.relpersistence = 'u')"
        ));
    }
    format!(
        "SELECT x.what, x.name::text FROM ({}) x(what, name) ORDER BY 1, 2",
        parts.join(" UNION ALL ")
    )
}

/// Where and how rows are kept, where that is not as usual.
fn of_storage() -> [String; 2] {
    [
        in_schema(
            "tablespaces",
            "pg_class",
            "rel",
            "o.relname",
            "o.reltablespace <> 0 AND o.relkind IN ('r', 'p', 'm', 'i', 'I')",
        ),
        in_schema(
            "access methods of tables",
            "pg_class",
            "rel",
            "o.relname",
            "o.relkind IN ('r', 'm') AND o.relam <> (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'heap')",
        ),
    ]
}

/// What belongs to somebody else than most of what is there: whoever makes it again owns all of it.
fn of_owners() -> [String; 4] {
    let somebody_else = |owner: &str| {
        format!(
            "o.{owner} IS DISTINCT FROM (SELECT c.relowner FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n \
             ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND {USERS} \
             GROUP BY c.relowner ORDER BY pg_catalog.count(*) DESC, c.relowner LIMIT 1)"
        )
    };
    let relations = format!(
        "o.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND {}",
        somebody_else("relowner")
    );
    // Those of tables, and of arrays, are their owners'.
    let types = format!(
        "o.typtype IN ('c', 'd', 'e', 'r') AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.typrelid \
         AND c.relkind <> 'c') AND {}",
        somebody_else("typowner")
    );
    [
        in_schema("owners", "pg_class", "rel", "o.relname", &relations),
        in_schema(
            "owners",
            "pg_proc",
            "pro",
            "o.proname",
            &somebody_else("proowner"),
        ),
        in_schema("owners", "pg_type", "typ", "o.typname", &types),
        // Schemas that come with the server have an owner of their own.
        format!(
            "SELECT 'owners', 'schema ' || n.nspname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_namespace o \
             ON o.oid = n.oid WHERE n.oid >= 16384 AND {USERS} AND {} AND {}",
            not_of_extension("pg_namespace", "n.oid"),
            somebody_else("nspowner")
        ),
    ]
}
