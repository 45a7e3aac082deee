//! Brings a schema into the one form in which PostgreSQL's schemas compare equal when they are equal.
//!
//! Models and inspected schemas both come through here. Expressions that still differ are the server's to judge: see
//! [`probe`](super::probe).

use std::collections::{HashMap, HashSet};

use super::default;
use super::types::{cut, normal, sequence_name};
use crate::schema::{
    Column, ColumnType, EnumType, Identity, Index, IndexKey, NullsOrder, QualifiedName, Schema,
    SequenceOptions, Table,
};

/// Normalises everything, and puts it in order. `default_schema` is where names are that say none.
pub(super) fn schema(schema: &mut Schema, default_schema: &str) {
    let home = |name: &mut QualifiedName| {
        if name.schema.as_deref() == Some(default_schema) {
            name.schema = None;
        }
        shorten(&mut name.name);
    };
    schema
        .namespaces
        .retain(|namespace| namespace.name != default_schema);
    for kind in &mut schema.enums {
        home(&mut kind.name);
        empty_is_none(&mut kind.comment);
    }
    for sequence in &mut schema.sequences {
        home(&mut sequence.name);
        if let Some(column) = &mut sequence.owned_by {
            home(&mut column.table);
        }
        defaults_of_sequence(&mut sequence.options);
    }
    let enums: HashSet<&QualifiedName> = schema.enums.iter().map(|kind| &kind.name).collect();
    for table in &mut schema.tables {
        home(&mut table.name);
        for key in &mut table.foreign_keys {
            home(&mut key.references_table);
        }
        for column in &mut table.columns {
            known_enum(&mut column.type_, &enums);
            if let Some(kind) = column.type_.enumeration_mut() {
                home(&mut kind.name);
            }
            if let Some(sequence) = &mut column.sequence {
                home(&mut sequence.name);
            }
        }
        normalise_table(table);
    }
    for object in &mut schema.objects {
        home(&mut object.id.name);
        if let Some(table) = &mut object.id.table {
            home(table);
        }
        object.depends_on.iter_mut().for_each(home);
    }
    implied_references(schema);
    schema.sort();
}

/// A type that a model spells, where it is one of the enumerations that are there.
fn known_enum(type_: &mut ColumnType, enums: &HashSet<&QualifiedName>) {
    if type_.is_spelt() {
        let mut said = normal(type_);
        let element = match &mut said {
            ColumnType::Array(element) => &mut **element,
            said => said,
        };
        if let ColumnType::Other(spelling) = element
            && let Some(name) = QualifiedName::of_spelling(spelling)
            && enums.contains(&name)
        {
            *element = ColumnType::Enum(EnumType::new(name, Vec::new()));
            *type_ = said;
        }
    }
}

fn shorten(name: &mut String) {
    let end = cut(name).len();
    name.truncate(end);
}

fn empty_is_none(comment: &mut Option<String>) {
    if comment.as_deref() == Some("") {
        *comment = None;
    }
}

/// What a sequence has that says nothing of it.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
pub(super) fn defaults_of_sequence(options: &mut SequenceOptions) {
    let type_ = options.type_.take().map(|type_| normal(&type_));
    let type_ = type_.filter(|type_| *type_ != ColumnType::BigInt);
    options.type_ = type_;
    let start = options.usual_start();
    let unbounded = SequenceOptions {
        min: None,
        max: None,
        ..options.clone()
    };
    let (min, max) = unbounded.bounds();
    let forget = |option: &mut Option<i64>, default: i64| {
        if *option == Some(default) {
            *option = None;
        }
    };
    forget(&mut options.start, start);
    forget(&mut options.increment, 1);
    forget(&mut options.min, min);
    forget(&mut options.max, max);
    forget(&mut options.cache, 1);
    if options.cycle == Some(false) {
        options.cycle = None;
    }
}

/// A foreign key that names no columns points at the primary key.
fn implied_references(schema: &mut Schema) {
    let keys: HashMap<QualifiedName, Vec<String>> = schema
        .tables
        .iter()
        .filter_map(|table| {
            let key = table.primary_key.as_ref()?;
            Some((table.name.clone(), key.columns.clone()))
        })
        .collect();
    let all = schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.foreign_keys);
    for key in all.filter(|key| key.references_columns.is_empty()) {
        if let Some(columns) = keys.get(&key.references_table) {
            key.references_columns.clone_from(columns);
        }
    }
}

fn normalise_table(table: &mut Table) {
    empty_is_none(&mut table.comment);
    let options = &mut table.options;
    options.strict = false;
    options.without_rowid = false;
    options.engine = None;
    options.charset = None;
    options.collation = None;
    options.row_format = None;
    let key: Vec<String> = table
        .primary_key
        .iter_mut()
        .flat_map(|key| {
            key.name.iter_mut().for_each(shorten);
            key.columns.iter_mut().for_each(shorten);
            key.columns.clone()
        })
        .collect();
    for column in &mut table.columns {
        shorten(&mut column.name);
        if key.contains(&column.name) {
            column.nullable = false;
        }
        normalise_column(column);
        let plain = column.sequence.as_ref().is_some_and(|sequence| {
            sequence.options == SequenceOptions::default()
                && sequence.name.schema == table.name.schema
                && sequence.name.name == sequence_name(&table.name.name, &column.name)
        });
        if plain {
            column.sequence = None;
        }
    }
    for unique in &mut table.uniques {
        unique.name.iter_mut().for_each(shorten);
        unique.columns.iter_mut().for_each(shorten);
    }
    for check in &mut table.checks {
        check.name.iter_mut().for_each(shorten);
        check.expression = default::without_parentheses(&check.expression).to_owned();
    }
    for foreign_key in &mut table.foreign_keys {
        foreign_key.name.iter_mut().for_each(shorten);
        foreign_key.columns.iter_mut().for_each(shorten);
        foreign_key.references_columns.iter_mut().for_each(shorten);
        foreign_key.on_delete = foreign_key.on_delete.unstated();
        foreign_key.on_update = foreign_key.on_update.unstated();
    }
    for exclusion in &mut table.exclusions {
        exclusion.name.iter_mut().for_each(shorten);
        exclusion.definition = exclusion.definition.trim().to_owned();
    }
    for index in &mut table.indexes {
        normalise_index(index);
    }
    // Where order has no meaning, it is that of the content: the names come last, for one side may lack them.
    table
        .uniques
        .sort_by(|a, b| (&a.columns, &a.name).cmp(&(&b.columns, &b.name)));
    table
        .checks
        .sort_by(|a, b| (&a.name, &a.expression).cmp(&(&b.name, &b.expression)));
    table
        .exclusions
        .sort_by(|a, b| (&a.name, &a.definition).cmp(&(&b.name, &b.definition)));
    table.foreign_keys.sort_by(|a, b| {
        (
            &a.columns,
            &a.references_table,
            &a.references_columns,
            &a.name,
        )
            .cmp(&(
                &b.columns,
                &b.references_table,
                &b.references_columns,
                &b.name,
            ))
    });
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

fn normalise_column(column: &mut Column) {
    column.charset = None;
    column.on_update = None;
    column.invisible = false;
    empty_is_none(&mut column.comment);
    if let ColumnType::Other(spelling) = &column.type_ {
        let serial = match spelling.to_ascii_lowercase().as_str() {
            "serial" | "serial4" => Some(ColumnType::Integer),
            "bigserial" | "serial8" => Some(ColumnType::BigInt),
            "smallserial" | "serial2" => Some(ColumnType::SmallInt),
            _ => None,
        };
        if let Some(type_) = serial {
            column.type_ = type_;
            column.identity = Some(Identity::Serial);
        }
    }
    column.type_ = normal(&column.type_);
    if column.identity == Some(Identity::Autoincrement) {
        column.identity = Some(Identity::ByDefault);
    }
    if column.identity.is_some() {
        column.nullable = false;
        column.default = None;
    } else {
        column.sequence = None;
    }
    if let Some(sequence) = &mut column.sequence {
        // The type of the numbers is the column's, if none is said.
        let said = sequence.options.type_.as_ref().map(normal);
        let type_ = said.unwrap_or_else(|| column.type_.clone());
        sequence.options.type_ = Some(type_.clone());
        defaults_of_sequence(&mut sequence.options);
        sequence.options.type_ = Some(type_).filter(|type_| *type_ != column.type_);
    }
    if column.collation.as_deref() == Some("default") {
        column.collation = None;
    }
    if let Some(generated) = &mut column.generated {
        generated.expression = default::without_parentheses(&generated.expression).to_owned();
    }
    if let Some(value) = column.default.take() {
        column.default = default::normalise(value, &column.type_);
    }
}

fn normalise_index(index: &mut Index) {
    index.name.iter_mut().for_each(shorten);
    empty_is_none(&mut index.comment);
    index.method = index
        .method
        .take()
        .map(|method| method.to_ascii_lowercase())
        .filter(|method| method != "btree");
    if let Some(predicate) = &mut index.predicate {
        *predicate = default::without_parentheses(predicate).to_owned();
    }
    for column in &mut index.columns {
        column.prefix = None;
        if column.collation.as_deref() == Some("default") {
            column.collation = None;
        }
        let usual = if column.descending {
            NullsOrder::First
        } else {
            NullsOrder::Last
        };
        column.nulls = column.nulls.filter(|order| *order != usual);
        match &mut column.key {
            IndexKey::Expression(expression) => {
                *expression = default::without_parentheses(expression).to_owned();
            }
            IndexKey::Column(name) => shorten(name),
        }
    }
}
