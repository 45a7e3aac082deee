//! How PostgreSQL spells names, values and types, and which of its spellings mean the same.

use crate::schema::{ColumnType, EnumType, Literal, QualifiedName};

/// The longest name, in bytes; the server cuts longer ones.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub(super) const MAX_NAME_BYTES: usize = 63;

/// Quotes a name, always.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Quotes a name with its schema.
pub(super) fn quote_name(name: &QualifiedName) -> String {
    match &name.schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
        None => quote(&name.name),
    }
}

/// Quotes several names.
pub(super) fn quote_all(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| quote(name)).collect();
    quoted.join(", ")
}

/// Writes text as a literal that means the same whatever `standard_conforming_strings` says.
pub(super) fn text(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if doubled.contains('\\') {
        format!("E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    }
}

/// Writes a value.
pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
        Literal::Number(digits) => match digits.as_str() {
            "inf" => "'Infinity'".to_owned(),
            "-inf" => "'-Infinity'".to_owned(),
            "NaN" => "'NaN'".to_owned(),
            digits => digits.to_owned(),
        },
        Literal::Text(value) => text(value),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("E'\\\\x{digits}'::bytea")
        }
    }
}

/// Spells a type as DDL wants it.
pub(super) fn spell(type_: &ColumnType) -> String {
    let sized = |name: &str, length: &Option<u32>| match length {
        Some(length) => format!("{name}({length})"),
        None => name.to_owned(),
    };
    match type_ {
        ColumnType::Bool => "boolean".to_owned(),
        ColumnType::TinyInt | ColumnType::SmallInt => "smallint".to_owned(),
        ColumnType::Integer => "integer".to_owned(),
        ColumnType::BigInt => "bigint".to_owned(),
        // Without a sign there are twice as many numbers: the next wider type holds them all.
        ColumnType::Unsigned(inner) => match **inner {
            ColumnType::TinyInt => "smallint".to_owned(),
            ColumnType::SmallInt => "integer".to_owned(),
            ColumnType::Integer => "bigint".to_owned(),
            _ => "numeric(20,0)".to_owned(),
        },
        ColumnType::Float => "real".to_owned(),
        ColumnType::Double => "double precision".to_owned(),
        ColumnType::Decimal {
            precision: Some(precision),
            scale,
        } => format!("numeric({precision},{})", scale.unwrap_or(0)),
        ColumnType::Decimal {
            precision: None, ..
        } => "numeric".to_owned(),
        ColumnType::Text => "text".to_owned(),
        ColumnType::Varchar(length) => sized("character varying", length),
        ColumnType::Char(length) => sized("character", length),
        ColumnType::Binary => "bytea".to_owned(),
        ColumnType::Date => "date".to_owned(),
        ColumnType::Time => "time without time zone".to_owned(),
        ColumnType::Timestamp => "timestamp without time zone".to_owned(),
        ColumnType::TimestampTz => "timestamp with time zone".to_owned(),
        ColumnType::Interval => "interval".to_owned(),
        ColumnType::Json => "json".to_owned(),
        ColumnType::Jsonb => "jsonb".to_owned(),
        ColumnType::Uuid => "uuid".to_owned(),
        ColumnType::Array(inner) => format!("{}[]", spell(inner)),
        ColumnType::Enum(kind) => quote_name(&kind.name),
        ColumnType::Other(spelling) => spelling.clone(),
    }
}

/// What an array is of, once: `integer[3]` is of `integer`.
fn without_bounds(spelling: &str) -> Option<&str> {
    let (element, bounds) = spelling.strip_suffix(']')?.rsplit_once('[')?;
    let plain = bounds.trim().chars().all(|c| c.is_ascii_digit());
    plain.then(|| element.trim())
}

/// Reads a type's spelling: the server's own, or one of the words that SQL and PostgreSQL have for the same.
pub(super) fn parse(spelling: &str) -> ColumnType {
    let trimmed = spelling.trim();
    if let Some(mut element) = without_bounds(trimmed) {
        // The number of dimensions is not part of the type.
        while let Some(inner) = without_bounds(element) {
            element = inner;
        }
        return ColumnType::Array(Box::new(parse(element)));
    }
    if trimmed.contains('"') {
        return ColumnType::Other(trimmed.to_owned());
    }
    let lower = trimmed
        .to_ascii_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let lower = lower
        .strip_prefix("pg_catalog.")
        .unwrap_or(&lower)
        .to_owned();
    let (words, arguments) = split(&lower);
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse().ok());
    let plain = arguments.is_empty();
    match words.as_str() {
        "boolean" | "bool" => ColumnType::Bool,
        "smallint" | "int2" => ColumnType::SmallInt,
        "integer" | "int" | "int4" => ColumnType::Integer,
        "bigint" | "int8" => ColumnType::BigInt,
        "real" | "float4" => ColumnType::Float,
        "double precision" | "float8" => ColumnType::Double,
        "float" => match number(0) {
            Some(1..=24) => ColumnType::Float,
            _ => ColumnType::Double,
        },
        "numeric" | "decimal" | "dec" => match number(0) {
            // A negative scale has no place in the model.
            Some(_) if arguments.len() > 1 && number(1).is_none() => {
                ColumnType::Other(format!("numeric({})", arguments.join(",")))
            }
            Some(precision) => ColumnType::Decimal {
                precision: Some(precision),
                scale: Some(number(1).unwrap_or(0)),
            },
            None if !plain => ColumnType::Other(lower),
            None => ColumnType::Decimal {
                precision: None,
                scale: None,
            },
        },
        "text" => ColumnType::Text,
        "character varying" | "varchar" | "char varying" => ColumnType::Varchar(number(0)),
        "character" | "char" => ColumnType::Char(Some(number(0).unwrap_or(1))),
        "bpchar" => ColumnType::Char(number(0)),
        "bytea" => ColumnType::Binary,
        "date" => ColumnType::Date,
        "time" | "time without time zone" if plain => ColumnType::Time,
        "timestamp" | "timestamp without time zone" if plain => ColumnType::Timestamp,
        "timestamptz" | "timestamp with time zone" if plain => ColumnType::TimestampTz,
        "timetz" | "time with time zone" if plain => {
            ColumnType::Other("time with time zone".to_owned())
        }
        "time" | "time without time zone" => timed("time", &arguments, "without"),
        "timetz" | "time with time zone" => timed("time", &arguments, "with"),
        "timestamp" | "timestamp without time zone" => timed("timestamp", &arguments, "without"),
        "timestamptz" | "timestamp with time zone" => timed("timestamp", &arguments, "with"),
        "interval" if plain => ColumnType::Interval,
        "json" => ColumnType::Json,
        "jsonb" => ColumnType::Jsonb,
        "uuid" => ColumnType::Uuid,
        "varbit" if plain => ColumnType::Other("bit varying".to_owned()),
        "varbit" => ColumnType::Other(format!("bit varying({})", arguments.join(","))),
        "bit" if plain => ColumnType::Other("bit(1)".to_owned()),
        _ if plain => ColumnType::Other(lower),
        words => ColumnType::Other(format!("{words}({})", arguments.join(","))),
    }
}

fn timed(name: &str, arguments: &[String], zone: &str) -> ColumnType {
    ColumnType::Other(format!("{name}({}) {zone} time zone", arguments.join(",")))
}

/// The words of a type, and what stands in its parentheses: `timestamp(3) with time zone` is `timestamp with time zone`
/// and `3`.
fn split(spelling: &str) -> (String, Vec<String>) {
    let Some((before, rest)) = spelling.split_once('(') else {
        return (spelling.to_owned(), Vec::new());
    };
    let (inside, behind) = rest.rsplit_once(')').unwrap_or((rest, ""));
    let words = format!("{} {}", before.trim(), behind.trim());
    let arguments = inside.split(',').map(|one| one.trim().to_owned());
    (words.trim().to_owned(), arguments.collect())
}

/// The type as the server tells it apart from others.
pub(super) fn normal(type_: &ColumnType) -> ColumnType {
    match type_ {
        // Its values are those of the type that is named.
        ColumnType::Enum(kind) => ColumnType::Enum(EnumType::new(&kind.name, Vec::new())),
        ColumnType::Array(inner) => match normal(inner) {
            array @ ColumnType::Array(_) => array,
            element => ColumnType::Array(Box::new(element)),
        },
        other => parse(&spell(other)),
    }
}

/// Cuts a name where the server cuts it.
pub(super) fn cut(name: &str) -> &str {
    if name.len() <= MAX_NAME_BYTES {
        return name;
    }
    let mut end = MAX_NAME_BYTES;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    &name[..end]
}

/// The name that the server gives the sequence of a numbered column: `makeObjectName` of its source cuts the longer part
/// first.
pub(super) fn sequence_name(table: &str, column: &str) -> String {
    let available = MAX_NAME_BYTES - "__seq".len();
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > available {
        if first > second {
            first -= 1;
        } else {
            second -= 1;
        }
    }
    let cut = |text: &str, mut end: usize| {
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text[..end].to_owned()
    };
    format!("{}_{}_seq", cut(table, first), cut(column, second))
}

#[cfg(test)]
mod tests {
    use super::{normal, parse, sequence_name, spell};
    use crate::schema::ColumnType;

    #[test]
    fn spellings_of_one_type_are_one_type() {
        for (a, b) in [
            ("int4", "integer"),
            ("VARCHAR(30)", "character varying(30)"),
            ("timestamptz", "timestamp with time zone"),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("decimal(10)", "numeric(10,0)"),
            ("char", "character(1)"),
            ("INT[][]", "integer[]"),
            ("varbit(4)", "bit varying(4)"),
            ("float(10)", "real"),
            ("Geometry(Point, 4326)", "geometry(point,4326)"),
        ] {
            assert_eq!(normal(&parse(a)), normal(&parse(b)), "{a}, {b}");
        }
        assert_eq!(parse("\"Mood\""), ColumnType::Other("\"Mood\"".to_owned()));
    }

    #[test]
    fn what_is_spelt_reads_back() {
        for type_ in [
            ColumnType::Bool,
            ColumnType::BigInt,
            ColumnType::Varchar(Some(3)),
            ColumnType::Varchar(None),
            ColumnType::TimestampTz,
            ColumnType::Interval,
            ColumnType::Array(Box::new(ColumnType::Uuid)),
            ColumnType::Decimal {
                precision: Some(4),
                scale: Some(2),
            },
        ] {
            assert_eq!(parse(&spell(&type_)), type_);
        }
    }

    #[test]
    fn long_names_of_sequences_are_cut_as_the_server_cuts_them() {
        assert_eq!(sequence_name("heros", "id"), "heros_id_seq");
        let name = sequence_name(&"t".repeat(60), &"c".repeat(40));
        assert_eq!(name, format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
    }
}
