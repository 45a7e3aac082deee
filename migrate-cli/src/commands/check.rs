//! `migrate check`: whether `revision --autogenerate` would find something.

use migrate_core::command::{Comparison, LikelyRenames};
use migrate_core::operation::{Change, Hazard, Operation};
use migrate_core::schema::{ObjectId, QualifiedName};
use serde::Serialize;

use super::Outcome;
use super::comparing::{self, Comparing};
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
            args.comparing.hand_on(session)
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
            for summary in comparison.operations.iter().flat_map(Operation::summaries) {
                output.line(format_args!("  {summary}"))?;
            }
            comparing::warn(session, comparison);
        }
        comparing::tell(&comparison.notes, session);
    }
    Ok(if comparison.in_sync() {
        Outcome::Done
    } else {
        Outcome::Difference
    })
}

/// The document that programs read.
#[derive(Serialize)]
pub(super) struct Document {
    in_sync: bool,
    complete: bool,
    operations: Vec<Entry>,
    notes: serde_json::Value,
    /// Columns that are to refuse NULL while rows have nothing in them.
    unfilled: serde_json::Value,
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
    /// What it does to data, for people.
    hazard: Option<String>,
}

pub(super) fn document(comparison: &Comparison) -> Result<Document, CliError> {
    let mut operations = Vec::new();
    for operation in &comparison.operations {
        entries(operation, &mut operations)?;
    }
    Ok(Document {
        in_sync: comparison.in_sync(),
        complete: comparison.complete(),
        operations,
        notes: to_value(&comparison.notes)?,
        unfilled: to_value(&comparison.unfilled)?,
    })
}

/// A group of changes of a table is as many entries.
fn entries(operation: &Operation, entries: &mut Vec<Entry>) -> Result<(), CliError> {
    if let Operation::AlterTable { table, changes, .. } = operation {
        for change in changes {
            let hazard = change.hazard(table);
            entries.push(Entry {
                kind: kind(change)?,
                schema: table.schema.clone(),
                table: Some(table.name.clone()),
                name: changed(change),
                summary: change.describe(table),
                destructive: hazard.as_ref().is_some_and(Hazard::destroys),
                hazard: hazard.map(|hazard| hazard.to_string()),
            });
        }
        return Ok(());
    }
    if let Operation::AutocommitBlock { operations } = operation {
        return operations
            .iter()
            .try_for_each(|operation| self::entries(operation, entries));
    }
    let (schema, table, name) = named(operation);
    let hazards = operation.hazards();
    entries.push(Entry {
        kind: kind(operation)?,
        schema,
        table,
        name,
        summary: operation.to_string(),
        destructive: hazards.iter().any(Hazard::destroys),
        hazard: hazards.first().map(Hazard::to_string),
    });
    Ok(())
}

/// The schema, the table and the name of what an operation is about, where it has them.
fn named(operation: &Operation) -> (Option<String>, Option<String>, Option<String>) {
    let table = |name: &QualifiedName| {
        let table = Some(name.name.clone());
        (name.schema.clone(), table.clone(), table)
    };
    let other = |name: &QualifiedName| (name.schema.clone(), None, Some(name.name.clone()));
    let plain = |name: &str| (None, None, Some(name.to_owned()));
    let object = |id: &ObjectId| {
        let table = id.table.as_ref().map(|table| table.name.clone());
        (id.name.schema.clone(), table, Some(id.name.name.clone()))
    };
    match operation {
        Operation::CreateTable { table: created, .. } => table(&created.name),
        Operation::DropTable { name, .. } => table(name),
        Operation::RenameTable { from, .. } => table(from),
        Operation::AlterTable { table: name, .. } | Operation::BulkInsert { table: name, .. } => {
            table(name)
        }
        Operation::CreateEnum { enum_type, .. } => other(&enum_type.name),
        Operation::DropEnum { name, .. }
        | Operation::RenameEnum { from: name, .. }
        | Operation::AlterEnum { name, .. }
        | Operation::DropSequence { name, .. } => other(name),
        Operation::CreateSequence { sequence, .. } => other(&sequence.name),
        Operation::AlterSequence { to, .. } => other(&to.name),
        Operation::CreateSchema { namespace, .. } => plain(&namespace.name),
        Operation::CreateExtension { extension, .. } => plain(&extension.name),
        Operation::DropSchema { name, .. } | Operation::DropExtension { name, .. } => plain(name),
        Operation::CreateObject { object: it } | Operation::ReplaceObject { object: it, .. } => {
            object(&it.id)
        }
        Operation::DropObject { id, .. } => object(id),
        _ => (None, None, None),
    }
}

/// The name of what a change is about, where it has one.
fn changed(change: &Change) -> Option<String> {
    match change {
        Change::AddColumn { column, .. } => Some(column.name.clone()),
        Change::DropColumn { name, .. }
        | Change::AlterColumn { name, .. }
        | Change::DropConstraint { name, .. }
        | Change::ValidateConstraint { name }
        | Change::DropIndex { name, .. } => Some(name.clone()),
        Change::RenameColumn { from, .. }
        | Change::RenameConstraint { from, .. }
        | Change::RenameIndex { from, .. } => Some(from.clone()),
        Change::AddPrimaryKey { primary_key } => primary_key.name.clone(),
        Change::DropPrimaryKey { was } => was.as_ref().and_then(|key| key.name.clone()),
        Change::AddUnique { unique } | Change::DropUnique { unique } => unique.name.clone(),
        Change::AddCheck { check } | Change::DropCheck { check } => check.name.clone(),
        Change::AddForeignKey { foreign_key } | Change::DropForeignKey { foreign_key } => {
            foreign_key.name.clone()
        }
        Change::AddExclusion { exclusion } | Change::DropExclusion { exclusion } => {
            exclusion.name.clone()
        }
        Change::CreateIndex { index, .. } => index.name.clone(),
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
