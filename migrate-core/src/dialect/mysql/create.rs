//! Writes `CREATE TABLE`, and the definitions of columns, keys and constraints that `ALTER TABLE` shares with it.
//!
//! Indexes stand inside the statement: `AUTO_INCREMENT` wants its key at once, and one statement is one commit.

use super::expression::{bare, is_current_timestamp, part_on_update};
use super::facts::Facts;
use super::literal::{literal, parse, quote, quote_all, text};
use super::types::{normal, spell};
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, ForeignKey, Index, IndexColumn, IndexKey, Literal,
    PrimaryKey, ReferentialAction, Table, TableName, TableOptions, Unique, Validity,
};

/// Writes definitions for one server.
#[derive(Clone, Copy)]
pub(super) struct Writer<'f> {
    pub(super) facts: &'f Facts,
}

impl Writer<'_> {
    /// Quotes a table's name, with its database where it states one.
    pub(super) fn table_name(self, name: &TableName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
            None => quote(&name.name),
        }
    }

    pub(super) fn text(self, value: &str) -> String {
        text(value, self.facts.backslashes)
    }

    /// Writes the whole statement.
    pub(super) fn create_table(self, table: &Table, if_not_exists: bool) -> String {
        let mut lines: Vec<String> = table
            .columns
            .iter()
            .map(|column| self.column(column, table))
            .collect();
        lines.extend(table.primary_key.as_ref().map(|key| self.primary_key(key)));
        lines.extend(table.uniques.iter().map(|unique| self.unique(unique)));
        lines.extend(table.indexes.iter().map(|index| self.index(index)));
        lines.extend(table.foreign_keys.iter().map(|key| self.foreign_key(key)));
        let checks = table.checks.iter().filter(|check| check.column.is_none());
        lines.extend(checks.map(|check| self.check(check)));
        let options = self.options(&table.options, table.comment.as_deref());
        let partitions = match &table.options.partition_by {
            Some(partitions) => format!("\n{partitions}"),
            None => String::new(),
        };
        format!(
            "CREATE TABLE {}{} (\n    {}\n){}{partitions}",
            if if_not_exists { "IF NOT EXISTS " } else { "" },
            self.table_name(&table.name),
            lines.join(",\n    "),
            options
                .iter()
                .map(|option| format!(" {option}"))
                .collect::<String>(),
        )
    }

    /// Writes a column as it stands in `CREATE TABLE`, behind `ADD COLUMN` and behind `MODIFY COLUMN`: with everything
    /// that it has, for what is not said is lost.
    pub(super) fn column(self, column: &Column, table: &Table) -> String {
        let mut words = vec![
            quote(&column.name),
            spell(&column.type_, self.facts.backslashes),
        ];
        if let Some(charset) = &column.charset {
            words.push(format!("CHARACTER SET {charset}"));
        }
        if let Some(collation) = &column.collation {
            words.push(format!("COLLATE {collation}"));
        }
        if let Some(generated) = &column.generated {
            words.push(format!(
                "GENERATED ALWAYS AS ({}) {}",
                bare(&generated.expression),
                if generated.stored {
                    "STORED"
                } else {
                    "VIRTUAL"
                }
            ));
        }
        let nullable = column.nullable && !table.is_primary_key(&column.name);
        if !nullable && (column.generated.is_none() || !self.facts.mariadb) {
            words.push("NOT NULL".to_owned());
        } else if nullable && is_timestamp(&column.type_) && column.generated.is_none() {
            // Where `explicit_defaults_for_timestamp` is off, this one is NOT NULL unless it says otherwise.
            words.push("NULL".to_owned());
        }
        if column.invisible {
            words.push("INVISIBLE".to_owned());
        }
        if let Some(default) = &column.default {
            words.push(format!("DEFAULT {}", self.default(default, &column.type_)));
        }
        if column.identity.is_some() {
            words.push("AUTO_INCREMENT".to_owned());
        }
        if let Some(expression) = &column.on_update {
            words.push(format!("ON UPDATE {expression}"));
        }
        if let Some(comment) = &column.comment {
            words.push(format!("COMMENT {}", self.text(comment)));
        }
        let check = table
            .checks
            .iter()
            .find(|check| check.column.as_ref() == Some(&column.name));
        if let Some(check) = check {
            words.push(format!("CHECK ({})", bare(&check.expression)));
        }
        words.join(" ")
    }

    /// Writes a default, with parentheses where the server wants them.
    /// <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>
    pub(super) fn default(self, default: &ColumnDefault, type_: &ColumnType) -> String {
        match default {
            ColumnDefault::Literal(value) => self.default_value(value, type_),
            ColumnDefault::Expression(expression) => {
                if let Some((expression, now)) = part_on_update(expression) {
                    let expression = ColumnDefault::Expression(expression.to_owned());
                    return format!("{} ON UPDATE {now}", self.default(&expression, type_));
                }
                let expression = bare(expression);
                let bits = expression.starts_with(['b', 'B']) && expression[1..].starts_with('\'');
                if let Some(value) = parse(expression) {
                    self.default_value(&value, type_)
                } else if bits || (is_moment(type_) && is_current_timestamp(expression)) {
                    expression.to_owned()
                } else {
                    format!("({expression})")
                }
            }
        }
    }

    fn default_value(self, value: &Literal, type_: &ColumnType) -> String {
        let written = match value {
            Literal::Bool(value) => if *value { "1" } else { "0" }.to_owned(),
            value => literal(value, self.facts.backslashes),
        };
        // MySQL takes expressions only for these types, and a value in parentheses is one.
        if !self.facts.mariadb && is_large(type_) && *value != Literal::Null {
            format!("({written})")
        } else {
            written
        }
    }

    pub(super) fn primary_key(self, key: &PrimaryKey) -> String {
        let term = |column: &String| match key.prefixes.get(column) {
            Some(length) => format!("{}({length})", quote(column)),
            None => quote(column),
        };
        let terms: Vec<String> = key.columns.iter().map(term).collect();
        let using = key
            .method
            .as_ref()
            .map(|method| format!(" USING {}", method.to_ascii_uppercase()));
        format!(
            "PRIMARY KEY ({}){}",
            terms.join(", "),
            using.unwrap_or_default()
        )
    }

    pub(super) fn unique(self, unique: &Unique) -> String {
        let name = unique
            .name
            .as_ref()
            .map(|name| format!("CONSTRAINT {} ", quote(name)))
            .unwrap_or_default();
        format!("{name}UNIQUE ({})", quote_all(&unique.columns))
    }

    pub(super) fn check(self, check: &Check) -> String {
        let enforced = match check.validity {
            Validity::Valid | Validity::NotValid => "",
            Validity::NotEnforced => " NOT ENFORCED",
        };
        format!(
            "{}CHECK ({}){enforced}",
            constraint_name(check.name.as_deref()),
            bare(&check.expression)
        )
    }

    pub(super) fn foreign_key(self, key: &ForeignKey) -> String {
        let mut definition = format!(
            "{}FOREIGN KEY ({}) REFERENCES {} ({})",
            constraint_name(key.name.as_deref()),
            quote_all(&key.columns),
            self.table_name(&key.references_table),
            quote_all(&key.references_columns),
        );
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            if action != ReferentialAction::NoAction {
                definition.push_str(&format!(" ON {event} {action}"));
            }
        }
        definition
    }

    pub(super) fn index(self, index: &Index) -> String {
        let method = index.method.as_deref().unwrap_or_default();
        let (kind, using) = match method.to_ascii_lowercase().as_str() {
            "fulltext" => ("FULLTEXT INDEX", String::new()),
            "spatial" => ("SPATIAL INDEX", String::new()),
            "" if index.unique => ("UNIQUE INDEX", String::new()),
            "" => ("INDEX", String::new()),
            other => (
                if index.unique {
                    "UNIQUE INDEX"
                } else {
                    "INDEX"
                },
                format!(" USING {}", other.to_ascii_uppercase()),
            ),
        };
        let name = index
            .name
            .as_ref()
            .map(|name| format!("{} ", quote(name)))
            .unwrap_or_default();
        let terms: Vec<String> = index.columns.iter().map(index_term).collect();
        let mut definition = format!("{kind} {name}({}){using}", terms.join(", "));
        if let Some(parameters) = &index.parameters {
            definition.push(' ');
            definition.push_str(parameters);
        }
        if let Some(comment) = &index.comment {
            definition.push_str(&format!(" COMMENT {}", self.text(comment)));
        }
        definition
    }

    /// Writes the options of a table, each one by itself.
    pub(super) fn options(self, options: &TableOptions, comment: Option<&str>) -> Vec<String> {
        let mut words = Vec::new();
        let stated = [
            ("ENGINE", &options.engine),
            ("DEFAULT CHARSET", &options.charset),
            ("COLLATE", &options.collation),
            ("ROW_FORMAT", &options.row_format),
        ];
        for (name, value) in stated {
            words.extend(value.as_ref().map(|value| format!("{name}={value}")));
        }
        words.extend(comment.map(|comment| format!("COMMENT={}", self.text(comment))));
        words.extend(options.parameters.clone());
        words
    }
}

fn constraint_name(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", quote(name)))
        .unwrap_or_default()
}

fn index_term(column: &IndexColumn) -> String {
    let mut term = match &column.key {
        IndexKey::Column(name) => quote(name),
        IndexKey::Expression(expression) => format!("({})", bare(expression)),
    };
    if let Some(prefix) = column.prefix {
        term.push_str(&format!("({prefix})"));
    }
    if column.descending {
        term.push_str(" DESC");
    }
    term
}

/// Types whose defaults MySQL wants as expressions.
fn is_large(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::Text | ColumnType::Binary | ColumnType::Json => true,
        ColumnType::Other(spelling) => {
            spelling.ends_with("text")
                || spelling.ends_with("blob")
                || spelling.starts_with("geometry")
                || spelling == "point"
        }
        _ => false,
    }
}

fn is_timestamp(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::Timestamp => true,
        ColumnType::Other(spelling) => spelling.starts_with("timestamp"),
        _ => false,
    }
}

/// The types that take `CURRENT_TIMESTAMP` as it stands.
fn is_moment(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::Timestamp => true,
        ColumnType::Other(spelling) => {
            spelling.starts_with("timestamp") || spelling.starts_with("datetime")
        }
        _ => false,
    }
}
