//! Columns, with types, defaults, numbering, generation.

use super::{COLLATION, Cells, Select, Tables};
use crate::connection::Row;
use crate::dialect::postgres::types::parse;
use crate::schema::{
    Column, ColumnDefault, ColumnType, EnumType, Generated, Identity, QualifiedName,
};

/// The query for the columns of the wanted tables, which `key` makes known.
pub(super) fn select(wanted: &str, key: &str) -> Select {
    let table = format!("a.attrelid{key}");
    let cells = [
        &table,
        "a.attname::text",
        "pg_catalog.format_type(a.atttypid, a.atttypmod)",
        "a.attnotnull::text",
        "pg_catalog.pg_get_expr(d.adbin, d.adrelid)",
        "a.attidentity::text",
        "a.attgenerated::text",
        COLLATION,
        "de.description",
        "(COALESCE(e.typtype, t.typtype) = 'e')::text",
        "(e.oid IS NOT NULL)::text",
        "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END",
        "COALESCE(e.typname, t.typname)::text",
        "a.attislocal::text",
    ];
    Select {
        cells: cells.map(str::to_owned).into(),
        from: format!(
            "pg_catalog.pg_attribute a \
             JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
             LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' \
             JOIN pg_catalog.pg_namespace n ON n.oid = COALESCE(e.typnamespace, t.typnamespace) \
             LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef \
             LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation AND a.attcollation <> t.typcollation \
             LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace \
             LEFT JOIN pg_catalog.pg_description de ON de.objoid = a.attrelid AND de.objsubid = a.attnum \
             AND de.classoid = 'pg_catalog.pg_class'::regclass \
             WHERE a.attrelid {wanted} AND a.attnum > 0 AND NOT a.attisdropped"
        ),
        order: "a.attrelid, a.attnum",
    }
}

/// Gives the tables their columns.
pub(super) fn take(rows: Vec<Row>, tables: &mut Tables) {
    for row in rows {
        let mut cells = Cells::new(row);
        let oid = cells.text();
        let Some(table) = tables.get(&oid) else {
            continue;
        };
        let name = cells.text();
        let spelling = cells.text();
        let not_null = cells.flag();
        let expression = cells.optional();
        let identity = cells.text();
        let generated = cells.text();
        let collation = cells.optional();
        let comment = cells.optional();
        let (is_enum, is_array) = (cells.flag(), cells.flag());
        let type_name: QualifiedName = cells.name();
        let local = cells.flag();
        if let Some(inheritance) = &mut table.options.inherits
            && !local
        {
            inheritance.columns.push(name.clone());
        }
        let type_ = if is_enum {
            let kind = ColumnType::Enum(EnumType::new(type_name, Vec::new()));
            if is_array {
                ColumnType::Array(Box::new(kind))
            } else {
                kind
            }
        } else {
            parse(&spelling)
        };
        let mut column = Column::new(name, type_);
        column.nullable = !not_null;
        column.collation = collation;
        column.comment = comment;
        column.identity = match identity.as_str() {
            "a" => Some(Identity::Always),
            "d" => Some(Identity::ByDefault),
            _ => None,
        };
        match (expression, generated.as_str()) {
            (Some(expression), "s") => {
                column.generated = Some(Generated {
                    expression,
                    stored: true,
                });
            }
            (Some(expression), "v") => {
                column.generated = Some(Generated {
                    expression,
                    stored: false,
                });
            }
            (Some(expression), _) => column.default = Some(ColumnDefault::Expression(expression)),
            (None, _) => {}
        }
        table.columns.push(column);
    }
}
