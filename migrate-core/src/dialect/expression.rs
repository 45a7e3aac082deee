//! Expressions in one form, so that two that differ only in case, white space, quotes or redundant parentheses are
//! equal. In go a dialect's pieces, out comes text.
//!
//! The form is meant to be read: keywords in capitals, one space where one belongs, names without quotes where they need
//! none. What a word is and how tight an operator binds each dialect says itself (`dialect/*/expression.rs`).

mod precedence;
#[cfg(any(feature = "mysql_backend", feature = "postgres_backend"))]
mod wrapping;

pub(super) use precedence::{Binding, Operator, is_of_between};
#[cfg(any(feature = "mysql_backend", feature = "postgres_backend"))]
pub(super) use wrapping::{Step, pairs_around};

/// A token in the one form.
pub(super) struct Piece {
    /// As it is written.
    pub(super) text: String,
    /// What it is.
    pub(super) kind: PieceKind,
}

/// What a piece of an expression is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A name, a value, or a word that stands for one.
    Operand,
    /// A name with its arguments behind it.
    Function,
    /// A word of the language.
    Keyword,
    /// An operator, a parenthesis, a comma, a dot.
    Symbol,
}

impl Piece {
    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == PieceKind::Symbol && self.text == symbol
    }

    pub(super) fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == PieceKind::Keyword && self.text == keyword
    }

    fn is_any_symbol(&self, symbols: &[&str]) -> bool {
        self.kind == PieceKind::Symbol && symbols.contains(&self.text.as_str())
    }

    fn is_operand(&self) -> bool {
        match self.kind {
            PieceKind::Operand | PieceKind::Function => true,
            PieceKind::Keyword | PieceKind::Symbol => false,
        }
    }

    /// Whether an operand ends here, one of several pieces among them.
    fn ends_operand(&self) -> bool {
        self.is_operand() || self.is_symbol(")") || self.is_keyword("END")
    }
}

/// Tells whether an operator at a place has an operand before it: `a - b`, and not `- b`.
pub(super) fn is_behind_operand(pieces: &[Piece], at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|before| pieces[before].ends_operand())
}

/// The one form of an expression; `operator` says what is one, and how tight it binds.
pub(super) fn one_form(
    pieces: Vec<Piece>,
    operator: impl Fn(&[Piece], usize) -> Option<Operator>,
) -> String {
    join(&precedence::without_redundant_parentheses(
        pieces, &operator,
    ))
}

/// Tells whether a name needs no quotes, unless it is reserved.
pub(super) fn is_plain_name(name: &str) -> bool {
    let plain = name.bytes().enumerate().all(|(at, byte)| {
        byte.is_ascii_alphabetic() || byte == b'_' || (at > 0 && byte.is_ascii_digit())
    });
    plain && !name.is_empty()
}

fn join(pieces: &[Piece]) -> String {
    let mut text = String::new();
    let mut sign_before = false;
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &pieces[before]);
        let tight = before.is_none_or(|before| {
            sign_before
                || (piece.is_symbol("(") && before.is_operand())
                || before.is_any_symbol(&["(", ".", "~", "!"])
                || piece.is_any_symbol(&[")", ",", "."])
        });
        if !tight {
            text.push(' ');
        }
        text.push_str(&piece.text);
        sign_before = piece.is_any_symbol(&["-", "+"])
            && before.is_none_or(|before| !before.ends_operand())
            // Two signs in a row would begin a comment.
            && !pieces.get(at + 1).is_some_and(|next| next.is_any_symbol(&["-", "+"]));
    }
    text
}
