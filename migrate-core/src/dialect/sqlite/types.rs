//! How SQLite spells names, values and types, and what a declared type means.
//!
//! SQLite keeps a declared type as text and derives an affinity from it; the text is for people and tools, Diesel's
//! `print-schema` among them, so types are written in the words that both understand.
//! <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>

use std::fmt::Write as _;

use crate::schema::{ColumnType, Literal};

/// Quotes a name.
pub(super) fn quote(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    push_quoted(&mut quoted, name, '"');
    quoted
}

/// Quotes names, with commas between.
pub(super) fn quote_all<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| quote(name.as_ref())).collect();
    quoted.join(", ")
}

/// Writes a value.
pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
        Literal::Number(digits) => match digits.as_str() {
            // SQLite has no words for these: a number too large is infinite, and what is not a number is NULL.
            "inf" => "9e999".to_owned(),
            "-inf" => "-9e999".to_owned(),
            "NaN" => "NULL".to_owned(),
            digits => digits.to_owned(),
        },
        Literal::Text(text) => self::text(text),
        Literal::Bytes(bytes) => {
            let mut hexadecimal = String::with_capacity(bytes.len() * 2 + 3);
            hexadecimal.push_str("X'");
            for byte in bytes {
                // Writing to a String cannot fail.
                let _ = write!(hexadecimal, "{byte:02X}");
            }
            hexadecimal.push('\'');
            hexadecimal
        }
    }
}

/// Writes text. A zero character would end the statement, so it is written by its number.
pub(super) fn text(text: &str) -> String {
    let quoted = |part: &str| {
        let mut quoted = String::with_capacity(part.len() + 2);
        push_quoted(&mut quoted, part, '\'');
        quoted
    };
    if text.contains('\0') {
        let parts: Vec<String> = text.split('\0').map(quoted).collect();
        format!("({})", parts.join(" || char(0) || "))
    } else {
        quoted(text)
    }
}

/// Writes text between quotes; those in it are doubled.
fn push_quoted(to: &mut String, text: &str, quote: char) {
    to.push(quote);
    for (position, part) in text.split(quote).enumerate() {
        if position > 0 {
            to.push(quote);
            to.push(quote);
        }
        to.push_str(part);
    }
    to.push(quote);
}

/// Spells a type, as it stands in a `CREATE TABLE`.
pub(super) fn spell(type_: &ColumnType, strict: bool) -> String {
    if strict {
        return spell_strict(type_).to_owned();
    }
    let sized = |name: &str, length: Option<u32>| match length {
        Some(length) => format!("{name}({length})"),
        None => name.to_owned(),
    };
    match type_ {
        ColumnType::Bool => "BOOLEAN".to_owned(),
        ColumnType::TinyInt => "TINYINT".to_owned(),
        ColumnType::SmallInt => "SMALLINT".to_owned(),
        ColumnType::Integer => "INTEGER".to_owned(),
        ColumnType::BigInt => "BIGINT".to_owned(),
        ColumnType::Unsigned(inner) => format!("{} UNSIGNED", spell(inner, false)),
        ColumnType::Float => "FLOAT".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Decimal {
            precision: Some(precision),
            scale: Some(scale),
        } => format!("NUMERIC({precision}, {scale})"),
        ColumnType::Decimal { precision, .. } => sized("NUMERIC", *precision),
        ColumnType::Text | ColumnType::Enum(_) => "TEXT".to_owned(),
        ColumnType::Varchar(length) => sized("VARCHAR", *length),
        ColumnType::Char(length) => sized("CHAR", *length),
        // Sixteen bytes: SQLite has no type of its own for UUIDs.
        ColumnType::Binary | ColumnType::Uuid => "BLOB".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time => "TIME".to_owned(),
        ColumnType::Timestamp => "TIMESTAMP".to_owned(),
        ColumnType::TimestampTz => "TIMESTAMPTZ".to_owned(),
        ColumnType::Interval => "INTERVAL".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
        ColumnType::Jsonb => "JSONB".to_owned(),
        ColumnType::Array(inner) => format!("{}[]", spell(inner, false)),
        ColumnType::Other(spelling) => spelling.clone(),
    }
}

/// The six types of a strict table; <https://www.sqlite.org/stricttables.html>.
fn spell_strict(type_: &ColumnType) -> &str {
    match type_ {
        ColumnType::Bool
        | ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_) => "INTEGER",
        ColumnType::Float | ColumnType::Double | ColumnType::Decimal { .. } => "REAL",
        ColumnType::Text
        | ColumnType::Enum(_)
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval
        | ColumnType::Json
        | ColumnType::Array(_) => "TEXT",
        ColumnType::Binary | ColumnType::Uuid | ColumnType::Jsonb => "BLOB",
        ColumnType::Other(spelling) => spelling,
    }
}

/// Tells whether a strict table takes a type of that spelling.
pub(super) fn is_strict_spelling(spelling: &str) -> bool {
    ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]
        .iter()
        .any(|word| spelling.eq_ignore_ascii_case(word))
}

/// The type that a spelling stands for; `Other` for a spelling that is none of Diesel's and none of ours.
pub(super) fn declared(spelling: &str) -> ColumnType {
    let (words, arguments) = match spelling.split_once('(') {
        Some((words, rest)) => (words, rest.trim_end().strip_suffix(')')),
        None => (spelling, Some("")),
    };
    let words: Vec<String> = words
        .split_whitespace()
        .map(|word| word.to_ascii_uppercase())
        .collect();
    let numbers: Option<Vec<u32>> = arguments.and_then(|arguments| {
        arguments
            .split(',')
            .filter(|argument| !argument.trim().is_empty())
            .map(|argument| argument.trim().parse().ok())
            .collect()
    });
    let known = numbers.and_then(|numbers| match (words.join(" ").as_str(), &numbers[..]) {
        ("BOOLEAN" | "BOOL", []) => Some(ColumnType::Bool),
        ("TINYINT", []) => Some(ColumnType::TinyInt),
        ("SMALLINT" | "INT2", []) => Some(ColumnType::SmallInt),
        ("INTEGER" | "INT" | "INT4", []) => Some(ColumnType::Integer),
        ("BIGINT" | "INT8", []) => Some(ColumnType::BigInt),
        ("FLOAT" | "REAL", []) => Some(ColumnType::Float),
        ("DOUBLE" | "DOUBLE PRECISION", []) => Some(ColumnType::Double),
        ("NUMERIC" | "DECIMAL", []) => Some(ColumnType::Decimal {
            precision: None,
            scale: None,
        }),
        ("NUMERIC" | "DECIMAL", [precision]) => Some(ColumnType::Decimal {
            precision: Some(*precision),
            scale: None,
        }),
        ("NUMERIC" | "DECIMAL", [precision, scale]) => Some(ColumnType::Decimal {
            precision: Some(*precision),
            scale: Some(*scale),
        }),
        ("TEXT", []) => Some(ColumnType::Text),
        ("VARCHAR", []) => Some(ColumnType::Varchar(None)),
        ("VARCHAR", [length]) => Some(ColumnType::Varchar(Some(*length))),
        ("CHAR" | "CHARACTER", []) => Some(ColumnType::Char(None)),
        ("CHAR" | "CHARACTER", [length]) => Some(ColumnType::Char(Some(*length))),
        ("BLOB" | "BINARY", []) => Some(ColumnType::Binary),
        ("DATE", []) => Some(ColumnType::Date),
        ("TIME", []) => Some(ColumnType::Time),
        ("TIMESTAMP" | "DATETIME", []) => Some(ColumnType::Timestamp),
        ("TIMESTAMPTZ" | "DATETIMETZ", []) => Some(ColumnType::TimestampTz),
        ("JSON", []) => Some(ColumnType::Json),
        ("JSONB", []) => Some(ColumnType::Jsonb),
        _ => None,
    });
    known.unwrap_or_else(|| ColumnType::Other(spelling.to_owned()))
}
