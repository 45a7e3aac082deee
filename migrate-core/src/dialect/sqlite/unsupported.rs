//! What tables may ask for that SQLite does not have. <https://www.sqlite.org/omitted.html>

use super::types::{is_strict_spelling, spell};
use crate::dialect::Unsupported;
use crate::schema::{
    Column, ColumnType, Deferrable, ForeignKey, Identity, Index, MatchType, Table, TableName,
    TableOptions, Unique,
};

/// The database's name, for people.
pub(super) const SQLITE: &str = "SQLite";

/// Collects what is missing.
struct Missing {
    found: Vec<Unsupported>,
}

impl Missing {
    fn note(&mut self, missing: bool, feature: &str, on: &str) {
        if missing {
            self.found.push(Unsupported::new(SQLITE, feature, on));
        }
    }
}

/// Tells what a table asks for in vain.
pub(super) fn table(table: &Table) -> Vec<Unsupported> {
    let mut missing = Missing { found: Vec::new() };
    let name = table.name.to_string();
    name_of(&table.name, &mut missing);
    missing.note(table.comment.is_some(), "comments", &name);
    options(&table.options, &name, &mut missing);
    missing.note(
        table.options.without_rowid && table.primary_key.is_none(),
        "WITHOUT ROWID table without a primary key",
        &name,
    );
    for column in &table.columns {
        self::column(table, column, &mut missing);
    }
    for unique in &table.uniques {
        self::unique(unique, &name, &mut missing);
    }
    for key in &table.foreign_keys {
        foreign_key(key, &name, &mut missing);
    }
    for index in &table.indexes {
        self::index(index, &name, &mut missing);
    }
    missing.found
}

/// The first thing that a column to be added asks for in vain.
pub(super) fn added_column(
    table: &TableName,
    column: &Column,
    strict: bool,
) -> Option<Unsupported> {
    let mut alone = Table::new(table.clone());
    alone.options.strict = strict;
    let mut missing = Missing { found: Vec::new() };
    self::column(&alone, column, &mut missing);
    missing.found.into_iter().next()
}

/// The first thing that an index asks for in vain.
pub(super) fn added_index(table: &TableName, index: &Index) -> Option<Unsupported> {
    first(|missing| self::index(index, &table.to_string(), missing))
}

/// The first thing that a unique constraint asks for in vain.
pub(super) fn added_unique(table: &TableName, unique: &Unique) -> Option<Unsupported> {
    first(|missing| self::unique(unique, &table.to_string(), missing))
}

/// The first thing that a foreign key asks for in vain.
pub(super) fn added_foreign_key(table: &TableName, key: &ForeignKey) -> Option<Unsupported> {
    first(|missing| foreign_key(key, &table.to_string(), missing))
}

/// The first thing that options ask for in vain.
pub(super) fn set_options(table: &TableName, to: &TableOptions) -> Option<Unsupported> {
    first(|missing| options(to, &table.to_string(), missing))
}

/// What is wrong with the name of a table.
pub(super) fn table_name(name: &TableName) -> Option<Unsupported> {
    first(|missing| name_of(name, missing))
}

fn first(collect: impl FnOnce(&mut Missing)) -> Option<Unsupported> {
    let mut missing = Missing { found: Vec::new() };
    collect(&mut missing);
    missing.found.into_iter().next()
}

fn name_of(name: &TableName, missing: &mut Missing) {
    let elsewhere = name
        .schema
        .as_deref()
        .is_some_and(|schema| schema != "main");
    missing.note(elsewhere, "schemas other than `main`", &name.to_string());
    let reserved = name
        .name
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"));
    missing.note(
        reserved,
        "room for tables whose names begin with `sqlite_`",
        &name.name,
    );
}

fn options(options: &TableOptions, on: &str, missing: &mut Missing) {
    missing.note(options.engine.is_some(), "storage engines", on);
    missing.note(options.charset.is_some(), "character sets", on);
    missing.note(options.collation.is_some(), "collations of tables", on);
}

fn column(table: &Table, column: &Column, missing: &mut Missing) {
    let on = format!("{}.{}", table.name, column.name);
    missing.note(column.comment.is_some(), "comments", &on);
    column_type(&column.type_, table.options.strict, &on, missing);
    let sole_key = table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns == [column.name.as_str()]);
    match column.identity {
        None => {}
        Some(Identity::Always) => missing.note(
            true,
            "GENERATED ALWAYS AS IDENTITY; its integer primary keys take a value where a row states one",
            &on,
        ),
        Some(Identity::ByDefault) => missing.note(
            !(sole_key && is_integer(&column.type_)),
            "numbering of columns other than a single integer primary key",
            &on,
        ),
        Some(Identity::Autoincrement) => missing.note(
            !(sole_key && is_integer(&column.type_)) || table.options.without_rowid,
            "AUTOINCREMENT but on the single integer primary key of a table with rowids",
            &on,
        ),
    }
    if column.generated.is_some() {
        missing.note(
            table.is_primary_key(&column.name),
            "generated columns in a primary key",
            &on,
        );
        missing.note(
            column.default.is_some(),
            "defaults of generated columns",
            &on,
        );
    }
}

fn is_integer(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::TinyInt | ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt => {
            true
        }
        ColumnType::Other(spelling) => spelling.eq_ignore_ascii_case("INTEGER"),
        ColumnType::Bool
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Binary
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Array(_)
        | ColumnType::Enum(_) => false,
    }
}

fn column_type(type_: &ColumnType, strict: bool, on: &str, missing: &mut Missing) {
    match type_ {
        ColumnType::Unsigned(_) => missing.note(true, "unsigned integers", on),
        ColumnType::Interval => missing.note(true, "intervals", on),
        ColumnType::Array(_) => missing.note(true, "arrays", on),
        ColumnType::Other(_) if strict => {
            let spelling = spell(type_, true);
            missing.note(
                !is_strict_spelling(&spelling),
                &format!("type `{spelling}` in STRICT tables, which take INT, INTEGER, REAL, TEXT, BLOB and ANY"),
                on,
            );
        }
        ColumnType::Bool
        | ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. }
        | ColumnType::Text
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Binary
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Enum(_)
        | ColumnType::Other(_) => {}
    }
}

fn unique(unique: &Unique, table: &str, missing: &mut Missing) {
    let label = unique
        .name
        .clone()
        .unwrap_or_else(|| unique.columns.join(", "));
    let on = format!("{table}: {label}");
    missing.note(
        unique.deferrable != Deferrable::No,
        "deferrable unique constraints",
        &on,
    );
    missing.note(unique.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
}

fn foreign_key(key: &ForeignKey, table: &str, missing: &mut Missing) {
    let label = key.name.clone().unwrap_or_else(|| key.columns.join(", "));
    let on = format!("{table}: {label}");
    missing.note(key.match_ == MatchType::Full, "MATCH FULL", &on);
    name_of(&key.references_table, missing);
}

fn index(index: &Index, table: &str, missing: &mut Missing) {
    let label = index.name.as_deref().unwrap_or("an unnamed index");
    let on = format!("{table}: {label}");
    let method = index
        .method
        .as_deref()
        .is_some_and(|method| !method.eq_ignore_ascii_case("btree"));
    missing.note(method, "index methods", &on);
    missing.note(!index.include.is_empty(), "INCLUDE in indexes", &on);
    missing.note(index.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
    missing.note(index.concurrently, "CREATE INDEX CONCURRENTLY", &on);
    for column in &index.columns {
        missing.note(column.ops.is_some(), "operator classes", &on);
        missing.note(column.prefix.is_some(), "prefix lengths in indexes", &on);
        missing.note(
            column.nulls.is_some(),
            "NULLS FIRST or LAST in indexes",
            &on,
        );
    }
}
