//! One line about an operation, for people: in plans, messages and the journal.

use std::fmt;

use super::{Change, Operation};
use crate::schema::TableName;

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operation::CreateTable { table } => write!(f, "create table `{}`", table.name),
            Operation::DropTable { name, .. } => write!(f, "drop table `{name}`"),
            Operation::RenameTable { from, to } => write!(f, "rename table `{from}` to `{to}`"),
            Operation::AlterTable { table, changes } => {
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
        }
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
            Change::AddColumn { column } => format!("add column `{table}.{}`", column.name),
            Change::DropColumn { name, .. } => format!("drop column `{table}.{name}`"),
            Change::RenameColumn { from, to } => {
                format!("rename column `{table}.{from}` to `{to}`")
            }
            Change::AlterColumn { name, patch, .. } => {
                let mut parts = Vec::new();
                if let Some(type_) = &patch.type_ {
                    parts.push(format!("type {type_}"));
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
                part(
                    patch.generated.as_ref().map(Option::is_some),
                    "generated expression",
                );
                part(patch.collation.as_ref().map(Option::is_some), "collation");
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
            Change::DropConstraint { name } => format!("drop constraint `{name}` on `{table}`"),
            Change::CreateIndex { index } => {
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
