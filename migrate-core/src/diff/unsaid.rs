//! What a database has and no model can say: it stays as it is.

use super::index_before;
use super::renames::handed_on::{self, column_before};
use crate::schema::{ColumnType, Schema, Table};

/// Leaves to the tables of `to`, which are models', what the database has of them and models have no words for: columns
/// that `SELECT *` leaves out, or that change with their rows; comments of indexes; prefixes of primary keys.
pub(crate) fn keep_unsaid(from: &Schema, to: &mut Schema) {
    let renamed = handed_on::tables(from, to);
    for table in &mut to.tables {
        let name = renamed.former(&table.name).unwrap_or(&table.name);
        if let Some(present) = from.table(name) {
            keep(present, table);
        }
    }
}

fn keep(from: &Table, to: &mut Table) {
    if let (Some(from), Some(to)) = (&from.primary_key, &mut to.primary_key)
        && from.columns == to.columns
    {
        to.prefixes.clone_from(&from.prefixes);
    }
    let renamed = handed_on::columns(from, to);
    for column in &mut to.columns {
        let present = column_before(from, &renamed, column);
        if let Some(present) = present {
            column.invisible |= present.invisible;
            if column.on_update.is_none()
                && let Some(moment) = &present.on_update
                && holds(&column.type_, moment)
            {
                column.on_update = Some(moment.clone());
            }
        }
    }
    for index in &mut to.indexes {
        if let (None, Some(name)) = (&index.comment, &index.name)
            && let Some(named) = index_before(from, name, &to.former_names)
        {
            index.comment.clone_from(&named.comment);
        }
    }
}

/// Whether a column of the type may say that it changes with its row: a moment, of the same fraction of a second.
/// <https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html>
fn holds(type_: &ColumnType, moment: &str) -> bool {
    fn fraction(text: &str) -> &str {
        let inner = text.split_once('(').map(|(_, rest)| rest);
        inner
            .and_then(|rest| rest.split_once(')'))
            .map_or("", |(digits, _)| digits.trim())
    }
    match type_ {
        ColumnType::Timestamp | ColumnType::TimestampTz => fraction(moment).is_empty(),
        ColumnType::Other(spelling) => {
            let word = spelling.trim().to_ascii_lowercase();
            let is_moment = word.starts_with("datetime") || word.starts_with("timestamp");
            is_moment && fraction(&word) == fraction(moment)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Column;

    #[test]
    fn a_column_that_changes_with_its_row_goes_on_doing_so() {
        let table = |on_update: Option<&str>, invisible| {
            let mut table = Table::new("heros");
            table.columns.push(Column {
                on_update: on_update.map(str::to_owned),
                invisible,
                ..Column::new("updated_at", ColumnType::Timestamp)
            });
            Schema::from_iter([table])
        };
        let from = table(Some("CURRENT_TIMESTAMP"), true);
        let mut to = table(None, false);
        keep_unsaid(&from, &mut to);
        assert_eq!(from, to);
    }
}
