//! One object made once more, where it is in nobody's way: the statements that do it, and what of the server's answer is
//! the object's own. The copy of a table is called like the table, for what belongs to it may speak of it.

use std::collections::HashMap;
use std::ops::Range;

use super::{Made, NOT_SHOWN};
use crate::connection::Row;
use crate::dialect::postgres::inspect::{Select, policy_definition};
use crate::dialect::postgres::objects;
use crate::dialect::postgres::types::{quote, quote_name};
use crate::schema::{Object, ObjectKind, QualifiedName};

/// Pairs of objects, live and written, each with the copy of what was written; `None` for kinds of which there is none.
pub(super) struct Copies<'o>(Vec<Option<Made<Probe<'o>>>>);

impl<'o> Copies<'o> {
    pub(super) fn of(pairs: &[(&'o Object, &'o Object)]) -> Self {
        let copy = |(at, &(live, written)): (usize, &(&'o Object, &'o Object))| {
            let table = live.id.table.as_ref();
            let mut others = pairs
                .iter()
                .filter_map(|(other, _)| other.id.table.as_ref());
            let namesake = others.any(|other| {
                table.is_some_and(|table| other.name == table.name && other.schema != table.schema)
            });
            Probe::of(at, live, written, !namesake)
        };
        Copies(pairs.iter().enumerate().map(copy).collect())
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &Result<String, String>> {
        self.0.iter().flatten().map(|made| &made.sql)
    }

    pub(super) fn statements_mut(&mut self) -> impl Iterator<Item = &mut Result<String, String>> {
        self.0.iter_mut().flatten().map(|made| &mut made.sql)
    }

    /// Whether there are any to be read back.
    pub(super) fn any(&self) -> bool {
        self.statements().any(Result::is_ok)
    }

    /// Tells of each pair whether both are the same, by the rows of [`readback`].
    pub(super) fn answers(&self, rows: Vec<Row>) -> Vec<Result<bool, String>> {
        let mut said: HashMap<[String; 3], String> = HashMap::new();
        for row in rows {
            let mut cells = row.into_iter();
            if let [
                Some(Some(kind)),
                Some(Some(relation)),
                Some(Some(name)),
                Some(Some(text)),
            ] = [cells.next(), cells.next(), cells.next(), cells.next()]
            {
                said.insert([kind, relation, name], text);
            }
        }
        let answer = |made: &Option<Made<Probe<'_>>>| {
            // Of its kind nothing is known to differ.
            let Some(Made { what, sql }) = made else {
                return Ok(true);
            };
            if let Err(reason) = sql {
                return Err(reason.clone());
            }
            let key = [what.kind(), &what.relation, what.name()].map(str::to_owned);
            said.get(&key)
                .map(|said| what.is_said_by(said))
                .ok_or_else(|| NOT_SHOWN.to_owned())
        };
        self.0.iter().map(answer).collect()
    }
}

/// An object under the name of a probe.
pub(super) struct Probe<'o> {
    live: &'o Object,
    /// What it is found by: its name, or that of the table that it is on.
    relation: String,
}

impl<'o> Probe<'o> {
    /// Makes the probe of what was written; `None` for kinds of which there is none. A copy of a table has the table's own
    /// name unless another table has it, too.
    fn of(at: usize, live: &'o Object, written: &Object, own_name: bool) -> Option<Made<Self>> {
        let mut name = format!("migrate_copy_{at}");
        let sql = match written.id.kind {
            ObjectKind::View | ObjectKind::MaterializedView => view(&name, written),
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                let table = live.id.table.as_ref().or(written.id.table.as_ref())?;
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
                renamed(&written.body(), word, &copied).map(|create| format!("{copy};\n{create}"))
            }
            ObjectKind::Function | ObjectKind::Procedure => {
                let copied = format!("pg_temp.{name}");
                // What a body speaks of may not be there for the moment.
                renamed(&written.body(), written.id.kind.sql(), &copied)
                    .map(|create| format!("SET LOCAL check_function_bodies = off;\n{create}"))
            }
            ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Aggregate
            | ObjectKind::Event
            | ObjectKind::Collation
            | ObjectKind::Partition
            | ObjectKind::Statistics => return None,
        };
        let what = Probe {
            live,
            relation: name,
        };
        Some(Made { what, sql })
    }

    /// The name of what is on a table, by which it is told from others there.
    fn name(&self) -> &str {
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
    fn kind(&self) -> &'static str {
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
    fn is_said_by(&self, said: &str) -> bool {
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

/// The query that shows all copies: what kind, by what it is found, in the server's words.
pub(super) fn readback() -> Select {
    const MINE: &str = "n.oid = pg_catalog.pg_my_temp_schema()";
    const OF_TABLE: &str = "JOIN pg_catalog.pg_class c ON c.oid =";
    const HOME: &str = "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace";
    let parts = [
        format!(
            "SELECT 'view', c.relname::text, '', pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c {HOME} \
             WHERE c.relkind = 'v' AND {MINE}"
        ),
        format!(
            "SELECT 'trigger', c.relname::text, t.tgname::text, pg_catalog.pg_get_triggerdef(t.oid) \
             FROM pg_catalog.pg_trigger t {OF_TABLE} t.tgrelid {HOME} WHERE NOT t.tgisinternal AND {MINE}"
        ),
        format!(
            "SELECT 'rule', c.relname::text, r.rulename::text, pg_catalog.pg_get_ruledef(r.oid) \
             FROM pg_catalog.pg_rewrite r {OF_TABLE} r.ev_class {HOME} WHERE r.rulename <> '_RETURN' AND {MINE}"
        ),
        format!(
            "SELECT 'policy', c.relname::text, p.polname::text, {} FROM pg_catalog.pg_policy p \
             {OF_TABLE} p.polrelid {HOME} WHERE {MINE}",
            policy_definition()
        ),
        format!(
            "SELECT 'function', p.proname::text, '', pg_catalog.pg_get_functiondef(p.oid) FROM pg_catalog.pg_proc p \
             JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p', 'w') AND {MINE}"
        ),
    ];
    Select {
        cells: ["o.kind", "o.relation", "o.name", "o.said"]
            .map(str::to_owned)
            .into(),
        from: format!(
            "({}) o(kind, relation, name, said)",
            parts.join(" UNION ALL ")
        ),
        order: "o.kind, o.relation, o.name",
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
