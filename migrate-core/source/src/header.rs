//! The header of a revision file, read from its source: the `REVISION` literal, the message and the date of the
//! module's documentation, and whether `upgrade`, `downgrade` and `SETTINGS` are there. Any legal layout is read;
//! what cannot be read is one error that says where.

mod items;
mod literal;

use std::path::{Path, PathBuf};

pub use self::literal::string_value;
use crate::doc::Documentation;
use crate::lexer::{LexError, Lexer, Token, TokenKind};
use crate::position::Position;

/// The longest id that the version table's `VARCHAR(32)` holds, in characters.
pub const MAX_ID_CHARS: usize = 32;

/// What a revision file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionHeader {
    /// The id.
    pub id: String,
    /// The revisions that this one follows.
    pub down_revisions: Vec<String>,
    /// Revisions of other branches that have to be applied before.
    pub depends_on: Vec<String>,
    /// Names of the branch that begins here.
    pub branch_labels: Vec<String>,
    /// The first paragraph of the module's documentation, on one line; empty if there is none.
    pub message: String,
    /// The date behind `Created`, as RFC 3339.
    pub created: Option<String>,
    /// Whether the file has a `pub const SETTINGS`.
    pub has_settings: bool,
    /// The file as it is shown: relative to the project, with `/`.
    pub path: String,
    /// The file as it is opened.
    pub file: PathBuf,
    /// Where the fields stand.
    pub places: Places,
}

/// Where in the file the fields of a header stand, for messages that come later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// The name `REVISION`.
    pub revision: Position,
    /// The value of `id`.
    pub id: Position,
    /// The value of `down_revisions`, or the name `REVISION` if it is not given.
    pub down_revisions: Position,
    /// The value of `depends_on`, or the name `REVISION` if it is not given.
    pub depends_on: Position,
    /// The value of `branch_labels`, or the name `REVISION` if it is not given.
    pub branch_labels: Position,
}

/// What is wrong with a revision file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{position}: {kind}")]
pub struct HeaderError {
    /// The file as it is shown: relative to the project, with `/`.
    pub path: String,
    /// Where in it.
    pub position: Position,
    /// What.
    pub kind: HeaderErrorKind,
}

/// What is wrong with a revision file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderErrorKind {
    /// The text is not Rust.
    #[error("{0}")]
    Lex(LexError),
    /// A bracket without its other half.
    #[error("`{0}` has no counterpart")]
    Unbalanced(char),
    /// The file has no header.
    #[error(
        "no `pub static REVISION: Revision = Revision {{ ... }};` in this file (every `.rs` file in a folder of \
         revisions is a revision)"
    )]
    NoRevision,
    /// The file has two headers.
    #[error("a second `REVISION`; the first stands in line {first}")]
    SecondRevision {
        /// The line of the first.
        first: usize,
    },
    /// An item has another visibility, kind or type than the frozen layout gives it.
    #[error("`{name}` has to be written `{expected}`")]
    NotTheLayout {
        /// The item.
        name: &'static str,
        /// How it is written.
        expected: &'static str,
    },
    /// A function is missing.
    #[error("no `pub fn {name}(op: &mut Operations) -> Result` in this file")]
    NoFunction {
        /// `upgrade` or `downgrade`.
        name: &'static str,
    },
    /// Something else stands where a part of the literal is needed.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What is needed.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A field that `Revision` does not have.
    #[error("`Revision` has no field `{field}`{}", crate::suggest::did_you_mean(.suggestion.as_deref()))]
    UnknownField {
        /// The field.
        field: String,
        /// The field that was probably meant.
        suggestion: Option<String>,
    },
    /// A field is given twice.
    #[error("the field `{field}` is given twice")]
    FieldTwice {
        /// The field.
        field: &'static str,
    },
    /// A field is given nowhere, and there is no `..Revision::DEFAULT`.
    #[error(
        "the field `{field}` is missing; give it, or end the literal with `..Revision::DEFAULT`"
    )]
    FieldMissing {
        /// The field.
        field: &'static str,
    },
    /// An escape that Rust does not know.
    #[error("unknown escape in this string")]
    Escape,
    /// The id is empty.
    #[error("the revision has no id")]
    EmptyId,
    /// A character that ids and labels cannot have, since the language of targets uses it.
    #[error(
        "`{character}` is not allowed in {what} `{name}` (nor are `@`, `-`, `+`, `:` and white space)"
    )]
    IllegalCharacter {
        /// "the id", "the label".
        what: &'static str,
        /// The id or label.
        name: String,
        /// The character.
        character: char,
    },
    /// An id that the version table cannot hold.
    #[error("the id `{id}` has {chars} characters; the version table holds {MAX_ID_CHARS}")]
    LongId {
        /// The id.
        id: String,
        /// Its length.
        chars: usize,
    },
    /// An id or label that stands for something else in targets.
    #[error("{what} cannot be `{name}`, which has a meaning of its own in targets")]
    Reserved {
        /// "the id", "the label".
        what: &'static str,
        /// The id or label.
        name: String,
    },
    /// A name that stands twice in one field.
    #[error("`{name}` stands twice in `{field}`")]
    NameTwice {
        /// The field.
        field: &'static str,
        /// The name.
        name: String,
    },
}

/// Reads the header of a revision file from its text; `path` is how messages name the file.
///
/// # Errors
///
/// The first thing that is wrong with the file, with its place.
pub fn read(source: &str, path: &str, file: &Path) -> Result<RevisionHeader, HeaderError> {
    let located = |at: usize, kind| HeaderError {
        path: path.to_owned(),
        position: Position::of(source, at),
        kind,
    };
    let items = items::scan(source).map_err(|e| located(e.at, e.kind))?;
    let literal = literal::read(source, &items.revision).map_err(|e| located(e.at, e.kind))?;
    if let Some(name) = items.missing_function() {
        return Err(located(items.name_at, HeaderErrorKind::NoFunction { name }));
    }
    literal.check().map_err(|e| located(e.at, e.kind))?;

    let documentation = Documentation::read(source, &items.documentation);
    let revision = Position::of(source, items.name_at);
    // The fields stand a little behind the name: there is no need to count the whole file's lines for each of them.
    let place = |at: Option<usize>| match at.map(|at| source.get(items.name_at..at)) {
        Some(Some(between)) => revision.behind(between),
        Some(None) | None => revision,
    };
    let places = Places {
        revision,
        id: place(literal.id.at),
        down_revisions: place(literal.down_revisions.at),
        depends_on: place(literal.depends_on.at),
        branch_labels: place(literal.branch_labels.at),
    };
    Ok(RevisionHeader {
        id: literal.id.value,
        down_revisions: literal.down_revisions.value,
        depends_on: literal.depends_on.value,
        branch_labels: literal.branch_labels.value,
        message: documentation.message,
        created: documentation.created,
        has_settings: items.has_settings,
        path: path.to_owned(),
        file: file.to_owned(),
        places,
    })
}

/// Checks a name as an id for a new revision, whose file it will give a name: for `--rev-id`.
///
/// # Errors
///
/// As [`check_id`]; [`HeaderErrorKind::IllegalCharacter`] also for what would lead out of the folder.
pub fn check_new_id(id: &str) -> Result<(), HeaderErrorKind> {
    check_id(id)?;
    match id.chars().find(|c| matches!(c, '/' | '\\')) {
        Some(character) => Err(HeaderErrorKind::IllegalCharacter {
            what: "the id",
            name: id.to_owned(),
            character,
        }),
        None => Ok(()),
    }
}

/// Checks a name as an id for a revision.
///
/// # Errors
///
/// [`HeaderErrorKind::EmptyId`], `IllegalCharacter`, `Reserved`, `LongId`.
pub fn check_id(id: &str) -> Result<(), HeaderErrorKind> {
    if id.is_empty() {
        return Err(HeaderErrorKind::EmptyId);
    }
    check_name("the id", id)?;
    let chars = id.chars().count();
    if chars > MAX_ID_CHARS {
        return Err(HeaderErrorKind::LongId {
            id: id.to_owned(),
            chars,
        });
    }
    Ok(())
}

/// Checks a name as a branch label, without a file: for `--branch-label`.
///
/// # Errors
///
/// [`HeaderErrorKind::IllegalCharacter`], `Reserved`.
pub fn check_label(label: &str) -> Result<(), HeaderErrorKind> {
    check_name("the label", label)
}

fn check_name(what: &'static str, name: &str) -> Result<(), HeaderErrorKind> {
    let illegal = |c: &char| c.is_whitespace() || c.is_control() || "@-+:".contains(*c);
    if let Some(character) = name.chars().find(illegal) {
        return Err(HeaderErrorKind::IllegalCharacter {
            what,
            name: name.to_owned(),
            character,
        });
    }
    if matches!(name, "" | "head" | "heads" | "base" | "current") {
        return Err(HeaderErrorKind::Reserved {
            what,
            name: name.to_owned(),
        });
    }
    Ok(())
}

/// An error at a byte of the source; [`read`] turns the byte into a line and a column.
#[derive(Debug)]
struct At {
    at: usize,
    kind: HeaderErrorKind,
}

impl From<LexError> for At {
    fn from(error: LexError) -> Self {
        At {
            at: error.start(),
            kind: HeaderErrorKind::Lex(error),
        }
    }
}

/// The next token that is no comment.
fn next_code(lexer: &mut Lexer<'_>) -> Result<Option<Token>, At> {
    for token in lexer {
        let token = token?;
        if !matches!(token.kind, TokenKind::Comment | TokenKind::InnerDoc) {
            return Ok(Some(token));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod tests;
