//! What tables may ask for that MySQL or MariaDB do not have.

use super::facts::Facts;
use super::literal::parse;
use super::types::normal;
use crate::dialect::Unsupported;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, ForeignKey, Identity, Index, IndexKey,
    MatchType, PrimaryKey, RowSecurity, Table, TableName, TableOptions, Unique, Validity,
};

/// The longest name, in characters. <https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>
const MAX_NAME: usize = 64;

/// Collects what is missing.
pub(super) struct Missing<'f> {
    facts: &'f Facts,
    found: Vec<Unsupported>,
}

/// Tells what a table asks for in vain.
pub(super) fn table(table: &Table, facts: &Facts) -> Vec<Unsupported> {
    let mut missing = Missing::new(facts);
    let name = table.name.to_string();
    missing.name(&table.name);
    missing.options(&table.options, &name);
    for column in &table.columns {
        missing.column(&table.name, column);
        missing.numbering(table, column);
    }
    if let Some(key) = &table.primary_key {
        missing.primary_key(key, &name);
        let whole = key
            .columns
            .iter()
            .filter(|column| !key.prefixes.contains_key(*column));
        let whole: Vec<String> = whole.cloned().collect();
        missing.keys(table, &whole, true, &name);
    }
    for unique in &table.uniques {
        missing.unique(unique, &name);
        missing.keys(table, &unique.columns, !facts.mariadb, &name);
    }
    for check in &table.checks {
        missing.check(check, &name);
    }
    for key in &table.foreign_keys {
        missing.foreign_key(key, &name);
    }
    for exclusion in &table.exclusions {
        let label = exclusion.name.as_deref().unwrap_or(&exclusion.definition);
        missing.note(true, "exclusion constraints", &format!("{name}: {label}"));
    }
    for index in &table.indexes {
        missing.index(index, &name);
        if index.method.is_none() {
            let whole = index
                .columns
                .iter()
                .filter(|column| column.prefix.is_none());
            let whole: Vec<String> = whole
                .filter_map(|column| match &column.key {
                    IndexKey::Column(name) => Some(name.clone()),
                    IndexKey::Expression(_) => None,
                })
                .collect();
            missing.keys(table, &whole, !(facts.mariadb && index.unique), &name);
        }
    }
    missing.found
}

impl<'f> Missing<'f> {
    pub(super) fn new(facts: &'f Facts) -> Self {
        Missing {
            facts,
            found: Vec::new(),
        }
    }

    /// Refuses the first thing that is missing.
    pub(super) fn refuse(self) -> Result<(), Unsupported> {
        match self.found.into_iter().next() {
            Some(first) => Err(first),
            None => Ok(()),
        }
    }

    pub(super) fn note(&mut self, missing: bool, feature: &str, on: &str) {
        if missing {
            self.found
                .push(Unsupported::new(self.facts.name(), feature, on));
        }
    }

    fn long(&mut self, name: Option<&str>, on: &str) {
        let long = name.is_some_and(|name| name.chars().count() > MAX_NAME);
        self.note(long, "names of more than 64 characters", on);
    }

    pub(super) fn name(&mut self, name: &TableName) {
        self.long(Some(&name.name), &name.to_string());
    }

    pub(super) fn options(&mut self, options: &TableOptions, on: &str) {
        self.note(options.unlogged, "UNLOGGED tables", on);
        let secured = options.row_security != RowSecurity::Off;
        self.note(secured, "row-level security", on);
    }

    pub(super) fn column(&mut self, table: &TableName, column: &Column) {
        let on = format!("{table}.{}", column.name);
        self.long(Some(&column.name), &on);
        self.column_type(&column.type_, &on);
        self.note(
            column.identity == Some(Identity::Always),
            "GENERATED ALWAYS AS IDENTITY; its AUTO_INCREMENT takes a value where a row states one",
            &on,
        );
        let numbered = column.identity.is_some();
        self.note(
            numbered && !is_number(&column.type_),
            "AUTO_INCREMENT of columns that are no integers",
            &on,
        );
        self.note(
            column.sequence.is_some(),
            "sequences behind numbered columns",
            &on,
        );
        self.note(
            column.generated.is_some() && column.default.is_some(),
            "defaults of generated columns",
            &on,
        );
        self.note(
            column.invisible && !self.facts.has_invisible_columns(),
            "invisible columns in this version",
            &on,
        );
        let computed = match &column.default {
            Some(ColumnDefault::Expression(expression)) => {
                parse(expression).is_none() && !super::expression::is_current_timestamp(expression)
            }
            Some(ColumnDefault::Literal(_)) | None => false,
        };
        self.note(
            computed && !self.facts.has_expression_defaults(),
            "expressions as defaults in this version",
            &on,
        );
    }

    fn column_type(&mut self, type_: &ColumnType, on: &str) {
        match type_ {
            ColumnType::TimestampTz => {
                self.note(true, "timestamps with a time zone", on);
            }
            ColumnType::Interval => self.note(true, "intervals", on),
            ColumnType::Jsonb => self.note(true, "JSONB; take JSON", on),
            ColumnType::Array(_) => self.note(true, "arrays", on),
            ColumnType::Uuid => self.note(
                !self.facts.has_uuid(),
                "a type for UUIDs; take `db_type = \"binary(16)\"`",
                on,
            ),
            ColumnType::Enum(kind) => {
                self.note(kind.values.is_empty(), "enumerations without values", on);
            }
            ColumnType::Bool
            | ColumnType::TinyInt
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Unsigned(_)
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Decimal { .. }
            | ColumnType::Text
            | ColumnType::Varchar(_)
            | ColumnType::Char(_)
            | ColumnType::Binary
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::Json
            | ColumnType::Other(_) => {}
        }
    }

    /// A numbered column has to lead a key.
    fn numbering(&mut self, table: &Table, column: &Column) {
        let leads = |columns: &[String]| columns.first() == Some(&column.name);
        let keyed = table
            .primary_key
            .as_ref()
            .is_some_and(|key| leads(&key.columns))
            || table.uniques.iter().any(|unique| leads(&unique.columns))
            || table.indexes.iter().any(|index| {
                index.columns.first().is_some_and(
                    |first| matches!(&first.key, IndexKey::Column(name) if *name == column.name),
                )
            });
        // Some engines number within a group that the columns before it make.
        let innodb = table
            .options
            .engine
            .as_deref()
            .is_none_or(|engine| engine.eq_ignore_ascii_case("InnoDB"));
        self.note(
            column.identity.is_some() && !keyed && innodb,
            "AUTO_INCREMENT of columns that no key begins with",
            &format!("{}.{}", table.name, column.name),
        );
    }

    /// Keys of text without end need to know how much of it counts.
    fn keys(&mut self, table: &Table, columns: &[String], needed: bool, name: &str) {
        for column in columns {
            let large = table
                .column(column)
                .is_some_and(|column| is_large(&column.type_));
            self.note(
                large && needed,
                "keys of whole TEXT and BLOB columns; give the column a `max_length`, or the index a `prefix`",
                &format!("{name}.{column}"),
            );
        }
    }

    pub(super) fn primary_key(&mut self, key: &PrimaryKey, table: &str) {
        self.note(!key.include.is_empty(), "INCLUDE in keys", table);
        let deferrable = key.deferrable != Deferrable::No;
        self.note(deferrable, "deferrable constraints", table);
    }

    pub(super) fn unique(&mut self, unique: &Unique, table: &str) {
        let on = labelled(table, unique.name.as_deref(), &unique.columns);
        self.long(unique.name.as_deref(), &on);
        let deferrable = unique.deferrable != Deferrable::No;
        self.note(deferrable, "deferrable constraints", &on);
        self.note(unique.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
        self.note(!unique.include.is_empty(), "INCLUDE in keys", &on);
    }

    pub(super) fn check(&mut self, check: &Check, table: &str) {
        let label = check.name.as_deref().unwrap_or(&check.expression);
        let on = format!("{table}: {label}");
        self.long(check.name.as_deref(), &on);
        self.note(
            !self.facts.has_checks(),
            "checks that are held in this version",
            &on,
        );
        match check.validity {
            Validity::Valid => {}
            Validity::NotValid => self.note(true, "NOT VALID", &on),
            Validity::NotEnforced => {
                let missing = !self.facts.has_unenforced_checks();
                self.note(missing, "NOT ENFORCED", &on);
            }
        }
        self.note(check.no_inherit, "NO INHERIT", &on);
    }

    pub(super) fn foreign_key(&mut self, key: &ForeignKey, table: &str) {
        let on = labelled(table, key.name.as_deref(), &key.columns);
        self.long(key.name.as_deref(), &on);
        self.note(key.match_ == MatchType::Full, "MATCH FULL", &on);
        let deferrable = key.deferrable != Deferrable::No;
        self.note(deferrable, "deferrable constraints", &on);
        self.note(key.validity != Validity::Valid, "NOT VALID", &on);
    }

    pub(super) fn index(&mut self, index: &Index, table: &str) {
        let label = index.name.as_deref().unwrap_or("an unnamed index");
        let on = format!("{table}: {label}");
        self.long(index.name.as_deref(), &on);
        let method = index
            .method
            .as_deref()
            .unwrap_or("btree")
            .to_ascii_lowercase();
        self.note(
            !["btree", "hash", "fulltext", "spatial", "rtree"].contains(&method.as_str()),
            &format!("index method `{method}`"),
            &on,
        );
        self.note(index.predicate.is_some(), "partial indexes", &on);
        self.note(!index.include.is_empty(), "INCLUDE in indexes", &on);
        self.note(index.nulls_not_distinct, "NULLS NOT DISTINCT", &on);
        self.note(index.concurrently, "CREATE INDEX CONCURRENTLY", &on);
        for column in &index.columns {
            let computed = matches!(column.key, IndexKey::Expression(_));
            self.note(
                computed && !self.facts.has_functional_indexes(),
                "indexes of expressions; index a generated column",
                &on,
            );
            self.note(
                column.descending && !self.facts.has_descending_indexes(),
                "descending indexes in this version",
                &on,
            );
            self.note(column.ops.is_some(), "operator classes", &on);
            self.note(column.collation.is_some(), "collations in indexes", &on);
            self.note(
                column.nulls.is_some(),
                "NULLS FIRST or LAST in indexes",
                &on,
            );
        }
    }
}

fn labelled(table: &str, name: Option<&str>, columns: &[String]) -> String {
    match name {
        Some(name) => format!("{table}: {name}"),
        None => format!("{table}: {}", columns.join(", ")),
    }
}

/// `AUTO_INCREMENT` counts in integers, and in floating-point numbers as well.
fn is_number(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Bool
        | ColumnType::Float
        | ColumnType::Double => true,
        ColumnType::Other(spelling) => spelling.contains("int"),
        _ => false,
    }
}

fn is_large(type_: &ColumnType) -> bool {
    match normal(type_) {
        ColumnType::Text | ColumnType::Binary | ColumnType::Json => true,
        ColumnType::Other(spelling) => [
            "tinytext",
            "mediumtext",
            "longtext",
            "tinyblob",
            "mediumblob",
            "longblob",
        ]
        .iter()
        .any(|large| spelling.starts_with(large)),
        _ => false,
    }
}
