//! The command that was typed, typed again for another program that has the same commands: whatever an option of a
//! command is called, it is handed on.

use std::ffi::OsString;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// The command's name and what was said to it, without the options that all commands share.
///
pub(crate) fn retyped(command: &Command, matches: &ArgMatches) -> Vec<OsString> {
    let Some((name, said)) = matches.subcommand() else {
        return Vec::new();
    };
    let mut words: Vec<OsString> = vec![name.into()];
    let mut positional: Vec<OsString> = Vec::new();
    let shared: Vec<Arg> = crate::args::shared().collect();
    let arguments = command
        .find_subcommand(name)
        .into_iter()
        .flat_map(Command::get_arguments)
        .filter(|argument| {
            shared
                .iter()
                .all(|shared| shared.get_id() != argument.get_id())
        });
    for argument in arguments {
        let id = argument.get_id().as_str();
        if said.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        let values = said.get_raw(id).into_iter().flatten();
        match (argument.get_long(), argument.get_action()) {
            (Some(long), ArgAction::SetTrue) => words.push(format!("--{long}").into()),
            (Some(long), _) => words.extend(values.map(|value| {
                let mut word = OsString::from(format!("--{long}="));
                word.push(value);
                word
            })),
            (None, _) => positional.extend(values.map(OsString::from)),
        }
    }
    if !positional.is_empty() {
        // `-1` is a target.
        words.push("--".into());
        words.extend(positional);
    }
    words
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    #[track_caller]
    fn again(typed: &[&str]) -> String {
        let command = crate::CommandLine::command();
        let matches = command.clone().get_matches_from(typed);
        let words = super::retyped(&command, &matches);
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        // The other program understands it.
        let first = std::iter::once("migrate");
        crate::CommandLine::parse_from(first.chain(words.iter().map(AsRef::as_ref)));
        words.join(" ")
    }

    #[test]
    fn what_was_said_is_said_again() {
        for (typed, expected) in [
            (&["migrate", "-v", "heads", "--url", "a.db"][..], "heads"),
            (&["migrate", "downgrade", "-1"], "downgrade -- -1"),
            (&["migrate", "upgrade"], "upgrade"),
            (
                &["migrate", "history", "-r", "-3:current", "-iv"],
                "history --range=-3:current --indicate-current",
            ),
            (
                &["migrate", "stamp", "a", "b", "--purge"],
                "stamp --purge -- a b",
            ),
            (
                &[
                    "migrate",
                    "revision",
                    "--message=-x",
                    "--depends-on=a",
                    "--depends-on",
                    "b",
                ],
                "revision --message=-x --depends-on=a --depends-on=b",
            ),
        ] {
            assert_eq!(again(typed), expected);
        }
    }
}
