//! Rows that fit a generated table.

use diesel::SqliteConnection;
use migrate_core::connection::Connection as _;
use migrate_core::schema::{Column, ColumnType, Schema, Table};

use crate::database::quote;

/// Puts three rows into every table, parents and children alike: foreign keys point at row 1 of their parent. NULL
/// stands only where `next`, which the schema is to become, takes it too.
pub fn fill(conn: &mut SqliteConnection, schema: &Schema, next: &Schema) {
    conn.batch_execute("PRAGMA foreign_keys = OFF")
        .expect("a pragma");
    for table in &schema.tables {
        for number in 1..=3 {
            let columns: Vec<&Column> = table
                .columns
                .iter()
                .filter(|column| column.generated.is_none())
                .collect();
            let names: Vec<String> = columns.iter().map(|column| quote(&column.name)).collect();
            let values: Vec<String> = columns
                .iter()
                .map(|column| value(table, next.table(&table.name), column, number))
                .collect();
            let sql = format!(
                "INSERT INTO {} ({}) VALUES ({})",
                quote(&table.name.name),
                names.join(", "),
                values.join(", ")
            );
            conn.batch_execute(&sql)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
    conn.batch_execute("PRAGMA foreign_keys = ON")
        .expect("a pragma");
}

fn value(table: &Table, next: Option<&Table>, column: &Column, number: u32) -> String {
    if table
        .foreign_keys
        .iter()
        .any(|key| key.columns.contains(&column.name))
    {
        // A parent without a numbered key has no row 1 to point at.
        return "1".to_owned();
    }
    let stays_nullable = next
        .and_then(|table| table.column(&column.name))
        .is_none_or(|column| column.nullable);
    if column.nullable && stays_nullable && number == 3 {
        return "NULL".to_owned();
    }
    match column.type_ {
        ColumnType::Integer | ColumnType::BigInt | ColumnType::Bool => number.to_string(),
        ColumnType::Double => format!("{number}.25"),
        ColumnType::Binary => format!("x'0{number}ff'"),
        _ => format!("'text ''{number}'''"),
    }
}
