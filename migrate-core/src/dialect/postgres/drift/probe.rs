//! One object made once more, where it is in nobody's way: the statements that do it, and what of the server's answer is
//! the object's own. The copy of a table is called like the table, for what belongs to it may speak of it.

use std::ops::Range;

use super::super::objects;
use super::super::types::{quote, quote_name};
use crate::schema::{Object, ObjectKind, QualifiedName};

/// An object under the name of a probe.
pub(super) struct Probe<'o> {
    /// Its number among the pairs.
    pub(super) at: usize,
    live: &'o Object,
    /// The statements that make it.
    pub(super) sql: String,
    /// What it is found by: its name, or that of the table that it is on.
    pub(super) relation: String,
}

impl<'o> Probe<'o> {
    /// Makes the probe of what was written; `None` for kinds of which there is none. A copy of a table has the table's own
    /// name unless another table has it, too.
    pub(super) fn of(
        at: usize,
        live: &'o Object,
        written: &Object,
        own_name: bool,
    ) -> Result<Option<Self>, String> {
        let mut name = format!("migrate_probe_{at}");
        let sql = match written.id.kind {
            ObjectKind::View | ObjectKind::MaterializedView => view(&name, written)?,
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                let Some(table) = live.id.table.as_ref().or(written.id.table.as_ref()) else {
                    return Ok(None);
                };
                let word = if written.id.kind == ObjectKind::Rule {
                    "TO"
                } else {
                    "ON"
                };
                let whole = quote_name(table);
                let instead = word_at(&written.definition, "INSTEAD").is_some();
                let copy = if instead && written.id.kind == ObjectKind::Trigger {
                    format!("CREATE TEMPORARY VIEW {name} AS SELECT * FROM {whole}")
                } else {
                    if own_name {
                        name.clone_from(&table.name);
                    }
                    let copy = quote(&name);
                    format!("CREATE TEMPORARY TABLE IF NOT EXISTS {copy} (LIKE {whole})")
                };
                let copied = format!("pg_temp.{}", quote(&name));
                let create = renamed(&written.body(), word, &copied)?;
                format!("{copy};\n{create}")
            }
            ObjectKind::Function | ObjectKind::Procedure => {
                let create = renamed(
                    &written.body(),
                    written.id.kind.sql(),
                    &format!("pg_temp.{name}"),
                )?;
                // What a body speaks of may not be there for the moment.
                format!("SET LOCAL check_function_bodies = off;\n{create}")
            }
            ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Event
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => return Ok(None),
        };
        Ok(Some(Probe {
            at,
            live,
            sql,
            relation: name,
        }))
    }

    /// The name of what is on a table, by which it is told from others there.
    pub(super) fn name(&self) -> &str {
        match self.live.id.kind {
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => &self.live.id.name.name,
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Event
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => "",
        }
    }

    /// What the query that reads probes back calls its kind.
    pub(super) fn kind(&self) -> &'static str {
        match self.live.id.kind {
            ObjectKind::Trigger => "trigger",
            ObjectKind::Policy => "policy",
            ObjectKind::Rule => "rule",
            ObjectKind::Function | ObjectKind::Procedure => "function",
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Event
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => "view",
        }
    }

    /// Whether what the server says of the probe is what it says of the live object, but for the names.
    pub(super) fn is_said_by(&self, said: &str) -> bool {
        let word = match self.live.id.kind {
            ObjectKind::Trigger | ObjectKind::Policy => "ON",
            ObjectKind::Rule => "TO",
            ObjectKind::Function | ObjectKind::Procedure => self.live.id.kind.sql(),
            ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Event
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => return query(said) == query(&self.live.definition),
        };
        let (Some(live), Some(probe)) = (
            name_behind(&self.live.definition, word),
            name_behind(said, word),
        ) else {
            return false;
        };
        self.live.definition[..live.start] == said[..probe.start]
            && trimmed(&self.live.definition[live.end..]) == trimmed(&said[probe.end..])
    }
}

/// The statement that makes a view as a temporary one.
fn view(name: &str, written: &Object) -> Result<String, String> {
    let mut probe = written.clone();
    probe.id.kind = ObjectKind::View;
    probe.id.name = QualifiedName::new(name);
    probe.definition = query(&written.definition).to_owned();
    probe.comment = None;
    let statements = objects::create(&probe).map_err(|error| error.to_string())?;
    let statement = statements.into_iter().next().unwrap_or_default();
    Ok(statement.replacen("CREATE VIEW", "CREATE TEMPORARY VIEW", 1))
}

/// A view's query, without what says whether the rows of a materialized one are there.
fn query(definition: &str) -> &str {
    let text = trimmed(definition);
    let words = text.split_whitespace().rev().take(3);
    if words
        .map(str::to_ascii_uppercase)
        .eq(["DATA", "NO", "WITH"])
    {
        text.rfind(['w', 'W'])
            .map_or(text, |at| text[..at].trim_end())
    } else {
        text
    }
}

fn trimmed(definition: &str) -> &str {
    definition.trim().trim_end_matches(';').trim_end()
}

/// Puts another name in the place of the one behind a keyword.
fn renamed(sql: &str, word: &str, name: &str) -> Result<String, String> {
    let Some(place) = name_behind(sql, word) else {
        return Err(format!("no name was found behind `{word}`: {sql}"));
    };
    Ok(format!(
        "{}{name}{}",
        &sql[..place.start],
        &sql[place.end..]
    ))
}

/// Where the name, with its schema, stands behind the first time that a keyword does.
fn name_behind(sql: &str, word: &str) -> Option<Range<usize>> {
    let first = next(sql, word_at(sql, word)?)?;
    let mut end = first.end;
    while let Some(dot) = next(sql, end).filter(|dot| &sql[dot.clone()] == ".") {
        end = next(sql, dot.end)?.end;
    }
    Some(first.start..end)
}

/// Where a keyword ends that stands outside of quotes and comments.
fn word_at(sql: &str, word: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(token) = next(sql, at) {
        if sql[token.clone()].eq_ignore_ascii_case(word) {
            return Some(token.end);
        }
        at = token.end;
    }
    None
}

/// The next word, quoted name, text in quotes, or sign.
fn next(sql: &str, from: usize) -> Option<Range<usize>> {
    let mut start = from;
    loop {
        let rest = &sql[start..];
        let first = rest.chars().next()?;
        if first.is_whitespace() {
            start += first.len_utf8();
        } else if rest.starts_with("--") {
            start += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            start += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else {
            break;
        }
    }
    let rest = &sql[start..];
    let first = rest.chars().next()?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let length = if first == '"' || first == '\'' {
        // A quote in the name is doubled; what stands between the two halves is none.
        rest[1..].find(first).map_or(rest.len(), |end| end + 2)
    } else if is_word(first) {
        rest.find(|c| !is_word(c)).unwrap_or(rest.len())
    } else {
        first.len_utf8()
    };
    let mut end = start + length;
    if first == '"' && sql[end..].starts_with('"') {
        end = next(sql, end)?.end;
    }
    Some(start..end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_name_behind_a_keyword_is_replaced() {
        for (sql, word, expected) in [
            (
                "create /* ON x */ trigger \"on\" before update of \"a on b\" on public.\"Order \"\"Items\" for each row execute function f()",
                "ON",
                "create /* ON x */ trigger \"on\" before update of \"a on b\" on probe for each row execute function f()",
            ),
            (
                "CREATE OR REPLACE FUNCTION -- FUNCTION\n app . f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "FUNCTION",
                "CREATE OR REPLACE FUNCTION -- FUNCTION\n probe(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            ),
            (
                "CREATE POLICY mine ON people USING (owner = current_user)",
                "ON",
                "CREATE POLICY mine ON probe USING (owner = current_user)",
            ),
        ] {
            assert_eq!(renamed(sql, word, "probe").unwrap(), expected);
        }
        assert!(renamed("CREATE TRIGGER t", "ON", "probe").is_err());
    }
}
