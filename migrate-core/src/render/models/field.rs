//! A column as a field: its Rust type, and what that type does not say.

use std::collections::{BTreeMap, BTreeSet};

use super::Attributes;
use super::enumeration::Enums;
use super::names::identifier;
use crate::connection::Engine;
use crate::schema::{Column, ColumnDefault, ColumnType, Identity, Literal, QualifiedName, Table};

/// Names that Diesel's `table!` takes for itself.
const TAKEN: [&str; 6] = [
    "columns",
    "table",
    "star",
    "all_columns",
    "dsl",
    "sql_types",
];

/// A field of a model.
pub(super) struct Field {
    /// The column in the database.
    pub(super) column: String,
    /// The field in Rust.
    pub(super) name: String,
    type_: String,
    /// What stands above it.
    pub(super) attributes: Attributes,
}

impl Field {
    pub(super) fn lines(&self) -> String {
        format!(
            "{}    pub {}: {},\n",
            self.attributes.of_field(),
            self.name,
            self.type_
        )
    }
}

/// The fields of a table, by the names of their columns.
pub(super) fn rust_names(table: &Table) -> BTreeMap<String, String> {
    let own = identifier(&table.name.name);
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    for column in &table.columns {
        let mut name = identifier(&column.name);
        if TAKEN.contains(&name.as_str()) || name == own {
            name.push('_');
        }
        let wanted = name.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        names.insert(column.name.clone(), name);
    }
    names
}

pub(super) fn fields(
    table: &Table,
    to: (Engine, &Enums<'_>),
    notes: &mut Vec<String>,
) -> Vec<Field> {
    let mut names = rust_names(table);
    let field = |column: &Column| {
        let name = names.remove(&column.name).unwrap_or_default();
        self::field(table, column, name, to, notes)
    };
    table.columns.iter().map(field).collect()
}

fn field(
    table: &Table,
    column: &Column,
    name: String,
    to: (Engine, &Enums<'_>),
    notes: &mut Vec<String>,
) -> Field {
    let mut attributes = Attributes::default();
    if name.trim_start_matches("r#") != column.name {
        attributes.push(format!("name = {:?}", column.name));
    }
    if let Some(comment) = &column.comment {
        attributes.push(format!("comment = {comment:?}"));
    }
    let rust = RustType::of(&column.type_, to);
    if rust.doubtful {
        notes.push(format!(
            "`{}.{}` is of type `{}`, which Diesel knows no Rust type for; see to its field",
            table.name, column.name, column.type_
        ));
    }
    if !rust.attributes.is_empty() {
        attributes.push(rust.attributes.join(", "));
    }
    if let Some(collation) = &column.collation {
        attributes.push(format!("collation = {collation:?}"));
    }
    if let Some(now) = &column.on_update {
        attributes.push(format!("on_update = {now:?}"));
    }
    attributes
        .0
        .extend(numbering(table, column).map(str::to_owned));
    attributes.0.extend(default(column));
    if let Some(generated) = &column.generated {
        let stored = if generated.stored { ", stored" } else { "" };
        attributes.push(format!("generated({:?}{stored})", generated.expression));
    }
    Field {
        column: column.name.clone(),
        name,
        type_: if column.nullable {
            format!("Option<{}>", rust.name)
        } else {
            rust.name
        },
        attributes,
    }
}

/// A single integer key that is no foreign key is numbered unless the model says otherwise.
fn numbering(table: &Table, column: &Column) -> Option<&'static str> {
    let integer = matches!(
        column.type_,
        ColumnType::TinyInt
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Unsigned(_)
    );
    let key = table.primary_key.as_ref();
    let single = key.is_some_and(|key| key.columns == [column.name.as_str()]);
    let foreign = table
        .foreign_keys
        .iter()
        .any(|key| key.columns.contains(&column.name));
    let stated = column.default.is_some() || column.generated.is_some();
    let implied = integer && single && !foreign && !stated;
    match column.identity {
        None if implied => Some("identity = none"),
        None => None,
        Some(Identity::ByDefault | Identity::Serial) if implied => None,
        Some(Identity::ByDefault | Identity::Serial) => Some("identity = by_default"),
        Some(Identity::Always) => Some("identity = always"),
        Some(Identity::Autoincrement) => Some("autoincrement"),
    }
}

fn default(column: &Column) -> Option<String> {
    let value = match column.default.as_ref()? {
        ColumnDefault::Expression(sql) => return Some(format!("default_sql = {sql:?}")),
        ColumnDefault::Literal(value) => value,
    };
    let sql = match value {
        Literal::Null => return None,
        Literal::Bool(value) if column.type_ == ColumnType::Bool => {
            return Some(format!("default = {value}"));
        }
        Literal::Number(digits) if is_of(&column.type_, digits) => {
            return Some(format!("default = {digits}"));
        }
        Literal::Text(text) if takes_text(&column.type_) => {
            return Some(format!("default = {text:?}"));
        }
        // What a database takes for a column of another type, a model says in the database's words.
        Literal::Bool(value) => value.to_string(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            format!("X'{digits}'")
        }
    };
    Some(format!("default_sql = {sql:?}"))
}

/// Whether a model takes these digits for a default of the type: those of an integer have no point, and are in its range.
fn is_of(type_: &ColumnType, digits: &str) -> bool {
    match type_ {
        ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt => {
            let (least, greatest) = type_.range();
            let number = digits.parse::<i64>();
            number.is_ok_and(|number| (least..=greatest).contains(&number))
        }
        ColumnType::TinyInt | ColumnType::Unsigned(_) => digits.parse::<u64>().is_ok(),
        ColumnType::Float | ColumnType::Double | ColumnType::Decimal { .. } => {
            digits.parse::<f64>().is_ok()
        }
        _ => false,
    }
}

/// Whether a model takes text for a default of the type.
fn takes_text(type_: &ColumnType) -> bool {
    match type_ {
        ColumnType::Text
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Array(_)
        | ColumnType::Enum(_)
        | ColumnType::Other(_) => true,
        ColumnType::Bool
        | ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. }
        | ColumnType::Binary => false,
    }
}

/// A name as PostgreSQL's SQL spells it.
fn spelt(name: &QualifiedName) -> String {
    let part = |part: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if part.chars().all(plain) && !part.starts_with(|c: char| c.is_ascii_digit()) {
            part.to_owned()
        } else {
            format!("\"{}\"", part.replace('"', "\"\""))
        }
    };
    match &name.schema {
        Some(schema) => format!("{}.{}", part(schema), part(&name.name)),
        None => part(&name.name),
    }
}

struct RustType {
    name: String,
    attributes: Vec<String>,
    /// Whether a person has to look at it.
    doubtful: bool,
}

impl RustType {
    fn plain(name: &str) -> Self {
        RustType {
            name: name.to_owned(),
            attributes: Vec::new(),
            doubtful: false,
        }
    }

    fn with(mut self, attribute: impl Into<String>) -> Self {
        self.attributes.push(attribute.into());
        self
    }

    fn of(type_: &ColumnType, to: (Engine, &Enums<'_>)) -> Self {
        let (engine, enums) = to;
        match type_ {
            ColumnType::Bool => Self::plain("bool"),
            ColumnType::TinyInt => Self::plain("i8").with("sql_type = TinyInt"),
            ColumnType::SmallInt => Self::plain("i16"),
            ColumnType::Integer => Self::plain("i32"),
            ColumnType::BigInt => Self::plain("i64"),
            ColumnType::Unsigned(inner) => Self::unsigned(inner),
            ColumnType::Float => Self::plain("f32"),
            ColumnType::Double => Self::plain("f64"),
            ColumnType::Decimal { precision, scale } => {
                let mut decimal = Self::plain("bigdecimal::BigDecimal");
                let sizes = [("precision", precision), ("scale", scale)];
                for (key, value) in sizes {
                    decimal
                        .attributes
                        .extend(value.map(|value| format!("{key} = {value}")));
                }
                decimal
            }
            ColumnType::Text => Self::plain("String"),
            ColumnType::Varchar(Some(length)) => {
                Self::plain("String").with(format!("max_length = {length}"))
            }
            ColumnType::Varchar(None) => Self::plain("String").with("db_type = \"varchar\""),
            ColumnType::Char(length) => {
                Self::plain("String").with(format!("db_type = \"char({})\"", length.unwrap_or(1)))
            }
            ColumnType::Binary => Self::plain("Vec<u8>"),
            ColumnType::Date => Self::plain("chrono::NaiveDate"),
            ColumnType::Time => Self::plain("chrono::NaiveTime"),
            ColumnType::Timestamp => Self::plain("chrono::NaiveDateTime"),
            ColumnType::TimestampTz => {
                Self::plain("chrono::DateTime<chrono::Utc>").with(match engine {
                    Engine::Sqlite => "sql_type = TimestamptzSqlite",
                    Engine::Postgres | Engine::Mysql => "sql_type = Timestamptz",
                })
            }
            ColumnType::Interval => {
                Self::plain("diesel::data_types::PgInterval").with("sql_type = Interval")
            }
            ColumnType::Json => Self::plain("serde_json::Value"),
            ColumnType::Jsonb => Self::plain("serde_json::Value").with("sql_type = Jsonb"),
            ColumnType::Uuid => Self::plain("uuid::Uuid").with("sql_type = Uuid"),
            ColumnType::Array(inner) => Self::array(inner, to),
            ColumnType::Enum(kind) if engine == Engine::Mysql => {
                let values: Vec<String> = kind
                    .values
                    .iter()
                    .map(|value| format!("'{}'", value.replace('\'', "''")))
                    .collect();
                Self::spelt("String", &format!("enum({})", values.join(",")))
            }
            ColumnType::Enum(kind) => match enums.name(kind) {
                Some(name) => Self::plain(name).with(format!("sql_type = {name}Type, enum")),
                None => RustType {
                    doubtful: true,
                    ..Self::spelt("String", &kind.name.to_string())
                },
            },
            ColumnType::Other(spelling) => Self::other(spelling),
        }
    }

    fn spelt(name: &str, spelling: &str) -> Self {
        Self::plain(name).with(format!("db_type = {spelling:?}"))
    }

    fn unsigned(inner: &ColumnType) -> Self {
        let (name, diesel) = match inner {
            ColumnType::TinyInt => ("u8", "TinyInt"),
            ColumnType::SmallInt => ("u16", "SmallInt"),
            ColumnType::Integer => ("u32", "Integer"),
            ColumnType::BigInt => ("u64", "BigInt"),
            ColumnType::Other(spelling) if spelling == "mediumint" => {
                return Self::plain("u32")
                    .with("sql_type = Unsigned<Integer>")
                    .with("db_type = \"mediumint unsigned\"");
            }
            other => {
                let spelling = format!("{other} unsigned").to_lowercase();
                let inner = match other {
                    ColumnType::Float => "f32",
                    ColumnType::Double => "f64",
                    _ => "bigdecimal::BigDecimal",
                };
                return Self::spelt(inner, &spelling);
            }
        };
        Self::plain(name).with(format!("sql_type = Unsigned<{diesel}>"))
    }

    fn array(inner: &ColumnType, to: (Engine, &Enums<'_>)) -> Self {
        let element = Self::of(inner, to);
        if let ColumnType::Enum(kind) = inner
            && let Some(name) = to.1.name(kind)
        {
            let spelling = format!("{}[]", spelt(&kind.name));
            return Self::spelt(&format!("Vec<{name}>"), &spelling)
                .with(format!("sql_type = {name}Array"));
        }
        let diesel = match inner {
            ColumnType::Bool => "Bool",
            ColumnType::SmallInt => "SmallInt",
            ColumnType::Integer => "Integer",
            ColumnType::BigInt => "BigInt",
            ColumnType::Float => "Float",
            ColumnType::Double => "Double",
            ColumnType::Decimal { .. } => "Numeric",
            ColumnType::Date => "Date",
            ColumnType::Time => "Time",
            ColumnType::Timestamp => "Timestamp",
            ColumnType::TimestampTz => "Timestamptz",
            ColumnType::Uuid => "Uuid",
            ColumnType::Json => "Json",
            ColumnType::Jsonb => "Jsonb",
            ColumnType::Interval => "Interval",
            ColumnType::Binary => "Binary",
            ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_) => "Text",
            // What Diesel has no name for is text to it until somebody says more.
            ColumnType::TinyInt
            | ColumnType::Unsigned(_)
            | ColumnType::Array(_)
            | ColumnType::Enum(_)
            | ColumnType::Other(_) => "Text",
        };
        RustType {
            name: format!("Vec<{}>", element.name),
            attributes: vec![format!("sql_type = Array<{diesel}>")],
            doubtful: element.doubtful,
        }
    }

    /// Types that Diesel reads as one of its own.
    fn other(spelling: &str) -> Self {
        let lower = spelling.to_ascii_lowercase();
        let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
        if lower.ends_with("blob") || starts(&["varbinary", "binary"]) {
            Self::spelt("Vec<u8>", spelling)
        } else if lower.ends_with("text") || starts(&["set(", "citext"]) {
            Self::spelt("String", spelling)
        } else if starts(&["datetime", "timestamp("]) {
            Self::spelt("chrono::NaiveDateTime", spelling)
        } else if starts(&["time("]) {
            Self::spelt("chrono::NaiveTime", spelling)
        } else if starts(&["year"]) {
            Self::spelt("i16", spelling)
        } else if starts(&["mediumint", "int("]) {
            Self::spelt("i32", spelling)
        } else if starts(&["float("]) {
            Self::spelt("f32", spelling)
        } else if starts(&["double("]) {
            Self::spelt("f64", spelling)
        } else {
            RustType {
                doubtful: true,
                ..Self::spelt("String", spelling)
            }
        }
    }
}
