//! Brings a schema into the one form in which SQLite's tables compare equal when they are equal.
//!
//! Models and inspected tables both come through here. What SQLite does not keep apart becomes the same, and what it
//! does not have goes.

use super::create::is_foreign;
use super::expression::{Names, canonical, literal, shortest};
use super::types::{declared, spell};
use crate::schema::{
    Column, ColumnDefault, ColumnType, Deferrable, Identity, Index, IndexKey, Literal, MatchType,
    RowSecurity, Schema, Table, TableName, Validity,
};

/// Normalises all tables, and puts them in order.
pub(super) fn schema(schema: &mut Schema) {
    for table in &mut schema.tables {
        default_schema(&mut table.name);
        normalise_table(table);
    }
    implied_references(schema);
    // Enumerations are text here, and tables are where SQLite has them.
    schema.enums.clear();
    schema.namespaces.clear();
    schema.sort();
}

/// `main` is where a table is that says nothing.
fn default_schema(name: &mut TableName) {
    if name.schema.as_deref() == Some("main") {
        name.schema = None;
    }
}

/// A foreign key that names no columns points at the primary key.
fn implied_references(schema: &mut Schema) {
    let missing = |schema: &Schema| {
        schema.tables.iter().enumerate().find_map(|(at, table)| {
            let position = table.foreign_keys.iter().position(|key| {
                key.references_columns.is_empty()
                    && schema
                        .table(&key.references_table)
                        .is_some_and(|target| target.primary_key.is_some())
            })?;
            Some((at, position))
        })
    };
    while let Some((at, position)) = missing(schema) {
        let target = &schema.tables[at].foreign_keys[position].references_table;
        let columns = schema
            .table(target)
            .and_then(|target| target.primary_key.as_ref())
            .map(|key| key.columns.clone())
            .unwrap_or_default();
        if columns.is_empty() {
            return;
        }
        schema.tables[at].foreign_keys[position].references_columns = columns;
    }
}

fn normalise_table(table: &mut Table) {
    table.comment = None;
    table.options.engine = None;
    table.options.charset = None;
    table.options.collation = None;
    table.options.row_format = None;
    table.options.unlogged = false;
    table.options.parameters = None;
    table.options.partition_by = None;
    table.options.row_security = RowSecurity::Off;
    table.exclusions.clear();
    if let Some(key) = &mut table.primary_key {
        key.include.clear();
        key.deferrable = Deferrable::No;
    }
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let table_name = table.name.name.clone();
    let names = Names {
        table: &table_name,
        columns: &names,
    };
    for at in 0..table.columns.len() {
        identity(table, at);
        column(&mut table.columns[at], table.options.strict, names);
    }
    for unique in &mut table.uniques {
        unique.deferrable = Deferrable::No;
        unique.nulls_not_distinct = false;
        unique.include.clear();
    }
    for check in &mut table.checks {
        check.expression = canonical(&check.expression, names);
        check.validity = Validity::Valid;
        check.no_inherit = false;
    }
    for key in &mut table.foreign_keys {
        default_schema(&mut key.references_table);
        key.match_ = MatchType::Simple;
        key.validity = Validity::Valid;
        key.on_delete = key.on_delete.unstated();
        key.on_update = key.on_update.unstated();
        // Everything but DEFERRABLE INITIALLY DEFERRED is immediate.
        if key.deferrable == Deferrable::InitiallyImmediate {
            key.deferrable = Deferrable::No;
        }
    }
    let collations: Vec<(String, Option<String>)> = table
        .columns
        .iter()
        .map(|column| (column.name.clone(), column.collation.clone()))
        .collect();
    for index in &mut table.indexes {
        self::index(index, names, &collations);
    }
    // Where order has no meaning, it is that of the content: the names come last, for one side may lack them.
    table
        .uniques
        .sort_by(|a, b| (&a.columns, &a.name).cmp(&(&b.columns, &b.name)));
    table
        .checks
        .sort_by(|a, b| (&a.expression, &a.name).cmp(&(&b.expression, &b.name)));
    table.foreign_keys.sort_by(|a, b| {
        let key = |key: &crate::schema::ForeignKey| {
            (
                key.columns.clone(),
                key.references_table.clone(),
                key.references_columns.clone(),
                key.name.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    table.indexes.sort_by_cached_key(|index| {
        let keys: Vec<String> = index
            .columns
            .iter()
            .map(|column| match &column.key {
                IndexKey::Column(name) => name.clone(),
                IndexKey::Expression(expression) => format!("({expression})"),
            })
            .collect();
        (index.name.clone(), keys)
    });
}

/// Only an integer primary key of a table with rowids is numbered, and every such key is the same 64-bit number.
fn identity(table: &mut Table, at: usize) {
    let name = table.columns[at].name.clone();
    let foreign = is_foreign(table, &name);
    let without_rowid = table.options.without_rowid;
    let column = &mut table.columns[at];
    match column.identity {
        Some(Identity::ByDefault) if foreign || without_rowid => column.identity = None,
        Some(Identity::Always | Identity::Serial) => column.identity = Some(Identity::ByDefault),
        Some(Identity::ByDefault | Identity::Autoincrement) | None => {}
    }
    if column.identity.is_some() {
        column.type_ = ColumnType::Integer;
        column.nullable = false;
    } else if table.is_primary_key(&name) && (without_rowid || table.options.strict) {
        table.columns[at].nullable = false;
    }
}

fn column(column: &mut Column, strict: bool, names: Names<'_>) {
    column.comment = None;
    column.sequence = None;
    column.charset = None;
    column.on_update = None;
    column.invisible = false;
    column.type_ = type_(&column.type_, strict);
    column.collation = collation(column.collation.as_deref());
    if let Some(generated) = &mut column.generated {
        generated.expression = canonical(&generated.expression, names);
    }
    if let Some(default) = column.default.take() {
        column.default = self::default(default, &column.type_, names);
    }
}

/// `BINARY` is what a column has that says nothing.
fn collation(name: Option<&str>) -> Option<String> {
    name.map(str::to_ascii_uppercase)
        .filter(|name| name != "BINARY")
}

fn type_(type_: &ColumnType, strict: bool) -> ColumnType {
    let known = match type_ {
        ColumnType::Other(spelling) => declared(spelling),
        ColumnType::Enum(_) => ColumnType::Text,
        ColumnType::Uuid => ColumnType::Binary,
        other => other.clone(),
    };
    match known {
        ColumnType::Other(spelling) => ColumnType::Other(spelling.to_ascii_uppercase()),
        // A length without a number says nothing more than TEXT does, but SQLite keeps the word.
        known if !strict => known,
        // A strict table knows a few types only. `REAL` is read as a float: what a table that is strict no more has to
        // change is seen then.
        known => declared(&spell(&known, true)),
    }
}

fn default(default: ColumnDefault, type_: &ColumnType, names: Names<'_>) -> Option<ColumnDefault> {
    let value = match default {
        ColumnDefault::Literal(value) => value,
        ColumnDefault::Expression(expression) => match literal(&expression, false) {
            Some(value) => value,
            None => return Some(ColumnDefault::Expression(canonical(&expression, names))),
        },
    };
    let value = match value {
        // No default and NULL are the same.
        Literal::Null => return None,
        Literal::Bool(value) if *type_ != ColumnType::Bool => {
            Literal::Number(if value { "1" } else { "0" }.to_owned())
        }
        Literal::Number(digits) => match (type_, digits.as_str()) {
            (ColumnType::Bool, "0") => Literal::Bool(false),
            (ColumnType::Bool, "1") => Literal::Bool(true),
            // Where the column keeps a number as it is written, `1.0` is not `1`.
            _ if !is_numeric(type_) => Literal::Number(digits),
            _ => Literal::Number(shortest(&digits).unwrap_or_else(|| digits.to_ascii_lowercase())),
        },
        // Where the column keeps numbers, text that is one becomes one: <https://www.sqlite.org/datatype3.html>.
        Literal::Text(text) if is_numeric(type_) && is_number(&text) => {
            let number = Literal::Number(text.trim().trim_start_matches('+').to_owned());
            return self::default(ColumnDefault::Literal(number), type_, names);
        }
        value @ (Literal::Bool(_) | Literal::Text(_) | Literal::Bytes(_)) => value,
    };
    Some(ColumnDefault::Literal(value))
}

/// Whether text is a number to SQLite: decimal, with or without a point and an exponent.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let decimal = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E');
    text.chars().all(decimal) && text.parse::<f64>().is_ok()
}

fn is_numeric(type_: &ColumnType) -> bool {
    matches!(
        type_,
        ColumnType::Bool
            | ColumnType::TinyInt
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Decimal { .. }
    )
}

fn index(index: &mut Index, names: Names<'_>, collations: &[(String, Option<String>)]) {
    index.method = None;
    index.include.clear();
    index.nulls_not_distinct = false;
    index.parameters = None;
    index.comment = None;
    index.concurrently = false;
    if let Some(predicate) = &mut index.predicate {
        *predicate = canonical(predicate, names);
    }
    for column in &mut index.columns {
        column.ops = None;
        column.prefix = None;
        column.nulls = None;
        match &mut column.key {
            IndexKey::Column(name) => {
                // The column's own collation says nothing new.
                let own = collations
                    .iter()
                    .find(|(own, _)| own == name)
                    .and_then(|(_, collation)| collation.clone());
                let stated = column
                    .collation
                    .take()
                    .map(|name| name.to_ascii_uppercase());
                column.collation =
                    stated.filter(|stated| stated != own.as_deref().unwrap_or("BINARY"));
            }
            IndexKey::Expression(expression) => {
                *expression = canonical(expression, names);
                column.collation = collation(column.collation.as_deref());
                // A column may be written as an expression: `(name)`.
                if names.columns.contains(expression) {
                    column.key = IndexKey::Column(expression.clone());
                }
            }
        }
    }
}
