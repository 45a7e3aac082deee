//! What `init` is going to write, and the writing of it, all or nothing.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{ScaffoldError, Template, relative};

/// The changes of a run of `init`.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The project's folder.
    pub(crate) project: PathBuf,
    /// The form that the project gets.
    pub(crate) template: Template,
    /// What the person has to do by hand.
    pub(crate) by_hand: Option<String>,
    /// What is to be written, in order.
    pub(crate) changes: Vec<Change>,
}

/// A file to be written.
#[derive(Debug)]
pub(crate) enum Change {
    /// A file that is not there yet.
    Create {
        /// Its path.
        path: PathBuf,
        /// What it will hold.
        content: String,
    },
    /// A file of the user's, to which something is added.
    Edit {
        /// Its path.
        path: PathBuf,
        /// What it holds.
        from: String,
        /// What it will hold.
        to: String,
        /// What is added, for people.
        added: Vec<String>,
    },
}

impl Plan {
    pub(super) fn new(project: PathBuf, template: Template) -> Self {
        Plan {
            project,
            template,
            by_hand: None,
            changes: Vec::new(),
        }
    }

    /// A path as people read it: from the project's folder.
    pub(crate) fn shown(&self, path: &Path) -> String {
        relative(&self.project, path)
    }

    /// Plans a file, unless something is there already: a file of the user's is never replaced.
    pub(super) fn create(&mut self, path: PathBuf, content: String) {
        if !path.exists() {
            self.changes.push(Change::Create { path, content });
        }
    }

    /// Writes everything, or nothing.
    pub(super) fn write(&self) -> Result<Written, ScaffoldError> {
        let mut written = Written::default();
        for change in &self.changes {
            if let Err(error) = write(change, &mut written) {
                written.take_back();
                return Err(error);
            }
        }
        Ok(written)
    }
}

/// What has been written so far, so that it can be taken back.
#[derive(Debug, Default)]
pub(super) struct Written {
    folders: Vec<PathBuf>,
    created: Vec<PathBuf>,
    edited: Vec<(PathBuf, String)>,
}

impl Written {
    /// Takes everything back, as far as the file system lets us: a failure here must not hide the one that led here.
    pub(super) fn take_back(self) {
        for (path, from) in self.edited.into_iter().rev() {
            let _ = fs::write(path, from);
        }
        for path in self.created.into_iter().rev() {
            let _ = fs::remove_file(path);
        }
        for path in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(path);
        }
    }
}

fn write(change: &Change, written: &mut Written) -> Result<(), ScaffoldError> {
    match change {
        Change::Create { path, content } => {
            if let Some(folder) = path.parent() {
                create_folders(folder, written)?;
            }
            let mut create = || -> io::Result<()> {
                let mut file = fs::File::create_new(path)?;
                written.created.push(path.clone());
                file.write_all(content.as_bytes())
            };
            create().map_err(|source| file_error("write", path, source))
        }
        Change::Edit { path, from, to, .. } => {
            written.edited.push((path.clone(), from.clone()));
            fs::write(path, to).map_err(|source| file_error("write", path, source))
        }
    }
}

fn create_folders(folder: &Path, written: &mut Written) -> Result<(), ScaffoldError> {
    let missing: Vec<_> = folder.ancestors().take_while(|f| !f.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder).map_err(|source| file_error("create", folder, source))?;
        written.folders.push(folder.to_owned());
    }
    Ok(())
}

pub(super) fn file_error(verb: &'static str, path: &Path, source: io::Error) -> ScaffoldError {
    ScaffoldError::File {
        verb,
        path: path.display().to_string(),
        source,
    }
}
