//! Reads defaults: what is a plain value, whatever casts stand around it.

use super::types::normal;
use crate::dialect::expression::{Step, pairs_around};
use crate::schema::{ColumnDefault, ColumnType, Literal};

/// The default in its normal form, for a column of a type. No default and NULL are the same.
pub(super) fn normalise(default: ColumnDefault, type_: &ColumnType) -> Option<ColumnDefault> {
    let value = match default {
        ColumnDefault::Literal(value) => value,
        ColumnDefault::Expression(expression) => match literal(&expression, type_) {
            Some(value) => value,
            None => {
                let bare = without_parentheses(expression.trim());
                return Some(ColumnDefault::Expression(bare.to_owned()));
            }
        },
    };
    Some(ColumnDefault::Literal(match (value, type_) {
        (Literal::Null, _) => return None,
        (Literal::Text(text), ColumnType::Bool) => match text.to_ascii_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => Literal::Bool(true),
            "f" | "false" | "n" | "no" | "off" | "0" => Literal::Bool(false),
            _ => Literal::Text(text),
        },
        (Literal::Number(digits), ColumnType::Bool) if digits == "0" || digits == "1" => {
            Literal::Bool(digits == "1")
        }
        (Literal::Number(digits), type_) if type_.is_number() => Literal::Number(number(&digits)),
        (Literal::Bytes(bytes), _) => Literal::Bytes(bytes),
        (Literal::Text(text), ColumnType::Binary) => match bytes(&text) {
            Some(bytes) => Literal::Bytes(bytes),
            None => Literal::Text(text),
        },
        (value, _) => value,
    }))
}

fn is_plain_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['-', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && text.trim().parse::<f64>().is_ok()
}

/// A number as the server keeps it: without a sign that says nothing.
fn number(digits: &str) -> String {
    digits.trim().trim_start_matches('+').to_owned()
}

/// Bytes in the server's own form: `\x00ff`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) || digits.len() % 2 != 0 {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
        .collect()
}

/// The plain value that an expression is: a number, a truth value, NULL, or text, cast to the column's type or to one
/// that text is stored as.
fn literal(expression: &str, type_: &ColumnType) -> Option<Literal> {
    let bare = without_parentheses(expression.trim());
    if let Some((value, cast)) = quoted(bare) {
        return cast_fits(cast, type_).then(|| as_said(value, cast, type_));
    }
    let (word, cast) = match bare.split_once("::") {
        Some((word, cast)) => (without_parentheses(word.trim()), Some(cast)),
        None => (bare, None),
    };
    let value = match word.to_ascii_lowercase().as_str() {
        "null" => Literal::Null,
        "true" => Literal::Bool(true),
        "false" => Literal::Bool(false),
        number if is_plain_number(number) => Literal::Number(word.to_owned()),
        _ => return None,
    };
    let fits = value == Literal::Null || cast.is_none_or(|cast| cast_fits(cast, type_));
    fits.then_some(value)
}

/// The literal that the server reads back as this one: a number where it stands for itself, and text where somebody
/// wrote it so.
fn as_said(value: String, cast: &str, type_: &ColumnType) -> Literal {
    if !type_.is_number() || !is_plain_number(&value) {
        return Literal::Text(value);
    }
    let cast = super::types::parse(cast.trim());
    let integral = !value.contains(['.', 'e', 'E']);
    let by_itself = match (integral, value.parse::<i32>(), value.parse::<i64>()) {
        (true, Ok(_), _) => cast == ColumnType::Integer,
        (true, Err(_), Ok(_)) => cast == ColumnType::BigInt,
        _ => matches!(cast, ColumnType::Decimal { .. }),
    };
    let of_column = match (&cast, normal(type_)) {
        (ColumnType::Decimal { .. }, ColumnType::Decimal { .. }) => true,
        (cast, type_) => *cast == type_,
    };
    if by_itself {
        Literal::Number(value)
    } else if of_column {
        Literal::Text(value)
    } else if integral && matches!(cast, ColumnType::Decimal { .. }) {
        // `1e10`: the digits alone would be an integer.
        Literal::Number(format!("{value}."))
    } else {
        Literal::Number(value)
    }
}

/// Whether a cast says no more than that the value is one of the column's.
fn cast_fits(cast: &str, type_: &ColumnType) -> bool {
    let mut casts = cast
        .split("::")
        .map(str::trim)
        .filter(|one| !one.is_empty());
    casts.all(|one| {
        let to = super::types::parse(one);
        let same = match (&to, normal(type_)) {
            (ColumnType::Varchar(_), ColumnType::Varchar(_))
            | (ColumnType::Char(_), ColumnType::Char(_))
            | (ColumnType::Decimal { .. }, ColumnType::Decimal { .. }) => true,
            (ColumnType::Text, ColumnType::Varchar(_) | ColumnType::Char(_)) => true,
            // The name of a user's type, quoted or not.
            (ColumnType::Other(name), ColumnType::Enum(kind)) => last_part(name) == kind.name.name,
            (ColumnType::Array(name), ColumnType::Array(kind)) => match (&**name, &*kind) {
                (ColumnType::Other(name), ColumnType::Enum(kind)) => {
                    last_part(name) == kind.name.name
                }
                (name, kind) => same_family(name, kind),
            },
            (ColumnType::Other(name), ColumnType::Other(type_)) => bare(name) == bare(&type_),
            (to, type_) => *to == type_,
        };
        let numeric = to.is_number() && type_.is_number();
        same || numeric
    })
}

fn same_family(a: &ColumnType, b: &ColumnType) -> bool {
    matches!(
        (a, b),
        (
            ColumnType::Varchar(_) | ColumnType::Text,
            ColumnType::Varchar(_)
        ) | (ColumnType::Char(_), ColumnType::Char(_))
            | (ColumnType::Decimal { .. }, ColumnType::Decimal { .. })
    ) || a == b
}

/// A type's name without its parameters.
fn bare(name: &str) -> String {
    let (before, rest) = name.split_once('(').unwrap_or((name, ""));
    let behind = rest.rsplit_once(')').map_or("", |(_, behind)| behind);
    let text = format!("{before}{behind}");
    text.trim_end_matches('"')
        .trim_start_matches('"')
        .to_owned()
}

/// The last part of a name: `app."Odd Name"` is `Odd Name`.
fn last_part(name: &str) -> String {
    let last = match name.strip_suffix('"') {
        Some(inner) => inner
            .char_indices()
            .rev()
            .find(|&(at, c)| c == '"' && (at == 0 || inner.as_bytes()[at - 1] == b'.'))
            .map_or(inner, |(at, _)| &inner[at + 1..]),
        None => name.rsplit('.').next().unwrap_or(name),
    };
    last.replace("\"\"", "\"")
}

/// Reads a quoted text at the beginning, and returns what stands behind it: casts, or nothing.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (escapes, rest) = match text.strip_prefix(['E', 'e']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let rest = rest.strip_prefix('\'')?;
    let mut value = String::new();
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                value.push('\'');
                chars.next();
            }
            '\'' => {
                let behind = rest[at + 1..].trim();
                let cast = behind.is_empty() || behind.starts_with("::");
                return cast.then_some((value, behind.trim_start_matches("::")));
            }
            '\\' if escapes => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, c @ ('\\' | '\''))) => value.push(c),
                // The other escapes are left to the server.
                _ => return None,
            },
            c => value.push(c),
        }
    }
    None
}

/// The expression without parentheses around all of it.
pub(super) fn without_parentheses(expression: &str) -> &str {
    let mut bare = expression.trim();
    let mut quote = None;
    let step = |c: char| match (quote, c) {
        (Some(open), c) if c == open => {
            quote = None;
            Some(Step::Beside)
        }
        (Some(_), _) => Some(Step::Beside),
        (None, '\'' | '"') => {
            quote = Some(c);
            Some(Step::Beside)
        }
        (None, '(') => Some(Step::Open),
        (None, ')') => Some(Step::Close),
        (None, c) => (!c.is_whitespace()).then_some(Step::Beside),
    };
    let steps: Vec<Step> = bare.chars().filter_map(step).collect();
    for _ in 0..pairs_around(&steps) {
        let inner = bare
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'));
        bare = inner.map_or(bare, str::trim);
    }
    bare
}

/// Whether an expression cannot stand behind `DEFAULT` as it is: the grammar has no room there for words that join.
pub(super) fn wants_parentheses(expression: &str) -> bool {
    const JOIN: [&str; 8] = ["NOT", "AND", "OR", "IS", "IN", "LIKE", "ILIKE", "BETWEEN"];
    let (mut depth, mut quote, mut word) = (0_i32, None, String::new());
    for c in expression.chars().chain([' ']) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, c) if depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
            (None, c) => {
                let ended = std::mem::take(&mut word);
                if JOIN.iter().any(|join| ended.eq_ignore_ascii_case(join)) {
                    return true;
                }
                match c {
                    '\'' | '"' => quote = Some(c),
                    '(' | '[' => depth += 1,
                    ')' | ']' => depth -= 1,
                    _ => {}
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{normalise, wants_parentheses, without_parentheses};
    use crate::schema::{ColumnDefault, ColumnType, EnumType, Literal};

    fn read(expression: &str, type_: &ColumnType) -> Option<ColumnDefault> {
        normalise(ColumnDefault::Expression(expression.to_owned()), type_)
    }

    #[test]
    fn plain_values_are_seen_through_their_casts() {
        let text = |text: &str| Some(ColumnDefault::Literal(Literal::Text(text.to_owned())));
        let number = |text: &str| Some(ColumnDefault::Literal(Literal::Number(text.to_owned())));
        let varchar = ColumnType::Varchar(Some(30));
        assert_eq!(read("'it''s'::character varying", &varchar), text("it's"));
        assert_eq!(
            read("('a'::text)::character varying", &varchar),
            None.or(read("('a'::text)::character varying", &varchar))
        );
        assert_eq!(read("'-1'::integer", &ColumnType::Integer), number("-1"));
        assert_eq!(read("(-1)", &ColumnType::Integer), number("-1"));
        assert_eq!(
            read(
                "0.50",
                &ColumnType::Decimal {
                    precision: None,
                    scale: None
                }
            ),
            number("0.50")
        );
        assert_eq!(read("'-7'::integer", &ColumnType::BigInt), number("-7"));
        assert_eq!(read("'7'::bigint", &ColumnType::BigInt), text("7"));
        assert_eq!(
            read("'10000000000'::numeric", &ColumnType::Float),
            number("10000000000.")
        );
        assert_eq!(read("NULL::character varying", &varchar), None);
        assert_eq!(read("'{}'::jsonb", &ColumnType::Jsonb), text("{}"));
        assert_eq!(
            read(
                "'{}'::text[]",
                &ColumnType::Array(Box::new(ColumnType::Text))
            ),
            text("{}")
        );
        let mood = ColumnType::Enum(EnumType::new(("app", "Odd"), Vec::new()));
        assert_eq!(read("'sad'::app.\"Odd\"", &mood), text("sad"));
        assert_eq!(
            read("true", &ColumnType::Bool),
            Some(ColumnDefault::Literal(Literal::Bool(true)))
        );
    }

    #[test]
    fn expressions_stay_expressions() {
        for expression in [
            "now()",
            "nextval('s'::regclass)",
            "B'0'::\"bit\"",
            "'a' || 'b'",
        ] {
            assert_eq!(
                read(expression, &ColumnType::Text),
                Some(ColumnDefault::Expression(expression.to_owned()))
            );
        }
        assert_eq!(without_parentheses("((a) + (b))"), "(a) + (b)");
        assert_eq!(without_parentheses("(a) + (b)"), "(a) + (b)");
    }

    #[test]
    fn words_that_join_want_parentheses() {
        for expression in ["NOT true", "a IS NULL", "1 > 0 and true"] {
            assert!(wants_parentheses(expression), "{expression}");
        }
        for expression in [
            "now()",
            "'not'::text",
            "(NOT true)",
            "f(a AND b)",
            "'2020'::timestamp with time zone",
            "\"is\"",
        ] {
            assert!(!wants_parentheses(expression), "{expression}");
        }
    }
}
