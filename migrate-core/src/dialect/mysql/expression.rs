//! Expressions, brought into one form, so that two that differ only in case, white space, quotes, redundant parentheses
//! or synonyms are equal.
//!
//! The servers rewrite what they are given; what this form does not make equal, they are asked about. The form is meant
//! to be read: keywords in capitals, names without backticks where they need none.

use super::literal::{quote, text};
use super::token::{Token, TokenKind, tokens, unquote};
use super::words::is_reserved;

const KEYWORDS: [&str; 36] = [
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
    "FALSE",
    "FROM",
    "IN",
    "INTERVAL",
    "IS",
    "LIKE",
    "MEMBER",
    "MOD",
    "NOT",
    "NULL",
    "OF",
    "OR",
    "ORDER",
    "REGEXP",
    "RLIKE",
    "SELECT",
    "SEPARATOR",
    "SOUNDS",
    "THEN",
    "TRUE",
    "UNKNOWN",
    "USING",
    "WHEN",
    "XOR",
];

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

/// Brings an expression into the one form. Text that is no SQL comes back as it is.
pub(super) fn canonical(expression: &str, columns: &[String]) -> String {
    let Ok(tokens) = tokens(expression) else {
        return expression.trim().to_owned();
    };
    let mut pieces = pieces(expression, &tokens, columns);
    drop_redundant_parentheses(&mut pieces);
    join(&pieces)
}

/// Takes off the parentheses around the whole of an expression.
pub(super) fn bare(expression: &str) -> &str {
    let mut inner = expression.trim();
    while let Ok(tokens) = tokens(inner)
        && let [open, .., close] = tokens.as_slice()
        && open.is_symbol(inner, "(")
        && closing(inner, &tokens, 0) == Some(tokens.len() - 1)
    {
        inner = inner[open.span.end..close.span.start].trim();
    }
    inner
}

/// The position of the parenthesis that closes the one at `open`.
pub(super) fn closing(sql: &str, tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        if token.is_symbol(sql, "(") {
            depth += 1;
        } else if token.is_symbol(sql, ")") {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
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

/// Tells whether the text uses the name as one. Errs on the side of yes: text that cannot be read may use it.
pub(super) fn mentions(sql: &str, name: &str) -> bool {
    tokens(sql).map_or(true, |tokens| {
        tokens.iter().any(|token| {
            token
                .name(sql)
                .is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
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
        let meant = token
            .name(sql)
            .is_some_and(|name| name.eq_ignore_ascii_case(from));
        if meant && !(called && token.kind == TokenKind::Word) {
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
    let (text, kind) = match token.kind {
        TokenKind::Word if KEYWORDS.iter().any(|word| spelt.eq_ignore_ascii_case(word)) => {
            let function = called
                && ["MOD", "INTERVAL"]
                    .iter()
                    .any(|word| token.is_word(sql, word));
            if function {
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
    let plain = name.bytes().enumerate().all(|(at, byte)| {
        byte.is_ascii_alphabetic() || byte == b'_' || (at > 0 && byte.is_ascii_digit())
    });
    let keyword = KEYWORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    if plain && !name.is_empty() && !keyword && !is_reserved(name) {
        name.to_owned()
    } else {
        quote(name)
    }
}

/// Parentheses around the whole, around one operand, and doubled ones say nothing.
fn drop_redundant_parentheses(pieces: &mut Vec<Piece>) {
    loop {
        let pairs = pairs(pieces);
        let redundant = pairs
            .iter()
            .find(|&&(open, close)| is_redundant(pieces, &pairs, open, close));
        let Some(&(open, close)) = redundant else {
            return;
        };
        pieces.remove(close);
        pieces.remove(open);
    }
}

fn pairs(pieces: &[Piece]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind == PieceKind::Symbol {
            match piece.text.as_str() {
                "(" => open.push(at),
                ")" => pairs.extend(open.pop().map(|open| (open, at))),
                _ => {}
            }
        }
    }
    pairs
}

fn is_redundant(pieces: &[Piece], pairs: &[(usize, usize)], open: usize, close: usize) -> bool {
    let whole = open == 0 && close + 1 == pieces.len();
    let grouping = open
        .checked_sub(1)
        .is_none_or(|before| match pieces[before].kind {
            PieceKind::Function | PieceKind::Operand => false,
            PieceKind::Keyword => matches!(
                pieces[before].text.as_str(),
                "AND"
                    | "OR"
                    | "XOR"
                    | "NOT"
                    | "WHEN"
                    | "THEN"
                    | "ELSE"
                    | "BETWEEN"
                    | "LIKE"
                    | "CASE"
            ),
            PieceKind::Symbol => true,
        });
    let single = close == open + 2 && pieces[open + 1].kind == PieceKind::Operand;
    let doubled = open > 0
        && pairs.contains(&(open - 1, close + 1))
        && pieces.get(open - 1).is_some_and(|piece| piece.text == "(");
    let inner = &pieces[open + 1..close];
    (whole && !holds_list(inner))
        || (single && grouping)
        || (doubled && !holds_list(inner))
        || is_condition(pieces, open, close)
}

/// Tells whether a condition stands in parentheses between words that bind less than anything in it: `(a > 0) AND b`, as
/// MySQL writes it.
fn is_condition(pieces: &[Piece], open: usize, close: usize) -> bool {
    let connects = |piece: &Piece| match piece.kind {
        PieceKind::Keyword => matches!(piece.text.as_str(), "AND" | "OR" | "XOR"),
        PieceKind::Symbol => matches!(piece.text.as_str(), "&&" | "||"),
        PieceKind::Function | PieceKind::Operand => false,
    };
    // The AND of BETWEEN is none.
    if pieces.iter().any(|piece| piece.text == "BETWEEN") {
        return false;
    }
    let before = open.checked_sub(1).map(|at| &pieces[at]);
    let behind = pieces.get(close + 1);
    let inner = &pieces[open + 1..close];
    let free = before.is_none_or(connects) && behind.is_none_or(connects);
    free && !holds_list(inner) && !inner.iter().any(connects)
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
        let symbol = |piece: &Piece, symbols: &[&str]| {
            piece.kind == PieceKind::Symbol && symbols.contains(&piece.text.as_str())
        };
        let tight = before.is_none_or(|before| {
            let call = symbol(piece, &["("])
                && matches!(before.kind, PieceKind::Function | PieceKind::Operand);
            sign_before
                || call
                || symbol(before, &["(", ".", "~", "!"])
                || symbol(piece, &[")", ",", "."])
        });
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
            // Two signs in a row could begin a comment.
            && !pieces.get(at + 1).is_some_and(|next| matches!(next.text.as_str(), "-" | "+"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_form(expression: &str) -> String {
        let columns = ["Age".to_owned(), "full name".to_owned(), "order".to_owned()];
        canonical(expression, &columns)
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
            assert_eq!(one_form(a), one_form(b));
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
            assert_ne!(one_form(a), one_form(b));
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
            assert_eq!(one_form(expression), form);
            assert_eq!(one_form(form), form);
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
