//! `migrate init`: sets the migrations up in the workspace of an application.

use serde::Serialize;

use super::Outcome;
use crate::error::CliError;
use crate::scaffold::{self, Change, Request};
use crate::session::Session;

/// Set the migrations up in the workspace of an application
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the migrations package [default: migrations]
    #[arg(value_name = "DIRECTORY")]
    location: Option<String>,

    /// The application's package, where a workspace has several
    #[arg(short, long, value_name = "NAME")]
    package: Option<String>,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Document {
    created: Vec<String>,
    changed: Vec<String>,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    let output = &session.output;
    let plan = scaffold::plan(&Request {
        folder: &session.folder,
        directory: args.location.as_deref(),
        package: args.package.as_deref(),
    })?;
    if !plan.changes.is_empty() {
        scaffold::apply(&plan)?;
    }

    if output.is_json() {
        let mut document = Document {
            created: Vec::new(),
            changed: Vec::new(),
        };
        for change in &plan.changes {
            match change {
                Change::Create { path, .. } => document.created.push(plan.shown(path)),
                Change::Edit { path, .. } => document.changed.push(plan.shown(path)),
            }
        }
        output.json(&document)?;
        return Ok(Outcome::Done);
    }

    if plan.changes.is_empty() {
        output.detail("Nothing to do: the migrations are set up already.")?;
        return Ok(Outcome::Done);
    }
    for change in &plan.changes {
        match change {
            Change::Create { path, .. } => {
                output.detail(format_args!("  created {}", plan.shown(path)))?;
            }
            Change::Edit { path, added, .. } => {
                output.detail(format_args!("  changed {}", plan.shown(path)))?;
                for what in added {
                    output.detail(format_args!("          + {what}"))?;
                }
            }
        }
    }
    output.detail(
        "\nDerive `Migratable` on the models, then:\n\
         \n  migrate revision --autogenerate -m \"create tables\"\
         \n  migrate upgrade head",
    )?;
    Ok(Outcome::Done)
}
