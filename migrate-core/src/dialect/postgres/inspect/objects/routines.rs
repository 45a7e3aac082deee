//! Functions and procedures, which the server writes, and aggregates, which it does not.

use super::super::{SCHEMA, USERS, by_itself};
use super::{comment, qualified};

pub(in crate::dialect::postgres) fn functions() -> String {
    format!(
        "SELECT 3, p.oid, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, {SCHEMA}, p.proname::text, \
         NULL, NULL, pg_catalog.pg_get_function_identity_arguments(p.oid), pg_catalog.pg_get_functiondef(p.oid), NULL, \
         d.description, NULL FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace {} \
         WHERE p.prokind IN ('f', 'p', 'w') AND {USERS} AND {}",
        comment("pg_proc", "p.oid"),
        by_itself("pg_proc", "p.oid")
    )
}

/// An option that names a function, where there is one.
fn function(option: &str, column: &str) -> String {
    format!("CASE WHEN {column} = 0 THEN '' ELSE ', {option} = ' || {column}::regproc::text END")
}

/// What the final function may do with the state, where that is not what it may do anyway.
fn modifies(option: &str, function: &str, column: &str) -> String {
    format!(
        "CASE WHEN {function} = 0 OR {column} = CASE WHEN a.aggkind = 'n' THEN 'r' ELSE 'w' END::\"char\" THEN '' \
         ELSE ', {option} = ' || CASE {column} WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END END"
    )
}

/// <https://www.postgresql.org/docs/current/sql-createaggregate.html>
pub(super) fn aggregates() -> String {
    let flag = |option: &str, condition: &str| {
        format!("CASE WHEN {condition} THEN ', {option}' ELSE '' END")
    };
    let value = |option: &str, value: &str| format!("COALESCE(', {option} = ' || {value}, '')");
    let options = [
        "'sfunc = ' || a.aggtransfn::regproc::text".to_owned(),
        "', stype = ' || pg_catalog.format_type(a.aggtranstype, NULL)".to_owned(),
        value("sspace", "NULLIF(a.aggtransspace, 0)::text"),
        function("finalfunc", "a.aggfinalfn"),
        flag("finalfunc_extra", "a.aggfinalextra"),
        modifies("finalfunc_modify", "a.aggfinalfn", "a.aggfinalmodify"),
        function("combinefunc", "a.aggcombinefn"),
        function("serialfunc", "a.aggserialfn"),
        function("deserialfunc", "a.aggdeserialfn"),
        value("initcond", "pg_catalog.quote_literal(a.agginitval)"),
        function("msfunc", "a.aggmtransfn"),
        function("minvfunc", "a.aggminvtransfn"),
        value(
            "mstype",
            "CASE WHEN a.aggmtranstype <> 0 THEN pg_catalog.format_type(a.aggmtranstype, NULL) END",
        ),
        value("msspace", "NULLIF(a.aggmtransspace, 0)::text"),
        function("mfinalfunc", "a.aggmfinalfn"),
        flag("mfinalfunc_extra", "a.aggmfinalextra"),
        modifies("mfinalfunc_modify", "a.aggmfinalfn", "a.aggmfinalmodify"),
        value("minitcond", "pg_catalog.quote_literal(a.aggminitval)"),
        "COALESCE((SELECT ', sortop = OPERATOR(' || pg_catalog.quote_ident(opn.nspname) || '.' || op.oprname || ')' \
         FROM pg_catalog.pg_operator op JOIN pg_catalog.pg_namespace opn ON opn.oid = op.oprnamespace \
         WHERE op.oid = a.aggsortop), '')"
            .to_owned(),
        "CASE p.proparallel WHEN 's' THEN ', parallel = safe' WHEN 'r' THEN ', parallel = restricted' ELSE '' END"
            .to_owned(),
        flag("hypothetical", "a.aggkind = 'h'"),
    ];
    format!(
        "SELECT 3, p.oid, 'aggregate', {SCHEMA}, p.proname::text, NULL, NULL, \
         COALESCE(NULLIF(pg_catalog.pg_get_function_identity_arguments(p.oid), ''), '*'), \
         'CREATE AGGREGATE ' || {} || '(' || COALESCE(NULLIF(pg_catalog.pg_get_function_arguments(p.oid), ''), '*') \
         || ') (' || {} || ')', NULL, d.description, NULL \
         FROM pg_catalog.pg_aggregate a JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid \
         JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace {} WHERE {USERS} AND {}",
        qualified("n.nspname", "p.proname"),
        options.join(" || "),
        comment("pg_proc", "p.oid"),
        by_itself("pg_proc", "p.oid")
    )
}
