//! Writes `CREATE TABLE` and `CREATE INDEX` the way a person would: one line per column and constraint.

use super::expression::literal as read_literal;
use super::types::{literal, quote, quote_all, spell};
use crate::dialect::DdlError;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, ForeignKey, Identity, Index, IndexKey,
    MatchType, NullsOrder, PrimaryKey, ReferentialAction, Table, TableName, Unique,
};

/// Writes the `CREATE TABLE` statement, without the indexes.
pub(super) fn table(table: &Table) -> String {
    let mut lines = Vec::new();
    let inline_key = inline_key(table);
    for column in &table.columns {
        let mut line = column_definition(column, &column_type(table, column), table.options.strict);
        if let (Some(key), true) = (inline_key, table.is_primary_key(&column.name)) {
            line.push(' ');
            line.push_str(&column_primary_key(key));
            if column.identity == Some(Identity::Autoincrement) {
                line.push_str(" AUTOINCREMENT");
            }
        }
        lines.push(line);
    }
    if let (Some(key), None) = (&table.primary_key, inline_key) {
        lines.push(primary_key(key));
    }
    lines.extend(table.uniques.iter().map(unique));
    lines.extend(table.checks.iter().map(check));
    lines.extend(table.foreign_keys.iter().map(foreign_key));
    let mut options = Vec::new();
    if table.options.strict {
        options.push("STRICT");
    }
    if table.options.without_rowid {
        options.push("WITHOUT ROWID");
    }
    let options = match options.as_slice() {
        [] => String::new(),
        options => format!(" {}", options.join(", ")),
    };
    format!(
        "CREATE TABLE {} (\n    {}\n){options}",
        quote(&table.name.name),
        lines.join(",\n    "),
    )
}

/// The primary key, if it is one column that can carry it.
fn inline_key(table: &Table) -> Option<&PrimaryKey> {
    table
        .primary_key
        .as_ref()
        .filter(|key| key.columns.len() == 1)
}

/// The type that a column of a table is given.
///
/// An integer primary key that the database numbers has to be `INTEGER` to the letter, and one that it does not number
/// has to be spelt otherwise; a key that is a foreign key as well is never numbered by inserting, and keeps the better
/// storage.
pub(super) fn column_type(table: &Table, column: &Column) -> String {
    let sole_key = table
        .primary_key
        .as_ref()
        .is_some_and(|key| key.columns == [column.name.as_str()]);
    let spelling = spell(&column.type_, table.options.strict);
    if sole_key && column.identity.is_some() {
        "INTEGER".to_owned()
    } else if sole_key
        && !table.options.without_rowid
        && !is_foreign(table, &column.name)
        && spelling.eq_ignore_ascii_case("INTEGER")
    {
        "INT".to_owned()
    } else {
        spelling
    }
}

/// Tells whether the column is a foreign key, or part of one.
pub(super) fn is_foreign(table: &Table, column: &str) -> bool {
    table
        .foreign_keys
        .iter()
        .any(|key| key.columns.iter().any(|name| name == column))
}

/// Writes a column, without its part in the table's constraints.
pub(super) fn column_definition(column: &Column, type_: &str, strict: bool) -> String {
    let mut text = quote(&column.name);
    if !type_.is_empty() {
        text.push(' ');
        text.push_str(type_);
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", quote(collation)));
    }
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(
            " DEFAULT {}",
            self::default(default, &column.type_, strict)
        ));
    }
    if let Some(generated) = &column.generated {
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {}",
            generated.expression,
            if generated.stored {
                "STORED"
            } else {
                "VIRTUAL"
            }
        ));
    }
    text
}

/// Writes a default, with the parentheses that SQLite wants around everything that is not a plain value.
pub(super) fn default(default: &ColumnDefault, type_: &ColumnType, strict: bool) -> String {
    match default {
        // A truth value in a column that is none is a number.
        ColumnDefault::Literal(crate::schema::Literal::Bool(value))
            if strict || *type_ != ColumnType::Bool =>
        {
            if *value { "1" } else { "0" }.to_owned()
        }
        ColumnDefault::Literal(value) => literal(value),
        ColumnDefault::Expression(expression) => {
            let trimmed = expression.trim();
            let plain = read_literal(trimmed, false).is_some()
                || ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"]
                    .iter()
                    .any(|word| trimmed.eq_ignore_ascii_case(word));
            if plain {
                trimmed.to_owned()
            } else {
                format!("({trimmed})")
            }
        }
    }
}

fn named(name: &Option<String>) -> String {
    name.as_ref()
        .map_or_else(String::new, |name| format!("CONSTRAINT {} ", quote(name)))
}

/// Writes a primary key as a constraint of its only column.
pub(super) fn column_primary_key(key: &PrimaryKey) -> String {
    format!("{}PRIMARY KEY", named(&key.name))
}

/// Writes a primary key as a constraint of the table.
pub(super) fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "{}PRIMARY KEY ({})",
        named(&key.name),
        quote_all(&key.columns)
    )
}

/// Writes a unique constraint.
pub(super) fn unique(unique: &Unique) -> String {
    format!(
        "{}UNIQUE ({})",
        named(&unique.name),
        quote_all(&unique.columns)
    )
}

/// Writes a check constraint.
pub(super) fn check(check: &Check) -> String {
    format!("{}CHECK ({})", named(&check.name), check.expression)
}

/// Writes a foreign key as a constraint of the table.
pub(super) fn foreign_key(key: &ForeignKey) -> String {
    format!(
        "{}FOREIGN KEY ({}) {}",
        named(&key.name),
        quote_all(&key.columns),
        references(key)
    )
}

/// Writes a foreign key as a constraint of its one column.
pub(super) fn column_foreign_key(key: &ForeignKey) -> String {
    format!("{}{}", named(&key.name), references(key))
}

fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {}", quote(&key.references_table.name));
    if !key.references_columns.is_empty() {
        text.push_str(&format!(" ({})", quote_all(&key.references_columns)));
    }
    if key.on_delete != ReferentialAction::NoAction {
        text.push_str(&format!(" ON DELETE {}", key.on_delete));
    }
    if key.on_update != ReferentialAction::NoAction {
        text.push_str(&format!(" ON UPDATE {}", key.on_update));
    }
    match key.match_ {
        MatchType::Simple => {}
        MatchType::Full => text.push_str(" MATCH FULL"),
    }
    text.push_str(match key.deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    text
}

/// Writes a `CREATE INDEX` statement.
///
/// # Errors
/// [`DdlError::Invalid`] if the index has no name, or no column.
pub(super) fn index(table: &TableName, index: &Index) -> Result<String, DdlError> {
    let Some(name) = &index.name else {
        return Err(DdlError::Invalid(format!(
            "an index on `{table}` has no name; give it one, SQLite cannot"
        )));
    };
    if index.columns.is_empty() {
        return Err(DdlError::Invalid(format!(
            "index `{name}` on `{table}` has no columns"
        )));
    }
    let terms: Vec<String> = index
        .columns
        .iter()
        .map(|column| {
            let mut term = match &column.key {
                IndexKey::Column(name) => quote(name),
                IndexKey::Expression(expression) => expression.clone(),
            };
            if let Some(collation) = &column.collation {
                term.push_str(&format!(" COLLATE {}", quote(collation)));
            }
            if column.descending {
                term.push_str(" DESC");
            }
            term.push_str(match column.nulls {
                None => "",
                Some(NullsOrder::First) => " NULLS FIRST",
                Some(NullsOrder::Last) => " NULLS LAST",
            });
            term
        })
        .collect();
    let predicate = index
        .predicate
        .as_ref()
        .map_or_else(String::new, |predicate| format!(" WHERE {predicate}"));
    Ok(format!(
        "CREATE {}INDEX {} ON {} ({}){predicate}",
        if index.unique { "UNIQUE " } else { "" },
        quote(name),
        quote(&table.name),
        terms.join(", "),
    ))
}
