//! Rows that fit a generated table, and those of them that a change of the schema has to keep.

use migrate_core::connection::{Connection, Engine};
use migrate_core::dialect::Dialect;
use migrate_core::schema::{Column, ColumnType, ForeignKey, Schema, Table};

/// What a table becomes: it keeps its name, or says its former one.
pub fn next_table<'s>(next: &'s Schema, table: &Table) -> Option<&'s Table> {
    let former = |other: &&Table| {
        other.renamed_from.as_ref() == Some(&table.name.name)
            && other.name.schema == table.name.schema
    };
    next.table(&table.name)
        .or_else(|| next.tables.iter().find(former))
}

/// What a column becomes.
pub fn next_column<'s>(next: &'s Table, name: &str) -> Option<&'s Column> {
    let former = |other: &&Column| other.renamed_from.as_deref() == Some(name);
    next.column(name)
        .or_else(|| next.columns.iter().find(former))
}

/// How many rows a table gets.
const ROWS: u32 = 2;

/// Puts rows into every table, parents and children alike. NULL stands only where `next`, which the schema is to become,
/// takes it too; where values would have to become another type's, tables stay empty, or the column is NULL.
pub fn fill(conn: &mut dyn Connection, dialect: &dyn Dialect, schema: &Schema, next: &Schema) {
    let (off, on) = match conn.engine() {
        Engine::Postgres => (
            "SET session_replication_role = replica",
            "RESET session_replication_role",
        ),
        Engine::Mysql => ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
        _ => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    };
    conn.batch_execute(off).expect("a setting");
    let rows = Rows {
        engine: conn.engine(),
        schema,
        next,
    };
    for table in schema.tables.iter().filter(|table| rows.has(table)) {
        for number in 1..=ROWS {
            let sql = rows.insert(dialect, table, number);
            conn.batch_execute(&sql)
                .unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
    conn.batch_execute(on).expect("a setting");
}

struct Rows<'s> {
    engine: Engine,
    schema: &'s Schema,
    next: &'s Schema,
}

impl Rows<'_> {
    /// Whether a table gets rows: not where values that must be there would have to become another type's.
    fn has(&self, table: &Table) -> bool {
        let mut columns = table.columns.iter();
        columns
            .all(|column| !self.becomes_another(table, column) || self.may_be_null(table, column))
    }

    fn becomes_another(&self, table: &Table, column: &Column) -> bool {
        let next = next_table(self.next, table);
        let next = next.and_then(|next| next_column(next, &column.name));
        next.is_some_and(|next| next.type_ != column.type_ || next.generated.is_some())
    }

    fn may_be_null(&self, table: &Table, column: &Column) -> bool {
        let next = next_table(self.next, table);
        let stays = next
            .and_then(|next| next_column(next, &column.name))
            .is_none_or(|next| next.nullable);
        // What is computed of it might have to be something.
        let computed = [Some(table), next].into_iter().flatten().any(|table| {
            let mut columns = table.columns.iter();
            columns.any(|column| column.generated.is_some() && !column.nullable)
        });
        column.nullable && stays && !computed && !table.is_primary_key(&column.name)
    }

    fn insert(&self, dialect: &dyn Dialect, table: &Table, number: u32) -> String {
        let columns = table.columns.iter();
        let columns: Vec<&Column> = columns
            .filter(|column| column.generated.is_none())
            .collect();
        let names: Vec<String> = columns
            .iter()
            .map(|column| dialect.quote(&column.name))
            .collect();
        let values: Vec<String> = columns
            .iter()
            .map(|column| self.value(table, column, number))
            .collect();
        let overriding = match self.engine {
            Engine::Postgres => "OVERRIDING SYSTEM VALUE ",
            _ => "",
        };
        format!(
            "INSERT INTO {} ({}) {overriding}VALUES ({})",
            dialect.quote_table(&table.name),
            names.join(", "),
            values.join(", ")
        )
    }

    fn value(&self, table: &Table, column: &Column, number: u32) -> String {
        if let Some(value) = self.reference(table, column, number) {
            return value;
        }
        let absent = number == ROWS || self.becomes_another(table, column);
        if absent && self.may_be_null(table, column) {
            return "NULL".to_owned();
        }
        match self.engine {
            Engine::Postgres => on_postgres(&column.type_, number),
            Engine::Mysql => on_mysql(&column.type_, number),
            _ => on_sqlite(&column.type_, number),
        }
    }

    /// What a foreign key's column says: a row of a table that has some, before and after.
    fn reference(&self, table: &Table, column: &Column, number: u32) -> Option<String> {
        let of_column = |key: &&ForeignKey| key.columns.contains(&column.name);
        let next = next_table(self.next, table);
        let next_name = next.and_then(|next| next_column(next, &column.name));
        let of_next =
            |key: &&ForeignKey| next_name.is_some_and(|next| key.columns.contains(&next.name));
        let keys = table.foreign_keys.iter().filter(of_column);
        let after = next
            .into_iter()
            .flat_map(|next| next.foreign_keys.iter().filter(of_next));
        let mut keys = keys.chain(after).peekable();
        keys.peek()?;
        let present = keys.all(|key| {
            let named = |table: &&Table| {
                let next = next_table(self.next, table);
                table.name == key.references_table
                    || next.is_some_and(|next| next.name == key.references_table)
            };
            let target = self.schema.tables.iter().find(named);
            target.is_some_and(|target| self.has(target) && target.column("id").is_some())
        });
        Some(if present {
            number.to_string()
        } else {
            "NULL".to_owned()
        })
    }
}

fn on_sqlite(type_: &ColumnType, number: u32) -> String {
    match type_ {
        ColumnType::Integer | ColumnType::SmallInt | ColumnType::BigInt | ColumnType::Bool => {
            number.to_string()
        }
        ColumnType::Double | ColumnType::Float | ColumnType::Decimal { .. } => {
            format!("{number}.25")
        }
        ColumnType::Binary => format!("x'0{number}ff'"),
        _ => format!("'text ''{number}'''"),
    }
}

fn on_postgres(type_: &ColumnType, number: u32) -> String {
    let text = match type_ {
        ColumnType::Bool => (number.is_multiple_of(2)).to_string(),
        ColumnType::Binary => format!("\\x0{number}ff"),
        ColumnType::Timestamp | ColumnType::TimestampTz => format!("2026-01-0{number} 10:00:00"),
        ColumnType::Date => format!("2026-01-0{number}"),
        ColumnType::Interval => format!("{number} days"),
        ColumnType::Time => format!("10:00:0{number}"),
        ColumnType::Json | ColumnType::Jsonb => format!("{{\"a\": {number}}}"),
        ColumnType::Uuid => format!("00000000-0000-0000-0000-00000000000{number}"),
        ColumnType::Array(item) if matches!(**item, ColumnType::Enum(_)) => "{ok}".to_owned(),
        ColumnType::Array(item) if **item == ColumnType::Integer => format!("{{{number}}}"),
        ColumnType::Array(_) => format!("{{a,it's {number}}}"),
        // A value that each of the enumerations has.
        ColumnType::Enum(_) => "ok".to_owned(),
        ColumnType::Other(spelling) if spelling == "inet" => format!("10.0.0.{number}"),
        ColumnType::Other(spelling) if spelling == "bit(3)" => format!("10{}", number % 2),
        ColumnType::Other(spelling) if spelling == "int4range" => format!("[{number},9)"),
        ColumnType::Other(spelling) if spelling == "numeric(5)" => number.to_string(),
        ColumnType::Other(spelling) if spelling.ends_with("[]") => format!("{{a,{number}}}"),
        ColumnType::Other(_) => format!("2026-01-0{number} 10:00:00+00"),
        _ => number.to_string(),
    };
    format!("'{}'", text.replace('\'', "''"))
}

fn on_mysql(type_: &ColumnType, number: u32) -> String {
    match type_ {
        ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Text => format!("'v{number}'"),
        ColumnType::Binary => format!("x'0{number}ff'"),
        ColumnType::Date => format!("'2026-01-0{number}'"),
        ColumnType::Time => format!("'10:00:0{number}'"),
        ColumnType::Timestamp => format!("'2026-01-0{number} 10:00:00'"),
        ColumnType::Json => format!("'{{\"a\": {number}}}'"),
        ColumnType::Enum(kind) => {
            let value = kind.values.first().map_or("", String::as_str);
            format!("'{}'", value.replace('\'', "''"))
        }
        ColumnType::Other(spelling) => match spelling.split('(').next().unwrap_or_default() {
            "mediumtext" => format!("'v{number}'"),
            "binary" | "varbinary" | "longblob" => format!("x'0{number}'"),
            "time" => format!("'10:00:0{number}'"),
            "datetime" => format!("'2026-01-0{number} 10:00:00'"),
            "set" => "'a,c'".to_owned(),
            "year" => format!("202{number}"),
            _ => number.to_string(),
        },
        _ => number.to_string(),
    }
}

/// The values of the columns that both schemas have, with the same type, table by table: read `before` the change under
/// the names of the first schema, behind it under those of the second.
pub fn surviving(
    conn: &mut dyn Connection,
    dialect: &dyn Dialect,
    (a, b): (&Schema, &Schema),
    before: bool,
) -> Vec<Vec<String>> {
    let engine = conn.engine();
    let survives = |table: &Table| {
        let next = next_table(b, table)?;
        let names = table.columns.iter().filter_map(|column| {
            let kept = next_column(next, &column.name)?;
            let same = kept.type_ == column.type_
                && column.generated.is_none()
                && kept.generated.is_none();
            same.then_some(if before { &column.name } else { &kept.name })
        });
        let columns: Vec<String> = names
            .map(|name| {
                let name = dialect.quote(name);
                match engine {
                    Engine::Postgres => format!("COALESCE(quote_literal({name}::text), 'NULL')"),
                    Engine::Mysql => format!("COALESCE(HEX({name}), 'NULL')"),
                    _ => format!("quote({name})"),
                }
            })
            .collect();
        let name = if before { &table.name } else { &next.name };
        (!columns.is_empty()).then(|| (dialect.quote_table(name), columns))
    };
    let tables: Vec<_> = a.tables.iter().filter_map(survives).collect();
    let mut found = Vec::new();
    for (table, columns) in tables {
        let mut rows: Vec<String> = conn
            .query(&format!("SELECT {} FROM {table}", columns.join(", ")))
            .unwrap_or_else(|error| panic!("{table}: {error}"))
            .into_iter()
            .map(|row| format!("{row:?}"))
            .collect();
        rows.sort();
        found.push(rows);
    }
    found
}
