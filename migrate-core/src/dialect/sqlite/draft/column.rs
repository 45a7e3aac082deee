//! One column of a statement under change: its type and what stands behind it.

use super::{Draft, Place};
use crate::dialect::DdlError;
use crate::dialect::sqlite::create;
use crate::dialect::sqlite::parse::{Constraint, ConstraintKind};
use crate::dialect::sqlite::read::primary_key;
use crate::dialect::sqlite::types::quote;
use crate::schema::{Column, ColumnDefault, Generated, Identity};

impl Draft {
    /// Takes all constraints of a column away that are as described.
    fn drop_column_constraints(
        &mut self,
        column: &str,
        which: impl Fn(&ConstraintKind) -> bool,
    ) -> Result<(), DdlError> {
        loop {
            let definition = self.column(column)?;
            let Some(at) = definition
                .constraints
                .iter()
                .position(|constraint| which(&constraint.kind))
            else {
                return Ok(());
            };
            let owner = self
                .parsed
                .columns
                .iter()
                .position(|other| other.span == definition.span);
            self.drop_constraint(Place { column: owner, at })?;
        }
    }

    /// Adds text to the end of a column's definition.
    pub(in crate::dialect::sqlite) fn append_to_column(
        &mut self,
        column: &str,
        text: &str,
    ) -> Result<(), DdlError> {
        let end = self.column(column)?.span.end;
        self.splice(end..end, &format!(" {text}"))
    }

    /// Adds text behind a column's name and type.
    fn insert_behind_type(&mut self, column: &str, text: &str) -> Result<(), DdlError> {
        let definition = self.column(column)?;
        let at = match &definition.type_span {
            Some(span) => span.end,
            None => definition.name_span.end,
        };
        self.splice(at..at, &format!(" {text}"))
    }

    pub(in crate::dialect::sqlite) fn set_type(
        &mut self,
        column: &str,
        spelling: &str,
    ) -> Result<(), DdlError> {
        match self.column(column)?.type_span.clone() {
            Some(span) => self.splice(span, spelling),
            None => self.insert_behind_type(column, spelling),
        }
    }

    pub(in crate::dialect::sqlite) fn set_nullable(
        &mut self,
        column: &str,
        nullable: bool,
    ) -> Result<(), DdlError> {
        let definition = self.column(column)?;
        let states = definition
            .constraints
            .iter()
            .any(|constraint| constraint.kind == ConstraintKind::NotNull);
        if states != nullable {
            return Ok(());
        }
        self.drop_column_constraints(column, |kind| {
            matches!(kind, ConstraintKind::NotNull | ConstraintKind::Null)
        })?;
        if nullable {
            Ok(())
        } else {
            // Where a new table says it: behind the collation, before the default.
            let collation = |constraint: &&Constraint| {
                matches!(constraint.kind, ConstraintKind::Collate { .. })
            };
            let constraints = &self.column(column)?.constraints;
            match constraints.iter().find(collation).map(|it| it.span.end) {
                Some(at) => self.splice(at..at, " NOT NULL"),
                None => self.insert_behind_type(column, "NOT NULL"),
            }
        }
    }

    pub(in crate::dialect::sqlite) fn set_default(
        &mut self,
        column: &Column,
        name: &str,
        default: Option<&ColumnDefault>,
    ) -> Result<(), DdlError> {
        let strict = self.parsed.strict;
        self.replace(
            name,
            |kind| matches!(kind, ConstraintKind::Default { .. }),
            default.map(|default| {
                format!(
                    "DEFAULT {}",
                    create::default(default, &column.type_, strict)
                )
            }),
        )
    }

    pub(in crate::dialect::sqlite) fn set_collation(
        &mut self,
        name: &str,
        collation: Option<&str>,
    ) -> Result<(), DdlError> {
        let is_collation = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Collate { .. });
        let text = collation.map(|collation| format!("COLLATE {}", quote(collation)));
        let mut constraints = self.column(name)?.constraints.iter();
        match (constraints.any(|it| is_collation(&it.kind)), text) {
            (false, Some(text)) => self.insert_behind_type(name, &text),
            (_, text) => self.replace(name, is_collation, text),
        }
    }

    pub(in crate::dialect::sqlite) fn set_generated(
        &mut self,
        name: &str,
        generated: Option<&Generated>,
    ) -> Result<(), DdlError> {
        self.replace(
            name,
            |kind| matches!(kind, ConstraintKind::Generated { .. }),
            generated.map(|generated| {
                let kind = if generated.stored {
                    "STORED"
                } else {
                    "VIRTUAL"
                };
                format!("GENERATED ALWAYS AS ({}) {kind}", generated.expression)
            }),
        )
    }

    /// Puts text in the place of a column's constraint of a kind, or behind the others if there is none.
    fn replace(
        &mut self,
        column: &str,
        which: impl Fn(&ConstraintKind) -> bool,
        text: Option<String>,
    ) -> Result<(), DdlError> {
        let definition = self.column(column)?;
        let present = definition
            .constraints
            .iter()
            .find(|constraint| which(&constraint.kind))
            .map(|constraint| constraint.span.clone());
        match (present, text) {
            (Some(span), Some(text)) => self.splice(span, &text),
            (None, Some(text)) => self.append_to_column(column, &text),
            (_, None) => self.drop_column_constraints(column, which),
        }
    }

    /// Makes the single integer primary key one that the database numbers, or one that it does not.
    pub(in crate::dialect::sqlite) fn set_identity(
        &mut self,
        column: &str,
        identity: Option<Identity>,
    ) -> Result<(), DdlError> {
        let Some(identity) = identity else {
            self.set_autoincrement(false)?;
            return match self.rowid_alias() {
                Some((alias, _)) if alias.eq_ignore_ascii_case(column) => {
                    self.set_type(column, "INT")
                }
                Some(_) | None => Ok(()),
            };
        };
        self.set_type(column, "INTEGER")?;
        self.set_autoincrement(identity == Identity::Autoincrement)
    }

    fn set_autoincrement(&mut self, wanted: bool) -> Result<(), DdlError> {
        let Some(ConstraintKind::PrimaryKey {
            autoincrement,
            autoincrement_at,
            ..
        }) = primary_key(&self.parsed).map(|constraint| constraint.kind.clone())
        else {
            return Ok(());
        };
        match (autoincrement, wanted) {
            (Some(_), true) | (None, false) => Ok(()),
            (None, true) => self.splice(autoincrement_at..autoincrement_at, " AUTOINCREMENT"),
            (Some(span), false) => {
                let before = self.sql[..span.start].trim_end_matches([' ', '\t']).len();
                self.splice(before..span.end, "")
            }
        }
    }
}
