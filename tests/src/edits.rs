//! Edits of a generated schema: tables and columns under other names, which the edited schema knows.

use migrate_core::schema::{ColumnType, IndexKey, NamingConvention, Schema, Table};

use crate::dice::Dice;

/// The schema with some of its tables and columns renamed, and some of those of another type.
pub fn renamed(schema: &Schema, dice: &mut Dice, retyped: bool) -> Schema {
    let mut edited = schema.clone();
    for at in 0..edited.tables.len() {
        let names: Vec<String> = edited.tables[at]
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        for (number, from) in names.iter().enumerate() {
            if dice.once_in(3) && !is_spoken_of(&edited, at, from) {
                rename_column(&mut edited, at, from, &format!("other \\ {number}"));
                if retyped && dice.once_in(2) {
                    widen(&mut edited, at, number);
                }
            }
        }
        let table = &edited.tables[at];
        let watched = edited
            .objects
            .iter()
            .any(|object| object.definition.contains(&table.name.name));
        if dice.once_in(3) && !watched {
            rename_table(&mut edited, at, &format!("Other {at}"));
        }
    }
    edited.sort();
    edited
}

/// Whether an expression may name the column: nobody but a person knows what becomes of it.
fn is_spoken_of(schema: &Schema, at: usize, name: &str) -> bool {
    let table = &schema.tables[at];
    let generated = table
        .columns
        .iter()
        .filter_map(|column| column.generated.as_ref());
    let expressions = generated.map(|generated| &generated.expression);
    let checks = table.checks.iter().map(|check| &check.expression);
    let predicates = table
        .indexes
        .iter()
        .filter_map(|index| index.predicate.as_ref());
    let keys = table.indexes.iter().flat_map(|index| &index.columns);
    let keys = keys.filter_map(|column| match &column.key {
        IndexKey::Expression(expression) => Some(expression),
        IndexKey::Column(_) => None,
    });
    let exclusions = table
        .exclusions
        .iter()
        .map(|exclusion| &exclusion.definition);
    let objects = schema.objects.iter().map(|object| &object.definition);
    let mut texts = expressions
        .chain(checks)
        .chain(predicates)
        .chain(keys)
        .chain(exclusions)
        .chain(objects);
    let quoted = name.replace('"', "\"\"");
    texts.any(|text| text.contains(name) || text.contains(&quoted))
}

fn rename_all(names: &mut [String], from: &str, to: &str) {
    for name in names.iter_mut().filter(|name| *name == from) {
        to.clone_into(name);
    }
}

fn rename_column(schema: &mut Schema, at: usize, from: &str, to: &str) {
    let table = &mut schema.tables[at];
    let home = table.name.clone();
    for column in table
        .columns
        .iter_mut()
        .filter(|column| column.name == from)
    {
        to.clone_into(&mut column.name);
        column.renamed_from = Some(from.to_owned());
    }
    if let Some(key) = &mut table.primary_key {
        rename_all(&mut key.columns, from, to);
        rename_all(&mut key.include, from, to);
        if let Some(length) = key.prefixes.remove(from) {
            key.prefixes.insert(to.to_owned(), length);
        }
    }
    for unique in &mut table.uniques {
        rename_all(&mut unique.columns, from, to);
        rename_all(&mut unique.include, from, to);
    }
    for index in &mut table.indexes {
        rename_all(&mut index.include, from, to);
        for column in &mut index.columns {
            if let IndexKey::Column(name) = &mut column.key {
                rename_all(std::slice::from_mut(name), from, to);
            }
        }
    }
    for key in &mut table.foreign_keys {
        rename_all(&mut key.columns, from, to);
    }
    for key in schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.foreign_keys)
    {
        if key.references_table == home {
            rename_all(&mut key.references_columns, from, to);
        }
    }
    for owned in schema
        .sequences
        .iter_mut()
        .filter_map(|sequence| sequence.owned_by.as_mut())
    {
        if owned.table == home && owned.column == from {
            to.clone_into(&mut owned.column);
        }
    }
}

fn rename_table(schema: &mut Schema, at: usize, to: &str) {
    let table = &mut schema.tables[at];
    let from = table.name.clone();
    to.clone_into(&mut table.name.name);
    table.renamed_from = Some(from.name.clone());
    let to = table.name.clone();
    for key in schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.foreign_keys)
    {
        if key.references_table == from {
            key.references_table = to.clone();
        }
    }
    for owned in schema
        .sequences
        .iter_mut()
        .filter_map(|sequence| sequence.owned_by.as_mut())
    {
        if owned.table == from {
            owned.table = to.clone();
        }
    }
}

/// Gives a column a type that takes more, where no key holds it.
fn widen(schema: &mut Schema, at: usize, number: usize) {
    let table: &mut Table = &mut schema.tables[at];
    let column = &mut table.columns[number];
    let free = column.identity.is_none()
        && column.generated.is_none()
        && table
            .foreign_keys
            .iter()
            .all(|key| !key.columns.contains(&column.name))
        && table
            .primary_key
            .as_ref()
            .is_none_or(|key| !key.columns.contains(&column.name));
    if !free {
        return;
    }
    column.type_ = match &column.type_ {
        ColumnType::SmallInt => ColumnType::Integer,
        ColumnType::Integer => ColumnType::BigInt,
        ColumnType::Varchar(Some(length)) => ColumnType::Varchar(Some(length * 2)),
        other => other.clone(),
    };
}

/// Leaves out every name that the convention would give, as a model does.
pub fn without_conventional_names(schema: &mut Schema) {
    let naming = NamingConvention::default();
    for table in &mut schema.tables {
        let home = &table.name;
        for index in &mut table.indexes {
            let conventional = naming.index_name(home, index);
            index.name = index.name.take().filter(|name| *name != conventional);
        }
        for unique in &mut table.uniques {
            let conventional = naming.unique_name(home, unique);
            unique.name = unique.name.take().filter(|name| *name != conventional);
        }
        for check in &mut table.checks {
            let conventional = naming.check_name(home, check);
            check.name = check.name.take().filter(|name| *name != conventional);
        }
        for key in &mut table.foreign_keys {
            let conventional = naming.foreign_key_name(home, key);
            key.name = key.name.take().filter(|name| *name != conventional);
        }
    }
}
