//! What a database holds and this library does not carry over: found, so that it can be said.

use super::super::facts::Facts;
use super::Cells;
use crate::connection::Connection;
use crate::dialect::{InspectError, LeftOut};

/// Reads the names of what is left out, by kind.
pub(in crate::dialect::mysql) fn left_out(
    conn: &mut dyn Connection,
    facts: &Facts,
) -> Result<Vec<LeftOut>, InspectError> {
    let mut rows = conn.query(&query(facts))?;
    // A table of the server's own, which only administrators may read.
    rows.extend(conn.query(PRIVILEGES_OF_ROUTINES).unwrap_or_default());
    rows.sort();
    let mut found: Vec<LeftOut> = Vec::new();
    for row in rows {
        let mut cells = Cells::new(row);
        let (what, name) = (cells.text(), cells.text());
        match found.last_mut() {
            Some(last) if last.what == what => last.names.push(name),
            _ => found.push(LeftOut {
                what,
                names: vec![name],
            }),
        }
    }
    Ok(found)
}

const PRIVILEGES: &str = "SELECT DISTINCT 'privileges', TABLE_NAME FROM information_schema.TABLE_PRIVILEGES \
     WHERE TABLE_SCHEMA = DATABASE()";

const PRIVILEGES_OF_COLUMNS: &str = "SELECT DISTINCT 'privileges of columns', CONCAT(TABLE_NAME, '.', COLUMN_NAME) \
     FROM information_schema.COLUMN_PRIVILEGES WHERE TABLE_SCHEMA = DATABASE()";

const PACKAGES: &str = "SELECT 'packages', ROUTINE_NAME FROM information_schema.ROUTINES \
     WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PACKAGE'";

const FOREIGN_LANGUAGES: &str = "SELECT 'routines in other languages than SQL', ROUTINE_NAME \
     FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_BODY <> 'SQL'";

const HISTOGRAMS: &str = "SELECT 'histograms', CONCAT(TABLE_NAME, '.', COLUMN_NAME) \
     FROM information_schema.COLUMN_STATISTICS WHERE SCHEMA_NAME = DATABASE()";

const LIBRARIES: &str = "SELECT 'libraries', LIBRARY_NAME FROM information_schema.LIBRARIES WHERE LIBRARY_SCHEMA = DATABASE()";

const DUALITY_VIEWS: &str = "SELECT 'JSON duality views', TABLE_NAME FROM information_schema.JSON_DUALITY_VIEWS \
     WHERE TABLE_SCHEMA = DATABASE()";

const PRIVILEGES_OF_ROUTINES: &str =
    "SELECT DISTINCT 'privileges', Routine_name FROM mysql.procs_priv WHERE Db = DATABASE()";

fn query(facts: &Facts) -> String {
    let mut parts = vec![PRIVILEGES, PRIVILEGES_OF_COLUMNS];
    if facts.mariadb {
        parts.push(PACKAGES);
    } else {
        parts.push(FOREIGN_LANGUAGES);
        parts.push(HISTOGRAMS);
        if facts.version >= (9, 2, 0) {
            parts.push(LIBRARIES);
        }
        if facts.version >= (9, 4, 0) {
            parts.push(DUALITY_VIEWS);
        }
    }
    parts.join(" UNION ALL ")
}
