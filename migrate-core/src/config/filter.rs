//! `[filter]` of `migrate.toml`: which schemas and tables autogenerate looks at, by name.

use crate::schema::TableName;

/// What autogenerate looks at. Tables are named as `schema.table` or `table`; `*` stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The schemas to look at; the default one if empty.
    pub schemas: Vec<String>,
    /// If not empty, only these tables.
    pub only_tables: Vec<String>,
    /// Not these tables.
    pub except_tables: Vec<String>,
}

impl Filter {
    /// Whether a table is looked at.
    ///
    /// ```
    /// use migrate_core::config::Filter;
    /// use migrate_core::schema::TableName;
    ///
    /// let filter = Filter { except_tables: vec!["tmp_*".to_owned()], ..Filter::default() };
    /// assert!(filter.includes(&TableName::new("heros")));
    /// assert!(!filter.includes(&TableName::new("tmp_import")));
    /// ```
    #[must_use]
    pub fn includes(&self, table: &TableName) -> bool {
        let named = |patterns: &[String]| patterns.iter().any(|pattern| names(pattern, table));
        (self.schemas.is_empty()
            || table
                .schema
                .as_ref()
                .is_none_or(|schema| self.schemas.iter().any(|pattern| matches(pattern, schema))))
            && (self.only_tables.is_empty() || named(&self.only_tables))
            && !named(&self.except_tables)
    }
}

/// Whether a pattern names a table; one without a dot names it in whatever schema.
fn names(pattern: &str, table: &TableName) -> bool {
    matches(pattern, &table.name)
        || table
            .schema
            .as_ref()
            .is_some_and(|schema| matches(pattern, &format!("{schema}.{}", table.name)))
}

/// Whether a text is what a pattern says, in which each `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(head) else {
        return false;
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = text.strip_suffix(tail) else {
        return false;
    };
    // What stands between two stars is found as far to the left as it goes: that leaves the most for the rest.
    middle
        .split('*')
        .filter(|part| !part.is_empty())
        .all(|part| match text.split_once(part) {
            Some((_, behind)) => {
                text = behind;
                true
            }
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("heros", "heros", true),
            ("heros", "hero", false),
            ("*", "", true),
            ("tmp_*", "tmp_", true),
            ("tmp_*", "atmp_", false),
            ("*_log", "audit_log", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "axxbyybc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
            ("a*b*b", "ab", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn tables_are_named_with_and_without_their_schema() {
        let table = TableName {
            schema: Some("audit".to_owned()),
            name: "events".to_owned(),
        };
        for (pattern, expected) in [
            ("events", true),
            ("audit.events", true),
            ("audit.*", true),
            ("other.*", false),
            ("*.events", true),
        ] {
            assert_eq!(names(pattern, &table), expected, "{pattern}");
        }
    }
}
