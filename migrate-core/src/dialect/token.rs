//! What SQL is cut into, whoever's it is: tokens with the range of bytes that they stand in.
//!
//! White space and comments are left out of the tokens and stay in the text, so that whoever edits a statement by ranges
//! loses nothing of it. How text is cut is each dialect's own affair (`dialect/*/token.rs`); what its rules have in
//! common is here.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in quotes: `"name"`, `[name]` or `` `name` ``.
    Quoted,
    /// `'text'`.
    Text,
    /// `X'00ff'`, and what else a dialect has for bits and bytes.
    Bits,
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
    pub(super) fn name(&self, sql: &str) -> Option<String> {
        match self.kind {
            TokenKind::Word => Some(self.text(sql).to_owned()),
            TokenKind::Quoted => Some(without_quotes(self.text(sql))),
            TokenKind::Text | TokenKind::Bits | TokenKind::Number | TokenKind::Symbol => None,
        }
    }

    /// Tells whether the token spells that name, in quotes or not, whatever its case.
    pub(super) fn is_name(&self, sql: &str, name: &str) -> bool {
        self.name(sql)
            .is_some_and(|word| word.eq_ignore_ascii_case(name))
    }
}

/// Takes the quotes off a name, or off text that knows no other escape than a doubled quote.
pub(super) fn without_quotes(quoted: &str) -> String {
    let mut characters = quoted.chars();
    let (Some(open), Some(_)) = (characters.next(), characters.next_back()) else {
        return quoted.to_owned();
    };
    let inner = characters.as_str();
    if open == '[' {
        return inner.to_owned();
    }
    inner.replace(&format!("{open}{open}"), &open.to_string())
}

/// The position of the parenthesis that closes the one at `open`.
pub(super) fn closing(sql: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is_symbol(sql, "(") {
            depth += 1;
        } else if token.is_symbol(sql, ")") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// Whether a byte goes on with a bare word: every dialect lets letters of all alphabets in.
pub(super) fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// The byte behind the word that stands at `start`.
pub(super) fn word_end(bytes: &[u8], start: usize) -> usize {
    let word = bytes[start..]
        .iter()
        .take_while(|byte| is_word_byte(**byte));
    start + word.count()
}

/// The end of the line, or of the text.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes[at..].iter().position(|byte| *byte == b'\n');
    rest.map_or(bytes.len(), |length| at + length)
}

/// The byte behind a quote that only a doubled quote escapes.
pub(super) fn quoted_end(bytes: &[u8], open: usize) -> Result<usize, String> {
    let quote = bytes[open];
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
    Err(unterminated(bytes, open, "quote"))
}

/// Says what has no end, and where it begins.
pub(super) fn unterminated(bytes: &[u8], open: usize, what: &str) -> String {
    let line = bytes[..open].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("the {what} that opens in line {line} is not closed")
}

/// The length of the symbol that stands first: the longest of those of several characters, or one.
pub(super) fn symbol_length(rest: &[u8], long: &[&[u8]]) -> usize {
    long.iter()
        .find(|symbol| rest.starts_with(symbol))
        .map_or(1, |symbol| symbol.len())
}
