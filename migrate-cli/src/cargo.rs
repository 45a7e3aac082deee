//! Driving cargo: what a workspace consists of, and building one program of it.
//!
//! A build takes a selection and gives back the path of the program, read from cargo's own messages: nothing here
//! guesses where cargo puts things, so nothing ever runs a program that is out of date. Cargo's output is kept back and
//! shown when the build fails.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use thiserror::Error;

/// A build that takes longer than this is worth a word.
const SLOW: Duration = Duration::from_secs(1);

/// Cargo could not do what was asked of it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum CargoError {
    /// Cargo itself could not be started.
    #[error("cannot run `{program}`")]
    Start {
        /// The program that was tried.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// `cargo metadata` failed; cargo's own words are the message.
    #[error("cargo cannot read the manifests of {folder}:\n{message}")]
    Metadata {
        /// The folder that it ran in.
        folder: String,
        /// What cargo wrote.
        message: String,
    },
    /// What cargo wrote is not what this version of the command understands.
    #[error("cannot understand what cargo says of {what}")]
    Answer {
        /// What was asked.
        what: &'static str,
        /// Why.
        source: serde_json::Error,
    },
    /// The build failed.
    #[error("cannot build `{program}`")]
    Build {
        /// The program.
        program: String,
        /// Whether the program needs the application's models.
        needs_models: bool,
        /// The package that does not compile, if cargo names one.
        culprit: Option<String>,
        /// What cargo and rustc wrote about it.
        diagnostics: String,
    },
    /// The build succeeded without making the program.
    #[error("cargo built no program `{program}`")]
    NoProgram {
        /// The program.
        program: String,
    },
}

impl CargoError {
    /// What cargo and rustc wrote about a build that failed.
    pub(crate) fn diagnostics(&self) -> Option<&str> {
        match self {
            CargoError::Build { diagnostics, .. } => Some(diagnostics),
            CargoError::Start { .. }
            | CargoError::Metadata { .. }
            | CargoError::Answer { .. }
            | CargoError::NoProgram { .. } => None,
        }
    }
}

/// What cargo knows of a workspace, without its dependencies.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    /// The packages of the workspace.
    pub(crate) packages: Vec<Package>,
    /// The folder of the workspace's manifest.
    pub(crate) workspace_root: PathBuf,
}

/// A package of the workspace.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Package {
    /// Cargo's id, as its messages name it.
    pub(crate) id: String,
    /// The name.
    pub(crate) name: String,
    /// The edition.
    pub(crate) edition: String,
    /// The manifest's path.
    pub(crate) manifest_path: PathBuf,
    /// What it builds.
    pub(crate) targets: Vec<Target>,
    /// What it depends on.
    pub(crate) dependencies: Vec<Dependency>,
    /// The registries that it may go to; an empty list if none.
    pub(crate) publish: Option<Vec<String>>,
}

/// Something that a package builds.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Target {
    /// The name.
    pub(crate) name: String,
    /// `lib`, `bin`, `example`, ...
    pub(crate) kind: Vec<String>,
}

/// An entry of a package's dependencies.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Dependency {
    /// The name of the package.
    pub(crate) name: String,
    /// `dev`, `build`, or nothing.
    pub(crate) kind: Option<String>,
    /// The folder, if it is a path.
    pub(crate) path: Option<PathBuf>,
}

impl Package {
    /// The folder of the manifest.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new(""))
    }

    /// The library that other packages see, by the name that they write.
    pub(crate) fn library(&self) -> Option<String> {
        let importable = ["lib", "rlib", "dylib"];
        let target = self
            .targets
            .iter()
            .find(|target| target.kind.iter().any(|kind| importable.contains(&&**kind)))?;
        Some(target.name.replace('-', "_"))
    }

    /// The names of the targets of a kind.
    pub(crate) fn targets<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let of_kind = move |target: &&Target| target.kind.iter().any(|k| k == kind);
        self.targets
            .iter()
            .filter(of_kind)
            .map(|target| target.name.as_str())
    }
}

/// Asks cargo what the workspace around a folder consists of.
pub(crate) fn workspace(folder: &Path) -> Result<Workspace, CargoError> {
    let mut command = cargo(folder);
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = command.output().map_err(|source| start(&command, source))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(CargoError::Metadata {
            folder: folder.display().to_string(),
            message: text.trim_end().to_owned(),
        });
    }
    serde_json::from_slice(&output.stdout).map_err(|source| CargoError::Answer {
        what: "the workspace",
        source,
    })
}

/// One program to build.
#[derive(Debug)]
pub(crate) struct Build<'a> {
    /// The folder to run cargo in; its `.cargo/config.toml` counts.
    pub(crate) folder: &'a Path,
    /// The packages that are selected together, so that features unify and dependencies are compiled once.
    pub(crate) packages: Vec<String>,
    /// The id of the package that the program belongs to.
    pub(crate) package_id: &'a str,
    /// The program.
    pub(crate) program: Program<'a>,
    /// What else `[build]` of `migrate.toml` hands to cargo.
    pub(crate) arguments: Vec<String>,
    /// Whether nothing may be written about the progress.
    pub(crate) quiet: bool,
}

/// A program of a package.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Program<'a> {
    /// A binary: it does not see the models.
    Binary(&'a str),
    /// An example: it has the application as a dev-dependency, and sees the models.
    Example(&'a str),
}

impl Program<'_> {
    fn name(&self) -> &str {
        match self {
            Program::Binary(name) | Program::Example(name) => name,
        }
    }
}

/// The messages of a build that matter here.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Message {
    CompilerArtifact {
        package_id: String,
        target: Target,
        executable: Option<PathBuf>,
    },
    #[serde(other)]
    Other,
}

impl Build<'_> {
    /// Builds the program and returns its path.
    pub(crate) fn run(&self) -> Result<PathBuf, CargoError> {
        let mut command = cargo(self.folder);
        command.arg("build");
        for package in &self.packages {
            command.args(["-p", package]);
        }
        match self.program {
            Program::Binary(name) => command.args(["--bin", name]),
            Program::Example(name) => command.args(["--example", name]),
        };
        command.args(&self.arguments);
        command.arg("--message-format=json-render-diagnostics");
        if io::stderr().is_terminal() {
            command.args(["--color", "always"]);
        }
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());

        let mut child = command.spawn().map_err(|source| start(&command, source))?;
        let told = child.stderr.take().map(|pipe| self.collect(pipe));
        let answers = child.stdout.take().map(|pipe| thread::spawn(|| read(pipe)));
        let told = told.map(Told::show_progress).unwrap_or_default();
        let messages = answers.and_then(|answers| answers.join().ok());
        let status = child.wait().map_err(|source| start(&command, source))?;

        if !status.success() {
            return Err(CargoError::Build {
                program: self.program.name().to_owned(),
                needs_models: matches!(self.program, Program::Example(_)),
                culprit: culprit(&told),
                diagnostics: diagnostics(&told),
            });
        }
        self.executable(messages.unwrap_or_default())
            .ok_or_else(|| CargoError::NoProgram {
                program: self.program.name().to_owned(),
            })
    }

    fn executable(&self, messages: Vec<Message>) -> Option<PathBuf> {
        messages.into_iter().find_map(|message| match message {
            Message::CompilerArtifact {
                package_id,
                target,
                executable,
            } if package_id == self.package_id && target.name == self.program.name() => executable,
            Message::CompilerArtifact { .. } | Message::Other => None,
        })
    }

    /// Starts to read cargo's words, line by line.
    fn collect(&self, pipe: impl Read + Send + 'static) -> Told {
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Told {
            lines,
            quiet: self.quiet,
            program: self.program.name().to_owned(),
        }
    }
}

/// What cargo writes for people while it builds.
struct Told {
    lines: mpsc::Receiver<String>,
    quiet: bool,
    program: String,
}

impl Told {
    /// Reads to the end; a build that is slow gets a line that says so, on a terminal one that moves.
    fn show_progress(self) -> Vec<String> {
        let begin = Instant::now();
        let mut told: Vec<String> = Vec::new();
        let mut bar: Option<ProgressBar> = None;
        let mut silent = self.quiet;
        loop {
            match self.lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => {
                    if let Some(bar) = &bar {
                        bar.set_message(without_colors(line.trim()));
                    }
                    told.push(line);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !silent && begin.elapsed() > SLOW {
                silent = true;
                if io::stderr().is_terminal() {
                    bar = Some(spinner(&self.program, told.last()));
                } else {
                    let _ = writeln!(io::stderr(), "Building {} ...", self.program);
                }
            }
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        told
    }
}

fn spinner(program: &str, last: Option<&String>) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(format!("Building {program}"));
    if let Some(line) = last {
        bar.set_message(without_colors(line.trim()));
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn read(pipe: impl Read) -> Vec<Message> {
    let parse = |line: String| serde_json::from_str(&line).ok();
    BufReader::new(pipe)
        .lines()
        .map_while(Result::ok)
        .filter_map(parse)
        .collect()
}

/// The package that does not compile, as cargo names it in the line that ends its errors.
fn culprit(told: &[String]) -> Option<String> {
    told.iter().find_map(|line| {
        let plain = without_colors(line);
        let (_, rest) = plain.split_once("could not compile `")?;
        let (package, _) = rest.split_once('`')?;
        Some(package.to_owned())
    })
}

/// What cargo and rustc wrote of errors.
fn diagnostics(told: &[String]) -> String {
    const PROGRESS: [&str; 12] = [
        "Compiling",
        "Checking",
        "Fresh",
        "Dirty",
        "Blocking",
        "Updating",
        "Locking",
        "Adding",
        "Downloading",
        "Downloaded",
        "Building",
        "Finished",
    ];
    let mut shown = Vec::new();
    let mut in_warning = false;
    for line in told {
        let plain = without_colors(line);
        let word = plain.split_whitespace().next().unwrap_or_default();
        if plain.starts_with(' ') && PROGRESS.contains(&word) {
            continue;
        }
        // Where there are errors, warnings are in the way.
        if plain.starts_with("warning") || plain.starts_with("error") {
            in_warning = plain.starts_with("warning");
        }
        if !in_warning {
            shown.push(line.as_str());
        }
    }
    shown.join("\n")
}

fn without_colors(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

/// A cargo command that is not disturbed by a cargo which runs this program (`cargo run -p migrate-cli`).
fn cargo(folder: &Path) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(folder);
    forget_cargo(&mut command);
    command
}

/// Removes what `cargo run` says of the program that it runs: it is about this command, not about what is built or run.
pub(crate) fn forget_cargo(command: &mut Command) {
    let about_a_package = |name: &str| {
        name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || name.starts_with("CARGO_BIN_")
            || matches!(
                name,
                "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
            )
    };
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(about_a_package) {
            command.env_remove(&name);
        }
    }
}

fn start(command: &Command, source: io::Error) -> CargoError {
    CargoError::Start {
        program: command.get_program().to_string_lossy().into_owned(),
        source,
    }
}
