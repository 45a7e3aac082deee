//! Brings a schema into the one form in which tables compare equal when they are equal.
//!
//! Models and inspected tables both come through here. What the server does not keep apart becomes the same; what it
//! fills in by itself, character sets and collations above all, counts only where it is not what would be there anyway.

use std::collections::HashMap;

use super::default;
use super::expression::{canonical, part_on_update};
use super::facts::Facts;
use super::types::normal;
use crate::schema::{
    Column, ColumnDefault, ColumnType, Deferrable, Identity, Index, IndexKey, MatchType,
    ReferentialAction, Schema, SequenceOptions, Table, TableName, TableOptions, Unique, Validity,
};

/// Normalises everything, and puts it in order.
pub(super) fn schema(schema: &mut Schema, facts: &Facts) {
    for table in &mut schema.tables {
        normalise_table(table, facts);
    }
    for sequence in &mut schema.sequences {
        own_name(&mut sequence.name, facts);
        usual_options(&mut sequence.options);
    }
    // Part of the columns here, and not there at all.
    schema.enums.clear();
    schema.extensions.clear();
    implied_references(schema);
    schema.sort();
}

/// Says what goes without saying of a sequence of MariaDB, whose limits and cache are its own.
/// <https://mariadb.com/kb/en/create-sequence/>
fn usual_options(options: &mut SequenceOptions) {
    const GREATEST: i64 = i64::MAX - 1;
    const LEAST: i64 = -i64::MAX;
    // It counts in eight bytes, whatever is asked for.
    options.type_ = None;
    let increment = *options.increment.get_or_insert(1);
    let (min, max) = if increment > 0 {
        (1, GREATEST)
    } else {
        (LEAST, -1)
    };
    let min = options.min.unwrap_or(min).max(LEAST);
    let max = options.max.unwrap_or(max).min(GREATEST);
    (options.min, options.max) = (Some(min), Some(max));
    options
        .start
        .get_or_insert(if increment > 0 { min } else { max });
    options.cache.get_or_insert(1000);
    options.cycle.get_or_insert(false);
}

/// The connection's database is where a table is that says nothing; a server may fold names.
fn own_name(name: &mut TableName, facts: &Facts) {
    if name.schema.is_some() && name.schema == facts.database {
        name.schema = None;
    }
    if facts.folds_table_names {
        name.name = name.name.to_lowercase();
        name.schema = name.schema.take().map(|schema| schema.to_lowercase());
    }
}

/// A foreign key that names no columns points at the primary key.
fn implied_references(schema: &mut Schema) {
    let keys: HashMap<TableName, Vec<String>> = schema
        .tables
        .iter()
        .filter_map(|table| Some((table.name.clone(), table.primary_key.clone()?.columns)))
        .collect();
    for key in schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.foreign_keys)
        .filter(|key| key.references_columns.is_empty())
    {
        if let Some(columns) = keys.get(&key.references_table) {
            key.references_columns.clone_from(columns);
        }
    }
}

fn normalise_table(table: &mut Table, facts: &Facts) {
    own_name(&mut table.name, facts);
    table.comment = table.comment.take().filter(|comment| !comment.is_empty());
    options(&mut table.options, facts);
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let key = table.primary_key.clone();
    for column in &mut table.columns {
        if key
            .as_ref()
            .is_some_and(|key| key.columns.contains(&column.name))
        {
            column.nullable = false;
        }
        self::column(column, &table.options, facts, &names);
    }
    if let Some(key) = &mut table.primary_key {
        // Every primary key is called PRIMARY.
        key.name = None;
        key.include.clear();
        key.deferrable = Deferrable::No;
        key.method = None;
        key.prefixes.retain(|column, length| {
            whole_length(&table.columns, column).is_none_or(|whole| *length < whole)
        });
    }
    for unique in &mut table.uniques {
        unique.deferrable = Deferrable::No;
        unique.nulls_not_distinct = false;
        unique.include.clear();
    }
    for check in &mut table.checks {
        check.expression = canonical(&check.expression, &names);
        check.no_inherit = false;
        if check.validity == Validity::NotValid {
            check.validity = Validity::Valid;
        }
    }
    for key in &mut table.foreign_keys {
        own_name(&mut key.references_table, facts);
        key.match_ = MatchType::Simple;
        key.deferrable = Deferrable::No;
        key.validity = Validity::Valid;
        for action in [&mut key.on_delete, &mut key.on_update] {
            // The same thing, for nothing waits until the end of the transaction.
            *action = match action.unstated() {
                ReferentialAction::Restrict => ReferentialAction::NoAction,
                other => other,
            };
        }
    }
    let columns = table.columns.clone();
    for mut index in std::mem::take(&mut table.indexes) {
        index.method = method(index.method.take(), &table.options);
        let index = self::index(index, &columns, &names);
        match (index.unique, super::inspect::plain_columns(&index)) {
            // A unique index of whole columns is a unique constraint, by another name.
            (true, Some(columns)) => table.uniques.push(Unique {
                name: index.name,
                ..Unique::new(columns)
            }),
            _ => table.indexes.push(index),
        }
    }
    sort(table);
}

/// Where order has no meaning, it is that of the content: the names come last, for one side may lack them.
fn sort(table: &mut Table) {
    table
        .uniques
        .sort_by(|a, b| (&a.columns, &a.name).cmp(&(&b.columns, &b.name)));
    table
        .checks
        .sort_by(|a, b| (&a.expression, &a.name).cmp(&(&b.expression, &b.name)));
    table.foreign_keys.sort_by_cached_key(|key| {
        (
            key.columns.clone(),
            key.references_table.clone(),
            key.references_columns.clone(),
            key.name.clone(),
        )
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

fn options(options: &mut TableOptions, facts: &Facts) {
    options.strict = false;
    options.without_rowid = false;
    let charset = options
        .charset
        .take()
        .map(|charset| facts.charset(&charset));
    let collation = options.collation.take().map(|name| facts.collation(&name));
    // A collation of another character set is the one that the table had before.
    let collation = collation.filter(|collation| {
        charset
            .as_ref()
            .is_none_or(|charset| facts.charset_of(collation) == *charset)
    });
    options.collation = collation.or_else(|| facts.default_collation(charset.as_deref()?));
    options.charset = match &options.collation {
        Some(collation) => Some(facts.charset_of(collation)),
        None => charset,
    };
    options.row_format = options
        .row_format
        .take()
        .map(|format| format.to_ascii_uppercase())
        .filter(|format| format != "DEFAULT");
    options.parameters = options
        .parameters
        .take()
        .map(|parameters| as_shown(&without_counter(&parameters)))
        .filter(|parameters| !parameters.is_empty());
    if let Some(engine) = &mut options.engine {
        *engine = engine_name(engine);
    }
}

/// Options as the catalog says them.
fn as_shown(parameters: &str) -> String {
    let option = |option: &&str| match option.split_once('=') {
        Some((name, value)) => format!("{}={value}", name.to_ascii_lowercase()),
        None => (*option).to_owned(),
    };
    let options = super::inspect::options(parameters);
    options.iter().map(option).collect::<Vec<_>>().join(" ")
}

/// Where `AUTO_INCREMENT` stands is a matter of rows.
fn without_counter(parameters: &str) -> String {
    match parameters.split_once(' ') {
        Some((first, rest)) if first.starts_with("AUTO_INCREMENT=") => rest.to_owned(),
        None if parameters.starts_with("AUTO_INCREMENT=") => String::new(),
        Some(_) | None => parameters.to_owned(),
    }
}

/// Names of engines have no case; these are the usual spellings.
fn engine_name(name: &str) -> String {
    [
        "InnoDB",
        "MyISAM",
        "MEMORY",
        "Aria",
        "CSV",
        "ARCHIVE",
        "BLACKHOLE",
        "ROCKSDB",
        "Spider",
    ]
    .iter()
    .find(|known| known.eq_ignore_ascii_case(name))
    .map_or_else(|| name.to_owned(), |known| (*known).to_owned())
}

fn column(column: &mut Column, options: &TableOptions, facts: &Facts, names: &[String]) {
    column.comment = column.comment.take().filter(|comment| !comment.is_empty());
    column.type_ = normal(&column.type_);
    column.sequence = None;
    collation(column, options, facts);
    if let Some(generated) = &mut column.generated {
        generated.expression = canonical(&generated.expression, names);
        if facts.mariadb {
            // A generated column cannot say NOT NULL.
            column.nullable = true;
        }
        column.default = None;
    }
    if column.identity.is_some() {
        column.identity = Some(Identity::ByDefault);
        column.nullable = false;
        column.default = None;
    }
    if let Some(ColumnDefault::Expression(text)) = &column.default
        && let Some((default, now)) = part_on_update(text)
    {
        column.on_update = Some(now.to_owned());
        column.default = Some(ColumnDefault::Expression(default.to_owned()));
    }
    column.on_update = column
        .on_update
        .take()
        .map(|expression| canonical(&expression, &[]));
    if let Some(default) = column.default.take() {
        column.default = default::normalise(default, &column.type_, names);
    }
}

/// A collation says which character set it belongs to, and one that the column would have anyway says nothing.
fn collation(column: &mut Column, options: &TableOptions, facts: &Facts) {
    let charset = column.charset.take().map(|charset| facts.charset(&charset));
    let collation = column.collation.take().map(|name| facts.collation(&name));
    if !has_collation(&column.type_) {
        return;
    }
    let collation = collation.or_else(|| facts.default_collation(charset.as_deref()?));
    match collation {
        Some(collation) => {
            column.collation =
                Some(collation).filter(|own| options.collation.as_ref() != Some(own));
        }
        None => column.charset = charset.filter(|own| options.charset.as_ref() != Some(own)),
    }
}

/// Tells whether the type is text. JSON is, but its collation is always the same.
pub(super) fn has_collation(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Enum(_) => {
            true
        }
        ColumnType::Other(spelling) => ["tinytext", "mediumtext", "longtext", "text", "set("]
            .iter()
            .any(|start| spelling.starts_with(start)),
        ColumnType::Bool
        | ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. }
        | ColumnType::Binary
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Array(_) => false,
    }
}

/// How long a column's text can be, if its type says that.
fn whole_length(columns: &[Column], name: &str) -> Option<u32> {
    let column = columns.iter().find(|column| column.name == name)?;
    if let ColumnType::Varchar(length) | ColumnType::Char(length) = &column.type_ {
        *length
    } else {
        None
    }
}

/// The method that says something: InnoDB takes `USING HASH` and makes a tree, MEMORY makes hashes unless told otherwise.
fn method(method: Option<String>, options: &TableOptions) -> Option<String> {
    let engine = options.engine.as_deref().unwrap_or_default();
    let memory = ["memory", "heap"].contains(&engine.to_ascii_lowercase().as_str());
    let method = method.map(|method| method.to_ascii_lowercase());
    method.filter(|method| match method.as_str() {
        "btree" => memory,
        "hash" => false,
        _ => true,
    })
}

fn index(mut index: Index, columns: &[Column], names: &[String]) -> Index {
    index.include.clear();
    index.nulls_not_distinct = false;
    index.concurrently = false;
    index.comment = index.comment.take().filter(|comment| !comment.is_empty());
    for entry in &mut index.columns {
        entry.ops = None;
        entry.nulls = None;
        entry.collation = None;
        match &mut entry.key {
            IndexKey::Column(name) => {
                // A prefix as long as the column is the column.
                let whole = whole_length(columns, name);
                entry.prefix = entry
                    .prefix
                    .filter(|prefix| whole.is_none_or(|whole| *prefix < whole));
            }
            IndexKey::Expression(expression) => {
                *expression = canonical(expression, names);
                // A column may be written as an expression: `(name)`.
                if let Some(name) = names.iter().find(|name| *name == expression) {
                    entry.key = IndexKey::Column(name.clone());
                }
            }
        }
    }
    index
}
