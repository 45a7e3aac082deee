//! Constraints that a group adds and drops: found by name or by content, written into the draft.

use super::super::create;
use super::super::draft::Place;
use super::super::expression::{Names, canonical, mentions};
use super::super::parse::ConstraintKind;
use super::super::read::primary_key;
use super::super::unsupported;
use super::change::refuse;
use super::{Alteration, Native};
use crate::dialect::DdlError;
use crate::schema::{Check, ForeignKey, PrimaryKey, Unique};

impl Alteration<'_> {
    pub(super) fn add_primary_key(&mut self, key: &PrimaryKey) -> Result<(), DdlError> {
        if primary_key(&self.draft.parsed).is_some() {
            return Err(self.exists("primary key", key.name.as_deref().unwrap_or("")));
        }
        refuse(unsupported::added_primary_key(self.table, key))?;
        self.rebuild = true;
        let mut key = key.clone();
        key.columns = self.draft_names(&key.columns)?;
        let [column] = key.columns.as_slice() else {
            return self.draft.add_constraint(&create::primary_key(&key));
        };
        let inline = create::column_primary_key(&key);
        self.draft.append_to_column(column, &inline)?;
        let mut numbering = self.numbering.iter();
        match numbering.find(|(numbered, _)| numbered == column) {
            Some((_, identity)) => self.draft.set_identity(column, Some(*identity)),
            // As where a table is created: what is not to be numbered must not be spelt `INTEGER`.
            None if self.is_foreign(column) => Ok(()),
            None => self.draft.set_identity(column, None),
        }
    }

    /// Tells whether a column of the draft is a foreign key, or part of one.
    pub(super) fn is_foreign(&self, column: &str) -> bool {
        self.draft.constraints().any(|(_, constraint)| {
            matches!(constraint.kind, ConstraintKind::ForeignKey { .. })
                && key_names(&constraint.kind)
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(column))
        })
    }

    pub(super) fn drop_primary_key(&mut self) -> Result<(), DdlError> {
        let place = self
            .draft
            .constraints()
            .find(|(_, constraint)| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }))
            .map(|(place, _)| place)
            .ok_or_else(|| self.draft.missing("primary key", ""))?;
        self.rebuild = true;
        self.draft.drop_constraint(place)
    }

    pub(super) fn refuse_taken_name(&self, name: &Option<String>) -> Result<(), DdlError> {
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

    pub(super) fn add_unique(&mut self, unique: &Unique) -> Result<(), DdlError> {
        refuse(unsupported::added_unique(self.table, unique))?;
        self.refuse_taken_name(&unique.name)?;
        self.rebuild = true;
        let mut unique = unique.clone();
        unique.columns = self.draft_names(&unique.columns)?;
        self.draft.add_constraint(&create::unique(&unique))
    }

    pub(super) fn add_check(&mut self, check: &Check) -> Result<(), DdlError> {
        refuse(unsupported::added_check(self.table, check))?;
        self.refuse_taken_name(&check.name)?;
        let mut check = check.clone();
        check.expression = self.columns.in_draft(&check.expression);
        self.rebuild = true;
        self.draft.add_constraint(&create::check(&check))
    }

    pub(super) fn add_foreign_key(&mut self, key: &ForeignKey) -> Result<(), DdlError> {
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
    pub(super) fn find(
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

    pub(super) fn drop_found(
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

    pub(super) fn drop_unique(&mut self, unique: &Unique) -> Result<(), DdlError> {
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

    pub(super) fn drop_check(&mut self, check: &Check) -> Result<(), DdlError> {
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

    pub(super) fn drop_foreign_key(&mut self, key: &ForeignKey) -> Result<(), DdlError> {
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

    pub(super) fn drop_named_constraint(
        &mut self,
        name: &str,
        if_exists: bool,
    ) -> Result<(), DdlError> {
        let name = name.to_owned();
        match self.find(&Some(name.clone()), is_table_constraint, |_| false) {
            None if if_exists => Ok(()),
            place => self.drop_found(place, "constraint", Some(&name), "", false),
        }
    }

    pub(super) fn rename_constraint(&mut self, from: &str, to: &str) -> Result<(), DdlError> {
        if !from.eq_ignore_ascii_case(to) {
            self.refuse_taken_name(&Some(to.to_owned()))?;
        }
        let place = self.find(&Some(from.to_owned()), is_table_constraint, |_| false);
        let place = place.ok_or_else(|| self.draft.missing("constraint", from))?;
        self.rebuild = true;
        self.draft.rename_constraint(place, to)
    }
}

fn is_table_constraint(kind: &ConstraintKind) -> bool {
    matches!(
        kind,
        ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::ForeignKey { .. }
    )
}

fn key_names(kind: &ConstraintKind) -> Vec<String> {
    kind.key_columns()
        .iter()
        .map(|key| key.name.clone())
        .collect()
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
}
