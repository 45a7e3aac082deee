//! Expressions, brought into one form, so that two that differ only in case, white space, quotes, redundant parentheses
//! or synonyms are equal.
//!
//! The servers rewrite what they are given; what this form does not make equal, they are asked about. The form is meant
//! to be read: keywords in capitals, names without backticks where they need none.

mod operator;

use operator::operator;

use super::literal::{quote, text};
use super::token::{Token, TokenKind, tokens, unquote};
use super::words::is_reserved;
use crate::dialect::expression::{Piece, PieceKind, Step, is_plain_name, one_form, pairs_around};

const KEYWORDS: [&str; 32] = [
    "AND",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "COLLATE",
    "DISTINCT",
    "DIV",
    "ELSE",
    "END",
    "ESCAPE",
    "EXISTS",
    "FROM",
    "IN",
    "INTERVAL",
    "IS",
    "LIKE",
    "MEMBER",
    "MOD",
    "NOT",
    "OF",
    "OR",
    "ORDER",
    "REGEXP",
    "RLIKE",
    "SELECT",
    "SEPARATOR",
    "SOUNDS",
    "THEN",
    "USING",
    "WHEN",
    "XOR",
];

/// Words that are values.
const CONSTANTS: [&str; 4] = ["FALSE", "NULL", "TRUE", "UNKNOWN"];

/// Functions that may be written without parentheses, and their other names.
const MOMENTS: [(&str, &str); 10] = [
    ("current_timestamp", "CURRENT_TIMESTAMP"),
    ("now", "CURRENT_TIMESTAMP"),
    ("localtime", "CURRENT_TIMESTAMP"),
    ("localtimestamp", "CURRENT_TIMESTAMP"),
    ("current_date", "CURRENT_DATE"),
    ("curdate", "CURRENT_DATE"),
    ("current_time", "CURRENT_TIME"),
    ("curtime", "CURRENT_TIME"),
    ("current_user", "CURRENT_USER"),
    ("utc_timestamp", "UTC_TIMESTAMP"),
];

/// Brings an expression into the one form. Text that is no SQL comes back as it is.
pub(super) fn canonical(expression: &str, columns: &[String]) -> String {
    let Ok(tokens) = tokens(expression) else {
        return expression.trim().to_owned();
    };
    one_form(pieces(expression, &tokens, columns), operator)
}

/// Takes off the parentheses around the whole of an expression.
pub(super) fn bare(expression: &str) -> &str {
    let tokens = tokens(expression).unwrap_or_default();
    let steps = tokens.iter().map(|token| {
        if token.is_symbol(expression, "(") {
            Step::Open
        } else if token.is_symbol(expression, ")") {
            Step::Close
        } else {
            Step::Beside
        }
    });
    let pairs = pairs_around(&steps.collect::<Vec<Step>>());
    match tokens.get(pairs..tokens.len() - pairs) {
        Some([first, .., last]) => &expression[first.span.start..last.span.end],
        Some([one]) => &expression[one.span.clone()],
        Some([]) | None => expression.trim(),
    }
}

/// `CURRENT_TIMESTAMP` under one of its names, with or without a precision: what may stand without parentheses.
pub(super) fn is_current_timestamp(expression: &str) -> bool {
    let form = canonical(expression, &[]);
    form.strip_prefix("CURRENT_TIMESTAMP").is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
                .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Parts a default from the `ON UPDATE` that stands behind it, as people write the two in one.
pub(super) fn part_on_update(default: &str) -> Option<(&str, &str)> {
    let tokens = tokens(default).ok()?;
    let at = tokens
        .windows(2)
        .position(|pair| pair[0].is_word(default, "ON") && pair[1].is_word(default, "UPDATE"))?;
    let (before, behind) = (tokens[at].span.start, tokens[at + 1].span.end);
    Some((default[..before].trim(), default[behind..].trim()))
}

/// Tells whether the text uses the name as one. Errs on the side of yes: text that cannot be read may use it.
pub(super) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).map_or(true, |tokens| {
        tokens.iter().any(|token| token.is_name(sql, name))
    })
}

/// Renames a column in an expression.
pub(super) fn renamed(sql: &str, from: &str, to: &str) -> String {
    let Ok(tokens) = tokens(sql) else {
        return sql.to_owned();
    };
    let mut text = String::with_capacity(sql.len());
    let mut done = 0;
    for (at, token) in tokens.iter().enumerate() {
        let called = tokens
            .get(at + 1)
            .is_some_and(|next| next.is_symbol(sql, "("));
        if token.is_name(sql, from) && !(called && token.kind == TokenKind::Word) {
            text.push_str(&sql[done..token.span.start]);
            text.push_str(&quote(to));
            done = token.span.end;
        }
    }
    text.push_str(&sql[done..]);
    text
}

fn pieces(sql: &str, tokens: &[Token], columns: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1);
        let word = token.text(sql);
        let called = next.is_some_and(|next| next.is_symbol(sql, "("));
        // `_utf8mb4'abc'`: the server says which character set the text has that was given without.
        let introducer = token.kind == TokenKind::Word
            && word.starts_with('_')
            && next.is_some_and(|next| next.kind == TokenKind::Text);
        if introducer {
            at += 1;
            continue;
        }
        let moment = MOMENTS
            .iter()
            .find(|(name, _)| token.is_word(sql, name))
            .filter(|(name, _)| called || !matches!(*name, "now" | "curdate" | "curtime"));
        if let Some((_, form)) = moment {
            let empty = called
                && tokens
                    .get(at + 2)
                    .is_some_and(|token| token.is_symbol(sql, ")"));
            pieces.push(Piece {
                text: (*form).to_owned(),
                kind: if called && !empty {
                    PieceKind::Function
                } else {
                    PieceKind::Operand
                },
            });
            at += if empty { 3 } else { 1 };
            continue;
        }
        pieces.push(piece(sql, token, called, columns));
        at += 1;
    }
    pieces
}

fn piece(sql: &str, token: &Token, called: bool, columns: &[String]) -> Piece {
    let spelt = token.text(sql);
    let is_one_of = |words: &[&str]| words.iter().any(|word| spelt.eq_ignore_ascii_case(word));
    let (text, kind) = match token.kind {
        TokenKind::Word if is_one_of(&CONSTANTS) => {
            (spelt.to_ascii_uppercase(), PieceKind::Operand)
        }
        TokenKind::Word if is_one_of(&KEYWORDS) => {
            if called && is_one_of(&["MOD", "INTERVAL"]) {
                (spelt.to_ascii_lowercase(), PieceKind::Function)
            } else {
                (spelt.to_ascii_uppercase(), PieceKind::Keyword)
            }
        }
        TokenKind::Word if called => (spelt.to_ascii_lowercase(), PieceKind::Function),
        TokenKind::Word | TokenKind::Quoted => {
            let name = token.name(sql).unwrap_or_default();
            let own = columns
                .iter()
                .find(|column| column.eq_ignore_ascii_case(&name));
            let text = match own {
                Some(own) => bare_or_quoted(own),
                None if token.kind == TokenKind::Quoted => bare_or_quoted(&name),
                // A unit (`INTERVAL 1 DAY`), a character set, a type.
                None => name.to_ascii_lowercase(),
            };
            (text, PieceKind::Operand)
        }
        TokenKind::Text => (text(&unquote(spelt), true), PieceKind::Operand),
        TokenKind::Number => (spelt.to_ascii_lowercase(), PieceKind::Operand),
        TokenKind::Bits => (spelt.to_ascii_lowercase(), PieceKind::Operand),
        TokenKind::Symbol => match spelt {
            "!=" => ("<>".to_owned(), PieceKind::Symbol),
            "&&" => ("AND".to_owned(), PieceKind::Keyword),
            other => (other.to_owned(), PieceKind::Symbol),
        },
    };
    Piece { text, kind }
}

/// Writes a name without quotes where nobody could take it for anything else.
fn bare_or_quoted(name: &str) -> String {
    let mut words = KEYWORDS.iter().chain(&CONSTANTS);
    let keyword = words.any(|word| name.eq_ignore_ascii_case(word));
    if is_plain_name(name) && !keyword && !is_reserved(name) {
        name.to_owned()
    } else {
        quote(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form_of(expression: &str) -> String {
        let columns = ["Age".to_owned(), "full name".to_owned(), "order".to_owned()];
        canonical(expression, &columns)
    }

    #[test]
    fn what_a_change_of_the_row_does_is_parted_from_the_default() {
        assert_eq!(
            part_on_update("CURRENT_TIMESTAMP(3) on update NOW(3)"),
            Some(("CURRENT_TIMESTAMP(3)", "NOW(3)"))
        );
        assert_eq!(part_on_update("concat('x ON UPDATE y')"), None);
    }

    #[test]
    fn spelling_does_not_count() {
        for (a, b) in [
            ("age>=0 and AGE<200", "`Age` >= 0 AND `age` < 200"),
            ("((Age > 0))", "`Age` > 0"),
            (
                "LOWER( `full name` )!='x'",
                "lower(`Full Name`) <> _utf8mb4'x'",
            ),
            ("now()", "current_timestamp()"),
            ("NOW(3)", "CURRENT_TIMESTAMP(3)"),
            ("CURRENT_DATE", "curdate()"),
            ("'it\\'s'", "'it''s'"),
            ("\"a\"", "'a'"),
            ("(age) > (0)", "age > 0"),
            ("((age > 0) and (age <> 7))", "age > 0 AND age <> 7"),
            ("(age > 0) or (not (age))", "age > 0 OR NOT age"),
            ("age=- 1", "Age = -1"),
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
            ("(age > 0 OR a) AND b", "age > 0 OR a AND b"),
            ("a BETWEEN 1 AND (b = 2)", "a BETWEEN 1 AND b = 2"),
            ("NOT (a = b) AND c", "NOT a = (b AND c)"),
            ("age", "'age'"),
            ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP(3)"),
            ("- -1", "1"),
        ] {
            assert_ne!(form_of(a), form_of(b));
        }
    }

    #[test]
    fn the_one_form_reads_well_and_is_its_own() {
        for (expression, form) in [
            ("`Age`>=0 and not(age=7)", "Age >= 0 AND NOT (Age = 7)"),
            (
                "case when age<0 then-1 else(1) end",
                "CASE WHEN Age < 0 THEN -1 ELSE 1 END",
            ),
            (
                "(curdate() + interval 1 day)",
                "CURRENT_DATE + INTERVAL 1 day",
            ),
            ("coalesce((age),(select 1))", "coalesce(Age, (SELECT 1))"),
            ("`order` > 0", "`order` > 0"),
            ("json_valid(`full name`)", "json_valid(`full name`)"),
            ("not closed '", "not closed '"),
        ] {
            assert_eq!(form_of(expression), form);
            assert_eq!(form_of(form), form);
        }
    }

    #[test]
    fn parentheses_around_the_whole_go() {
        assert_eq!(bare("((a + 1))"), "a + 1");
        assert_eq!(bare("(a) + (b)"), "(a) + (b)");
        assert_eq!(bare("(')')"), "')'");
    }

    #[test]
    fn a_column_is_renamed_where_it_is_meant() {
        assert_eq!(
            renamed(
                "age > 0 and page = 'age' and `AGE` < age(1)",
                "age",
                "years"
            ),
            "`years` > 0 and page = 'age' and `years` < age(1)"
        );
        assert!(mentions("`Age` > 0", "age") && !mentions("page > 'age'", "age"));
    }
}
