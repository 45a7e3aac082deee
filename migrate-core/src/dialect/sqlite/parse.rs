//! Reads the statements that SQLite keeps in `sqlite_master`: text in, its structure and the place of every part out.
//!
//! Nothing is copied that is not needed, and nothing is lost: whatever a rebuild does not change stays as it was written,
//! for it is taken from the text by its range. The grammar is <https://www.sqlite.org/lang_createtable.html>, and what
//! SQLite's parser takes beyond it (a missing comma between table constraints, a constraint name without a
//! constraint).

mod constraint;
mod index;
mod table;
mod trigger;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub(super) use constraint::{Constraint, ConstraintKind, KeyColumn};
pub(super) use index::{CreateIndex, create_index};
pub(super) use table::{ColumnDefinition, CreateTable, create_table};
pub(super) use trigger::{TriggerEvent, create_trigger};

use super::token::{Token, TokenKind, name_or_text, tokens};
use crate::dialect::token::closing;

/// A place in the tokens of a statement.
struct Reader<'s> {
    sql: &'s str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'s> Reader<'s> {
    fn new(sql: &'s str) -> Result<Self, String> {
        Ok(Reader {
            sql,
            tokens: tokens(sql)?,
            at: 0,
        })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn peek_word(&self, word: &str) -> bool {
        self.peek_word_at(0, word)
    }

    fn peek_word_at(&self, distance: usize, word: &str) -> bool {
        self.tokens
            .get(self.at + distance)
            .is_some_and(|token| token.is_word(self.sql, word))
    }

    fn peek_symbol(&self, symbol: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.is_symbol(self.sql, symbol))
    }

    /// Takes the words if all of them stand here.
    fn take_words(&mut self, words: &[&str]) -> bool {
        let here = words
            .iter()
            .enumerate()
            .all(|(distance, word)| self.peek_word_at(distance, word));
        if here {
            self.at += words.len();
        }
        here
    }

    fn take_symbol(&mut self, symbol: &str) -> bool {
        let here = self.peek_symbol(symbol);
        if here {
            self.at += 1;
        }
        here
    }

    fn expect_word(&mut self, word: &str) -> Result<(), String> {
        if self.take_words(&[word]) {
            Ok(())
        } else {
            Err(self.expected(word))
        }
    }

    fn expect_symbol(&mut self, symbol: &str) -> Result<Range<usize>, String> {
        let span = self.peek().map(|token| token.span.clone());
        match span {
            Some(span) if self.take_symbol(symbol) => Ok(span),
            Some(_) | None => Err(self.expected(symbol)),
        }
    }

    /// Takes a name, and returns it with its place.
    fn name(&mut self) -> Result<(String, Range<usize>), String> {
        let named = self
            .peek()
            .and_then(|token| Some((name_or_text(token, self.sql)?, token.span.clone())));
        match named {
            Some(named) => {
                self.at += 1;
                Ok(named)
            }
            None => Err(self.expected("a name")),
        }
    }

    /// Takes `schema.name` or `name`, and returns the name.
    fn qualified_name(&mut self) -> Result<(String, Range<usize>), String> {
        let first = self.name()?;
        if self.take_symbol(".") {
            self.name()
        } else {
            Ok(first)
        }
    }

    /// Takes `( ... )` and returns the place of the tokens between: comments at the ends are left out.
    fn parenthesised(&mut self) -> Result<Range<usize>, String> {
        let open = self.expect_symbol("(")?;
        let first = self.at;
        let close = closing(self.sql, &self.tokens, first - 1)
            .ok_or_else(|| "a parenthesis is not closed".to_owned())?;
        self.at = close + 1;
        Ok(match &self.tokens[first..close] {
            [] => open.end..open.end,
            [one] => one.span.clone(),
            [first, .., last] => first.span.start..last.span.end,
        })
    }

    /// Where the last token that was taken ends.
    fn end(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(0, |token| token.span.end)
    }

    /// Where the next token begins.
    fn start(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.span.start)
    }

    fn expected(&self, what: &str) -> String {
        match self.peek() {
            Some(token) => {
                let line = self.sql[..token.span.start].matches('\n').count() + 1;
                format!(
                    "expected {what}, found `{}` in line {line}",
                    token.text(self.sql)
                )
            }
            None => format!("expected {what}, found the end"),
        }
    }
}

/// Tells whether a bare word cannot be part of a type, since a constraint begins with it.
fn begins_constraint(reader: &Reader<'_>) -> bool {
    const WORDS: [&str; 11] = [
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "AS",
        "DEFERRABLE",
    ];
    reader.peek().is_some_and(|token| {
        token.kind == TokenKind::Word && WORDS.iter().any(|word| token.is_word(reader.sql, word))
    }) || (reader.peek_word("GENERATED") && reader.peek_word_at(1, "ALWAYS"))
}
