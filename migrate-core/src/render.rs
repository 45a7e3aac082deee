//! Operations to a revision file: Rust that a careful person would have written, and that rustfmt leaves as it is.
//!
//! Deterministic: the same operations give the same bytes. What is rendered, compiled and run evaluates to the
//! operations it was rendered from.

mod column;
mod constraint;
mod element;
mod index;
mod layout;
mod models;
mod operation;
mod parts;
mod restored;
mod table;
mod types;

pub use models::{Models, models};

use std::fmt;
use std::sync::Arc;

use layout::Code;
use parts::{Names, function};
pub(crate) use restored::first_value;
pub use types::TypeCode;
use types::{CustomType, Types};

use crate::operation::{Irreversible, Operation};

/// The header of a file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRevision {
    /// The id.
    pub id: String,
    /// The message: the first paragraph of the file's documentation.
    pub message: String,
    /// When it is made, as it stands in the file: `2026-11-21 10:12:45 UTC`.
    pub created: String,
    /// The revisions that it follows.
    pub down_revisions: Vec<String>,
    /// Revisions of other branches that have to be applied before.
    pub depends_on: Vec<String>,
    /// Names of the branch that begins here.
    pub branch_labels: Vec<String>,
}

/// Writes revision files, with the project's words for types.
#[derive(Default, Clone)]
pub struct Renderer {
    custom: Option<Arc<CustomType>>,
}

impl fmt::Debug for Renderer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renderer").finish_non_exhaustive()
    }
}

impl Renderer {
    pub(crate) fn with(custom: Arc<CustomType>) -> Self {
        Renderer {
            custom: Some(custom),
        }
    }

    /// Renders a revision file.
    #[must_use]
    pub fn revision_file(
        &self,
        revision: &NewRevision,
        upgrade: &[Operation],
        downgrade: &[Operation],
    ) -> String {
        let types = Types::new(self.custom.as_deref());
        let functions = functions_with(upgrade, downgrade, &types);
        header(revision, &types.imports()) + &functions
    }

    /// Renders a revision file of a project with several databases: a pair of functions for each, and the pair that
    /// chooses.
    #[must_use]
    pub fn revision_file_for(&self, revision: &NewRevision, databases: &[DatabaseSteps]) -> String {
        let types = Types::new(self.custom.as_deref());
        let mut text = String::new();
        for name in ["upgrade", "downgrade"] {
            text.push_str(&format!(
                "pub fn {name}(op: &mut Operations) -> Result {{\n    match op.database() {{\n"
            ));
            for DatabaseSteps { database, .. } in databases {
                text.push_str(&format!("        {database:?} => {name}_{database}(op),\n"));
            }
            text.push_str("        _ => Ok(()),\n    }\n}\n\n");
        }
        let mut names = Names::default();
        let mut functions = Vec::new();
        for DatabaseSteps {
            database,
            upgrade,
            downgrade,
        } in databases
        {
            for (name, operations) in [("upgrade", upgrade), ("downgrade", downgrade)] {
                let name = format!("{name}_{database}");
                let prefix = format!("{name}_");
                let (whole, parts) = function("", &name, &prefix, operations, &mut names, &types);
                functions.push(whole);
                functions.extend(parts);
            }
        }
        text.push_str(&functions.join("\n"));
        header(revision, &types.imports()) + &text
    }

    /// Renders the two functions alone.
    #[must_use]
    pub fn functions(&self, upgrade: &[Operation], downgrade: &[Operation]) -> String {
        functions_with(upgrade, downgrade, &Types::new(self.custom.as_deref()))
    }
}

/// Renders a revision file; [`Renderer`] knows the project's words for types, too.
#[must_use]
pub fn revision_file(
    revision: &NewRevision,
    upgrade: &[Operation],
    downgrade: &[Operation],
) -> String {
    Renderer::default().revision_file(revision, upgrade, downgrade)
}

/// Renders the two functions alone.
#[must_use]
pub fn functions(upgrade: &[Operation], downgrade: &[Operation]) -> String {
    Renderer::default().functions(upgrade, downgrade)
}

/// What a revision does to one of several databases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DatabaseSteps {
    /// The database's name.
    pub database: String,
    /// What `upgrade` does to it.
    pub upgrade: Vec<Operation>,
    /// What `downgrade` does to it.
    pub downgrade: Vec<Operation>,
}

/// Renders a revision file whose `downgrade` fails with a reason, for what nobody knows how to take back.
#[must_use]
pub fn one_way_revision_file(
    revision: &NewRevision,
    upgrade: &[Operation],
    reason: &str,
) -> String {
    let types = Types::default();
    let mut names = Names::default();
    let (upgrade, parts) = function("pub ", "upgrade", "", upgrade, &mut names, &types);
    let mut text = header(revision, &[]) + &upgrade;
    text.push_str(&format!(
        "\npub fn downgrade(_op: &mut Operations) -> Result {{\n    Err({reason:?}.into())\n}}\n"
    ));
    for part in parts {
        text.push('\n');
        text.push_str(&part);
    }
    text
}

/// Everything above the functions.
fn header(revision: &NewRevision, imports: &[String]) -> String {
    let mut text = String::new();
    for line in revision.message.lines() {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    if revision.message.is_empty() {
        text.push_str("//! (no message)\n");
    }
    text.push_str(&format!("//!\n//! Created {}\n\n", revision.created));
    text.push_str("use migrate_core::prelude::*;\n\n");
    for import in imports {
        text.push_str(&format!("use {import};\n"));
    }
    if !imports.is_empty() {
        text.push('\n');
    }
    text.push_str("pub static REVISION: Revision = Revision {\n");
    text.push_str(&format!("    id: {:?},\n", revision.id));
    for (field, names) in [
        ("down_revisions", &revision.down_revisions),
        ("depends_on", &revision.depends_on),
        ("branch_labels", &revision.branch_labels),
    ] {
        let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        text.push_str(&format!("    {field}: &[{}],\n", names.join(", ")));
    }
    text.push_str("};\n\n");
    text
}

fn functions_with(upgrade: &[Operation], downgrade: &[Operation], types: &Types<'_>) -> String {
    let mut names = Names::default();
    let (upgrade, mut parts) = function("pub ", "upgrade", "", upgrade, &mut names, types);
    let (downgrade, more) = function("pub ", "downgrade", "", downgrade, &mut names, types);
    parts.extend(more);
    let mut text = format!("{upgrade}\n{downgrade}");
    for part in parts {
        text.push('\n');
        text.push_str(&part);
    }
    text
}

/// Returns what takes the operations back, in the order in which it has to run, also where there are rows: a column that
/// must not be NULL comes back with a value to begin with, since those that it had are gone.
///
/// # Errors
/// [`Irreversible`] for the first operation that does not know what was there before.
pub fn reversed(operations: &[Operation]) -> Result<Vec<Operation>, Irreversible> {
    let reversed = operations.iter().rev().map(Operation::reverse);
    reversed
        .map(|operation| operation.map(restored::with_first_values))
        .collect()
}

/// A line of a function's body.
enum Statement {
    /// A call that may fail.
    Code(Code),
    /// A call that may fail, whose last argument is a closure over `op`.
    Block {
        /// The call up to the closure: `op.batch("heros", Recreate::Always, `.
        head: String,
        body: Vec<Statement>,
    },
    /// A comment that stands above the next call.
    Comment(String),
}

/// The body: each call but the last is checked with `?`, the last is what the function returns.
fn body(statements: &[Statement]) -> String {
    indented_body(statements, 4)
}

fn indented_body(statements: &[Statement], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let last = statements
        .iter()
        .rposition(|statement| !matches!(statement, Statement::Comment(_)));
    let mut text = String::new();
    for (position, statement) in statements.iter().enumerate() {
        let end = if Some(position) == last { "" } else { "?;" };
        match statement {
            Statement::Comment(comment) => {
                text.push_str(&format!("{pad}// {}\n", layout::on_one_line(comment)));
            }
            Statement::Code(code) => {
                let mut code = code.clone();
                let mut lifted = Vec::new();
                code.lift_texts(&mut lifted);
                for (number, value) in lifted.iter().enumerate() {
                    let number = if number == 0 {
                        String::new()
                    } else {
                        format!("_{}", number + 1)
                    };
                    text.push_str(&format!("{pad}let text{number} = {value};\n"));
                }
                text.push_str(&format!("{pad}{}{end}\n", code.layout(indent, end.len())));
            }
            Statement::Block { head, body } => text.push_str(&block(head, body, indent, end)),
        }
    }
    if last.is_none() && indent > 4 {
        text.push_str(&format!("{pad}Ok(())\n"));
    }
    text
}

/// A call with a closure: on one line where rustfmt would leave it there.
fn block(head: &str, body: &[Statement], indent: usize, end: &str) -> String {
    let pad = " ".repeat(indent);
    if let [Statement::Code(code)] = body {
        let line = format!("{pad}{head}|op| {}){end}", code.layout(indent, 0));
        let arguments = head.split_once('(').map_or("", |(_, first)| first);
        let width = format!("{arguments}|op| {}", code.layout(indent, 0))
            .chars()
            .count();
        // A closure that is the only argument may fill the line.
        let fits = arguments.is_empty() || width <= layout::MAX_SHORT;
        let flat = !line.contains('\n');
        if fits && flat && line.chars().count() <= layout::MAX_WIDTH && code.is_short() {
            return format!("{line}\n");
        }
    }
    let inner = indented_body(body, indent + 4);
    format!("{pad}{head}|op| {{\n{inner}{pad}}}){end}\n")
}
