//! One change after the other, into clauses of the one statement.

use super::super::create::Writer;
use super::super::expression::{canonical, mentions, renamed};
use super::super::literal::quote;
use super::super::normalise::has_collation;
use super::super::types::normal;
use super::{Alteration, Kind};
use crate::dialect::DdlError;
use crate::dialect::mysql::inspect::options;
use crate::operation::Change;
use crate::schema::{Check, ForeignKey, IndexKey, Table, TableOptions, Unique};

/// Tells whether a change has to know the table as it is. Reading it costs some queries, and most do not.
pub(super) fn needs_live(change: &Change, writer: Writer<'_>) -> bool {
    match change {
        Change::AddColumn { if_not_exists, .. } | Change::CreateIndex { if_not_exists, .. } => {
            *if_not_exists
        }
        Change::DropColumn { if_exists, .. } | Change::DropIndex { if_exists, .. } => *if_exists,
        // What MariaDB renames by itself, MySQL refuses.
        Change::RenameColumn { .. } => !writer.facts.mariadb || !writer.facts.renames_columns(),
        Change::RenameIndex { .. } => !writer.facts.renames_indexes(),
        Change::DropUnique { unique } => unique.name.is_none(),
        Change::DropCheck { check } => check.name.is_none(),
        Change::AddCheck { check } => check.column.is_some(),
        Change::DropForeignKey { foreign_key } => foreign_key.name.is_none(),
        Change::AlterColumn { .. }
        | Change::RenameConstraint { .. }
        | Change::DropConstraint { .. } => true,
        Change::SetOptions { .. } => true,
        Change::AddPrimaryKey { .. }
        | Change::DropPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::SetComment { .. } => false,
    }
}

/// Tells whether indexes may have to come or go beside the change, for the sake of foreign keys.
pub(super) fn touches_support(change: &Change) -> bool {
    match change {
        Change::DropForeignKey { .. }
        | Change::DropIndex { .. }
        | Change::DropUnique { .. }
        | Change::DropPrimaryKey { .. }
        | Change::DropConstraint { .. } => true,
        Change::AddColumn { .. }
        | Change::DropColumn { .. }
        | Change::RenameColumn { .. }
        | Change::AlterColumn { .. }
        | Change::AddPrimaryKey { .. }
        | Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::DropCheck { .. }
        | Change::AddForeignKey { .. }
        | Change::AddExclusion { .. }
        | Change::DropExclusion { .. }
        | Change::ValidateConstraint { .. }
        | Change::RenameConstraint { .. }
        | Change::CreateIndex { .. }
        | Change::RenameIndex { .. }
        | Change::SetOptions { .. }
        | Change::SetComment { .. } => false,
    }
}

/// Tells whether an index that a change drops or creates stays as it is: the foreign key that it belongs to comes or goes
/// in the same statement, and would make it or take it along.
pub(super) fn stays(change: &Change, before: &Table, changes: &[Change]) -> bool {
    let (name, comes) = match change {
        Change::CreateIndex { index, .. } => (index.name.as_ref(), false),
        Change::DropIndex { name, .. } => (Some(name), true),
        _ => return false,
    };
    let mut present = before.indexes.iter();
    let Some(present) = present.find(|index| index.name.as_ref() == name) else {
        return false;
    };
    changes.iter().any(|other| match other {
        Change::AddForeignKey { foreign_key } => comes && present.belongs_to(foreign_key),
        Change::DropForeignKey { foreign_key } => !comes && present.belongs_to(foreign_key),
        _ => false,
    })
}

impl Alteration<'_> {
    pub(super) fn apply(&mut self, change: &Change) -> Result<(), DdlError> {
        let writer = self.writer;
        match change {
            Change::AddColumn {
                column,
                if_not_exists,
            } => {
                let table = self.name;
                self.refuse(|missing, _| missing.column(table, column))?;
                let there = self.has_column(&column.name);
                if !(*if_not_exists && there) {
                    self.add_column(column);
                }
            }
            Change::DropColumn {
                name, if_exists, ..
            } => {
                if !*if_exists || self.has_column(name) {
                    self.columns.drop(name);
                }
            }
            Change::RenameColumn { from, to } => {
                if !writer.facts.mariadb {
                    self.rename_in_checks(from, to);
                    self.rename_in_indexes(from, to);
                    self.columns.recompute(self.live.as_ref(), from, to);
                }
                self.columns.rename(from, to);
            }
            Change::AlterColumn { name, patch, was } => {
                self.alter_column(name, patch, was.as_deref())?;
            }
            Change::AddPrimaryKey { primary_key } => {
                self.refuse(|missing, on| missing.primary_key(primary_key, on))?;
                if let Some(live) = &mut self.live {
                    live.primary_key = Some(primary_key.clone());
                }
                self.add(Kind::PrimaryKey, None, writer.primary_key(primary_key));
            }
            Change::DropPrimaryKey { .. } => {
                if let Some(live) = &mut self.live {
                    live.primary_key = None;
                }
                if !self.take_back(Kind::PrimaryKey, None) {
                    self.drops.push("DROP PRIMARY KEY".to_owned());
                }
            }
            Change::AddUnique { unique } => {
                self.refuse(|missing, on| missing.unique(unique, on))?;
                self.add(Kind::Index, unique.name.as_deref(), writer.unique(unique));
            }
            Change::DropUnique { unique } => {
                let name = self.unique_name(unique)?;
                self.drop_index(&name);
            }
            Change::AddCheck { check } => {
                self.refuse(|missing, on| missing.check(check, on))?;
                self.add_check(check);
            }
            Change::DropCheck { check } => {
                let check = self.check_named(check)?;
                self.drop_check(&check);
            }
            Change::AddForeignKey { foreign_key } => {
                self.refuse(|missing, on| missing.foreign_key(foreign_key, on))?;
                self.add_foreign_key(foreign_key);
            }
            Change::DropForeignKey { foreign_key } => {
                let name = self.foreign_key_name(foreign_key)?;
                self.drop_foreign_key(&name);
            }
            Change::AddExclusion { exclusion } | Change::DropExclusion { exclusion } => {
                let label = exclusion.name.clone().unwrap_or_default();
                self.refuse(|missing, on| {
                    missing.note(true, "exclusion constraints", &format!("{on}: {label}"));
                })?;
            }
            Change::ValidateConstraint { name } => {
                self.refuse(|missing, on| {
                    missing.note(true, "NOT VALID", &format!("{on}: {name}"));
                })?;
            }
            Change::RenameConstraint { from, to } => self.rename_constraint(from, to)?,
            Change::DropConstraint { name, if_exists } => self.drop_constraint(name, *if_exists)?,
            Change::CreateIndex {
                index,
                if_not_exists,
            } => {
                self.refuse(|missing, on| missing.index(index, on))?;
                let there = index
                    .name
                    .as_deref()
                    .is_some_and(|name| self.has_index(name));
                if !(*if_not_exists && there) {
                    self.add(Kind::Index, index.name.as_deref(), writer.index(index));
                }
            }
            Change::RenameIndex { from, to } => self.rename_index(from, to)?,
            Change::DropIndex {
                name, if_exists, ..
            } => {
                if !*if_exists || self.has_index(name) {
                    self.drop_index(name);
                }
            }
            Change::SetOptions { to, was } => self.set_options(to, was.as_deref())?,
            Change::SetComment { to, .. } => {
                let comment = writer.text(to.as_deref().unwrap_or_default());
                self.options.push(format!("COMMENT={comment}"));
            }
        }
        Ok(())
    }

    fn has_column(&self, name: &str) -> bool {
        let live = self.live.as_ref();
        live.is_some_and(|live| {
            live.columns
                .iter()
                .any(|column| column.name.eq_ignore_ascii_case(name))
        })
    }

    fn has_index(&self, name: &str) -> bool {
        let is_it = |own: &Option<String>| {
            own.as_ref()
                .is_some_and(|own| own.eq_ignore_ascii_case(name))
        };
        self.live.as_ref().is_some_and(|live| {
            live.indexes.iter().any(|index| is_it(&index.name))
                || live.uniques.iter().any(|unique| is_it(&unique.name))
        })
    }

    /// A unique constraint without a name is the one with the same columns.
    fn unique_name(&self, unique: &Unique) -> Result<String, DdlError> {
        let found = || {
            let live = self.live.as_ref()?;
            let own = live
                .uniques
                .iter()
                .find(|own| own.columns == unique.columns)?;
            own.name.clone()
        };
        unique
            .name
            .clone()
            .or_else(found)
            .ok_or_else(|| self.missing("unique constraint", &unique.columns.join(", ")))
    }

    fn foreign_key_name(&self, key: &ForeignKey) -> Result<String, DdlError> {
        let found = || {
            let live = self.live.as_ref()?;
            live.foreign_keys
                .iter()
                .find(|own| key.names(own))?
                .name
                .clone()
        };
        key.name
            .clone()
            .or_else(found)
            .ok_or_else(|| self.missing("foreign key", &key.columns.join(", ")))
    }

    /// A check without a name is the one with the same expression, wherever it stands.
    fn check_named(&self, check: &Check) -> Result<Check, DdlError> {
        if check.name.is_some() {
            return Ok(check.clone());
        }
        let one_form = |table: &Table, expression: &str| {
            let names: Vec<String> = table.columns.iter().map(|own| own.name.clone()).collect();
            canonical(expression, &names)
        };
        let found = self.live.as_ref().and_then(|live| {
            let wanted = one_form(live, &check.expression);
            live.checks
                .iter()
                .find(|own| one_form(live, &own.expression) == wanted)
                .cloned()
        });
        found.ok_or_else(|| self.missing("check constraint", &check.expression))
    }

    fn add_check(&mut self, check: &Check) {
        let at_column = check.column.as_ref().filter(|_| self.writer.facts.mariadb);
        match (at_column, &mut self.live) {
            (Some(column), Some(live)) => {
                live.checks.push(check.clone());
                self.columns.restate(column);
            }
            (Some(_) | None, _) => {
                let clause = self.writer.check(check);
                self.add(Kind::Check, check.name.as_deref(), clause);
            }
        }
    }

    /// MySQL refuses to rename a column that checks speak of: they go, and come back with the new name.
    fn rename_in_checks(&mut self, from: &str, to: &str) {
        let checks = self.live.as_ref().map(|live| live.checks.clone());
        for mut check in checks.unwrap_or_default() {
            if mentions(&check.expression, from) {
                self.drop_check(&check);
                check.expression = renamed(&check.expression, from, to);
                self.add_check(&check);
            }
        }
    }

    /// The same is true of indexes of expressions.
    fn rename_in_indexes(&mut self, from: &str, to: &str) {
        let indexes = self.live.as_ref().map(|live| live.indexes.clone());
        for mut index in indexes.unwrap_or_default() {
            let mut follows = false;
            for entry in &mut index.columns {
                match &mut entry.key {
                    IndexKey::Expression(text) if mentions(text, from) => {
                        *text = renamed(text, from, to);
                        follows = true;
                    }
                    IndexKey::Column(name) if name == from => to.clone_into(name),
                    IndexKey::Expression(_) | IndexKey::Column(_) => {}
                }
            }
            if let Some(name) = index.name.as_deref().filter(|_| follows) {
                self.drop_index(name);
                self.add(Kind::Index, Some(name), self.writer.index(&index));
            }
            if let Some(live) = &mut self.live {
                live.indexes.retain(|own| own.name != index.name);
                live.indexes.push(index);
            }
        }
    }

    /// The server keeps constraints of each kind apart, and has a word for each.
    fn drop_constraint(&mut self, name: &str, if_exists: bool) -> Result<(), DdlError> {
        let is_it = |own: &Option<String>| own.as_deref() == Some(name);
        let Some(live) = &self.live else {
            if !if_exists {
                return Err(DdlError::NoTable(self.name.clone()));
            }
            return Ok(());
        };
        if live.foreign_keys.iter().any(|key| is_it(&key.name)) {
            self.drop_foreign_key(name);
        } else if let Some(check) = live.checks.iter().find(|check| is_it(&check.name)).cloned() {
            self.drop_check(&check);
        } else if self.has_index(name) {
            self.drop_index(name);
        } else if live.primary_key.is_some() && name.eq_ignore_ascii_case("PRIMARY") {
            self.drops.push("DROP PRIMARY KEY".to_owned());
        } else if !if_exists {
            return Err(self.missing("constraint", name));
        }
        Ok(())
    }

    fn rename_constraint(&mut self, from: &str, to: &str) -> Result<(), DdlError> {
        let is_it = |own: &Option<String>| own.as_deref() == Some(from);
        let Some(live) = &self.live else {
            return Err(DdlError::NoTable(self.name.clone()));
        };
        if let Some(mut key) = live
            .foreign_keys
            .iter()
            .find(|key| is_it(&key.name))
            .cloned()
        {
            self.drop_foreign_key(from);
            key.name = Some(to.to_owned());
            self.add_foreign_key(&key);
        } else if let Some(mut check) = live.checks.iter().find(|own| is_it(&own.name)).cloned() {
            self.drop_check(&check);
            check.name = Some(to.to_owned());
            self.add_check(&check);
        } else if self.has_index(from) {
            self.rename_index(from, to)?;
        } else {
            return Err(self.missing("constraint", from));
        }
        Ok(())
    }

    fn rename_index(&mut self, from: &str, to: &str) -> Result<(), DdlError> {
        // One that this statement makes anew, for its columns have other names, is made under this one.
        let comes = self.take_back(Kind::Index, Some(from));
        let is_it = |own: &Option<String>| own.as_deref() == Some(from);
        let mut clause = None;
        if let Some(live) = &mut self.live {
            if let Some(index) = live.indexes.iter_mut().find(|index| is_it(&index.name)) {
                index.name = Some(to.to_owned());
                clause = Some(self.writer.index(index));
            } else if let Some(unique) = live.uniques.iter_mut().find(|it| is_it(&it.name)) {
                unique.name = Some(to.to_owned());
                clause = Some(self.writer.unique(unique));
            }
        }
        if self.writer.facts.renames_indexes() && !comes {
            self.index_renames.push((from.to_owned(), to.to_owned()));
            return Ok(());
        }
        let Some(clause) = clause else {
            return Err(self.missing("index", from));
        };
        if !comes {
            self.drops.push(format!("DROP INDEX {}", quote(from)));
        }
        self.add(Kind::Index, Some(to), clause);
        Ok(())
    }

    /// States the options that change. A new character set or collation is that of the columns, too, which have the
    /// table's: they are written again in the same statement.
    fn set_options(
        &mut self,
        to: &TableOptions,
        was: Option<&TableOptions>,
    ) -> Result<(), DdlError> {
        self.refuse(|missing, on| missing.options(to, on))?;
        let none = TableOptions::default();
        let live = self.live.as_ref().map(|live| live.options.clone());
        let was = live.as_ref().or(was).unwrap_or(&none);
        let same = |to: &Option<String>, was: &Option<String>| match (to, was) {
            (Some(to), Some(was)) => to.eq_ignore_ascii_case(was),
            (to, was) => to == was,
        };
        let charset = !same(&to.charset, &was.charset);
        let collation = !same(&to.collation, &was.collation);
        let changed = TableOptions {
            engine: to.engine.clone().filter(|_| !same(&to.engine, &was.engine)),
            charset: to.charset.clone().filter(|_| charset || collation),
            collation: to.collation.clone().filter(|_| charset || collation),
            row_format: match (&to.row_format, &was.row_format) {
                (None, Some(_)) => Some("DEFAULT".to_owned()),
                (to_format, was_format) => {
                    to_format.clone().filter(|_| !same(to_format, was_format))
                }
            },
            parameters: to
                .parameters
                .clone()
                .filter(|_| !same(&to.parameters, &was.parameters)),
            ..TableOptions::default()
        };
        self.options.extend(self.writer.options(&changed, None));
        let forgotten = forgotten(to.parameters.as_deref(), was.parameters.as_deref());
        self.options.extend(forgotten);
        // By itself: beside other changes it has to stand at one place or another.
        let name = self.writer.table_name(self.name);
        match &to.partition_by {
            Some(clause) if !same(&to.partition_by, &was.partition_by) => {
                self.behind.push(format!("ALTER TABLE {name} {clause}"));
            }
            None if was.partition_by.is_some() => {
                let clause = format!("ALTER TABLE {name} REMOVE PARTITIONING");
                self.before.push(clause);
            }
            Some(_) | None => {}
        }
        if charset || collation {
            let followers: Vec<String> = self
                .live
                .iter()
                .flat_map(|live| &live.columns)
                .filter(|column| {
                    has_collation(&normal(&column.type_))
                        && column.collation.is_none()
                        && column.charset.is_none()
                })
                .map(|column| column.name.clone())
                .collect();
            for column in followers {
                self.columns.restate_original(&column);
            }
        }
        Ok(())
    }
}

/// What takes options back that are not said any more, where that can be said.
/// <https://mariadb.com/kb/en/create-table/#table-options>
fn forgotten(to: Option<&str>, was: Option<&str>) -> Vec<String> {
    let named = |text: Option<&str>| -> Vec<String> {
        let options = text.map(options).unwrap_or_default();
        let name = |option: &&str| option.split('=').next().map(str::to_ascii_uppercase);
        options.iter().filter_map(name).collect()
    };
    let said = named(to);
    let gone = named(was).into_iter().filter(|name| !said.contains(name));
    gone.filter_map(|name| {
        let usual = match name.as_str() {
            "AVG_ROW_LENGTH" | "CHECKSUM" | "DELAY_KEY_WRITE" | "KEY_BLOCK_SIZE" | "MAX_ROWS"
            | "MIN_ROWS" => "0",
            "PACK_KEYS" | "STATS_AUTO_RECALC" | "STATS_PERSISTENT" | "STATS_SAMPLE_PAGES" => {
                "DEFAULT"
            }
            // Others are taken back by no word, or not by all servers.
            _ => return None,
        };
        Some(format!("{name}={usual}"))
    })
    .collect()
}
