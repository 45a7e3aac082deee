//! Cuts SQLite's SQL into tokens: text in, byte ranges out.
//!
//! White space and comments are left out of the tokens and stay in the text, so that whoever edits a statement by ranges
//! loses nothing of it. The rules are those of <https://www.sqlite.org/lang_keywords.html> and of SQLite's tokenizer,
//! as lenient as it is.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bare word: a keyword or a name.
    Word,
    /// `"name"`, `[name]` or `` `name` ``.
    Quoted,
    /// `'text'`.
    Text,
    /// `X'00ff'`.
    Blob,
    /// A number, without its sign.
    Number,
    /// Anything else: operators, parentheses, commas, dots.
    Symbol,
}

/// A token of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: TokenKind,
    /// Where it stands, in bytes.
    pub(super) span: Range<usize>,
}

impl Token {
    /// The token's text.
    pub(super) fn text<'s>(&self, sql: &'s str) -> &'s str {
        &sql[self.span.clone()]
    }

    /// Tells whether the token is that word, whatever its case.
    pub(super) fn is_word(&self, sql: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(sql).eq_ignore_ascii_case(word)
    }

    /// Tells whether the token is that symbol.
    pub(super) fn is_symbol(&self, sql: &str, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text(sql) == symbol
    }

    /// The name that the token spells, without its quotes; `None` for what cannot be a name.
    ///
    /// SQLite takes `'text'` for a name where only a name can stand.
    pub(super) fn name(&self, sql: &str) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text(sql).to_owned()),
            TokenKind::Quoted | TokenKind::Text => Some(unquote(self.text(sql))),
            TokenKind::Blob | TokenKind::Number | TokenKind::Symbol => None,
        }
    }
}

/// Takes the quotes off a quoted name or text.
pub(super) fn unquote(quoted: &str) -> String {
    let mut characters = quoted.chars();
    let (Some(open), Some(_)) = (characters.next(), characters.next_back()) else {
        return quoted.to_owned();
    };
    let inner = characters.as_str();
    if open == '[' {
        return inner.to_owned();
    }
    let mut doubled = [0_u8; 8];
    let single = open.encode_utf8(&mut doubled);
    inner.replace(&format!("{single}{single}"), single)
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
                at = find(bytes, at, b"\n").unwrap_or(bytes.len());
                continue;
            }
            b'/' if next == Some(b'*') => {
                // SQLite takes a comment that is still open at the end of the text.
                at = find(bytes, at + 2, b"*/").map_or(bytes.len(), |end| end + 2);
                continue;
            }
            b'\'' => (TokenKind::Text, quoted_end(bytes, at, b'\'')?),
            b'"' | b'`' => (TokenKind::Quoted, quoted_end(bytes, at, byte)?),
            b'[' => {
                let end = find(bytes, at, b"]").ok_or_else(|| unterminated(bytes, at))?;
                (TokenKind::Quoted, end + 1)
            }
            b'x' | b'X' if next == Some(b'\'') => {
                (TokenKind::Blob, quoted_end(bytes, at + 1, b'\'')?)
            }
            b'0'..=b'9' => (TokenKind::Number, number_end(bytes, at)),
            b'.' if next.is_some_and(|next| next.is_ascii_digit()) => {
                (TokenKind::Number, number_end(bytes, at))
            }
            _ if is_word_byte(byte) => {
                let length = bytes[at..].iter().take_while(|byte| is_word_byte(**byte));
                (TokenKind::Word, at + length.count())
            }
            _ => (TokenKind::Symbol, at + symbol_length(&bytes[at..])),
        };
        tokens.push(Token {
            kind,
            span: at..end,
        });
        at = end;
    }
    Ok(tokens)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    bytes
        .get(from..)?
        .windows(what.len())
        .position(|window| window == what)
        .map(|position| from + position)
}

fn quoted_end(bytes: &[u8], open: usize, quote: u8) -> Result<usize, String> {
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at) {
        if byte != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return Ok(at + 1);
        }
    }
    Err(unterminated(bytes, open))
}

fn unterminated(bytes: &[u8], open: usize) -> String {
    let line = bytes[..open].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("the quote that opens in line {line} is not closed")
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

fn symbol_length(rest: &[u8]) -> usize {
    const LONG: [&[u8]; 10] = [
        b"->>", b"||", b"->", b"<<", b">>", b"<=", b">=", b"<>", b"!=", b"==",
    ];
    LONG.iter()
        .find(|symbol| rest.starts_with(symbol))
        .map_or(1, |symbol| symbol.len())
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
            assert_eq!(tokens(sql).unwrap()[0].name(sql).unwrap(), name);
        }
    }

    #[test]
    fn an_open_quote_is_an_error_that_says_where() {
        assert!(tokens("a\n'b").unwrap_err().contains("line 2"));
        assert_eq!(texts("a /* open"), ["a"]);
    }
}
