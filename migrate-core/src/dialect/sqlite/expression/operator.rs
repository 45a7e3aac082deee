//! How tight SQLite's operators bind.
//! <https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes>

use crate::dialect::expression::{
    Binding, Operator, Piece, PieceKind, is_behind_operand, is_of_between,
};

const OR: Operator = Operator::associative(1);
const AND: Operator = Operator::associative(2);
const NOT: Operator = Operator::from_left(3);
const EQUALITY: Operator = Operator::from_left(4);
const RELATION: Operator = Operator::from_left(5);
const ESCAPE: Operator = Operator::from_left(6);
const BITS: Operator = Operator::from_left(7);
const SUM: Operator = Operator::from_left(8);
const PRODUCT: Operator = Operator::from_left(9);
const CONCATENATION: Operator = Operator::from_left(10);
const COLLATION: Operator = Operator::from_left(11);
const SIGN: Operator = Operator::from_left(12);

/// The operator at a place; `None` for what is none, or is not known.
pub(super) fn operator(pieces: &[Piece], at: usize) -> Option<Operator> {
    let piece = &pieces[at];
    let behind_operand = is_behind_operand(pieces, at);
    Some(match (piece.kind, piece.text.as_str()) {
        (PieceKind::Keyword, "OR") => OR,
        (PieceKind::Keyword, "AND") if is_of_between(pieces, at) => EQUALITY,
        (PieceKind::Keyword, "AND") => AND,
        // `a NOT IN (...)`, `a IS NOT b`.
        (PieceKind::Keyword, "NOT")
            if behind_operand || (at > 0 && pieces[at - 1].is_keyword("IS")) =>
        {
            EQUALITY
        }
        (PieceKind::Keyword, "NOT") => NOT,
        (PieceKind::Keyword, "IN" | "ISNULL" | "NOTNULL") => EQUALITY.right(Binding::NEVER),
        (PieceKind::Keyword, "IS" | "LIKE" | "GLOB" | "MATCH" | "REGEXP" | "BETWEEN")
        | (PieceKind::Symbol, "=" | "<>") => EQUALITY,
        (PieceKind::Symbol, "<" | ">" | "<=" | ">=") => RELATION,
        (PieceKind::Keyword, "ESCAPE") => ESCAPE,
        (PieceKind::Symbol, "&" | "|" | "<<" | ">>") => BITS,
        (PieceKind::Symbol, "+" | "-") if behind_operand => SUM,
        (PieceKind::Symbol, "+" | "-" | "~") => SIGN,
        (PieceKind::Symbol, "*" | "/" | "%") => PRODUCT,
        (PieceKind::Symbol, "||" | "->" | "->>") => CONCATENATION,
        (PieceKind::Keyword, "COLLATE") => COLLATION.right(Binding::NEVER),
        _ => return None,
    })
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
