//! Names that may say which schema they belong to.

use std::fmt;

/// The name of a table.
pub type TableName = QualifiedName;

/// The name of something that lives in a schema, with that schema where it is not the default one.
///
/// Names keep their case; nothing is folded or quoted here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct QualifiedName {
    /// The schema, `None` for the connection's default.
    pub schema: Option<String>,
    /// The name itself.
    pub name: String,
}

impl QualifiedName {
    /// Names something of the default schema.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        QualifiedName {
            schema: None,
            name: name.into(),
        }
    }

    /// Names something of the given schema.
    #[must_use]
    pub fn qualified(schema: impl Into<String>, name: impl Into<String>) -> Self {
        QualifiedName {
            schema: Some(schema.into()),
            name: name.into(),
        }
    }

    /// Reads a name as SQL spells it: in lower case unless it stands in quotes; `None` if that is no name.
    pub(crate) fn of_spelling(spelling: &str) -> Option<Self> {
        let (first, rest) = part(spelling.trim())?;
        let Some(rest) = rest.strip_prefix('.') else {
            return rest.is_empty().then(|| QualifiedName::new(first));
        };
        let (second, rest) = part(rest)?;
        rest.is_empty()
            .then(|| QualifiedName::qualified(first, second))
    }
}

/// The name that a text begins with, and what follows it.
fn part(text: &str) -> Option<(String, &str)> {
    let (name, rest) = match text.strip_prefix('"') {
        Some(inside) => {
            let mut quotes = inside.match_indices('"').map(|(at, _)| at);
            let end = loop {
                let at = quotes.next()?;
                if !inside[at + 1..].starts_with('"') {
                    break at;
                }
                quotes.next();
            };
            (inside[..end].replace("\"\"", "\""), &inside[end + 1..])
        }
        None => {
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
            (text[..end].to_ascii_lowercase(), &text[end..])
        }
    };
    (!name.is_empty()).then_some((name, rest))
}

impl From<&str> for QualifiedName {
    fn from(name: &str) -> Self {
        QualifiedName::new(name)
    }
}

impl From<(&str, &str)> for QualifiedName {
    fn from((schema, name): (&str, &str)) -> Self {
        QualifiedName::qualified(schema, name)
    }
}

impl From<&QualifiedName> for QualifiedName {
    fn from(name: &QualifiedName) -> Self {
        name.clone()
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::QualifiedName;

    #[test]
    fn a_spelt_name_is_folded_unless_it_is_quoted() {
        for (spelt, name) in [
            ("status", Some(QualifiedName::new("status"))),
            (
                "Crm.Status",
                Some(QualifiedName::qualified("crm", "status")),
            ),
            (
                r#" crm."Odd ""One""" "#,
                Some(QualifiedName::qualified("crm", r#"Odd "One""#)),
            ),
            ("varchar(3)", None),
            ("double precision", None),
            ("a.b.c", None),
            (r#""open"#, None),
            (r#""""#, None),
            ("crm.", None),
        ] {
            assert_eq!(QualifiedName::of_spelling(spelt), name, "{spelt}");
        }
    }
}
