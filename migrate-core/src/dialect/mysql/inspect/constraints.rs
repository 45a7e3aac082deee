//! Foreign keys and checks.

use std::collections::HashMap;

use super::{Reader, Tables, expression};
use crate::dialect::InspectError;
use crate::dialect::mysql::expression::{bare, mentions};
use crate::dialect::mysql::token::tokens;
use crate::schema::{Check, ColumnType, ForeignKey, ReferentialAction, Table, TableName, Validity};

pub(super) fn read_foreign_keys(
    reader: &mut Reader<'_>,
    tables: &mut Tables,
) -> Result<(), InspectError> {
    // Two queries, not a join: the servers would compare every row of one with every row of the other.
    let sql = format!(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE \
         FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE {}",
        reader.condition("CONSTRAINT_SCHEMA", "TABLE_NAME")
    );
    let mariadb = reader.facts.mariadb;
    let action = |rule: &str| action(rule, mariadb);
    let mut rules = HashMap::new();
    for mut row in reader.query(&sql)? {
        let key = (row.text(), row.text());
        rules.insert(key, (action(&row.text()), action(&row.text())));
    }
    if rules.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, \
         REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE \
         WHERE {} AND REFERENCED_TABLE_NAME IS NOT NULL \
         ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
        reader.condition("TABLE_SCHEMA", "TABLE_NAME")
    );
    for mut row in reader.query(&sql)? {
        let (owner, name, column) = (row.text(), row.text(), row.text());
        let (schema, target, referenced) = (row.next(), row.text(), row.text());
        let Some(table) = tables.get(&owner) else {
            continue;
        };
        let started = table
            .foreign_keys
            .last_mut()
            .filter(|key| key.name.as_ref() == Some(&name));
        if let Some(key) = started {
            key.columns.push(column);
            key.references_columns.push(referenced);
            continue;
        }
        let target = TableName {
            schema: schema.filter(|schema| *schema != reader.database),
            name: target,
        };
        let mut key = ForeignKey::new(vec![column], target, vec![referenced]);
        if let Some((on_delete, on_update)) = rules.get(&(owner, name.clone())) {
            key.on_delete = *on_delete;
            key.on_update = *on_update;
        }
        key.name = Some(name);
        table.foreign_keys.push(key);
    }
    Ok(())
}

/// What the catalog says of a key that says nothing is `RESTRICT` to MariaDB and `NO ACTION` to MySQL.
fn action(rule: &str, mariadb: bool) -> ReferentialAction {
    match rule {
        "RESTRICT" if !mariadb => ReferentialAction::Restrict,
        "CASCADE" => ReferentialAction::Cascade,
        "SET NULL" => ReferentialAction::SetNull,
        "SET DEFAULT" => ReferentialAction::SetDefault,
        "NO ACTION" if mariadb => ReferentialAction::NoActionStated,
        _ => ReferentialAction::NoAction,
    }
}

pub(super) fn read_checks(
    reader: &mut Reader<'_>,
    tables: &mut Tables,
) -> Result<(), InspectError> {
    let sql = if reader.facts.mariadb {
        format!(
            "SELECT TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL, 'YES' \
             FROM information_schema.CHECK_CONSTRAINTS WHERE {}",
            reader.condition("CONSTRAINT_SCHEMA", "TABLE_NAME")
        )
    } else {
        format!(
            "SELECT t.TABLE_NAME, t.CONSTRAINT_NAME, c.CHECK_CLAUSE, 'Table', t.ENFORCED \
             FROM information_schema.TABLE_CONSTRAINTS t \
             JOIN information_schema.CHECK_CONSTRAINTS c \
             ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME \
             WHERE t.CONSTRAINT_TYPE = 'CHECK' AND {} ORDER BY t.TABLE_NAME, t.CONSTRAINT_NAME",
            reader.condition("t.TABLE_SCHEMA", "t.TABLE_NAME")
        )
    };
    for mut row in reader.query(&sql)? {
        let Some(table) = tables.get(&row.text()) else {
            continue;
        };
        let (name, clause) = (row.text(), row.text());
        let at_column = row.text() == "Column";
        let enforced = row.text() != "NO";
        let clause = bare(&expression(reader.facts, clause)).to_owned();
        if at_column && becomes_json(table, &clause) {
            continue;
        }
        let mut check = Check::new(clause);
        if at_column {
            check.column = Some(place(table, name, &check.expression));
        } else {
            check.name = Some(name);
        }
        if !enforced {
            check.validity = Validity::NotEnforced;
        }
        table.checks.push(check);
    }
    Ok(())
}

/// The column that a check stands at. MariaDB 10.11 goes on to call it by the name that the column had when it was made: of a
/// renamed one, the check speaks.
fn place(table: &Table, name: String, clause: &str) -> String {
    if table.column(&name).is_some() {
        return name;
    }
    let mut columns = table.columns.iter();
    let spoken_of = columns.find(|column| mentions(clause, &column.name));
    spoken_of.map_or(name, |column| column.name.clone())
}

/// MariaDB's JSON is a `longtext` in `utf8mb4_bin` with such a check.
/// <https://mariadb.com/kb/en/json-data-type/>
fn becomes_json(table: &mut Table, clause: &str) -> bool {
    let Ok(tokens) = tokens(clause) else {
        return false;
    };
    let [function, open, argument, close] = tokens.as_slice() else {
        return false;
    };
    let validates = function.is_word(clause, "json_valid")
        && open.is_symbol(clause, "(")
        && close.is_symbol(clause, ")");
    let table_collation = table.options.collation.clone();
    let Some(column) = table
        .columns
        .iter_mut()
        .find(|own| validates && argument.name(clause).as_deref() == Some(own.name.as_str()))
    else {
        return false;
    };
    let collation = column.collation.as_ref().or(table_collation.as_ref());
    let alias = column.type_ == ColumnType::Other("longtext".to_owned())
        && collation.is_some_and(|collation| collation == "utf8mb4_bin");
    if alias {
        column.type_ = ColumnType::Json;
        column.collation = None;
    }
    alias
}
