//! Views: the servers keep only what they made of a view's text, and have no temporary ones. One view is made for a
//! moment that reads all of them, read back and taken apart: as many statements for many as for few.

use std::collections::HashMap;

use super::super::facts::Facts;
use super::super::literal::{quote, quote_all};
use super::super::mode::plainly;
use super::super::moment::Moment;
use super::super::token::tokens;
use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::schema::Object;

/// What views for a moment are called: behind it stand the second in which they were made, and a number of their own.
const PROBE: &str = "migrate_probe_";

/// How old a view for a moment is that a crash left: the next comparison drops it.
const ABANDONED_AFTER_SECONDS: u64 = 60 * 60;

/// What the servers call a column of a view whose own name is none: too long, or with a blank at its end. The same query
/// inside of another one keeps that name.
const GIVEN_NAME: &str = "Name_exp_";

/// Whether that is the name of a view for a moment.
pub(in super::super) fn is_probe(name: &str) -> bool {
    let numbers = name.strip_prefix(PROBE);
    numbers.is_some_and(|numbers| numbers.bytes().all(|b| b.is_ascii_digit() || b == b'_'))
}

/// Tells of each pair of views whether the live one is the one that was written.
pub(super) fn same(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let known = together(conn, facts, pairs, moment)?;
    let unknown = pairs
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none());
    let unknown: Vec<(&Object, &Object)> = unknown.map(|(&pair, _)| pair).collect();
    let mut told = alone(conn, facts, &unknown, moment)?.into_iter();
    let answers = known.into_iter().map(|known| match known {
        Some(same) => Ok(same),
        None => told.next().unwrap_or_else(not_shown),
    });
    Ok(answers.collect())
}

fn not_shown() -> Result<bool, String> {
    Err("the server does not show it".to_owned())
}

/// Asks for all at once; `None` where that does not tell, and of all if the server refuses one of them.
fn together(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Vec<Option<bool>>, InspectError> {
    let probe = Probe::new();
    let unknown = vec![None; pairs.len()];
    let (mut terms, mut names) = (Vec::new(), Vec::new());
    for (live, written) in pairs {
        for object in [written, live] {
            let name = probe.part(names.len());
            let body = object.body();
            let (query, _) = without_check(&body);
            terms.push(format!("SELECT 1 FROM ({query}) AS {}", quote(&name)));
            names.push(name);
        }
    }
    let terms = terms.join(" UNION ALL ");
    if terms.is_empty() || conn.batch_execute(&create(&probe.name, &terms)).is_err() {
        return Ok(unknown);
    }
    let views = plainly(conn, facts, |conn, _| read(conn));
    let views = clean_up(moment, vec![probe.name.clone()], views)?;
    let Some(said) = views
        .get(&probe.name)
        .and_then(|view| apart(&view.query, &names))
    else {
        return Ok(unknown);
    };
    let answer = |((live, written), said): (&(&Object, &Object), &[&str])| {
        let (&[written_is, live_is], Some(present)) = (said, views.get(&live.id.name.name)) else {
            return None;
        };
        if present.query.is_empty() {
            return None;
        }
        let body = written.body();
        let (_, check) = without_check(&body);
        if written_is == present.query || written_is == live_is {
            Some(check == present.check)
        } else {
            // Where the server says the live view inside of another one as it does by itself, another text is another view.
            // Read back, joins without a condition have parentheses around them.
            let bare = |text: &str| text.replace(['(', ')', ' '], "");
            let faithful = bare(live_is) == bare(&present.query) && !live_is.contains(GIVEN_NAME);
            faithful.then_some(false)
        }
    };
    Ok(pairs.iter().zip(said.chunks(2)).map(answer).collect())
}

/// Asks for one after the other: what the server refuses is told.
fn alone(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let probe = Probe::new();
    let made: Vec<Result<String, String>> = pairs
        .iter()
        .enumerate()
        .map(|(at, (_, written))| {
            let name = probe.part(at);
            let made = conn.batch_execute(&create(&name, &written.body()));
            made.map(|()| name).map_err(|error| error.to_string())
        })
        .collect();
    let views = plainly(conn, facts, |conn, _| read(conn));
    let names = made.iter().flatten().cloned().collect();
    let views = clean_up(moment, names, views)?;
    let shown = |name: &str| views.get(name).filter(|view| !view.query.is_empty());
    let answer = |(made, (live, _)): (Result<String, String>, &(&Object, &Object))| match (
        shown(&made?),
        shown(&live.id.name.name),
    ) {
        (Some(probe), Some(live)) => Ok(probe == live),
        (None, _) | (_, None) => not_shown(),
    };
    Ok(made.into_iter().zip(pairs).map(answer).collect())
}

/// The names of views that are there for a moment.
struct Probe {
    name: String,
}

impl Probe {
    fn new() -> Self {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let own = format!("{}{:09}", std::process::id(), now.subsec_nanos());
        Probe {
            name: format!("{PROBE}{}_{own}", now.as_secs()),
        }
    }

    fn part(&self, at: usize) -> String {
        format!("{}_{at}", self.name)
    }
}

/// Whether a crash left it.
fn is_abandoned(name: &str) -> bool {
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default()
        .as_secs();
    let since = name
        .strip_prefix(PROBE)
        .and_then(|numbers| numbers.split('_').next());
    let since: Option<u64> = since.and_then(|since| since.parse().ok());
    is_probe(name) && since.is_some_and(|since| since + ABANDONED_AFTER_SECONDS < now)
}

fn create(name: &str, query: &str) -> String {
    format!("CREATE VIEW {} AS {query}", quote(name))
}

/// Parts a view's text from `WITH CHECK OPTION` behind it, which is said as the catalog does.
fn without_check(body: &str) -> (&str, &'static str) {
    const NONE: &str = "NONE";
    let Ok(tokens) = tokens(body) else {
        return (body, NONE);
    };
    let end = |words: &[&str]| {
        let start = tokens.len().checked_sub(words.len())?;
        let mut pairs = tokens[start..].iter().zip(words);
        let found = pairs.all(|(token, word)| token.is_word(body, word));
        found.then(|| &body[..tokens[start].span.start])
    };
    for (words, check) in [
        (&["WITH", "CHECK", "OPTION"][..], "CASCADED"),
        (&["WITH", "CASCADED", "CHECK", "OPTION"], "CASCADED"),
        (&["WITH", "LOCAL", "CHECK", "OPTION"], "LOCAL"),
    ] {
        if let Some(query) = end(words) {
            return (query, check);
        }
    }
    (body, NONE)
}

/// What the server says of each part of a view, in their order.
fn apart<'s>(said: &'s str, names: &[String]) -> Option<Vec<&'s str>> {
    const OPEN: &str = " from (";
    let mut rest = said;
    let part = |name: &String| {
        let end = rest.find(name.as_str())?;
        let part = rest[..end]
            .trim_end_matches(['`', '"', ' '])
            .strip_suffix(')')?;
        rest = &rest[end + name.len()..];
        let start = part.find(OPEN)?;
        Some(&part[start + OPEN.len()..])
    };
    names.iter().map(part).collect()
}

#[derive(Debug, PartialEq, Eq)]
struct View {
    query: String,
    check: String,
}

fn read(conn: &mut dyn Connection) -> Result<HashMap<String, View>, InspectError> {
    let rows = conn.query(
        "SELECT TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION FROM information_schema.VIEWS \
         WHERE TABLE_SCHEMA = DATABASE()",
    )?;
    let view = |row: Row| {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let name = next()?;
        let (query, check) = (next().unwrap_or_default(), next().unwrap_or_default());
        Some((name, View { query, check }))
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// Has the views go that were made, whatever became of the query that read them, and those that a crash left.
fn clean_up(
    moment: &mut Moment<'_>,
    mut names: Vec<String>,
    views: Result<HashMap<String, View>, InspectError>,
) -> Result<HashMap<String, View>, InspectError> {
    let all = views.iter().flatten();
    names.extend(
        all.map(|(name, _)| name)
            .filter(|name| is_abandoned(name))
            .cloned(),
    );
    if !names.is_empty() {
        moment.passes_by(format!("DROP VIEW IF EXISTS {}", quote_all(&names)));
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_behind_a_view_is_no_part_of_its_query() {
        for (body, query, check) in [
            ("SELECT 1", "SELECT 1", "NONE"),
            (
                "SELECT a FROM t with check option",
                "SELECT a FROM t ",
                "CASCADED",
            ),
            (
                "SELECT a FROM t\nWITH LOCAL /* x */ CHECK OPTION",
                "SELECT a FROM t\n",
                "LOCAL",
            ),
            (
                "SELECT 'with check option'",
                "SELECT 'with check option'",
                "NONE",
            ),
            ("CHECK OPTION", "CHECK OPTION", "NONE"),
        ] {
            assert_eq!(without_check(body), (query, check));
        }
    }

    #[test]
    fn what_is_said_of_many_is_taken_apart() {
        let names: Vec<String> = (0..11).map(|at| format!("p_1_{at}")).collect();
        let one = |name: &String| {
            format!("select 1 AS `1` from (select ' from (' AS `x` from (`t`)) `{name}`")
        };
        let said: Vec<String> = names.iter().map(one).collect();
        let (whole, cut) = (said.join(" union all "), said[..10].join(" union all "));
        let parts = vec!["select ' from (' AS `x` from (`t`)"; 11];
        assert_eq!(apart(&whole, &names), Some(parts));
        assert_eq!(apart(&cut, &names), None);
    }

    #[test]
    fn views_for_a_moment_are_known_by_their_names() {
        let probe = Probe::new();
        assert!(is_probe(&probe.name) && is_probe(&probe.part(1)));
        assert!(!is_abandoned(&probe.part(1)));
        assert!(is_abandoned("migrate_probe_1700000000_1_2"));
        assert!(!is_abandoned("migrate_probe_") && !is_abandoned("migrate_probe_1_x"));
    }
}
