//! Applying operations to a [`Schema`]: what a revision history makes of an empty database, without a database.

use thiserror::Error;

use super::{Change, Operation};
use crate::schema::{Check, Column, ForeignKey, Schema, Table, TableName, Unique};

/// An operation does not fit the schema that it is applied to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The table is not there.
    #[error("table `{0}` does not exist")]
    NoTable(TableName),
    /// The table is there already.
    #[error("table `{0}` exists already")]
    TableExists(TableName),
    /// The table lacks what the operation names.
    #[error("table `{table}` has no {what} `{name}`")]
    Missing {
        /// The table.
        table: TableName,
        /// What kind of thing is missing.
        what: &'static str,
        /// Its name or content.
        name: String,
    },
    /// The table has what the operation would add.
    #[error("table `{table}` has a {what} `{name}` already")]
    Exists {
        /// The table.
        table: TableName,
        /// What kind of thing is there.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// What SQL or code does to a schema is not known.
    #[error("the effect of `{0}` on the schema is not known")]
    Opaque(String),
}

impl Operation {
    /// Applies the operation to a schema. Rows do not count: an insert changes nothing.
    ///
    /// # Errors
    /// [`ApplyError`] if something is missing or there already, and [`ApplyError::Opaque`] for raw SQL and code.
    pub fn apply(&self, schema: &mut Schema) -> Result<(), ApplyError> {
        match self {
            Operation::CreateTable { table } => {
                if schema.table(&table.name).is_some() {
                    return Err(ApplyError::TableExists(table.name.clone()));
                }
                schema.tables.push((**table).clone());
                schema.sort();
            }
            Operation::DropTable { name, .. } => {
                let before = schema.tables.len();
                schema.tables.retain(|table| table.name != *name);
                if schema.tables.len() == before {
                    return Err(ApplyError::NoTable(name.clone()));
                }
            }
            Operation::RenameTable { from, to } => {
                if schema.table(to).is_some() {
                    return Err(ApplyError::TableExists(to.clone()));
                }
                schema
                    .table_mut(from)
                    .ok_or_else(|| ApplyError::NoTable(from.clone()))?
                    .name = to.clone();
                for foreign_key in schema
                    .tables
                    .iter_mut()
                    .flat_map(|table| &mut table.foreign_keys)
                {
                    if foreign_key.references_table == *from {
                        foreign_key.references_table = to.clone();
                    }
                }
                schema.sort();
            }
            Operation::AlterTable { table, changes } => {
                for change in changes {
                    if let Change::RenameColumn { from, to } = change {
                        for foreign_key in schema
                            .tables
                            .iter_mut()
                            .flat_map(|other| &mut other.foreign_keys)
                        {
                            if foreign_key.references_table == *table {
                                rename(&mut foreign_key.references_columns, from, to);
                            }
                        }
                    }
                    let target = schema
                        .table_mut(table)
                        .ok_or_else(|| ApplyError::NoTable(table.clone()))?;
                    change.apply(target)?;
                }
            }
            Operation::BulkInsert { .. } => {}
            Operation::Execute { .. } | Operation::Run { .. } => {
                return Err(ApplyError::Opaque(self.to_string()));
            }
        }
        Ok(())
    }
}

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
            Change::AddColumn { column } => {
                if table.column(&column.name).is_some() {
                    return Err(ApplyError::Exists {
                        table: owner,
                        what: "column",
                        name: column.name.clone(),
                    });
                }
                table.columns.push((**column).clone());
            }
            Change::DropColumn { name, .. } => {
                take(&mut table.columns, |column| column.name == *name)
                    .ok_or_else(|| missing("column", name))?;
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
            Change::DropConstraint { name } => {
                let is_it = |present: &Option<String>| present.as_deref() == Some(name.as_str());
                let key = table.primary_key.take_if(|key| is_it(&key.name)).is_some();
                let found = key
                    || take(&mut table.uniques, |present| is_it(&present.name)).is_some()
                    || take(&mut table.checks, |present| is_it(&present.name)).is_some()
                    || take(&mut table.foreign_keys, |present| is_it(&present.name)).is_some();
                if !found {
                    return Err(missing("constraint", name));
                }
            }
            Change::CreateIndex { index } => {
                if table
                    .indexes
                    .iter()
                    .any(|present| present.name == index.name)
                {
                    return Err(ApplyError::Exists {
                        table: owner,
                        what: "index",
                        name: index.name.clone().unwrap_or_default(),
                    });
                }
                table.indexes.push((**index).clone());
            }
            Change::DropIndex { name, .. } => {
                take(&mut table.indexes, |index| {
                    index.name.as_deref() == Some(name.as_str())
                })
                .ok_or_else(|| missing("index", name))?;
            }
            Change::SetOptions { to, .. } => table.options = (**to).clone(),
            Change::SetComment { to, .. } => table.comment.clone_from(to),
        }
        Ok(())
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

fn take<T>(items: &mut Vec<T>, is_it: impl FnMut(&T) -> bool) -> Option<T> {
    items
        .iter()
        .position(is_it)
        .map(|position| items.remove(position))
}

fn column_mut<'t>(table: &'t mut Table, name: &str) -> Option<&'t mut Column> {
    table.columns.iter_mut().find(|column| column.name == *name)
}

fn rename(columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        *column = to.to_owned();
    }
}

fn rename_in_table(table: &mut Table, from: &str, to: &str) {
    for check in &mut table.checks {
        rename_in_expression(&mut check.expression, from, to);
    }
    for generated in table
        .columns
        .iter_mut()
        .filter_map(|column| column.generated.as_mut())
    {
        rename_in_expression(&mut generated.expression, from, to);
    }
    for index in &mut table.indexes {
        if let Some(predicate) = &mut index.predicate {
            rename_in_expression(predicate, from, to);
        }
        for column in &mut index.columns {
            if let crate::schema::IndexKey::Expression(expression) = &mut column.key {
                rename_in_expression(expression, from, to);
            }
        }
    }
    if let Some(key) = &mut table.primary_key {
        rename(&mut key.columns, from, to);
    }
    for unique in &mut table.uniques {
        rename(&mut unique.columns, from, to);
    }
    for foreign_key in &mut table.foreign_keys {
        rename(&mut foreign_key.columns, from, to);
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

/// Renames a column in an expression: whole words outside of text, and the same name in double quotes.
fn rename_in_expression(expression: &mut String, from: &str, to: &str) {
    let mut renamed = String::with_capacity(expression.len());
    let mut rest = expression.as_str();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' | '"' => rest[1..].find(c).map_or(rest.len(), |at| at + 2),
            c if c.is_alphanumeric() || c == '_' => rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        if word == from {
            renamed.push_str(to);
        } else if word
            .strip_prefix('"')
            .and_then(|word| word.strip_suffix('"'))
            == Some(from)
        {
            renamed.push('"');
            renamed.push_str(to);
            renamed.push('"');
        } else {
            renamed.push_str(word);
        }
        rest = after;
    }
    *expression = renamed;
}

#[cfg(test)]
mod tests {
    use super::rename_in_expression;

    #[test]
    fn a_column_is_renamed_where_it_is_meant() {
        let mut expression = "age > 0 AND page = 'age' AND \"age\" < Age".to_owned();
        rename_in_expression(&mut expression, "age", "years");
        assert_eq!(expression, "years > 0 AND page = 'age' AND \"years\" < Age");
    }
}
