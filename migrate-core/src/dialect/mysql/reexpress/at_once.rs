//! Tables and views in doubt at once: a table that is no temporary one, a view beside it, and one query that reads both back.
//!
//! A temporary table tells its words in a statement of its own only, and MySQL has none that drops a table and a view: where
//! both are in doubt, this is the way of five statements. It is also the way of who may make tables, and no temporary ones.

use std::collections::HashMap;

use super::super::create::Writer;
use super::super::drift::{View, Whole, clean_up};
use super::super::expression::bare;
use super::super::facts::Facts;
use super::super::inspect::{Sources, expression};
use super::super::literal::quote_all;
use super::super::mode::plainly;
use super::super::moment::{Moment, PASSING, Passing, is_abandoned};
use super::union::Union;
use super::{Shown, ShownColumn};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, Table};

/// What the server says of both.
pub(in super::super) struct AtOnce {
    pub(in super::super) tables: Vec<Table>,
    /// Of each pair of views, whether both are the same; `None` where that is not told.
    pub(in super::super) views: Vec<Option<bool>>,
}

/// Asks; `None` where the server refuses something of the tables.
pub(in super::super) fn at_once(
    conn: &mut dyn Connection,
    writer: Writer<'_>,
    tables: &[Table],
    views: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Option<AtOnce>, InspectError> {
    let names = Passing::new();
    let name = names.part(2 * views.len());
    let mut union = Union::of(tables, &name);
    // On MySQL a check's name is its own in the whole database.
    let prefix = format!("{name}_");
    for label in union
        .table
        .checks
        .iter_mut()
        .flat_map(|check| &mut check.name)
    {
        label.insert_str(0, &prefix);
    }
    if conn
        .batch_execute(&writer.create_table(&union.table, false))
        .is_err()
    {
        return Ok(None);
    }
    let whole = Whole::of(views, &names);
    let made = whole
        .iter()
        .filter(|whole| conn.batch_execute(&whole.create()).is_ok());
    let made: Vec<String> = made.map(|whole| whole.name.clone()).collect();
    let read = plainly(conn, writer.facts, |conn, facts| {
        read(conn, facts, &name, &prefix)
    });
    let (shown, live, abandoned) = match read {
        Ok(read) => (Ok(read.shown), read.views, read.abandoned),
        Err(error) => (Err(error), HashMap::new(), Vec::new()),
    };
    let tables_made: Vec<String> = [name].into_iter().chain(abandoned).collect();
    moment.passes_by(format!("DROP TABLE IF EXISTS {}", quote_all(&tables_made)));
    let live = clean_up(moment, made, Ok(live))?;
    Ok(Some(AtOnce {
        tables: union.part(&shown?, tables),
        views: whole.map_or_else(Vec::new, |whole| whole.answers(&live)),
    }))
}

/// What the one query reads.
#[derive(Default)]
struct Read {
    shown: Shown,
    views: HashMap<String, View>,
    /// Tables that a crash left.
    abandoned: Vec<String>,
}

fn read(
    conn: &mut dyn Connection,
    facts: &Facts,
    table: &str,
    prefix: &str,
) -> Result<Read, InspectError> {
    let (own, expression_of_index) = if facts.mariadb {
        (format!("TABLE_NAME = '{table}'"), "NULL")
    } else {
        let own = format!("LEFT(CONSTRAINT_NAME, {}) = '{prefix}'", prefix.len());
        (own, "EXPRESSION")
    };
    // The names have letters, digits and underscores in them.
    let rows = conn.query(&format!(
        "SELECT 'VIEW', TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, NULL, NULL, NULL \
         FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() \
         UNION ALL SELECT 'COLUMN', COLUMN_NAME, COLUMN_DEFAULT, EXTRA, GENERATION_EXPRESSION, COLUMN_TYPE, COLLATION_NAME \
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{table}' \
         UNION ALL SELECT 'CHECK', CONSTRAINT_NAME, CHECK_CLAUSE, NULL, NULL, NULL, NULL \
         FROM information_schema.CHECK_CONSTRAINTS \
         WHERE CONSTRAINT_SCHEMA = DATABASE() AND {own} \
         UNION ALL SELECT 'INDEX', INDEX_NAME, {expression_of_index}, CAST(SEQ_IN_INDEX AS CHAR), NULL, NULL, NULL \
         FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '{table}' \
         UNION ALL SELECT 'TABLE', TABLE_NAME, NULL, NULL, NULL, NULL, NULL FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' AND LEFT(TABLE_NAME, {start}) = '{PASSING}'",
        start = PASSING.len(),
    ))?;
    let mut read = Read::default();
    let mut places: Vec<(String, u32, String)> = Vec::new();
    for row in rows {
        let mut cells = row.into_iter();
        let mut next = || cells.next().flatten();
        let (kind, name, text) = (next(), next().unwrap_or_default(), next());
        let [second, third, spelling, collation] = std::array::from_fn(|_| next());
        let words = |text: Option<String>| {
            let text = expression(facts, text.unwrap_or_default());
            bare(&text).to_owned()
        };
        match kind.as_deref() {
            Some("VIEW") => {
                let (query, check) = (text.unwrap_or_default(), second.unwrap_or_default());
                read.views.insert(name, View { query, check });
            }
            Some("COLUMN") => {
                let spelling = spelling.unwrap_or_default();
                let collated = collation.is_some();
                let sources = Sources::read(facts, &spelling, collated, [text, second, third]);
                read.shown.columns.push(ShownColumn {
                    name,
                    default: sources.default,
                    generated: sources.generated.map(|generated| generated.expression),
                    on_update: sources.on_update,
                });
            }
            Some("CHECK") => {
                let label = name.strip_prefix(prefix).unwrap_or(&name).to_owned();
                read.shown.checks.push((label, words(text)));
            }
            Some("INDEX") if text.is_some() => {
                let place = second.and_then(|place| place.parse().ok()).unwrap_or(0);
                places.push((name, place, words(text)));
            }
            Some("TABLE") if is_abandoned(&name) => read.abandoned.push(name),
            Some(_) | None => {}
        }
    }
    places.sort();
    for (name, _, text) in places {
        match read.shown.indexes.last_mut() {
            Some((last, texts)) if *last == name => texts.push(text),
            Some(_) | None => read.shown.indexes.push((name, vec![text])),
        }
    }
    Ok(read)
}
