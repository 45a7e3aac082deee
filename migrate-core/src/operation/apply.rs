//! Applying operations to a [`Schema`]: what a revision history makes of an empty database, without a database.

mod expression;
mod table;

use thiserror::Error;

use super::element::with_value;
use super::{Change, EnumChange, Operation};
use crate::schema::{
    ColumnDefault, ColumnRef, ColumnType, EnumType, Literal, QualifiedName, Schema, Sequence,
    TableName,
};
use table::{rename, take};

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
    /// Something other than a table is not there.
    #[error("{what} `{name}` does not exist")]
    NotThere {
        /// What kind of thing is missing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something other than a table is there already.
    #[error("{what} `{name}` exists already")]
    AlreadyThere {
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
            Operation::CreateTable {
                table,
                if_not_exists,
            } => {
                if schema.table(&table.name).is_some() {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(ApplyError::TableExists(table.name.clone()));
                }
                schema.tables.push((**table).clone());
                schema.sort();
            }
            Operation::DropTable {
                name, if_exists, ..
            } => {
                let before = schema.tables.len();
                schema.tables.retain(|table| table.name != *name);
                if schema.tables.len() == before && !if_exists {
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
                for owner in owners(schema).filter(|owner| owner.table == *from) {
                    owner.table = to.clone();
                }
                schema.sort();
            }
            Operation::AlterTable { table, changes, .. } => {
                for change in changes {
                    if let Change::RenameColumn { from, to } = change {
                        follow_column(schema, table, from, to);
                    }
                    let target = schema
                        .table_mut(table)
                        .ok_or_else(|| ApplyError::NoTable(table.clone()))?;
                    change.apply(target)?;
                }
            }
            Operation::BulkInsert { .. } => {}
            Operation::CreateEnum {
                enum_type,
                if_not_exists,
            } => create(
                &mut schema.enums,
                enum_type.clone(),
                "enum",
                |it| &it.name,
                *if_not_exists,
            )?,
            Operation::DropEnum {
                name, if_exists, ..
            } => drop(&mut schema.enums, "enum", name, |it| &it.name, *if_exists)?,
            Operation::RenameEnum { from, to } => {
                find(&mut schema.enums, "enum", |kind| &kind.name, from)?.name = to.clone();
                let columns = schema
                    .tables
                    .iter_mut()
                    .flat_map(|table| &mut table.columns);
                for column in columns {
                    rename_type(&mut column.type_, from, to);
                }
                schema.sort();
            }
            Operation::AlterEnum { name, change } => {
                change.apply(find(&mut schema.enums, "enum", |kind| &kind.name, name)?)?;
                if let EnumChange::RenameValue { from, to } = change {
                    rename_in_defaults(schema, name, from, to);
                    for table in &mut schema.tables {
                        expression::rename_value(table, name, from, to);
                    }
                }
            }
            Operation::CreateSequence {
                sequence,
                if_not_exists,
            } => create(
                &mut schema.sequences,
                (**sequence).clone(),
                "sequence",
                |it| &it.name,
                *if_not_exists,
            )?,
            Operation::AlterSequence { to, .. } => {
                let sequences = &mut schema.sequences;
                alter_sequence(find(sequences, "sequence", |it| &it.name, &to.name)?, to);
            }
            Operation::DropSequence {
                name, if_exists, ..
            } => drop(
                &mut schema.sequences,
                "sequence",
                name,
                |it| &it.name,
                *if_exists,
            )?,
            Operation::CreateSchema {
                namespace,
                if_not_exists,
            } => create(
                &mut schema.namespaces,
                namespace.clone(),
                "schema",
                |it| &it.name,
                *if_not_exists,
            )?,
            Operation::DropSchema {
                name, if_exists, ..
            } => drop(
                &mut schema.namespaces,
                "schema",
                name,
                |it| &it.name,
                *if_exists,
            )?,
            Operation::CreateExtension {
                extension,
                if_not_exists,
            } => create(
                &mut schema.extensions,
                extension.clone(),
                "extension",
                |it| &it.name,
                *if_not_exists,
            )?,
            Operation::DropExtension {
                name, if_exists, ..
            } => drop(
                &mut schema.extensions,
                "extension",
                name,
                |it| &it.name,
                *if_exists,
            )?,
            Operation::CreateObject { object } => {
                if schema.objects.iter().any(|present| present.id == object.id) {
                    return Err(ApplyError::AlreadyThere {
                        what: object.id.kind.noun(),
                        name: object.id.name.to_string(),
                    });
                }
                schema.objects.push((**object).clone());
            }
            Operation::ReplaceObject { object, .. } => {
                let what = object.id.kind.noun();
                *find(&mut schema.objects, what, |it| &it.id, &object.id)? = (**object).clone();
            }
            Operation::DropObject { id, if_exists, .. } => {
                drop(
                    &mut schema.objects,
                    id.kind.noun(),
                    id,
                    |it| &it.id,
                    *if_exists,
                )?;
            }
            Operation::AutocommitBlock { operations } => {
                for operation in operations {
                    operation.apply(schema)?;
                }
            }
            Operation::Execute { .. } | Operation::Run { .. } => {
                return Err(ApplyError::Opaque(self.to_string()));
            }
        }
        Ok(())
    }
}

/// The columns that sequences go with.
fn owners(schema: &mut Schema) -> impl Iterator<Item = &mut ColumnRef> {
    let sequences = schema.sequences.iter_mut();
    sequences.filter_map(|sequence| sequence.owned_by.as_mut())
}

/// Has what refers to a column of a table call it by its new name, beside what belongs to the table itself.
pub(crate) fn follow_column(schema: &mut Schema, table: &TableName, from: &str, to: &str) {
    let foreign_keys = schema
        .tables
        .iter_mut()
        .flat_map(|other| &mut other.foreign_keys);
    for key in foreign_keys.filter(|key| key.references_table == *table) {
        rename(&mut key.references_columns, from, to);
    }
    for owner in owners(schema).filter(|owner| owner.table == *table && owner.column == from) {
        to.clone_into(&mut owner.column);
    }
}

/// Adds something that has a name, in the order of names.
fn create<T, N: Ord + ToString>(
    items: &mut Vec<T>,
    item: T,
    what: &'static str,
    name: impl Fn(&T) -> &N,
    if_not_exists: bool,
) -> Result<(), ApplyError> {
    if items.iter().any(|present| name(present) == name(&item)) {
        if if_not_exists {
            return Ok(());
        }
        return Err(ApplyError::AlreadyThere {
            what,
            name: name(&item).to_string(),
        });
    }
    let at = items.partition_point(|present| name(present) < name(&item));
    items.insert(at, item);
    Ok(())
}

/// Finds something that has a name.
fn find<'t, T, N: PartialEq + ToString>(
    items: &'t mut [T],
    what: &'static str,
    name: impl Fn(&T) -> &N,
    wanted: &N,
) -> Result<&'t mut T, ApplyError> {
    items
        .iter_mut()
        .find(|present| name(present) == wanted)
        .ok_or_else(|| not_there(what, wanted))
}

/// Removes something that has a name.
fn drop<T, N: PartialEq + ToString>(
    items: &mut Vec<T>,
    what: &'static str,
    wanted: &N,
    name: impl Fn(&T) -> &N,
    if_exists: bool,
) -> Result<(), ApplyError> {
    match take(items, |present| name(present) == wanted) {
        Some(_) => Ok(()),
        None if if_exists => Ok(()),
        None => Err(not_there(what, wanted)),
    }
}

fn not_there(what: &'static str, name: &impl ToString) -> ApplyError {
    ApplyError::NotThere {
        what,
        name: name.to_string(),
    }
}

fn rename_type(type_: &mut ColumnType, from: &QualifiedName, to: &QualifiedName) {
    if let Some(kind) = type_.enumeration_mut()
        && kind.name == *from
    {
        kind.name = to.clone();
    }
}

/// A default holds the value itself, and not its name.
fn rename_in_defaults(schema: &mut Schema, kind: &QualifiedName, from: &str, to: &str) {
    let columns = schema
        .tables
        .iter_mut()
        .flat_map(|table| &mut table.columns);
    for column in columns {
        if !is_of(&column.type_, kind) {
            continue;
        }
        let Some(ColumnDefault::Literal(Literal::Text(text))) = &mut column.default else {
            continue;
        };
        let items = text.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        if let (Some(items), ColumnType::Array(_)) = (items, &column.type_) {
            let quoted = (format!("\"{from}\""), format!("\"{to}\""));
            let renamed = items.split(',').map(|item| match item {
                item if item == from => to,
                item if item == quoted.0 => quoted.1.as_str(),
                item => item,
            });
            *text = format!("{{{}}}", renamed.collect::<Vec<_>>().join(","));
        } else if text == from {
            to.clone_into(text);
        }
    }
}

/// Whether a type is an enumeration or an array of it, also where it is spelt.
fn is_of(type_: &ColumnType, kind: &QualifiedName) -> bool {
    match type_ {
        ColumnType::Enum(used) => used.name == *kind,
        ColumnType::Array(element) => is_of(element, kind),
        ColumnType::Other(spelling) => QualifiedName::of_spelling(spelling).as_ref() == Some(kind),
        _ => false,
    }
}

fn alter_sequence(sequence: &mut Sequence, to: &Sequence) {
    fn set<T: Clone>(option: &mut Option<T>, to: &Option<T>) {
        if to.is_some() {
            option.clone_from(to);
        }
    }
    let (options, to_options) = (&mut sequence.options, &to.options);
    set(&mut options.type_, &to_options.type_);
    set(&mut options.start, &to_options.start);
    set(&mut options.increment, &to_options.increment);
    set(&mut options.min, &to_options.min);
    set(&mut options.max, &to_options.max);
    set(&mut options.cache, &to_options.cache);
    set(&mut options.cycle, &to_options.cycle);
    if let Some(owner) = &to.owned_by {
        sequence.owned_by = Some(owner.clone()).filter(|owner| !owner.is_nobody());
    }
    if let Some(comment) = &to.comment {
        sequence.comment = Some(comment.clone()).filter(|text| !text.is_empty());
    }
}

impl EnumChange {
    fn apply(&self, kind: &mut EnumType) -> Result<(), ApplyError> {
        match self {
            EnumChange::AddValue {
                value,
                place,
                if_not_exists,
                ..
            } => {
                if kind.values.contains(value) {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(ApplyError::AlreadyThere {
                        what: "value of an enum",
                        name: value.clone(),
                    });
                }
                kind.values = with_value(&kind.values, value, place.as_ref());
            }
            EnumChange::RenameValue { from, to } => {
                *find(&mut kind.values, "value of an enum", |it| it, from)? = to.clone();
            }
            EnumChange::SetValues { to, .. } => kind.values.clone_from(to),
            EnumChange::SetComment { to, .. } => kind.comment.clone_from(to),
        }
        Ok(())
    }
}
