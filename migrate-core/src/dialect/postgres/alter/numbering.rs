//! How a column comes to be numbered by the database, and how that ends: identity, and serial with its sequence.

use super::column::live_column;
use super::{Group, known_options};
use crate::dialect::postgres::sequence;
use crate::dialect::postgres::types::{quote, quote_name, sequence_name, text};
use crate::dialect::{Catalog, DdlError};
use crate::operation::{Change, ColumnPatch};
use crate::schema::{Column, Identity, QualifiedName, Sequence, SequenceOptions, TableName};

/// Takes the numbering off a column: identity by its own statement, serial with its default and its sequence.
pub(super) fn end_numbering(
    group: &mut Group<'_>,
    column: &str,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let live;
    let was = match was {
        Some(was) => was,
        None => {
            live = live_column(group.table, column, catalog)?;
            &live
        }
    };
    let field = quote(column);
    match was.identity {
        None => {}
        Some(Identity::Serial) => {
            let sequence = sequence_of(group.table, was);
            group.clause(format!("ALTER COLUMN {field} DROP DEFAULT"));
            group.statement(format!("DROP SEQUENCE {}", quote_name(&sequence)));
        }
        Some(Identity::ByDefault | Identity::Always | Identity::Autoincrement) => {
            group.clause(format!("ALTER COLUMN {field} DROP IDENTITY IF EXISTS"));
        }
    }
    Ok(())
}

/// Where a column only becomes another kind of identity, its sequence goes on; says whether that is all.
pub(super) fn keep_numbering(
    group: &mut Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    was: Option<&Column>,
) -> bool {
    let word = match (patch.identity, &patch.sequence) {
        (Some(Some(Identity::Always)), None) => "ALWAYS",
        (Some(Some(Identity::ByDefault)), None) => "BY DEFAULT",
        _ => return false,
    };
    let kind = was.and_then(|was| was.identity);
    let stays = matches!(kind, Some(Identity::Always | Identity::ByDefault));
    if stays {
        let field = quote(column);
        group.clause(format!("ALTER COLUMN {field} SET GENERATED {word}"));
    }
    stays
}

fn sequence_of(table: &TableName, column: &Column) -> QualifiedName {
    match &column.sequence {
        Some(sequence) => sequence.name.clone(),
        None => QualifiedName {
            schema: table.schema.clone(),
            name: sequence_name(&table.name, &column.name),
        },
    }
}

/// Numbers a column, from the number behind the last that rows have: of those that it may give.
pub(super) fn begin_numbering(
    group: &mut Group<'_>,
    now: &Column,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let field = quote(&now.name);
    let table = group.name.clone();
    let Some(kind) = now.identity else {
        return Ok(());
    };
    if let Some(clause) = sequence::identity(group.table, now, kind) {
        if !now.nullable {
            group.clause(format!("ALTER COLUMN {field} SET NOT NULL"));
        }
        group.clause(format!("ALTER COLUMN {field} ADD GENERATED {clause}"));
    } else {
        let mut described = now.clone();
        let sequence = sequence_of(group.table, now);
        described
            .sequence
            .get_or_insert_with(|| Box::new(Sequence::new(sequence)));
        draw_from_sequence(group, &described, catalog)?;
    }
    let (quoted_table, column) = (text(&table), text(&now.name));
    let mut options = match &now.sequence {
        Some(sequence) => sequence.options.clone(),
        None => SequenceOptions::default(),
    };
    options.type_.get_or_insert_with(|| now.type_.clone());
    let last = if options.counts_up() {
        format!("max({field})")
    } else {
        format!("min({field})")
    };
    let within = match options.bounds() {
        // The type holds no greater ones.
        (1, greatest) if greatest == now.type_.range().1 => format!("{last} > 0"),
        (least, greatest) => format!("{last} BETWEEN {least} AND {greatest}"),
    };
    group.statement(format!(
        "SELECT setval(pg_get_serial_sequence({quoted_table}, {column}), {last}) FROM {table} HAVING {within}"
    ));
    Ok(())
}

/// Makes the sequence of a serial column, unless `serial` makes it by itself: logged or not as the table is by then.
pub(super) fn draw_from_sequence(
    group: &mut Group<'_>,
    column: &Column,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    if column.identity != Some(Identity::Serial) || column.sequence.is_none() {
        return Ok(());
    }
    let becomes = group.changes.iter().find_map(|change| match change {
        Change::SetOptions { to, .. } => Some(to.unlogged),
        _ => None,
    });
    let unlogged = match becomes {
        Some(unlogged) => unlogged,
        None => known_options(group.table, catalog)?.is_some_and(|options| options.unlogged),
    };
    for statement in sequence::of_serial(group.table, column, unlogged) {
        group.statement(statement);
    }
    Ok(())
}
