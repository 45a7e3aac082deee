//! Names for constraints and indexes that a model leaves unnamed.

use std::collections::HashSet;

use super::{Check, Exclusion, ForeignKey, Index, IndexKey, PrimaryKey, Table, TableName, Unique};

/// The longest name that every database takes, in bytes: PostgreSQL cuts at 63, MySQL refuses beyond 64.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
const MAX_NAME_BYTES: usize = 63;

/// How unnamed constraints and indexes are named: a pattern for each kind, as `[naming_convention]` of `migrate.toml` has
/// it. Tokens stand for what is named: `{table}`, `{schema}`, `{columns}` (all, joined by `_`), `{column}` (the first),
/// of a check `{expression}` (its words), of a foreign key `{referred_table}` and `{referred_columns}`.
///
/// ```
/// use migrate_core::schema::{NamingConvention, PrimaryKey, TableName};
///
/// let mut naming = NamingConvention::default();
/// naming.primary_key = Some("{table}_pkey".to_owned());
/// let key = PrimaryKey::new(vec!["id".to_owned()]);
/// assert_eq!(naming.primary_key_name(&TableName::new("heros"), &key).as_deref(), Some("heros_pkey"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamingConvention {
    /// Names of indexes: `ix_{table}_{columns}`.
    pub index: String,
    /// Names of unique constraints: `uq_{table}_{columns}`.
    pub unique: String,
    /// Names of check constraints: `ck_{table}_{expression}`.
    pub check: String,
    /// Names of foreign keys: `fk_{table}_{columns}`.
    pub foreign_key: String,
    /// Names of exclusion constraints: `ex_{table}_{expression}`.
    pub exclusion: String,
    /// Names of primary keys; none by default, for the database's own are as good.
    pub primary_key: Option<String>,
}

impl Default for NamingConvention {
    fn default() -> Self {
        NamingConvention {
            index: "ix_{table}_{columns}".to_owned(),
            unique: "uq_{table}_{columns}".to_owned(),
            check: "ck_{table}_{expression}".to_owned(),
            foreign_key: "fk_{table}_{columns}".to_owned(),
            exclusion: "ex_{table}_{expression}".to_owned(),
            primary_key: None,
        }
    }
}

impl NamingConvention {
    /// Sets the pattern of a kind as `migrate.toml` calls it: `ix`, `uq`, `ck`, `fk`, `ex`, `pk`. Another kind changes nothing:
    /// readers of the file let none in.
    pub fn set(&mut self, kind: &str, pattern: &str) {
        let field = match kind {
            "ix" => &mut self.index,
            "uq" => &mut self.unique,
            "ck" => &mut self.check,
            "fk" => &mut self.foreign_key,
            "ex" => &mut self.exclusion,
            "pk" => {
                self.primary_key = Some(pattern.to_owned());
                return;
            }
            _ => return,
        };
        pattern.clone_into(field);
    }

    /// Names an index; an expression counts with the words in it.
    #[must_use]
    pub fn index_name(&self, table: &TableName, index: &Index) -> String {
        let columns: Vec<String> = index
            .columns
            .iter()
            .map(|column| match &column.key {
                IndexKey::Column(name) => name.clone(),
                IndexKey::Expression(expression) => words(expression),
            })
            .collect();
        fill(&self.index, table, &Parts::columns(&columns))
    }

    /// Names a unique constraint.
    #[must_use]
    pub fn unique_name(&self, table: &TableName, unique: &Unique) -> String {
        fill(&self.unique, table, &Parts::columns(&unique.columns))
    }

    /// Names a check constraint.
    #[must_use]
    pub fn check_name(&self, table: &TableName, check: &Check) -> String {
        let parts = Parts {
            expression: &check.expression,
            ..Parts::default()
        };
        fill(&self.check, table, &parts)
    }

    /// Names a foreign key.
    #[must_use]
    pub fn foreign_key_name(&self, table: &TableName, foreign_key: &ForeignKey) -> String {
        let parts = Parts {
            referred: Some((
                &foreign_key.references_table,
                &foreign_key.references_columns,
            )),
            ..Parts::columns(&foreign_key.columns)
        };
        fill(&self.foreign_key, table, &parts)
    }

    /// Names a primary key; `None` leaves that to the database.
    #[must_use]
    pub fn primary_key_name(&self, table: &TableName, primary_key: &PrimaryKey) -> Option<String> {
        let pattern = self.primary_key.as_ref()?;
        Some(fill(pattern, table, &Parts::columns(&primary_key.columns)))
    }

    /// Names an exclusion constraint, by the words of its definition.
    #[must_use]
    pub fn exclusion_name(&self, table: &TableName, exclusion: &Exclusion) -> String {
        let parts = Parts {
            expression: &exclusion.definition,
            ..Parts::default()
        };
        fill(&self.exclusion, table, &parts)
    }

    /// Gives every unnamed constraint and index of the table its name.
    ///
    /// Names are unique in the table: a second one that would be equal gets `_2`, a third `_3`.
    pub fn apply(&self, table: &mut Table) {
        if let Some(key) = &mut table.primary_key
            && key.name.is_none()
        {
            key.name = self.primary_key_name(&table.name, key);
        }
        let mut taken: HashSet<String> = Iterator::chain(
            table.uniques.iter().map(|unique| &unique.name),
            table.checks.iter().map(|check| &check.name),
        )
        .chain(
            table
                .foreign_keys
                .iter()
                .map(|foreign_key| &foreign_key.name),
        )
        .chain(table.exclusions.iter().map(|exclusion| &exclusion.name))
        .flatten()
        .cloned()
        .collect();
        let indexes = table.indexes.iter().filter_map(|index| index.name.clone());
        let indexes: HashSet<String> = indexes.collect();
        // An index may be called like a foreign key or a check: on MySQL those behind foreign keys are.
        let beside_indexes = HashSet::new();
        let mut fill = |name: &mut Option<String>, proposal: String, others: &HashSet<String>| {
            if name.is_none() {
                let mut candidate = proposal.clone();
                let mut number = 2;
                while others.contains(&candidate) || !taken.insert(candidate.clone()) {
                    candidate = shorten(&format!("{proposal}_{number}"));
                    number += 1;
                }
                *name = Some(candidate);
            }
        };
        for unique in &mut table.uniques {
            let proposal = self.unique_name(&table.name, unique);
            fill(&mut unique.name, proposal, &indexes);
        }
        // One that stands at its column has none.
        let checks = table.checks.iter_mut();
        for check in checks.filter(|check| check.column.is_none()) {
            let proposal = self.check_name(&table.name, check);
            fill(&mut check.name, proposal, &beside_indexes);
        }
        for foreign_key in &mut table.foreign_keys {
            let proposal = self.foreign_key_name(&table.name, foreign_key);
            fill(&mut foreign_key.name, proposal, &beside_indexes);
        }
        for exclusion in &mut table.exclusions {
            let proposal = self.exclusion_name(&table.name, exclusion);
            fill(&mut exclusion.name, proposal, &indexes);
        }
        for index in &mut table.indexes {
            let proposal = self.index_name(&table.name, index);
            fill(&mut index.name, proposal, &indexes);
        }
    }
}

/// What the tokens of a pattern stand for, beside the table.
#[derive(Default)]
struct Parts<'p> {
    columns: &'p [String],
    expression: &'p str,
    referred: Option<(&'p TableName, &'p [String])>,
}

impl<'p> Parts<'p> {
    fn columns(columns: &'p [String]) -> Self {
        Parts {
            columns,
            ..Parts::default()
        }
    }
}

/// Replaces the tokens of a pattern. What is no token stays, to be seen: readers of `migrate.toml` let none in.
fn fill(pattern: &str, table: &TableName, parts: &Parts<'_>) -> String {
    let mut name = String::with_capacity(MAX_NAME_BYTES);
    let mut rest = pattern;
    while let Some((before, (token, after))) = rest
        .split_once('{')
        .and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        name.push_str(before);
        match token {
            "table" => name.push_str(&table.name),
            "schema" => name.push_str(table.schema.as_deref().unwrap_or_default()),
            "columns" => name.push_str(&parts.columns.join("_")),
            "column" => name.push_str(parts.columns.first().map_or("", String::as_str)),
            "expression" => name.push_str(&words(parts.expression)),
            "referred_table" => {
                name.push_str(parts.referred.map_or("", |(table, _)| &table.name));
            }
            "referred_columns" => {
                name.push_str(
                    &parts
                        .referred
                        .map_or(String::new(), |(_, columns)| columns.join("_")),
                );
            }
            other => name.extend(["{", other, "}"]),
        }
        rest = after;
    }
    name.push_str(rest);
    shorten(&name)
}

/// The words of an expression, for a name: `lower(name) > 0` becomes `lower_name_0`.
fn words(expression: &str) -> String {
    expression
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// Cuts a name that is too long and ends it with a digest of the whole, so that it stays unique and stable.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_NAME_BYTES {
        return name.to_owned();
    }
    // FNV-1a, 32 bits: a stable digest without a dependency.
    let digest = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let mut end = MAX_NAME_BYTES - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{digest:08x}", &name[..end])
}
