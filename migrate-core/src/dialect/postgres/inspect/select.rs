//! A query of the catalog, in parts, so that several can be asked as one.

use crate::connection::{Connection, Row};
use crate::dialect::InspectError;

/// A query in parts.
pub(in crate::dialect::postgres) struct Select {
    /// What it returns, as text.
    pub(in crate::dialect::postgres) cells: Vec<String>,
    /// What stands behind `FROM`, the conditions among it.
    pub(in crate::dialect::postgres) from: String,
    pub(in crate::dialect::postgres) order: &'static str,
}

impl Select {
    pub(super) fn read(&self, conn: &mut dyn Connection) -> Result<Vec<Row>, InspectError> {
        let Select { cells, from, order } = self;
        let cells = cells.join(", ");
        Ok(conn.query(&format!("SELECT {cells} FROM {from} ORDER BY {order}"))?)
    }

    /// Asks several in one statement; returns the rows of each.
    pub(super) fn read_all(
        selects: &[Select],
        conn: &mut dyn Connection,
    ) -> Result<Vec<Vec<Row>>, InspectError> {
        let mut found = vec![Vec::new(); selects.len()];
        let width = selects.iter().map(|select| select.cells.len()).max();
        let Some(width) = width else {
            return Ok(found);
        };
        let part = |(number, Select { cells, from, order }): (usize, &Select)| {
            let mut cells = cells.clone();
            cells.resize(width, "NULL".to_owned());
            let cells = cells.join(", ");
            format!(
                "SELECT '{number}', pg_catalog.lpad((pg_catalog.row_number() OVER (ORDER BY {order}))::text, 9, '0'), \
                 {cells} FROM {from}"
            )
        };
        let parts: Vec<String> = selects.iter().enumerate().map(part).collect();
        let rows = conn.query(&format!("{} ORDER BY 1, 2", parts.join(" UNION ALL ")))?;
        for row in rows {
            let mut cells = row.into_iter();
            let number = cells.next().flatten().and_then(|cell| cell.parse().ok());
            let of = number.and_then(|number: usize| found.get_mut(number));
            if let Some(rows) = of {
                rows.push(cells.skip(1).collect());
            }
        }
        Ok(found)
    }
}
