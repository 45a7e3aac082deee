//! A column that goes, and what goes with it or stands in its way.

use std::ops::Range;

use super::super::draft::Place;
use super::super::expression::mentions;
use super::super::parse::{ConstraintKind, TriggerEvent, create_index, create_trigger};
use super::{Alteration, Native};
use crate::dialect::DdlError;

impl Alteration<'_> {
    pub(super) fn drop_column(&mut self, name: &str) -> Result<(), DdlError> {
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
