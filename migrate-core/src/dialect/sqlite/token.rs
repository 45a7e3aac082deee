//! Cuts SQLite's SQL into tokens: text in, byte ranges out.
//!
//! The rules are those of <https://www.sqlite.org/lang_keywords.html> and of SQLite's tokenizer, as lenient as it is.

pub(super) use crate::dialect::token::{Token, TokenKind};
use crate::dialect::token::{
    is_word_byte, line_end, quoted_end, symbol_length, unterminated, without_quotes, word_end,
};

const LONG_SYMBOLS: [&[u8]; 10] = [
    b"->>", b"||", b"->", b"<<", b">>", b"<=", b">=", b"<>", b"!=", b"==",
];

/// The name that a token spells where only a name can stand: there SQLite takes `'text'` for one.
pub(super) fn name_or_text(token: &Token, sql: &str) -> Option<String> {
    if token.kind == TokenKind::Text {
        Some(without_quotes(token.text(sql)))
    } else {
        token.name(sql)
    }
}

/// Cuts a statement into tokens.
///
/// # Errors
/// Says what is wrong and where, for text that SQLite itself would not have taken: a quote or a comment without end.
pub(super) fn tokens(sql: &str) -> Result<Vec<Token>, String> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len() / 5);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let (kind, end) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0c => {
                at += 1;
                continue;
            }
            b'-' if next == Some(b'-') => {
                at = line_end(bytes, at);
                continue;
            }
            b'/' if next == Some(b'*') => {
                // SQLite takes a comment that is still open at the end of the text.
                at = find(bytes, at + 2, b"*/").map_or(bytes.len(), |end| end + 2);
                continue;
            }
            b'\'' => (TokenKind::Text, quoted_end(bytes, at)?),
            b'"' | b'`' => (TokenKind::Quoted, quoted_end(bytes, at)?),
            b'[' => {
                let end = find(bytes, at, b"]").ok_or_else(|| unterminated(bytes, at, "quote"))?;
                (TokenKind::Quoted, end + 1)
            }
            b'x' | b'X' if next == Some(b'\'') => (TokenKind::Bits, quoted_end(bytes, at + 1)?),
            b'0'..=b'9' => (TokenKind::Number, number_end(bytes, at)),
            b'.' if next.is_some_and(|next| next.is_ascii_digit()) => {
                (TokenKind::Number, number_end(bytes, at))
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

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(what.len())
        .position(|window| window == what)
        .map(|position| from + position)
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let hexadecimal = bytes[start] == b'0' && matches!(bytes.get(start + 1), Some(b'x' | b'X'));
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let exponent_sign = !hexadecimal
            && matches!(byte, b'+' | b'-')
            && matches!(bytes[at - 1], b'e' | b'E')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || exponent_sign) {
            break;
        }
        at += 1;
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
            texts("a\"b\"\"c\"[d ] `e``f` 'g''h' x'00' -- rest\n/* in */ 1.5e-3 .5 0x1F"),
            [
                "a",
                "\"b\"\"c\"",
                "[d ]",
                "`e``f`",
                "'g''h'",
                "x'00'",
                "1.5e-3",
                ".5",
                "0x1F"
            ]
        );
    }

    #[test]
    fn symbols_are_as_long_as_they_can_be() {
        assert_eq!(
            texts("a->>'$' <>b||c>=1-2"),
            ["a", "->>", "'$'", "<>", "b", "||", "c", ">=", "1", "-", "2"]
        );
    }

    #[test]
    fn names_lose_their_quotes_and_keep_their_case() {
        for (sql, name) in [
            ("Ab", "Ab"),
            ("\"a\"\"B\"", "a\"B"),
            ("[a ]", "a "),
            ("`a``b`", "a`b"),
            ("'a''b'", "a'b"),
            ("\"é\"", "é"),
        ] {
            assert_eq!(name_or_text(&tokens(sql).unwrap()[0], sql).unwrap(), name);
        }
    }

    #[test]
    fn an_open_quote_is_an_error_that_says_where() {
        assert!(tokens("a\n'b").unwrap_err().contains("line 2"));
        assert_eq!(texts("a /* open"), ["a"]);
    }
}
