//! Defaults in their normal form: the servers keep values of the column's type, however they were said.

use super::expression::{bare, canonical};
use super::literal::{parse, shortest};
use crate::schema::{ColumnDefault, ColumnType, Literal};

/// What a default is to its column: the servers keep values of the column's type.
enum Kind {
    Number,
    Bool,
    /// A point in time, whose fraction of a second may be padded.
    Moment,
    Bytes {
        padded: bool,
    },
    Text,
}

fn kind(type_: &ColumnType) -> Kind {
    match type_ {
        ColumnType::Bool => Kind::Bool,
        ColumnType::TinyInt
        | ColumnType::SmallInt
        | ColumnType::Integer
        | ColumnType::BigInt
        | ColumnType::Unsigned(_)
        | ColumnType::Float
        | ColumnType::Double
        | ColumnType::Decimal { .. } => Kind::Number,
        ColumnType::Date
        | ColumnType::Time
        | ColumnType::Timestamp
        | ColumnType::TimestampTz
        | ColumnType::Interval => Kind::Moment,
        ColumnType::Binary => Kind::Bytes { padded: false },
        ColumnType::Other(spelling) => {
            let starts = |words: &[&str]| words.iter().any(|word| spelling.starts_with(word));
            if starts(&["binary(", "varbinary", "tinyblob", "mediumblob", "longblob"]) {
                Kind::Bytes {
                    padded: spelling.starts_with("binary("),
                }
            } else if starts(&["time", "datetime", "timestamp"]) {
                Kind::Moment
            } else if starts(&["set("]) || spelling.ends_with("text") || starts(&["uuid", "inet"]) {
                Kind::Text
            } else {
                Kind::Number
            }
        }
        ColumnType::Text
        | ColumnType::Varchar(_)
        | ColumnType::Char(_)
        | ColumnType::Json
        | ColumnType::Jsonb
        | ColumnType::Uuid
        | ColumnType::Array(_)
        | ColumnType::Enum(_) => Kind::Text,
    }
}

/// The default in its normal form, for a column of a type; `names` are those of the table's columns.
pub(super) fn normalise(
    default: ColumnDefault,
    type_: &ColumnType,
    names: &[String],
) -> Option<ColumnDefault> {
    let value = match default {
        ColumnDefault::Literal(value) => value,
        ColumnDefault::Expression(expression) => match parse(bare(&expression)) {
            Some(value) => value,
            None => match bits(bare(&expression)) {
                Some(number) => Literal::Number(number.to_string()),
                None => return Some(ColumnDefault::Expression(canonical(&expression, names))),
            },
        },
    };
    // No default and NULL are the same.
    if value == Literal::Null {
        return None;
    }
    Some(ColumnDefault::Literal(match kind(type_) {
        Kind::Number => as_number(value),
        Kind::Bool => match as_number(value) {
            Literal::Number(digits) if digits == "0" => Literal::Bool(false),
            Literal::Number(digits) if digits == "1" => Literal::Bool(true),
            other => other,
        },
        Kind::Moment => match as_text(value) {
            Literal::Text(text) => Literal::Text(without_padding(text)),
            other => other,
        },
        Kind::Bytes { padded } => as_bytes(value, padded),
        Kind::Text => as_text(value),
    }))
}

/// Reads `b'1010'`, a number in bits.
fn bits(text: &str) -> Option<u64> {
    let digits = text.strip_prefix(['b', 'B'])?.strip_prefix('\'')?;
    u64::from_str_radix(digits.strip_suffix('\'')?, 2).ok()
}

fn as_number(value: Literal) -> Literal {
    match value {
        Literal::Bool(value) => Literal::Number(if value { "1" } else { "0" }.to_owned()),
        Literal::Number(digits) => Literal::Number(shortest(&digits).unwrap_or(digits)),
        Literal::Text(text) => match shortest(&text) {
            Some(digits) => Literal::Number(digits),
            None => Literal::Text(text),
        },
        other @ (Literal::Null | Literal::Bytes(_)) => other,
    }
}

fn as_text(value: Literal) -> Literal {
    match value {
        Literal::Bool(value) => Literal::Text(if value { "1" } else { "0" }.to_owned()),
        Literal::Number(digits) => Literal::Text(digits),
        Literal::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Literal::Text(text),
            Err(error) => Literal::Bytes(error.into_bytes()),
        },
        other @ (Literal::Null | Literal::Text(_)) => other,
    }
}

/// A column of fixed length fills its values with zeros.
fn as_bytes(value: Literal, padded: bool) -> Literal {
    match as_text(value) {
        Literal::Text(text) => Literal::Bytes(trimmed(text.into_bytes(), padded)),
        Literal::Bytes(bytes) => Literal::Bytes(trimmed(bytes, padded)),
        other @ (Literal::Null | Literal::Bool(_) | Literal::Number(_)) => other,
    }
}

fn trimmed(mut bytes: Vec<u8>, padded: bool) -> Vec<u8> {
    while padded && bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}

/// `10:00:00.00` is `10:00:00`.
fn without_padding(moment: String) -> String {
    match moment.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit.is_ascii_digit()) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() {
                whole.to_owned()
            } else {
                format!("{whole}.{fraction}")
            }
        }
        _ => moment,
    }
}
