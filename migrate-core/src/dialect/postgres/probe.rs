//! What is in doubt, in the server's own words: it is made once more where it is in nobody's way, tables and views as
//! temporary ones, what belongs to a table on a temporary copy of it, functions among the temporary things; read back, and
//! forgotten.
//!
//! One transaction (or savepoint) for all, which is rolled back: one message that makes, one query that reads, and no lock
//! beyond that of reading. What the server does not take, and why, is told for each by itself.

mod enumeration;
mod object;
mod table;

use super::inspect;
use crate::connection::{Connection, Row, TransactionStep};
use crate::dialect::{Doubts, InspectError, Said, Version};
use crate::schema::Table;
use object::Copies;

/// What is temporary hides nothing of its name: queries that are read back are said as they always are.
const BEHIND_ALL: &str = "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', \
     NULLIF(pg_catalog.current_setting('search_path'), ''), 'pg_temp'), true)";

/// Says each table as the server says it back, tells of each pair of objects whether both are the same, or why that is not
/// known.
pub(super) fn ask(
    conn: &mut dyn Connection,
    version: Version,
    doubts: &Doubts<'_>,
) -> Result<Said, InspectError> {
    let mut asked = Asked {
        enums: doubts
            .enums
            .iter()
            .enumerate()
            .map(enumeration::made)
            .collect(),
        tables: doubts.tables.iter().enumerate().map(table::made).collect(),
        copies: Copies::of(doubts.objects),
    };
    if asked.statements().next().is_none() {
        return Ok(asked.answers(Vec::new(), Vec::new(), doubts));
    }
    conn.transaction(TransactionStep::Begin)?;
    let together = asked.make_together(conn);
    let said = together.then(|| asked.read(conn, version, doubts));
    conn.transaction(TransactionStep::Rollback)?;
    if let Some(said) = said {
        return said;
    }
    conn.transaction(TransactionStep::Begin)?;
    let said = asked
        .make_apart(conn)
        .and_then(|()| asked.read(conn, version, doubts));
    conn.transaction(TransactionStep::Rollback)?;
    said
}

/// Something that is made for a moment: what it is, by which statements, or why it cannot be.
struct Made<T> {
    what: T,
    sql: Result<String, String>,
}

struct Asked<'d> {
    enums: Vec<Made<enumeration::Probe>>,
    tables: Vec<Made<Table>>,
    copies: Copies<'d>,
}

impl Asked<'_> {
    /// Makes all in one message; `false` if the server takes one of them ill.
    fn make_together(&self, conn: &mut dyn Connection) -> bool {
        let script: Vec<&str> = [BEHIND_ALL].into_iter().chain(self.statements()).collect();
        conn.batch_execute(&script.join(";\n")).is_ok()
    }

    /// One by one, to tell which it is that the server refuses.
    fn make_apart(&mut self, conn: &mut dyn Connection) -> Result<(), InspectError> {
        conn.batch_execute(BEHIND_ALL)?;
        let copies = self.copies.statements_mut();
        let enums = self.enums.iter_mut().map(|made| &mut made.sql);
        let tables = self.tables.iter_mut().map(|made| &mut made.sql);
        for sql in copies.chain(enums).chain(tables) {
            let Ok(statement) = sql else { continue };
            conn.transaction(TransactionStep::Begin)?;
            match conn.batch_execute(statement) {
                Ok(()) => conn.transaction(TransactionStep::Commit)?,
                Err(error) => {
                    conn.transaction(TransactionStep::Rollback)?;
                    *sql = Err(error.to_string());
                }
            }
        }
        Ok(())
    }

    /// Objects are what they are with the types that are there; tables are what they are to be.
    fn statements(&self) -> impl Iterator<Item = &str> {
        let enums = self.enums.iter().map(|made| &made.sql);
        let tables = self.tables.iter().map(|made| &made.sql);
        let all = self.copies.statements().chain(enums).chain(tables);
        all.filter_map(|sql| sql.as_deref().ok())
    }

    /// What the server says of those that were made, in one query.
    fn read(
        &self,
        conn: &mut dyn Connection,
        version: Version,
        doubts: &Doubts<'_>,
    ) -> Result<Said, InspectError> {
        let made = self.tables.iter().filter(|made| made.sql.is_ok());
        let made: Vec<&Table> = made.map(|made| &made.what).collect();
        let copies = self.copies.any().then(object::readback);
        let (tables, mut copies) = inspect::temporary(conn, version, &made, copies)?;
        enumeration::in_place(&self.enums, &mut copies);
        Ok(self.answers(tables, copies, doubts))
    }

    fn answers(&self, tables: Vec<Table>, copies: Vec<Row>, doubts: &Doubts<'_>) -> Said {
        let mut said = tables.into_iter();
        let tables = self.tables.iter().zip(doubts.tables).map(|(made, asked)| {
            if let Err(reason) = &made.sql {
                return Err(reason.clone());
            }
            let said = said.next();
            said.map(|said| table::said(said, asked))
                .ok_or_else(|| NOT_SHOWN.to_owned())
        });
        Said {
            tables: Some(tables.collect()),
            objects: self.copies.answers(copies),
        }
    }
}

/// Why nothing is known of what the server made without a complaint.
const NOT_SHOWN: &str = "the server does not show it";
