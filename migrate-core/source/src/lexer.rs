//! Rust source as tokens: just enough of the language to find items without being fooled by what stands in comments,
//! strings and raw strings. In goes a file's text, out come tokens with their byte range; nothing is allocated.

/// What a token is. Comments are tokens here, since the message of a revision is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `upgrade`, `pub`, `r#type`.
    Ident,
    /// `'a`, but not `'a'`.
    Lifetime,
    /// `"..."`.
    Str,
    /// `r"..."`, `r#"..."#`.
    RawStr,
    /// A literal that is neither a string nor a number: `'a'`, `b'a'`, `b"..."`, `c"..."` and their raw forms.
    OtherLiteral,
    /// `12`, `0xff_u8`, `1.5e-3`.
    Number,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// An operator, as long as Rust's own tokens are: `::`, `->`, `..=`.
    Punct,
    /// `//! ...` or `/*! ... */`.
    InnerDoc,
    /// Any other comment.
    Comment,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// The byte that it starts at.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

impl Token {
    /// The token as it is written.
    #[must_use]
    pub fn text<'s>(&self, source: &'s str) -> &'s str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    /// The name of an identifier, without the `r#` of a raw one.
    #[must_use]
    pub fn name<'s>(&self, source: &'s str) -> &'s str {
        let text = self.text(source);
        text.strip_prefix("r#").unwrap_or(text)
    }
}

/// Text that no Rust file can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LexError {
    /// A string has no end.
    #[error("this string literal is not closed")]
    UnclosedString {
        /// The byte that it starts at.
        start: usize,
    },
    /// A character literal has no end.
    #[error("this character literal is not closed")]
    UnclosedChar {
        /// The byte that it starts at.
        start: usize,
    },
    /// A block comment has no end.
    #[error("this block comment is not closed")]
    UnclosedComment {
        /// The byte that it starts at.
        start: usize,
    },
    /// A character that means nothing in Rust.
    #[error("`{character}` is not Rust")]
    Unexpected {
        /// The character.
        character: char,
        /// The byte that it starts at.
        start: usize,
    },
}

impl LexError {
    /// The byte at which the offending token starts.
    #[must_use]
    pub fn start(&self) -> usize {
        match *self {
            LexError::UnclosedString { start }
            | LexError::UnclosedChar { start }
            | LexError::UnclosedComment { start }
            | LexError::Unexpected { start, .. } => start,
        }
    }
}

/// Reads tokens one by one.
#[derive(Debug, Clone)]
pub struct Lexer<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
}

/// Rust's operators of several characters, longest first.
const OPERATORS: [&[u8]; 24] = [
    b"<<=", b">>=", b"...", b"..=", b"::", b"->", b"=>", b"&&", b"||", b"==", b"!=", b"<=", b">=",
    b"+=", b"-=", b"*=", b"/=", b"%=", b"^=", b"&=", b"|=", b"<<", b">>", b"..",
];

/// Which bytes go on with an identifier: letters, digits and `_`.
const IN_IDENTIFIER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

impl<'s> Lexer<'s> {
    /// Starts at the first token of a file; a byte order mark and a `#!` line are passed over.
    #[must_use]
    pub fn new(source: &'s str) -> Self {
        let mut lexer = Lexer {
            source,
            bytes: source.as_bytes(),
            at: if source.starts_with('\u{feff}') { 3 } else { 0 },
        };
        if lexer.rest().starts_with(b"#!") && !lexer.is_inner_attribute() {
            lexer.skip_line();
        }
        lexer
    }

    /// `#!` opens an attribute if the next token is `[`, otherwise it is a line for the shell.
    fn is_inner_attribute(&self) -> bool {
        let mut ahead = self.clone();
        ahead.at += 2;
        loop {
            match ahead.next() {
                Some(Ok(token)) => match token.kind {
                    TokenKind::Comment | TokenKind::InnerDoc => {}
                    TokenKind::Open => return token.text(self.source) == "[",
                    TokenKind::Ident
                    | TokenKind::Lifetime
                    | TokenKind::Str
                    | TokenKind::RawStr
                    | TokenKind::OtherLiteral
                    | TokenKind::Number
                    | TokenKind::Close
                    | TokenKind::Punct => return false,
                },
                Some(Err(_)) | None => return false,
            }
        }
    }

    fn rest(&self) -> &'s [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.source.get(at..)?.chars().next()
    }

    fn skip_line(&mut self) {
        self.at = find(self.bytes, self.at, b'\n').unwrap_or(self.bytes.len());
    }

    fn skip_white_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                0x80.. => match self.char_at(self.at) {
                    // Rust's Pattern_White_Space beyond ASCII.
                    Some(c @ ('\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')) => {
                        self.at += c.len_utf8()
                    }
                    Some(_) | None => return,
                },
                0x00..=0x7f => return,
            }
        }
    }

    /// Moves past a comment that starts here; block comments nest.
    fn comment(&mut self) -> Result<TokenKind, LexError> {
        let start = self.at;
        let inner = self.byte(2) == b'!';
        if self.byte(1) == b'/' {
            self.skip_line();
        } else {
            self.at += 2;
            let mut depth = 1_usize;
            while depth > 0 {
                match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                    (Some(b'/'), Some(b'*')) => {
                        depth += 1;
                        self.at += 2;
                    }
                    (Some(b'*'), Some(b'/')) => {
                        depth -= 1;
                        self.at += 2;
                    }
                    (Some(_), _) => self.at += 1,
                    (None, _) => return Err(LexError::UnclosedComment { start }),
                }
            }
        }
        Ok(if inner {
            TokenKind::InnerDoc
        } else {
            TokenKind::Comment
        })
    }

    /// Moves past a literal in quotes that opens at `self.at`, with escapes.
    fn quoted(&mut self, quote: u8) -> bool {
        self.at += 1;
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                _ if byte == quote => {
                    self.at += 1;
                    return true;
                }
                _ => self.at += 1,
            }
        }
        false
    }

    /// Moves past `#"..."#`, whose first `#` or quote stands at `self.at`; `None` if it is no raw string.
    fn raw_quoted(&mut self) -> Option<bool> {
        let hashes = self.rest().iter().take_while(|&&byte| byte == b'#').count();
        if self.byte(hashes) != b'"' {
            return None;
        }
        self.at += hashes + 1;
        while let Some(end) = find(self.bytes, self.at, b'"') {
            self.at = end + 1;
            let closing = self
                .rest()
                .iter()
                .take(hashes)
                .take_while(|&&byte| byte == b'#')
                .count();
            if closing == hashes {
                self.at += hashes;
                return Some(true);
            }
        }
        self.at = self.bytes.len();
        Some(false)
    }

    fn identifier(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if IN_IDENTIFIER[usize::from(byte)] {
                self.at += 1;
            } else if byte >= 0x80 {
                match self.char_at(self.at) {
                    // What of Unicode may stand in an identifier is rustc's to say; here only its end matters.
                    Some(c) if c.is_alphanumeric() => self.at += c.len_utf8(),
                    Some(_) | None => return,
                }
            } else {
                return;
            }
        }
    }

    fn number(&mut self) {
        let start = self.at;
        self.identifier();
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.at += 1;
            self.identifier();
        }
        let decimal = !matches!(self.bytes.get(start + 1), Some(b'x' | b'X' | b'o' | b'b'));
        if decimal
            && matches!(self.bytes.get(self.at - 1), Some(b'e' | b'E'))
            && matches!(self.byte(0), b'+' | b'-')
            && self.byte(1).is_ascii_digit()
        {
            self.at += 1;
            self.identifier();
        }
    }

    /// Moves past what a `'` opens: a character or a lifetime.
    fn tick(&mut self) -> Result<TokenKind, LexError> {
        let start = self.at;
        let unclosed = Err(LexError::UnclosedChar { start });
        if self.byte(1) == b'\\' {
            return if self.quoted(b'\'') {
                Ok(TokenKind::OtherLiteral)
            } else {
                unclosed
            };
        }
        let Some(c) = self.char_at(start + 1) else {
            return unclosed;
        };
        let after = 1 + c.len_utf8();
        if self.byte(after) == b'\'' {
            self.at += after + 1;
            return Ok(TokenKind::OtherLiteral);
        }
        if c == '_' || c.is_alphabetic() {
            self.at += 1;
            self.identifier();
            if self.at == start + 2 && c == 'r' && self.byte(0) == b'#' {
                self.at += 1;
                self.identifier();
            }
            return Ok(TokenKind::Lifetime);
        }
        unclosed
    }

    /// Moves past what a letter opens: an identifier, or a literal behind `r`, `b`, `br`, `c`, `cr`.
    fn word(&mut self) -> Result<TokenKind, LexError> {
        let start = self.at;
        let unclosed = Err(LexError::UnclosedString { start });
        let closed = |closed: bool, kind| if closed { Ok(kind) } else { unclosed };
        let (prefix, raw, kind) = match (self.byte(0), self.byte(1), self.byte(2)) {
            (b'r', b'"' | b'#', _) => (1, true, TokenKind::RawStr),
            (b'b' | b'c', b'r', b'"' | b'#') => (2, true, TokenKind::OtherLiteral),
            (b'b' | b'c', b'"', _) => (1, false, TokenKind::OtherLiteral),
            (b'b', b'\'', _) => {
                self.at += 1;
                return if self.quoted(b'\'') {
                    Ok(TokenKind::OtherLiteral)
                } else {
                    Err(LexError::UnclosedChar { start })
                };
            }
            _ => {
                self.identifier();
                return Ok(TokenKind::Ident);
            }
        };
        self.at += prefix;
        if !raw {
            let end = self.quoted(b'"');
            return closed(end, kind);
        }
        match self.raw_quoted() {
            Some(end) => closed(end, kind),
            None => {
                // `r#type`; `br#x` is no Rust, and reads as an identifier and a `#`.
                if prefix == 1 {
                    self.at += 1;
                }
                self.identifier();
                Ok(TokenKind::Ident)
            }
        }
    }

    /// The length of the operator that stands here.
    fn operator(&self) -> usize {
        // Most operators are one character before a blank or a name: do not compare them with all others.
        if !matches!(self.byte(1), b'=' | b'.' | b':' | b'>' | b'<' | b'&' | b'|') {
            return 1;
        }
        let rest = self.rest();
        OPERATORS
            .iter()
            .find(|operator| rest.starts_with(operator))
            .map_or(1, |operator| operator.len())
    }

    fn token(&mut self) -> Result<TokenKind, LexError> {
        let start = self.at;
        let byte = self.byte(0);
        match byte {
            b'/' if matches!(self.byte(1), b'/' | b'*') => self.comment(),
            b'"' => {
                if self.quoted(b'"') {
                    Ok(TokenKind::Str)
                } else {
                    Err(LexError::UnclosedString { start })
                }
            }
            b'\'' => self.tick(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => {
                self.number();
                Ok(TokenKind::Number)
            }
            b'(' | b'[' | b'{' => {
                self.at += 1;
                Ok(TokenKind::Open)
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                Ok(TokenKind::Close)
            }
            0x21..=0x7e => {
                self.at += self.operator();
                Ok(TokenKind::Punct)
            }
            _ => match self.char_at(start) {
                Some(c) if c.is_alphabetic() => {
                    self.identifier();
                    Ok(TokenKind::Ident)
                }
                other => {
                    let character = other.unwrap_or('\0');
                    Err(LexError::Unexpected { character, start })
                }
            },
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = Result<Token, LexError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_white_space();
        if self.at >= self.bytes.len() {
            return None;
        }
        let start = self.at;
        let kind = self.token();
        // After an error there is nothing more to read, and after an escape at the very end of a file the reader
        // stands one byte behind it.
        self.at = if kind.is_ok() {
            self.at.min(self.bytes.len())
        } else {
            self.bytes.len()
        };
        let end = self.at;
        Some(kind.map(|kind| Token { kind, start, end }))
    }
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    bytes
        .get(from..)?
        .iter()
        .position(|&byte| byte == wanted)
        .map(|offset| from + offset)
}

#[cfg(test)]
mod tests;
