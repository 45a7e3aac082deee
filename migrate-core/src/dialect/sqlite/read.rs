//! From parsed statements to the schema: what a `CREATE TABLE` and its `CREATE INDEX`es say, as a [`Table`].

use super::expression::literal;
use super::parse::{
    ColumnDefinition, Constraint, ConstraintKind, CreateIndex, CreateTable, KeyColumn,
};
use super::token::{TokenKind, name_or_text, tokens};
use super::types::declared;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, ForeignKey, Generated, Identity, Index, IndexColumn,
    IndexKey, PrimaryKey, Table, TableName, TableOptions, Unique,
};

/// Describes the table. Foreign keys that name no columns keep none: only who sees all tables can fill them in.
pub(super) fn table(sql: &str, parsed: &CreateTable) -> Table {
    let mut table = Table::new(TableName::new(&parsed.name));
    table.options = TableOptions {
        strict: parsed.strict,
        without_rowid: parsed.without_rowid,
        ..TableOptions::default()
    };
    let alias = rowid_alias(sql, parsed);
    let columns = parsed.columns.iter();
    table.columns = columns.map(|column| self::column(sql, column)).collect();
    for column in &parsed.columns {
        for constraint in &column.constraints {
            add_constraint(sql, parsed, constraint, &mut table);
        }
    }
    for constraint in &parsed.constraints {
        add_constraint(sql, parsed, constraint, &mut table);
    }
    if let Some(key) = &table.primary_key {
        let implied = parsed.strict || parsed.without_rowid || alias.is_some();
        for column in &mut table.columns {
            if implied && key.columns.contains(&column.name) {
                column.nullable = false;
            }
        }
    }
    if let Some((name, autoincrement)) = alias {
        for column in table
            .columns
            .iter_mut()
            .filter(|column| column.name == name)
        {
            column.identity = Some(if autoincrement {
                Identity::Autoincrement
            } else {
                Identity::ByDefault
            });
        }
    }
    table
}

/// The primary key among the constraints, wherever it stands.
pub(super) fn primary_key(parsed: &CreateTable) -> Option<&Constraint> {
    let at_columns = parsed.columns.iter().flat_map(|column| &column.constraints);
    at_columns
        .chain(&parsed.constraints)
        .find(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }))
}

/// The column that is another name of the rowid, and whether it says `AUTOINCREMENT`.
/// <https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>
pub(super) fn rowid_alias(sql: &str, parsed: &CreateTable) -> Option<(String, bool)> {
    let ConstraintKind::PrimaryKey {
        columns,
        autoincrement,
        descending: false,
        ..
    } = &primary_key(parsed)?.kind
    else {
        return None;
    };
    let [key] = columns.as_slice() else {
        return None;
    };
    let column = parsed.column(&key.name)?;
    let spelling = declared_spelling(sql, column);
    (!parsed.without_rowid && spelling.eq_ignore_ascii_case("INTEGER"))
        .then(|| (column.name.clone(), autoincrement.is_some()))
}

/// A column's declared type: as written, but without comments, quotes and runs of white space.
pub(super) fn declared_spelling(sql: &str, column: &ColumnDefinition) -> String {
    let Some(span) = column.type_span.clone() else {
        return String::new();
    };
    let text = &sql[span];
    let Ok(tokens) = tokens(text) else {
        return text.to_owned();
    };
    let mut spelling = String::new();
    for token in tokens {
        let word = match token.kind {
            TokenKind::Quoted | TokenKind::Text => name_or_text(&token, text).unwrap_or_default(),
            TokenKind::Word | TokenKind::Bits | TokenKind::Number | TokenKind::Symbol => {
                token.text(text).to_owned()
            }
        };
        let tight = spelling.is_empty()
            || spelling.ends_with(['(', '-', '+'])
            || matches!(word.as_str(), "(" | ")" | ",");
        if !tight {
            spelling.push(' ');
        }
        spelling.push_str(&word);
    }
    spelling
}

/// Describes a column by itself: without what the table's key says of it.
pub(super) fn column(sql: &str, definition: &ColumnDefinition) -> Column {
    let spelling = declared_spelling(sql, definition);
    let type_ = if spelling.is_empty() {
        ColumnType::Other(String::new())
    } else {
        declared(&spelling)
    };
    let mut column = Column::new(&definition.name, type_);
    for constraint in &definition.constraints {
        match &constraint.kind {
            ConstraintKind::NotNull => column.nullable = false,
            ConstraintKind::Default { expression } => {
                column.default = Some(default(&sql[expression.clone()]));
            }
            ConstraintKind::Collate { collation } => column.collation = Some(collation.clone()),
            ConstraintKind::Generated { expression, stored } => {
                column.generated = Some(Generated {
                    expression: sql[expression.clone()].to_owned(),
                    stored: *stored,
                });
            }
            ConstraintKind::Nothing
            | ConstraintKind::Null
            | ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Check { .. }
            | ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Deferral(_) => {}
        }
    }
    column
}

fn default(text: &str) -> ColumnDefault {
    match literal(text, true) {
        Some(value) => ColumnDefault::Literal(value),
        None => {
            let inner = text
                .strip_prefix('(')
                .and_then(|text| text.strip_suffix(')'));
            ColumnDefault::Expression(inner.unwrap_or(text).trim().to_owned())
        }
    }
}

fn add_constraint(sql: &str, parsed: &CreateTable, constraint: &Constraint, table: &mut Table) {
    let name = constraint.name.clone();
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => {
            table.primary_key = Some(PrimaryKey {
                name,
                ..PrimaryKey::new(spelt(parsed, columns))
            });
        }
        ConstraintKind::Unique { columns } => table.uniques.push(Unique {
            name,
            ..Unique::new(spelt(parsed, columns))
        }),
        ConstraintKind::Check { expression } => table.checks.push(Check {
            name,
            ..Check::new(&sql[expression.clone()])
        }),
        ConstraintKind::ForeignKey { columns, reference } => table.foreign_keys.push(ForeignKey {
            name,
            on_delete: reference.on_delete,
            on_update: reference.on_update,
            deferrable: reference.deferrable,
            match_: reference.match_,
            ..ForeignKey::new(
                spelt(parsed, columns),
                reference.table.as_str(),
                reference.columns.clone(),
            )
        }),
        ConstraintKind::Deferral(deferrable) => {
            if let Some(foreign_key) = table.foreign_keys.last_mut() {
                foreign_key.deferrable = *deferrable;
            }
        }
        ConstraintKind::Nothing
        | ConstraintKind::NotNull
        | ConstraintKind::Null
        | ConstraintKind::Default { .. }
        | ConstraintKind::Collate { .. }
        | ConstraintKind::Generated { .. } => {}
    }
}

/// The columns of a key, as the table spells them.
fn spelt(parsed: &CreateTable, columns: &[KeyColumn]) -> Vec<String> {
    let spell = |key: &KeyColumn| {
        let column = parsed.column(&key.name);
        column.map_or_else(|| key.name.clone(), |column| column.name.clone())
    };
    columns.iter().map(spell).collect()
}

/// Describes an index of the table.
pub(super) fn index(sql: &str, parsed: &CreateIndex, table: &Table) -> Index {
    let columns = parsed.terms.iter().map(|term| {
        let own = term.column.as_ref().and_then(|name| {
            let mut columns = table.columns.iter();
            columns.find(|column| column.name.eq_ignore_ascii_case(name))
        });
        let key = match own {
            Some(column) => IndexKey::Column(column.name.clone()),
            None => IndexKey::Expression(sql[term.expression.clone()].to_owned()),
        };
        IndexColumn {
            key,
            descending: term.descending,
            nulls: term.nulls,
            collation: term.collation.clone(),
            ops: None,
            prefix: None,
        }
    });
    let mut index = Index::new(columns.collect());
    index.name = Some(parsed.name.clone());
    index.unique = parsed.unique;
    index.predicate = parsed.predicate.clone().map(|span| sql[span].to_owned());
    index
}
