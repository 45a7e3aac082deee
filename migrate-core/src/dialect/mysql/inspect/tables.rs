//! Which tables there are, and what they say of themselves as a whole.

use super::Reader;
use crate::dialect::InspectError;
use crate::dialect::mysql::moment::is_passing;
use crate::dialect::mysql::token::tokens;
use crate::schema::{Table, TableName};

/// What the list of tables holds.
pub(super) struct Listing {
    pub(super) tables: Vec<Found>,
    pub(super) sequences: Vec<String>,
    views: Vec<String>,
}

impl Listing {
    /// The names of everything that a view may read from.
    pub(super) fn known_names(&self) -> Vec<String> {
        let tables = self.tables.iter().map(|found| &found.table.name.name);
        tables
            .chain(&self.sequences)
            .chain(&self.views)
            .cloned()
            .collect()
    }
}

/// A table without its columns yet.
pub(super) struct Found {
    pub(super) table: Table,
    pub(super) partitioned: bool,
    /// The next number of `AUTO_INCREMENT`, unless it is the first.
    pub(super) counter: Option<u64>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Listing, InspectError> {
    let sql = format!(
        "SELECT TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT, CAST(AUTO_INCREMENT AS CHAR) \
         FROM information_schema.TABLES WHERE {}",
        reader.condition("TABLE_SCHEMA", "TABLE_NAME")
    );
    let mut listing = Listing {
        tables: Vec::new(),
        sequences: Vec::new(),
        views: Vec::new(),
    };
    for mut row in reader.query(&sql)? {
        let (name, kind) = (row.text(), row.text());
        match kind.as_str() {
            // Another comparison's, or one that a crash left.
            _ if is_passing(&name) => continue,
            "BASE TABLE" | "SYSTEM VERSIONED" => {}
            "SEQUENCE" => {
                listing.sequences.push(name);
                continue;
            }
            "VIEW" => {
                listing.views.push(name);
                continue;
            }
            // Temporary tables, views of the system.
            _ => continue,
        }
        let mut table = Table::new(TableName::new(name));
        table.options.engine = row.next();
        table.options.collation = row.next();
        table.options.charset = table
            .options
            .collation
            .as_deref()
            .map(|collation| reader.facts.charset_of(collation));
        let options = Options::read(&row.text(), table.options.engine.as_deref());
        table.options.row_format = options.row_format;
        table.options.parameters = options.rest;
        if kind == "SYSTEM VERSIONED" {
            let parameters = table.options.parameters.get_or_insert_default();
            if !parameters.is_empty() {
                parameters.push(' ');
            }
            parameters.push_str("WITH SYSTEM VERSIONING");
        }
        table.comment = row.next().filter(|comment| !comment.is_empty());
        let counter = row.next().and_then(|digits| digits.parse().ok());
        listing.tables.push(Found {
            table,
            counter: counter.filter(|counter| *counter > 1),
            partitioned: options.partitioned,
        });
    }
    listing
        .tables
        .sort_by(|a, b| a.table.name.cmp(&b.table.name));
    Ok(listing)
}

/// `CREATE_OPTIONS`: what was said of the table's storage.
struct Options {
    row_format: Option<String>,
    partitioned: bool,
    rest: Option<String>,
}

impl Options {
    fn read(text: &str, engine: Option<&str>) -> Self {
        let mut read = Options {
            row_format: None,
            partitioned: false,
            rest: None,
        };
        let mut rest: Vec<&str> = Vec::new();
        for option in options(text) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match name.to_ascii_lowercase().as_str() {
                "partitioned" => read.partitioned = true,
                "row_format" => read.row_format = Some(value.to_ascii_uppercase()),
                // MariaDB shows it of every such table.
                "transactional" if value == "1" && engine == Some("Aria") => {}
                _ => rest.push(option),
            }
        }
        if !rest.is_empty() {
            read.rest = Some(rest.join(" "));
        }
        read
    }
}

/// Cuts options at the white space between them, which is none that stands in quotes.
pub(in crate::dialect::mysql) fn options(text: &str) -> Vec<&str> {
    let Ok(tokens) = tokens(text) else {
        return text.split_whitespace().collect();
    };
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for token in tokens {
        match words.last_mut() {
            Some(last) if last.end == token.span.start => last.end = token.span.end,
            _ => words.push(token.span),
        }
    }
    words.into_iter().map(|span| &text[span]).collect()
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn options_are_told_apart() {
        let options = Options::read(
            "row_format=COMPRESSED key_block_size=8 partitioned COMPRESSION=\"zl ib\"",
            Some("InnoDB"),
        );
        assert_eq!(options.row_format.as_deref(), Some("COMPRESSED"));
        assert!(options.partitioned);
        assert_eq!(
            options.rest.as_deref(),
            Some("key_block_size=8 COMPRESSION=\"zl ib\"")
        );
    }
}
