//! New revision files: an id, a name after the template, and a file that is never written over another.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::suggest::{known, nearest};

/// The longest slug by default, in characters.
pub const SLUG_CHARS: usize = 40;

const TOKENS: [&str; 10] = [
    "id", "rev", "slug", "epoch", "year", "month", "day", "hour", "minute", "second",
];

/// How new files are named, below the folder of revisions and without `.rs`: `{id}_{slug}` by default.
///
/// `{id}`, `{slug}`, `{epoch}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, `{second}` stand for the revision's
/// (months to seconds with two digits), `{rev}` is another word for `{id}`; a `/` makes a sub-folder, which needs
/// `recursive_version_locations`. Alembic's spelling, `%%(year)d_%%(rev)s`, means the same.
///
/// ```
/// use migrate_source::write::{FileDate, FileTemplate};
///
/// let template: FileTemplate = "{year}/{month}{day}_{id}_{slug}".parse()?;
/// let date = FileDate { epoch: 1_795_000_000, year: 2026, month: 11, day: 8, hour: 9, minute: 6, second: 40 };
/// assert_eq!(template.file_name("1975ea83b712", "create_heros", &date), "2026/1108_1975ea83b712_create_heros.rs");
/// # Ok::<(), migrate_source::write::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTemplate(String);

impl Default for FileTemplate {
    fn default() -> Self {
        FileTemplate("{id}_{slug}".to_owned())
    }
}

impl fmt::Display for FileTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A template that names no file; the message goes on behind the name of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A token that means nothing.
    #[error("knows no `{{{token}}}`{}", known(.suggestion.as_deref(), &TOKENS))]
    UnknownToken {
        /// The token.
        token: String,
        /// The token that was probably meant.
        suggestion: Option<String>,
    },
    /// A brace without the other.
    #[error("has a brace without the other")]
    Brace,
    /// The template leads out of the folder of revisions, or names no file in it.
    #[error("has to name a file below the folder of revisions")]
    Path,
}

/// The date of a new revision, in the time zone of the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileDate {
    /// Seconds since 1970.
    pub epoch: i64,
    /// The year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60.
    pub second: u8,
}

impl FromStr for FileTemplate {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let text = &with_braces(text);
        let mut rest = text.as_str();
        while let Some(open) = rest.find(['{', '}']) {
            let after = rest
                .get(open..)
                .and_then(|rest| rest.strip_prefix('{'))
                .ok_or(TemplateError::Brace)?;
            let (token, after) = after.split_once('}').ok_or(TemplateError::Brace)?;
            if !TOKENS.contains(&token) {
                return Err(TemplateError::UnknownToken {
                    token: token.to_owned(),
                    suggestion: nearest(token, TOKENS).map(str::to_owned),
                });
            }
            rest = after;
        }
        let below = text
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0']));
        if below {
            Ok(FileTemplate(text.to_owned()))
        } else {
            Err(TemplateError::Path)
        }
    }
}

/// Writes Alembic's tokens, `%(rev)s` and with the doubled sign of its file `%%(month).2d`, as ours.
fn with_braces(text: &str) -> String {
    let mut braced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%(") {
        let Some((token, format)) = after.split_once(')') else {
            break;
        };
        let digits = format.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let Some(after) = digits.strip_prefix(['s', 'd']) else {
            break;
        };
        braced.push_str(before.strip_suffix('%').unwrap_or(before));
        braced.push_str(&format!("{{{token}}}"));
        rest = after;
    }
    braced.push_str(rest);
    braced
}

impl FileTemplate {
    /// The path of a new file below the folder of revisions, with `/` and `.rs`.
    #[must_use]
    pub fn file_name(&self, id: &str, slug: &str, date: &FileDate) -> String {
        let two = |number: u8| format!("{number:02}");
        let mut name = String::with_capacity(64);
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            name.push_str(before);
            let (token, after) = after.split_once('}').unwrap_or((after, ""));
            match token {
                "id" | "rev" => name.push_str(id),
                "slug" => name.push_str(slug),
                "epoch" => name.push_str(&date.epoch.to_string()),
                "year" => name.push_str(&format!("{:04}", date.year)),
                "month" => name.push_str(&two(date.month)),
                "day" => name.push_str(&two(date.day)),
                "hour" => name.push_str(&two(date.hour)),
                "minute" => name.push_str(&two(date.minute)),
                "second" => name.push_str(&two(date.second)),
                // The constructor lets no other token in.
                _ => {}
            }
            rest = after;
        }
        name.push_str(rest);
        name.push_str(".rs");
        name
    }

    /// Whether files go to sub-folders.
    #[must_use]
    pub fn has_folders(&self) -> bool {
        self.0.contains('/')
    }
}

/// A message as a part of a file name: its words in lower case, joined by `_`, at most `max_chars` characters cut
/// after a word.
#[must_use]
pub fn slug(message: &str, max_chars: usize) -> String {
    let words: Vec<&str> = message
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let slug = words.join("_").to_lowercase();
    match slug.char_indices().nth(max_chars) {
        None => slug,
        Some((end, _)) => {
            let cut = slug.get(..end).unwrap_or_default();
            let kept = cut.rsplit_once('_').map_or(cut, |(kept, _)| kept);
            // The underscore shows that words are missing.
            format!("{kept}_")
        }
    }
}

/// A new id: twelve hexadecimal digits that no existing id begins with, nor is the beginning of.
#[must_use]
pub fn new_id<'a>(existing: impl IntoIterator<Item = &'a str> + Clone) -> String {
    loop {
        // The keys of a `RandomState` come from the operating system's randomness.
        let random = RandomState::new().build_hasher().finish();
        let id = format!("{:012x}", random >> 16);
        let clashes = |other: &str| other.starts_with(&id) || id.starts_with(other);
        if !existing.clone().into_iter().any(clashes) {
            return id;
        }
    }
}

/// Writes a new file, and its folders; an existing file is never touched.
///
/// The file appears under its name only when it is complete, so that a build that runs meanwhile never sees half.
///
/// # Errors
///
/// [`WriteError`].
pub fn write_new(file: &Path, text: &str) -> Result<(), WriteError> {
    let failed = |source: io::Error| WriteError::Io {
        file: file.to_owned(),
        source,
    };
    let exists = || WriteError::Exists {
        file: file.to_owned(),
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(file.file_name().unwrap_or_default());
    hidden.push(format!(".{}", std::process::id()));
    let partial = file.with_file_name(hidden);
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&partial)
        .and_then(|mut new| new.write_all(text.as_bytes()).and_then(|()| new.sync_all()));
    // A hard link fails where the name is taken; a rename would replace the file that has it.
    let linked = written.and_then(|()| fs::hard_link(&partial, file));
    let removed = fs::remove_file(&partial);
    match linked {
        Ok(()) => removed.map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && file.exists() => {
            Err(exists())
        }
        // Some file systems have no hard links: there the file is made under its name.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
            ) =>
        {
            let new = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(file);
            match new {
                Ok(mut new) => new.write_all(text.as_bytes()).map_err(failed),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
                Err(error) => Err(failed(error)),
            }
        }
        Err(error) => Err(failed(error)),
    }
}

/// Why a new file cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// There is a file of this name.
    #[error("{} exists already", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The folder or the file cannot be made.
    #[error("cannot write {}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

#[cfg(test)]
mod tests;
