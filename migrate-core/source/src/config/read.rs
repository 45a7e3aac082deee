//! The keys of `migrate.toml`: which there are, and what each takes.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::naming;
use super::{Build, Config, ConfigError, Filter, NamingConvention, PostWriteHook, Transaction};
use crate::position::Position;
use crate::suggest::nearest;

/// The keys of the top and, but for `TOP_KEYS`, of `[env.NAME]`.
pub(super) const KEYS: [&str; 27] = [
    "script_location",
    "version_locations",
    "recursive_version_locations",
    "url",
    "url_env",
    "migrate_url",
    "prompt_password",
    "version_table",
    "version_table_schema",
    "version_table_pk",
    "journal",
    "transaction",
    "lock",
    "runner_lock_timeout",
    "ddl_lock_timeout",
    "statement_timeout",
    "compare_types",
    "compare_defaults",
    "filter",
    "file_template",
    "timezone",
    "truncate_slug_length",
    "naming_convention",
    "post_write_hooks",
    "build",
    "databases",
    "env",
];
/// Those that `[env.NAME]` does not take.
const TOP_KEYS: [&str; 2] = ["databases", "env"];
pub(super) const FILTER_KEYS: [&str; 3] = ["schemas", "only_tables", "except_tables"];
pub(super) const HOOK_KEYS: [&str; 2] = ["command", "args"];
pub(super) const BUILD_KEYS: [&str; 5] = ["package", "features", "profile", "args", "command"];

type Value<'i> = Spanned<DeValue<'i>>;

/// See [`Config::parse`].
pub(super) fn parse(text: &str, file: &Path, env: Option<&str>) -> Result<Config, ConfigError> {
    let reader = Reader { text, file };
    let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
        file: file.to_owned(),
        position: Position::of(text, error.span().map_or(0, |span| span.start)),
        message: error.message().to_owned(),
    })?;

    let root = file.parent().unwrap_or_else(|| Path::new(""));
    let mut config = Config::default_in(root);
    config.file = Some(file.to_owned());
    let mut envs = None;
    let mut databases = None;
    for entry in entries(table.get_ref()) {
        if entry.key == "databases" {
            databases = entry.value.get_ref().as_array();
        }
        if entry.key == "env" {
            envs = Some(reader.table("env", entry.value)?);
        } else {
            reader.set(&mut config, "", &entry)?;
        }
    }

    reader.check(&config)?;

    let mut chosen = None;
    for entry in envs.into_iter().flat_map(entries) {
        let prefix = format!("env.{}", entry.key);
        let mut overlaid = config.clone();
        for inner in entries(reader.table(&prefix, entry.value)?) {
            if inner.key == "env" {
                return Err(reader.unknown(
                    &prefix,
                    &inner,
                    KEYS.iter().copied().filter(|&key| key != "env"),
                ));
            }
            reader.set(&mut overlaid, &prefix, &inner)?;
        }
        reader.check(&overlaid)?;
        config.envs.push(entry.key.to_owned());
        if env == Some(entry.key) {
            chosen = Some(overlaid);
        }
    }
    for value in databases.into_iter().flat_map(|array| array.iter()) {
        let name = value.get_ref().as_str().unwrap_or_default();
        // It becomes a part of functions' names.
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(plain) {
            let expected = "made of small letters, digits and `_`";
            return Err(reader.wrong("databases", value, expected));
        }
        if !config.envs.iter().any(|env| env == name) {
            return Err(ConfigError::MissingEnv {
                file: file.to_owned(),
                position: reader.position(value.span()),
                name: name.to_owned(),
            });
        }
    }
    match env {
        None => Ok(config),
        Some(name) => match chosen {
            Some(mut chosen) => {
                chosen.env = Some(name.to_owned());
                chosen.envs = config.envs;
                Ok(chosen)
            }
            None => Err(ConfigError::UnknownEnv {
                file: file.to_owned(),
                name: name.to_owned(),
                suggestion: nearest(name, config.envs.iter().map(String::as_str))
                    .map(str::to_owned),
            }),
        },
    }
}

/// A key of a table, and its value.
struct Entry<'t, 'i> {
    key: &'t str,
    at: usize,
    value: &'t Value<'i>,
}

/// The entries of a table as the file has them, so that the first mistake is the first in the file.
fn entries<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Entry<'t, 'i>> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            at: key.span().start,
            value,
        })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

struct Reader<'a> {
    text: &'a str,
    file: &'a Path,
}

impl Reader<'_> {
    /// Sets the field of one key.
    fn set(
        &self,
        config: &mut Config,
        prefix: &str,
        entry: &Entry<'_, '_>,
    ) -> Result<(), ConfigError> {
        let key = full(prefix, entry.key);
        let value = entry.value;
        match entry.key {
            "script_location" => config.script_location = Some(self.string(&key, value)?),
            "version_locations" => config.version_locations = Some(self.strings(&key, value)?),
            "recursive_version_locations" => {
                config.recursive_version_locations = self.boolean(&key, value)?;
            }
            "url" => config.url = Some(self.string(&key, value)?),
            "url_env" => config.url_env = self.name(&key, value)?,
            "migrate_url" => config.migrate_url = Some(self.string(&key, value)?),
            "prompt_password" => config.prompt_password = self.boolean(&key, value)?,
            "version_table" => config.version_table = self.name(&key, value)?,
            "version_table_schema" => {
                config.version_table_schema = Some(self.name(&key, value)?);
            }
            "version_table_pk" => config.version_table_pk = self.boolean(&key, value)?,
            "journal" => config.journal = self.boolean(&key, value)?,
            "transaction" => {
                config.transaction = match self.string(&key, value)?.as_str() {
                    "revision" => Transaction::Revision,
                    "run" => Transaction::Run,
                    _ => return Err(self.wrong(&key, value, "\"revision\" or \"run\"")),
                };
            }
            "lock" => config.lock = self.boolean(&key, value)?,
            "runner_lock_timeout" => config.runner_lock_timeout = self.duration(&key, value)?,
            "ddl_lock_timeout" => config.ddl_lock_timeout = Some(self.duration(&key, value)?),
            "statement_timeout" => config.statement_timeout = Some(self.duration(&key, value)?),
            "compare_types" => config.compare_types = self.boolean(&key, value)?,
            "compare_defaults" => config.compare_defaults = self.boolean(&key, value)?,
            "filter" => config.filter = self.filter(&key, value)?,
            "file_template" => {
                let template = self.string(&key, value)?;
                let template: Result<_, crate::write::TemplateError> = template.parse();
                config.file_template =
                    template.map_err(|error| self.pattern(&key, value, error.to_string()))?;
            }
            "timezone" => config.timezone = self.name(&key, value)?,
            "truncate_slug_length" => {
                config.truncate_slug_length = match self.integer(value) {
                    Some(length @ 1..=200) => {
                        usize::try_from(length).unwrap_or(crate::write::SLUG_CHARS)
                    }
                    Some(_) | None => {
                        return Err(self.wrong(&key, value, "a number from 1 to 200"));
                    }
                };
            }
            "naming_convention" => config.naming_convention = self.naming(&key, value)?,
            "post_write_hooks" => config.post_write_hooks = Some(self.hooks(&key, value)?),
            "build" => config.build = self.build(&key, value)?,
            // An environment is one of them, and has none.
            "databases" if prefix.is_empty() => config.databases = self.strings(&key, value)?,
            _ => {
                let known = KEYS
                    .iter()
                    .copied()
                    .filter(|&key| prefix.is_empty() || !TOP_KEYS.contains(&key));
                return Err(self.unknown(prefix, entry, known));
            }
        }
        Ok(())
    }

    /// Whether the keys go together.
    fn check(&self, config: &Config) -> Result<(), ConfigError> {
        if config.file_template.has_folders() && !config.recursive_version_locations {
            return Err(ConfigError::NotRecursive {
                file: self.file.to_owned(),
            });
        }
        Ok(())
    }

    fn filter(&self, prefix: &str, value: &Value<'_>) -> Result<Filter, ConfigError> {
        let mut filter = Filter::default();
        for entry in entries(self.table(prefix, value)?) {
            let key = full(prefix, entry.key);
            let field = match entry.key {
                "schemas" => &mut filter.schemas,
                "only_tables" => &mut filter.only_tables,
                "except_tables" => &mut filter.except_tables,
                _ => return Err(self.unknown(prefix, &entry, FILTER_KEYS)),
            };
            *field = self.strings(&key, entry.value)?;
        }
        Ok(filter)
    }

    fn naming(&self, prefix: &str, value: &Value<'_>) -> Result<NamingConvention, ConfigError> {
        let mut naming = NamingConvention::default();
        for entry in entries(self.table(prefix, value)?) {
            let key = full(prefix, entry.key);
            if !naming::KEYS.contains(&entry.key) {
                return Err(self.unknown(prefix, &entry, naming::KEYS));
            }
            let pattern = self.name(&key, entry.value)?;
            if let Some(Err(problem)) = naming.set(entry.key, &pattern) {
                return Err(self.pattern(&key, entry.value, problem));
            }
        }
        Ok(naming)
    }

    fn hooks(&self, prefix: &str, value: &Value<'_>) -> Result<Vec<PostWriteHook>, ConfigError> {
        let Some(array) = value.get_ref().as_array() else {
            return Err(self.wrong(prefix, value, "tables, `[[post_write_hooks]]`"));
        };
        let mut hooks = Vec::new();
        for value in array {
            let (mut command, mut args) = (None, Vec::new());
            for entry in entries(self.table(prefix, value)?) {
                let key = full(prefix, entry.key);
                match entry.key {
                    "command" => command = Some(self.name(&key, entry.value)?),
                    "args" => args = self.strings(&key, entry.value)?,
                    _ => return Err(self.unknown(prefix, &entry, HOOK_KEYS)),
                }
            }
            let command = command.ok_or_else(|| ConfigError::MissingKey {
                file: self.file.to_owned(),
                position: self.position(value.span()),
                table: format!("[[{prefix}]]"),
                key: "command",
            })?;
            hooks.push(PostWriteHook { command, args });
        }
        Ok(hooks)
    }

    fn build(&self, prefix: &str, value: &Value<'_>) -> Result<Build, ConfigError> {
        let mut build = Build::default();
        for entry in entries(self.table(prefix, value)?) {
            let key = full(prefix, entry.key);
            match entry.key {
                "package" => build.package = Some(self.name(&key, entry.value)?),
                "features" => build.features = self.strings(&key, entry.value)?,
                "profile" => build.profile = Some(self.name(&key, entry.value)?),
                "args" => build.args = self.strings(&key, entry.value)?,
                "command" => build.command = self.strings(&key, entry.value)?,
                _ => return Err(self.unknown(prefix, &entry, BUILD_KEYS)),
            }
        }
        Ok(build)
    }

    fn table<'t, 'i>(
        &self,
        key: &str,
        value: &'t Value<'i>,
    ) -> Result<&'t DeTable<'i>, ConfigError> {
        value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.wrong(key, value, &format!("a table, `[{key}]`")))
    }

    fn string(&self, key: &str, value: &Value<'_>) -> Result<String, ConfigError> {
        value
            .get_ref()
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| self.wrong(key, value, "a string"))
    }

    /// A string that says something.
    fn name(&self, key: &str, value: &Value<'_>) -> Result<String, ConfigError> {
        let text = self.string(key, value)?;
        if text.trim().is_empty() {
            return Err(self.wrong(key, value, "a name"));
        }
        Ok(text)
    }

    fn strings(&self, key: &str, value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
        let wrong = |value| self.wrong(key, value, "a list of strings");
        value
            .get_ref()
            .as_array()
            .ok_or_else(|| wrong(value))?
            .iter()
            .map(|item| {
                item.get_ref()
                    .as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| wrong(item))
            })
            .collect()
    }

    fn boolean(&self, key: &str, value: &Value<'_>) -> Result<bool, ConfigError> {
        value
            .get_ref()
            .as_bool()
            .ok_or_else(|| self.wrong(key, value, "true or false"))
    }

    fn integer(&self, value: &Value<'_>) -> Option<u64> {
        let integer = value.get_ref().as_integer()?;
        u64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// Seconds as a number, or a number with a unit: `"500ms"`, `"30s"`, `"5m"`, `"1h"`.
    fn duration(&self, key: &str, value: &Value<'_>) -> Result<Duration, ConfigError> {
        let duration = match value.get_ref().as_str() {
            None => self.integer(value).map(Duration::from_secs),
            Some(text) => parse_duration(text),
        };
        duration
            // Milliseconds of it go into a 64-bit number, and some databases take no more than 32 bits of them.
            .filter(|duration| duration.as_millis() <= i32::MAX as u128)
            .ok_or_else(|| {
                self.wrong(
                    key,
                    value,
                    "seconds, or a time like \"500ms\", \"30s\", \"5m\", \"1h\" (at most 24 days)",
                )
            })
    }

    fn position(&self, span: Range<usize>) -> Position {
        Position::of(self.text, span.start)
    }

    fn wrong(&self, key: &str, value: &Value<'_>, expected: &str) -> ConfigError {
        let written = self.text.get(value.span()).unwrap_or_default();
        let found: Cow<'_, str> = match value.get_ref() {
            DeValue::Table(_) => "a table".into(),
            DeValue::Array(_) => "a list".into(),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => format!("`{written}`").into(),
        };
        ConfigError::WrongValue {
            file: self.file.to_owned(),
            position: self.position(value.span()),
            key: key.to_owned(),
            expected: expected.to_owned(),
            found: found.into_owned(),
        }
    }

    fn pattern(&self, key: &str, value: &Value<'_>, problem: String) -> ConfigError {
        ConfigError::Pattern {
            file: self.file.to_owned(),
            position: self.position(value.span()),
            key: key.to_owned(),
            problem,
        }
    }

    fn unknown<'k>(
        &self,
        prefix: &str,
        entry: &Entry<'_, '_>,
        known: impl IntoIterator<Item = &'k str>,
    ) -> ConfigError {
        ConfigError::UnknownKey {
            file: self.file.to_owned(),
            position: Position::of(self.text, entry.at),
            key: full(prefix, entry.key),
            suggestion: nearest(entry.key, known).map(|key| full(prefix, key)),
        }
    }
}

fn full(prefix: &str, key: &str) -> String {
    if prefix.is_empty() {
        key.to_owned()
    } else {
        format!("{prefix}.{key}")
    }
}

fn parse_duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u64 = number.parse().ok()?;
    match unit.trim() {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" | "min" => Some(Duration::from_secs(number.checked_mul(60)?)),
        "h" => Some(Duration::from_secs(number.checked_mul(3600)?)),
        _ => None,
    }
}
