//! The words of the scripts of MySQL and MariaDB.
//!
//! Neither has conditions outside of procedures. So a check makes the text of a statement and prepares it: one that does
//! nothing, or one that raises an error. MySQL does not prepare `SIGNAL`; there the message itself is prepared, and
//! stands in the syntax error.

use crate::dialect::Dialect as _;
use crate::dialect::script::{Committing, Guard, ScriptWords, ended};
use crate::schema::Literal;

pub(crate) struct Words;

impl ScriptWords for Words {
    fn client(&self) -> &'static str {
        "mariadb DATABASE < SCRIPT (or mysql)"
    }

    /// Both clients stop at the first error of a script by themselves.
    fn client_lines(&self) -> &'static [&'static str] {
        &[]
    }

    /// Backslashes in the script's text are escapes.
    fn opening(&self) -> &'static [&'static str] {
        &[
            "SET NAMES utf8mb4",
            "SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
        ]
    }

    fn closing(&self) -> &'static [&'static str] {
        &[]
    }

    fn transaction(&self) -> Option<(&'static str, &'static str)> {
        None
    }

    fn committing(&self) -> Option<Committing> {
        Some(Committing {
            rows: ("START TRANSACTION", "COMMIT"),
            remember: "SET @migrate_row = LAST_INSERT_ID()",
            remembered: "@migrate_row",
        })
    }

    fn remark(&self) -> &'static str {
        "Changes of the schema commit by themselves: where a revision fails in the middle, what it did before stays. No lock is \
         taken; let no other runner work at the same time."
    }

    fn guard(&self, guard: &Guard<'_>) -> Vec<String> {
        let text = |text: &str| super::CURRENT.literal(&Literal::Text(text.to_owned()));
        let rows = guard.sorted();
        let expected = if rows.is_empty() {
            "NULL".to_owned()
        } else {
            text(&rows.join(", "))
        };
        let found = format!(
            "(SELECT GROUP_CONCAT(version_num ORDER BY CAST(version_num AS BINARY) SEPARATOR ', ') FROM {})",
            guard.table
        );
        let open = match guard.journal {
            Some(journal) => format!(
                "(SELECT revision FROM {journal} WHERE outcome IN ('started', 'failed') ORDER BY id DESC LIMIT 1)"
            ),
            None => "NULL".to_owned(),
        };
        vec![
            format!("SET @migrate_found = {found}"),
            format!("SET @migrate_open = {open}"),
            format!(
                "SET @migrate_message = IF(@migrate_open IS NULL, CONCAT({}, COALESCE(@migrate_found, 'base')), CONCAT('revision ', @migrate_open, ' has begun and did not end; see migrate resolve'))",
                text(&format!("{}; it is at ", guard.message()))
            ),
            format!(
                "SET @migrate_check = IF(@migrate_open IS NULL AND CAST(@migrate_found AS BINARY) <=> CAST({expected} AS BINARY), 'DO 0', IF(VERSION() LIKE '%MariaDB%', CONCAT('SIGNAL SQLSTATE ''45000'' SET MESSAGE_TEXT = ', QUOTE(@migrate_message)), @migrate_message))"
            ),
            "PREPARE migrate_check FROM @migrate_check".to_owned(),
            "EXECUTE migrate_check".to_owned(),
            "DEALLOCATE PREPARE migrate_check".to_owned(),
        ]
    }

    fn now(&self) -> &'static str {
        "CONCAT(LEFT(DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%f'), 23), 'Z')"
    }

    fn user(&self) -> &'static str {
        "CURRENT_USER()"
    }

    /// The client cuts at every `;`, also in the body of a trigger or procedure, unless it is told otherwise.
    fn terminated(&self, statement: &str, portable: bool) -> String {
        let statement = keep_carriage_returns(statement);
        if portable || !has_body(&statement) {
            return ended(&statement, ";");
        }
        format!("DELIMITER //\n{}\nDELIMITER ;", ended(&statement, "\n//"))
    }
}

/// Whether the statement creates something that is made of statements.
fn has_body(statement: &str) -> bool {
    let statement = statement.trim().trim_end_matches(';');
    let words: Vec<String> = statement
        .split(|c: char| c.is_whitespace() || c == '(')
        .filter(|word| !word.is_empty())
        .take(8)
        .map(str::to_ascii_uppercase)
        .collect();
    words.first().is_some_and(|word| word == "CREATE")
        && words.iter().any(|word| {
            matches!(
                word.as_str(),
                "TRIGGER" | "PROCEDURE" | "FUNCTION" | "EVENT"
            )
        })
        && statement.contains(';')
}

/// The client drops a carriage return in front of a line feed, in the middle of text, too; there it is written as an
/// escape.
fn keep_carriage_returns(statement: &str) -> String {
    let mut kept = String::with_capacity(statement.len());
    let mut in_text = false;
    let mut characters = statement.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' => in_text = !in_text,
            '\\' if in_text => {
                kept.push(character);
                kept.extend(characters.next());
                continue;
            }
            '\r' if in_text && characters.peek() == Some(&'\n') => {
                kept.push_str("\\r");
                continue;
            }
            _ => {}
        }
        kept.push(character);
    }
    kept
}
