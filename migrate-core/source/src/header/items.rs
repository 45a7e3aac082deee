//! One walk over a file's tokens that finds the items of a revision at the top level, and its documentation.

use super::{At, HeaderErrorKind};
use crate::lexer::{Lexer, Token, TokenKind};

const REVISION: &str = "pub static REVISION: Revision = Revision { ... };";
const SETTINGS: &str = "pub const SETTINGS: Settings = Settings::new()...;";

/// Where the items of a revision stand.
pub(super) struct Items<'s> {
    /// A reader that stands behind the name `REVISION`.
    pub(super) revision: Lexer<'s>,
    /// The byte at which the name `REVISION` stands.
    pub(super) name_at: usize,
    /// Inner documentation comments, and string literals of `#![doc = "..."]`, in order.
    pub(super) documentation: Vec<Token>,
    /// Whether there is a `SETTINGS`.
    pub(super) has_settings: bool,
    upgrade: bool,
    downgrade: bool,
}

impl Items<'_> {
    /// The function that the file lacks.
    pub(super) fn missing_function(&self) -> Option<&'static str> {
        match (self.upgrade, self.downgrade) {
            (false, _) => Some("upgrade"),
            (true, false) => Some("downgrade"),
            (true, true) => None,
        }
    }
}

/// The last words at the top level, as far as the finder needs them.
#[derive(Default)]
struct Before {
    /// The current item began with `pub`.
    public: bool,
    /// `static`, `const` or `fn`, if it is the last word.
    keyword: Option<Keyword>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keyword {
    Static,
    Const,
    Fn,
}

/// Finds the items of a revision.
pub(super) fn scan(source: &str) -> Result<Items<'_>, At> {
    let mut lexer = Lexer::new(source);
    let mut found: Option<(usize, Lexer<'_>)> = None;
    let mut documentation = Vec::new();
    let mut has_settings = false;
    let (mut upgrade, mut downgrade) = (false, false);
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut before = Before::default();
    // Inner attributes and documentation stand before the first item.
    let mut in_head = true;

    while let Some(token) = lexer.next() {
        let token = token?;
        let first = source.as_bytes().get(token.start).copied().unwrap_or(0);
        match token.kind {
            TokenKind::Comment => {}
            TokenKind::InnerDoc => {
                if in_head && open.is_empty() {
                    documentation.push(token);
                }
            }
            TokenKind::Open => {
                open.push((first, token.start));
            }
            TokenKind::Close => {
                let counterpart = match first {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                match open.pop() {
                    Some((bracket, _)) if bracket == counterpart => {}
                    // What was opened and not closed is what somebody forgot.
                    Some((bracket, at)) => {
                        return Err(At {
                            at,
                            kind: HeaderErrorKind::Unbalanced(char::from(bracket)),
                        });
                    }
                    None => {
                        return Err(At {
                            at: token.start,
                            kind: HeaderErrorKind::Unbalanced(char::from(first)),
                        });
                    }
                }
                if open.is_empty() && first == b'}' {
                    before = Before::default();
                }
            }
            TokenKind::Punct if first == b'#' && in_head && open.is_empty() => {
                if let Some(literal) = doc_attribute(source, lexer.clone()) {
                    documentation.push(literal);
                }
            }
            TokenKind::Punct if first == b';' && open.is_empty() => before = Before::default(),
            TokenKind::Ident if open.is_empty() => {
                in_head = false;
                let name = token.name(source);
                let keyword = before.keyword.take();
                let raw = token.text(source).len() != name.len();
                match name {
                    "pub" if !raw => before.public = true,
                    "static" if !raw => before.keyword = Some(Keyword::Static),
                    "const" if !raw => before.keyword = Some(Keyword::Const),
                    "fn" if !raw => before.keyword = Some(Keyword::Fn),
                    "REVISION" if keyword.is_some() => {
                        if keyword != Some(Keyword::Static) || !before.public {
                            return Err(not_the_layout(token, "REVISION", REVISION));
                        }
                        if let Some((first, _)) = found {
                            let line = crate::Position::of(source, first).line;
                            return Err(At {
                                at: token.start,
                                kind: HeaderErrorKind::SecondRevision { first: line },
                            });
                        }
                        found = Some((token.start, lexer.clone()));
                    }
                    "SETTINGS" if keyword.is_some() => {
                        if keyword != Some(Keyword::Const) || !before.public {
                            return Err(not_the_layout(token, "SETTINGS", SETTINGS));
                        }
                        has_settings = true;
                    }
                    "upgrade" if keyword == Some(Keyword::Fn) => {
                        if !before.public {
                            let expected = "pub fn upgrade(op: &mut Operations) -> Result";
                            return Err(not_the_layout(token, "upgrade", expected));
                        }
                        upgrade = true;
                    }
                    "downgrade" if keyword == Some(Keyword::Fn) => {
                        if !before.public {
                            let expected = "pub fn downgrade(op: &mut Operations) -> Result";
                            return Err(not_the_layout(token, "downgrade", expected));
                        }
                        downgrade = true;
                    }
                    _ => {}
                }
            }
            TokenKind::Ident
            | TokenKind::Lifetime
            | TokenKind::Str
            | TokenKind::RawStr
            | TokenKind::OtherLiteral
            | TokenKind::Number
            | TokenKind::Punct => {}
        }
    }
    if let Some((bracket, at)) = open.pop() {
        return Err(At {
            at,
            kind: HeaderErrorKind::Unbalanced(char::from(bracket)),
        });
    }
    let Some((name_at, revision)) = found else {
        return Err(At {
            at: 0,
            kind: HeaderErrorKind::NoRevision,
        });
    };
    Ok(Items {
        revision,
        name_at,
        documentation,
        has_settings,
        upgrade,
        downgrade,
    })
}

fn not_the_layout(token: Token, name: &'static str, expected: &'static str) -> At {
    At {
        at: token.start,
        kind: HeaderErrorKind::NotTheLayout { name, expected },
    }
}

/// The literal of `#![doc = "..."]`, if that is what follows the `#`.
fn doc_attribute(source: &str, mut lexer: Lexer<'_>) -> Option<Token> {
    for expected in ["!", "[", "doc", "="] {
        let token = super::next_code(&mut lexer).ok()??;
        if token.text(source) != expected {
            return None;
        }
    }
    let literal = super::next_code(&mut lexer).ok()??;
    matches!(literal.kind, TokenKind::Str | TokenKind::RawStr).then_some(literal)
}
