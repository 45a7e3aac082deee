//! Indexes that foreign keys imply: databases that need one make it, and refuse to let it go.
//!
//! No model speaks of such an index, and none has to: it stays as long as a foreign key needs it, and goes with it.

use super::renames::handed_on;
use super::{columns, constraints};
use crate::operation::{Change, Operation};
use crate::schema::{ForeignKey, Index, IndexColumn, Schema, Table, TableName};

/// Puts the indexes aside that the database looks after by itself: those that the foreign keys of `to` rely on stay,
/// those that belong to foreign keys that go are no difference of their own. Both sides normalised; for databases whose
/// foreign keys need indexes.
pub(super) fn keep_implied_indexes(from: &mut Schema, to: &mut Schema) {
    let renamed = handed_on::tables(from, to);
    for table in &mut to.tables {
        let name = renamed.former(&table.name).unwrap_or(&table.name);
        let present = from.tables.iter().position(|own| own.name == *name);
        match present {
            Some(at) => {
                keep(&from.tables[at], table);
                forget(&mut from.tables[at], table);
            }
            None => make_room(table),
        }
    }
}

/// Gives `to` the indexes that its foreign keys rely on in `from`, and a new one where the one that they rely on goes.
fn keep(from: &Table, to: &mut Table) {
    let (_, from) = columns::renames(from, to);
    share(&from, to);
    for at in 0..to.foreign_keys.len() {
        let key = &to.foreign_keys[at];
        if to.supports(&key.columns) {
            continue;
        }
        let gone = constraints::gone(&from.indexes, &to.indexes);
        // Where a descending one may do, only what the database itself made tells that it does not.
        let doubtful = to.may_support(&key.columns);
        let fits = || {
            let gone = gone.iter().map(|&at| &from.indexes[at]);
            gone.filter(|index| {
                let own = || {
                    let mut keys = from.foreign_keys.iter();
                    index.belongs_to(key)
                        || key.name.is_none()
                            && keys.any(|own| {
                                constraints::same_content(own, key) && index.belongs_to(own)
                            })
                };
                index.is_only(&key.columns) && !to.has_index(index) && (!doubtful || own())
            })
        };
        let kept = fits().find(|index| index.belongs_to(key)).or(fits().next());
        let stays = from
            .foreign_keys
            .iter()
            .any(|own| constraints::same_content(own, key));
        // One by the key's name would belong to it; this one is an operation of its own, and has a name like others.
        let index = kept.cloned().or_else(|| {
            let columns = key.columns.iter().map(IndexColumn::column);
            (stays && !doubtful).then(|| Index::new(columns.collect()))
        });
        to.indexes.extend(index);
    }
    make_room(to);
}

/// An index that belongs to a foreign key may as well be another one of its columns: keys that share one give it the name
/// of any of them.
fn share(from: &Table, to: &mut Table) {
    for at in constraints::come(&from.indexes, &to.indexes) {
        let index = &to.indexes[at];
        let Some(key) = to.foreign_keys.iter().find(|key| index.belongs_to(key)) else {
            continue;
        };
        let gone = constraints::gone(&from.indexes, &to.indexes);
        let mut others = gone.into_iter().map(|at| &from.indexes[at]);
        if let Some(other) = others.find(|index| index.is_only(&key.columns)) {
            to.indexes[at] = other.clone();
        }
    }
}

/// A foreign key whose name is that of another index cannot have one of its own name: it gets one that is free.
fn make_room(table: &mut Table) {
    for at in 0..table.foreign_keys.len() {
        let key = &table.foreign_keys[at];
        let index = table.index_for(key);
        if index.name != key.name && !table.may_support(&key.columns) {
            table.indexes.push(index);
        }
    }
}

/// Takes the indexes out of `from` that go with their foreign keys.
fn forget(from: &mut Table, to: &Table) {
    let (_, renamed) = columns::renames(from, to);
    let gone = constraints::gone(&renamed.indexes, &to.indexes);
    let keys = constraints::gone(&renamed.foreign_keys, &to.foreign_keys);
    let follows = |at: &usize| {
        let belongs = |key: &usize| renamed.indexes[*at].belongs_to(&renamed.foreign_keys[*key]);
        keys.iter().any(belongs)
            && !(0..renamed.foreign_keys.len()).any(|key| !keys.contains(&key) && belongs(&key))
    };
    let followers: Vec<usize> = gone.into_iter().filter(follows).collect();
    let mut at = 0;
    from.indexes.retain(|_| {
        at += 1;
        !followers.contains(&(at - 1))
    });
}

/// Has indexes come and go together with the foreign keys that they belong to, where both are asked for; and says of one
/// that models ask for, and that would go with a key that goes, that it stays.
#[must_use]
pub(super) fn keep_indexes_with_keys(
    operations: Vec<Operation>,
    from: &Schema,
    to: &Schema,
) -> Vec<Operation> {
    let mut operations = together(operations);
    let renamed = handed_on::tables(from, to);
    for operation in &mut operations {
        let Operation::AlterTable { table, changes, .. } = operation else {
            continue;
        };
        let Some(to) = to.table(table) else {
            continue;
        };
        let Some(from) = from.table(renamed.former(table).unwrap_or(table)) else {
            continue;
        };
        let stated = |key: &ForeignKey, table: &Table| {
            let needed = table
                .foreign_keys
                .iter()
                .any(|own| own.columns == key.columns);
            let mut indexes = to.indexes.iter().filter(|_| !needed);
            indexes
                .find(|index| index.belongs_to(key) && from.indexes.contains(index))
                .cloned()
        };
        let (mut before, mut behind) = (Vec::new(), Vec::new());
        for change in changes.iter() {
            match change {
                Change::DropForeignKey { foreign_key } => {
                    behind.extend(stated(foreign_key, to).map(|index| Change::CreateIndex {
                        index: Box::new(index),
                        if_not_exists: true,
                    }));
                }
                // The way back has to say it; to drop an index and have the key make it is to leave it alone.
                Change::AddForeignKey { foreign_key } => {
                    before.extend(stated(foreign_key, from).and_then(|index| {
                        Some(Change::DropIndex {
                            name: index.name.clone()?,
                            was: Some(Box::new(index)),
                            if_exists: false,
                            concurrently: false,
                        })
                    }));
                }
                _ => {}
            }
        }
        changes.splice(0..0, before);
        changes.append(&mut behind);
    }
    operations
}

/// Moves the drop of an index to the earlier drop of its key, and its creation to the later addition of its key: in
/// between the database would have looked after it by itself.
fn together(mut operations: Vec<Operation>) -> Vec<Operation> {
    let keys: Vec<(usize, TableName, ForeignKey, bool)> = operations
        .iter()
        .enumerate()
        .filter_map(|(at, operation)| match operation {
            Operation::AlterTable { table, changes, .. } => Some((at, table, changes)),
            _ => None,
        })
        .flat_map(|(at, table, changes)| {
            changes.iter().filter_map(move |change| {
                let (key, comes) = match change {
                    Change::DropForeignKey { foreign_key } => (foreign_key, false),
                    Change::AddForeignKey { foreign_key } => (foreign_key, true),
                    _ => return None,
                };
                Some((at, table.clone(), (**key).clone(), comes))
            })
        })
        .collect();
    for (home, name, key, comes) in keys {
        let mut moved = Vec::new();
        for (at, operation) in operations.iter_mut().enumerate() {
            let Operation::AlterTable { table, changes, .. } = operation else {
                continue;
            };
            if *table != name {
                continue;
            }
            let follows = |change: &Change| match change {
                Change::CreateIndex { index, .. } => comes && at < home && index.belongs_to(&key),
                Change::DropIndex {
                    was: Some(index), ..
                } => !comes && at > home && index.belongs_to(&key),
                _ => false,
            };
            let (followers, stay) = std::mem::take(changes).into_iter().partition(follows);
            *changes = stay;
            let mut followers: Vec<Change> = followers;
            moved.append(&mut followers);
        }
        if let Some(Operation::AlterTable { changes, .. }) = operations.get_mut(home) {
            if comes {
                changes.splice(0..0, moved);
            } else {
                changes.append(&mut moved);
            }
        }
    }
    operations.retain(|operation| {
        !matches!(operation, Operation::AlterTable { changes, .. } if changes.is_empty())
    });
    operations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(indexes: &[(&str, &[&str])], key: Option<&str>) -> Schema {
        let mut table = Table::new("child");
        let keys = key.map(|column| ForeignKey {
            name: Some("fk".to_owned()),
            ..ForeignKey::new(vec![column.to_owned()], "parent", vec!["id".to_owned()])
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

    fn kept(mut from: Schema, mut to: Schema) -> (Vec<Option<String>>, Vec<Option<String>>) {
        keep_implied_indexes(&mut from, &mut to);
        let names = |schema: Schema| {
            let indexes = schema.tables.into_iter().flat_map(|table| table.indexes);
            indexes.map(|index| index.name).collect()
        };
        (names(from), names(to))
    }

    fn name(name: &str) -> Vec<Option<String>> {
        vec![Some(name.to_owned())]
    }

    #[test]
    fn an_index_stays_and_goes_with_its_foreign_key() {
        let from = || child(&[("fk", &["a"])], Some("a"));
        let found = kept(from(), child(&[], Some("a")));
        assert_eq!(found, (name("fk"), name("fk")));
        assert_eq!(kept(from(), child(&[], None)), (vec![], vec![]));
    }

    #[test]
    fn any_index_of_its_columns_will_do() {
        let from = child(&[("mine", &["a"])], Some("a"));
        let found = kept(from, child(&[], Some("a")));
        assert_eq!(found, (name("mine"), name("mine")));
        // A wider one is a difference, and leaves the key one of its own.
        let from = child(&[("wide", &["a", "b"])], Some("a"));
        let found = kept(from, child(&[], Some("a")));
        assert_eq!(found, (name("wide"), vec![None]));
    }

    #[test]
    fn an_index_that_another_stands_in_for_may_go() {
        let from = child(&[("fk", &["a"])], Some("a"));
        let to = child(&[("wide", &["a", "b"])], Some("a"));
        assert_eq!(kept(from, to), (name("fk"), name("wide")));
    }

    #[test]
    fn an_index_that_a_model_states_stays_without_its_foreign_key() {
        let (from, to) = (
            child(&[("fk", &["a"])], Some("a")),
            child(&[("fk", &["a"])], None),
        );
        let drop = Change::DropForeignKey {
            foreign_key: Box::new(from.tables[0].foreign_keys[0].clone()),
        };
        let operations = vec![Operation::alter_table("child", vec![drop])];
        let operations = keep_indexes_with_keys(operations, &from, &to);
        assert!(matches!(
            &operations[..],
            [Operation::AlterTable { changes, .. }]
                if matches!(&changes[..], [_, Change::CreateIndex { if_not_exists: true, .. }])
        ));
    }
}
