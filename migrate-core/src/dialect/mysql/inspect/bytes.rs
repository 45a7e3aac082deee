//! Defaults in bytes, which neither catalog says in full: MariaDB's has a `?` for what is no UTF-8, MySQL's what stands before
//! the first zero. `DEFAULT(column)` says them; one query asks it of all such columns.

use super::{Reader, Tables};
use crate::dialect::InspectError;
use crate::dialect::mysql::facts::Facts;
use crate::dialect::mysql::literal::{bytes, quote};
use crate::schema::{ColumnDefault, Literal};

/// Whether the catalog may have said less of a default in bytes than there is.
pub(super) fn may_be_less(facts: &Facts, default: Option<&ColumnDefault>) -> bool {
    match default {
        Some(ColumnDefault::Literal(Literal::Text(text))) => !facts.mariadb || text.contains('?'),
        Some(ColumnDefault::Literal(Literal::Bytes(_))) => true,
        Some(ColumnDefault::Literal(_) | ColumnDefault::Expression(_)) | None => false,
    }
}

/// Puts the whole defaults of these columns, by table and name, in the place of what the catalog says.
pub(super) fn complete(
    reader: &mut Reader<'_>,
    tables: &mut Tables,
    doubtful: &[(String, String)],
) -> Result<(), InspectError> {
    let mut terms = Vec::with_capacity(doubtful.len());
    for (at, (table, column)) in doubtful.iter().enumerate() {
        let present = tables.get(table).and_then(|table| table.column(column));
        let nullable = present.is_some_and(|column| column.nullable);
        let from = format!("{}.{}", quote(reader.database), quote(table));
        // Without a row the server says NULL of a column that has none, where there is one row at least.
        let rows = if nullable {
            format!("(SELECT 1) one LEFT JOIN {from} own ON FALSE")
        } else {
            format!("{from} own LIMIT 1")
        };
        let column = quote(column);
        terms.push(format!(
            "(SELECT '{at}', HEX(DEFAULT(own.{column})) FROM {rows})"
        ));
    }
    if terms.is_empty() {
        return Ok(());
    }
    for mut row in reader.query(&terms.join(" UNION ALL "))? {
        let at: Option<usize> = row.text().parse().ok();
        let (Some((table, column)), Some(Literal::Bytes(found))) = (
            at.and_then(|at| doubtful.get(at)),
            row.next().and_then(|digits| bytes(&format!("0x{digits}"))),
        ) else {
            continue;
        };
        let own = tables.get(table).and_then(|table| {
            let mut columns = table.columns.iter_mut();
            columns.find(|own| own.name == *column)
        });
        if let Some(own) = own {
            own.default = Some(ColumnDefault::Literal(in_words(found)));
        }
    }
    Ok(())
}

/// Bytes that are text are said as text.
pub(super) fn in_words(bytes: Vec<u8>) -> Literal {
    match String::from_utf8(bytes) {
        Ok(text) => Literal::Text(text),
        Err(error) => Literal::Bytes(error.into_bytes()),
    }
}
