//! `migrate check`: whether `revision --autogenerate` would find something.

use migrate_core::command::{Comparison, LikelyRenames};
use migrate_core::operation::{Change, Operation};
use migrate_core::schema::TableName;
use serde::Serialize;

use super::Outcome;
use super::comparing::Comparing;
use crate::error::CliError;
use crate::session::{Host, Session};

/// Compare the models with the database; exit with status 3 if they differ
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    comparing: Comparing,
}

pub(crate) fn run(args: &Args, session: &Session<'_>) -> Result<Outcome, CliError> {
    match session.host {
        Host::Embedded(_) => {
            let comparison = args.comparing.compare(session, LikelyRenames::Note)?;
            show(&comparison, session)
        }
        #[cfg(feature = "developer")]
        Host::Source => {
            session.graph()?;
            session.hand_on(crate::forward::Needs::Models)
        }
    }
}

fn show(comparison: &Comparison, session: &Session<'_>) -> Result<Outcome, CliError> {
    let output = &session.output;
    if output.is_json() {
        output.json(&document(comparison)?)?;
    } else {
        if comparison.in_sync() {
            output.detail("In sync: the models and the database agree.")?;
        } else {
            output.line("The models and the database differ:")?;
            for operation in &comparison.operations {
                output.line(format_args!("  {operation}"))?;
            }
        }
        for note in &comparison.notes {
            output.note(note);
        }
    }
    Ok(if comparison.in_sync() {
        Outcome::Done
    } else {
        Outcome::Difference
    })
}

/// The document that programs read.
#[derive(Serialize)]
struct Document {
    in_sync: bool,
    complete: bool,
    operations: Vec<Entry>,
    notes: serde_json::Value,
}

/// One operation of it.
#[derive(Serialize)]
struct Entry {
    kind: String,
    schema: Option<String>,
    table: Option<String>,
    name: Option<String>,
    summary: String,
    destructive: bool,
}

fn document(comparison: &Comparison) -> Result<Document, CliError> {
    let mut operations = Vec::new();
    for operation in &comparison.operations {
        entries(operation, &mut operations)?;
    }
    Ok(Document {
        in_sync: comparison.in_sync(),
        complete: comparison.complete(),
        operations,
        notes: to_value(&comparison.notes)?,
    })
}

/// A group of changes of a table is as many entries.
fn entries(operation: &Operation, entries: &mut Vec<Entry>) -> Result<(), CliError> {
    if let Operation::AlterTable { table, changes } = operation {
        for change in changes {
            entries.push(Entry {
                kind: kind(change)?,
                schema: table.schema.clone(),
                table: Some(table.name.clone()),
                name: changed(change),
                summary: change.describe(table),
                destructive: matches!(change, Change::DropColumn { .. }),
            });
        }
        return Ok(());
    }
    let table = table_of(operation);
    entries.push(Entry {
        kind: kind(operation)?,
        schema: table.and_then(|table| table.schema.clone()),
        table: table.map(|table| table.name.clone()),
        name: table.map(|table| table.name.clone()),
        summary: operation.to_string(),
        destructive: matches!(operation, Operation::DropTable { .. }),
    });
    Ok(())
}

fn table_of(operation: &Operation) -> Option<&TableName> {
    match operation {
        Operation::CreateTable { table } => Some(&table.name),
        Operation::DropTable { name, .. } => Some(name),
        Operation::RenameTable { from, .. } => Some(from),
        Operation::AlterTable { table, .. } | Operation::BulkInsert { table, .. } => Some(table),
        Operation::Execute { .. } | Operation::Run { .. } => None,
        _ => None,
    }
}

/// The name of what a change is about, where it has one.
fn changed(change: &Change) -> Option<String> {
    match change {
        Change::AddColumn { column } => Some(column.name.clone()),
        Change::DropColumn { name, .. }
        | Change::AlterColumn { name, .. }
        | Change::DropConstraint { name }
        | Change::DropIndex { name, .. } => Some(name.clone()),
        Change::RenameColumn { from, .. } => Some(from.clone()),
        Change::AddPrimaryKey { primary_key } => primary_key.name.clone(),
        Change::DropPrimaryKey { was } => was.as_ref().and_then(|key| key.name.clone()),
        Change::AddUnique { unique } | Change::DropUnique { unique } => unique.name.clone(),
        Change::AddCheck { check } | Change::DropCheck { check } => check.name.clone(),
        Change::AddForeignKey { foreign_key } | Change::DropForeignKey { foreign_key } => {
            foreign_key.name.clone()
        }
        Change::CreateIndex { index } => index.name.clone(),
        Change::SetOptions { .. } | Change::SetComment { .. } => None,
        _ => None,
    }
}

/// The name that the operation's kind has in its serialised form.
fn kind(operation: &impl Serialize) -> Result<String, CliError> {
    let value = to_value(operation)?;
    let kind = value.get("kind").and_then(serde_json::Value::as_str);
    Ok(kind.unwrap_or_default().to_owned())
}

fn to_value(value: &impl Serialize) -> Result<serde_json::Value, CliError> {
    serde_json::to_value(value).map_err(|error| CliError::Output(error.into()))
}
