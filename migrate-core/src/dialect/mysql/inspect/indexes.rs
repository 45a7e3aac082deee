//! Primary keys, unique constraints and indexes: to the servers all of them are indexes.

use super::{Reader, Tables, expression};
use crate::dialect::InspectError;
use crate::dialect::mysql::expression::bare;
use crate::schema::{Index, IndexColumn, IndexKey, PrimaryKey, Table, Unique};

pub(super) fn read(reader: &mut Reader<'_>, tables: &mut Tables) -> Result<(), InspectError> {
    // Without an order MariaDB lists the indexes as the table has them.
    let (hidden, expressions, order) = if reader.facts.mariadb {
        let idle = reader.facts.has_idle_indexes();
        (if idle { "IGNORED" } else { "NULL" }, "NULL", "")
    } else if reader.facts.has_functional_indexes() {
        (
            "IS_VISIBLE",
            "EXPRESSION",
            " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
        )
    } else {
        (
            "NULL",
            "NULL",
            " ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
        )
    };
    let sql = format!(
        "SELECT TABLE_NAME, INDEX_NAME, CAST(NON_UNIQUE AS CHAR), COLUMN_NAME, COLLATION, \
         CAST(SUB_PART AS CHAR), INDEX_TYPE, INDEX_COMMENT, {hidden}, {expressions} \
         FROM information_schema.STATISTICS WHERE {}{order}",
        reader.condition("TABLE_SCHEMA", "TABLE_NAME")
    );
    let mut current: Option<(String, Index)> = None;
    for mut row in reader.query(&sql)? {
        let (table, name) = (row.text(), row.text());
        let same = current.as_ref().is_some_and(|(owner, index)| {
            *owner == table && index.name.as_deref() == Some(name.as_str())
        });
        if !same {
            add(tables, current.take());
            current = Some((
                table,
                Index {
                    name: Some(name),
                    ..Index::new(Vec::new())
                },
            ));
        }
        let Some((_, index)) = &mut current else {
            continue;
        };
        index.unique = row.text() == "0";
        let column = row.next();
        let descending = row.text() == "D";
        let prefix = row.next().and_then(|length| length.parse().ok());
        index.method = row.next().map(|method| method.to_ascii_lowercase());
        index.comment = row.next().filter(|comment| !comment.is_empty());
        index.parameters = match row.next().as_deref() {
            Some("YES") if reader.facts.mariadb => Some("IGNORED".to_owned()),
            Some("NO") if !reader.facts.mariadb => Some("INVISIBLE".to_owned()),
            _ => None,
        };
        let computed = row.next();
        let mut entry = match (column, computed) {
            (Some(column), _) => IndexColumn::column(column),
            (None, text) => {
                let text = expression(reader.facts, text.unwrap_or_default());
                IndexColumn::expression(bare(&text))
            }
        };
        entry.descending = descending;
        entry.prefix = prefix;
        index.columns.push(entry);
    }
    add(tables, current);
    Ok(())
}

/// Gives the index to its table: as its primary key, as a unique constraint, or as what it is.
fn add(tables: &mut Tables, found: Option<(String, Index)>) {
    let Some((table, mut index)) = found else {
        return;
    };
    let Some(table) = tables.get(&table) else {
        return;
    };
    usual_method(&mut index, table);
    let plain = plain_columns(&index);
    match (index.name.as_deref(), plain) {
        (Some("PRIMARY"), _) => {
            let mut key = PrimaryKey::new(Vec::new());
            for column in index.columns {
                if let IndexKey::Column(name) = column.key {
                    key.prefixes
                        .extend(column.prefix.map(|length| (name.clone(), length)));
                    key.columns.push(name);
                }
            }
            table.primary_key = Some(key);
        }
        (_, Some(columns)) if index.unique => table.uniques.push(Unique {
            name: index.name,
            ..Unique::new(columns)
        }),
        _ => table.indexes.push(index),
    }
}

/// The method that the engine takes for an index that states none says nothing.
fn usual_method(index: &mut Index, table: &Table) {
    let memory = table
        .options
        .engine
        .as_deref()
        .is_some_and(|engine| engine.eq_ignore_ascii_case("MEMORY"));
    match index.method.as_deref() {
        Some("btree") if !memory => index.method = None,
        // An engine without them makes one for a unique index of large columns by itself.
        Some("hash") => index.method = None,
        // What the server calls the prefix of a geometry is its size.
        Some("spatial") => {
            for column in &mut index.columns {
                column.prefix = None;
            }
        }
        _ => {}
    }
}

/// The columns of an index that says nothing more than which they are.
pub(in crate::dialect::mysql) fn plain_columns(index: &Index) -> Option<Vec<String>> {
    let special = index.method.is_some() || index.parameters.is_some() || index.comment.is_some();
    if special {
        return None;
    }
    let column = |column: &IndexColumn| match &column.key {
        IndexKey::Column(name) if column.prefix.is_none() && !column.descending => {
            Some(name.clone())
        }
        IndexKey::Column(_) | IndexKey::Expression(_) => None,
    };
    index.columns.iter().map(column).collect()
}
