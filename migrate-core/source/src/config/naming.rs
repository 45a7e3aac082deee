//! `[naming_convention]`: a pattern for the names of each kind of thing that may be left unnamed.

use crate::suggest::{known, nearest};

/// The patterns that `[naming_convention]` states, by kind: `ix`, `uq`, `ck`, `fk`, `ex`, `pk`.
///
/// A pattern is made of text and tokens (`"ix_{table}_{columns}"`); a single word is a prefix and stands for
/// `word_{table}_{columns}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamingConvention {
    patterns: Vec<(&'static str, String)>,
}

/// A kind of thing, what a prefix alone means for it, and its tokens.
struct Kind {
    key: &'static str,
    rest: &'static str,
    tokens: &'static [&'static str],
}

const KINDS: [Kind; 6] = [
    Kind {
        key: "ix",
        rest: "_{table}_{columns}",
        tokens: &["table", "schema", "columns", "column"],
    },
    Kind {
        key: "uq",
        rest: "_{table}_{columns}",
        tokens: &["table", "schema", "columns", "column"],
    },
    Kind {
        key: "ck",
        rest: "_{table}_{expression}",
        tokens: &["table", "schema", "expression"],
    },
    Kind {
        key: "fk",
        rest: "_{table}_{columns}",
        tokens: &[
            "table",
            "schema",
            "columns",
            "column",
            "referred_table",
            "referred_columns",
        ],
    },
    Kind {
        key: "ex",
        rest: "_{table}_{expression}",
        tokens: &["table", "schema", "expression"],
    },
    Kind {
        key: "pk",
        rest: "_{table}",
        tokens: &["table", "schema", "columns", "column"],
    },
];

/// The keys of the table.
pub(super) const KEYS: [&str; 6] = ["ix", "uq", "ck", "fk", "ex", "pk"];

impl NamingConvention {
    /// The patterns that are stated, by kind.
    pub fn patterns(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.patterns
            .iter()
            .map(|(kind, pattern)| (*kind, pattern.as_str()))
    }

    /// Sets the pattern of a kind. The error says what is wrong with it; `None` is for a kind that there is not.
    pub(super) fn set(&mut self, key: &str, pattern: &str) -> Option<Result<(), String>> {
        let kind = KINDS.iter().find(|kind| kind.key == key)?;
        Some(kind.pattern(pattern).map(|pattern| {
            self.patterns.push((kind.key, pattern));
        }))
    }
}

impl Kind {
    fn pattern(&self, text: &str) -> Result<String, String> {
        if !text.contains(['{', '}']) {
            return Ok(format!("{text}{}", self.rest));
        }
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let token = rest
                .get(open..)
                .and_then(|rest| rest.strip_prefix('{'))
                .and_then(|rest| rest.split_once('}'));
            let Some((token, after)) = token else {
                return Err("has a brace without the other".to_owned());
            };
            if !self.tokens.contains(&token) {
                let suggestion = nearest(token, self.tokens.iter().copied());
                return Err(format!(
                    "knows no `{{{token}}}`{}",
                    known(suggestion, self.tokens)
                ));
            }
            rest = after;
        }
        if !text.contains("{table}") {
            return Err("has to hold `{table}`, or two tables would get one name".to_owned());
        }
        Ok(text.to_owned())
    }
}
