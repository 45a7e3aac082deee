//! One change: what it does to the draft, and whether SQLite has a statement for it.

use super::super::create;
use super::super::expression::literal;
use super::super::parse::create_index;
use super::super::types::{self, declared, quote, spell};
use super::super::unsupported::{self, SQLITE};
use super::columns::Source;
use super::{Alteration, Native};
use crate::dialect::{DdlError, InspectError, Unsupported};
use crate::operation::{ApplyError, Change, ColumnPatch};
use crate::schema::{
    Column, ColumnDefault, ColumnPlace, ColumnType, Identity, Index, IndexKey, Literal,
    TableOptions,
};

/// Fails with the first thing that SQLite lacks.
pub(super) fn refuse(unsupported: Option<Unsupported>) -> Result<(), DdlError> {
    unsupported.map_or(Ok(()), |unsupported| Err(unsupported.into()))
}

impl Alteration<'_> {
    /// Does one change.
    pub(super) fn apply(&mut self, change: &Change) -> Result<(), DdlError> {
        match change {
            Change::AddColumn {
                column,
                if_not_exists,
            } => {
                if *if_not_exists && self.columns.get(&column.name).is_some() {
                    return Ok(());
                }
                self.add_column(column)
            }
            Change::DropColumn {
                name, if_exists, ..
            } => {
                if *if_exists && self.columns.get(name).is_none() {
                    return Ok(());
                }
                self.drop_column(name)
            }
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
            Change::AddExclusion { exclusion } | Change::DropExclusion { exclusion } => {
                refuse(Some(unsupported::exclusion(self.table, exclusion)))
            }
            // What SQLite has was held against all rows when it was added.
            Change::ValidateConstraint { name } => match self.constraint_named(name) {
                true => Ok(()),
                false => Err(self.draft.missing("constraint", name)),
            },
            Change::RenameConstraint { from, to } => self.rename_constraint(from, to),
            Change::DropConstraint { name, if_exists } => {
                self.drop_named_constraint(name, *if_exists)
            }
            Change::CreateIndex {
                index,
                if_not_exists,
            } => self.create_index(index, *if_not_exists),
            Change::RenameIndex { from, to } => self.rename_index(from, to),
            Change::DropIndex {
                name,
                if_exists,
                concurrently: _,
                ..
            } => match self.forget_index(name) {
                Some(_) => Ok(()),
                None if *if_exists || self.is_gone(name) => Ok(()),
                None => Err(self.draft.missing("index", name)),
            },
            Change::SetOptions { to, .. } => self.set_options(to),
            Change::SetComment { to, .. } => match to {
                Some(_) => Err(Unsupported::new(SQLITE, "comments", self.table.to_string()).into()),
                None => Ok(()),
            },
        }
    }

    fn constraint_named(&self, name: &str) -> bool {
        self.draft.constraints().any(|(_, constraint)| {
            let own = constraint.name.as_deref();
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        })
    }

    /// SQLite has no statement for it: the index is dropped, and created with what it was made of.
    fn rename_index(&mut self, from: &str, to: &str) -> Result<(), DdlError> {
        if !from.eq_ignore_ascii_case(to) {
            self.refuse_taken_index(to)?;
        }
        let index = self
            .forget_index(from)
            .ok_or_else(|| self.draft.missing("index", from))?;
        let parsed = create_index(&index.sql).map_err(|reason| {
            DdlError::Inspect(InspectError::Definition {
                what: "index",
                name: from.to_owned(),
                reason,
            })
        })?;
        let mut sql = index.sql;
        sql.replace_range(parsed.name_span, &quote(to));
        self.renamed_indexes.push(sql);
        Ok(())
    }

    fn refuse_taken_index(&self, name: &str) -> Result<(), DdlError> {
        let mut present = self.stored.indexes.iter();
        if present.any(|present| present.name.eq_ignore_ascii_case(name)) {
            return Err(self.exists("index", name));
        }
        Ok(())
    }

    pub(super) fn is_gone(&self, name: &str) -> bool {
        self.gone.iter().any(|gone| gone.eq_ignore_ascii_case(name))
    }

    pub(super) fn was_dropped(&self, columns: &[String]) -> bool {
        columns.iter().any(|name| {
            self.dropped
                .iter()
                .any(|(dropped, _)| dropped.eq_ignore_ascii_case(name))
        })
    }

    /// The draft's name of a column.
    pub(super) fn draft_name(&self, name: &str) -> Result<String, DdlError> {
        self.columns
            .get(name)
            .map(|track| track.draft.clone())
            .ok_or_else(|| self.draft.missing("column", name))
    }

    /// The draft's names of columns.
    pub(super) fn draft_names(&self, names: &[String]) -> Result<Vec<String>, DdlError> {
        names.iter().map(|name| self.draft_name(name)).collect()
    }

    pub(super) fn exists(&self, what: &'static str, name: &str) -> DdlError {
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
        let next = self.column_behind(column.place.as_ref())?;
        match &next {
            Some(next) => self.draft.add_column_before(&definition, next)?,
            None => self.draft.add_column(&definition)?,
        }
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
        if numbered.is_some() || !constant || zero || stored || next.is_some() {
            self.rebuild = true;
        } else {
            self.native.push(Native::AddColumn(column.name));
        }
        Ok(())
    }

    /// The draft's name of the column that a new one is to stand before; `None` for the end.
    fn column_behind(&self, place: Option<&ColumnPlace>) -> Result<Option<String>, DdlError> {
        let names = self.draft.column_names();
        let at = match place {
            None => return Ok(None),
            Some(ColumnPlace::First) => 0,
            Some(ColumnPlace::After(other)) => {
                let other = self.draft_name(other)?;
                let mut names = names.iter();
                let found = names.position(|name| name.eq_ignore_ascii_case(&other));
                found.map_or(usize::MAX, |at| at + 1)
            }
        };
        Ok(names.get(at).cloned())
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
            renamed_values,
            nullable,
            default,
            identity,
            sequence,
            generated,
            collation,
            charset,
            on_update,
            invisible,
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
        column.identity = identity
            .flatten()
            .filter(|to| matches!(to, Identity::Always | Identity::Serial));
        column.sequence = sequence.clone().flatten();
        column.charset = charset.clone().flatten();
        column.on_update = on_update.clone().flatten();
        column.invisible = invisible.unwrap_or(false);
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
        let values = (!renamed_values.is_empty()).then(|| replacing(name, renamed_values));
        if let Some(using) = using.as_ref().or(values.as_ref()) {
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

    fn create_index(&mut self, index: &Index, if_not_exists: bool) -> Result<(), DdlError> {
        refuse(unsupported::added_index(self.table, index))?;
        for column in &index.columns {
            if let IndexKey::Column(name) = &column.key {
                self.draft_name(name)?;
            }
        }
        if let Some(name) = &index.name {
            match self.refuse_taken_index(name) {
                Err(_) if if_not_exists => return Ok(()),
                outcome => outcome?,
            }
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

/// What fills a column whose values get other names.
fn replacing(column: &str, renamed: &[(String, String)]) -> String {
    let text = |value: &String| types::literal(&Literal::Text(value.clone()));
    let mut expression = format!("CASE {}", quote(column));
    for (from, to) in renamed {
        expression.push_str(&format!(" WHEN {} THEN {}", text(from), text(to)));
    }
    expression.push_str(&format!(" ELSE {} END", quote(column)));
    expression
}
