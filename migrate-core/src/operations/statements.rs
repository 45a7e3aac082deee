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
pub(super) fn transaction_statement(sql: &str) -> Option<String> {
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

/// Returns the first three words of each statement, in upper case. The body of a `CREATE TRIGGER` is no statement.
fn first_words(sql: &str) -> Vec<Vec<String>> {
    let mut statements = Vec::new();
    let mut words: Vec<String> = Vec::new();
    // Inside the body of a trigger, `;` ends the statement only behind the last `END`; `CASE` has one of its own.
    let mut open = 0_usize;
    let mut any = false;
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = skip_quoted_or_comment(rest) {
            any |= !rest.starts_with("--") && !rest.starts_with("/*");
            if any && words.len() < 3 && !rest.starts_with("--") && !rest.starts_with("/*") {
                words.push(String::new());
            }
            rest = after;
        } else if c.is_alphabetic() || c == '_' {
            let end = rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len());
            let word = rest[..end].to_uppercase();
            if is_trigger(&words) {
                match word.as_str() {
                    "BEGIN" | "CASE" => open += 1,
                    "END" => open = open.saturating_sub(1),
                    _ => {}
                }
            }
            if words.len() < 3 {
                words.push(word);
            }
            any = true;
            rest = &rest[end..];
        } else {
            if c == ';' && open == 0 {
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

fn is_trigger(words: &[String]) -> bool {
    let is = |position: usize, word: &str| words.get(position).is_some_and(|at| at == word);
    is(0, "CREATE")
        && (is(1, "TRIGGER") || ((is(1, "TEMP") || is(1, "TEMPORARY")) && is(2, "TRIGGER")))
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
        b'-' if text.starts_with("--") => to_end_of(text, 2, "\n"),
        b'/' if text.starts_with("/*") => to_end_of(text, 2, "*/"),
        _ => return None,
    };
    Some(&text[length..])
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
