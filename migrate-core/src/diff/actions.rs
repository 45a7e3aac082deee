//! `RESTRICT` and `NO ACTION` are one thing to MySQL and MariaDB, and compared as one; MySQL shows only the first where somebody
//! said it, MariaDB only the second. What is made again says what was there, so that the way back leaves no trace.

use std::collections::HashMap;

use crate::operation::{Change, Operation};
use crate::schema::{ForeignKey, ReferentialAction, Schema, TableName};

/// The foreign keys that say one of the two, as long as no normal form took that away.
pub(crate) struct SaidActions {
    from: Vec<(TableName, ForeignKey)>,
    to: Vec<(TableName, ForeignKey)>,
}

impl SaidActions {
    /// Takes them from two schemas before they are normalised.
    pub(crate) fn of(from: &Schema, to: &Schema) -> Self {
        let says_one = |key: &&ForeignKey| [key.on_delete, key.on_update].into_iter().any(is_one);
        let of = |schema: &Schema| {
            let keys = schema.tables.iter().flat_map(|table| {
                let keys = table.foreign_keys.iter().filter(says_one);
                keys.map(|key| (table.name.clone(), key.clone()))
            });
            keys.collect()
        };
        SaidActions {
            from: of(from),
            to: of(to),
        }
    }

    /// Puts the words into foreign keys that go, and into those that come. `normal` is the schema that is there, once it is
    /// normalised: where that kept the words, nothing is done.
    pub(crate) fn put_back(&self, normal: &Schema, operations: &mut [Operation]) {
        let kept = |(table, key): &&(TableName, ForeignKey)| {
            let keys = normal.table(table).map(|table| &table.foreign_keys);
            let same = keys.into_iter().flatten().find(|own| own.name == key.name);
            same.is_some_and(|own| own.on_delete == key.on_delete && own.on_update == key.on_update)
        };
        if self.from.iter().any(|said| kept(&said)) {
            return;
        }
        let (was, wanted) = (by_table(&self.from), by_table(&self.to));
        if was.is_empty() && wanted.is_empty() {
            return;
        }
        let mut former: HashMap<TableName, TableName> = HashMap::new();
        for operation in operations {
            match operation {
                Operation::RenameTable { from, to } => {
                    former.insert(to.clone(), from.clone());
                }
                Operation::CreateTable { table, .. } => {
                    let said = wanted.get(&table.name);
                    for key in &mut table.foreign_keys {
                        put(said, key, leads_where);
                    }
                }
                Operation::DropTable {
                    name,
                    was: Some(table),
                    ..
                } => {
                    let said = was.get(&*name);
                    for key in &mut table.foreign_keys {
                        put(said, key, |said, key| said.name == key.name);
                    }
                }
                Operation::AlterTable { table, changes, .. } => {
                    let was = was.get(former.get(table).unwrap_or(table));
                    let wanted = wanted.get(&*table);
                    for change in changes {
                        match change {
                            Change::DropForeignKey { foreign_key } => {
                                put(was, foreign_key, |said, key| said.name == key.name);
                            }
                            Change::AddForeignKey { foreign_key } => {
                                put(wanted, foreign_key, leads_where);
                                put(was, foreign_key, leads_where);
                            }
                            Change::AddColumn { .. }
                            | Change::DropColumn { .. }
                            | Change::RenameColumn { .. }
                            | Change::AlterColumn { .. }
                            | Change::AddPrimaryKey { .. }
                            | Change::DropPrimaryKey { .. }
                            | Change::AddUnique { .. }
                            | Change::DropUnique { .. }
                            | Change::AddCheck { .. }
                            | Change::DropCheck { .. }
                            | Change::AddExclusion { .. }
                            | Change::DropExclusion { .. }
                            | Change::ValidateConstraint { .. }
                            | Change::RenameConstraint { .. }
                            | Change::DropConstraint { .. }
                            | Change::CreateIndex { .. }
                            | Change::RenameIndex { .. }
                            | Change::DropIndex { .. }
                            | Change::SetOptions { .. }
                            | Change::SetComment { .. } => {}
                        }
                    }
                }
                // What drops by name alone does not know the keys.
                Operation::DropTable { was: None, .. }
                | Operation::CreateEnum { .. }
                | Operation::DropEnum { .. }
                | Operation::RenameEnum { .. }
                | Operation::AlterEnum { .. }
                | Operation::CreateSequence { .. }
                | Operation::AlterSequence { .. }
                | Operation::DropSequence { .. }
                | Operation::CreateSchema { .. }
                | Operation::DropSchema { .. }
                | Operation::CreateExtension { .. }
                | Operation::DropExtension { .. }
                | Operation::CreateObject { .. }
                | Operation::ReplaceObject { .. }
                | Operation::DropObject { .. }
                | Operation::AutocommitBlock { .. }
                | Operation::BulkInsert { .. }
                | Operation::Execute { .. }
                | Operation::Run { .. } => {}
            }
        }
    }
}

fn is_one(action: ReferentialAction) -> bool {
    match action {
        ReferentialAction::Restrict | ReferentialAction::NoActionStated => true,
        ReferentialAction::NoAction
        | ReferentialAction::Cascade
        | ReferentialAction::SetNull
        | ReferentialAction::SetDefault => false,
    }
}

fn by_table(keys: &[(TableName, ForeignKey)]) -> HashMap<&TableName, Vec<&ForeignKey>> {
    let mut said: HashMap<&TableName, Vec<&ForeignKey>> = HashMap::new();
    for (table, key) in keys {
        said.entry(table).or_default().push(key);
    }
    said
}

fn leads_where(said: &ForeignKey, key: &ForeignKey) -> bool {
    said.columns == key.columns
        && said.references_table == key.references_table
        && said.references_columns == key.references_columns
}

fn put(
    said: Option<&Vec<&ForeignKey>>,
    key: &mut ForeignKey,
    is_it: impl Fn(&ForeignKey, &ForeignKey) -> bool,
) {
    let Some(said) = said.into_iter().flatten().find(|said| is_it(said, key)) else {
        return;
    };
    for (action, said) in [
        (&mut key.on_delete, said.on_delete),
        (&mut key.on_update, said.on_update),
    ] {
        if *action == ReferentialAction::NoAction && is_one(said) {
            *action = said;
        }
    }
}
