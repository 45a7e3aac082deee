//! The words of PostgreSQL's scripts: a check is an anonymous block that raises an exception.

use crate::dialect::Dialect as _;
use crate::dialect::script::{Guard, ScriptWords, ended};
use crate::schema::Literal;

use super::Postgres;

pub(crate) struct Words;

impl ScriptWords for Words {
    fn client(&self) -> &'static str {
        "psql --no-psqlrc --file=SCRIPT DATABASE"
    }

    fn client_lines(&self) -> &'static [&'static str] {
        &["\\set ON_ERROR_STOP on"]
    }

    fn opening(&self) -> &'static [&'static str] {
        &[
            "SET client_encoding = 'UTF8'",
            "SET standard_conforming_strings = on",
        ]
    }

    fn closing(&self) -> &'static [&'static str] {
        &[]
    }

    fn transaction(&self) -> Option<(&'static str, &'static str)> {
        Some(("BEGIN", "COMMIT"))
    }

    fn last_row(&self, table: &str) -> Option<String> {
        let table = Postgres::CURRENT.literal(&Literal::Text(table.to_owned()));
        Some(format!(
            "currval(pg_catalog.pg_get_serial_sequence({table}, 'id'))"
        ))
    }

    fn remark(&self) -> &'static str {
        "The runner's lock is not taken; instead each transaction locks the version table, so that no other runner can get \
         past it."
    }

    fn guard(&self, guard: &Guard<'_>) -> Vec<String> {
        let text = |text: &str| Postgres::CURRENT.literal(&Literal::Text(text.to_owned()));
        let rows = guard.sorted();
        let expected = if rows.is_empty() {
            "NULL".to_owned()
        } else {
            text(&rows.join(", "))
        };
        let table = guard.table;
        // A block of an earlier run was committed, and the rest of its revision was not.
        let open = guard.journal.map_or_else(String::new, |journal| {
            format!(
                "    IF EXISTS (SELECT 1 FROM {journal} WHERE outcome IN ('started', 'failed')) THEN\n        RAISE EXCEPTION 'revision % has begun and did not end; see migrate resolve', (SELECT revision FROM {journal} WHERE outcome IN ('started', 'failed') ORDER BY id DESC LIMIT 1);\n    END IF;\n"
            )
        });
        let body = format!(
            "\nDECLARE\n    found text := (SELECT string_agg(version_num, ', ' ORDER BY version_num COLLATE \"C\") FROM {table});\nBEGIN\n{open}    IF found IS DISTINCT FROM {expected} THEN\n        RAISE EXCEPTION USING MESSAGE = {} || coalesce(found, 'base');\n    END IF;\nEND\n",
            text(&format!("{}; it is at ", guard.message()))
        );
        vec![
            format!("LOCK TABLE {table} IN EXCLUSIVE MODE"),
            format!("DO {}", dollar_quoted(&body)),
        ]
    }

    fn now(&self) -> &'static str {
        "to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    }

    fn began(&self) -> &'static str {
        "to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    }

    fn user(&self) -> &'static str {
        "session_user"
    }

    fn terminated(&self, statement: &str, _portable: bool) -> String {
        ended(statement, ";")
    }
}

/// Text between dollar signs, with a word that it does not hold.
fn dollar_quoted(text: &str) -> String {
    let mut word = "migrate".to_owned();
    while text.contains(&format!("${word}$")) {
        word.push('_');
    }
    format!("${word}${text}${word}$")
}
