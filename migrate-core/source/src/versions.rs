//! The folders of revisions: which files are revisions, in which order, and their headers.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::header::{self, HeaderError, RevisionHeader};

/// From how many files on reading them is shared by two threads.
const SHARED_FROM: usize = 128;

/// What nearly every revision file fits into.
const BUFFER: usize = 64 * 1024;

/// Why a file or a folder of revisions cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The folder cannot be listed.
    #[error("cannot list the folder of revisions {}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file cannot be read, or is not UTF-8.
    #[error("cannot read {path}")]
    File {
        /// The file as it is shown.
        path: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is no revision as the frozen layout has it.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Two files say the same id.
    #[error("two revisions have the id `{id}`: {first} and {second}")]
    DuplicateId {
        /// The id.
        id: String,
        /// The one file.
        first: String,
        /// The other file.
        second: String,
    },
}

/// What the folders hold: the revisions that could be read, and all that is wrong with the others.
#[derive(Debug, Default)]
pub struct Versions {
    /// The headers, location by location, in each the files before the sub-folders, both by name, byte-wise: the
    /// order that breaks ties in the graph.
    pub headers: Vec<RevisionHeader>,
    /// What is wrong, in the same order.
    pub errors: Vec<SourceError>,
}

impl Versions {
    /// The headers, if nothing is wrong.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn into_headers(self) -> Result<Vec<RevisionHeader>, SourceError> {
        match self.errors.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(self.headers),
        }
    }
}

/// Reads the revisions of all locations; paths are shown relative to `base`. A folder that is missing is empty.
#[must_use]
pub fn read(base: &Path, locations: &[PathBuf], recursive: bool) -> Versions {
    let mut versions = Versions::default();
    let mut files = Vec::new();
    let mut seen = HashSet::new();
    for location in locations {
        match list(location, recursive) {
            // Locations may overlap: a file counts once, where it is met first.
            Ok(found) => files.extend(found.into_iter().filter(|file| {
                let real = if locations.len() > 1 {
                    file.canonicalize().ok()
                } else {
                    None
                };
                seen.insert(real.unwrap_or_else(|| file.clone()))
            })),
            Err(error) => versions.errors.push(error),
        }
    }

    for result in read_all(base, &files) {
        match result {
            Ok(header) => versions.headers.push(header),
            Err(error) => versions.errors.push(error),
        }
    }

    let mut by_id: HashMap<&str, &str> = HashMap::with_capacity(versions.headers.len());
    for header in &versions.headers {
        match by_id.get(header.id.as_str()) {
            Some(&first) => versions.errors.push(SourceError::DuplicateId {
                id: header.id.clone(),
                first: first.to_owned(),
                second: header.path.clone(),
            }),
            None => {
                by_id.insert(&header.id, &header.path);
            }
        }
    }
    versions
}

/// Reads one revision file.
///
/// # Errors
///
/// [`SourceError::File`] and [`SourceError::Header`].
pub fn read_file(base: &Path, file: &Path) -> Result<RevisionHeader, SourceError> {
    read_through(&mut Vec::new(), base, file)
}

/// Reads a revision file into a buffer that was used for others before: thousands of files are thousands of allocations.
fn read_through(
    buffer: &mut Vec<u8>,
    base: &Path,
    file: &Path,
) -> Result<RevisionHeader, SourceError> {
    let path = shown(base, file);
    let source = text(buffer, file).map_err(|source| SourceError::File {
        path: path.clone(),
        source,
    })?;
    Ok(header::read(source, &path, file)?)
}

/// The text of a file. It is read without asking for its size first, which is a question more for each of them.
fn text<'b>(buffer: &'b mut Vec<u8>, file: &Path) -> io::Result<&'b str> {
    buffer.clear();
    fs::File::open(file)?.take(u64::MAX).read_to_end(buffer)?;
    std::str::from_utf8(buffer)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Lists the revision files of a folder: what ends in `.rs` and is not hidden, files before sub-folders, by name.
///
/// # Errors
///
/// [`SourceError::Folder`]; a folder that does not exist is empty.
pub fn list(folder: &Path, recursive: bool) -> Result<Vec<PathBuf>, SourceError> {
    let mut files = Vec::new();
    collect(folder, recursive, &mut files)
        .map_err(|(folder, source)| SourceError::Folder { folder, source })?;
    Ok(files)
}

fn collect(
    folder: &Path,
    recursive: bool,
    files: &mut Vec<PathBuf>,
) -> Result<(), (PathBuf, io::Error)> {
    let failed = |source| (folder.to_owned(), source);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let (mut here, mut folders) = (Vec::new(), Vec::new());
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        let mut kind = entry.file_type().map_err(failed)?;
        if kind.is_symlink() {
            // A link that leads nowhere is read as a file, so that the error names it.
            kind = fs::metadata(entry.path()).map_or(kind, |target| target.file_type());
        }
        if kind.is_dir() {
            folders.push(name);
        } else if name.as_encoded_bytes().ends_with(b".rs") {
            here.push(name);
        }
    }
    here.sort();
    files.extend(here.iter().map(|name| folder.join(name)));
    if recursive {
        folders.sort();
        for name in folders {
            collect(&folder.join(name), recursive, files)?;
        }
    }
    Ok(())
}

fn read_all(base: &Path, files: &[PathBuf]) -> Vec<Result<RevisionHeader, SourceError>> {
    let read = |files: &[PathBuf]| -> Vec<_> {
        let mut buffer = Vec::with_capacity(BUFFER);
        let read = files
            .iter()
            .map(|file| read_through(&mut buffer, base, file));
        read.collect()
    };
    if files.len() < SHARED_FROM {
        return read(files);
    }
    let (left, right) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let other = std::thread::Builder::new().spawn_scoped(scope, || read(right));
        let mut results = read(left);
        // Without a second thread, or if it died, this one does the work.
        match other.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(more)) => results.extend(more),
            Ok(Err(_)) | Err(_) => results.extend(read(right)),
        }
        results
    })
}

/// A file as messages and JSON name it: relative to `base` if it lies in it, with `/`.
#[must_use]
pub fn shown(base: &Path, file: &Path) -> String {
    let path = file.strip_prefix(base).unwrap_or(file);
    let path = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        path.into_owned()
    } else {
        path.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[cfg(test)]
mod tests;
