//! What commands print: text for people, one JSON document for programs.
//!
//! Results go to stdout, what is only about them (notes, errors) to stderr. A reader that goes away is no failure.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use serde::Serialize;

/// The form of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON document.
    Json,
    /// A script for the database's own client (inspect and diff).
    Sql,
    /// Model structs, or the two functions of a revision (inspect and diff).
    Rust,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// In any case.
    Always,
    /// Never.
    Never,
}

/// Where a command's output goes, and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    /// The form.
    pub(crate) format: Format,
    /// Whether only results and errors are wanted.
    pub(crate) quiet: bool,
    /// Whether more detail is wanted.
    pub(crate) verbose: bool,
    /// Whether stderr may have colours.
    colors: bool,
}

/// The colours of the words that begin a message.
const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const CYAN: &str = "\u{1b}[1;36m";
const PLAIN: &str = "\u{1b}[0m";

/// A failure as programs read it.
#[derive(Serialize)]
struct FailureDocument<'a> {
    error: Failure<'a>,
}

#[derive(Serialize)]
struct Failure<'a> {
    kind: &'a str,
    message: &'a str,
    causes: &'a [String],
    hint: Option<&'a str>,
}

impl Output {
    /// Decides how to print.
    pub(crate) fn new(format: Format, color: Color, quiet: bool, verbose: bool) -> Self {
        let colors = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                io::stderr().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        Output {
            format,
            quiet,
            verbose,
            colors,
        }
    }

    /// Whether the output is for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Prints a line of a result for people.
    pub(crate) fn line(&self, line: impl Display) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{line}")
    }

    /// Prints the lines of a result for people, all at once: a terminal's lines are written one by one otherwise, and so
    /// are those of a pipe.
    pub(crate) fn lines(&self, lines: impl IntoIterator<Item = impl Display>) -> io::Result<()> {
        let mut text = Vec::new();
        for line in lines {
            writeln!(text, "{line}")?;
        }
        io::stdout().lock().write_all(&text)
    }

    /// Prints a line that `--quiet` leaves out.
    pub(crate) fn detail(&self, line: impl Display) -> io::Result<()> {
        if self.quiet || self.is_json() {
            return Ok(());
        }
        self.line(line)
    }

    /// Prints the result for programs.
    pub(crate) fn json(&self, document: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(document)?;
        text.push(b'\n');
        io::stdout().lock().write_all(&text)
    }

    /// Says something about the run that is no result.
    pub(crate) fn note(&self, note: impl Display) {
        if !self.quiet {
            self.label("note", YELLOW, &note.to_string());
        }
    }

    /// Passes on what another program wrote about a failure.
    #[cfg(feature = "developer")]
    pub(crate) fn passed_on(&self, text: &str) {
        // Nobody can be told that stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Tells of a failure: what, because of what, and what to do.
    pub(crate) fn error(&self, kind: &str, message: &str, causes: &[String], hint: Option<&str>) {
        if self.is_json() {
            let error = Failure {
                kind,
                message,
                causes,
                hint,
            };
            let document = serde_json::to_string(&FailureDocument { error });
            let document = document.unwrap_or_default();
            let _ = writeln!(io::stderr().lock(), "{document}");
            return;
        }
        self.label("error", RED, message);
        for cause in causes {
            let cause = cause.trim_end().replace('\n', "\n    ");
            let _ = writeln!(io::stderr().lock(), "  caused by: {cause}");
        }
        if let Some(hint) = hint {
            self.label("hint", CYAN, hint);
        }
    }

    fn label(&self, label: &str, color: &str, text: &str) {
        // Nobody can be told that stderr is closed.
        let mut stderr = io::stderr().lock();
        let _ = if self.colors {
            writeln!(stderr, "{color}{label}:{PLAIN} {text}")
        } else {
            writeln!(stderr, "{label}: {text}")
        };
    }
}
