//! The words in which a server shows things depend on `sql_mode`: under `ANSI_QUOTES` names stand in double quotes. What
//! is read is read without such modes, whatever the session says otherwise; what is executed is executed with them.
//! <https://mariadb.com/kb/en/sql-mode/>

use super::facts::Facts;
use super::literal::text;
use super::token::{TokenKind, tokens, unquote};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{ColumnDefault, IndexKey, Schema, Table};

/// Reads in the usual words; `facts` are those of the session while that lasts.
pub(super) fn plainly<T>(
    conn: &mut dyn Connection,
    facts: &Facts,
    read: impl FnOnce(&mut dyn Connection, &Facts) -> Result<T, InspectError>,
) -> Result<T, InspectError> {
    if !facts.shows_otherwise() {
        return read(conn, facts);
    }
    let plain = Facts {
        backslashes: true,
        ..facts.clone()
    };
    conn.batch_execute("SET SESSION sql_mode = ''")?;
    let found = read(conn, &plain);
    let restored = conn.batch_execute(&format!("SET SESSION sql_mode = '{}'", facts.modes));
    let found = found?;
    restored?;
    Ok(found)
}

/// Spells text in the expressions that were read so that this session can execute them.
pub(super) fn respell(schema: &mut Schema, facts: &Facts) {
    if !facts.backslashes {
        schema.tables.iter_mut().for_each(respell_table);
        for object in &mut schema.objects {
            if object.id.kind == crate::schema::ObjectKind::View {
                without_escapes(&mut object.definition);
            }
        }
    }
}

pub(super) fn respell_table(table: &mut Table) {
    for column in &mut table.columns {
        if let Some(ColumnDefault::Expression(expression)) = &mut column.default {
            without_escapes(expression);
        }
        if let Some(generated) = &mut column.generated {
            without_escapes(&mut generated.expression);
        }
    }
    for check in &mut table.checks {
        without_escapes(&mut check.expression);
    }
    for entry in table
        .indexes
        .iter_mut()
        .flat_map(|index| &mut index.columns)
    {
        if let IndexKey::Expression(expression) = &mut entry.key {
            without_escapes(expression);
        }
    }
}

fn without_escapes(sql: &mut String) {
    if !sql.contains('\\') {
        return;
    }
    let Ok(tokens) = tokens(sql) else {
        return;
    };
    let mut plain = String::with_capacity(sql.len());
    let mut done = 0;
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Text) {
        plain.push_str(&sql[done..token.span.start]);
        plain.push_str(&text(&unquote(token.text(sql)), false));
        done = token.span.end;
    }
    plain.push_str(&sql[done..]);
    *sql = plain;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_spelt_without_escapes() {
        let mut sql = r"`a\b` <> 'it\'s \\ so' and `c` > 'x'".to_owned();
        without_escapes(&mut sql);
        assert_eq!(sql, r"`a\b` <> 'it''s \ so' and `c` > 'x'");
    }
}
