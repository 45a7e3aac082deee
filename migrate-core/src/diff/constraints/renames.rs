//! Constraints and indexes that stay what they are under another name.

use std::borrow::Cow;

use super::named::Named;
use crate::operation::Change;
use crate::schema::{Index, Table};

/// Two things of one table that are the same but for their names.
pub(in crate::diff) struct SameBody {
    /// Whether they are indexes, and not constraints.
    pub(in crate::diff) index: bool,
    pub(in crate::diff) from: String,
    pub(in crate::diff) to: String,
    /// What both are.
    pub(in crate::diff) body: String,
}

impl SameBody {
    fn rename(&self) -> Change {
        let (from, to) = (self.from.clone(), self.to.clone());
        if self.index {
            Change::RenameIndex { from, to }
        } else {
            Change::RenameConstraint { from, to }
        }
    }
}

/// Whether nothing that has a name can have got another one.
pub(in crate::diff) fn same_names(from: &Table, to: &Table) -> bool {
    let (gone, come) = (names(from), names(to));
    gone.iter().all(|name| come.contains(name)) || come.iter().all(|name| gone.contains(name))
}

/// Every pair of what has a name that the other table has not, and is the same otherwise. One may be in several.
pub(in crate::diff) fn same_but_for_name(from: &Table, to: &Table) -> Vec<SameBody> {
    let (gone, come) = (names(from), names(to));
    let mut pairs = Vec::new();
    fn collect<'t, T: Named + 't>(
        index: bool,
        from: impl Iterator<Item = &'t T> + Clone,
        to: impl Iterator<Item = &'t T>,
        same: impl Fn(&T, &T) -> bool,
        pairs: &mut Vec<SameBody>,
    ) {
        for new in to {
            for former in from.clone() {
                if let (Some(before), Some(after)) = (former.name(), new.name())
                    && same(former, new)
                {
                    pairs.push(SameBody {
                        index,
                        from: before.to_owned(),
                        to: after.to_owned(),
                        body: new.body(),
                    });
                }
            }
        }
    }
    fn same<T: Named>(former: &T, new: &T) -> bool {
        former.same_content(new)
    }
    let (a, b) = (from.primary_key.iter(), to.primary_key.iter());
    collect(false, a, b, same, &mut pairs);
    collect(
        false,
        from.uniques.iter(),
        to.uniques.iter(),
        same,
        &mut pairs,
    );
    collect(
        false,
        from.checks.iter(),
        to.checks.iter(),
        same,
        &mut pairs,
    );
    let (a, b) = (from.foreign_keys.iter(), to.foreign_keys.iter());
    collect(false, a, b, same, &mut pairs);
    let (a, b) = (from.exclusions.iter(), to.exclusions.iter());
    collect(false, a, b, same, &mut pairs);
    let (a, b) = (from.indexes.iter(), to.indexes.iter());
    collect(true, a, b, same_index, &mut pairs);
    pairs.retain(|pair| !come.contains(&pair.from.as_str()) && !gone.contains(&pair.to.as_str()));
    pairs
}

fn same_index(former: &Index, new: &Index) -> bool {
    former.same_content(&open_filled(former, new))
}

/// What a model leaves open of an index stays as the database has it, once the two are known to be one.
fn open_filled(former: &Index, new: &Index) -> Index {
    let mut said = new.clone();
    if said.parameters.is_none() {
        said.parameters.clone_from(&former.parameters);
    }
    if said.comment.is_none() {
        said.comment.clone_from(&former.comment);
    }
    said
}

/// An index that a model leaves unnamed, with what it leaves open besides, where there is one that it means.
pub(super) fn with_what_is_open(index: &Index, present: &[Index]) -> Index {
    let mut meant = present
        .iter()
        .filter(|former| index.name.is_none() && same_index(former, index));
    meant
        .next()
        .map_or_else(|| index.clone(), |former| open_filled(former, index))
}

/// The renames that the model asks for, and the table as they leave it: what is not the same under its former name is
/// no rename.
pub(in crate::diff) fn renames<'t>(
    from: Cow<'t, Table>,
    to: &Table,
) -> (Vec<Change>, Cow<'t, Table>) {
    if to.former_names.is_empty() {
        return (Vec::new(), from);
    }
    let mut from = from;
    let mut renames = Vec::new();
    for (former, present) in &to.former_names {
        let pairs = same_but_for_name(&from, to);
        let pair = pairs
            .iter()
            .find(|pair| pair.from == *former && pair.to == *present);
        if let Some(rename) = pair.map(SameBody::rename)
            && rename.apply(from.to_mut()).is_ok()
        {
            renames.push(rename);
        }
    }
    (renames, from)
}

/// The names of all indexes and constraints: one is no other's.
pub(in crate::diff) fn names(table: &Table) -> Vec<&str> {
    fn of<T: Named>(items: &[T]) -> impl Iterator<Item = &str> {
        items.iter().filter_map(|item| item.name())
    }
    let key = table.primary_key.iter().filter_map(|key| key.name());
    key.chain(of(&table.uniques))
        .chain(of(&table.checks))
        .chain(of(&table.foreign_keys))
        .chain(of(&table.exclusions))
        .chain(of(&table.indexes))
        .collect()
}
