//! What the person at the command line says to the project's own code: `-x key=value` and `--tag`. Any program may say it
//! as well; the environment's functions and the revisions read it.

/// Arguments for the project's own code.
///
/// ```
/// use migrate_core::Arguments;
///
/// let mut arguments = Arguments::default();
/// arguments.insert("tenant", "acme");
/// assert_eq!(arguments.get("tenant"), Some("acme"));
/// assert_eq!(arguments.get("region"), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    pairs: Vec<(String, String)>,
    tag: Option<String>,
}

impl Arguments {
    /// The value of a key: the last one, if it was given several times.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let mut values = self.iter().filter(|&(name, _)| name == key);
        values.next_back().map(|(_, value)| value)
    }

    /// Every value of a key, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter(move |&(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// All keys and values, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Adds a value behind those that the key has.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.pairs.push((key.into(), value.into()));
    }

    /// What `--tag` said.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Says what `--tag` says.
    pub fn set_tag(&mut self, tag: impl Into<String>) {
        self.tag = Some(tag.into());
    }
}
