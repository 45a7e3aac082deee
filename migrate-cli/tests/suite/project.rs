//! A folder that the command works in, and what it answers there.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of files.
pub struct Folder {
    pub path: PathBuf,
    /// Removes the folder at the end, unless it is kept from run to run.
    _temporary: Option<tempfile::TempDir>,
}

/// How a command ended.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

impl Folder {
    /// An empty folder, outside of any workspace.
    pub fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        Folder {
            path: temporary.path().canonicalize().unwrap(),
            _temporary: Some(temporary),
        }
    }

    /// A folder with a fixed place outside of any workspace, emptied: what cargo built for it is of use the next time.
    pub fn kept(name: &str) -> Self {
        let checkout: String = repository()
            .display()
            .to_string()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        let path = std::env::temp_dir()
            .canonicalize()
            .unwrap()
            .join(format!("migrate-cli-tests{checkout}"))
            .join(name);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Folder {
            path,
            _temporary: None,
        }
    }

    pub fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap()
    }

    /// Every file with its content, but for those that cargo makes.
    pub fn files(&self) -> Vec<(String, String)> {
        fn walk(folder: &Path, root: &Path, files: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, files);
                } else if path.file_name().unwrap() != "Cargo.lock" {
                    let shown = path.strip_prefix(root).unwrap().display().to_string();
                    files.push((shown, fs::read_to_string(&path).unwrap_or_default()));
                }
            }
        }
        let mut files = Vec::new();
        walk(&self.path, &self.path, &mut files);
        files.sort();
        files
    }

    /// Adds a revision file.
    pub fn revision(&self, id: &str, parents: &[&str], message: &str) -> &Self {
        let slug = message.replace(' ', "_");
        self.write(
            &format!("migrations/versions/{id}_{slug}.rs"),
            &format!(
                "//! {message}\n//!\n//! Created 2026-11-21 10:12:45 UTC\n\nuse migrate_core::prelude::*;\n\n\
                 pub static REVISION: Revision = Revision {{\n    id: {id:?},\n    down_revisions: &{parents:?},\n    \
                 depends_on: &[],\n    branch_labels: &[],\n}};\n\n\
                 pub fn upgrade(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n\n\
                 pub fn downgrade(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n"
            ),
        )
    }

    /// Adds a revision file with the given lines in its header.
    pub fn header(&self, id: &str, lines: &str) -> &Self {
        self.write(
            &format!("migrations/versions/{id}.rs"),
            &format!(
                "//! {id}\n\nuse migrate_core::prelude::*;\n\npub static REVISION: Revision = Revision {{\n    \
                 id: {id:?},\n    {lines}\n    ..Revision::DEFAULT\n}};\n\n\
                 pub fn upgrade(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n\n\
                 pub fn downgrade(_op: &mut Operations) -> Result {{\n    Ok(())\n}}\n"
            ),
        )
    }

    /// Runs `migrate` here.
    pub fn migrate(&self, arguments: &[&str]) -> Ran {
        self.migrate_with(&[], arguments)
    }

    /// Runs `migrate` here, with variables.
    pub fn migrate_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_migrate"));
        command.args(arguments).current_dir(&self.path);
        for variable in [
            "DATABASE_URL",
            "MIGRATE_URL",
            "NO_COLOR",
            "RUST_BACKTRACE",
            "VISUAL",
            "EDITOR",
        ] {
            command.env_remove(variable);
        }
        command.envs(variables.iter().copied());
        command.env("CARGO_TARGET_DIR", target());
        let output = command.output().unwrap();
        Ran {
            stdout: self.anonymous(&output.stdout),
            stderr: self.anonymous(&output.stderr),
            status: output.status.code().unwrap(),
        }
    }

    /// Runs `migrate`, which must succeed, and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.migrate(arguments);
        assert_eq!(
            ran.status, 0,
            "migrate {arguments:?}\n{}{}",
            ran.stdout, ran.stderr
        );
        ran.stdout
    }

    /// A program of the project, as cargo built it.
    pub fn built(&self, program: &str) -> PathBuf {
        target().join("debug").join(program)
    }

    /// Replaces the folder's path, which differs from run to run.
    fn anonymous(&self, output: &[u8]) -> String {
        String::from_utf8_lossy(output)
            .lines()
            // Whether a build is slow enough to be told of differs, too.
            .filter(|line| !(line.starts_with("Building ") && line.ends_with(" ...")))
            .map(|line| line.replace(&self.path.display().to_string(), "[folder]") + "\n")
            .collect()
    }
}

impl Ran {
    /// The command and its answer, as on a terminal.
    pub fn told(&self, arguments: &[&str]) -> String {
        let mut text = format!("$ migrate {}\n", arguments.join(" "));
        text.push_str(&self.stdout);
        text.push_str(&self.stderr);
        let _ = writeln!(text, "[exit status {}]", self.status);
        text
    }
}

/// The one folder that all projects of tests are built in, so that Diesel is compiled for them once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tests-projects")
}

/// This repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}
