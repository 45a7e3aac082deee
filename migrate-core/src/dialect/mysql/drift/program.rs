//! Stored programs: functions, procedures, triggers and events, in the parts of their statements. White space, comments,
//! the case of words, and settings that are the usual ones do not count.

use crate::dialect::mysql::token::{Token, TokenKind, tokens, unquote};
use crate::dialect::mysql::types::{declared, normal};
use crate::dialect::token::closing;
use crate::schema::{ColumnType, Object, ObjectKind};

/// Tells whether the live program is the one that was written, or why that is not known.
pub(super) fn same(live: &Object, written: &Object) -> Result<bool, String> {
    let parts = match live.id.kind {
        ObjectKind::Function | ObjectKind::Procedure => routine,
        ObjectKind::Trigger => trigger,
        ObjectKind::Event => event,
        // Views are made and read back; of other kinds there are none here.
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Aggregate
        | ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics => return Ok(true),
    };
    let live = parts(&live.definition).ok_or("the server's words cannot be read")?;
    if live.body.is_empty() {
        return Err("the server shows its body to nobody who may not change it".to_owned());
    }
    let written = parts(&written.definition).ok_or("its definition cannot be read")?;
    Ok(live == written)
}

/// Names and types.
type Head = Vec<(String, Option<ColumnType>)>;

/// What a program does, of the statement that makes it.
pub(in super::super) fn body(kind: ObjectKind, sql: &str) -> Option<&str> {
    let tokens = tokens(sql).ok()?;
    let mut rest = Rest {
        sql,
        tokens: &tokens,
    };
    match kind {
        ObjectKind::Function | ObjectKind::Procedure => {
            routine_head(&mut rest)?;
        }
        ObjectKind::Trigger => rest.behind("ROW")?,
        ObjectKind::Event => rest.behind("DO")?,
        _ => return None,
    }
    Some(&sql[rest.tokens.first()?.span.start..])
}

/// What a program is, in one form.
#[derive(Debug, PartialEq, Eq)]
struct Program {
    /// Of a routine, the names and types of its parameters, and what it returns.
    head: Head,
    /// What is said of it as a whole, or when it runs.
    settings: Vec<String>,
    body: Vec<String>,
}

/// What is left to read of a statement.
struct Rest<'s> {
    sql: &'s str,
    tokens: &'s [Token],
}

impl<'s> Rest<'s> {
    /// Takes words, if they are the next ones.
    fn take(&mut self, words: &[&str]) -> bool {
        let found = self.tokens.len() >= words.len()
            && words
                .iter()
                .zip(self.tokens)
                .all(|(word, token)| token.is_word(self.sql, word));
        if found {
            self.tokens = &self.tokens[words.len()..];
        }
        found
    }

    /// Goes behind the first time that a word stands there.
    fn behind(&mut self, word: &str) -> Option<()> {
        let mut tokens = self.tokens.iter();
        let at = tokens.position(|token| token.is_word(self.sql, word))?;
        self.tokens = &self.tokens[at + 1..];
        Some(())
    }

    fn next(&mut self) -> Option<&'s Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// A name, in the case in which servers compare it, of which the last part counts.
    fn name(&mut self) -> Option<String> {
        let first = self.next()?;
        let mut name = match first.kind {
            // As the server shows it under `ANSI_QUOTES`.
            TokenKind::Text => unquote(first.text(self.sql)),
            TokenKind::Word
            | TokenKind::Quoted
            | TokenKind::Bits
            | TokenKind::Number
            | TokenKind::Symbol => first.name(self.sql)?,
        };
        while self
            .tokens
            .first()
            .is_some_and(|dot| dot.is_symbol(self.sql, "."))
        {
            self.next();
            name = self.next()?.name(self.sql)?;
        }
        Some(name.to_lowercase())
    }

    /// All that is left, word for word.
    fn words(&self) -> Vec<String> {
        words(self.sql, self.tokens)
    }
}

fn words(sql: &str, tokens: &[Token]) -> Vec<String> {
    let word = |token: &Token| match token.kind {
        TokenKind::Word | TokenKind::Quoted => token.name(sql).unwrap_or_default().to_lowercase(),
        TokenKind::Text => format!("'{}'", unquote(token.text(sql))),
        TokenKind::Bits | TokenKind::Number | TokenKind::Symbol => token.text(sql).to_owned(),
    };
    // Whoever wrote it may have ended it.
    let ended = |token: &&Token| !token.is_symbol(sql, ";");
    let end = tokens.iter().rposition(|token| ended(&token));
    let end = end.map_or(0, |last| last + 1);
    tokens[..end].iter().map(word).collect()
}

/// `CREATE ... FUNCTION name (parameters) RETURNS type settings body`.
fn routine(sql: &str) -> Option<Program> {
    let tokens = tokens(sql).ok()?;
    let mut rest = Rest {
        sql,
        tokens: &tokens,
    };
    let (head, settings) = routine_head(&mut rest)?;
    Some(Program {
        head,
        settings,
        body: rest.words(),
    })
}

/// What a routine takes, returns and says of itself; the body is left.
fn routine_head(rest: &mut Rest<'_>) -> Option<(Head, Vec<String>)> {
    let sql = rest.sql;
    let kind = |token: &Token| token.is_word(sql, "FUNCTION") || token.is_word(sql, "PROCEDURE");
    let at = rest.tokens.iter().position(kind)?;
    rest.tokens = &rest.tokens[at + 1..];
    rest.take(&["IF", "NOT", "EXISTS"]);
    rest.name()?;
    let close = closing(sql, rest.tokens, 0)?;
    let mut head: Head = parameters(sql, &rest.tokens[1..close])?;
    rest.tokens = &rest.tokens[close + 1..];
    if rest.take(&["RETURNS"]) {
        let end = type_end(sql, rest.tokens)?;
        head.push(("returns".to_owned(), type_(sql, &rest.tokens[..end])));
        rest.tokens = &rest.tokens[end..];
    }
    let mut settings = Vec::new();
    loop {
        let setting = if rest.take(&["DETERMINISTIC"]) {
            "deterministic".to_owned()
        } else if rest.take(&["READS", "SQL", "DATA"]) {
            "reads".to_owned()
        } else if rest.take(&["MODIFIES", "SQL", "DATA"]) {
            "modifies".to_owned()
        } else if rest.take(&["NO", "SQL"]) {
            "no sql".to_owned()
        } else if rest.take(&["SQL", "SECURITY", "INVOKER"]) {
            "invoker".to_owned()
        } else if rest.take(&["COMMENT"]) {
            format!("comment {}", unquote(rest.next()?.text(sql)))
        } else if rest.take(&["NOT", "DETERMINISTIC"])
            || rest.take(&["CONTAINS", "SQL"])
            || rest.take(&["SQL", "SECURITY", "DEFINER"])
            || rest.take(&["LANGUAGE", "SQL"])
        {
            continue;
        } else {
            break;
        };
        settings.push(setting);
    }
    settings.sort();
    Some((head, settings))
}

/// `IN name type, ...`
fn parameters(sql: &str, tokens: &[Token]) -> Option<Vec<(String, Option<ColumnType>)>> {
    let mut depth = 0_usize;
    let parts = tokens.split(|token| {
        if token.is_symbol(sql, "(") {
            depth += 1;
        } else if token.is_symbol(sql, ")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_symbol(sql, ",")
    });
    let parameter = |part: &[Token]| {
        let mut rest = Rest { sql, tokens: part };
        let mode = ["OUT", "INOUT"].into_iter().find(|mode| {
            // A parameter may be called like a mode.
            part.len() > 2 && rest.take(&[mode])
        });
        if mode.is_none() && part.len() > 2 {
            rest.take(&["IN"]);
        }
        let name = rest.name()?;
        let name = format!("{} {name}", mode.unwrap_or("IN"));
        Some((name, type_(sql, rest.tokens)))
    };
    parts
        .filter(|part| !part.is_empty())
        .map(parameter)
        .collect()
}

/// A type, as columns have it: without its character set, which the server adds.
fn type_(sql: &str, tokens: &[Token]) -> Option<ColumnType> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let charset = |token: &Token| {
        let words = ["CHARSET", "CHARACTER", "COLLATE"];
        words.iter().any(|word| token.is_word(sql, word))
    };
    // `CHARACTER` may begin a type, too.
    let end = tokens.iter().skip(1).position(charset);
    let last = end.and_then(|end| tokens.get(end)).unwrap_or(last);
    Some(normal(&declared(&sql[first.span.start..last.span.end])))
}

/// How many tokens belong to the type at the front.
fn type_end(sql: &str, tokens: &[Token]) -> Option<usize> {
    let mut at = 1;
    if tokens.first()?.is_word(sql, "DOUBLE")
        && tokens
            .get(1)
            .is_some_and(|next| next.is_word(sql, "PRECISION"))
    {
        at = 2;
    }
    loop {
        let Some(token) = tokens.get(at) else {
            return Some(at);
        };
        let is = |word: &str| token.is_word(sql, word);
        if token.is_symbol(sql, "(") {
            at = closing(sql, tokens, at)? + 1;
        } else if is("UNSIGNED") || is("SIGNED") || is("ZEROFILL") || is("VARYING") {
            at += 1;
        } else if is("CHARSET") || is("COLLATE") {
            at += 2;
        } else if is("CHARACTER") {
            at += 3;
        } else {
            return Some(at.min(tokens.len()));
        }
    }
}

/// `CREATE ... TRIGGER name time event ON table FOR EACH ROW body`; where it stands among others is no part of it.
fn trigger(sql: &str) -> Option<Program> {
    let tokens = tokens(sql).ok()?;
    let mut rest = Rest {
        sql,
        tokens: &tokens,
    };
    rest.behind("TRIGGER")?;
    rest.take(&["IF", "NOT", "EXISTS"]);
    rest.name()?;
    let mut settings = vec![rest.name()?, rest.name()?];
    rest.behind("ON")?;
    settings.push(rest.name()?);
    rest.behind("ROW")?;
    if rest.take(&["FOLLOWS"]) || rest.take(&["PRECEDES"]) {
        rest.name()?;
    }
    Some(Program {
        head: Vec::new(),
        settings,
        body: rest.words(),
    })
}

/// `CREATE ... EVENT name ON SCHEDULE schedule DO body`. The server fills in when a schedule starts, so that only what is
/// done is compared.
fn event(sql: &str) -> Option<Program> {
    let tokens = tokens(sql).ok()?;
    let mut rest = Rest {
        sql,
        tokens: &tokens,
    };
    rest.behind("SCHEDULE")?;
    rest.behind("DO")?;
    Some(Program {
        head: Vec::new(),
        settings: Vec::new(),
        body: rest.words(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_routine_is_known_by_its_parts() {
        let live = routine(
            "CREATE FUNCTION `twice`(`a` int(11), b varchar(20) CHARSET utf8mb4) RETURNS varchar(10) CHARSET utf8mb4 COLLATE utf8mb4_bin\n    DETERMINISTIC\n    READS SQL DATA\n    COMMENT 'it''s'\nBEGIN RETURN a * 2; END",
        );
        assert!(live.is_some());
        let written = routine(
            "create or replace definer = me@here function app.twice(A INTEGER, in_ VARCHAR(20)) returns varchar(10) reads sql data language sql deterministic comment \"it's\" -- twice\nbegin return a*2; end;",
        );
        assert!(live != written, "a parameter has another name");
        let written = routine(
            "create or replace definer = me@here function app.twice(A INTEGER, B VARCHAR(20)) returns varchar(10) reads sql data language sql deterministic comment \"it's\" -- twice\nbegin return a*2; end;",
        );
        assert_eq!(live, written);
        let other = routine("CREATE FUNCTION twice(a INT) RETURNS INT RETURN a * 3");
        assert!(other.is_some() && other != live);
        let procedure = routine("CREATE PROCEDURE p(IN a INT, OUT b DECIMAL(8,2)) SELECT a INTO b");
        assert_eq!(
            procedure,
            routine("CREATE PROCEDURE `p`(a int(11), OUT `b` decimal(8,2))\nSELECT a INTO b")
        );
        assert_ne!(
            procedure,
            routine("CREATE PROCEDURE p(IN a INT, IN b DECIMAL(8,2)) SELECT a INTO b")
        );
    }

    #[test]
    fn a_trigger_is_known_by_when_it_runs_and_what_it_does() {
        let live = trigger(
            "CREATE TRIGGER `guard` BEFORE INSERT ON `people` FOR EACH ROW SET NEW.age = 1",
        );
        assert!(live.is_some());
        let written = trigger(
            "create trigger guard before insert on app.people for each row follows other set new.age=1;",
        );
        assert_eq!(live, written);
        let later = trigger("CREATE TRIGGER guard AFTER INSERT ON people FOR EACH ROW SET @a = 1");
        assert_ne!(live, later);
    }
}
