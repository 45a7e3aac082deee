//! Which parentheses an expression can do without: those inside of which everything binds tight enough for what stands
//! to their left and right.

use super::{Piece, PieceKind};

/// How tight something binds; a dialect numbers its operators from 1, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::dialect) struct Binding(pub(in crate::dialect) u8);

impl Binding {
    /// What only delimits expressions: parentheses, commas, `THEN`.
    const DELIMITER: Binding = Binding(0);
    /// There is no operator.
    pub(in crate::dialect) const OPERAND: Binding = Binding(u8::MAX - 1);
    /// Tighter than anything: parentheses that belong to what stands before them, as those of `IN (...)` do.
    pub(in crate::dialect) const NEVER: Binding = Binding(u8::MAX);
}

/// How an operator binds, and what it asks of the expressions beside it.
#[derive(Debug, Clone, Copy)]
pub(in crate::dialect) struct Operator {
    /// How tight it binds.
    pub(in crate::dialect) binding: Binding,
    /// The loosest that may stand to its left without parentheses.
    pub(in crate::dialect) left: Binding,
    /// The loosest that may stand to its right without parentheses.
    pub(in crate::dialect) right: Binding,
}

impl Operator {
    /// `a - b - c` is `(a - b) - c`; for an operator in front of its operand the left does not count.
    pub(in crate::dialect) const fn from_left(level: u8) -> Operator {
        Operator {
            binding: Binding(level),
            left: Binding(level),
            right: Binding(level + 1),
        }
    }

    /// `a AND (b AND c)` says the same as `(a AND b) AND c`.
    pub(in crate::dialect) const fn associative(level: u8) -> Operator {
        Operator {
            right: Binding(level),
            ..Operator::from_left(level)
        }
    }

    /// The same operator, which asks something else of what stands to its right.
    pub(in crate::dialect) const fn right(self, right: Binding) -> Operator {
        Operator { right, ..self }
    }
}

/// What tells the operators of a dialect; `None` for what it knows nothing of.
pub(super) type Operators<'o> = &'o dyn Fn(&[Piece], usize) -> Option<Operator>;

/// Takes away parentheses that change nothing.
pub(super) fn drop_redundant_parentheses(pieces: &mut Vec<Piece>, operators: Operators<'_>) {
    while let Some((open, close)) = redundant(pieces, operators) {
        pieces.remove(close);
        pieces.remove(open);
    }
}

fn redundant(pieces: &[Piece], operators: Operators<'_>) -> Option<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.is_symbol("(") {
            open.push(at);
        } else if piece.is_symbol(")") {
            pairs.push((open.pop()?, at));
        }
    }
    pairs
        .into_iter()
        .find(|&(open, close)| is_redundant(pieces, open, close, operators))
}

fn is_redundant(pieces: &[Piece], open: usize, close: usize, operators: Operators<'_>) -> bool {
    let inner = &pieces[open + 1..close];
    let around = left_of(pieces, open, operators).zip(right_of(pieces, close, operators));
    let Some((left, right)) = around.filter(|_| !holds_list(inner)) else {
        return false;
    };
    let asked = left.max(right);
    asked == Binding::DELIMITER
        || loosest(pieces, open + 1, close, operators).is_some_and(|inside| inside >= asked)
}

/// Tells whether what stands in parentheses is a row or a query, for which they are needed.
fn holds_list(inner: &[Piece]) -> bool {
    let mut depth = 0_usize;
    inner.first().is_none_or(|first| first.is_keyword("SELECT"))
        || inner.iter().any(|piece| {
            if piece.is_symbol("(") {
                depth += 1;
            } else if piece.is_symbol(")") {
                depth = depth.saturating_sub(1);
            }
            depth == 0 && piece.is_symbol(",")
        })
}

/// The loosest operator between two places; `None` if it holds something that the dialect knows nothing of.
fn loosest(pieces: &[Piece], from: usize, to: usize, operators: Operators<'_>) -> Option<Binding> {
    let mut found = Binding::OPERAND;
    let mut depth = 0_usize;
    for at in from..to {
        let piece = &pieces[at];
        let opens = piece.is_symbol("(") || piece.is_keyword("CASE");
        let closes = piece.is_symbol(")") || piece.is_keyword("END");
        if closes {
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && !opens && !piece.is_symbol(".") && !piece.is_operand() {
            found = found.min(operators(pieces, at)?.binding);
        }
        if opens {
            depth += 1;
        }
    }
    Some(found)
}

/// What stands before the parentheses asks of the expression in them.
fn left_of(pieces: &[Piece], open: usize, operators: Operators<'_>) -> Option<Binding> {
    let Some(before) = open.checked_sub(1) else {
        return Some(Binding::DELIMITER);
    };
    let piece = &pieces[before];
    let delimits = match piece.kind {
        // A call.
        PieceKind::Function | PieceKind::Operand => return None,
        PieceKind::Symbol => matches!(piece.text.as_str(), "(" | ","),
        PieceKind::Keyword => matches!(piece.text.as_str(), "CASE" | "WHEN" | "THEN" | "ELSE"),
    };
    if delimits {
        Some(Binding::DELIMITER)
    } else {
        operators(pieces, before).map(|operator| operator.right)
    }
}

/// What stands behind the parentheses asks of the expression in them.
fn right_of(pieces: &[Piece], close: usize, operators: Operators<'_>) -> Option<Binding> {
    let Some(piece) = pieces.get(close + 1) else {
        return Some(Binding::DELIMITER);
    };
    let delimits = match piece.kind {
        PieceKind::Function | PieceKind::Operand => return None,
        PieceKind::Symbol => matches!(piece.text.as_str(), ")" | ","),
        PieceKind::Keyword => {
            matches!(
                piece.text.as_str(),
                "WHEN" | "THEN" | "ELSE" | "END" | "AS" | "USING"
            )
        }
    };
    if delimits {
        Some(Binding::DELIMITER)
    } else {
        operators(pieces, close + 1).map(|operator| operator.left)
    }
}

/// Whether an `AND` is the one of `BETWEEN ... AND ...`.
pub(in crate::dialect) fn is_of_between(pieces: &[Piece], and: usize) -> bool {
    let mut depth = 0_usize;
    let mut pending = 0_usize;
    for piece in pieces[..and].iter().rev() {
        if piece.is_symbol(")") || piece.is_keyword("END") {
            depth += 1;
        } else if piece.is_symbol("(") || piece.is_keyword("CASE") {
            match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return false,
            }
        } else if depth == 0 && piece.is_keyword("AND") {
            pending += 1;
        } else if depth == 0 && piece.is_keyword("BETWEEN") {
            match pending.checked_sub(1) {
                Some(left) => pending = left,
                None => return true,
            }
        }
    }
    false
}
