//! Changes of one column: the clauses of a patch, in an order that works whatever hangs on the column's type.

use std::collections::HashSet;

use super::conversion::conversion;
use super::numbering::{begin_numbering, end_numbering, keep_numbering};
use super::{Group, live};
use crate::dialect::hanging::{dropped_name, hanging};
use crate::dialect::postgres::default;
use crate::dialect::postgres::types::{normal, quote, spell};
use crate::dialect::postgres::{NAME, create};
use crate::dialect::{Catalog, DdlError, Unsupported};
use crate::operation::{ApplyError, Change, ColumnPatch};
use crate::schema::{Column, ColumnType, Identity, TableName};

/// Changes of a column, in an order that works: what hangs on the former type goes first, what hangs on the new one
/// comes last.
pub(super) fn alter(
    group: &mut Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let field = quote(column);
    let alter = format!("ALTER COLUMN {field}");
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
        charset: _,
        on_update: _,
        invisible: _,
        comment,
    } = patch;
    if !renamed_values.is_empty() {
        let on = format!("{}.{column}", group.table);
        let feature =
            "enumerations that are part of a column; `op.rename_enum_value` renames a type's";
        return Err(Unsupported::new(NAME, feature, on).into());
    }
    if let Some(generated) = generated {
        match generated {
            None => group.clause(format!("{alter} DROP EXPRESSION")),
            Some(_) => return regenerate(group, column, patch, was, catalog),
        }
    }
    // A revision says what a column becomes, and not what it was: that decides how values are converted, and of what kind
    // an identity is that counts otherwise.
    let asked = match was {
        None if type_.is_some() || identity.is_some() || sequence.is_some() => {
            known_column(group, column, patch, catalog)?
        }
        _ => None,
    };
    let was = was.or(asked.as_ref());
    // A default of the former type may not become one of the new type by itself.
    let known_default = was.is_some_and(|was| was.default.is_some());
    let default_away = type_.is_some() && (known_default || default.is_some());
    if default_away {
        group.clause(format!("{alter} DROP DEFAULT"));
    }
    let numbered =
        (identity.is_some() || sequence.is_some()) && !keep_numbering(group, column, patch, was);
    let kind = match identity {
        Some(kind) => *kind,
        None => was.and_then(|was| was.identity),
    };
    if numbered {
        end_numbering(group, column, was, catalog)?;
    }
    if type_.is_some() || collation.is_some() {
        let target = match (type_, was) {
            (Some(type_), _) => type_.clone(),
            (None, Some(was)) => was.type_.clone(),
            (None, None) => live_column(group.table, column, catalog)?.type_,
        };
        let mut clause = format!("{alter} TYPE {}", spell(&target));
        match collation {
            Some(Some(name)) => clause.push_str(&format!(" COLLATE {}", create::collation(name))),
            // A type that is said without one has the collation that it has by itself, if any.
            Some(None) => {}
            None => {
                let kept = was.and_then(|was| was.collation.as_ref());
                if let Some(name) = kept.filter(|_| may_be_collated(&target)) {
                    clause.push_str(&format!(" COLLATE {}", create::collation(name)));
                }
            }
        }
        match (using, type_) {
            (Some(expression), _) => clause.push_str(&format!(" USING {expression}")),
            (None, Some(_)) => {
                let from = was.map(|was| &was.type_);
                if let Some(expression) = conversion(&field, from, &target) {
                    clause.push_str(&format!(" USING {expression}"));
                }
            }
            (None, None) => {}
        }
        group.clause(clause);
    }
    match nullable {
        Some(true) => group.clause(format!("{alter} DROP NOT NULL")),
        Some(false) => group.clause(format!("{alter} SET NOT NULL")),
        None => {}
    }
    match default {
        Some(Some(value)) => {
            group.clause(format!("{alter} SET DEFAULT {}", create::default(value)));
        }
        Some(None) if !default_away => group.clause(format!("{alter} DROP DEFAULT")),
        Some(None) => {}
        // It was put aside for the type, and comes back: what the server says of its own type is not said of the new one.
        None => {
            let aside = was.filter(|_| default_away).and_then(|was| {
                let value = was.default.clone()?;
                default::normalise(value, &normal(&was.type_))
            });
            if let Some(value) = aside {
                group.clause(format!("{alter} SET DEFAULT {}", create::default(&value)));
            }
        }
    }
    if numbered {
        let mut now = match was {
            Some(was) => was.clone(),
            None => Column::new(column, type_.clone().unwrap_or(ColumnType::Integer)),
        };
        patch.apply(&mut now);
        now.identity = kind;
        if was.is_none() && type_.is_none() && kind == Some(Identity::Serial) {
            now.type_ = live_column(group.table, column, catalog)?.type_;
        }
        begin_numbering(group, &now, catalog)?;
    }
    if let Some(comment) = comment {
        let statement = create::column_comment(group.table, column, comment.as_deref());
        group.statement(statement);
    }
    Ok(())
}

/// Whether values of a type may be ordered by a collation; of a type that only the server knows, it decides.
fn may_be_collated(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_) | ColumnType::Other(_) => {
            true
        }
        ColumnType::Array(item) => may_be_collated(item),
        _ => false,
    }
}

/// A generated expression cannot be set before PostgreSQL 17: the column is made anew, in another place among the
/// columns.
fn regenerate(
    group: &mut Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let mut now = match was {
        Some(was) => was.clone(),
        None => live_column(group.table, column, catalog)?,
    };
    patch.apply(&mut now);
    now.default = None;
    let lost = lost(group, column, catalog)?;
    group.clause(format!("DROP COLUMN {}", quote(column)));
    group.flush();
    let definition = create::column_definition(group.table, &now);
    group.clause(format!("ADD COLUMN {definition}"));
    if let Some(comment) = &now.comment {
        let statement = create::column_comment(group.table, column, Some(comment));
        group.statement(statement);
    }
    for change in &lost {
        super::apply(group, change, catalog)?;
    }
    Ok(())
}

/// What goes with a column, and nobody else speaks of: it is to come back. Nothing is known of it without a database.
fn lost(
    group: &Group<'_>,
    column: &str,
    catalog: &mut dyn Catalog,
) -> Result<Vec<Change>, DdlError> {
    let live = match live(group.table, catalog) {
        Ok(live) => live,
        Err(DdlError::NeedsDatabase { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let hanging = hanging(&live, &HashSet::from([column.to_owned()]));
    let spoken_of = |drop: &Change| {
        let name = dropped_name(drop);
        let changes = group.changes.iter();
        changes.map(dropped_name).any(|other| other == name)
    };
    let lost = hanging.into_iter().filter(|(drop, _)| !spoken_of(drop));
    Ok(lost.map(|(_, add)| add).collect())
}

/// The column as it is when the patch gets to it, where the database can be asked.
fn known_column(
    group: &Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    catalog: &mut dyn Catalog,
) -> Result<Option<Column>, DdlError> {
    let mut table = match catalog.table(group.table) {
        Ok(Some(live)) => live,
        Ok(None) | Err(DdlError::NeedsDatabase { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_patch = |change: &&Change| matches!(change, Change::AlterColumn { patch: other, .. } if std::ptr::eq(&**other, patch));
    for change in group.changes.iter().take_while(|change| !is_patch(change)) {
        // What does not fit the table is the server's to refuse.
        let _ = change.apply(&mut table);
    }
    Ok(table.column(column).cloned())
}

/// The column as the database has it, for who was not told.
pub(super) fn live_column(
    table: &TableName,
    column: &str,
    catalog: &mut dyn Catalog,
) -> Result<Column, DdlError> {
    live(table, catalog)?
        .column(column)
        .cloned()
        .ok_or_else(|| {
            DdlError::Apply(ApplyError::Missing {
                table: table.clone(),
                what: "column",
                name: column.to_owned(),
            })
        })
}
