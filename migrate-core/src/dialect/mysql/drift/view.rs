//! Views: the servers keep only what they made of a view's text, and have no temporary ones. One view is made for a
//! moment that reads all of them, read back and taken apart: as many statements for many as for few.

use std::collections::HashMap;

use super::super::facts::Facts;
use super::super::literal::{quote, quote_all};
use super::super::mode::plainly;
use super::super::moment::{Moment, Passing, is_abandoned};
use super::super::token::tokens;
use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::schema::Object;

/// A live view, and the one that was written.
pub(in super::super) type Pair<'o> = (&'o Object, &'o Object);

/// What the servers call a column of a view whose own name is none: too long, or with a blank at its end. The same query
/// inside of another one keeps that name.
const GIVEN_NAME: &str = "Name_exp_";

/// Tells of each pair of views whether the live one is the one that was written.
pub(super) fn same(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[Pair<'_>],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let known = together(conn, facts, pairs, moment)?;
    told(conn, facts, pairs, known, moment)
}

/// Asks once more about those of which the question about all did not tell.
pub(super) fn told(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[Pair<'_>],
    known: Vec<Option<bool>>,
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let unknown = pairs
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none());
    let unknown: Vec<Pair<'_>> = unknown.map(|(&pair, _)| pair).collect();
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

/// One view that reads all of them.
pub(in super::super) struct Whole<'p> {
    pairs: &'p [Pair<'p>],
    pub(in super::super) name: String,
    /// What the parts are called: the written one of each pair, and the live one.
    parts: Vec<String>,
}

impl<'p> Whole<'p> {
    /// `None` where there is nothing to ask.
    pub(in super::super) fn of(pairs: &'p [Pair<'p>], names: &Passing) -> Option<Self> {
        (!pairs.is_empty()).then(|| Whole {
            pairs,
            parts: (0..pairs.len() * 2).map(|at| names.part(at)).collect(),
            name: names.name.clone(),
        })
    }

    /// Writes the statement that makes it.
    pub(in super::super) fn create(&self) -> String {
        let objects = self
            .pairs
            .iter()
            .flat_map(|&(live, written)| [written, live]);
        let term = |(object, part): (&Object, &String)| {
            let body = object.body();
            let (query, _) = without_check(&body);
            format!("SELECT 1 FROM ({query}) AS {}", quote(part))
        };
        let terms: Vec<String> = objects.zip(&self.parts).map(term).collect();
        create(&self.name, &terms.join(" UNION ALL "))
    }

    /// Compares what the server says of each; `None` where that does not tell.
    pub(in super::super) fn answers(&self, views: &HashMap<String, View>) -> Vec<Option<bool>> {
        let whole = views.get(&self.name);
        let Some(said) = whole.and_then(|view| apart(&view.query, &self.parts)) else {
            return vec![None; self.pairs.len()];
        };
        let answer = |(&(live, written), said): (&Pair<'_>, &[&str])| {
            let (&[written_is, live_is], Some(present)) = (said, views.get(&live.id.name.name))
            else {
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
                let faithful =
                    bare(live_is) == bare(&present.query) && !live_is.contains(GIVEN_NAME);
                faithful.then_some(false)
            }
        };
        self.pairs.iter().zip(said.chunks(2)).map(answer).collect()
    }
}

/// Asks for all at once; `None` where that does not tell, and of all if the server refuses one of them.
fn together(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[Pair<'_>],
    moment: &mut Moment<'_>,
) -> Result<Vec<Option<bool>>, InspectError> {
    let Some(whole) = Whole::of(pairs, &Passing::new()) else {
        return Ok(Vec::new());
    };
    if conn.batch_execute(&whole.create()).is_err() {
        return Ok(vec![None; pairs.len()]);
    }
    let views = plainly(conn, facts, |conn, _| read(conn));
    let views = clean_up(moment, vec![whole.name.clone()], views)?;
    Ok(whole.answers(&views))
}

/// Asks for one after the other: what the server refuses is told.
fn alone(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[Pair<'_>],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let names = Passing::new();
    let made: Vec<Result<String, String>> = pairs
        .iter()
        .enumerate()
        .map(|(at, (_, written))| {
            let name = names.part(at);
            let made = conn.batch_execute(&create(&name, &written.body()));
            made.map(|()| name).map_err(|error| error.to_string())
        })
        .collect();
    let views = plainly(conn, facts, |conn, _| read(conn));
    let names = made.iter().flatten().cloned().collect();
    let views = clean_up(moment, names, views)?;
    let shown = |name: &str| views.get(name).filter(|view| !view.query.is_empty());
    let answer = |(made, (live, _)): (Result<String, String>, &Pair<'_>)| match (
        shown(&made?),
        shown(&live.id.name.name),
    ) {
        (Some(probe), Some(live)) => Ok(probe == live),
        (None, _) | (_, None) => not_shown(),
    };
    Ok(made.into_iter().zip(pairs).map(answer).collect())
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

/// A view, as the catalog says it.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct View {
    pub(in super::super) query: String,
    pub(in super::super) check: String,
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
pub(in super::super) fn clean_up(
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
}
