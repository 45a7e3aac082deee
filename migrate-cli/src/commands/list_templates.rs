//! `migrate list-templates`: what `init --template` takes.

use serde::Serialize;

use super::Outcome;
use crate::error::CliError;
use crate::scaffold::Template;
use crate::session::Session;

/// Show the templates that `init` has
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    description: &'static str,
}

pub(crate) fn run(_args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let entries = Template::ALL.map(|template| Entry {
        name: template.name(),
        description: template.description(),
    });
    let output = &session.output;
    if output.is_json() {
        output.json(&entries)?;
        return Ok(Outcome::Done);
    }
    let width = entries.iter().map(|entry| entry.name.len()).max();
    for Entry { name, description } in &entries {
        output.line(format_args!(
            "{name:width$}  {description}",
            width = width.unwrap_or_default()
        ))?;
    }
    output.detail(
        "\nA project begins with one: `migrate init --template NAME`; generic, if none is named.",
    )?;
    Ok(Outcome::Done)
}
