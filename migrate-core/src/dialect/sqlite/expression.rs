//! Expressions as SQLite keeps them, as text: what their words are, how tight their operators bind, and the plain values
//! among them.
//!
//! The table's columns are spelt as the table spells them. What stands in quotes stays.

mod operator;

use operator::operator;

use super::token::{Token, TokenKind, name_or_text, tokens};
use super::types::quote;
use crate::dialect::expression::{Piece, PieceKind, is_plain_name, one_form};
use crate::schema::Literal;

/// Whose names an expression may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    /// The table.
    pub(super) table: &'a str,
    /// Its columns.
    pub(super) columns: &'a [String],
}

const KEYWORDS: [&str; 28] = [
    "AND", "AS", "BETWEEN", "BY", "CASE", "COLLATE", "DISTINCT", "ELSE", "END", "ESCAPE", "EXISTS",
    "FILTER", "FROM", "GLOB", "IN", "IS", "ISNULL", "LIKE", "MATCH", "NOT", "NOTNULL", "OR",
    "OVER", "REGEXP", "SELECT", "THEN", "WHEN", "WHERE",
];

/// Words that are values.
const CONSTANTS: [&str; 6] = [
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "FALSE",
    "NULL",
    "TRUE",
];

/// Words that are written like the names of functions.
const CALLS: [&str; 2] = ["CAST", "RAISE"];

/// Brings an expression into the one form. Text that is no SQL comes back as it is.
pub(super) fn canonical(expression: &str, names: Names<'_>) -> String {
    let Ok(tokens) = tokens(expression) else {
        return expression.trim().to_owned();
    };
    one_form(pieces(expression, &tokens, names), operator)
}

fn pieces(sql: &str, tokens: &[Token], names: Names<'_>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let own_table =
            next.is_some_and(|next| next.is_symbol(sql, ".")) && token.is_name(sql, names.table);
        if own_table {
            at += 2;
            continue;
        }
        let called = next.is_some_and(|next| next.is_symbol(sql, "("));
        let after_collate = at > 0 && tokens[at - 1].is_word(sql, "COLLATE");
        pieces.push(piece(sql, token, called, after_collate, names));
        at += 1;
    }
    pieces
}

fn piece(sql: &str, token: &Token, called: bool, collation: bool, names: Names<'_>) -> Piece {
    let text = token.text(sql);
    let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let (text, kind) = match token.kind {
        TokenKind::Word | TokenKind::Quoted if collation => (
            token.name(sql).unwrap_or_default().to_ascii_uppercase(),
            PieceKind::Operand,
        ),
        TokenKind::Word if is_one_of(&KEYWORDS) => (text.to_ascii_uppercase(), PieceKind::Keyword),
        TokenKind::Word if is_one_of(&CONSTANTS) => (text.to_ascii_uppercase(), PieceKind::Operand),
        TokenKind::Word if is_one_of(&CALLS) => (text.to_ascii_uppercase(), PieceKind::Function),
        TokenKind::Word if called => (text.to_ascii_lowercase(), PieceKind::Function),
        TokenKind::Word | TokenKind::Quoted => {
            let name = token.name(sql).unwrap_or_default();
            let own = names
                .columns
                .iter()
                .find(|column| column.eq_ignore_ascii_case(&name));
            let spelt = own.map_or_else(|| name.to_ascii_lowercase(), String::clone);
            (bare_or_quoted(&spelt), PieceKind::Operand)
        }
        TokenKind::Text | TokenKind::Number => (text.to_owned(), PieceKind::Operand),
        TokenKind::Bits => (text.to_ascii_uppercase(), PieceKind::Operand),
        TokenKind::Symbol => (
            match text {
                "==" => "=",
                "!=" => "<>",
                other => other,
            }
            .to_owned(),
            PieceKind::Symbol,
        ),
    };
    Piece { text, kind }
}

/// Writes a name without quotes where nobody could take it for anything else.
fn bare_or_quoted(name: &str) -> String {
    if is_plain_name(name) && !is_reserved(name) {
        name.to_owned()
    } else {
        quote(name)
    }
}

/// The words that SQLite takes for no name unless they are quoted; <https://www.sqlite.org/lang_keywords.html>.
fn is_reserved(name: &str) -> bool {
    const RESERVED: [&str; 45] = [
        "ADD",
        "ALL",
        "ALTER",
        "AUTOINCREMENT",
        "CHECK",
        "COMMIT",
        "CONSTRAINT",
        "CREATE",
        "DEFAULT",
        "DEFERRABLE",
        "DELETE",
        "DROP",
        "EXCEPT",
        "FOREIGN",
        "GROUP",
        "HAVING",
        "IF",
        "INDEX",
        "INSERT",
        "INTERSECT",
        "INTO",
        "JOIN",
        "LIMIT",
        "NATURAL",
        "NOTHING",
        "ON",
        "ORDER",
        "PRIMARY",
        "REFERENCES",
        "RETURNING",
        "SET",
        "TABLE",
        "TO",
        "TRANSACTION",
        "UNION",
        "UNIQUE",
        "UPDATE",
        "USING",
        "VALUES",
        "LEFT",
        "RIGHT",
        "INNER",
        "OUTER",
        "FULL",
        "CROSS",
    ];
    KEYWORDS
        .iter()
        .chain(&CONSTANTS)
        .chain(&CALLS)
        .chain(&RESERVED)
        .any(|word| name.eq_ignore_ascii_case(word))
}

/// Reads a plain value, with or without parentheses around it; `None` for anything that must be computed.
///
/// `bare_names`: whether a name is text, as it is behind a `DEFAULT` without parentheses.
pub(super) fn literal(expression: &str, bare_names: bool) -> Option<Literal> {
    let tokens = tokens(expression).ok()?;
    let mut rest = tokens.as_slice();
    while let [open, inner @ .., close] = rest
        && open.is_symbol(expression, "(")
        && close.is_symbol(expression, ")")
    {
        rest = inner;
    }
    let parenthesised = rest.len() != tokens.len();
    match rest {
        [value] => {
            let text = value.text(expression);
            match value.kind {
                TokenKind::Text => name_or_text(value, expression).map(Literal::Text),
                TokenKind::Number => number("", text),
                TokenKind::Bits => bytes(text),
                TokenKind::Word if text.eq_ignore_ascii_case("NULL") => Some(Literal::Null),
                TokenKind::Word if text.eq_ignore_ascii_case("TRUE") => Some(Literal::Bool(true)),
                TokenKind::Word if text.eq_ignore_ascii_case("FALSE") => Some(Literal::Bool(false)),
                TokenKind::Word if text.to_ascii_uppercase().starts_with("CURRENT_") => None,
                TokenKind::Word | TokenKind::Quoted if bare_names && !parenthesised => {
                    value.name(expression).map(Literal::Text)
                }
                TokenKind::Word | TokenKind::Quoted | TokenKind::Symbol => None,
            }
        }
        [sign, value] if value.kind == TokenKind::Number => match sign.text(expression) {
            "-" => number("-", value.text(expression)),
            "+" => number("", value.text(expression)),
            _ => None,
        },
        _ => None,
    }
}

/// Takes a decimal number as it is written; a hexadecimal one stays an expression.
fn number(sign: &str, digits: &str) -> Option<Literal> {
    let hexadecimal = digits
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    (!hexadecimal).then(|| Literal::Number(format!("{sign}{}", digits.replace('_', ""))))
}

/// The shortest form of a decimal number; `None` if it is none.
pub(super) fn shortest(number: &str) -> Option<String> {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let decimal = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !decimal(whole) || !decimal(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(match (whole, fraction) {
        ("0", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, fraction) => format!("{sign}{whole}.{fraction}"),
    })
}

fn bytes(blob: &str) -> Option<Literal> {
    let digits = blob.get(2..blob.len().checked_sub(1)?)?.as_bytes();
    if !digits.iter().all(u8::is_ascii_hexdigit) || digits.len() % 2 != 0 {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect::<Option<Vec<u8>>>()
        .map(Literal::Bytes)
}

/// Tells whether the text uses the name: as a word or in quotes, whatever its case.
///
/// Errs on the side of yes: text that cannot be read may use it.
pub(super) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).map_or(true, |tokens| {
        tokens.iter().any(|token| token.is_name(sql, name))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn form_of(expression: &str) -> String {
        let columns = ["Age".to_owned(), "full name".to_owned(), "order".to_owned()];
        canonical(
            expression,
            Names {
                table: "heros",
                columns: &columns,
            },
        )
    }

    #[test]
    fn spelling_does_not_count() {
        for (a, b) in [
            ("age>=0 and AGE<200", "\"Age\" >= 0 AND [age] < 200"),
            ("((Age > 0))", "heros.age > 0"),
            ("LOWER( \"full name\" )<>'x'", "lower([Full Name]) != 'x'"),
            ("(age) > (0)", "age > 0"),
            ("age in(1,2)", "Age IN (1, 2)"),
            ("abs((age + 1))", "ABS(age+1)"),
            ("age == -1", "age=- 1"),
            ("current_timestamp", "CURRENT_TIMESTAMP"),
            ("age collate nocase", "age COLLATE \"NOCASE\""),
            ("age > 0 -- so it is", "age /* years */ > 0"),
            ("x'ab'", "X'AB'"),
        ] {
            assert_eq!(form_of(a), form_of(b));
        }
    }

    #[test]
    fn meaning_counts() {
        for (a, b) in [
            ("'A'", "'a'"),
            ("(age + 1) * 2", "age + 1 * 2"),
            ("age IN (1)", "age = 1"),
            ("(1, 2) = (age, 2)", "1"),
            ("age", "'age'"),
            ("\"order\"", "'order'"),
            ("- -1", "--1\n0"),
            ("a.b", "a || b"),
        ] {
            assert_ne!(form_of(a), form_of(b));
        }
    }

    #[test]
    fn the_one_form_reads_well_and_is_its_own() {
        for (expression, form) in [
            ("AGE>=0 and not(age=7)", "Age >= 0 AND NOT Age = 7"),
            (
                "case when age<0 then-1 else(1) end",
                "CASE WHEN Age < 0 THEN -1 ELSE 1 END",
            ),
            ("CAST(\"order\" AS integer)", "CAST(\"order\" AS integer)"),
            ("(a+b)*(c)", "(a + b) * c"),
            ("(age > 0) AND (age < 9)", "Age > 0 AND Age < 9"),
            ("coalesce((age),(select 1))", "coalesce(Age, (SELECT 1))"),
            ("- -1", "- -1"),
            ("strftime('%s','now')", "strftime('%s', 'now')"),
            ("\"full name\" is not null", "\"full name\" IS NOT NULL"),
            ("not closed '", "not closed '"),
        ] {
            assert_eq!(form_of(expression), form);
            assert_eq!(form_of(form), form);
        }
    }

    #[test]
    fn plain_values_are_told_from_expressions() {
        let number = |digits: &str| Some(Literal::Number(digits.to_owned()));
        let text = |text: &str| Some(Literal::Text(text.to_owned()));
        for (sql, bare_names, value) in [
            ("1", true, number("1")),
            ("(- 1.50)", true, number("-1.50")),
            ("+7", true, number("7")),
            ("1e3", true, number("1e3")),
            ("0x10", true, None),
            ("'it''s'", true, text("it's")),
            ("\"word\"", true, text("word")),
            ("word", true, text("word")),
            ("(word)", true, None),
            ("word", false, None),
            ("TRUE", true, Some(Literal::Bool(true))),
            ("null", true, Some(Literal::Null)),
            ("current_date", true, None),
            ("X'00fF'", true, Some(Literal::Bytes(vec![0, 255]))),
            ("1 + 1", true, None),
            ("now()", true, None),
            ("", true, None),
        ] {
            assert_eq!(literal(sql, bare_names), value, "{sql}");
        }
    }

    #[test]
    fn numbers_lose_what_says_nothing() {
        for (number, short) in [
            ("007", Some("7")),
            ("1.50", Some("1.5")),
            ("-0.0", Some("0")),
            (".5", Some("0.5")),
            ("+3.", Some("3")),
            ("1e3", None),
            ("", None),
        ] {
            assert_eq!(shortest(number).as_deref(), short, "{number}");
        }
    }

    #[test]
    fn a_name_is_mentioned_where_it_is_one() {
        assert!(mentions("lower([A b]) > 0", "a B"));
        assert!(!mentions("lower('a') > 0 -- a", "a"));
        assert!(!mentions("ab > 0", "a"));
    }
}
