//! Names and values as they stand in SQL, and values as the servers print them.

use std::fmt::Write as _;

use super::token::{Token, TokenKind, tokens, unquote};
use crate::schema::Literal;

/// Quotes a name. Backticks work whatever `sql_mode` says.
pub(super) fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Quotes names, with commas between.
pub(super) fn quote_all<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| quote(name.as_ref())).collect();
    quoted.join(", ")
}

/// Writes text; `backslashes` says whether they escape, which `NO_BACKSLASH_ESCAPES` in `sql_mode` ends.
pub(super) fn text(text: &str, backslashes: bool) -> String {
    let doubled = text.replace('\'', "''");
    if backslashes {
        format!("'{}'", doubled.replace('\\', "\\\\").replace('\0', "\\0"))
    } else {
        format!("'{doubled}'")
    }
}

/// Writes a value.
pub(super) fn literal(value: &Literal, backslashes: bool) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
        Literal::Number(digits) => digits.clone(),
        Literal::Text(text) => self::text(text, backslashes),
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

/// Reads a plain value, with or without parentheses around it; `None` for anything that must be computed.
pub(super) fn parse(expression: &str) -> Option<Literal> {
    let tokens = tokens(expression).ok()?;
    let mut rest = tokens.as_slice();
    while let [open, inner @ .., close] = rest
        && open.is_symbol(expression, "(")
        && close.is_symbol(expression, ")")
    {
        rest = inner;
    }
    match rest {
        [value] => plain(expression, value),
        // `_utf8mb4'abc'`
        [introducer, value]
            if introducer.kind == TokenKind::Word
                && introducer.text(expression).starts_with('_')
                && value.kind == TokenKind::Text =>
        {
            plain(expression, value)
        }
        [sign, value] if value.kind == TokenKind::Number => match sign.text(expression) {
            "-" => Some(Literal::Number(format!("-{}", value.text(expression)))),
            "+" => plain(expression, value),
            _ => None,
        },
        _ => None,
    }
}

fn plain(sql: &str, value: &Token) -> Option<Literal> {
    let text = value.text(sql);
    match value.kind {
        TokenKind::Text => Some(Literal::Text(unquote(text))),
        TokenKind::Number => Some(Literal::Number(text.to_owned())),
        TokenKind::Bits => bytes(text),
        TokenKind::Word if text.eq_ignore_ascii_case("NULL") => Some(Literal::Null),
        TokenKind::Word if text.eq_ignore_ascii_case("TRUE") => Some(Literal::Bool(true)),
        TokenKind::Word if text.eq_ignore_ascii_case("FALSE") => Some(Literal::Bool(false)),
        TokenKind::Word | TokenKind::Quoted | TokenKind::Symbol => None,
    }
}

/// Bytes in hexadecimal digits; those in bits stay an expression, for they are numbers.
pub(super) fn bytes(bits: &str) -> Option<Literal> {
    let digits = match bits.strip_prefix("0x") {
        Some(digits) => digits,
        None => bits.strip_prefix(['x', 'X'])?.trim_matches('\''),
    };
    if digits.len() % 2 != 0 {
        return None;
    }
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<Vec<u8>>>()
        .map(Literal::Bytes)
}

/// How many digits a number written with an exponent may grow to.
const MAX_DIGITS: usize = 330;

/// The shortest form of a number, without an exponent; `None` if it is none.
pub(super) fn shortest(number: &str) -> Option<String> {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let decimal = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal(whole) || !decimal(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let mut all = format!("{whole}{fraction}");
    // Where the point stands among all digits.
    let mut point = i32::try_from(whole.len()).ok()?.checked_add(exponent)?;
    let growth = usize::try_from(point.abs()).ok()?;
    if growth > MAX_DIGITS {
        return None;
    }
    if point < 0 {
        all.insert_str(0, &"0".repeat(growth));
        point = 0;
    }
    let point = usize::try_from(point).ok()?;
    while all.len() < point {
        all.push('0');
    }
    let (whole, fraction) = all.split_at(point);
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_every_mode() {
        assert_eq!(text("it's \\ so", true), "'it''s \\\\ so'");
        assert_eq!(text("it's \\ so", false), "'it''s \\ so'");
        assert_eq!(parse(&text("a\0\\'\"b", true)), Some("a\0\\'\"b".into()));
    }

    #[test]
    fn plain_values_are_told_from_expressions() {
        let number = |digits: &str| Some(Literal::Number(digits.to_owned()));
        for (sql, value) in [
            ("1", number("1")),
            ("(- 1.50)", number("-1.50")),
            ("'it''s'", Some("it's".into())),
            ("_utf8mb4'a'", Some("a".into())),
            ("NULL", Some(Literal::Null)),
            ("true", Some(Literal::Bool(true))),
            ("X'00fF'", Some(Literal::Bytes(vec![0, 255]))),
            ("0x00ff", Some(Literal::Bytes(vec![0, 255]))),
            ("b'1'", None),
            ("uuid()", None),
            ("1 + 1", None),
            ("current_timestamp()", None),
        ] {
            assert_eq!(parse(sql), value, "{sql}");
        }
    }

    #[test]
    fn numbers_lose_what_says_nothing() {
        for (number, short) in [
            ("007", Some("7")),
            ("1.50", Some("1.5")),
            ("-0.0", Some("0")),
            (".5", Some("0.5")),
            ("1e10", Some("10000000000")),
            ("1.5E-3", Some("0.0015")),
            ("12.5e1", Some("125")),
            ("-1e999", None),
            ("abc", None),
            ("", None),
        ] {
            assert_eq!(shortest(number).as_deref(), short, "{number}");
        }
    }
}
