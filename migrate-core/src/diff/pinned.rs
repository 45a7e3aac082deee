//! Foreign keys that pin the types of their columns: some databases change neither side as long as the key is there.
//!
//! Such keys go first and come back last, so that both sides can change in between.

use crate::dialect::Pins;
use crate::operation::{Change, EnumChange, Operation};
use crate::schema::{ColumnType, ForeignKey, Schema, Table, TableName};

/// Takes foreign keys whose columns change their types out of the way of the operations that lead from `from` to `to`.
/// For databases that ask for it.
#[must_use]
pub(super) fn release_pinned_columns(
    operations: Vec<Operation>,
    from: &Schema,
    to: &Schema,
    pins: Pins,
) -> Vec<Operation> {
    // Where keys store columns along, which few do, it matters what those are called.
    let stores = pins == Pins::UnlikeTypes && !keys_that_store(from).is_empty();
    let renamed = stores.then(|| Renamed::of(from, &operations));
    let storing = renamed.as_ref().map(|renamed| keys_that_store(&renamed.to));
    let changed = Changed::of(&operations, &storing.unwrap_or_default(), pins);
    if changed.columns.is_empty() && changed.keys.is_empty() {
        return operations;
    }
    let renamed = renamed.unwrap_or_else(|| Renamed::of(from, &operations));
    let mut first = Grouped::default();
    let mut last = Grouped::default();
    let mut rest = Vec::with_capacity(operations.len());
    for operation in operations {
        match operation {
            Operation::AlterTable {
                table,
                changes,
                recreate,
            } => {
                let mut here = Vec::with_capacity(changes.len());
                for change in changes {
                    match change {
                        Change::DropForeignKey { ref foreign_key }
                            if changed.touch(&table, foreign_key) =>
                        {
                            let (table, key) = renamed.before(&table, foreign_key);
                            first.push(table, Change::drop_foreign_key(key));
                        }
                        Change::AddForeignKey { ref foreign_key }
                            if changed.touch(&table, foreign_key) =>
                        {
                            last.push(&table, change);
                        }
                        other => here.push(other),
                    }
                }
                if !here.is_empty() {
                    rest.push(Operation::AlterTable {
                        table,
                        changes: here,
                        recreate,
                    });
                }
            }
            Operation::CreateTable {
                mut table,
                if_not_exists,
            } => {
                let name = table.name.clone();
                let (late, now) = std::mem::take(&mut table.foreign_keys)
                    .into_iter()
                    .partition(|key| changed.touch(&name, key));
                table.foreign_keys = now;
                let late: Vec<ForeignKey> = late;
                for key in late {
                    let foreign_key = Box::new(key);
                    last.push(&name, Change::AddForeignKey { foreign_key });
                }
                rest.push(Operation::CreateTable {
                    table,
                    if_not_exists,
                });
            }
            Operation::DropTable {
                name,
                was: Some(mut table),
                if_exists,
            } => {
                // It may go behind the change; on the way back it comes before, and its key behind.
                let (early, stay) = std::mem::take(&mut table.foreign_keys)
                    .into_iter()
                    .partition(|key| changed.touch(&name, key));
                table.foreign_keys = stay;
                let early: Vec<ForeignKey> = early;
                for key in early {
                    let foreign_key = Box::new(key);
                    first.push(&name, Change::DropForeignKey { foreign_key });
                }
                rest.push(Operation::DropTable {
                    name,
                    was: Some(table),
                    if_exists,
                });
            }
            other => rest.push(other),
        }
    }
    for table in &to.tables {
        let Some((present, behind)) = renamed.table(&table.name) else {
            continue;
        };
        for (key, back) in present.foreign_keys.iter().zip(&behind.foreign_keys) {
            if !changed.touch(&table.name, back) || first.has(&present.name, key) {
                continue;
            }
            first.push(&present.name, Change::drop_foreign_key(key));
            let foreign_key = Box::new(back.clone());
            last.push(&table.name, Change::AddForeignKey { foreign_key });
            forget_rename(&mut rest, &table.name, key, back);
        }
    }
    let mut all = first.operations();
    all.append(&mut rest);
    all.append(&mut last.operations());
    all
}

/// A key that comes back under another name is not renamed besides.
fn forget_rename(
    operations: &mut Vec<Operation>,
    of: &TableName,
    key: &ForeignKey,
    back: &ForeignKey,
) {
    if key.name == back.name {
        return;
    }
    for operation in operations.iter_mut() {
        if let Operation::AlterTable { table, changes, .. } = operation
            && table == of
        {
            changes.retain(|change| {
                !matches!(change, Change::RenameConstraint { from, to }
                    if Some(from) == key.name.as_ref() && Some(to) == back.name.as_ref())
            });
        }
    }
    operations.retain(
        |operation| !matches!(operation, Operation::AlterTable { changes, .. } if changes.is_empty()),
    );
}

impl Change {
    fn drop_foreign_key(key: &ForeignKey) -> Self {
        let foreign_key = Box::new(key.clone());
        Change::DropForeignKey { foreign_key }
    }
}

/// The schema before the operations, and as their renames leave it.
struct Renamed<'s> {
    from: &'s Schema,
    to: Schema,
    tables: Vec<(TableName, TableName)>,
}

impl<'s> Renamed<'s> {
    fn of(from: &'s Schema, operations: &[Operation]) -> Self {
        let mut renamed = Renamed {
            from,
            to: from.clone(),
            tables: Vec::new(),
        };
        for operation in operations {
            if let Operation::RenameTable { from, to } = operation {
                renamed.tables.push((from.clone(), to.clone()));
                renamed.apply(operation);
            } else if let Operation::AlterTable { table, changes, .. } = operation {
                let is_rename = |change: &&Change| {
                    matches!(
                        change,
                        Change::RenameColumn { .. } | Change::RenameConstraint { .. }
                    )
                };
                let renames: Vec<Change> = changes.iter().filter(is_rename).cloned().collect();
                if !renames.is_empty() {
                    renamed.apply(&Operation::alter_table(table, renames));
                }
            }
        }
        renamed
    }

    fn apply(&mut self, rename: &Operation) {
        if let Err(error) = rename.apply(&mut self.to) {
            log::warn!("cannot follow: {rename}: {error}");
        }
    }

    /// A table under its present and its future name; keys stand at the same places in both.
    fn table(&self, name: &TableName) -> Option<(&Table, &Table)> {
        let former = self.tables.iter().find(|(_, to)| to == name);
        let present = self.from.table(former.map_or(name, |(from, _)| from))?;
        Some((present, self.to.table(name)?))
    }

    /// A table and a key of it under the names that they have before all renames.
    fn before<'k>(
        &'k self,
        table: &'k TableName,
        key: &'k ForeignKey,
    ) -> (&'k TableName, &'k ForeignKey) {
        let found = self.table(table).and_then(|(present, behind)| {
            let at = behind.foreign_keys.iter().position(|other| other == key)?;
            Some((&present.name, present.foreign_keys.get(at)?))
        });
        found.unwrap_or((table, key))
    }
}

/// Columns whose types change, or which begin or end to number their rows; and keys that go.
struct Changed {
    columns: Vec<(TableName, String)>,
    keys: Vec<(TableName, Vec<String>)>,
}

impl Changed {
    fn of(operations: &[Operation], storing: &[Storing<'_>], pins: Pins) -> Self {
        let (mut columns, mut keys) = (Vec::new(), Vec::new());
        for operation in operations {
            keys.extend(made_anew(operation, storing));
            let Operation::AlterTable { table, changes, .. } = operation else {
                continue;
            };
            for change in changes {
                if pins == Pins::UnlikeTypes
                    && let Some(key) = super::order::lost_key(change)
                {
                    keys.push((table.clone(), key));
                }
                let Change::AlterColumn { name, patch, was } = change else {
                    continue;
                };
                let alike = pins == Pins::UnlikeTypes
                    && compare(was.as_deref().map(|was| &was.type_), patch.type_.as_ref());
                let renumbered = pins == Pins::Types && patch.identity.is_some();
                if patch.type_.is_some() && !alike || patch.collation.is_some() || renumbered {
                    columns.push((table.clone(), name.clone()));
                }
            }
        }
        Changed { columns, keys }
    }

    fn touch(&self, table: &TableName, key: &ForeignKey) -> bool {
        self.columns.iter().any(|(owner, column)| {
            (owner == table && key.columns.contains(column))
                || (*owner == key.references_table && key.references_columns.contains(column))
        }) || self.keys.iter().any(|(owner, columns)| {
            *owner == key.references_table
                && columns.len() == key.references_columns.len()
                && columns
                    .iter()
                    .all(|column| key.references_columns.contains(column))
        })
    }
}

/// A key that stores columns along: its table, its columns, and those.
type Storing<'s> = (&'s Table, &'s Vec<String>, &'s Vec<String>);

fn keys_that_store(schema: &Schema) -> Vec<Storing<'_>> {
    let mut storing = Vec::new();
    for table in &schema.tables {
        let primary = table.primary_key.iter();
        let primary = primary.map(|key| (table, &key.columns, &key.include));
        let uniques = table.uniques.iter();
        let uniques = uniques.map(|key| (table, &key.columns, &key.include));
        storing.extend(
            primary
                .chain(uniques)
                .filter(|(_, _, along)| !along.is_empty()),
        );
    }
    storing
}

/// The keys that are made anew because a column that they only store along gets another type: PostgreSQL looks after the
/// foreign keys behind the columns of a key itself, and not behind those.
fn made_anew<'s>(
    operation: &'s Operation,
    storing: &'s [Storing<'s>],
) -> impl Iterator<Item = (TableName, Vec<String>)> + 's {
    let changes = move |change: &Change, column: &String| {
        matches!(change, Change::AlterColumn { name, patch, .. }
            if name == column && (patch.type_.is_some() || patch.collation.is_some()))
    };
    let becomes_another = move |table: &Table, column: &String| match operation {
        Operation::AlterTable {
            table: name,
            changes: all,
            ..
        } => *name == table.name && all.iter().any(|change| changes(change, column)),
        Operation::AlterEnum {
            name,
            change: EnumChange::SetValues { .. },
        } => {
            let type_ = table.column(column).map(|column| &column.type_);
            let kind = type_.and_then(ColumnType::enumeration);
            kind.is_some_and(|kind| kind.name == *name)
        }
        _ => false,
    };
    let touched = storing
        .iter()
        .filter(move |(table, _, along)| along.iter().any(|column| becomes_another(table, column)));
    touched.map(|(table, columns, _)| (table.name.clone(), (*columns).clone()))
}

/// Whether values of both types compare with each other.
fn compare(from: Option<&ColumnType>, to: Option<&ColumnType>) -> bool {
    let is_integer = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
        )
    };
    let is_text = |type_: &ColumnType| matches!(type_, ColumnType::Text | ColumnType::Varchar(_));
    let (Some(from), Some(to)) = (from, to) else {
        return false;
    };
    is_integer(from) && is_integer(to) || is_text(from) && is_text(to)
}

/// Changes of foreign keys, by table.
#[derive(Default)]
struct Grouped(Vec<(TableName, Vec<Change>)>);

impl Grouped {
    fn push(&mut self, table: &TableName, change: Change) {
        match self.0.iter_mut().find(|(name, _)| name == table) {
            Some((_, changes)) => changes.push(change),
            None => self.0.push((table.clone(), vec![change])),
        }
    }

    fn has(&self, table: &TableName, key: &ForeignKey) -> bool {
        self.0.iter().any(|(name, changes)| {
            name == table
                && changes.iter().any(|change| {
                    matches!(change, Change::DropForeignKey { foreign_key } if **foreign_key == *key)
                })
        })
    }

    fn operations(self) -> Vec<Operation> {
        let alter = |(table, changes): (TableName, _)| Operation::alter_table(table, changes);
        self.0.into_iter().map(alter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::ColumnPatch;

    #[test]
    fn a_key_steps_aside_while_its_columns_change() {
        let mut child = Table::new("child");
        child.foreign_keys.push(ForeignKey::new(
            vec!["parent_id".to_owned()],
            "parent",
            vec!["id".to_owned()],
        ));
        let schema: Schema = [child, Table::new("parent")].into_iter().collect();
        let patch = ColumnPatch {
            type_: Some(ColumnType::BigInt),
            ..ColumnPatch::default()
        };
        let change = |column: &str| Change::AlterColumn {
            name: column.to_owned(),
            patch: Box::new(patch.clone()),
            was: None,
        };
        let alterations = vec![
            Operation::alter_table("child", vec![change("parent_id")]),
            Operation::alter_table("parent", vec![change("id")]),
        ];
        let operations = release_pinned_columns(alterations, &schema, &schema, Pins::Types);
        let texts: Vec<String> = operations.iter().map(ToString::to_string).collect();
        assert_eq!(operations.len(), 4, "{texts:?}");
        assert!(
            texts[0].contains("drop") && texts[3].contains("add"),
            "{texts:?}"
        );
    }
}
