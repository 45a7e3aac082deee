//! A command on each database of a project that has several: their answers one below the other, or one document with the
//! databases' names.

use super::{Outcome, Verb, run_one};
use crate::error::CliError;
use crate::session::Session;

pub(super) fn run(
    verb: &Verb,
    session: &Session<'_>,
    databases: &[String],
) -> Result<Outcome, CliError> {
    let output = &session.output;
    let mut outcome = Outcome::Done;
    for (position, name) in databases.iter().enumerate() {
        if output.is_json() {
            let before = if position == 0 { "{" } else { "," };
            output.line(format_args!(
                "{before} {}:",
                serde_json::Value::from(name.as_str())
            ))?;
        } else {
            output.line(format_args!("{name}:"))?;
        }
        match session.on_database(name, |session| run_one(verb, session)) {
            Ok(Outcome::Done) => {}
            Ok(other) => outcome = other,
            Err(error) => {
                if output.is_json() {
                    // The document stays one, of what was done before.
                    output.line("null }")?;
                }
                return Err(error);
            }
        }
    }
    if output.is_json() {
        output.line("}")?;
    }
    Ok(outcome)
}
