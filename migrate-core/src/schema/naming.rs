//! Names for constraints and indexes that a model leaves unnamed.

use super::{Check, ForeignKey, Index, IndexKey, Table, TableName, Unique};

/// The longest name that every database takes, in bytes: PostgreSQL cuts at 63, MySQL refuses beyond 64.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
const MAX_NAME_BYTES: usize = 63;

/// How unnamed constraints and indexes are named: a prefix, the table and the columns, joined by `_`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamingConvention {
    /// Prefix of indexes.
    pub index: String,
    /// Prefix of unique constraints.
    pub unique: String,
    /// Prefix of check constraints.
    pub check: String,
    /// Prefix of foreign keys.
    pub foreign_key: String,
    /// Prefix of primary keys.
    pub primary_key: String,
}

impl Default for NamingConvention {
    fn default() -> Self {
        NamingConvention {
            index: "ix".to_owned(),
            unique: "uq".to_owned(),
            check: "ck".to_owned(),
            foreign_key: "fk".to_owned(),
            primary_key: "pk".to_owned(),
        }
    }
}

impl NamingConvention {
    /// Names an index: `ix_<table>_<columns>`; an expression counts with the words in it.
    #[must_use]
    pub fn index_name(&self, table: &TableName, index: &Index) -> String {
        let parts: Vec<String> = index
            .columns
            .iter()
            .map(|column| match &column.key {
                IndexKey::Column(name) => name.clone(),
                IndexKey::Expression(expression) => words(expression),
            })
            .collect();
        join(&self.index, table, &parts)
    }

    /// Names a unique constraint: `uq_<table>_<columns>`.
    #[must_use]
    pub fn unique_name(&self, table: &TableName, unique: &Unique) -> String {
        join(&self.unique, table, &unique.columns)
    }

    /// Names a check constraint: `ck_<table>_<words of the expression>`.
    #[must_use]
    pub fn check_name(&self, table: &TableName, check: &Check) -> String {
        join(&self.check, table, &[words(&check.expression)])
    }

    /// Names a foreign key: `fk_<table>_<columns>`.
    #[must_use]
    pub fn foreign_key_name(&self, table: &TableName, foreign_key: &ForeignKey) -> String {
        join(&self.foreign_key, table, &foreign_key.columns)
    }

    /// Gives every unnamed constraint and index of the table its name; a primary key keeps the database's.
    ///
    /// Names are unique in the table: a second one that would be equal gets `_2`, a third `_3`.
    pub fn apply(&self, table: &mut Table) {
        let mut taken: std::collections::HashSet<String> = Iterator::chain(
            table.uniques.iter().map(|unique| &unique.name),
            table.checks.iter().map(|check| &check.name),
        )
        .chain(
            table
                .foreign_keys
                .iter()
                .map(|foreign_key| &foreign_key.name),
        )
        .chain(table.indexes.iter().map(|index| &index.name))
        .flatten()
        .cloned()
        .collect();
        let mut fill = |name: &mut Option<String>, proposal: String| {
            if name.is_none() {
                let mut candidate = proposal.clone();
                let mut number = 2;
                while !taken.insert(candidate.clone()) {
                    candidate = shorten(&format!("{proposal}_{number}"));
                    number += 1;
                }
                *name = Some(candidate);
            }
        };
        for unique in &mut table.uniques {
            let proposal = self.unique_name(&table.name, unique);
            fill(&mut unique.name, proposal);
        }
        for check in &mut table.checks {
            let proposal = self.check_name(&table.name, check);
            fill(&mut check.name, proposal);
        }
        for foreign_key in &mut table.foreign_keys {
            let proposal = self.foreign_key_name(&table.name, foreign_key);
            fill(&mut foreign_key.name, proposal);
        }
        for index in &mut table.indexes {
            let proposal = self.index_name(&table.name, index);
            fill(&mut index.name, proposal);
        }
    }
}

fn join(prefix: &str, table: &TableName, parts: &[String]) -> String {
    let mut name = format!("{prefix}_{}", table.name);
    for part in parts {
        name.push('_');
        name.push_str(part);
    }
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
