//! Writes sequences: those that stand for themselves, and those that number a column as identity or serial.

use super::types::{quote, quote_name, sequence_name, spell, text};
use crate::schema::{
    Column, ColumnType, Identity, QualifiedName, Sequence, SequenceOptions, TableName,
};

/// `ALWAYS AS IDENTITY (...)`; `None` for numbering that is no identity.
pub(super) fn identity(table: &TableName, column: &Column, kind: Identity) -> Option<String> {
    let word = match kind {
        Identity::Always => "ALWAYS",
        Identity::ByDefault | Identity::Autoincrement => "BY DEFAULT",
        Identity::Serial => return None,
    };
    let mut said = Vec::new();
    if let Some(sequence) = &column.sequence {
        if sequence.name.name != sequence_name(&table.name, &column.name) {
            said.push(format!("SEQUENCE NAME {}", quote_name(&sequence.name)));
        }
        said.extend(options(&SequenceOptions {
            type_: None,
            ..sequence.options.clone()
        }));
    }
    Some(if said.is_empty() {
        format!("{word} AS IDENTITY")
    } else {
        format!("{word} AS IDENTITY ({})", said.join(" "))
    })
}

/// What makes a column draw from a sequence that is not the one which `serial` makes; of a table that is not logged, it is
/// not logged either.
pub(super) fn of_serial(table: &TableName, column: &Column, unlogged: bool) -> Vec<String> {
    let (Some(Identity::Serial), Some(sequence)) = (column.identity, &column.sequence) else {
        return Vec::new();
    };
    let mut sequence = (**sequence).clone();
    if sequence.options.type_.is_none() {
        sequence.options.type_ = match column.type_ {
            ColumnType::TinyInt | ColumnType::SmallInt => Some(ColumnType::SmallInt),
            ColumnType::Integer => Some(ColumnType::Integer),
            // A domain counts as what the server counts with by itself.
            _ => None,
        };
    }
    let name = quote_name(&sequence.name);
    let (table, column) = (quote_name(table), quote(&column.name));
    let mut statements = vec![
        create(&sequence, false),
        format!(
            "ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {}",
            nextval(&sequence.name)
        ),
        format!("ALTER SEQUENCE {name} OWNED BY {table}.{column}"),
    ];
    if unlogged {
        statements.push(not_logged(&name));
    }
    statements
}

/// Before PostgreSQL 15 every sequence is logged, and one that is not cannot be asked for.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
fn not_logged(sequence: &str) -> String {
    let statement = text(&format!("ALTER SEQUENCE {sequence} SET UNLOGGED"));
    format!(
        "DO $migrate$ BEGIN IF current_setting('server_version_num')::integer >= 150000 THEN EXECUTE {statement}; END IF; END $migrate$"
    )
}

/// A default that draws from a sequence.
pub(super) fn nextval(name: &QualifiedName) -> String {
    format!("nextval({}::regclass)", text(&quote_name(name)))
}

/// Writes `CREATE SEQUENCE`.
pub(super) fn create(sequence: &Sequence, if_not_exists: bool) -> String {
    let guard = if if_not_exists { "IF NOT EXISTS " } else { "" };
    let mut sql = format!("CREATE SEQUENCE {guard}{}", quote_name(&sequence.name));
    for option in options(&sequence.options) {
        sql.push(' ');
        sql.push_str(&option);
    }
    sql
}

/// The options of a sequence, one by one.
pub(super) fn options(options: &SequenceOptions) -> Vec<String> {
    let SequenceOptions {
        type_,
        start,
        increment,
        min,
        max,
        cache,
        cycle,
    } = options;
    let mut words = Vec::new();
    words.extend(type_.as_ref().map(|type_| format!("AS {}", spell(type_))));
    words.extend(start.map(|number| format!("START WITH {number}")));
    words.extend(increment.map(|number| format!("INCREMENT BY {number}")));
    words.extend(min.map(|number| format!("MINVALUE {number}")));
    words.extend(max.map(|number| format!("MAXVALUE {number}")));
    words.extend(cache.map(|number| format!("CACHE {number}")));
    words.extend(cycle.map(|cycle| if cycle { "CYCLE" } else { "NO CYCLE" }.to_owned()));
    words
}
