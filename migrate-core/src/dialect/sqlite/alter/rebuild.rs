//! The rebuild of a table, by the procedure of <https://www.sqlite.org/lang_altertable.html#otheralter>.
//!
//! The table is created anew under another name, its rows are copied, it takes the place of the former one, and what was
//! lost with that (indexes, triggers) is created again from its own statements. Views and foreign keys of other tables
//! name the table by its name, and find it again under that.

use std::collections::HashSet;

use super::super::parse::{ConstraintKind, create_trigger};
use super::super::read::rowid_alias;
use super::super::stored::{Dependents, trigger_probe};
use super::super::types::{quote, text};
use super::Alteration;
use super::columns::Source;
use crate::dialect::{Ddl, DdlError};

/// Renaming checks every view, and rewrites what names the table, unless SQLite is told to do as it did before 3.25. For
/// the time of the rebuild the table is missing, so it must be told.
const LEGACY: &str = "PRAGMA legacy_alter_table";

/// Writes the statements of the rebuild.
pub(super) fn ddl(alteration: &Alteration<'_>, dependents: &Dependents) -> Result<Ddl, DdlError> {
    let stored = &alteration.stored;
    let mut temporary = format!("{}__rebuild", stored.name);
    while dependents.taken.contains(&temporary.to_ascii_lowercase()) {
        temporary.push('_');
    }
    let table = quote(&stored.name);
    let copy = quote(&temporary);
    let mut statements = Vec::new();
    if !dependents.legacy_alter_table {
        statements.push(format!("{LEGACY} = ON"));
    }
    statements.push(alteration.draft.sql_named(&temporary));
    statements.extend(copy_rows(alteration, &table, &copy)?);
    if counts(alteration) {
        // No row of the counter's table, or one that is ahead of the rows, stays so.
        statements.push(format!(
            "DELETE FROM sqlite_sequence WHERE name = {}",
            text(&temporary)
        ));
        statements.push(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
            text(&temporary),
            text(&stored.name)
        ));
    }
    // What ANALYZE found would go with the table.
    let statistics = |from: &str, to: &str| {
        let (from, to) = (text(from), text(to));
        let tables = dependents.statistics.iter();
        tables
            .map(|kept| format!("UPDATE {} SET tbl = {to} WHERE tbl = {from}", quote(kept)))
            .collect::<Vec<_>>()
    };
    statements.extend(statistics(&stored.name, &temporary));
    statements.push(format!("DROP TABLE {table}"));
    statements.push(format!("ALTER TABLE {copy} RENAME TO {table}"));
    statements.extend(statistics(&temporary, &stored.name));
    let mut on_failure = Vec::new();
    if !dependents.legacy_alter_table {
        statements.push(format!("{LEGACY} = OFF"));
        on_failure.push(format!("{LEGACY} = OFF"));
    }
    statements.extend(stored.indexes.iter().map(|index| index.sql.clone()));
    statements.extend(stored.triggers.iter().map(|trigger| trigger.sql.clone()));
    statements.extend(dependents.temporary_triggers.iter().cloned());
    Ok(Ddl {
        statements: statements.into_iter().map(Into::into).collect(),
        needs_foreign_keys_off: (!dependents.referrers.is_empty())
            .then(|| alteration.table.clone()),
        on_failure,
        stand_in: Some((temporary, stored.name.clone())),
    })
}

/// Tells whether the table counted by `AUTOINCREMENT` before and does so after.
fn counts(alteration: &Alteration<'_>) -> bool {
    let before = super::Draft::new(alteration.table, &alteration.stored.sql)
        .ok()
        .and_then(|draft| draft.rowid_alias());
    let counting = |alias: Option<(String, bool)>| alias.is_some_and(|(_, counts)| counts);
    counting(before) && counting(alteration.draft.rowid_alias())
}

/// Copies what can be copied: generated columns are computed, new ones get their default.
fn copy_rows(
    alteration: &Alteration<'_>,
    table: &str,
    copy: &str,
) -> Result<Option<String>, DdlError> {
    let before = super::Draft::new(alteration.table, &alteration.stored.sql)?;
    let mut into = Vec::new();
    let mut from = Vec::new();
    for track in alteration.columns.tracks() {
        if is_generated(alteration, &track.draft) {
            continue;
        }
        let value = match &track.source {
            Source::Column(name) => quote(name),
            Source::Expression(expression) => format!("({expression})"),
            Source::Default => continue,
        };
        into.push(quote(&track.draft));
        from.push(value);
    }
    // Rows keep their numbers, also where no column shows them.
    let shown =
        rowid_alias(&alteration.draft.sql, &alteration.draft.parsed).is_some_and(|(alias, _)| {
            alteration.columns.tracks().iter().any(|track| {
                track.draft.eq_ignore_ascii_case(&alias) && track.source != Source::Default
            })
        });
    let has_rowids = !before.parsed.without_rowid && !alteration.draft.parsed.without_rowid;
    if has_rowids
        && !shown
        && let Some(target) = rowid_name(&alteration.draft.column_names())
        && let Some(source) = rowid_name(&before.column_names())
    {
        into.insert(0, target.to_owned());
        from.insert(0, source.to_owned());
    }
    if into.is_empty() {
        return Ok(None);
    }
    // OR ABORT: no `ON CONFLICT` clause of the table may leave rows out on the way.
    Ok(Some(format!(
        "INSERT OR ABORT INTO {copy} ({}) SELECT {} FROM {table}",
        into.join(", "),
        from.join(", ")
    )))
}

fn is_generated(alteration: &Alteration<'_>, column: &str) -> bool {
    let column = alteration.draft.parsed.column(column);
    column.is_some_and(|column| {
        let mut constraints = column.constraints.iter();
        constraints.any(|constraint| matches!(constraint.kind, ConstraintKind::Generated { .. }))
    })
}

/// A name of the rowid that no column has taken.
fn rowid_name(columns: &[String]) -> Option<&'static str> {
    ["rowid", "_rowid_", "oid"].into_iter().find(|name| {
        !columns
            .iter()
            .any(|column| column.eq_ignore_ascii_case(name))
    })
}

/// Statements that compile what depends on the table, so that nothing is broken silently; they touch no row, and print
/// nothing in a script. What did not compile before is left alone.
pub(super) fn probes(alteration: &Alteration<'_>, dependents: &Dependents) -> Vec<String> {
    let mut columns = alteration.columns.tracks().iter();
    let column = columns.find(|track| !is_generated(alteration, &track.draft));
    let column = column.map(|track| track.current.as_str());
    let own = alteration.stored.triggers.iter().filter_map(|trigger| {
        let compiled = dependents
            .triggers
            .iter()
            .any(|reader| reader.name == trigger.name && reader.probe.is_some());
        let event = create_trigger(&trigger.sql)
            .ok()
            .filter(|_| compiled)?
            .event;
        trigger_probe(&event, &alteration.stored.name, column)
    });
    let elsewhere = dependents.readers.iter();
    let mut seen = HashSet::new();
    own.chain(elsewhere.filter_map(|reader| reader.probe.clone()))
        .filter(|probe| seen.insert(probe.clone()))
        .collect()
}
