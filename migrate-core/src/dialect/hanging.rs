//! What hangs on columns, in as far as it goes with them: indexes, constraints and keys of their own table.

use std::collections::HashSet;

use super::replica::mentions;
use crate::operation::Change;
use crate::schema::{Index, IndexKey, Table};

/// What a database drops along with the columns, as it goes and comes back.
pub(crate) fn hanging(table: &Table, columns: &HashSet<String>) -> Vec<(Change, Change)> {
    let has = |names: &[String]| names.iter().any(|name| columns.contains(name));
    let speaks = |text: &str| columns.iter().any(|name| mentions(text, name));
    let mut found = Vec::new();
    for foreign_key in table.foreign_keys.iter().filter(|key| has(&key.columns)) {
        let foreign_key = Box::new(foreign_key.clone());
        found.push((
            Change::DropForeignKey {
                foreign_key: foreign_key.clone(),
            },
            Change::AddForeignKey { foreign_key },
        ));
    }
    let of_columns = |index: &Index| {
        has(&index.include)
            || index.predicate.as_deref().is_some_and(speaks)
            || index.columns.iter().any(|part| match &part.key {
                IndexKey::Column(name) => columns.contains(name),
                IndexKey::Expression(text) => speaks(text),
            })
    };
    for index in table.indexes.iter().filter(|index| of_columns(index)) {
        let Some(name) = index.name.clone() else {
            continue;
        };
        found.push((
            Change::DropIndex {
                name,
                was: Some(Box::new(index.clone())),
                if_exists: false,
                concurrently: false,
            },
            Change::CreateIndex {
                index: Box::new(index.clone()),
                if_not_exists: false,
            },
        ));
    }
    let exclusions = table.exclusions.iter();
    for exclusion in exclusions.filter(|exclusion| speaks(&exclusion.definition)) {
        let exclusion = exclusion.clone();
        found.push((
            Change::DropExclusion {
                exclusion: exclusion.clone(),
            },
            Change::AddExclusion { exclusion },
        ));
    }
    for check in table
        .checks
        .iter()
        .filter(|check| speaks(&check.expression))
    {
        let check = check.clone();
        found.push((
            Change::DropCheck {
                check: check.clone(),
            },
            Change::AddCheck { check },
        ));
    }
    for unique in table.uniques.iter().filter(|unique| has(&unique.columns)) {
        let unique = unique.clone();
        found.push((
            Change::DropUnique {
                unique: unique.clone(),
            },
            Change::AddUnique { unique },
        ));
    }
    found
}

/// The name of the index or the constraint that a change drops.
pub(crate) fn dropped_name(change: &Change) -> Option<&str> {
    match change {
        Change::DropIndex { name, .. } | Change::DropConstraint { name, .. } => Some(name),
        Change::DropUnique { unique } => unique.name.as_deref(),
        Change::DropCheck { check } => check.name.as_deref(),
        Change::DropForeignKey { foreign_key } => foreign_key.name.as_deref(),
        Change::DropExclusion { exclusion } => exclusion.name.as_deref(),
        Change::AddColumn { .. }
        | Change::DropColumn { .. }
        | Change::RenameColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::DropPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => None,
    }
}
