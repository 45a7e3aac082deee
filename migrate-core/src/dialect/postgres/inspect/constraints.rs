//! Primary keys, unique, check, foreign key and exclusion constraints.

use super::{Cells, SEPARATOR, Select, Tables};
use crate::connection::Row;
use crate::dialect::Version;
use crate::dialect::postgres::default::without_parentheses;
use crate::dialect::postgres::types::{quote, quote_name};
use crate::schema::{
    Check, Deferrable, Exclusion, ForeignKey, MatchType, PrimaryKey, ReferentialAction, Unique,
    Validity,
};

/// The query for the constraints of the wanted tables, which `key` makes known.
pub(super) fn select(wanted: &str, version: Version, key: &str) -> Select {
    let separator = format!("chr({})", u32::from(SEPARATOR));
    let names = |keys: &str, table: &str, which: &str| {
        format!(
            "(SELECT pg_catalog.string_agg(a.attname, {separator} ORDER BY k.n) \
             FROM pg_catalog.unnest({keys}) WITH ORDINALITY k(num, n) \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = {table} AND a.attnum = k.num {which})"
        )
    };
    let nulls = if version >= (15, 0, 0) {
        "i.indnullsnotdistinct::text"
    } else {
        "'false'"
    };
    let some_columns = if version >= (15, 0, 0) {
        "CASE WHEN con.confdelsetcols IS NOT NULL THEN pg_catalog.pg_get_constraintdef(con.oid) END"
    } else {
        "NULL"
    };
    Select {
        cells: vec![
            format!("con.conrelid{key}"),
            "con.conname::text".to_owned(),
            "con.contype::text".to_owned(),
            "con.condeferrable::text".to_owned(),
            "con.condeferred::text".to_owned(),
            "con.convalidated::text".to_owned(),
            "con.connoinherit::text".to_owned(),
            names("con.conkey", "con.conrelid", ""),
            "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END".to_owned(),
            "f.relname::text".to_owned(),
            names("con.confkey", "con.confrelid", ""),
            "con.confdeltype::text".to_owned(),
            "con.confupdtype::text".to_owned(),
            "con.confmatchtype::text".to_owned(),
            format!(
                "CASE con.contype WHEN 'c' THEN pg_catalog.pg_get_expr(con.conbin, con.conrelid) \
                 WHEN 'x' THEN pg_catalog.pg_get_constraintdef(con.oid) WHEN 'f' THEN {some_columns} END"
            ),
            nulls.to_owned(),
            names(
                "i.indkey::int2[]",
                "i.indrelid",
                "WHERE k.n > i.indnkeyatts",
            ),
            "con.conislocal::text".to_owned(),
        ],
        from: format!(
            "pg_catalog.pg_constraint con \
             LEFT JOIN pg_catalog.pg_class f ON f.oid = con.confrelid AND con.contype = 'f' \
             LEFT JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace \
             LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = con.conindid AND con.contype IN ('p', 'u') \
             WHERE con.conrelid {wanted} AND con.contype IN ('p', 'u', 'c', 'f', 'x') \
             AND (con.conparentid = 0 OR con.contype IN ('p', 'u'))"
        ),
        order: "con.conrelid, con.conname",
    }
}

/// Gives the tables their constraints.
pub(super) fn take(rows: Vec<Row>, tables: &mut Tables) {
    for row in rows {
        let mut cells = Cells::new(row);
        let oid = cells.text();
        let Some(table) = tables.get(&oid) else {
            continue;
        };
        let name = Some(cells.text());
        let kind = cells.text();
        let deferrable = match (cells.flag(), cells.flag()) {
            (false, _) => Deferrable::No,
            (true, false) => Deferrable::InitiallyImmediate,
            (true, true) => Deferrable::InitiallyDeferred,
        };
        let validity = if cells.flag() {
            Validity::Valid
        } else {
            Validity::NotValid
        };
        let no_inherit = cells.flag();
        let columns = cells.names();
        let references_table = cells.name();
        let references_columns = cells.names();
        let (on_delete, on_update) = (action(&cells.text()), action(&cells.text()));
        let match_ = if cells.text() == "f" {
            MatchType::Full
        } else {
            MatchType::Simple
        };
        let definition = cells.text();
        let nulls_not_distinct = cells.flag();
        let include = cells.names();
        let local = cells.flag();
        if let Some(inheritance) = &mut table.options.inherits
            && kind == "c"
            && !local
        {
            inheritance.checks.extend(name.clone());
        }
        if kind == "f" && !definition.is_empty() {
            // It sets some of its columns only, which an operation cannot say.
            let table_name = quote_name(&table.name);
            let constraint = quote(name.as_deref().unwrap_or_default());
            table.further.push(format!(
                "ALTER TABLE {table_name} ADD CONSTRAINT {constraint} {definition}"
            ));
            table.depends_on.push(references_table);
            continue;
        }
        match kind.as_str() {
            "p" => {
                table.primary_key = Some(PrimaryKey {
                    name,
                    include,
                    deferrable,
                    ..PrimaryKey::new(columns)
                });
            }
            "u" => table.uniques.push(Unique {
                name,
                columns,
                deferrable,
                nulls_not_distinct,
                include,
            }),
            "c" => table.checks.push(Check {
                name,
                validity,
                no_inherit,
                ..Check::new(without_parentheses(&definition))
            }),
            "f" => table.foreign_keys.push(ForeignKey {
                name,
                columns,
                references_table,
                references_columns,
                on_delete,
                on_update,
                deferrable,
                match_,
                validity,
            }),
            _ => table.exclusions.push(Exclusion {
                name,
                definition: exclusion(&definition).to_owned(),
                deferrable,
            }),
        }
    }
}

fn action(letter: &str) -> ReferentialAction {
    match letter {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// What stands between `EXCLUDE` and when it is checked.
fn exclusion(definition: &str) -> &str {
    let mut bare = definition.trim();
    bare = bare.strip_prefix("EXCLUDE ").unwrap_or(bare);
    for end in [" INITIALLY DEFERRED", " DEFERRABLE"] {
        bare = bare.strip_suffix(end).unwrap_or(bare);
    }
    bare
}
