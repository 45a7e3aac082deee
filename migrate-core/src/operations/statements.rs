//! A glance at raw SQL: the first words of its statements, to refuse those that would end the runner's transaction.

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
pub(crate) fn transaction_statement(sql: &str) -> Option<String> {
    first_words(sql)
        .into_iter()
        .map(|words| words.into_iter().next().unwrap_or_default())
        .find(|word| TRANSACTION.contains(&word.as_str()))
}

/// Whether raw SQL may change the schema: it has a statement that is none of those which only work on rows.
pub(crate) fn changes_schema(sql: &str) -> bool {
    const ROWS: [&str; 8] = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "SET",
    ];
    first_words(sql).iter().any(|words| {
        !words
            .first()
            .is_some_and(|word| ROWS.contains(&word.as_str()))
    })
}

/// How many words of a statement are looked at: `CREATE DEFINER = 'a'@'b' TRIGGER` is the longest beginning.
const FIRST: usize = 6;

/// Returns the first words of each statement, in upper case. What stands in the body of a trigger or routine is no
/// statement.
fn first_words(sql: &str) -> Vec<Vec<String>> {
    let mut statements = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut body = Body::default();
    let mut any = false;
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = skip_quoted_or_comment(rest) {
            if !rest.starts_with("--") && !rest.starts_with("/*") {
                any = true;
                if words.len() < FIRST {
                    words.push(String::new());
                }
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

/// Returns what follows a quoted piece or a comment, if the text begins with one.
fn skip_quoted_or_comment(text: &str) -> Option<&str> {
    let to_end_of = |text: &'_ str, from: usize, end: &str| {
        text[from..]
            .find(end)
            .map_or(text.len(), |at| from + at + end.len())
    };
    let length = match text.as_bytes().first()? {
        b'\'' => to_end_of(text, 1, "'"),
        b'"' => to_end_of(text, 1, "\""),
        b'`' => to_end_of(text, 1, "`"),
        b'[' => to_end_of(text, 1, "]"),
        b'$' => {
            let tag = dollar_tag(text)?;
            to_end_of(text, tag.len(), tag)
        }
        b'-' if text.starts_with("--") => to_end_of(text, 2, "\n"),
        b'/' if text.starts_with("/*") => to_end_of(text, 2, "*/"),
        _ => return None,
    };
    Some(&text[length..])
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

    #[test]
    fn statements_of_a_transaction_are_found_and_others_are_not() {
        for sql in [
            "COMMIT",
            " begin ;",
            "SELECT 1; -- x\n rollback",
            "/* a */ savepoint x",
        ] {
            assert!(transaction_statement(sql).is_some(), "{sql}");
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
            assert_eq!(transaction_statement(sql), None, "{sql}");
        }
    }

    #[test]
    fn a_statement_behind_a_trigger_counts_again() {
        let sql = "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; COMMIT";
        assert_eq!(transaction_statement(sql).as_deref(), Some("COMMIT"));
    }
}
