//! PostgreSQL's enumerations as enums of Rust, each with the type that Diesel knows it by.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::names::{identifier, type_name};
use crate::connection::Engine;
use crate::schema::{ColumnType, EnumType, QualifiedName, Schema};

/// What the enumerations of a schema are called in Rust.
pub(super) struct Enums<'s> {
    schema: &'s Schema,
    names: BTreeMap<&'s QualifiedName, String>,
}

impl<'s> Enums<'s> {
    /// Names those that are types of their own; no name is that of a table's model.
    pub(super) fn of(schema: &'s Schema, engine: Engine) -> Self {
        let mut names = BTreeMap::new();
        if engine == Engine::Postgres {
            let tables = schema.tables.iter();
            let mut taken: BTreeSet<String> =
                tables.map(|table| type_name(&table.name.name)).collect();
            for kind in schema.enums.iter().filter(|kind| !kind.values.is_empty()) {
                let name = unlike(type_name(&kind.name.name), |name| {
                    [String::new(), "Type".to_owned(), "Array".to_owned()]
                        .iter()
                        .any(|suffix| taken.contains(&format!("{name}{suffix}")))
                });
                taken.extend(["", "Type", "Array"].map(|suffix| format!("{name}{suffix}")));
                names.insert(&kind.name, name);
            }
        }
        Enums { schema, names }
    }

    /// The enum of Rust for an enumeration.
    pub(super) fn name(&self, kind: &EnumType) -> Option<&str> {
        self.names.get(&kind.name).map(String::as_str)
    }

    pub(super) fn any(&self) -> bool {
        !self.names.is_empty()
    }

    /// The enums, in the order of their types.
    pub(super) fn code(&self) -> impl Iterator<Item = String> {
        self.schema.enums.iter().filter_map(|kind| {
            let mut columns = self.schema.tables.iter().flat_map(|table| &table.columns);
            let in_arrays = columns.any(|column| {
                let used = column.type_.enumeration();
                matches!(column.type_, ColumnType::Array(_))
                    && used.is_some_and(|used| used.name == kind.name)
            });
            Some(code(kind, self.name(kind)?, in_arrays))
        })
    }
}

/// The name, or one like it that is free: `StatusValue`, `StatusValue2`.
fn unlike(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let wanted = format!("{name}Value");
    let mut name = wanted.clone();
    let mut number = 2;
    while is_taken(&name) {
        name = format!("{wanted}{number}");
        number += 1;
    }
    name
}

fn code(kind: &EnumType, name: &str, in_arrays: bool) -> String {
    let of_schema = |key: &str| match &kind.name.schema {
        Some(schema) => format!(", {key} = {schema:?}"),
        None => String::new(),
    };
    let sql_name = &kind.name.name;
    let mut code = format!(
        "#[derive(SqlType, QueryId)]\n#[diesel(postgres_type(name = {sql_name:?}{}))]\npub struct {name}Type;\n\n",
        of_schema("schema")
    );
    if in_arrays {
        let _ = write!(
            code,
            "pub type {name}Array = diesel::sql_types::Array<{name}Type>;\n\n"
        );
    }
    let _ = write!(
        code,
        "#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]\n\
         #[diesel(sql_type = {name}Type)]\n#[migratable(type_name = {sql_name:?}{})]\npub enum {name} {{\n",
        of_schema("schema")
    );
    let mut taken = BTreeSet::new();
    for value in &kind.values {
        let usual = match type_name(value) {
            own if own == "Self" || own.is_empty() => "Value".to_owned(),
            own => own,
        };
        let variant = unlike(usual, |name| taken.contains(name));
        // What the variant is called without a word of it.
        if identifier(&variant).trim_start_matches("r#") != value {
            let _ = writeln!(code, "    #[migratable(name = {value:?})]");
        }
        let _ = writeln!(code, "    {variant},");
        taken.insert(variant);
    }
    code.push_str("}\n");
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Table;

    #[test]
    fn an_enumeration_is_an_enum_and_the_type_that_diesel_knows_it_by() {
        let mut schema: Schema = [Table::new("mood")].into_iter().collect();
        let values = ["sad", "so-so", "so so", "self", "2nd", ""];
        let kind = QualifiedName::qualified("app", "mood");
        schema
            .enums
            .push(EnumType::new(&kind, values.map(str::to_owned).to_vec()));
        let enums = Enums::of(&schema, Engine::Postgres);
        let code: Vec<String> = enums.code().collect();
        let expected = r#"#[derive(SqlType, QueryId)]
#[diesel(postgres_type(name = "mood", schema = "app"))]
pub struct MoodValueType;

#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow, MigratableEnum)]
#[diesel(sql_type = MoodValueType)]
#[migratable(type_name = "mood", schema = "app")]
pub enum MoodValue {
    Sad,
    #[migratable(name = "so-so")]
    SoSo,
    #[migratable(name = "so so")]
    SoSoValue,
    #[migratable(name = "self")]
    Value,
    #[migratable(name = "2nd")]
    N2nd,
    #[migratable(name = "")]
    Unnamed,
}
"#;
        assert_eq!(code, [expected]);
        assert!(!Enums::of(&schema, Engine::Mysql).any());
    }
}
