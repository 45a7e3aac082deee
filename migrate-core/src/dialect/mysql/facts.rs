//! What is true of one server: which of the two it is, its version, and the settings that change how SQL is read.

use std::collections::BTreeMap;

use crate::connection::Connection;
use crate::dialect::Version;

/// What the dialect knows of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// MariaDB, or else MySQL.
    pub mariadb: bool,
    /// The version, as in `(10, 11, 6)`.
    pub version: Version,
    /// The connection's database, where it has one.
    pub database: Option<String>,
    /// Whether a backslash escapes in text: `NO_BACKSLASH_ESCAPES` is not set.
    pub backslashes: bool,
    /// The session's `sql_mode`.
    pub modes: String,
    /// `lower_case_table_names`: whether the names of tables differ by more than their case.
    pub folds_table_names: bool,
    /// The collation that a character set has where none is named.
    pub default_collations: BTreeMap<String, String>,
}

impl Facts {
    /// A server of that version with its usual settings.
    #[must_use]
    pub(crate) const fn new(mariadb: bool, version: Version) -> Self {
        Facts {
            mariadb,
            version,
            database: None,
            backslashes: true,
            modes: String::new(),
            folds_table_names: false,
            default_collations: BTreeMap::new(),
        }
    }

    /// Asks the server, in one query.
    ///
    /// # Errors
    /// What the database answers.
    pub(crate) fn read(conn: &mut dyn Connection) -> diesel::QueryResult<Self> {
        let rows = conn.query(
            "SELECT 'server', VERSION(), DATABASE(), @@SESSION.sql_mode, \
             CAST(@@lower_case_table_names AS CHAR) \
             UNION ALL SELECT 'charset', CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME, NULL, NULL \
             FROM information_schema.CHARACTER_SETS",
        )?;
        let mut facts = Facts::new(false, (0, 0, 0));
        for row in rows {
            let mut cells = row.into_iter();
            if cells.next().flatten().as_deref() == Some("server") {
                facts.server(&mut cells);
            } else if let (Some(Some(charset)), Some(Some(collation))) =
                (cells.next(), cells.next())
            {
                facts.default_collations.insert(charset, collation);
            }
        }
        Ok(facts)
    }

    fn server(&mut self, row: &mut dyn Iterator<Item = Option<String>>) {
        let facts = self;
        let version = row.next().flatten().unwrap_or_default();
        facts.database = row.next().flatten();
        let modes = row.next().flatten().unwrap_or_default();
        let folding = row.next().flatten();
        facts.mariadb = version.to_ascii_lowercase().contains("mariadb");
        facts.version = parse_version(&version);
        facts.backslashes = !modes
            .split(',')
            .any(|mode| mode.trim() == "NO_BACKSLASH_ESCAPES");
        facts.modes = modes;
        facts.folds_table_names = folding.is_some_and(|folding| folding != "0");
    }

    /// Whether the session's modes change the words in which the server shows things.
    pub(super) fn shows_otherwise(&self) -> bool {
        let mut modes = self.modes.split(',').map(str::trim);
        !self.backslashes || modes.any(|mode| mode == "ANSI_QUOTES")
    }

    /// The name of a character set as the server says it: `utf8` is short for one of two.
    pub(super) fn charset(&self, name: &str) -> String {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "utf8" if !self.default_collations.contains_key("utf8") => "utf8mb3".to_owned(),
            _ => name,
        }
    }

    /// The name of a collation as the server says it.
    pub(super) fn collation(&self, name: &str) -> String {
        let name = name.to_ascii_lowercase();
        match name.strip_prefix("utf8_") {
            Some(rest) if !self.default_collations.contains_key("utf8") => {
                format!("utf8mb3_{rest}")
            }
            _ => name,
        }
    }

    /// The character set that a collation belongs to: what stands before its first `_`.
    pub(super) fn charset_of(&self, collation: &str) -> String {
        collation
            .split_once('_')
            .map_or(collation, |(charset, _)| charset)
            .to_owned()
    }

    /// The collation that a character set has where none is named, if that is known.
    pub(super) fn default_collation(&self, charset: &str) -> Option<String> {
        self.default_collations.get(charset).cloned()
    }

    /// The database's name, for people.
    #[must_use]
    pub(crate) fn name(&self) -> &'static str {
        if self.mariadb { "MariaDB" } else { "MySQL" }
    }

    /// Whether the server is at least of the one version or the other.
    fn since(&self, mariadb: Version, mysql: Version) -> bool {
        self.version >= if self.mariadb { mariadb } else { mysql }
    }

    /// `RENAME COLUMN`, which keeps a column's definition.
    #[must_use]
    pub(crate) fn renames_columns(&self) -> bool {
        self.since((10, 5, 2), (8, 0, 0))
    }

    /// `RENAME INDEX`.
    #[must_use]
    pub(crate) fn renames_indexes(&self) -> bool {
        self.since((10, 5, 2), (5, 7, 0))
    }

    /// Checks that are held, not only read over.
    #[must_use]
    pub(crate) fn has_checks(&self) -> bool {
        self.since((10, 2, 1), (8, 0, 16))
    }

    /// Checks that can be switched off.
    #[must_use]
    pub(crate) fn has_unenforced_checks(&self) -> bool {
        !self.mariadb && self.has_checks()
    }

    /// Any expression as a default.
    #[must_use]
    pub(crate) fn has_expression_defaults(&self) -> bool {
        self.since((10, 2, 1), (8, 0, 13))
    }

    /// Indexes of expressions.
    #[must_use]
    pub(crate) fn has_functional_indexes(&self) -> bool {
        !self.mariadb && self.version >= (8, 0, 13)
    }

    /// Descending indexes that are more than a word.
    #[must_use]
    pub(crate) fn has_descending_indexes(&self) -> bool {
        self.since((10, 8, 0), (8, 0, 1))
    }

    /// Indexes that are kept and not used, and a catalog that says so: `IGNORED`, `INVISIBLE`.
    #[must_use]
    pub(crate) fn has_idle_indexes(&self) -> bool {
        self.since((10, 6, 0), (8, 0, 0))
    }

    /// Columns that `SELECT *` leaves out.
    #[must_use]
    pub(crate) fn has_invisible_columns(&self) -> bool {
        self.since((10, 3, 3), (8, 0, 23))
    }

    /// Sequences.
    #[must_use]
    pub(crate) fn has_sequences(&self) -> bool {
        self.mariadb && self.version >= (10, 3, 0)
    }

    /// A type of its own for UUIDs.
    #[must_use]
    pub(crate) fn has_uuid(&self) -> bool {
        self.mariadb && self.version >= (10, 7, 0)
    }
}

/// Reads `10.11.6-MariaDB-log`, `8.4.2`, and `5.5.5-10.6.4-MariaDB` of servers that pretend to be older.
fn parse_version(version: &str) -> Version {
    let version = version
        .strip_prefix("5.5.5-")
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(version);
    let mut numbers = version
        .split(|c: char| !c.is_ascii_digit())
        .map(|digits| digits.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions_are_read_as_servers_write_them() {
        for (text, version) in [
            ("10.11.6-MariaDB-0+deb12u1", (10, 11, 6)),
            ("5.5.5-10.6.4-MariaDB", (10, 6, 4)),
            ("8.4.2", (8, 4, 2)),
            ("8.0.36-0ubuntu0.22.04.1", (8, 0, 36)),
            ("9.7", (9, 7, 0)),
        ] {
            assert_eq!(parse_version(text), version);
        }
    }
}
