//! How tight the operators of MySQL and MariaDB bind.
//! <https://dev.mysql.com/doc/refman/8.4/en/operator-precedence.html>
//!
//! Where the grammars of the two, or what `sql_mode` makes of them, tell more apart than that list, this is the stricter:
//! a needless parenthesis costs a question to the server, one that is missing changes the meaning.

use crate::dialect::expression::{
    Binding, Operator, Piece, PieceKind, is_behind_operand, is_of_between,
};

const OR: Operator = Operator::associative(1);
const XOR: Operator = Operator::associative(2);
const AND: Operator = Operator::associative(3);
/// `HIGH_NOT_PRECEDENCE` in `sql_mode` binds it like `!`.
const NOT: Operator = Operator::from_left(4).right(Binding::OPERAND);
/// `IS NULL`, `IS TRUE`: of comparisons, and never part of one.
const TEST: Operator = Operator {
    binding: Binding(5),
    left: Binding(6),
    right: Binding::NEVER,
};
const COMPARISON: Operator = Operator::from_left(6);
/// Between operands that are no conditions.
const PREDICATE: Operator = Operator {
    binding: Binding(7),
    left: Binding(8),
    right: Binding::OPERAND,
};
const BIT_OR: Operator = Operator::from_left(8);
const BIT_AND: Operator = Operator::from_left(9);
const SHIFT: Operator = Operator::from_left(10);
const SUM: Operator = Operator::from_left(11);
const PRODUCT: Operator = Operator::from_left(12);
const BIT_XOR: Operator = Operator::from_left(13);
const SIGN: Operator = Operator::from_left(14);
const BANG: Operator = Operator::from_left(15).right(Binding::OPERAND);
const COLLATION: Operator = Operator::from_left(16).right(Binding::NEVER);

/// The operator at a place; `None` for what is none, or is not known. `||` is one of two, by `sql_mode`.
pub(super) fn operator(pieces: &[Piece], at: usize) -> Option<Operator> {
    let piece = &pieces[at];
    let behind_operand = is_behind_operand(pieces, at);
    Some(match (piece.kind, piece.text.as_str()) {
        (PieceKind::Keyword, "OR") => OR,
        (PieceKind::Keyword, "XOR") => XOR,
        (PieceKind::Keyword, "AND") if is_of_between(pieces, at) => PREDICATE,
        (PieceKind::Keyword, "AND") => AND,
        (PieceKind::Keyword, "NOT") if at > 0 && pieces[at - 1].is_keyword("IS") => TEST,
        (PieceKind::Keyword, "NOT") if behind_operand => PREDICATE.right(Binding::NEVER),
        (PieceKind::Keyword, "NOT") => NOT,
        (PieceKind::Keyword, "IS") => TEST,
        (PieceKind::Keyword, "IN" | "MEMBER" | "SOUNDS") => PREDICATE.right(Binding::NEVER),
        (PieceKind::Keyword, "LIKE" | "REGEXP" | "RLIKE" | "BETWEEN" | "ESCAPE") => PREDICATE,
        (PieceKind::Keyword, "DIV" | "MOD") => PRODUCT,
        (PieceKind::Keyword, "COLLATE") => COLLATION,
        (PieceKind::Symbol, "=" | "<=>" | "<>" | "<" | ">" | "<=" | ">=") => COMPARISON,
        (PieceKind::Symbol, "|") => BIT_OR,
        (PieceKind::Symbol, "&") => BIT_AND,
        (PieceKind::Symbol, "<<" | ">>") => SHIFT,
        (PieceKind::Symbol, "+" | "-") if behind_operand => SUM,
        (PieceKind::Symbol, "+" | "-" | "~") => SIGN,
        (PieceKind::Symbol, "*" | "/" | "%") => PRODUCT,
        (PieceKind::Symbol, "^") => BIT_XOR,
        (PieceKind::Symbol, "!") => BANG,
        _ => return None,
    })
}
