//! The documentation of a revision file: its first paragraph is the message, `Created 2026-11-21 10:12:45 UTC` the
//! date. In go the tokens of the documentation, out come the message and the date as RFC 3339.

use crate::header::string_value;
use crate::lexer::{Token, TokenKind};

/// What the documentation says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Documentation {
    pub(crate) message: String,
    pub(crate) created: Option<String>,
}

impl Documentation {
    /// Reads the documentation's tokens: inner comments, and the literals of `#![doc = "..."]`.
    pub(crate) fn read(source: &str, tokens: &[Token]) -> Self {
        let mut text = String::new();
        for token in tokens {
            let written = token.text(source);
            if let Some(line) = written.strip_prefix("//!") {
                text.push_str(line);
            } else if let Some(block) = written.strip_prefix("/*!") {
                for line in block.strip_suffix("*/").unwrap_or(block).lines() {
                    // The column of stars that some write.
                    let line = line.trim();
                    text.push_str(line.strip_prefix("* ").unwrap_or(if line == "*" {
                        ""
                    } else {
                        line
                    }));
                    text.push('\n');
                }
            } else if matches!(token.kind, TokenKind::Str | TokenKind::RawStr) {
                text.push_str(&string_value(*token, source).unwrap_or_default());
            }
            text.push('\n');
        }
        Documentation::of(&text)
    }

    fn of(text: &str) -> Self {
        let mut paragraph: Vec<&str> = Vec::new();
        let mut in_first = true;
        let mut created = None;
        for line in text.lines().map(str::trim) {
            if created.is_none() {
                created = line.strip_prefix("Created ").and_then(rfc_3339);
                if created.is_some() {
                    in_first = false;
                    continue;
                }
            }
            if line.is_empty() {
                in_first &= paragraph.is_empty();
            } else if in_first {
                paragraph.push(line);
            }
        }
        Documentation {
            message: paragraph.join(" "),
            created,
        }
    }
}

/// Reads `2026-11-21 10:12:45`, `... UTC` or `... +02:00` as RFC 3339; without a zone it is UTC.
fn rfc_3339(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let (date, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', ' '])?.trim_start();
    let (time, rest) = rest.split_at_checked(8)?;
    let digits = rest.strip_prefix('.').map_or(0, |fraction| {
        fraction.bytes().take_while(u8::is_ascii_digit).count()
    });
    let (fraction, zone) = if digits > 0 {
        rest.split_at_checked(digits + 1)?
    } else {
        ("", rest)
    };

    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone = match zone.trim() {
        "" | "UTC" | "Z" | "GMT" | "+00:00" | "+0000" | "-00:00" => "Z".to_owned(),
        offset => {
            let (sign, offset) = offset.split_at_checked(1)?;
            let offset = offset.replace(':', "");
            let (hours, minutes) = offset.split_at_checked(2)?;
            if !matches!(sign, "+" | "-") || offset.len() != 4 {
                return None;
            }
            let [hours] = numbers(hours, ':', [2])?;
            let [minutes] = numbers(minutes, ':', [2])?;
            if hours > 23 || minutes > 59 {
                return None;
            }
            format!("{sign}{hours:02}:{minutes:02}")
        }
    };
    Some(format!("{date}T{time}{fraction}{zone}"))
}

/// Numbers of fixed width between separators.
fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(separator);
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, Option<String>) {
        let documentation = Documentation::of(text);
        (documentation.message, documentation.created)
    }

    #[test]
    fn the_first_paragraph_is_the_message() {
        assert_eq!(of("\n a\n  b \n\n c\n"), ("a b".to_owned(), None));
        assert_eq!(of(""), (String::new(), None));
        assert_eq!(of("Created tables\n").0, "Created tables");
    }

    #[test]
    fn the_date_is_none_of_the_message() {
        let date = Some("2026-11-21T10:12:45Z".to_owned());
        assert_eq!(
            of("a\n\nCreated 2026-11-21 10:12:45 UTC\n"),
            ("a".to_owned(), date.clone())
        );
        assert_eq!(
            of("Created 2026-11-21 10:12:45\n\nb\n"),
            (String::new(), date.clone())
        );
        assert_eq!(
            of("a\nCreated 2026-11-21 10:12:45\nb"),
            ("a".to_owned(), date)
        );
    }

    #[test]
    fn dates_of_several_forms() {
        for (text, expected) in [
            ("2026-11-21 10:12:45 UTC", Some("2026-11-21T10:12:45Z")),
            ("2026-11-21T10:12:45Z", Some("2026-11-21T10:12:45Z")),
            (
                "2026-11-21 10:12:45+02:00",
                Some("2026-11-21T10:12:45+02:00"),
            ),
            (
                "2026-11-21 10:12:45 -0330",
                Some("2026-11-21T10:12:45-03:30"),
            ),
            (
                "2026-11-21 10:12:45.123456 UTC",
                Some("2026-11-21T10:12:45.123456Z"),
            ),
            ("2024-02-29 00:00:00", Some("2024-02-29T00:00:00Z")),
            ("2026-02-29 00:00:00", None),
            ("2026-13-01 00:00:00", None),
            ("2026-11-21 25:00:00", None),
            ("2026-11-21 10:12:45 CET", None),
            ("2026-11-21", None),
            ("in a hurry", None),
            ("ä2026-11-21 10:12:45", None),
        ] {
            assert_eq!(rfc_3339(text).as_deref(), expected, "{text}");
        }
    }
}
