//! One line about an operation, for people: in plans, messages and the journal.

use std::fmt;

use super::{Change, EnumChange, Operation, ValuePlace};
use crate::schema::TableName;

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::CreateTable { table, .. } => write!(f, "create table `{}`", table.name),
            Operation::DropTable { name, .. } => write!(f, "drop table `{name}`"),
            Operation::RenameTable { from, to } => write!(f, "rename table `{from}` to `{to}`"),
            Operation::AlterTable { table, changes, .. } if changes.is_empty() => {
                write!(f, "recreate table `{table}`")
            }
            Operation::AlterTable { table, changes, .. } => {
                for (position, change) in changes.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    f.write_str(&change.describe(table))?;
                }
                Ok(())
            }
            Operation::BulkInsert { table, rows, .. } => {
                write!(f, "insert {} rows into `{table}`", rows.len())
            }
            Operation::Execute { sql, .. } => {
                let line = sql.split_whitespace().collect::<Vec<_>>().join(" ");
                match line.char_indices().nth(60) {
                    Some((end, _)) => write!(f, "execute `{}...`", &line[..end]),
                    None => write!(f, "execute `{line}`"),
                }
            }
            Operation::Run { label } => write!(f, "run `{label}`"),
            Operation::CreateEnum { enum_type, .. } => {
                write!(f, "create enum `{}`", enum_type.name)
            }
            Operation::DropEnum { name, .. } => write!(f, "drop enum `{name}`"),
            Operation::RenameEnum { from, to } => write!(f, "rename enum `{from}` to `{to}`"),
            Operation::AlterEnum { name, change } => match change {
                EnumChange::AddValue { value, place, .. } => {
                    write!(f, "add value `{value}` to enum `{name}`")?;
                    match place {
                        Some(ValuePlace::Before(other)) => write!(f, " before `{other}`"),
                        Some(ValuePlace::After(other)) => write!(f, " after `{other}`"),
                        None => Ok(()),
                    }
                }
                EnumChange::RenameValue { from, to } => {
                    write!(f, "rename value `{from}` of enum `{name}` to `{to}`")
                }
                EnumChange::SetValues { to, .. } => {
                    write!(f, "set values of enum `{name}` ({})", to.join(", "))
                }
                EnumChange::SetComment { .. } => write!(f, "set comment of enum `{name}`"),
            },
            Operation::CreateSequence { sequence, .. } => {
                write!(f, "create sequence `{}`", sequence.name)
            }
            Operation::AlterSequence { to, .. } => write!(f, "alter sequence `{}`", to.name),
            Operation::DropSequence { name, .. } => write!(f, "drop sequence `{name}`"),
            Operation::CreateSchema { namespace, .. } => {
                write!(f, "create schema `{}`", namespace.name)
            }
            Operation::DropSchema { name, .. } => write!(f, "drop schema `{name}`"),
            Operation::CreateExtension { extension, .. } => {
                write!(f, "create extension `{}`", extension.name)
            }
            Operation::DropExtension { name, .. } => write!(f, "drop extension `{name}`"),
            Operation::CreateObject { object } => write!(f, "create {}", object.id),
            Operation::ReplaceObject { object, .. } => write!(f, "replace {}", object.id),
            Operation::DropObject { id, .. } => write!(f, "drop {id}"),
            Operation::AutocommitBlock { operations } => {
                f.write_str("outside of a transaction: ")?;
                for (position, operation) in operations.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    operation.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl Operation {
    /// Says what the operation does, in a line for each change of a table: what a person reads of a comparison.
    #[must_use]
    pub fn summaries(&self) -> Vec<String> {
        if let Operation::AlterTable { table, changes, .. } = self
            && !changes.is_empty()
        {
            return changes
                .iter()
                .map(|change| change.describe(table))
                .collect();
        }
        if let Operation::AutocommitBlock { operations } = self {
            return operations.iter().flat_map(Operation::summaries).collect();
        }
        vec![self.to_string()]
    }
}

impl Change {
    /// Says what the change does to the table.
    #[must_use]
    pub fn describe(&self, table: &TableName) -> String {
        fn named(name: &Option<String>, content: &str) -> String {
            name.clone().unwrap_or_else(|| content.to_owned())
        }
        match self {
            Change::AddColumn { column, .. } => format!("add column `{table}.{}`", column.name),
            Change::DropColumn { name, .. } => format!("drop column `{table}.{name}`"),
            Change::RenameColumn { from, to } => {
                format!("rename column `{table}.{from}` to `{to}`")
            }
            Change::AlterColumn { name, patch, .. } => {
                let mut parts = Vec::new();
                if let Some(type_) = &patch.type_ {
                    parts.push(format!("type {type_}"));
                }
                for (from, to) in &patch.renamed_values {
                    parts.push(format!("value `{from}` to `{to}`"));
                }
                if let Some(nullable) = patch.nullable {
                    parts.push(if nullable { "nullable" } else { "not null" }.to_owned());
                }
                let mut part = |changed: Option<bool>, what: &str| match changed {
                    Some(true) => parts.push(what.to_owned()),
                    Some(false) => parts.push(format!("no {what}")),
                    None => {}
                };
                part(patch.default.as_ref().map(Option::is_some), "default");
                part(patch.identity.as_ref().map(Option::is_some), "identity");
                part(patch.sequence.as_ref().map(|_| true), "sequence");
                part(
                    patch.generated.as_ref().map(Option::is_some),
                    "generated expression",
                );
                part(patch.collation.as_ref().map(Option::is_some), "collation");
                part(patch.charset.as_ref().map(Option::is_some), "character set");
                part(patch.on_update.as_ref().map(Option::is_some), "on update");
                part(patch.invisible, "invisible");
                part(patch.comment.as_ref().map(Option::is_some), "comment");
                format!("alter column `{table}.{name}` ({})", parts.join(", "))
            }
            Change::AddPrimaryKey { primary_key } => {
                format!(
                    "add primary key `{table}` ({})",
                    primary_key.columns.join(", ")
                )
            }
            Change::DropPrimaryKey { .. } => format!("drop primary key `{table}`"),
            Change::AddUnique { unique } => {
                format!(
                    "add unique `{}` on `{table}`",
                    named(&unique.name, &unique.columns.join(", "))
                )
            }
            Change::DropUnique { unique } => {
                format!(
                    "drop unique `{}` on `{table}`",
                    named(&unique.name, &unique.columns.join(", "))
                )
            }
            Change::AddCheck { check } => {
                format!(
                    "add check `{}` on `{table}`",
                    named(&check.name, &check.expression)
                )
            }
            Change::DropCheck { check } => {
                format!(
                    "drop check `{}` on `{table}`",
                    named(&check.name, &check.expression)
                )
            }
            Change::AddForeignKey { foreign_key } => format!(
                "add foreign key `{}` on `{table}`",
                named(&foreign_key.name, &foreign_key.columns.join(", "))
            ),
            Change::DropForeignKey { foreign_key } => format!(
                "drop foreign key `{}` on `{table}`",
                named(&foreign_key.name, &foreign_key.columns.join(", "))
            ),
            Change::AddExclusion { exclusion } => format!(
                "add exclusion `{}` on `{table}`",
                named(&exclusion.name, &exclusion.definition)
            ),
            Change::DropExclusion { exclusion } => format!(
                "drop exclusion `{}` on `{table}`",
                named(&exclusion.name, &exclusion.definition)
            ),
            Change::ValidateConstraint { name } => {
                format!("validate constraint `{name}` on `{table}`")
            }
            Change::RenameConstraint { from, to } => {
                format!("rename constraint `{from}` on `{table}` to `{to}`")
            }
            Change::RenameIndex { from, to } => {
                format!("rename index `{from}` on `{table}` to `{to}`")
            }
            Change::DropConstraint { name, .. } => format!("drop constraint `{name}` on `{table}`"),
            Change::CreateIndex { index, .. } => {
                format!(
                    "create index `{}` on `{table}`",
                    index.name.as_deref().unwrap_or("?")
                )
            }
            Change::DropIndex { name, .. } => format!("drop index `{name}` on `{table}`"),
            Change::SetOptions { .. } => format!("set options of `{table}`"),
            Change::SetComment { .. } => format!("set comment of `{table}`"),
        }
    }
}
