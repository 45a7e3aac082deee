//! Cuts the SQL of MySQL and MariaDB into tokens: text in, byte ranges out.
//!
//! White space and comments are left out. Backslashes escape in text, as the servers print it whatever `sql_mode` says;
//! `"` opens text or a name, which only the mode knows: the token keeps the quote, and whoever reads it decides.
//! <https://dev.mysql.com/doc/refman/8.4/en/literals.html>

pub(super) use crate::dialect::token::{Token, TokenKind};
use crate::dialect::token::{
    is_word_byte, line_end, quoted_end, symbol_length, unterminated, word_end,
};

const LONG_SYMBOLS: [&[u8]; 13] = [
    b"<=>", b"->>", b"||", b"&&", b"->", b"<<", b">>", b"<=", b">=", b"<>", b"!=", b":=", b"==",
];

/// Takes the quotes and the escapes off text in quotes.
/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>
pub(super) fn unquote(quoted: &str) -> String {
    let mut characters = quoted.chars();
    let (Some(quote), Some(_)) = (characters.next(), characters.next_back()) else {
        return quoted.to_owned();
    };
    let mut text = String::with_capacity(quoted.len());
    while let Some(character) = characters.next() {
        if character == quote {
            // Doubled: the second one follows.
            characters.next();
            text.push(quote);
        } else if character == '\\' {
            match characters.next() {
                Some('0') => text.push('\0'),
                Some('b') => text.push('\u{8}'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('Z') => text.push('\u{1a}'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            }
        } else {
            text.push(character);
        }
    }
    text
}

/// Cuts SQL into tokens.
///
/// # Errors
/// Says what is wrong and where, for a quote or a comment without end.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, String> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len() / 5);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let (kind, end) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => {
                at += 1;
                continue;
            }
            b'#' => {
                at = line_end(bytes, at);
                continue;
            }
            b'-' if next == Some(b'-')
                && bytes
                    .get(at + 2)
                    .is_none_or(|byte| byte.is_ascii_whitespace()) =>
            {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if next == Some(b'*') => {
                at = sql[at + 2..]
                    .find("*/")
                    .map(|end| at + end + 4)
                    .ok_or_else(|| unterminated(bytes, at, "comment"))?;
                continue;
            }
            b'\'' | b'"' => (TokenKind::Text, text_end(bytes, at)?),
            b'`' => (TokenKind::Quoted, quoted_end(bytes, at)?),
            b'x' | b'X' | b'b' | b'B' if next == Some(b'\'') => {
                (TokenKind::Bits, text_end(bytes, at + 1)?)
            }
            b'0' if is_bits(bytes, at) => (TokenKind::Bits, word_end(bytes, at)),
            b'0'..=b'9' => number_or_word(bytes, at),
            b'.' if next.is_some_and(|next| next.is_ascii_digit()) => {
                (TokenKind::Number, number_end(bytes, at))
            }
            b'@' => {
                let signs = bytes[at..].iter().take_while(|byte| **byte == b'@').count();
                (TokenKind::Word, word_end(bytes, at + signs))
            }
            _ if is_word_byte(byte) => (TokenKind::Word, word_end(bytes, at)),
            _ => (
                TokenKind::Symbol,
                at + symbol_length(&bytes[at..], &LONG_SYMBOLS),
            ),
        };
        tokens.push(Token {
            kind,
            span: at..end,
        });
        at = end;
    }
    Ok(tokens)
}

fn text_end(bytes: &[u8], open: usize) -> Result<usize, String> {
    let quote = bytes[open];
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' || (byte == quote && bytes.get(at + 1) == Some(&quote)) {
            at += 2;
        } else if byte == quote {
            return Ok(at + 1);
        } else {
            at += 1;
        }
    }
    Err(unterminated(bytes, open, "quote"))
}

/// `0xff` and `0b01`, which are names if anything else follows.
fn is_bits(bytes: &[u8], start: usize) -> bool {
    let digits = bytes
        .get(start + 2..word_end(bytes, start))
        .unwrap_or_default();
    match bytes.get(start + 1) {
        Some(b'x') => !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit),
        Some(b'b') => !digits.is_empty() && digits.iter().all(|digit| matches!(digit, b'0' | b'1')),
        _ => false,
    }
}

/// A name may begin with a digit.
fn number_or_word(bytes: &[u8], start: usize) -> (TokenKind, usize) {
    let (number, word) = (number_end(bytes, start), word_end(bytes, start));
    if number < word {
        (TokenKind::Word, word)
    } else {
        (TokenKind::Number, number)
    }
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let digits = |at: usize| {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit());
        at + length.count()
    };
    let mut at = digits(start);
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let end = digits((at + 1 + sign).min(bytes.len()));
        if end > at + 1 + sign {
            at = end;
        }
    }
    at
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<&str> {
        tokens(sql)
            .unwrap()
            .iter()
            .map(|token| token.text(sql))
            .collect()
    }

    #[test]
    fn every_quote_and_comment_is_known() {
        assert_eq!(
            texts(
                "a `e``f` 'g''h\\'' \"i\\\"\" x'00' b'1' -- rest\n# more\n/* in */ 1.5e-3 .5 0x1F 1--1"
            ),
            [
                "a",
                "`e``f`",
                "'g''h\\''",
                "\"i\\\"\"",
                "x'00'",
                "b'1'",
                "1.5e-3",
                ".5",
                "0x1F",
                "1",
                "-",
                "-",
                "1"
            ]
        );
    }

    #[test]
    fn words_may_begin_with_digits_and_signs() {
        assert_eq!(
            texts("0 0.5 1st 2.a @@sql_mode @x 0xfg 1e5 1e"),
            [
                "0",
                "0.5",
                "1st",
                "2.",
                "a",
                "@@sql_mode",
                "@x",
                "0xfg",
                "1e5",
                "1e"
            ]
        );
    }

    #[test]
    fn text_loses_its_quotes_and_escapes() {
        for (quoted, text) in [
            ("'it''s'", "it's"),
            ("'a\\'b\\\\c\\0\\n'", "a'b\\c\0\n"),
            ("\"a\"\"b\"", "a\"b"),
            ("''", ""),
        ] {
            assert_eq!(unquote(quoted), text);
        }
    }

    #[test]
    fn an_open_quote_is_an_error_that_says_where() {
        assert!(tokens("a\n'b").unwrap_err().contains("line 2"));
        assert!(tokens("a /* open").unwrap_err().contains("comment"));
    }
}
