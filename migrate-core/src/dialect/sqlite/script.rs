//! The words of SQLite's scripts.
//!
//! SQLite raises errors with words of one's own in triggers only. So a check is an insert into a temporary table whose
//! constraint carries the words: `CHECK constraint failed: revision 27c6 expects the database at 1975`. It takes the
//! transaction back as well (`OR ROLLBACK`), for clients that are not told to stop.

use super::token::{TokenKind, tokens};
use super::types::{quote, text};
use crate::dialect::script::{Guard, ScriptWords, ended};
use crate::dialect::{Catalog, Ddl, DdlError};
use crate::operation::Operation;
use crate::schema::TableName;

pub(crate) struct Words;

/// The table of the check that is being made.
const CHECK: &str = "temp.migrate_check";

/// The rows that broke a foreign key before, and how often.
const BROKEN: &str = "temp.migrate_broken";

/// The same, as they are now.
const BROKEN_NOW: &str = "temp.migrate_broken_now";

const VIOLATIONS: &str = "SELECT \"table\" AS child, \"rowid\" AS row_id, parent, count(*) AS times FROM pragma_foreign_key_check GROUP BY 1, 2, 3";

impl ScriptWords for Words {
    fn client(&self) -> &'static str {
        "sqlite3 DATABASE < SCRIPT"
    }

    fn client_lines(&self) -> &'static [&'static str] {
        &[".bail on"]
    }

    fn opening(&self) -> &'static [&'static str] {
        &["PRAGMA foreign_keys = OFF"]
    }

    fn closing(&self) -> &'static [&'static str] {
        &["PRAGMA foreign_keys = ON"]
    }

    fn transaction(&self) -> Option<(&'static str, &'static str)> {
        Some(("BEGIN IMMEDIATE", "COMMIT"))
    }

    fn remark(&self) -> &'static str {
        "Each transaction holds SQLite's write lock, so that no other runner writes at the same time. Foreign keys are off \
         meanwhile, checked before each commit, and on at the end."
    }

    fn guard(&self, guard: &Guard<'_>) -> Vec<String> {
        let rows = guard.sorted();
        let expected = if rows.is_empty() {
            "NULL".to_owned()
        } else {
            text(&rows.join(", "))
        };
        let found = format!(
            "(SELECT group_concat(version_num, ', ') FROM (SELECT version_num FROM {} ORDER BY version_num))",
            guard.table
        );
        check(&guard.message(), &format!("{found} IS {expected}"))
    }

    /// A rebuild is made from the table's statement, its indexes and its triggers: were there more, it would lose them.
    fn premise(
        &self,
        operation: &Operation,
        ddl: &Ddl,
        catalog: &mut dyn Catalog,
    ) -> Result<Vec<String>, DdlError> {
        let (Operation::AlterTable { table, .. }, Some(_)) = (operation, &ddl.stand_in) else {
            return Ok(Vec::new());
        };
        let Some(stored) = catalog.stored_table(table)? else {
            return Ok(Vec::new());
        };
        let mut objects: Vec<String> = [&stored.indexes, &stored.triggers]
            .into_iter()
            .flatten()
            .map(|object| &object.sql)
            .chain([&stored.sql])
            .map(|sql| bare(sql))
            .collect();
        objects.sort_unstable();
        let found = format!(
            "(SELECT group_concat(bare, ';') FROM (SELECT {} AS bare FROM sqlite_master WHERE tbl_name = {} COLLATE NOCASE AND type IN ('table', 'index', 'trigger') AND sql IS NOT NULL ORDER BY 1))",
            bare_of("sql"),
            text(&stored.name)
        );
        Ok(check(
            &format!("table {table} is not what the revisions before make of it"),
            &format!("{found} IS {}", text(&objects.join(";"))),
        ))
    }

    fn enforce_foreign_keys(&self, on: bool) -> Option<&'static str> {
        Some(if on {
            "PRAGMA foreign_keys = ON"
        } else {
            "PRAGMA foreign_keys = OFF"
        })
    }

    fn note_foreign_keys(&self) -> Vec<String> {
        vec![format!("CREATE TEMP TABLE migrate_broken AS {VIOLATIONS}")]
    }

    fn check_foreign_keys(
        &self,
        revision: &str,
        renamed: &[(TableName, TableName)],
    ) -> Vec<String> {
        let mut statements = Vec::new();
        for (from, to) in renamed {
            let (from, to) = (text(&from.name), text(&to.name));
            for column in ["child", "parent"] {
                statements.push(format!(
                    "UPDATE {BROKEN} SET {column} = {to} WHERE {column} = {from} COLLATE NOCASE"
                ));
            }
        }
        statements.push(format!(
            "CREATE TEMP TABLE migrate_broken_now AS {VIOLATIONS}"
        ));
        let before = format!(
            "SELECT sum(before.times) FROM {BROKEN} AS before WHERE before.child = now.child AND before.row_id IS now.row_id AND before.parent = now.parent"
        );
        statements.extend(check(
            &format!(
                "revision {revision} leaves rows that break a foreign key; PRAGMA foreign_key_check lists them"
            ),
            &format!(
                "NOT EXISTS (SELECT 1 FROM {BROKEN_NOW} AS now WHERE now.times > coalesce(({before}), 0))"
            ),
        ));
        statements.extend([
            format!("DELETE FROM {BROKEN}"),
            format!("INSERT INTO {BROKEN} SELECT * FROM {BROKEN_NOW}"),
            format!("DROP TABLE {BROKEN_NOW}"),
        ]);
        statements
    }

    fn forget_foreign_keys(&self) -> Vec<String> {
        vec![format!("DROP TABLE {BROKEN}")]
    }

    fn now(&self) -> &'static str {
        "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    }

    fn user(&self) -> &'static str {
        "NULL"
    }

    fn terminated(&self, statement: &str, _portable: bool) -> String {
        ended(&keep_carriage_returns(statement), ";")
    }
}

/// Statements that fail with these words unless the condition holds.
fn check(words: &str, condition: &str) -> Vec<String> {
    vec![
        format!(
            "CREATE TEMP TABLE migrate_check (holds INTEGER CONSTRAINT {} CHECK (holds))",
            quote(words)
        ),
        format!("INSERT OR ROLLBACK INTO {CHECK} SELECT {condition}"),
        format!("DROP TABLE {CHECK}"),
    ]
}

/// What does not count when statements are compared: SQLite adds quotes when it renames what they speak of.
const NOT_COUNTED: [char; 8] = [' ', '\n', '\r', '\t', '"', '`', '[', ']'];

/// A statement without what does not count.
fn bare(sql: &str) -> String {
    sql.replace(NOT_COUNTED, "").to_ascii_lowercase()
}

/// As [`bare`], as an expression of SQLite's.
fn bare_of(expression: &str) -> String {
    let bare = NOT_COUNTED.iter().fold(expression.to_owned(), |inner, c| {
        format!("replace({inner}, char({}), '')", u32::from(*c))
    });
    format!("lower({bare})")
}

/// The client sqlite3 drops a carriage return in front of a line feed, in the middle of text, too. There it is
/// written by its number.
fn keep_carriage_returns(statement: &str) -> String {
    if !statement.contains("\r\n") {
        return statement.to_owned();
    }
    let mut kept = statement.to_owned();
    for token in tokens(statement).unwrap_or_default().into_iter().rev() {
        let literal = token.text(statement);
        if token.kind == TokenKind::Text && literal.contains("\r\n") {
            let parts = literal.replace("\r\n", "' || char(13, 10) || '");
            kept.replace_range(token.span.clone(), &format!("({parts})"));
        }
    }
    kept
}
