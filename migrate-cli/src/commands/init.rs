//! `migrate init`: sets the migrations up in the workspace of an application.

use serde::Serialize;

use super::Outcome;
use crate::error::CliError;
use crate::scaffold::{self, Change, Request, Template};
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

    /// The form of the project; `list-templates` tells of them [default: what fits the application]
    #[arg(short, long, value_enum, value_name = "TEMPLATE")]
    template: Option<Template>,

    /// The databases of the template multidb, as in main,archive
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    databases: Vec<String>,
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
        template: args
            .template
            .or_else(|| (!args.databases.is_empty()).then_some(Template::Multidb)),
        databases: &args.databases,
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
    if plan.template == Template::Single && args.template.is_none() {
        output.note(
            "the application has no library target that another package could see, so it hosts the commands itself",
        );
    }
    if let Some(line) = &plan.by_hand {
        output.line(format_args!(
            "\nThe application hosts the commands: let its `main` begin with\n\n    {line}\n\n\
             before it starts a runtime."
        ))?;
    }
    output.detail(
        "\nDerive `Migratable` on the models, then:\n\
         \n  migrate revision --autogenerate -m \"create tables\"\
         \n  migrate upgrade head",
    )?;
    Ok(Outcome::Done)
}
