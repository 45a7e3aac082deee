//! Expressions as SQLite keeps them, as text: brought into one form, so that two that differ only in case, white space,
//! quotes or redundant parentheses are equal.
//!
//! The one form is meant to be read: keywords in capitals, the table's columns as the table spells them, one space where
//! one belongs. What stands in quotes stays.

mod precedence;

use precedence::drop_redundant_parentheses;

use super::token::{Token, TokenKind, tokens};
use super::types::quote;
use crate::schema::Literal;

/// Whose names an expression may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a> {
    /// The table.
    pub(super) table: &'a str,
    /// Its columns.
    pub(super) columns: &'a [String],
}

const KEYWORDS: [&str; 36] = [
    "AND",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "CAST",
    "COLLATE",
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "DISTINCT",
    "ELSE",
    "END",
    "ESCAPE",
    "EXISTS",
    "FALSE",
    "FILTER",
    "FROM",
    "GLOB",
    "IN",
    "IS",
    "ISNULL",
    "LIKE",
    "MATCH",
    "NOT",
    "NOTNULL",
    "NULL",
    "OR",
    "OVER",
    "RAISE",
    "REGEXP",
    "SELECT",
    "THEN",
    "TRUE",
    "WHEN",
    "WHERE",
];

/// Words that stay keywords in front of a parenthesis but take no space there.
const CALL_KEYWORDS: [&str; 2] = ["CAST", "RAISE"];

/// A token in the one form.
struct Piece {
    text: String,
    kind: PieceKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Operand,
    Function,
    Keyword,
    Symbol,
}

impl Piece {
    fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == PieceKind::Symbol && self.text == symbol
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        self.kind == PieceKind::Keyword && self.text == keyword
    }

    /// Whether an operand of several pieces ends here.
    fn ends_operand(&self) -> bool {
        self.is_symbol(")") || self.is_keyword("END")
    }
}

/// Brings an expression into the one form. Text that is no SQL comes back as it is.
pub(super) fn canonical(expression: &str, names: Names<'_>) -> String {
    let Ok(tokens) = tokens(expression) else {
        return expression.trim().to_owned();
    };
    let mut pieces = pieces(expression, &tokens, names);
    drop_redundant_parentheses(&mut pieces);
    join(&pieces)
}

fn pieces(sql: &str, tokens: &[Token], names: Names<'_>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let own_table = next.is_some_and(|next| next.is_symbol(sql, "."))
            && matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
            && token
                .name(sql)
                .is_some_and(|name| name.eq_ignore_ascii_case(names.table));
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
    let (text, kind) = match token.kind {
        TokenKind::Word | TokenKind::Quoted if collation => (
            token.name(sql).unwrap_or_default().to_ascii_uppercase(),
            PieceKind::Operand,
        ),
        TokenKind::Word if KEYWORDS.iter().any(|word| text.eq_ignore_ascii_case(word)) => {
            (text.to_ascii_uppercase(), PieceKind::Keyword)
        }
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
        TokenKind::Blob => (text.to_ascii_uppercase(), PieceKind::Operand),
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
    let plain = name.bytes().enumerate().all(|(at, byte)| {
        byte.is_ascii_alphabetic() || byte == b'_' || (at > 0 && byte.is_ascii_digit())
    });
    if plain && !name.is_empty() && !is_reserved(name) {
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
        .chain(&RESERVED)
        .any(|word| name.eq_ignore_ascii_case(word))
}

/// Tells whether what stands in parentheses is a row or a query, for which they are needed.
fn holds_list(inner: &[Piece]) -> bool {
    let mut depth = 0_i32;
    inner.first().is_none_or(|first| first.text == "SELECT")
        || inner.iter().any(|piece| {
            if piece.kind == PieceKind::Symbol {
                match piece.text.as_str() {
                    "(" => depth += 1,
                    ")" => depth -= 1,
                    "," => return depth == 0,
                    _ => {}
                }
            }
            false
        })
}

fn join(pieces: &[Piece]) -> String {
    let mut text = String::new();
    let mut sign_before = false;
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &pieces[before]);
        let tight = match before {
            None => true,
            Some(before) => {
                let symbol = |piece: &Piece, symbols: &[&str]| {
                    piece.kind == PieceKind::Symbol && symbols.contains(&piece.text.as_str())
                };
                let call = symbol(piece, &["("])
                    && (before.kind == PieceKind::Function
                        || CALL_KEYWORDS.contains(&before.text.as_str()));
                sign_before
                    || call
                    || symbol(before, &["(", ".", "~"])
                    || symbol(piece, &[")", ",", "."])
            }
        };
        if !tight {
            text.push(' ');
        }
        text.push_str(&piece.text);
        sign_before = matches!(piece.text.as_str(), "-" | "+")
            && piece.kind == PieceKind::Symbol
            && before.is_none_or(|before| {
                before.kind == PieceKind::Keyword
                    || (before.kind == PieceKind::Symbol && before.text != ")")
            })
            // Two signs in a row would begin a comment.
            && !pieces.get(at + 1).is_some_and(|next| matches!(next.text.as_str(), "-" | "+"));
    }
    text
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
                TokenKind::Text => value.name(expression).map(Literal::Text),
                TokenKind::Number => number("", text),
                TokenKind::Blob => bytes(text),
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
    if digits.len() % 2 != 0 {
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
        tokens.iter().any(|token| {
            matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
                && token
                    .name(sql)
                    .is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn one_form(expression: &str) -> String {
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
            assert_eq!(one_form(a), one_form(b));
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
            assert_ne!(one_form(a), one_form(b));
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
            assert_eq!(one_form(expression), form);
            assert_eq!(one_form(form), form);
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
