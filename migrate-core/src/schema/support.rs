//! Indexes behind foreign keys, for databases whose foreign keys need one: which index serves a key, which one the
//! database makes by itself, and what has to come and go when keys and indexes do.
//!
//! The index that is made for a key has the key's name and columns. It belongs to the key: it goes with it, unless
//! another key needs it, and it comes back where a key would be left without any.

use super::{ForeignKey, Index, IndexColumn, IndexKey, Table};

impl Index {
    /// Whether the index begins with these columns, and so serves a foreign key of them.
    pub(crate) fn leads(&self, columns: &[String]) -> bool {
        self.method.is_none()
            && self.columns.len() >= columns.len()
            && self.columns.iter().zip(columns).all(|(entry, column)| {
                matches!(&entry.key, IndexKey::Column(name) if entry.prefix.is_none() && name.eq_ignore_ascii_case(column))
            })
    }

    /// Whether the index is what a database makes for a foreign key of these columns, whatever its name.
    pub(crate) fn is_only(&self, columns: &[String]) -> bool {
        let Index {
            name: _,
            columns: own,
            unique,
            predicate,
            method: _,
            include: _,
            nulls_not_distinct: _,
            parameters,
            comment,
            concurrently: _,
        } = self;
        let plain = !unique && predicate.is_none() && parameters.is_none() && comment.is_none();
        plain && own.len() == columns.len() && !self.is_descending() && self.leads(columns)
    }

    fn is_descending(&self) -> bool {
        self.columns.iter().any(|entry| entry.descending)
    }

    /// Whether the index belongs to the foreign key.
    pub(crate) fn belongs_to(&self, key: &ForeignKey) -> bool {
        key.name.is_some() && self.name == key.name && self.is_only(&key.columns)
    }
}

impl Table {
    /// Whether one of the table's keys and indexes serves a foreign key of these columns.
    pub(crate) fn supports(&self, columns: &[String]) -> bool {
        self.supports_by(columns, |index| !index.is_descending())
    }

    /// Whether one may do: MariaDB takes a descending index for a foreign key, MySQL does not.
    pub(crate) fn may_support(&self, columns: &[String]) -> bool {
        self.supports_by(columns, |_| true)
    }

    fn supports_by(&self, columns: &[String], counts: impl Fn(&Index) -> bool) -> bool {
        let begins = |own: &[String]| {
            own.len() >= columns.len()
                && own
                    .iter()
                    .zip(columns)
                    .all(|(own, column)| own.eq_ignore_ascii_case(column))
        };
        let keys = self.primary_key.iter();
        let keys = keys
            .filter(|key| key.prefixes.is_empty())
            .map(|key| &key.columns);
        keys.chain(self.uniques.iter().map(|unique| &unique.columns))
            .any(|own| begins(own))
            || self
                .indexes
                .iter()
                .any(|index| counts(index) && index.leads(columns))
    }

    /// Drops an index that was made for a foreign key if no key needs it any more; whether it is gone.
    pub(crate) fn drop_superseded(&mut self, name: &str) -> bool {
        let is_it = |index: &Index| index.name.as_deref() == Some(name);
        let Some(at) = self.indexes.iter().position(is_it) else {
            return true;
        };
        let superseded = !self.needs(&self.indexes[at], true);
        if superseded {
            self.indexes.remove(at);
        }
        superseded
    }

    /// Whether a foreign key, on either of its sides in this table, has nothing but that index.
    fn needs(&self, index: &Index, descending: bool) -> bool {
        self.needs_for(index, descending, |_| true)
    }

    /// The same, where of the table's own keys only some count.
    fn needs_for(
        &self,
        index: &Index,
        descending: bool,
        counts: impl Fn(&ForeignKey) -> bool,
    ) -> bool {
        let own = self.foreign_keys.iter().filter(|key| counts(key));
        let inward = self
            .foreign_keys
            .iter()
            .filter(|key| key.references_table == self.name)
            .map(|key| &key.references_columns);
        own.map(|key| &key.columns).chain(inward).any(|columns| {
            let other =
                |other: &Index| other.name != index.name && (descending || !other.is_descending());
            index.leads(columns) && !self.supports_by(columns, other)
        })
    }

    /// Whether the table has an index of that one's name.
    pub(crate) fn has_index(&self, index: &Index) -> bool {
        index
            .name
            .as_ref()
            .is_some_and(|name| self.has_index_name(name))
    }

    fn has_index_name(&self, name: &str) -> bool {
        let indexes = self.indexes.iter().map(|index| &index.name);
        indexes
            .chain(self.uniques.iter().map(|unique| &unique.name))
            .flatten()
            .any(|own| own.eq_ignore_ascii_case(name))
    }

    /// A foreign key of the same columns as one that is gone.
    fn heir(&self, gone: &ForeignKey) -> Option<&ForeignKey> {
        let mut keys = self.foreign_keys.iter();
        keys.find(|key| key.columns == gone.columns)
    }

    /// The index that a foreign key of this table gets for its own, under a name that is free.
    pub(crate) fn index_for(&self, key: &ForeignKey) -> Index {
        let columns = key.columns.iter().map(IndexColumn::column);
        let mut index = Index::new(columns.collect());
        index.name = key.name.as_ref().map(|name| {
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            std::iter::once(name.clone())
                .chain(numbered)
                .find(|name| !self.has_index_name(name))
                .unwrap_or_else(|| name.clone())
        });
        index
    }
}

/// The indexes that have to go and to come beside what changes a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Upkeep {
    /// The names of those that belong to foreign keys that go.
    pub(crate) drops: Vec<String>,
    /// Those of foreign keys that go which serve another one from now on: the name, and the one that it gets.
    pub(crate) renames: Vec<(String, String)>,
    /// Those of foreign keys that stay and would be left without any.
    pub(crate) adds: Vec<Index>,
}

impl Upkeep {
    /// Compares a table with what changes make of it; an index that they state by its name stays. `descending`: whether
    /// an index in descending order serves a key.
    pub(crate) fn between(
        before: &Table,
        after: &Table,
        descending: bool,
        states: impl Fn(&str) -> bool,
    ) -> Self {
        let mut upkeep = Upkeep::default();
        let mut after = after.clone();
        let same_name = |a: &ForeignKey, b: &ForeignKey| a.name.is_some() && a.name == b.name;
        // A key that comes gets an index of its own where none but a descending one is there.
        let stays = |key: &ForeignKey| before.foreign_keys.iter().any(|own| same_name(own, key));
        for key in &before.foreign_keys {
            let own = after.indexes.iter().position(|index| {
                index.belongs_to(key)
                    && before.indexes.contains(index)
                    && index.name.as_deref().is_none_or(|name| !states(name))
            });
            let Some(at) = own.filter(|_| !after.foreign_keys.contains(key)) else {
                continue;
            };
            let index = &after.indexes[at];
            if !after.needs(index, true) && (descending || !after.needs_for(index, false, stays)) {
                upkeep.drops.extend(after.indexes.remove(at).name);
            } else if let Some(to) = after.heir(key).filter(|heir| stays(heir))
                && let (Some(from), Some(to)) = (index.name.clone(), to.name.clone())
                && !after.has_index_name(&to)
            {
                after.indexes[at].name = Some(to.clone());
                upkeep.renames.push((from, to));
            }
        }
        for at in 0..after.foreign_keys.len() {
            let key = &after.foreign_keys[at];
            let served = if descending {
                after.may_support(&key.columns)
            } else {
                after.supports(&key.columns)
            };
            if stays(key) && !served {
                let index = after.index_for(key);
                after.indexes.push(index.clone());
                upkeep.adds.push(index);
            }
        }
        upkeep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{PrimaryKey, Unique};

    fn key(name: &str, columns: &[&str]) -> ForeignKey {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        ForeignKey {
            name: Some(name.to_owned()),
            ..ForeignKey::new(columns.clone(), "parent", columns)
        }
    }

    fn index(name: &str, columns: &[&str]) -> Index {
        Index {
            name: Some(name.to_owned()),
            ..Index::new(columns.iter().copied().map(IndexColumn::column).collect())
        }
    }

    fn table(keys: &[ForeignKey], indexes: &[Index]) -> Table {
        let mut table = Table::new("child");
        table.foreign_keys = keys.to_vec();
        table.indexes = indexes.to_vec();
        table
    }

    fn upkeep(before: &Table, after: &Table) -> (Vec<String>, Vec<Option<String>>) {
        let upkeep = Upkeep::between(before, after, true, |_| false);
        let adds = upkeep.adds.into_iter().map(|index| index.name);
        (upkeep.drops, adds.collect())
    }

    #[test]
    fn an_index_goes_with_its_key() {
        let before = table(&[key("fk", &["a"])], &[index("fk", &["a"])]);
        let after = table(&[], &[index("fk", &["a"])]);
        assert_eq!(upkeep(&before, &after), (vec!["fk".to_owned()], vec![]));
        // Unless the changes speak of it, or it is not the key's own.
        assert_eq!(
            Upkeep::between(&before, &after, true, |name| name == "fk"),
            Upkeep::default()
        );
        let wide = [index("fk", &["a", "b"])];
        let (before, after) = (table(&[key("fk", &["a"])], &wide), table(&[], &wide));
        assert_eq!(upkeep(&before, &after), (vec![], vec![]));
    }

    #[test]
    fn an_index_of_a_key_that_goes_is_called_after_the_one_it_serves() {
        // The server makes one index of two, and calls it after the later key.
        let keys = [key("first", &["a"]), key("later", &["a"])];
        let before = table(&keys, &[index("later", &["a"])]);
        let after = table(&keys[..1], &[index("later", &["a"])]);
        let upkeep = Upkeep::between(&before, &after, true, |_| false);
        assert_eq!(upkeep.renames, [("later".to_owned(), "first".to_owned())]);
        assert_eq!((upkeep.drops, upkeep.adds), (vec![], vec![]));
        let stated = Upkeep::between(&before, &after, true, |name| name == "later");
        assert_eq!(stated, Upkeep::default());
    }

    #[test]
    fn a_descending_index_serves_mysql_no_key() {
        let mut falling = index("ix", &["a"]);
        falling.columns[0].descending = true;
        let indexes = [index("fk", &["a"]), falling];
        let before = table(&[key("fk", &["a"])], &indexes[..1]);
        let drops = |after: &Table, descending| {
            Upkeep::between(&before, after, descending, |_| false).drops
        };
        // A key that comes under another name makes an index of that name.
        let renamed = table(&[key("other", &["a"])], &indexes);
        assert_eq!(drops(&renamed, false), ["fk"]);
        assert_eq!(drops(&renamed, true), ["fk"]);
        // One that refers to these columns makes none here.
        let mut inward = key("other", &["a"]);
        inward.references_table = "child".into();
        assert_eq!(drops(&table(&[inward], &indexes), false), [""; 0]);
        assert_eq!(drops(&table(&[], &indexes), false), ["fk"]);
    }

    #[test]
    fn keys_share_an_index() {
        let (one, two) = (key("one", &["a"]), key("two", &["a"]));
        let indexes = [index("one", &["a"])];
        let before = table(&[one, two.clone()], &indexes);
        assert_eq!(
            upkeep(&before, &table(std::slice::from_ref(&two), &indexes)),
            (vec![], vec![])
        );
        let mut after = table(&[two], &indexes);
        after
            .uniques
            .push(Unique::new(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(upkeep(&before, &after), (vec!["one".to_owned()], vec![]));
        after.uniques.clear();
        after.primary_key = Some(PrimaryKey::new(vec!["a".to_owned()]));
        assert_eq!(upkeep(&before, &after), (vec!["one".to_owned()], vec![]));
    }

    #[test]
    fn a_key_that_stays_is_never_without() {
        let before = table(&[key("fk", &["a"])], &[index("wide", &["a", "b"])]);
        let after = table(&[key("fk", &["a"])], &[index("fk", &["b"])]);
        assert_eq!(
            upkeep(&before, &after),
            (vec![], vec![Some("fk_2".to_owned())])
        );
    }
}
