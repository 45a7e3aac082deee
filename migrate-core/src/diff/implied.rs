//! Indexes that foreign keys imply: databases that need one make it, and refuse to let it go.
//!
//! No model speaks of such an index, and none has to: as long as its foreign key stays, it is no difference.

use super::{columns, constraints};
use crate::schema::{ForeignKey, Index, IndexColumn, IndexKey, Schema, Table, TableName};

/// Gives the tables of `to` the indexes that their foreign keys rely on in `from`, and a new one where the one that they
/// rely on goes; both sides normalised. For databases whose foreign keys need indexes.
pub fn keep_implied_indexes(from: &Schema, to: &mut Schema) {
    for table in &mut to.tables {
        let former = table.renamed_from.as_ref().map(|name| TableName {
            schema: table.name.schema.clone(),
            name: name.clone(),
        });
        let present = from
            .table(&table.name)
            .or_else(|| former.as_ref().and_then(|name| from.table(name)));
        if let Some(present) = present {
            keep(present, table);
        }
    }
}

fn keep(from: &Table, to: &mut Table) {
    let (_, from) = columns::renames(from, to);
    for at in 0..to.foreign_keys.len() {
        let key = &to.foreign_keys[at];
        let stays = from
            .foreign_keys
            .iter()
            .any(|own| constraints::same_content(own, key));
        if !stays || supports(to, key) {
            continue;
        }
        let gone = constraints::gone(&from.indexes, &to.indexes);
        let kept = gone
            .into_iter()
            .map(|at| &from.indexes[at])
            .find(|index| leads(index, key))
            .cloned();
        to.indexes.push(kept.unwrap_or_else(|| {
            let columns = key.columns.iter().map(IndexColumn::column);
            Index {
                name: key.name.clone(),
                ..Index::new(columns.collect())
            }
        }));
    }
}

/// Whether one of the table's keys and indexes begins with the foreign key's columns.
fn supports(table: &Table, key: &ForeignKey) -> bool {
    table
        .primary_key
        .as_ref()
        .is_some_and(|own| own.columns.starts_with(&key.columns))
        || table
            .uniques
            .iter()
            .any(|unique| unique.columns.starts_with(&key.columns))
        || table.indexes.iter().any(|index| leads(index, key))
}

fn leads(index: &Index, key: &ForeignKey) -> bool {
    let column = |entry: &IndexColumn| match &entry.key {
        IndexKey::Column(name) if entry.prefix.is_none() => Some(name.clone()),
        IndexKey::Column(_) | IndexKey::Expression(_) => None,
    };
    let whole: Vec<String> = index.columns.iter().map_while(column).collect();
    index.method.is_none() && whole.starts_with(&key.columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(indexes: &[(&str, &[&str])], key: Option<&str>) -> Schema {
        let mut table = Table::new("child");
        let keys = key.map(|column| {
            ForeignKey::new(vec![column.to_owned()], "parent", vec!["id".to_owned()])
        });
        table.foreign_keys.extend(keys);
        for (name, columns) in indexes {
            table.indexes.push(Index {
                name: Some((*name).to_owned()),
                ..Index::new(columns.iter().copied().map(IndexColumn::column).collect())
            });
        }
        [table].into_iter().collect()
    }

    fn kept(from: &Schema, mut to: Schema) -> Vec<Option<String>> {
        keep_implied_indexes(from, &mut to);
        let indexes = to.tables.into_iter().flat_map(|table| table.indexes);
        indexes.map(|index| index.name).collect()
    }

    #[test]
    fn an_index_stays_as_long_as_its_foreign_key_needs_it() {
        let from = child(&[("fk", &["a"])], Some("a"));
        assert_eq!(kept(&from, child(&[], Some("a"))), [Some("fk".to_owned())]);
        assert_eq!(kept(&from, child(&[], None)), []);
    }

    #[test]
    fn an_index_that_another_stands_in_for_may_go() {
        let from = child(&[("fk", &["a"])], Some("a"));
        let to = child(&[("wide", &["a", "b"])], Some("a"));
        assert_eq!(kept(&from, to), [Some("wide".to_owned())]);
    }
}
