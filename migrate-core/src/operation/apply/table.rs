//! Applying one change to one table, and finding what a change means.

use super::ApplyError;
use super::expression;
use crate::operation::Change;
use crate::schema::{Check, Column, ColumnPlace, Exclusion, ForeignKey, Table, Unique, Validity};

impl Change {
    /// Applies the change to a table.
    ///
    /// # Errors
    /// [`ApplyError`] if something is missing or there already.
    pub fn apply(&self, table: &mut Table) -> Result<(), ApplyError> {
        let owner = table.name.clone();
        let missing = |what, name: &str| ApplyError::Missing {
            table: owner.clone(),
            what,
            name: name.to_owned(),
        };
        match self {
            Change::AddColumn {
                column,
                if_not_exists,
            } => {
                if table.column(&column.name).is_some() {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(ApplyError::Exists {
                        table: owner,
                        what: "column",
                        name: column.name.clone(),
                    });
                }
                let mut column = (**column).clone();
                let at = match column.place.take() {
                    None => table.columns.len(),
                    Some(ColumnPlace::First) => 0,
                    Some(ColumnPlace::After(other)) => table
                        .columns
                        .iter()
                        .position(|present| present.name == other)
                        .map(|at| at + 1)
                        .ok_or_else(|| missing("column", &other))?,
                };
                table.columns.insert(at, column);
            }
            Change::DropColumn {
                name, if_exists, ..
            } => {
                if take(&mut table.columns, |column| column.name == *name).is_none() && !if_exists {
                    return Err(missing("column", name));
                }
            }
            Change::RenameColumn { from, to } => {
                column_mut(table, from)
                    .ok_or_else(|| missing("column", from))?
                    .name
                    .clone_from(to);
                rename_in_table(table, from, to);
            }
            Change::AlterColumn { name, patch, .. } => {
                patch.apply(column_mut(table, name).ok_or_else(|| missing("column", name))?);
            }
            Change::AddPrimaryKey { primary_key } => table.primary_key = Some(primary_key.clone()),
            Change::DropPrimaryKey { .. } => {
                table
                    .primary_key
                    .take()
                    .ok_or_else(|| missing("primary key", ""))?;
            }
            Change::AddUnique { unique } => table.uniques.push(unique.clone()),
            Change::DropUnique { unique } => {
                take(&mut table.uniques, |present| unique.names(present))
                    .ok_or_else(|| missing("unique constraint", &unique.label()))?;
            }
            Change::AddCheck { check } => table.checks.push(check.clone()),
            Change::DropCheck { check } => {
                take(&mut table.checks, |present| check.names(present))
                    .ok_or_else(|| missing("check constraint", &check.label()))?;
            }
            Change::AddForeignKey { foreign_key } => {
                table.foreign_keys.push((**foreign_key).clone())
            }
            Change::DropForeignKey { foreign_key } => {
                take(&mut table.foreign_keys, |present| {
                    foreign_key.names(present)
                })
                .ok_or_else(|| missing("foreign key", &foreign_key.label()))?;
            }
            Change::AddExclusion { exclusion } => table.exclusions.push(exclusion.clone()),
            Change::DropExclusion { exclusion } => {
                take(&mut table.exclusions, |present| exclusion.names(present))
                    .ok_or_else(|| missing("exclusion constraint", &exclusion.label()))?;
            }
            Change::ValidateConstraint { name } => {
                let is_it = |present: &Option<String>| present.as_deref() == Some(name.as_str());
                let checks = table.checks.iter_mut();
                let checks = checks.filter(|check| is_it(&check.name));
                let keys = table.foreign_keys.iter_mut();
                let keys = keys.filter(|key| is_it(&key.name));
                *checks
                    .map(|check| &mut check.validity)
                    .chain(keys.map(|key| &mut key.validity))
                    .next()
                    .ok_or_else(|| missing("constraint", name))? = Validity::Valid;
            }
            Change::RenameConstraint { from, to } => {
                *constraint_names(table)
                    .find(|name| name.as_deref() == Some(from.as_str()))
                    .ok_or_else(|| missing("constraint", from))? = Some(to.clone());
            }
            Change::RenameIndex { from, to } => {
                let mut indexes = table.indexes.iter_mut();
                indexes
                    .find(|index| index.name.as_deref() == Some(from.as_str()))
                    .ok_or_else(|| missing("index", from))?
                    .name = Some(to.clone());
            }
            Change::DropConstraint { name, if_exists } => {
                let is_it = |present: &Option<String>| present.as_deref() == Some(name.as_str());
                let key = table.primary_key.take_if(|key| is_it(&key.name)).is_some();
                let found = key
                    || take(&mut table.uniques, |present| is_it(&present.name)).is_some()
                    || take(&mut table.checks, |present| is_it(&present.name)).is_some()
                    || take(&mut table.foreign_keys, |present| is_it(&present.name)).is_some()
                    || take(&mut table.exclusions, |present| is_it(&present.name)).is_some();
                if !found && !if_exists {
                    return Err(missing("constraint", name));
                }
            }
            Change::CreateIndex {
                index,
                if_not_exists,
            } => {
                if table
                    .indexes
                    .iter()
                    .any(|present| present.name == index.name)
                {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(ApplyError::Exists {
                        table: owner,
                        what: "index",
                        name: index.name.clone().unwrap_or_default(),
                    });
                }
                table.indexes.push((**index).clone());
            }
            Change::DropIndex {
                name, if_exists, ..
            } => {
                let found = take(&mut table.indexes, |index| {
                    index.name.as_deref() == Some(name.as_str())
                });
                if found.is_none() && !if_exists {
                    return Err(missing("index", name));
                }
            }
            Change::SetOptions { to, .. } => table.options = (**to).clone(),
            Change::SetComment { to, .. } => table.comment.clone_from(to),
        }
        Ok(())
    }
}

impl Change {
    /// Tells whether the change creates an index of that name.
    pub(crate) fn creates_index(&self, name: &str) -> bool {
        matches!(self, Change::CreateIndex { index, .. } if index.name.as_deref() == Some(name))
    }
}

/// How a constraint in a drop finds the one that is meant.
impl Unique {
    /// Tells whether this definition means the given constraint: by name, or without one by its columns.
    #[must_use]
    pub fn names(&self, present: &Unique) -> bool {
        match &self.name {
            Some(_) => self.name == present.name,
            None => self.columns == present.columns,
        }
    }

    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.columns.join(", "))
    }
}

impl Check {
    /// Tells whether this definition means the given constraint: by name, or without one by its expression.
    #[must_use]
    pub fn names(&self, present: &Check) -> bool {
        match &self.name {
            Some(_) => self.name == present.name,
            None => self.expression == present.expression,
        }
    }

    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.expression.clone())
    }
}

impl ForeignKey {
    /// Tells whether this definition means the given constraint: by name, or without one by its columns and target.
    #[must_use]
    pub fn names(&self, present: &ForeignKey) -> bool {
        match &self.name {
            Some(_) => self.name == present.name,
            None => {
                self.columns == present.columns && self.references_table == present.references_table
            }
        }
    }

    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.columns.join(", "))
    }
}

impl Exclusion {
    /// Tells whether this definition means the given constraint: by name, or without one by its definition.
    #[must_use]
    pub fn names(&self, present: &Exclusion) -> bool {
        match &self.name {
            Some(_) => self.name == present.name,
            None => self.definition == present.definition,
        }
    }

    fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.definition.clone())
    }
}

/// The names of all constraints of a table.
fn constraint_names(table: &mut Table) -> impl Iterator<Item = &mut Option<String>> {
    let keys = table.primary_key.iter_mut().map(|it| &mut it.name);
    keys.chain(table.uniques.iter_mut().map(|it| &mut it.name))
        .chain(table.checks.iter_mut().map(|it| &mut it.name))
        .chain(table.foreign_keys.iter_mut().map(|it| &mut it.name))
        .chain(table.exclusions.iter_mut().map(|it| &mut it.name))
}

pub(super) fn take<T>(items: &mut Vec<T>, is_it: impl FnMut(&T) -> bool) -> Option<T> {
    items
        .iter()
        .position(is_it)
        .map(|position| items.remove(position))
}

fn column_mut<'t>(table: &'t mut Table, name: &str) -> Option<&'t mut Column> {
    table.columns.iter_mut().find(|column| column.name == *name)
}

pub(super) fn rename(columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        *column = to.to_owned();
    }
}

fn rename_in_table(table: &mut Table, from: &str, to: &str) {
    for expression in expression::all(table) {
        expression::rename_column(expression, from, to);
    }
    if let Some(key) = &mut table.primary_key {
        rename(&mut key.columns, from, to);
        rename(&mut key.include, from, to);
        if let Some(length) = key.prefixes.remove(from) {
            key.prefixes.insert(to.to_owned(), length);
        }
    }
    for unique in &mut table.uniques {
        rename(&mut unique.columns, from, to);
        rename(&mut unique.include, from, to);
    }
    for foreign_key in &mut table.foreign_keys {
        rename(&mut foreign_key.columns, from, to);
        if foreign_key.references_table == table.name {
            rename(&mut foreign_key.references_columns, from, to);
        }
    }
    for index in &mut table.indexes {
        rename(&mut index.include, from, to);
        for column in &mut index.columns {
            if let crate::schema::IndexKey::Column(name) = &mut column.key
                && name == from
            {
                *name = to.to_owned();
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::schema::ColumnType;

    #[test]
    fn a_key_that_points_at_its_own_table_follows_the_column() {
        let mut table = Table::new("teams");
        for name in ["id", "parent"] {
            table.columns.push(Column::new(name, ColumnType::Integer));
        }
        for target in ["teams", "others"] {
            let (from, to) = (vec!["parent".to_owned()], vec!["id".to_owned()]);
            table.foreign_keys.push(ForeignKey::new(from, target, to));
        }
        let (from, to) = ("id".to_owned(), "no".to_owned());
        Change::RenameColumn { from, to }.apply(&mut table).unwrap();
        let keys = table.foreign_keys.iter();
        let targets: Vec<&[String]> = keys.map(|key| &key.references_columns[..]).collect();
        assert_eq!(targets, [["no"], ["id"]]);
    }
}
