//! Reads temporary tables of this connection back, in one query, and of them only what is asked for.

use super::{Select, Tables, columns, constraints, indexes};
use crate::connection::{Connection, Row};
use crate::dialect::postgres::in_list;
use crate::dialect::{InspectError, Version};
use crate::schema::Table;

/// Returns the tables that were made, each with what it was asked for, and the rows of whatever else is asked at once.
pub(in crate::dialect::postgres) fn temporary(
    conn: &mut dyn Connection,
    version: Version,
    made: &[&Table],
    also: Option<Select>,
) -> Result<(Vec<Table>, Vec<Row>), InspectError> {
    let names = made.iter().map(|table| table.name.name.clone());
    let mut tables = Tables {
        tables: made
            .iter()
            .map(|table| Table::new(table.name.clone()))
            .collect(),
        by_oid: names.enumerate().map(|(at, name)| (name, at)).collect(),
        key: "::regclass::text",
        all: Vec::new(),
        partitions: Vec::new(),
    };
    let named = made
        .iter()
        .map(|table| format!("'pg_temp.{}'::regclass", table.name.name));
    let wanted = format!(
        "= ANY (ARRAY[{}]::oid[])",
        named.collect::<Vec<_>>().join(",")
    );
    let key = tables.key;
    let has = |any: fn(&Table) -> bool| made.iter().any(|table| any(table));
    let asked = [
        has(says_columns).then(|| columns::select(&wanted, key)),
        has(|table| !table.checks.is_empty() || !table.exclusions.is_empty())
            .then(|| constraints::select(&wanted, version, key)),
        has(|table| !table.indexes.is_empty()).then(|| indexes::select(&wanted, version, key)),
        also,
    ];
    let places = asked.each_ref().map(Option::is_some);
    let asked: Vec<Select> = asked.into_iter().flatten().collect();
    let mut found = Select::read_all(&asked, conn)?.into_iter();
    let [of_columns, of_constraints, of_indexes, of_others] = places.map(|asked| {
        let rows = if asked { found.next() } else { None };
        rows.unwrap_or_default()
    });
    columns::take(of_columns, &mut tables);
    constraints::take(of_constraints, &mut tables);
    indexes::take(of_indexes, &mut tables);
    for (table, made) in tables.tables.iter_mut().zip(made) {
        in_list::restore_among(table, &made.columns);
    }
    Ok((tables.tables, of_others))
}

/// Whether something of its columns is asked for.
fn says_columns(table: &Table) -> bool {
    table.columns.iter().any(|column| {
        column.type_.is_spelt() || column.default.is_some() || column.generated.is_some()
    })
}
