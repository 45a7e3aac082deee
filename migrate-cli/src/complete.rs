//! What a shell asks at a press of the tabulator: commands and options, which clap knows, and revisions, which the
//! project's source does.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::Command;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::CompleteEnv;
use migrate_core::RevisionInfo;

use crate::args::Globals;
use crate::project::Project;

/// The variable by which a shell's script asks, and which its name stands in.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// Answers a shell, if it is one that asks; then the process ends.
pub(crate) fn answer(command: fn() -> Command) {
    CompleteEnv::with_factory(|| with_revisions(command()))
        .var(VARIABLE)
        .complete();
}

/// Teaches every argument that takes a revision which there are.
fn with_revisions(command: Command) -> Command {
    let takes_revision =
        |name: &clap::builder::Str| matches!(name.as_str(), "REVISION" | "TARGET" | "RANGE");
    command.mut_subcommands(|command| {
        command.mut_args(|argument| {
            if argument
                .get_value_names()
                .is_some_and(|names| names.iter().any(takes_revision))
            {
                argument.add(ArgValueCompleter::new(revisions))
            } else {
                argument
            }
        })
    })
}

/// The words for places in the history that begin as what was typed; of a range or of `label@`, its last part.
fn revisions(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else {
        return Vec::new();
    };
    let (before, begun) = typed.split_at(typed.rfind([':', '@']).map_or(0, |at| at + 1));
    let words = ["head", "heads", "base", "current"].map(|word| (word.to_owned(), None));
    let revisions = project_revisions().into_iter().flat_map(|revision| {
        let message = Some(revision.message);
        let names = std::iter::once(revision.id).chain(revision.branch_labels);
        names
            .map(move |name| (name, message.clone()))
            .collect::<Vec<_>>()
    });
    words
        .into_iter()
        .chain(revisions)
        .filter(|(name, _)| name.starts_with(begun))
        .map(|(name, message)| {
            CompletionCandidate::new(format!("{before}{name}")).help(message.map(Into::into))
        })
        .collect()
}

/// The revisions of the project; none, where there is no project or it cannot be read: nobody can be told.
fn project_revisions() -> Vec<RevisionInfo> {
    let globals = Globals {
        directory: stated_folder(std::env::args_os().map(PathBuf::from)),
        ..Globals::default()
    };
    let folder = std::path::absolute(globals.directory.as_deref().unwrap_or(".".as_ref()));
    folder
        .ok()
        .and_then(|folder| Project::find(&globals, &folder).ok())
        .and_then(|project| project.graph().ok())
        .map(|graph| graph.revisions().to_vec())
        .unwrap_or_default()
}

/// The folder behind `-C`, in a line that is not whole yet.
fn stated_folder(words: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let mut words =
        words.skip_while(|word| word.as_os_str() != "-C" && word.as_os_str() != "--directory");
    words.nth(1)
}
