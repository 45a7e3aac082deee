//! One change: what it does to the draft, and whether SQLite has a statement for it.

use std::ops::Range;

use super::super::create;
use super::super::draft::Place;
use super::super::expression::{Names, canonical, literal, mentions};
use super::super::parse::{ConstraintKind, TriggerEvent, create_index, create_trigger};
use super::super::read::primary_key;
use super::super::types::{declared, spell};
use super::super::unsupported::{self, SQLITE};
use super::columns::Source;
use super::{Alteration, Native};
use crate::dialect::{DdlError, Unsupported};
use crate::operation::{ApplyError, Change, ColumnPatch};
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, ForeignKey, Identity, Index, IndexKey, Literal,
    PrimaryKey, TableOptions, Unique,
};

/// Fails with the first thing that SQLite lacks.
fn refuse(unsupported: Option<Unsupported>) -> Result<(), DdlError> {
    unsupported.map_or(Ok(()), |unsupported| Err(unsupported.into()))
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

impl Alteration<'_> {
    /// Does one change.
    pub(super) fn apply(&mut self, change: &Change) -> Result<(), DdlError> {
        match change {
            Change::AddColumn { column } => self.add_column(column),
            Change::DropColumn { name, .. } => self.drop_column(name),
            Change::RenameColumn { from, to } => self.rename_column(from, to),
            Change::AlterColumn { name, patch, .. } => self.alter_column(name, patch),
            Change::AddPrimaryKey { primary_key } => self.add_primary_key(primary_key),
            Change::DropPrimaryKey { .. } => self.drop_primary_key(),
            Change::AddUnique { unique } => self.add_unique(unique),
            Change::DropUnique { unique } => self.drop_unique(unique),
            Change::AddCheck { check } => self.add_check(check),
            Change::DropCheck { check } => self.drop_check(check),
            Change::AddForeignKey { foreign_key } => self.add_foreign_key(foreign_key),
            Change::DropForeignKey { foreign_key } => self.drop_foreign_key(foreign_key),
            Change::DropConstraint { name } => self.drop_named_constraint(name),
            Change::CreateIndex { index } => self.create_index(index),
            Change::DropIndex { name, .. } => match self.forget_index(name) {
                Some(_) => Ok(()),
                None if self.is_gone(name) => Ok(()),
                None => Err(self.draft.missing("index", name)),
            },
            Change::SetOptions { to, .. } => self.set_options(to),
            Change::SetComment { to, .. } => match to {
                Some(_) => Err(Unsupported::new(SQLITE, "comments", self.table.to_string()).into()),
                None => Ok(()),
            },
        }
    }

    fn is_gone(&self, name: &str) -> bool {
        self.gone.iter().any(|gone| gone.eq_ignore_ascii_case(name))
    }

    fn was_dropped(&self, columns: &[String]) -> bool {
        columns.iter().any(|name| {
            self.dropped
                .iter()
                .any(|(dropped, _)| dropped.eq_ignore_ascii_case(name))
        })
    }

    /// The draft's name of a column.
    fn draft_name(&self, name: &str) -> Result<String, DdlError> {
        self.columns
            .get(name)
            .map(|track| track.draft.clone())
            .ok_or_else(|| self.draft.missing("column", name))
    }

    /// The draft's names of columns.
    fn draft_names(&self, names: &[String]) -> Result<Vec<String>, DdlError> {
        names.iter().map(|name| self.draft_name(name)).collect()
    }

    fn exists(&self, what: &'static str, name: &str) -> DdlError {
        DdlError::Apply(ApplyError::Exists {
            table: self.table.clone(),
            what,
            name: name.to_owned(),
        })
    }

    fn add_column(&mut self, column: &Column) -> Result<(), DdlError> {
        let strict = self.draft.parsed.strict;
        if self.columns.get(&column.name).is_some() {
            return Err(self.exists("column", &column.name));
        }
        let numbered = column.identity;
        let mut column = column.clone();
        // Whether it may be numbered is seen when the primary key is known.
        if column.identity != Some(Identity::Always) {
            column.identity = None;
        }
        refuse(unsupported::added_column(self.table, &column, strict))?;
        let change_name = column.name.clone();
        column.name = self.columns.add(&column.name, self.last.as_deref());
        if let Some(identity) = numbered {
            self.numbering.push((column.name.clone(), identity));
        }
        // Rows get the default that the column is added with, whatever becomes of it later in the group.
        if let Some(default) = &column.default
            && let Some(track) = self.columns.get_mut(&change_name)
        {
            let value = create::default(default, &column.type_, strict);
            track.source = Source::Expression(value);
        }
        if let Some(generated) = &mut column.generated {
            generated.expression = self.columns.in_draft(&generated.expression);
        }
        let type_ = if numbered.is_some() {
            "INTEGER".to_owned()
        } else {
            spell(&column.type_, strict)
        };
        let definition = create::column_definition(&column, &type_, strict);
        self.draft.add_column(&definition)?;
        if let Some(last) = self.last.take() {
            self.draft.drop_column(&last)?;
        }
        // Where there are rows, SQLite wants a default that needs no computing, and stores nothing computed.
        // <https://www.sqlite.org/lang_altertable.html#altertabaddcol>
        let constant = match &column.default {
            None | Some(ColumnDefault::Literal(_)) => true,
            Some(ColumnDefault::Expression(expression)) => literal(expression, false).is_some(),
        };
        let zero = matches!(&column.default, Some(ColumnDefault::Literal(Literal::Text(text))) if text.contains('\0'));
        let stored = column.generated.is_some_and(|generated| generated.stored);
        if numbered.is_some() || !constant || zero || stored {
            self.rebuild = true;
        } else {
            self.native.push(Native::AddColumn(column.name));
        }
        Ok(())
    }

    fn drop_column(&mut self, name: &str) -> Result<(), DdlError> {
        let draft = self.draft_name(name)?;
        self.refuse_triggers_on(name, &draft)?;
        let (mut native, along) = self.what_goes_with(name, &draft)?;
        native &= !self.draft.has_comments();
        let column = self.draft.column(&draft)?;
        let at = self
            .draft
            .parsed
            .columns
            .iter()
            .position(|other| other == column);
        for constraint in &column.constraints {
            native &= match &constraint.kind {
                ConstraintKind::PrimaryKey { .. } => {
                    return Err(DdlError::Invalid(format!(
                        "column `{}.{name}` is the primary key; drop the primary key first",
                        self.table
                    )));
                }
                ConstraintKind::Unique { .. } | ConstraintKind::ForeignKey { .. } => false,
                ConstraintKind::Nothing
                | ConstraintKind::NotNull
                | ConstraintKind::Null
                | ConstraintKind::Check { .. }
                | ConstraintKind::Default { .. }
                | ConstraintKind::Collate { .. }
                | ConstraintKind::Deferral(_)
                | ConstraintKind::Generated { .. } => true,
            };
            self.gone.extend(constraint.name.clone());
        }
        // Its own constraints go with its definition.
        for place in along.into_iter().rev().filter(|place| place.column != at) {
            self.draft.drop_constraint(place)?;
        }
        let indexes: Vec<String> = self
            .stored
            .indexes
            .iter()
            .filter(|index| index_uses(&index.sql, &draft))
            .map(|index| index.name.clone())
            .collect();
        for index in indexes {
            if let Some(index) = self.forget_index(&index) {
                native &= create_index(&index.sql).is_ok_and(|parsed| !parsed.unique);
                self.gone.push(index.name);
            }
        }
        if self.draft.parsed.columns.len() == 1 {
            native = false;
            self.last = Some(draft.clone());
        } else {
            self.draft.drop_column(&draft)?;
        }
        self.numbering.retain(|(numbered, _)| *numbered != draft);
        self.columns.remove(name);
        self.dropped.push((name.to_owned(), draft.clone()));
        // A column that this group added is simply not added.
        let added = self
            .native
            .iter()
            .position(|native| matches!(native, Native::AddColumn(added) if *added == draft));
        match added {
            Some(added) => drop(self.native.remove(added)),
            None if native => {
                self.drops_natively = true;
                self.native.push(Native::Sql(format!(
                    "ALTER TABLE {} DROP COLUMN {}",
                    super::quote(&self.stored.name),
                    super::quote(&draft)
                )));
            }
            None => self.rebuild = true,
        }
        Ok(())
    }

    /// A trigger that waits for updates of a column that is no more would never fire again.
    fn refuse_triggers_on(&self, name: &str, draft: &str) -> Result<(), DdlError> {
        for trigger in &self.stored.triggers {
            let Ok(parsed) = create_trigger(&trigger.sql) else {
                continue;
            };
            if let TriggerEvent::Update { columns } = parsed.event
                && columns
                    .iter()
                    .any(|column| column.eq_ignore_ascii_case(draft))
            {
                return Err(DdlError::Invalid(format!(
                    "trigger `{}` waits for updates of `{}.{name}`; drop the trigger first",
                    trigger.name, self.table
                )));
            }
        }
        Ok(())
    }

    /// Finds the constraints that go with a column, and tells whether nothing else in the table names it.
    fn what_goes_with(&mut self, name: &str, draft: &str) -> Result<(bool, Vec<Place>), DdlError> {
        let mut along = Vec::new();
        let mut gone = Vec::new();
        let mut alone = true;
        let others: Vec<String> = self
            .draft
            .column_names()
            .into_iter()
            .filter(|other| !other.eq_ignore_ascii_case(draft))
            .collect();
        for (place, constraint) in self.draft.constraints() {
            let owner = place.column.map(|at| &self.draft.parsed.columns[at].name);
            if owner.is_some_and(|owner| owner.eq_ignore_ascii_case(draft)) {
                continue;
            }
            let keyed = constraint
                .kind
                .key_columns()
                .iter()
                .any(|key| key.name.eq_ignore_ascii_case(draft));
            let goes = match &constraint.kind {
                ConstraintKind::PrimaryKey { .. } if keyed => {
                    return Err(DdlError::Invalid(format!(
                        "column `{}.{name}` is part of the primary key; drop the primary key first",
                        self.table
                    )));
                }
                ConstraintKind::Unique { .. } | ConstraintKind::ForeignKey { .. } => keyed,
                ConstraintKind::Check { expression } => {
                    let expression = &self.draft.sql[expression.clone()];
                    mentions(expression, draft)
                        && !others.iter().any(|other| mentions(expression, other))
                }
                ConstraintKind::Nothing
                | ConstraintKind::PrimaryKey { .. }
                | ConstraintKind::NotNull
                | ConstraintKind::Null
                | ConstraintKind::Default { .. }
                | ConstraintKind::Collate { .. }
                | ConstraintKind::Deferral(_)
                | ConstraintKind::Generated { .. } => false,
            };
            alone &= !mentions(&self.draft.sql[constraint.span.clone()], draft);
            if goes {
                along.push(place);
                gone.extend(constraint.name.clone());
            }
        }
        self.gone.append(&mut gone);
        Ok((alone && along.is_empty(), along))
    }

    /// Refuses what is left in the end and uses a column that is no more.
    pub(super) fn refuse_dangling(&self) -> Result<(), DdlError> {
        for (name, draft) in &self.dropped {
            if self.draft.parsed.column(draft).is_some() {
                continue;
            }
            for (place, constraint) in self.draft.constraints() {
                let text = |span: &Range<usize>| &self.draft.sql[span.clone()];
                match &constraint.kind {
                    ConstraintKind::Check { expression } if mentions(text(expression), draft) => {
                        return Err(DdlError::Invalid(format!(
                            "check constraint `{}` uses `{}.{name}`; drop the constraint first",
                            constraint.name.as_deref().unwrap_or(text(expression)),
                            self.table
                        )));
                    }
                    ConstraintKind::Generated { expression, .. }
                        if mentions(text(expression), draft) =>
                    {
                        let owner = place.column.map(|at| &self.draft.parsed.columns[at].name);
                        return Err(DdlError::Invalid(format!(
                            "generated column `{}.{}` uses `{name}`; drop that column first",
                            self.table,
                            owner.map_or("", String::as_str),
                        )));
                    }
                    ConstraintKind::Nothing
                    | ConstraintKind::PrimaryKey { .. }
                    | ConstraintKind::NotNull
                    | ConstraintKind::Null
                    | ConstraintKind::Unique { .. }
                    | ConstraintKind::Check { .. }
                    | ConstraintKind::Default { .. }
                    | ConstraintKind::Collate { .. }
                    | ConstraintKind::ForeignKey { .. }
                    | ConstraintKind::Deferral(_)
                    | ConstraintKind::Generated { .. } => {}
                }
            }
        }
        Ok(())
    }

    fn rename_column(&mut self, from: &str, to: &str) -> Result<(), DdlError> {
        let taken = self
            .columns
            .get(to)
            .is_some_and(|_| !from.eq_ignore_ascii_case(to));
        if taken {
            return Err(self.exists("column", to));
        }
        match self.columns.get_mut(from) {
            Some(track) => {
                to.clone_into(&mut track.current);
                Ok(())
            }
            None => Err(self.draft.missing("column", from)),
        }
    }

    fn alter_column(&mut self, name: &str, patch: &ColumnPatch) -> Result<(), DdlError> {
        let draft = self.draft_name(name)?;
        let on = format!("{}.{name}", self.table);
        let ColumnPatch {
            type_,
            using,
            nullable,
            default,
            identity,
            generated,
            collation,
            comment,
        } = patch;
        if let Some(Some(_)) = comment {
            return Err(Unsupported::new(SQLITE, "comments", on).into());
        }
        let without_comment = ColumnPatch {
            comment: None,
            ..patch.clone()
        };
        if without_comment.is_empty() {
            return Ok(());
        }
        self.rebuild = true;
        let strict = self.draft.parsed.strict;
        let live = super::super::read::column(&self.draft.sql, self.draft.column(&draft)?);
        let mut column = Column::new(name, type_.clone().unwrap_or(live.type_));
        column.collation = collation.clone().flatten();
        column.generated = generated.clone().flatten();
        column.identity = identity.flatten().filter(|to| *to == Identity::Always);
        refuse(unsupported::added_column(self.table, &column, strict))?;

        if let Some(type_) = type_ {
            self.set_type(&draft, type_)?;
        }
        if let Some(identity) = identity {
            self.draft.set_identity(&draft, *identity)?;
            self.numbering.retain(|(numbered, _)| *numbered != draft);
            self.numbering
                .extend(identity.map(|identity| (draft.clone(), identity)));
        }
        if let Some(collation) = collation {
            self.draft.set_collation(&draft, collation.as_deref())?;
        }
        if let Some(default) = default {
            self.draft.set_default(&column, &draft, default.as_ref())?;
        }
        if let Some(generated) = generated {
            let mut generated = generated.clone();
            if let Some(generated) = &mut generated {
                generated.expression = self.columns.in_draft(&generated.expression);
            }
            self.draft.set_generated(&draft, generated.as_ref())?;
        }
        if let Some(nullable) = nullable {
            self.draft.set_nullable(&draft, *nullable)?;
        }
        if let Some(using) = using {
            let expression = self.columns.in_source(using);
            if let Some(track) = self.columns.get_mut(name) {
                track.source = Source::Expression(expression);
            }
        }
        Ok(())
    }

    /// Gives a column a type. The column that numbers the rows is `INTEGER`, whatever integer is asked for.
    fn set_type(&mut self, draft: &str, type_: &ColumnType) -> Result<(), DdlError> {
        let numbers = self
            .draft
            .rowid_alias()
            .is_some_and(|(alias, _)| alias.eq_ignore_ascii_case(draft));
        let integer = matches!(
            type_,
            ColumnType::TinyInt | ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
        );
        if numbers && integer {
            return Ok(());
        }
        let spelling = spell(type_, self.draft.parsed.strict);
        self.draft.set_type(draft, &spelling)
    }

    fn add_primary_key(&mut self, key: &PrimaryKey) -> Result<(), DdlError> {
        if primary_key(&self.draft.parsed).is_some() {
            return Err(self.exists("primary key", key.name.as_deref().unwrap_or("")));
        }
        self.rebuild = true;
        let key = PrimaryKey {
            name: key.name.clone(),
            columns: self.draft_names(&key.columns)?,
        };
        self.draft.add_constraint(&create::primary_key(&key))?;
        let [column] = key.columns.as_slice() else {
            return Ok(());
        };
        let mut numbering = self.numbering.iter();
        match numbering.find(|(numbered, _)| numbered == column) {
            Some((_, identity)) => self.draft.set_identity(column, Some(*identity)),
            // As where a table is created: what is not to be numbered must not be spelt `INTEGER`.
            None if self.is_foreign(column) => Ok(()),
            None => self.draft.set_identity(column, None),
        }
    }

    /// Tells whether a column of the draft is a foreign key, or part of one.
    fn is_foreign(&self, column: &str) -> bool {
        self.draft.constraints().any(|(_, constraint)| {
            matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
                && key_names(&constraint.kind)
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(column))
        })
    }

    fn drop_primary_key(&mut self) -> Result<(), DdlError> {
        let place = self
            .draft
            .constraints()
            .find(|(_, constraint)| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }))
            .map(|(place, _)| place)
            .ok_or_else(|| self.draft.missing("primary key", ""))?;
        self.rebuild = true;
        self.draft.drop_constraint(place)
    }

    fn refuse_taken_name(&self, name: &Option<String>) -> Result<(), DdlError> {
        let Some(name) = name else {
            return Ok(());
        };
        let taken = self.draft.constraints().any(|(_, constraint)| {
            constraint
                .name
                .as_ref()
                .is_some_and(|taken| taken.eq_ignore_ascii_case(name))
        });
        if taken {
            return Err(self.exists("constraint", name));
        }
        Ok(())
    }

    fn add_unique(&mut self, unique: &Unique) -> Result<(), DdlError> {
        refuse(unsupported::added_unique(self.table, unique))?;
        self.refuse_taken_name(&unique.name)?;
        self.rebuild = true;
        let mut unique = unique.clone();
        unique.columns = self.draft_names(&unique.columns)?;
        self.draft.add_constraint(&create::unique(&unique))
    }

    fn add_check(&mut self, check: &Check) -> Result<(), DdlError> {
        self.refuse_taken_name(&check.name)?;
        let expression = self.columns.in_draft(&check.expression);
        let check = Check {
            name: check.name.clone(),
            expression,
        };
        self.rebuild = true;
        self.draft.add_constraint(&create::check(&check))
    }

    fn add_foreign_key(&mut self, key: &ForeignKey) -> Result<(), DdlError> {
        refuse(unsupported::added_foreign_key(self.table, key))?;
        self.refuse_taken_name(&key.name)?;
        let mut key = key.clone();
        key.columns = self.draft_names(&key.columns)?;
        if key
            .references_table
            .name
            .eq_ignore_ascii_case(&self.stored.name)
        {
            key.references_columns = self.columns.drafts(&key.references_columns);
        }
        // A column that this group adds brings its foreign key along, if no row has a value in it.
        if let [column] = key.columns.as_slice()
            && !self.rebuild
            && self
                .native
                .iter()
                .any(|native| matches!(native, Native::AddColumn(added) if added == column))
            && !self
                .draft
                .column(column)?
                .constraints
                .iter()
                .any(|constraint| {
                    matches!(
                        constraint.kind,
                        ConstraintKind::Default { .. } | ConstraintKind::Generated { .. }
                    )
                })
        {
            return self
                .draft
                .append_to_column(column, &create::column_foreign_key(&key));
        }
        self.rebuild = true;
        self.draft.add_constraint(&create::foreign_key(&key))
    }

    /// Finds a constraint: the one of that name, else an unnamed one of that content, else (for a drop without a name)
    /// any of that content.
    fn find(
        &self,
        name: &Option<String>,
        is_kind: impl Fn(&ConstraintKind) -> bool,
        is_content: impl Fn(&ConstraintKind) -> bool,
    ) -> Option<Place> {
        let named = name.as_ref().and_then(|name| {
            self.draft.constraints().find(|(_, constraint)| {
                is_kind(&constraint.kind)
                    && constraint
                        .name
                        .as_ref()
                        .is_some_and(|own| own.eq_ignore_ascii_case(name))
            })
        });
        let mut alike: Vec<_> = self
            .draft
            .constraints()
            .filter(|(_, constraint)| {
                is_content(&constraint.kind) && (name.is_none() || constraint.name.is_none())
            })
            .collect();
        alike.sort_by_key(|(_, constraint)| constraint.name.is_some());
        named
            .or_else(|| alike.first().copied())
            .map(|(place, _)| place)
    }

    fn drop_found(
        &mut self,
        place: Option<Place>,
        what: &'static str,
        name: Option<&String>,
        label: &str,
        with_column: bool,
    ) -> Result<(), DdlError> {
        match place {
            Some(place) => {
                self.rebuild = true;
                self.draft.drop_constraint(place)
            }
            // It went with its column.
            None if with_column || name.is_some_and(|name| self.is_gone(name)) => Ok(()),
            None => Err(self.draft.missing(what, name.map_or(label, String::as_str))),
        }
    }

    fn drop_unique(&mut self, unique: &Unique) -> Result<(), DdlError> {
        let columns = self.columns.drafts(&unique.columns);
        let place = self.find(
            &unique.name,
            |kind| matches!(kind, ConstraintKind::Unique { .. }),
            |kind| {
                matches!(kind, ConstraintKind::Unique { .. }) && same(&key_names(kind), &columns)
            },
        );
        self.drop_found(
            place,
            "unique constraint",
            unique.name.as_ref(),
            &unique.columns.join(", "),
            self.was_dropped(&unique.columns),
        )
    }

    fn drop_check(&mut self, check: &Check) -> Result<(), DdlError> {
        let columns = self.draft.column_names();
        let names = Names {
            table: &self.stored.name,
            columns: &columns,
        };
        let wanted = canonical(&self.columns.in_draft(&check.expression), names);
        let place = self.find(
            &check.name,
            |kind| matches!(kind, ConstraintKind::Check { .. }),
            |kind| match kind {
                ConstraintKind::Check { expression } => {
                    canonical(&self.draft.sql[expression.clone()], names) == wanted
                }
                _ => false,
            },
        );
        let with_column = self
            .dropped
            .iter()
            .any(|(column, _)| mentions(&check.expression, column));
        self.drop_found(
            place,
            "check constraint",
            check.name.as_ref(),
            &check.expression,
            with_column,
        )
    }

    fn drop_foreign_key(&mut self, key: &ForeignKey) -> Result<(), DdlError> {
        let columns = self.columns.drafts(&key.columns);
        let place = self.find(
            &key.name,
            |kind| matches!(kind, ConstraintKind::ForeignKey { .. }),
            |kind| match kind {
                ConstraintKind::ForeignKey { reference, .. } => {
                    same(&key_names(kind), &columns)
                        && reference
                            .table
                            .eq_ignore_ascii_case(&key.references_table.name)
                        && (reference.columns.is_empty()
                            || key.references_columns.is_empty()
                            || same(&reference.columns, &key.references_columns))
                }
                _ => false,
            },
        );
        self.drop_found(
            place,
            "foreign key",
            key.name.as_ref(),
            &key.columns.join(", "),
            self.was_dropped(&key.columns),
        )
    }

    fn drop_named_constraint(&mut self, name: &str) -> Result<(), DdlError> {
        let name = name.to_owned();
        let is_constraint = |kind: &ConstraintKind| {
            matches!(
                kind,
                ConstraintKind::PrimaryKey { .. }
                    | ConstraintKind::Unique { .. }
                    | ConstraintKind::Check { .. }
                    | ConstraintKind::ForeignKey { .. }
            )
        };
        let place = self.find(&Some(name.clone()), is_constraint, |_| false);
        self.drop_found(place, "constraint", Some(&name), "", false)
    }

    fn create_index(&mut self, index: &Index) -> Result<(), DdlError> {
        refuse(unsupported::added_index(self.table, index))?;
        for column in &index.columns {
            if let IndexKey::Column(name) = &column.key {
                self.draft_name(name)?;
            }
        }
        let taken = index.name.as_ref().is_some_and(|name| {
            let mut present = self.stored.indexes.iter();
            present.any(|present| present.name.eq_ignore_ascii_case(name))
        });
        if taken {
            return Err(self.exists("index", index.name.as_deref().unwrap_or("")));
        }
        self.new_indexes.push(create::index(self.table, index)?);
        Ok(())
    }

    fn set_options(&mut self, to: &TableOptions) -> Result<(), DdlError> {
        refuse(unsupported::set_options(self.table, to))?;
        let parsed = &self.draft.parsed;
        if parsed.strict == to.strict && parsed.without_rowid == to.without_rowid {
            return Ok(());
        }
        self.rebuild = true;
        if to.strict && !parsed.strict {
            for name in self.draft.column_names() {
                let column = self.draft.column(&name)?;
                let spelling = super::super::read::declared_spelling(&self.draft.sql, column);
                let strict = super::super::types::is_strict_spelling(&spelling);
                if !strict {
                    let type_ = declared(&spelling);
                    let on = format!("{}.{name}", self.table);
                    if let ColumnType::Other(spelling) = &type_ {
                        return Err(Unsupported::new(
                            SQLITE,
                            format!("type `{spelling}` in STRICT tables, which take INT, INTEGER, REAL, TEXT, BLOB and ANY"),
                            on,
                        )
                        .into());
                    }
                    self.draft.set_type(&name, &spell(&type_, true))?;
                }
            }
        }
        self.draft.set_options(to)
    }
}

fn key_names(kind: &ConstraintKind) -> Vec<String> {
    kind.key_columns()
        .iter()
        .map(|key| key.name.clone())
        .collect()
}

/// Tells whether an index reads the column.
fn index_uses(sql: &str, column: &str) -> bool {
    match create_index(sql) {
        Ok(parsed) => {
            let terms = parsed.terms.iter().map(|term| &term.expression);
            terms
                .chain(&parsed.predicate)
                .any(|span| mentions(&sql[span.clone()], column))
        }
        Err(_) => mentions(sql, column),
    }
}
