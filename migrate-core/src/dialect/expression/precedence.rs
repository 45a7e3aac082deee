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

/// What is known of an expression in parentheses, or between `CASE` and `END`, while it is read.
struct Group {
    /// Where it opens.
    open: usize,
    /// The loosest operator in it, that of inner groups left out; `None` if it holds something that the dialect knows
    /// nothing of.
    loosest: Option<Binding>,
    /// Whether it has a comma: a row, or arguments.
    is_list: bool,
}

impl Group {
    fn new(open: usize) -> Self {
        Group {
            open,
            loosest: Some(Binding::OPERAND),
            is_list: false,
        }
    }

    fn holds(&mut self, binding: Option<Binding>) {
        self.loosest = self.loosest.zip(binding).map(|(a, b)| a.min(b));
    }
}

/// Takes away parentheses that change nothing: inner ones first, each when what stands behind it is known.
pub(super) fn without_redundant_parentheses(
    pieces: Vec<Piece>,
    operators: Operators<'_>,
) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut groups = vec![Group::new(0)];
    let mut closed: Option<Group> = None;
    for next in pieces.into_iter().map(Some).chain([None]) {
        let close = kept.len().saturating_sub(1);
        kept.extend(next);
        if let Some(group) = closed.take()
            && is_redundant(&kept, &group, close, operators)
        {
            kept.remove(close);
            kept.remove(group.open);
            if let Some(around) = groups.last_mut() {
                around.holds(group.loosest);
            }
        }
        let Some((at, last)) = kept.iter().enumerate().next_back() else {
            continue;
        };
        if last.is_symbol("(") || last.is_keyword("CASE") {
            groups.push(Group::new(at));
        } else if last.is_symbol(")") || last.is_keyword("END") {
            // The last one is the whole expression, which nothing closes.
            let group = if groups.len() > 1 { groups.pop() } else { None };
            closed = group.filter(|group| last.is_symbol(")") && kept[group.open].is_symbol("("));
        } else if let Some(group) = groups.last_mut()
            && !last.is_operand()
            && !last.is_symbol(".")
        {
            group.is_list |= last.is_symbol(",");
            group.holds(operators(&kept, at).map(|operator| operator.binding));
        }
    }
    kept
}

fn is_redundant(pieces: &[Piece], group: &Group, close: usize, operators: Operators<'_>) -> bool {
    // A row, a query or nothing at all needs its parentheses.
    let first = &pieces[group.open + 1];
    if group.is_list || first.is_keyword("SELECT") || group.open + 1 == close {
        return false;
    }
    let left = left_of(pieces, group.open, operators);
    let right = right_of(pieces, close, operators);
    left.zip(right).is_some_and(|(left, right)| {
        let asked = left.max(right);
        asked == Binding::DELIMITER || group.loosest.is_some_and(|inside| inside >= asked)
    })
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
