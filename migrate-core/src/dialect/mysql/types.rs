//! How MySQL and MariaDB spell types, and what a spelling means.
//!
//! Spellings that mean the same, synonyms and display widths among them, become one [`ColumnType`]; what Diesel has no
//! type for stays a spelling, in its one form. <https://dev.mysql.com/doc/refman/8.4/en/data-types.html>

use super::literal::text;
use super::token::{Token, TokenKind, tokens, unquote};
use crate::schema::{ColumnType, EnumType};

/// What a `VARCHAR` without a length becomes; the servers demand one.
const VARCHAR_LENGTH: u32 = 255;

/// Spells a type, as it stands in a `CREATE TABLE`.
pub(super) fn spell(type_: &ColumnType, backslashes: bool) -> String {
    match type_ {
        ColumnType::Bool => "BOOLEAN".to_owned(),
        ColumnType::TinyInt => "TINYINT".to_owned(),
        ColumnType::SmallInt => "SMALLINT".to_owned(),
        ColumnType::Integer => "INT".to_owned(),
        ColumnType::BigInt => "BIGINT".to_owned(),
        ColumnType::Unsigned(inner) => format!("{} UNSIGNED", spell(inner, backslashes)),
        ColumnType::Float => "FLOAT".to_owned(),
        ColumnType::Double => "DOUBLE".to_owned(),
        ColumnType::Decimal { precision, scale } => match (precision, scale) {
            (Some(precision), Some(scale)) => format!("DECIMAL({precision}, {scale})"),
            (Some(precision), None) => format!("DECIMAL({precision})"),
            (None, _) => "DECIMAL".to_owned(),
        },
        ColumnType::Text => "TEXT".to_owned(),
        ColumnType::Varchar(length) => format!("VARCHAR({})", length.unwrap_or(VARCHAR_LENGTH)),
        ColumnType::Char(length) => format!("CHAR({})", length.unwrap_or(1)),
        ColumnType::Binary => "BLOB".to_owned(),
        ColumnType::Date => "DATE".to_owned(),
        ColumnType::Time => "TIME".to_owned(),
        // Diesel's `Timestamp` is this type, and its `Datetime` the other one.
        ColumnType::Timestamp => "TIMESTAMP".to_owned(),
        ColumnType::TimestampTz => "TIMESTAMPTZ".to_owned(),
        ColumnType::Interval => "INTERVAL".to_owned(),
        ColumnType::Json => "JSON".to_owned(),
        ColumnType::Jsonb => "JSONB".to_owned(),
        ColumnType::Uuid => "UUID".to_owned(),
        ColumnType::Array(inner) => format!("{}[]", spell(inner, backslashes)),
        ColumnType::Enum(kind) => {
            let values: Vec<String> = kind
                .values
                .iter()
                .map(|value| text(value, backslashes))
                .collect();
            format!("ENUM({})", values.join(", "))
        }
        ColumnType::Other(spelling) => spelling.clone(),
    }
}

/// The one form of a type: what the server makes of it.
pub(super) fn normal(type_: &ColumnType) -> ColumnType {
    match type_ {
        ColumnType::Other(spelling) => declared(spelling),
        ColumnType::Decimal { precision, scale } => ColumnType::Decimal {
            precision: Some(precision.unwrap_or(10)),
            scale: Some(scale.unwrap_or(0)),
        },
        ColumnType::Varchar(None) => ColumnType::Varchar(Some(VARCHAR_LENGTH)),
        ColumnType::Char(None) => ColumnType::Char(Some(1)),
        // A number without a sign is no truth value.
        ColumnType::Unsigned(inner) => ColumnType::Unsigned(Box::new(match &**inner {
            ColumnType::Bool => ColumnType::TinyInt,
            inner => normal(inner),
        })),
        // The type is part of the column and has no name.
        ColumnType::Enum(kind) => ColumnType::Enum(EnumType {
            renamed_values: kind.renamed_values.clone(),
            ..EnumType::new("", kind.values.clone())
        }),
        other => other.clone(),
    }
}

fn enumeration(values: Vec<String>) -> ColumnType {
    ColumnType::Enum(EnumType::new("", values))
}

/// The type of a column in the catalog: a display width that is not the usual one is kept, in the server's spelling.
pub(super) fn inspected(spelling: &str) -> ColumnType {
    let parsed = Spelling::parse(spelling);
    let odd_width = parsed.as_ref().is_some_and(|parsed| {
        let usual = match (parsed.words.as_str(), parsed.unsigned) {
            ("tinyint", false) => &["4", "1"][..],
            ("tinyint", true) => &["3"],
            ("smallint", false) => &["6"],
            ("smallint", true) => &["5"],
            ("mediumint", false) => &["9"],
            ("mediumint", true) => &["8"],
            ("int", false) => &["11"],
            ("int", true) => &["10"],
            ("bigint", _) => &["20"],
            _ => return false,
        };
        matches!(parsed.arguments.as_slice(), [width] if !usual.contains(&width.as_str()))
    });
    if odd_width {
        ColumnType::Other(spelling.to_owned())
    } else {
        declared(spelling)
    }
}

/// The type that a spelling stands for; `Other`, in its one form, for what has none of Diesel's.
pub(super) fn declared(spelling: &str) -> ColumnType {
    let Some(parsed) = Spelling::parse(spelling) else {
        return ColumnType::Other(spelling.trim().to_owned());
    };
    parsed.column_type()
}

/// A type's spelling, taken apart.
struct Spelling {
    /// The words before the arguments, in small letters, with single spaces.
    words: String,
    /// What stands in parentheses; text without its quotes.
    arguments: Vec<String>,
    /// Whether the arguments are text.
    quoted: bool,
    unsigned: bool,
    zerofill: bool,
    /// What follows: a character set, a collation.
    rest: Vec<String>,
}

impl Spelling {
    fn parse(spelling: &str) -> Option<Self> {
        let tokens = tokens(spelling).ok()?;
        let mut rest = tokens.as_slice();
        let mut parsed = Spelling {
            words: String::new(),
            arguments: Vec::new(),
            quoted: false,
            unsigned: false,
            zerofill: false,
            rest: Vec::new(),
        };
        let attribute = |token: &Token| {
            [
                "unsigned",
                "signed",
                "zerofill",
                "character",
                "charset",
                "collate",
            ]
            .iter()
            .any(|word| token.is_word(spelling, word))
        };
        while let [word, tail @ ..] = rest
            && word.kind == TokenKind::Word
            && (parsed.words.is_empty() || !attribute(word))
        {
            if !parsed.words.is_empty() {
                parsed.words.push(' ');
            }
            parsed
                .words
                .push_str(&word.text(spelling).to_ascii_lowercase());
            rest = tail;
        }
        if let [open, tail @ ..] = rest
            && open.is_symbol(spelling, "(")
        {
            let close = tail
                .iter()
                .position(|token| token.is_symbol(spelling, ")"))?;
            for token in &tail[..close] {
                match token.kind {
                    TokenKind::Text => {
                        parsed.quoted = true;
                        parsed.arguments.push(unquote(token.text(spelling)));
                    }
                    TokenKind::Number | TokenKind::Word | TokenKind::Bits => {
                        parsed.arguments.push(token.text(spelling).to_owned());
                    }
                    TokenKind::Symbol if token.is_symbol(spelling, ",") => {}
                    TokenKind::Symbol | TokenKind::Quoted => return None,
                }
            }
            rest = &tail[close + 1..];
        }
        for token in rest {
            match token.text(spelling).to_ascii_lowercase().as_str() {
                "unsigned" => parsed.unsigned = true,
                "signed" => {}
                "zerofill" => parsed.zerofill = true,
                other => parsed.rest.push(other.to_owned()),
            }
        }
        if parsed.words.is_empty() {
            return None;
        }
        let synonym = match parsed.words.as_str() {
            "integer" | "int4" => "int",
            "int1" => "tinyint",
            "int2" => "smallint",
            "int3" | "middleint" => "mediumint",
            "int8" => "bigint",
            "dec" | "numeric" | "fixed" => "decimal",
            "double precision" | "real" | "float8" => "double",
            "float4" => "float",
            "char varying" | "character varying" | "varcharacter" => "varchar",
            "character" => "char",
            "long" | "long varchar" => "mediumtext",
            "long varbinary" => "mediumblob",
            _ => return Some(parsed),
        };
        parsed.words = synonym.to_owned();
        Some(parsed)
    }

    fn column_type(self) -> ColumnType {
        let numbers: Option<Vec<u32>> = (!self.quoted)
            .then(|| {
                self.arguments
                    .iter()
                    .map(|argument| argument.parse().ok())
                    .collect()
            })
            .flatten();
        if !self.rest.is_empty() || self.zerofill {
            return ColumnType::Other(self.one_form());
        }
        let known = match (self.words.as_str(), numbers.as_deref()) {
            ("bool" | "boolean", Some([])) => Some(ColumnType::Bool),
            ("tinyint", Some([1])) if !self.unsigned => Some(ColumnType::Bool),
            ("tinyint", Some([] | [_])) => Some(ColumnType::TinyInt),
            ("smallint", Some([] | [_])) => Some(ColumnType::SmallInt),
            ("mediumint", Some([] | [_])) => Some(ColumnType::Other("mediumint".to_owned())),
            ("int", Some([] | [_])) => Some(ColumnType::Integer),
            ("bigint", Some([] | [_])) => Some(ColumnType::BigInt),
            ("float", Some([])) => Some(ColumnType::Float),
            ("float", Some([bits])) if *bits <= 24 => Some(ColumnType::Float),
            ("float", Some([_])) | ("double", Some([])) => Some(ColumnType::Double),
            ("decimal", Some(numbers @ ([] | [_] | [_, _]))) => Some(ColumnType::Decimal {
                precision: Some(numbers.first().copied().unwrap_or(10)),
                scale: Some(numbers.get(1).copied().unwrap_or(0)),
            }),
            ("text", Some([])) => Some(ColumnType::Text),
            ("varchar", Some([length])) => Some(ColumnType::Varchar(Some(*length))),
            ("char", Some([])) => Some(ColumnType::Char(Some(1))),
            ("char", Some([length])) => Some(ColumnType::Char(Some(*length))),
            ("blob", Some([])) => Some(ColumnType::Binary),
            ("date", Some([])) => Some(ColumnType::Date),
            ("time", Some([] | [0])) => Some(ColumnType::Time),
            ("timestamp", Some([] | [0])) => Some(ColumnType::Timestamp),
            ("datetime", Some([0])) => Some(ColumnType::Other("datetime".to_owned())),
            ("bit", Some([])) => Some(ColumnType::Other("bit(1)".to_owned())),
            ("binary", Some([])) => Some(ColumnType::Other("binary(1)".to_owned())),
            ("year", Some([_])) => Some(ColumnType::Other("year".to_owned())),
            ("json", Some([])) => Some(ColumnType::Json),
            ("enum", None) => Some(enumeration(self.arguments.clone())),
            _ => None,
        };
        match known {
            Some(known) if self.unsigned => ColumnType::Unsigned(Box::new(known)),
            Some(known) => known,
            None => ColumnType::Other(self.one_form()),
        }
    }

    fn one_form(&self) -> String {
        let mut form = self.words.clone();
        let zero_width = match self.words.as_str() {
            "tinyint" => Some("3"),
            "smallint" => Some("5"),
            "mediumint" => Some("8"),
            "int" => Some("10"),
            "bigint" => Some("20"),
            _ => None,
        };
        let mut arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|argument| {
                if self.quoted {
                    text(argument, true)
                } else {
                    argument.clone()
                }
            })
            .collect();
        // Only there does the width count: it says how many zeros are filled in.
        if self.zerofill
            && arguments.is_empty()
            && let Some(width) = zero_width
        {
            arguments.push(width.to_owned());
        }
        if !arguments.is_empty() {
            form = format!("{form}({})", arguments.join(","));
        }
        if self.unsigned || self.zerofill {
            form.push_str(" unsigned");
        }
        if self.zerofill {
            form.push_str(" zerofill");
        }
        for word in &self.rest {
            form.push(' ');
            form.push_str(word);
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_mean_the_same_are_one_type() {
        for (a, b) in [
            ("INTEGER", "int(11)"),
            ("int(10) unsigned", "UNSIGNED"),
            ("bool", "tinyint(1)"),
            ("NUMERIC(8)", "decimal(8,0)"),
            ("double precision", "DOUBLE"),
            ("float(20)", "float"),
            ("float(30)", "double"),
            ("character varying(9)", "varchar(9)"),
            ("char", "CHAR(1)"),
            ("year(4)", "year"),
            ("int(5) zerofill", "INT(5) UNSIGNED ZEROFILL"),
            ("enum('a', \"b\")", "ENUM('a','b')"),
            ("Set( 'x' , 'y''s')", "set('x','y\\'s')"),
            ("datetime(0)", "DATETIME"),
            ("varbinary( 16 )", "VARBINARY(16)"),
        ] {
            let b = if b == "UNSIGNED" { "int unsigned" } else { b };
            assert_eq!(declared(a), declared(b), "{a} and {b}");
        }
    }

    #[test]
    fn types_that_differ_stay_apart() {
        for (a, b) in [
            ("tinyint(1)", "tinyint(4)"),
            ("int", "int unsigned"),
            ("datetime", "timestamp"),
            ("datetime(3)", "datetime"),
            ("float(7,3)", "float"),
            ("text", "longtext"),
            ("enum('a','b')", "enum('b','a')"),
            ("bit(1)", "bit(8)"),
        ] {
            assert_ne!(declared(a), declared(b), "{a} and {b}");
        }
    }

    #[test]
    fn what_is_spelt_is_read_again() {
        for type_ in [
            ColumnType::Bool,
            ColumnType::Unsigned(Box::new(ColumnType::BigInt)),
            ColumnType::Decimal {
                precision: Some(8),
                scale: Some(2),
            },
            ColumnType::Varchar(Some(80)),
            ColumnType::Timestamp,
            ColumnType::Json,
            enumeration(vec![
                "it's".to_owned(),
                "a\\b".to_owned(),
                "c, d".to_owned(),
            ]),
            ColumnType::Other("set('a','b')".to_owned()),
            ColumnType::Unsigned(Box::new(ColumnType::Other("mediumint".to_owned()))),
        ] {
            assert_eq!(declared(&spell(&type_, true)), type_);
            assert_eq!(normal(&type_), type_);
        }
    }

    #[test]
    fn only_an_odd_display_width_is_kept() {
        assert_eq!(inspected("int(11)"), ColumnType::Integer);
        assert_eq!(inspected("int(5)"), ColumnType::Other("int(5)".to_owned()));
        assert_eq!(normal(&inspected("int(5)")), ColumnType::Integer);
        assert_eq!(inspected("tinyint(1)"), ColumnType::Bool);
        assert_eq!(
            inspected("tinyint(3) unsigned"),
            declared("tinyint unsigned")
        );
    }
}
