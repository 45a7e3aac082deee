//! The struct literal of `REVISION`: string literals behind the names of four fields.

use super::{At, HeaderErrorKind, check_id, check_label, next_code};
use crate::lexer::{Lexer, Token, TokenKind};
use crate::suggest::nearest;

const FIELDS: [&str; 4] = ["id", "down_revisions", "depends_on", "branch_labels"];

/// A field's value, and the byte at which it stands; none if the file leaves it out.
#[derive(Default)]
pub(super) struct Field<T> {
    pub(super) value: T,
    pub(super) at: Option<usize>,
}

/// The literal as it was read.
#[derive(Default)]
pub(super) struct Literal {
    pub(super) id: Field<String>,
    pub(super) down_revisions: Field<Vec<String>>,
    pub(super) depends_on: Field<Vec<String>>,
    pub(super) branch_labels: Field<Vec<String>>,
    name_at: usize,
}

impl Literal {
    /// Checks what the fields say, as far as one file can tell.
    pub(super) fn check(&self) -> Result<(), At> {
        let at = |field: Option<usize>| field.unwrap_or(self.name_at);
        check_id(&self.id.value).map_err(|kind| At {
            at: at(self.id.at),
            kind,
        })?;
        for label in &self.branch_labels.value {
            check_label(label).map_err(|kind| At {
                at: at(self.branch_labels.at),
                kind,
            })?;
        }
        let lists = [&self.down_revisions, &self.depends_on, &self.branch_labels];
        for (field, list) in FIELDS.iter().skip(1).zip(lists) {
            let twice =
                list.value.iter().enumerate().find(|(index, name)| {
                    list.value.iter().take(*index).any(|other| other == *name)
                });
            if let Some((_, name)) = twice {
                return Err(At {
                    at: at(list.at),
                    kind: HeaderErrorKind::NameTwice {
                        field,
                        name: name.clone(),
                    },
                });
            }
        }
        Ok(())
    }
}

/// Reads what follows the name `REVISION`.
pub(super) fn read(source: &str, after_name: &Lexer<'_>) -> Result<Literal, At> {
    let mut reader = Reader {
        source,
        lexer: after_name.clone(),
        peeked: None,
    };
    reader.punct(":", "`: Revision`")?;
    reader.path("Revision", "the type `Revision`")?;
    reader.punct("=", "`= Revision { ... }`")?;
    reader.path("Revision", "`Revision { ... }`")?;
    let mut literal = Literal {
        name_at: reader.punct("{", "`{`")?.start,
        ..Literal::default()
    };
    let mut rest = false;
    loop {
        let token =
            reader.take_behind_attributes("a field of `Revision`, `..Revision::DEFAULT` or `}`")?;
        match token.text(source) {
            "}" => break,
            ".." => {
                reader.path("DEFAULT", "`Revision::DEFAULT`")?;
                reader.punct("}", "`}` after `..Revision::DEFAULT`")?;
                rest = true;
                break;
            }
            _ => reader.field(token, &mut literal)?,
        }
        let token = reader.take("`,` or `}`")?;
        match token.text(source) {
            "," => {}
            "}" => break,
            _ => return Err(reader.unexpected(token, "`,` or `}`")),
        }
    }
    reader.punct(";", "`;`")?;
    if !rest {
        let given = [
            literal.id.at,
            literal.down_revisions.at,
            literal.depends_on.at,
            literal.branch_labels.at,
        ];
        if let Some((field, _)) = FIELDS.iter().zip(given).find(|(_, at)| at.is_none()) {
            return Err(At {
                at: literal.name_at,
                kind: HeaderErrorKind::FieldMissing { field },
            });
        }
    }
    Ok(literal)
}

struct Reader<'s> {
    source: &'s str,
    lexer: Lexer<'s>,
    peeked: Option<Token>,
}

impl Reader<'_> {
    fn take(&mut self, expected: &'static str) -> Result<Token, At> {
        if let Some(token) = self.peeked.take() {
            return Ok(token);
        }
        next_code(&mut self.lexer)?.ok_or_else(|| At {
            at: self.source.len(),
            kind: HeaderErrorKind::Expected {
                expected,
                found: "the end of the file".to_owned(),
            },
        })
    }

    /// The next token that is no part of an attribute; what one says has no meaning here.
    fn take_behind_attributes(&mut self, expected: &'static str) -> Result<Token, At> {
        loop {
            let token = self.take(expected)?;
            if token.text(self.source) != "#" {
                return Ok(token);
            }
            self.punct("[", "`[` of an attribute")?;
            let mut depth = 1;
            while depth > 0 {
                match self.take("`]` of an attribute")?.kind {
                    TokenKind::Open => depth += 1,
                    TokenKind::Close => depth -= 1,
                    TokenKind::Ident
                    | TokenKind::Lifetime
                    | TokenKind::Str
                    | TokenKind::RawStr
                    | TokenKind::OtherLiteral
                    | TokenKind::Number
                    | TokenKind::Punct
                    | TokenKind::InnerDoc
                    | TokenKind::Comment => {}
                }
            }
        }
    }

    fn unexpected(&self, token: Token, expected: &'static str) -> At {
        At {
            at: token.start,
            kind: HeaderErrorKind::Expected {
                expected,
                found: shown(token.text(self.source)),
            },
        }
    }

    fn punct(&mut self, text: &str, expected: &'static str) -> Result<Token, At> {
        let token = self.take(expected)?;
        if token.text(self.source) == text {
            Ok(token)
        } else {
            Err(self.unexpected(token, expected))
        }
    }

    /// A path whose last segment is `last`: `Revision`, `::migrate_core::Revision`.
    fn path(&mut self, last: &str, expected: &'static str) -> Result<(), At> {
        let mut token = self.take(expected)?;
        if token.text(self.source) == "::" {
            token = self.take(expected)?;
        }
        loop {
            if token.kind != TokenKind::Ident {
                return Err(self.unexpected(token, expected));
            }
            let next = self.take(expected)?;
            if next.text(self.source) == "::" {
                token = self.take(expected)?;
                continue;
            }
            self.peeked = Some(next);
            return if token.name(self.source) == last {
                Ok(())
            } else {
                Err(self.unexpected(token, expected))
            };
        }
    }

    fn field(&mut self, name: Token, literal: &mut Literal) -> Result<(), At> {
        let text = name.name(self.source);
        let Some(&field) = FIELDS.iter().find(|&&field| field == text) else {
            if name.kind != TokenKind::Ident {
                let expected = "a field of `Revision`, `..Revision::DEFAULT` or `}`";
                return Err(self.unexpected(name, expected));
            }
            return Err(At {
                at: name.start,
                kind: HeaderErrorKind::UnknownField {
                    field: text.to_owned(),
                    suggestion: nearest(text, FIELDS).map(str::to_owned),
                },
            });
        };
        self.punct(":", "`:` and a value")?;
        let twice = match field {
            "id" => {
                let token = self.take("a string literal")?;
                let value = self.string(token)?;
                let twice = literal.id.at.is_some();
                literal.id = Field {
                    value,
                    at: Some(token.start),
                };
                twice
            }
            _ => {
                let list = self.list()?;
                let slot = match field {
                    "down_revisions" => &mut literal.down_revisions,
                    "depends_on" => &mut literal.depends_on,
                    _ => &mut literal.branch_labels,
                };
                std::mem::replace(slot, list).at.is_some()
            }
        };
        if twice {
            return Err(At {
                at: name.start,
                kind: HeaderErrorKind::FieldTwice { field },
            });
        }
        Ok(())
    }

    /// `&["a", "b"]`.
    fn list(&mut self) -> Result<Field<Vec<String>>, At> {
        const EXPECTED: &str = "a list of string literals, `&[\"...\"]`";
        let start = self.punct("&", EXPECTED)?.start;
        self.punct("[", EXPECTED)?;
        let mut value = Vec::new();
        loop {
            let token = self.take("a string literal or `]`")?;
            if token.text(self.source) == "]" {
                break;
            }
            value.push(self.string(token)?);
            let token = self.take("`,` or `]`")?;
            match token.text(self.source) {
                "," => {}
                "]" => break,
                _ => return Err(self.unexpected(token, "`,` or `]`")),
            }
        }
        Ok(Field {
            value,
            at: Some(start),
        })
    }

    fn string(&self, token: Token) -> Result<String, At> {
        match token.kind {
            TokenKind::Str | TokenKind::RawStr => string_value(token, self.source).ok_or(At {
                at: token.start,
                kind: HeaderErrorKind::Escape,
            }),
            TokenKind::Ident
            | TokenKind::Lifetime
            | TokenKind::OtherLiteral
            | TokenKind::Number
            | TokenKind::Open
            | TokenKind::Close
            | TokenKind::Punct
            | TokenKind::InnerDoc
            | TokenKind::Comment => Err(self.unexpected(token, "a string literal")),
        }
    }
}

/// What a string literal says; `None` for an escape that Rust does not know.
#[must_use]
pub fn string_value(token: Token, source: &str) -> Option<String> {
    let text = token.text(source);
    if token.kind == TokenKind::RawStr {
        let inner = text.trim_start_matches('r').trim_matches('#');
        return Some(unix_lines(inner.strip_prefix('"')?.strip_suffix('"')?));
    }
    let inner = unix_lines(text.strip_prefix('"')?.strip_suffix('"')?);
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next()? {
            'n' => value.push('\n'),
            'r' => value.push('\r'),
            't' => value.push('\t'),
            '0' => value.push('\0'),
            c @ ('\\' | '"' | '\'') => value.push(c),
            'x' => {
                let code = chars.next()?.to_digit(8)? * 16 + chars.next()?.to_digit(16)?;
                value.push(char::from_u32(code)?);
            }
            'u' => {
                if chars.next()? != '{' {
                    return None;
                }
                let mut code = 0_u32;
                loop {
                    match chars.next()? {
                        '}' => break,
                        '_' => {}
                        digit => {
                            code = code.checked_mul(16)?.checked_add(digit.to_digit(16)?)?;
                        }
                    }
                }
                value.push(char::from_u32(code)?);
            }
            // A line break after a backslash, and all white space at the start of the next lines, do not count.
            '\n' => {
                while chars
                    .next_if(|c| matches!(c, ' ' | '\n' | '\t' | '\r'))
                    .is_some()
                {}
            }
            _ => return None,
        }
    }
    Some(value)
}

/// rustc reads line ends of Windows as those of Unix, in strings too.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// A piece of a file in a message, which is one line: of a string over several, the first.
fn shown(text: &str) -> String {
    match text.split_once('\n') {
        Some((first, _)) => format!("`{} ...`", first.trim_end()),
        None => format!("`{text}`"),
    }
}
