//! Reads a live database: a handful of queries against `information_schema`, however many tables there are.
//!
//! What comes out says everything that a table says of itself, display widths and collations among them, so that it can
//! be made again to the letter; [`normalise`](super::normalise) takes away what means nothing.

mod bytes;
mod columns;
mod constraints;
mod indexes;
mod left_out;
mod objects;
mod partitions;
mod routines;
mod sequences;
mod tables;
mod written;

pub(super) use columns::Sources;
pub(super) use indexes::plain_columns;
pub(super) use left_out::left_out;
pub(super) use tables::options;

use std::collections::HashMap;

use super::facts::Facts;
use super::literal::text;
use crate::connection::{Connection, Row};
use crate::dialect::{AsWritten, InspectError};
use crate::schema::{Object, Schema, Table, TableName};

/// How many names a query lists before it is cheaper to read of all tables.
const MOST_LISTED: usize = 100;

/// Reads the tables for which `include` says yes, and what else the database holds.
pub(super) fn inspect(
    conn: &mut dyn Connection,
    facts: &Facts,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Schema, InspectError> {
    Ok(read(conn, facts, include)?.0)
}

/// The schema, and the counters of its tables.
fn read(
    conn: &mut dyn Connection,
    facts: &Facts,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<(Schema, HashMap<String, u64>), InspectError> {
    let database = facts.database.as_deref().ok_or_else(no_database)?;
    let mut reader = Reader {
        conn,
        facts,
        database,
        wanted: Wanted::All,
    };
    let found = tables::read(&mut reader)?;
    let names = found.known_names();
    let sequences = found.sequences.clone();
    let all = found.tables.len();
    let tables: Vec<tables::Found> = found
        .tables
        .into_iter()
        .filter(|found| include(&found.table.name))
        .collect();
    if tables.len() < all && tables.len() <= MOST_LISTED {
        let listed = tables.iter().map(|found| found.table.name.name.clone());
        reader.wanted = Wanted::These(listed.collect());
    }
    let counters = tables
        .iter()
        .filter_map(|found| Some((found.table.name.name.clone(), found.counter?)))
        .collect();
    let tables = reader.complete(tables)?;
    let mut schema: Schema = tables.into_iter().collect();
    schema.sequences = reader.sequences(&sequences, include)?;
    schema.objects = objects::read(&mut reader, &names, include)?;
    Ok((schema, counters))
}

/// As [`inspect`], with the counters of `AUTO_INCREMENT`.
pub(super) fn everything(
    conn: &mut dyn Connection,
    facts: &Facts,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Schema, InspectError> {
    let (mut schema, counters) = read(conn, facts, include)?;
    for table in &mut schema.tables {
        if let Some(counter) = counters.get(&table.name.name) {
            let parameters = table.options.parameters.get_or_insert_default();
            let rest = std::mem::replace(parameters, format!("AUTO_INCREMENT={counter}"));
            if !rest.is_empty() {
                parameters.push(' ');
                parameters.push_str(&rest);
            }
        }
    }
    schema.objects = in_full(conn, facts, schema.objects)?;
    Ok(schema)
}

/// Returns programs with their whole text.
pub(super) fn in_full(
    conn: &mut dyn Connection,
    facts: &Facts,
    mut objects: Vec<Object>,
) -> Result<Vec<Object>, InspectError> {
    let database = facts.database.as_deref().ok_or_else(no_database)?;
    let mut reader = Reader {
        conn,
        facts,
        database,
        wanted: Wanted::All,
    };
    written::in_full(&mut reader, &mut objects);
    Ok(objects)
}

/// Adds what only `SHOW CREATE` tells, object by object.
pub(super) fn as_written(
    conn: &mut dyn Connection,
    facts: &Facts,
    schema: &mut Schema,
) -> Result<AsWritten, InspectError> {
    let database = facts.database.as_deref().ok_or_else(no_database)?;
    let mut reader = Reader {
        conn,
        facts,
        database,
        wanted: Wanted::All,
    };
    let written = written::tables(&mut reader, &mut schema.tables)?;
    written::programs(&mut reader, &mut schema.objects);
    Ok(written)
}

/// Reads one table; `None` if there is none of that name.
pub(super) fn table(
    conn: &mut dyn Connection,
    facts: &Facts,
    name: &TableName,
) -> Result<Option<Table>, InspectError> {
    let current = facts.database.as_deref();
    let database = name.schema.as_deref().or(current).ok_or_else(no_database)?;
    let mut reader = Reader {
        conn,
        facts,
        database,
        wanted: Wanted::These(vec![name.name.clone()]),
    };
    let found = tables::read(&mut reader)?;
    let mut tables = reader.complete(found.tables)?;
    Ok(tables.pop().map(|mut table| {
        table.name.schema.clone_from(&name.schema);
        table
    }))
}

fn no_database() -> InspectError {
    InspectError::Definition {
        what: "database",
        name: "".to_owned(),
        reason: "the connection has none selected; name one in its URL".to_owned(),
    }
}

/// Which tables a query is about.
enum Wanted {
    All,
    These(Vec<String>),
}

/// Asks one database's catalog.
struct Reader<'r> {
    conn: &'r mut dyn Connection,
    facts: &'r Facts,
    database: &'r str,
    wanted: Wanted,
}

impl Reader<'_> {
    fn query(&mut self, sql: &str) -> Result<Vec<Cells>, InspectError> {
        let rows = self.conn.query(sql)?;
        Ok(rows.into_iter().map(Cells::new).collect())
    }

    fn text(&self, value: &str) -> String {
        text(value, self.facts.backslashes)
    }

    /// The condition that picks the database and the wanted tables. A single name stands by itself: MariaDB then opens
    /// that table only.
    fn condition(&self, schema: &str, name: &str) -> String {
        let mut condition = format!("{schema} = {}", self.text(self.database));
        match &self.wanted {
            Wanted::All => {}
            Wanted::These(names) => match names.as_slice() {
                [] => condition.push_str(" AND FALSE"),
                [one] => condition.push_str(&format!(" AND {name} = {}", self.text(one))),
                names => {
                    let listed: Vec<String> = names.iter().map(|name| self.text(name)).collect();
                    condition.push_str(&format!(" AND {name} IN ({})", listed.join(", ")));
                }
            },
        }
        condition
    }

    /// Reads what belongs to the tables.
    fn complete(&mut self, found: Vec<tables::Found>) -> Result<Vec<Table>, InspectError> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let partitioned = found.iter().any(|found| found.partitioned);
        let mut tables = Tables::new(found);
        columns::read(self, &mut tables)?;
        indexes::read(self, &mut tables)?;
        constraints::read_foreign_keys(self, &mut tables)?;
        if self.facts.has_checks() {
            constraints::read_checks(self, &mut tables)?;
        }
        if partitioned {
            partitions::read(self, &mut tables)?;
        }
        Ok(tables.tables)
    }

    fn sequences(
        &mut self,
        names: &[String],
        include: &dyn Fn(&TableName) -> bool,
    ) -> Result<Vec<crate::schema::Sequence>, InspectError> {
        let wanted: Vec<&String> = names
            .iter()
            .filter(|name| include(&TableName::new(name.as_str())))
            .collect();
        sequences::read(self, &wanted)
    }
}

/// The tables, to be found by name.
struct Tables {
    tables: Vec<Table>,
    positions: HashMap<String, usize>,
}

impl Tables {
    fn new(found: Vec<tables::Found>) -> Self {
        let tables: Vec<Table> = found.into_iter().map(|found| found.table).collect();
        let positions = tables
            .iter()
            .enumerate()
            .map(|(at, table)| (table.name.name.clone(), at))
            .collect();
        Tables { tables, positions }
    }

    fn get(&mut self, name: &str) -> Option<&mut Table> {
        let at = *self.positions.get(name)?;
        self.tables.get_mut(at)
    }
}

/// The cells of a row, taken one by one.
struct Cells(std::vec::IntoIter<Option<String>>);

impl Cells {
    fn new(row: Row) -> Self {
        Cells(row.into_iter())
    }

    /// The next cell; `None` for NULL.
    fn next(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// The next cell; empty for NULL.
    fn text(&mut self) -> String {
        self.next().unwrap_or_default()
    }
}

/// Takes off the escapes that MySQL (not MariaDB) puts into the expressions of its catalog: `_utf8mb4\'abc\'`.
pub(super) fn expression(facts: &Facts, text: String) -> String {
    if facts.mariadb || !text.contains('\\') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}
