//! A glance at raw SQL: the first words of its statements, to refuse those that would end the runner's transaction.
//!
//! What is quoted, and what is a comment, differs between databases. Where the database is not known, the quotes of
//! all of them count, and what only one of them does inside of a quote does not.

use crate::connection::Engine;

/// Statements that only the runner may send.
const TRANSACTION: [&str; 7] = [
    "BEGIN",
    "START",
    "COMMIT",
    "END",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
];

/// Returns the first statement that begins or ends a transaction, by its first word.
pub(crate) fn transaction_statement(sql: &str, engine: Option<Engine>) -> Option<String> {
    first_words(sql, engine)
        .into_iter()
        .map(|words| words.into_iter().next().unwrap_or_default())
        .find(|word| TRANSACTION.contains(&word.as_str()))
}

/// Whether raw SQL may change the schema: it has a statement that is none of those which only work on rows.
pub(crate) fn changes_schema(sql: &str, engine: Option<Engine>) -> bool {
    const ROWS: [&str; 8] = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "SET",
    ];
    first_words(sql, engine).iter().any(|words| {
        !words
            .first()
            .is_some_and(|word| ROWS.contains(&word.as_str()))
    })
}

/// How many words of a statement are looked at: `CREATE DEFINER = 'a'@'b' TRIGGER` is the longest beginning.
const FIRST: usize = 6;

/// Returns the first words of each statement, in upper case. What stands in the body of a trigger or routine is no
/// statement.
fn first_words(sql: &str, engine: Option<Engine>) -> Vec<Vec<String>> {
    let mut statements = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut body = Body::default();
    let mut any = false;
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = skip_comment(rest, engine) {
            rest = after;
        } else if let Some(after) = skip_quoted(rest, engine) {
            any = true;
            if words.len() < FIRST {
                words.push(String::new());
            }
            rest = after;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let word = rest[..end].to_uppercase();
            if has_body(&words) {
                body.word(&word);
            }
            if words.len() < FIRST {
                words.push(word);
            }
            any = true;
            rest = &rest[end..];
        } else {
            if c == ';' {
                body.ended = false;
            }
            if c == ';' && body.open == 0 {
                if any {
                    statements.push(std::mem::take(&mut words));
                }
                words.clear();
                any = false;
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    if any {
        statements.push(words);
    }
    statements
}

fn has_body(words: &[String]) -> bool {
    let bodies = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
    words.first().is_some_and(|word| word == "CREATE")
        && words.iter().any(|word| bodies.contains(&word.as_str()))
}

/// How deep in the body of a trigger or routine a word stands: `;` ends the statement behind the last `END` only.
#[derive(Default)]
struct Body {
    open: usize,
    /// Whether the word before was `END`.
    ended: bool,
}

impl Body {
    fn word(&mut self, word: &str) {
        let ended = std::mem::replace(&mut self.ended, word == "END");
        match word {
            "END" => self.open = self.open.saturating_sub(1),
            // `END CASE` has closed one, `END IF` and its like none that was counted.
            "IF" | "LOOP" | "WHILE" | "REPEAT" if ended => self.open += 1,
            "BEGIN" | "CASE" if !ended => self.open += 1,
            _ => {}
        }
    }
}

/// Returns what follows a comment, if the text begins with one.
fn skip_comment(text: &str, engine: Option<Engine>) -> Option<&str> {
    let hash = engine == Some(Engine::Mysql) && text.starts_with('#');
    if hash || text.starts_with("--") {
        return Some(text.find('\n').map_or("", |end| &text[end + 1..]));
    }
    if engine == Some(Engine::Mysql)
        && let Some(code) = text
            .strip_prefix("/*!")
            .or_else(|| text.strip_prefix("/*M!"))
    {
        // Carried out, from the version on that it names.
        return Some(code.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    let mut rest = text.strip_prefix("/*")?;
    // PostgreSQL's comments stand in one another.
    let mut open = 1;
    while open > 0 {
        let at = rest.find("*/");
        match rest.find("/*").filter(|_| engine == Some(Engine::Postgres)) {
            Some(inner) if at.is_none_or(|at| inner < at) => {
                rest = &rest[inner + 2..];
                open += 1;
            }
            _ => {
                rest = at.map_or("", |at| &rest[at + 2..]);
                open = if rest.is_empty() { 0 } else { open - 1 };
            }
        }
    }
    Some(rest)
}

/// Returns what follows a quoted piece, if the text begins with one. A quote that is written twice reads as two pieces.
fn skip_quoted(text: &str, engine: Option<Engine>) -> Option<&str> {
    let mysql = engine == Some(Engine::Mysql);
    let postgres = engine == Some(Engine::Postgres);
    let (from, end, escapes) = match text.as_bytes().first()? {
        b'\'' => (1, "'", mysql),
        b'"' => (1, "\"", mysql),
        b'`' if !postgres => (1, "`", false),
        b'[' if !postgres && !mysql => (1, "]", false),
        b'E' | b'e' if postgres && text[1..].starts_with('\'') => (2, "'", true),
        b'$' if engine.is_none() || postgres => {
            let tag = dollar_tag(text)?;
            (tag.len(), tag, false)
        }
        _ => return None,
    };
    let body = &text[from..];
    if !escapes {
        return Some(body.find(end).map_or("", |at| &body[at + end.len()..]));
    }
    let mut escaped = false;
    let closing = |c: char| {
        let closes = !escaped && end.starts_with(c);
        escaped = !escaped && c == '\\';
        closes
    };
    Some(body.find(closing).map_or("", |at| &body[at + end.len()..]))
}

/// PostgreSQL's quote: `$$`, or `$word$`.
fn dollar_tag(text: &str) -> Option<&str> {
    let end = text[1..].find(|c: char| !(c.is_alphanumeric() || c == '_'))? + 1;
    let tag = text.get(..=end)?;
    (tag.ends_with('$') && !text[1..].starts_with(|c: char| c.is_ascii_digit())).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::transaction_statement;
    use crate::connection::Engine;

    #[test]
    fn statements_of_a_transaction_are_found_and_others_are_not() {
        for sql in [
            "COMMIT",
            " begin ;",
            "SELECT 1; -- x\n rollback",
            "/* a */ savepoint x",
        ] {
            assert!(transaction_statement(sql, None).is_some(), "{sql}");
        }
        for sql in [
            "UPDATE t SET a = 'x; COMMIT; y'",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = 1; DELETE FROM c; END;",
            "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2",
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE b WHEN 1 THEN 2 END; SELECT 1; END",
            "CREATE DEFINER = `a`@`b` TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF NEW.b = '' THEN SET NEW.b = 1; END IF; SET NEW.c = 2; END",
            "CREATE PROCEDURE p() BEGIN CASE b WHEN 1 THEN SELECT 1; END CASE; BEGIN SET b = 2; END; IF b THEN SET b = 1; END IF; WHILE b DO SET b = 0; END WHILE; END; SELECT 1",
            "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN COMMIT; END; $x$; SELECT $$; COMMIT$$, $1",
            "SELECT \"commit\" FROM t; -- commit",
            "",
        ] {
            assert_eq!(transaction_statement(sql, None), None, "{sql}");
        }
    }

    #[test]
    fn a_statement_behind_a_trigger_counts_again() {
        let sql = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; COMMIT";
        assert_eq!(transaction_statement(sql, None).as_deref(), Some("COMMIT"));
    }

    #[test]
    fn each_database_has_quotes_and_comments_of_its_own() {
        let (sqlite, postgres, mysql) = (Engine::Sqlite, Engine::Postgres, Engine::Mysql);
        for (engine, sql) in [
            (mysql, r"INSERT INTO t VALUES ('it\'s; COMMIT')"),
            (mysql, "SELECT 1; # it's; a note\nSELECT 2"),
            (mysql, r#"SELECT "a\\", '; COMMIT'"#),
            (postgres, r"SELECT E'it\'s; COMMIT'"),
            (postgres, "SELECT ARRAY['a]', 'b; COMMIT']"),
            (postgres, "/* a /* b */; COMMIT */ SELECT 1"),
            (postgres, "/* not ended; COMMIT"),
            (sqlite, "SELECT [a; COMMIT] FROM t"),
            (sqlite, r"SELECT '\', '; COMMIT'"),
        ] {
            assert_eq!(transaction_statement(sql, Some(engine)), None, "{sql}");
        }
        for (engine, sql) in [
            (mysql, r"SELECT 'it\'s'; COMMIT"),
            (mysql, "# it's\nCOMMIT"),
            (mysql, "/*!50003 COMMIT */"),
            (mysql, r"SELECT '\\'; COMMIT"),
            (postgres, r"SELECT 'a\'; COMMIT"),
            (postgres, r"SELECT E'\\'; COMMIT"),
            (postgres, "SELECT name'x'; COMMIT"),
            (sqlite, "SELECT $a, $b; COMMIT"),
            (sqlite, "/* a /* b */ COMMIT"),
        ] {
            assert_eq!(
                transaction_statement(sql, Some(engine)).as_deref(),
                Some("COMMIT"),
                "{sql}"
            );
        }
    }
}
