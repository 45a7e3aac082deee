//! What a view or a routine has beside its definition, its owner and who may do what with it: one that goes for a moment
//! comes back with it, and nobody may do more than before.

use super::inspect::{SEPARATOR, statements};
use super::types::{quote_name, text};
use crate::dialect::{Catalog, DdlError};
use crate::schema::{ObjectId, ObjectKind};

/// Remembers it of an object that is about to go, where something may come back.
pub(super) fn remember(id: &ObjectId, catalog: &mut dyn Catalog) -> Result<(), DdlError> {
    if catalog.memory().is_none() {
        return Ok(());
    }
    let statements = of(id, catalog)?;
    if let Some(memory) = catalog.memory() {
        memory.insert(id.clone(), statements);
    }
    Ok(())
}

/// The statements that give it back to an object that comes again.
pub(super) fn recall(id: &ObjectId, catalog: &mut dyn Catalog) -> Vec<String> {
    let memory = catalog.memory();
    memory
        .and_then(|memory| memory.remove(id))
        .unwrap_or_default()
}

/// The statements that give it to an object of that name; none without a database.
pub(super) fn of(id: &ObjectId, catalog: &mut dyn Catalog) -> Result<Vec<String>, DdlError> {
    let sql = match id.kind {
        ObjectKind::View | ObjectKind::MaterializedView => format!(
            "SELECT {} FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.oid = pg_catalog.to_regclass({})",
            of_relation(),
            text(&quote_name(&id.name))
        ),
        ObjectKind::Function | ObjectKind::Procedure => {
            let schema = match &id.name.schema {
                Some(schema) => text(schema),
                None => "current_schema()".to_owned(),
            };
            let arguments = match &id.arguments {
                Some(arguments) => format!(
                    "{0} IN (pg_catalog.oidvectortypes(p.proargtypes), pg_catalog.pg_get_function_identity_arguments(p.oid))",
                    text(arguments)
                ),
                None => "true".to_owned(),
            };
            format!(
                "SELECT {} FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
                 WHERE p.proname = {} AND n.nspname = {schema} AND {arguments}",
                of_routine(),
                text(&id.name.name)
            )
        }
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Aggregate
        | ObjectKind::Trigger
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Event
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics => return Ok(Vec::new()),
    };
    let rows = match catalog.query(&format!("who may use {id}"), &sql) {
        Ok(rows) => rows,
        Err(DdlError::NeedsDatabase { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    match <[_; 1]>::try_from(rows) {
        Ok([row]) => Ok(split(row.into_iter().flatten().next().as_deref())),
        // There is none, or nothing tells which one is meant.
        Err(_) => Ok(Vec::new()),
    }
}

/// Statements that came in one value.
pub(super) fn split(value: Option<&str>) -> Vec<String> {
    let statements = value.unwrap_or_default().split(SEPARATOR);
    let statements = statements.filter(|statement| !statement.is_empty());
    statements.map(str::to_owned).collect()
}

/// Who is given something, in `aclexplode(...) a`.
const GRANTEE: &str = "CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END";

/// Whoever makes the new one.
const MAKER: &str = "(SELECT me.oid FROM pg_catalog.pg_roles me WHERE me.rolname = current_user)";

const GRANTABLE: &str = "CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END";

/// Of a view `c` in `n`: whose it is, nothing of what new ones are given by default, and what this one was given.
pub(super) fn of_relation() -> String {
    let name = "pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)";
    let revoke = format!("'REVOKE ALL ON ' || {name} || ' FROM ' || {GRANTEE}");
    let grant = format!(
        "'GRANT ' || a.privilege_type || ' ON ' || {name} || ' TO ' || {GRANTEE} || {GRANTABLE}"
    );
    let column = format!(
        "'GRANT ' || a.privilege_type || ' (' || pg_catalog.quote_ident(ga.attname) || ') ON ' || {name} || ' TO ' \
         || {GRANTEE} || {GRANTABLE}"
    );
    format!(
        "pg_catalog.concat_ws('{SEPARATOR}', \
         CASE WHEN c.relowner <> {MAKER} THEN 'ALTER TABLE ' || {name} || ' OWNER TO ' \
         || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) END, \
         (SELECT {} FROM pg_catalog.pg_default_acl f, pg_catalog.aclexplode(f.defaclacl) a \
         WHERE f.defaclobjtype = 'r' AND f.defaclrole = {MAKER} AND f.defaclnamespace IN (0, c.relnamespace) \
         AND a.grantee <> {MAKER}), \
         (SELECT {} FROM pg_catalog.aclexplode(c.relacl) a WHERE a.grantee <> c.relowner), \
         (SELECT {} FROM pg_catalog.pg_attribute ga, pg_catalog.aclexplode(ga.attacl) a \
         WHERE ga.attrelid = c.oid AND a.grantee <> c.relowner))",
        statements(&revoke, "a.grantee"),
        statements(&grant, "a.grantee, a.privilege_type"),
        statements(&column, "ga.attnum, a.grantee, a.privilege_type"),
    )
}

/// As [`of_relation`], of a function or a procedure `p`, which everybody may call until somebody says otherwise.
pub(super) fn of_routine() -> String {
    let name = "p.oid::pg_catalog.regprocedure::text";
    let revoke = format!("'REVOKE ALL ON ROUTINE ' || {name} || ' FROM ' || {GRANTEE}");
    let grant = format!(
        "'GRANT ' || a.privilege_type || ' ON ROUTINE ' || {name} || ' TO ' || {GRANTEE} || {GRANTABLE}"
    );
    format!(
        "pg_catalog.concat_ws('{SEPARATOR}', \
         CASE WHEN p.proowner <> {MAKER} THEN 'ALTER ROUTINE ' || {name} || ' OWNER TO ' \
         || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.proowner)) END, \
         (SELECT {} FROM pg_catalog.pg_default_acl f, pg_catalog.aclexplode(f.defaclacl) a \
         WHERE f.defaclobjtype = 'f' AND f.defaclrole = {MAKER} AND f.defaclnamespace IN (0, p.pronamespace) \
         AND a.grantee <> {MAKER}), \
         CASE WHEN p.proacl IS NOT NULL THEN 'REVOKE ALL ON ROUTINE ' || {name} || ' FROM PUBLIC' END, \
         (SELECT {} FROM pg_catalog.aclexplode(p.proacl) a WHERE a.grantee <> p.proowner))",
        statements(&revoke, "a.grantee"),
        statements(&grant, "a.grantee, a.privilege_type"),
    )
}
