//! MariaDB's sequences, each of which is a table with one row that describes it.

use super::Reader;
use crate::dialect::InspectError;
use crate::dialect::mysql::literal::quote;
use crate::schema::{Sequence, SequenceOptions};

pub(super) fn read(
    reader: &mut Reader<'_>,
    names: &[&String],
) -> Result<Vec<Sequence>, InspectError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let selects: Vec<String> = names
        .iter()
        .map(|name| {
            format!(
                "SELECT {}, CAST(start_value AS CHAR), CAST(increment AS CHAR), CAST(minimum_value AS CHAR), \
                 CAST(maximum_value AS CHAR), CAST(cache_size AS CHAR), CAST(cycle_option AS CHAR) FROM {}",
                reader.text(name),
                quote(name)
            )
        })
        .collect();
    let rows = reader.query(&selects.join(" UNION ALL "))?;
    let mut sequences: Vec<Sequence> = rows
        .into_iter()
        .map(|mut row| {
            let mut sequence = Sequence::new(row.text().as_str());
            let mut number = || row.next().and_then(|digits| digits.parse::<i64>().ok());
            sequence.options = SequenceOptions {
                type_: None,
                start: number(),
                increment: number(),
                min: number(),
                max: number(),
                cache: number(),
                cycle: number().map(|cycle| cycle != 0),
            };
            sequence
        })
        .collect();
    sequences.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sequences)
}
