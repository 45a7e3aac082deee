//! Which database is meant: the first of `--url`, `MIGRATE_URL`, `migrate_url`, the variable that `url_env` names,
//! `url`.

use super::{Config, ConfigError, Lookup, expand};

/// A URL and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvedUrl {
    /// The URL, expanded.
    pub url: String,
    /// Where it was found.
    pub source: UrlSource,
}

impl ResolvedUrl {
    /// Whether the project's own code computes the URL: `url = "environment"`.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        self.url == "environment"
            && matches!(
                self.source,
                UrlSource::ConfigUrl | UrlSource::ConfigMigrateUrl
            )
    }
}

/// Where a URL was found. The relative path of a SQLite file counts from the current folder if it is an argument, and
/// from the project's folder otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UrlSource {
    /// `--url`.
    Argument,
    /// The variable `MIGRATE_URL`.
    MigrateUrl,
    /// `migrate_url` in `migrate.toml`.
    ConfigMigrateUrl,
    /// The variable that `url_env` names.
    Variable(String),
    /// `url` in `migrate.toml`.
    ConfigUrl,
}

impl std::fmt::Display for UrlSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            UrlSource::Argument => f.write_str("--url"),
            UrlSource::MigrateUrl => f.write_str("the variable MIGRATE_URL"),
            UrlSource::ConfigMigrateUrl => f.write_str("`migrate_url` in migrate.toml"),
            UrlSource::Variable(name) => write!(f, "the variable {name}"),
            UrlSource::ConfigUrl => f.write_str("`url` in migrate.toml"),
        }
    }
}

impl Config {
    /// Finds the URL; `None` if nothing names one. A variable that is set to nothing counts as not set.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Expand`].
    pub fn resolve_url(
        &self,
        argument: Option<&str>,
        lookup: Lookup<'_>,
    ) -> Result<Option<ResolvedUrl>, ConfigError> {
        let expanded = |key: &'static str, text: &String, source: UrlSource| {
            expand::expand(text, lookup)
                .map(|url| Some(ResolvedUrl { url, source }))
                .map_err(|source| ConfigError::Expand { key, source })
        };
        let variable = |name: &str| lookup(name).filter(|value| !value.is_empty());

        if let Some(url) = argument {
            return Ok(Some(ResolvedUrl {
                url: url.to_owned(),
                source: UrlSource::Argument,
            }));
        }
        if let Some(url) = variable("MIGRATE_URL") {
            let source = UrlSource::MigrateUrl;
            return Ok(Some(ResolvedUrl { url, source }));
        }
        if let Some(text) = &self.migrate_url {
            return expanded("migrate_url", text, UrlSource::ConfigMigrateUrl);
        }
        if let Some(url) = variable(&self.url_env) {
            let source = UrlSource::Variable(self.url_env.clone());
            return Ok(Some(ResolvedUrl { url, source }));
        }
        match &self.url {
            Some(text) => expanded("url", text, UrlSource::ConfigUrl),
            None => Ok(None),
        }
    }
}
