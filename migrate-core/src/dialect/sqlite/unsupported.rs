//! What tables may ask for that SQLite does not have. <https://www.sqlite.org/omitted.html>

use std::fmt::{self, Display};

use super::types::{is_strict_spelling, spell};
use crate::dialect::Unsupported;
use crate::schema::{
    Check, Column, ColumnType, Deferrable, Exclusion, ForeignKey, Identity, Index, MatchType,
    PrimaryKey, RowSecurity, Table, TableName, TableOptions, Unique, Validity,
};

/// The database's name, for people.
pub(super) const SQLITE: &str = "SQLite";

/// Collects what is missing.
struct Missing {
    found: Vec<Unsupported>,
}

impl Missing {
    /// Notes what is missing; the place is written out only then, which is next to never.
    fn note(&mut self, missing: bool, feature: &str, on: &dyn Display) {
        if missing {
            self.found
                .push(Unsupported::new(SQLITE, feature, on.to_string()));
        }
    }
}

/// A part of a table, as people find it.
struct Part<'p> {
    table: &'p TableName,
    name: Option<&'p str>,
    /// What stands for the name where there is none.
    columns: &'p [String],
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            Some(name) => write!(f, "{}: {name}", self.table),
            None => write!(f, "{}: {}", self.table, self.columns.join(", ")),
        }
    }
}

/// A column, with its table.
struct Place<'p>(&'p TableName, &'p str);

impl Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// Tells what a table asks for in vain.
pub(super) fn table(table: &Table) -> Vec<Unsupported> {
    let mut missing = Missing { found: Vec::new() };
    let name = &table.name;
    name_of(&table.name, &mut missing);
    missing.note(table.comment.is_some(), "comments", name);
    options(&table.options, name, &mut missing);
    missing.note(
        table.options.without_rowid && table.primary_key.is_none(),
        "WITHOUT ROWID table without a primary key",
        name,
    );
    for column in &table.columns {
        self::column(table, column, &mut missing);
    }
    if let Some(key) = &table.primary_key {
        primary_key(key, name, &mut missing);
    }
    for unique in &table.uniques {
        self::unique(unique, name, &mut missing);
    }
    for check in &table.checks {
        self::check(check, name, &mut missing);
    }
    missing
        .found
        .extend(table.exclusions.iter().map(|it| exclusion(&table.name, it)));
    for key in &table.foreign_keys {
        foreign_key(key, name, &mut missing);
    }
    for index in &table.indexes {
        self::index(index, name, &mut missing);
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
    first(|missing| self::index(index, table, missing))
}

/// The first thing that a unique constraint asks for in vain.
pub(super) fn added_unique(table: &TableName, unique: &Unique) -> Option<Unsupported> {
    first(|missing| self::unique(unique, table, missing))
}

/// The first thing that a primary key asks for in vain.
pub(super) fn added_primary_key(table: &TableName, key: &PrimaryKey) -> Option<Unsupported> {
    first(|missing| primary_key(key, table, missing))
}

/// The first thing that a check constraint asks for in vain.
pub(super) fn added_check(table: &TableName, check: &Check) -> Option<Unsupported> {
    first(|missing| self::check(check, table, missing))
}

/// What an exclusion constraint asks for in vain: all of it.
pub(super) fn exclusion(table: &TableName, exclusion: &Exclusion) -> Unsupported {
    let label = exclusion.name.as_ref().unwrap_or(&exclusion.definition);
    Unsupported::new(SQLITE, "exclusion constraints", format!("{table}: {label}"))
}

/// The first thing that a foreign key asks for in vain.
pub(super) fn added_foreign_key(table: &TableName, key: &ForeignKey) -> Option<Unsupported> {
    first(|missing| foreign_key(key, table, missing))
}

/// The first thing that options ask for in vain.
pub(super) fn set_options(table: &TableName, to: &TableOptions) -> Option<Unsupported> {
    first(|missing| options(to, table, missing))
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
    missing.note(elsewhere, "schemas other than `main`", name);
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

fn options(options: &TableOptions, on: &TableName, missing: &mut Missing) {
    missing.note(options.unlogged, "UNLOGGED tables", on);
    missing.note(options.parameters.is_some(), "storage parameters", on);
    missing.note(options.partition_by.is_some(), "partitions", on);
    missing.note(
        options.row_security != RowSecurity::Off,
        "row-level security",
        on,
    );
}

fn column(table: &Table, column: &Column, missing: &mut Missing) {
    let on = Place(&table.name, &column.name);
    missing.note(column.comment.is_some(), "comments", &on);
    missing.note(column.sequence.is_some(), "sequences", &on);
    missing.note(column.charset.is_some(), "character sets", &on);
    missing.note(column.on_update.is_some(), "ON UPDATE of columns", &on);
    missing.note(column.invisible, "invisible columns", &on);
    column_type(&column.type_, table.options.strict, &on, missing);
    let sole_key = table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns == [column.name.as_str()]);
    match column.identity {
        None => {}
        Some(Identity::Serial) => missing.note(
            true,
            "serial; its integer primary keys are numbered by `identity`",
            &on,
        ),
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

fn column_type(type_: &ColumnType, strict: bool, on: &dyn Display, missing: &mut Missing) {
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

fn primary_key(key: &PrimaryKey, table: &TableName, missing: &mut Missing) {
    let deferrable = key.deferrable != Deferrable::No;
    missing.note(deferrable, "deferrable primary keys", table);
    missing.note(!key.include.is_empty(), "INCLUDE in primary keys", table);
    missing.note(!key.prefixes.is_empty(), "prefix lengths in keys", table);
}

fn check(check: &Check, table: &TableName, missing: &mut Missing) {
    let on = Part {
        table,
        name: Some(check.name.as_ref().unwrap_or(&check.expression)),
        columns: &[],
    };
    validity(check.validity, &on, missing);
    missing.note(check.no_inherit, "NO INHERIT", &on);
}

fn validity(validity: Validity, on: &dyn Display, missing: &mut Missing) {
    missing.note(validity == Validity::NotValid, "NOT VALID constraints", on);
    missing.note(
        validity == Validity::NotEnforced,
        "NOT ENFORCED constraints",
        on,
    );
}

fn unique(unique: &Unique, table: &TableName, missing: &mut Missing) {
    let on = Part {
        table,
        name: unique.name.as_deref(),
        columns: &unique.columns,
    };
    missing.note(
        unique.deferrable != Deferrable::No,
        "deferrable unique constraints",
        &on,
    );
    missing.note(unique.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
    missing.note(
        !unique.include.is_empty(),
        "INCLUDE in unique constraints",
        &on,
    );
}

fn foreign_key(key: &ForeignKey, table: &TableName, missing: &mut Missing) {
    let on = Part {
        table,
        name: key.name.as_deref(),
        columns: &key.columns,
    };
    missing.note(key.match_ == MatchType::Full, "MATCH FULL", &on);
    validity(key.validity, &on, missing);
    name_of(&key.references_table, missing);
}

fn index(index: &Index, table: &TableName, missing: &mut Missing) {
    let on = Part {
        table,
        name: Some(index.name.as_deref().unwrap_or("an unnamed index")),
        columns: &[],
    };
    let method = index
        .method
        .as_deref()
        .is_some_and(|method| !method.eq_ignore_ascii_case("btree"));
    missing.note(method, "index methods", &on);
    missing.note(!index.include.is_empty(), "INCLUDE in indexes", &on);
    missing.note(index.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
    missing.note(
        index.parameters.is_some(),
        "storage parameters of indexes",
        &on,
    );
    missing.note(index.comment.is_some(), "comments", &on);
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
