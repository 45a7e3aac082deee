//! Which parentheses an expression can do without: those inside of which everything binds tighter than what stands to
//! their left and right. <https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>

use super::{Piece, PieceKind, holds_list};

/// How tight an operator binds; the loosest first. What only delimits expressions binds nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Delimiter,
    Or,
    And,
    Not,
    Equality,
    Relation,
    Escape,
    Bits,
    Sum,
    Product,
    Concatenation,
    Collation,
    Sign,
    /// There is no operator.
    Operand,
}

/// Takes away parentheses that change nothing.
pub(super) fn drop_redundant_parentheses(pieces: &mut Vec<Piece>) {
    while let Some((open, close)) = redundant(pieces) {
        pieces.remove(close);
        pieces.remove(open);
    }
}

fn redundant(pieces: &[Piece]) -> Option<(usize, usize)> {
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
        .iter()
        .copied()
        .find(|&(open, close)| is_redundant(pieces, open, close))
}

fn is_redundant(pieces: &[Piece], open: usize, close: usize) -> bool {
    if holds_list(&pieces[open + 1..close]) {
        return false;
    }
    let (Some(inside), Some(left), Some(right)) = (
        loosest(pieces, open + 1, close),
        left_of(pieces, open),
        right_of(pieces, close),
    ) else {
        return false;
    };
    // `a AND (b AND c)` says the same; `a - (b - c)` does not.
    let associative = inside == left && matches!(left, Binding::And | Binding::Or);
    (inside > left || associative) && inside >= right
}

/// The loosest operator between two places; `None` if it holds something that this file knows nothing of.
fn loosest(pieces: &[Piece], from: usize, to: usize) -> Option<Binding> {
    let mut found = Binding::Operand;
    let mut depth = 0_usize;
    for at in from..to {
        let piece = &pieces[at];
        let opens = piece.is_symbol("(") || piece.is_keyword("CASE");
        let closes = piece.is_symbol(")") || piece.is_keyword("END");
        if closes {
            depth = depth.checked_sub(1)?;
        } else if depth == 0 && !opens && !piece.is_symbol(".") && !is_operand(piece) {
            found = found.min(operator(pieces, at)?);
        }
        if opens {
            depth += 1;
        }
    }
    Some(found)
}

/// What binds the expression in parentheses to what stands before it.
fn left_of(pieces: &[Piece], open: usize) -> Option<Binding> {
    let Some(before) = open.checked_sub(1) else {
        return Some(Binding::Delimiter);
    };
    let piece = &pieces[before];
    match piece.kind {
        // A call, or `IN (...)` behind a name that is none.
        PieceKind::Function | PieceKind::Operand => None,
        PieceKind::Symbol if piece.is_symbol("(") || piece.is_symbol(",") => {
            Some(Binding::Delimiter)
        }
        PieceKind::Keyword => match piece.text.as_str() {
            "CASE" | "WHEN" | "THEN" | "ELSE" => Some(Binding::Delimiter),
            "AND" | "OR" | "NOT" | "IS" | "LIKE" | "GLOB" | "MATCH" | "REGEXP" | "BETWEEN"
            | "ESCAPE" => operator(pieces, before),
            // Behind `IN`, `EXISTS`, `OVER` and their like they are no mere grouping.
            _ => None,
        },
        PieceKind::Symbol => operator(pieces, before),
    }
}

/// What binds the expression in parentheses to what stands behind it.
fn right_of(pieces: &[Piece], close: usize) -> Option<Binding> {
    let Some(piece) = pieces.get(close + 1) else {
        return Some(Binding::Delimiter);
    };
    let delimits = piece.is_symbol(")")
        || piece.is_symbol(",")
        || (piece.kind == PieceKind::Keyword
            && matches!(piece.text.as_str(), "WHEN" | "THEN" | "ELSE" | "END" | "AS"));
    if delimits {
        Some(Binding::Delimiter)
    } else {
        operator(pieces, close + 1)
    }
}

fn operator(pieces: &[Piece], at: usize) -> Option<Binding> {
    let piece = &pieces[at];
    let behind_operand = at
        .checked_sub(1)
        .is_some_and(|before| is_operand(&pieces[before]) || pieces[before].ends_operand());
    Some(match (piece.kind, piece.text.as_str()) {
        (PieceKind::Keyword, "OR") => Binding::Or,
        (PieceKind::Keyword, "AND") if is_of_between(pieces, at) => Binding::Equality,
        (PieceKind::Keyword, "AND") => Binding::And,
        // `a NOT IN (...)`, `a IS NOT b`.
        (PieceKind::Keyword, "NOT")
            if behind_operand || (at > 0 && pieces[at - 1].is_keyword("IS")) =>
        {
            Binding::Equality
        }
        (PieceKind::Keyword, "NOT") => Binding::Not,
        (
            PieceKind::Keyword,
            "IS" | "IN" | "LIKE" | "GLOB" | "MATCH" | "REGEXP" | "BETWEEN" | "ISNULL" | "NOTNULL",
        )
        | (PieceKind::Symbol, "=" | "<>") => Binding::Equality,
        (PieceKind::Symbol, "<" | ">" | "<=" | ">=") => Binding::Relation,
        (PieceKind::Keyword, "ESCAPE") => Binding::Escape,
        (PieceKind::Symbol, "&" | "|" | "<<" | ">>") => Binding::Bits,
        (PieceKind::Symbol, "+" | "-") if behind_operand => Binding::Sum,
        (PieceKind::Symbol, "+" | "-" | "~") => Binding::Sign,
        (PieceKind::Symbol, "*" | "/" | "%") => Binding::Product,
        (PieceKind::Symbol, "||" | "->" | "->>") => Binding::Concatenation,
        (PieceKind::Keyword, "COLLATE") => Binding::Collation,
        _ => return None,
    })
}

fn is_operand(piece: &Piece) -> bool {
    match piece.kind {
        PieceKind::Operand | PieceKind::Function => true,
        PieceKind::Keyword => matches!(
            piece.text.as_str(),
            "NULL" | "TRUE" | "FALSE" | "CURRENT_DATE" | "CURRENT_TIME" | "CURRENT_TIMESTAMP"
        ),
        PieceKind::Symbol => false,
    }
}

/// Whether an `AND` is the one of `BETWEEN ... AND ...`.
fn is_of_between(pieces: &[Piece], and: usize) -> bool {
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

#[cfg(all(test, feature = "sqlite"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use diesel::prelude::*;
    use proptest::prelude::*;

    use super::super::{Names, canonical};
    use crate::connection::Connection as _;

    fn one_form(expression: &str) -> String {
        let columns = ["x".to_owned(), "y".to_owned()];
        let names = Names {
            table: "t",
            columns: &columns,
        };
        canonical(expression, names)
    }

    #[test]
    fn parentheses_that_change_nothing_go() {
        for (expression, form) in [
            ("(x > 0) AND (y > 0)", "x > 0 AND y > 0"),
            ("x > 0 OR (y > 0 AND x = y)", "x > 0 OR y > 0 AND x = y"),
            ("(x > 0 OR y > 0) AND x = y", "(x > 0 OR y > 0) AND x = y"),
            ("x AND (y AND x)", "x AND y AND x"),
            ("(x + 1) > (y * 2)", "x + 1 > y * 2"),
            ("(x - y) - 1", "x - y - 1"),
            ("x - (y - 1)", "x - (y - 1)"),
            ("x BETWEEN (y + 1) AND (y + 2)", "x BETWEEN y + 1 AND y + 2"),
            ("(x BETWEEN 1 AND 2) AND y", "x BETWEEN 1 AND 2 AND y"),
            ("x BETWEEN 1 AND (2 AND y)", "x BETWEEN 1 AND (2 AND y)"),
            ("NOT (x IS NULL)", "NOT x IS NULL"),
            ("(NOT x) IS NULL", "(NOT x) IS NULL"),
            ("-(x + y)", "-(x + y)"),
            ("(x || y) COLLATE nocase", "(x || y) COLLATE NOCASE"),
            (
                "CASE (x + 1) WHEN (y) THEN (1 OR 2) END",
                "CASE x + 1 WHEN y THEN 1 OR 2 END",
            ),
            (
                "coalesce((x + 1), (SELECT 1))",
                "coalesce(x + 1, (SELECT 1))",
            ),
            ("x IN (1)", "x IN (1)"),
            ("x NOT IN ((1), (y + 1))", "x NOT IN (1, y + 1)"),
            ("(x, y) = (1, 2)", "(x, y) = (1, 2)"),
        ] {
            assert_eq!(one_form(expression), form, "{expression}");
            assert_eq!(one_form(form), form);
        }
    }

    /// Any text of operands and operators, with parentheses anywhere.
    fn expressions() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec!["x", "y", "0", "1", "2.5", "'a'", "'B'", "NULL"])
            .prop_map(str::to_owned);
        leaf.prop_recursive(6, 40, 3, |inner| {
            let operators = prop::sample::select(vec![
                "AND", "OR", "=", "<>", "<", ">=", "+", "-", "*", "/", "%", "||", "&", "|", "<<",
                "IS", "IS NOT", "LIKE", "GLOB",
            ]);
            let one = inner.clone();
            let two = (inner.clone(), inner.clone());
            prop_oneof![
                4 => one.clone().prop_map(|a| format!("({a})")),
                4 => (inner.clone(), operators, inner.clone())
                    .prop_map(|(a, operator, b)| format!("{a} {operator} {b}")),
                1 => one.clone().prop_map(|a| format!("NOT {a}")),
                1 => one.clone().prop_map(|a| format!("- {a}")),
                1 => one.clone().prop_map(|a| format!("~ {a}")),
                1 => one.clone().prop_map(|a| format!("{a} COLLATE nocase")),
                1 => one.clone().prop_map(|a| format!("{a} NOTNULL")),
                1 => one.clone().prop_map(|a| format!("abs({a})")),
                1 => two.clone().prop_map(|(a, b)| format!("{a} NOT IN ({b}, 1)")),
                1 => two.clone().prop_map(|(a, b)| format!("x BETWEEN {a} AND {b}")),
                1 => two.prop_map(|(a, b)| format!("CASE WHEN {a} THEN {b} ELSE y END")),
            ]
        })
    }

    /// What an expression is for some rows; `None` if it is no SQL.
    fn values(conn: &mut SqliteConnection, expression: &str) -> Option<Vec<Vec<Option<String>>>> {
        let sql = format!("SELECT typeof({expression}), CAST(({expression}) AS TEXT) FROM t");
        conn.query(&sql).ok()
    }

    proptest! {
        #[test]
        fn the_one_form_is_worth_what_the_text_is_worth(expression in expressions()) {
            let mut conn = SqliteConnection::establish(":memory:").unwrap();
            conn.batch_execute(
                "CREATE TABLE t (x INTEGER, y TEXT);
                 INSERT INTO t VALUES (0, 'a'), (1, 'A'), (-3, '2'), (NULL, NULL), (7, '7')",
            )
            .unwrap();
            let form = one_form(&expression);
            if let Some(worth) = values(&mut conn, &expression) {
                prop_assert_eq!(Some(worth), values(&mut conn, &form), "{} became {}", expression, form);
            }
            prop_assert_eq!(one_form(&form), form);
        }
    }
}
