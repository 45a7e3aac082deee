//! Indexes that were created by name: not those that a constraint brings along.

use super::{COLLATION, Cells, Select, Tables};
use crate::connection::Row;
use crate::dialect::Version;
use crate::schema::{Index, IndexColumn, IndexKey, NullsOrder};

/// The query for the indexes of the wanted tables, which `key` makes known: a row for each entry of each index.
pub(super) fn select(wanted: &str, version: Version, key: &str) -> Select {
    let nulls = if version >= (15, 0, 0) {
        "i.indnullsnotdistinct::text"
    } else {
        "'false'"
    };
    let key = format!("i.indrelid{key}");
    let cells = [
        &key,
        "i.indexrelid::text",
        "c.relname::text",
        "i.indisunique::text",
        "am.amname::text",
        "pg_catalog.pg_get_expr(i.indpred, i.indrelid)",
        nulls,
        "pg_catalog.array_to_string(c.reloptions, ', ')",
        "de.description",
        "(k.n <= i.indnkeyatts)::text",
        "a.attname::text",
        "CASE WHEN k.num = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.n::int, true) END",
        "CASE WHEN NOT oc.opcdefault OR ia.attoptions IS NOT NULL THEN CASE WHEN pg_catalog.pg_opclass_is_visible(oc.oid) \
         THEN '' ELSE pg_catalog.quote_ident(ocn.nspname) || '.' END || pg_catalog.quote_ident(oc.opcname) \
         || COALESCE('(' || pg_catalog.array_to_string(ia.attoptions, ', ') || ')', '') END",
        "(i.indoption[k.n - 1] & 1)::text",
        "(i.indoption[k.n - 1] & 2)::text",
        COLLATION,
    ];
    Select {
        cells: cells.map(str::to_owned).into(),
        from: format!(
            "pg_catalog.pg_index i \
             JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
             JOIN pg_catalog.pg_am am ON am.oid = c.relam \
             CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(num, n) \
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num <> 0 \
             LEFT JOIN pg_catalog.pg_opclass oc ON k.n <= i.indnkeyatts AND oc.oid = i.indclass[k.n - 1] \
             LEFT JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.opcnamespace \
             LEFT JOIN pg_catalog.pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = k.n \
             LEFT JOIN pg_catalog.pg_collation co ON k.n <= i.indnkeyatts AND co.oid = i.indcollation[k.n - 1] \
             AND co.oid <> COALESCE(a.attcollation, 0) AND co.collname <> 'default' \
             LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace \
             LEFT JOIN pg_catalog.pg_description de ON de.objoid = i.indexrelid AND de.objsubid = 0 \
             AND de.classoid = 'pg_catalog.pg_class'::regclass \
             WHERE i.indrelid {wanted} AND NOT i.indisprimary AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint con \
             WHERE con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x'))"
        ),
        order: "i.indrelid, c.relname, k.n",
    }
}

/// Gives the tables their indexes.
pub(super) fn take(rows: Vec<Row>, tables: &mut Tables) {
    let mut last = String::new();
    for row in rows {
        let mut cells = Cells::new(row);
        let (table, index) = (cells.text(), cells.text());
        let Some(table) = tables.get(&table) else {
            continue;
        };
        if index != last {
            last = index;
            let mut index = Index::new(Vec::new());
            index.name = Some(cells.text());
            index.unique = cells.flag();
            index.method = Some(cells.text()).filter(|method| method != "btree");
            index.predicate = cells.optional();
            index.nulls_not_distinct = cells.flag();
            index.parameters = cells.optional().filter(|text| !text.is_empty());
            index.comment = cells.optional();
            table.indexes.push(index);
        } else {
            for _ in 0..7 {
                cells.optional();
            }
        }
        let Some(index) = table.indexes.last_mut() else {
            continue;
        };
        let is_key = cells.flag();
        let column = cells.optional();
        let expression = cells.optional();
        if !is_key {
            index.include.extend(column);
            continue;
        }
        let key = match (column, expression) {
            (Some(name), _) => IndexKey::Column(name),
            (None, expression) => IndexKey::Expression(expression.unwrap_or_default()),
        };
        let mut entry = IndexColumn::column("");
        entry.key = key;
        entry.ops = cells.optional();
        entry.descending = cells.text() == "1";
        let nulls_first = cells.text() == "2";
        entry.nulls = match (entry.descending, nulls_first) {
            (false, true) => Some(NullsOrder::First),
            (true, false) => Some(NullsOrder::Last),
            (false, false) | (true, true) => None,
        };
        entry.collation = cells.optional();
        index.columns.push(entry);
    }
}
