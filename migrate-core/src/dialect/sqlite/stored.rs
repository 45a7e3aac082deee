//! What SQLite's own catalog holds of a table, and of those that depend on it: all that a rebuild has to know.

use std::collections::HashSet;

use super::expression::mentions;
use super::parse::{Constraint, ConstraintKind, TriggerEvent, create_table, create_trigger};
use super::types::{quote, text};
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::TableName;

/// A table as SQLite's own catalog holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredTable {
    /// The table's name, as it was written when it was created.
    pub name: String,
    /// The `CREATE TABLE` statement, as written.
    pub sql: String,
    /// The indexes that have a statement of their own.
    pub indexes: Vec<StoredObject>,
    /// The triggers on the table.
    pub triggers: Vec<StoredObject>,
}

/// An index or trigger as SQLite's own catalog holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its name.
    pub name: String,
    /// Its statement, as written.
    pub sql: String,
}

/// What depends on a table. Only a rebuild, a drop and a rename ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dependents {
    /// The tables with a foreign key that refers to the table; itself, if it does.
    pub referrers: Vec<String>,
    /// The table's own triggers.
    pub triggers: Vec<Reader>,
    /// Views and triggers elsewhere that read or write the table, in one step or through others.
    pub readers: Vec<Reader>,
    /// Triggers on the table that only this connection has, as statements.
    pub temporary_triggers: Vec<String>,
    /// The tables in which `ANALYZE` keeps what it found, where there are any.
    pub statistics: Vec<String>,
    /// Names that are taken among those that a temporary table might get, in lower case.
    pub taken: HashSet<String>,
    /// Whether `PRAGMA legacy_alter_table` is on.
    pub legacy_alter_table: bool,
}

/// A view or trigger that reads or writes a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Its name.
    pub name: String,
    /// A statement that compiles it and touches nothing; `None` if it did not compile to begin with.
    pub probe: Option<String>,
}

/// Reads what the catalog holds of a table, with one query; `None` if there is no such table.
///
/// # Errors
/// [`InspectError::Query`] if the database refuses.
pub(crate) fn stored_table(
    conn: &mut dyn Connection,
    name: &TableName,
) -> Result<Option<StoredTable>, InspectError> {
    let rows = conn.query(&format!(
        "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = {} COLLATE NOCASE \
         AND type IN ('table', 'index', 'trigger') AND sql IS NOT NULL ORDER BY rowid",
        text(&name.name)
    ))?;
    let mut table = None;
    let mut indexes = Vec::new();
    let mut triggers = Vec::new();
    for row in rows {
        let Ok([Some(kind), Some(name), Some(sql)]) = <[_; 3]>::try_from(row) else {
            continue;
        };
        match kind.as_str() {
            "table" => table = Some((name, sql)),
            "index" => indexes.push(StoredObject { name, sql }),
            _ => triggers.push(StoredObject { name, sql }),
        }
    }
    Ok(table.map(|(name, sql)| StoredTable {
        name,
        sql,
        indexes,
        triggers,
    }))
}

/// Reads what depends on a table: three queries, and one statement is compiled for each view and trigger that does.
///
/// # Errors
/// [`InspectError`] if the database refuses, or holds a definition that cannot be read.
pub(crate) fn dependents(
    conn: &mut dyn Connection,
    name: &TableName,
) -> Result<Dependents, InspectError> {
    let mut dependents = Dependents {
        legacy_alter_table: conn
            .query("PRAGMA legacy_alter_table")?
            .first()
            .is_some_and(|row| row.first() == Some(&Some("1".to_owned()))),
        ..Dependents::default()
    };
    let mut views = Vec::new();
    let mut triggers = Vec::new();
    for row in conn.query(&catalog_query(&name.name))? {
        let Ok([Some(kind), Some(object), Some(owner), Some(sql)]) = <[_; 4]>::try_from(row) else {
            continue;
        };
        dependents.taken.insert(object.to_ascii_lowercase());
        match kind.as_str() {
            "table" if object.starts_with("sqlite_stat") => dependents.statistics.push(object),
            "table" if refers(&object, &sql, name)? => dependents.referrers.push(object),
            "view" => views.push((object, sql)),
            "trigger" => triggers.push((object, owner, sql)),
            _ => {}
        }
    }
    dependents.temporary_triggers = temporary_triggers(conn, &name.name)?;
    // A view may read the table through another view.
    let mut sources = vec![name.name.clone()];
    let mut from = 0;
    while from < sources.len() {
        let (reading, rest): (Vec<_>, Vec<_>) = views
            .into_iter()
            .partition(|(_, sql)| mentions(sql, &sources[from]));
        views = rest;
        for (view, _) in reading {
            let probe = format!("SELECT * FROM {} LIMIT 0", quote(&view));
            dependents.readers.push(reader(conn, &view, probe));
            sources.push(view);
        }
        from += 1;
    }
    for (trigger, owner, sql) in triggers {
        if !sources.iter().any(|source| mentions(&sql, source)) {
            continue;
        }
        let Ok(parsed) = create_trigger(&sql) else {
            continue;
        };
        let column = first_column(conn, &owner);
        if let Some(probe) = trigger_probe(&parsed.event, &owner, column.as_deref()) {
            let reader = reader(conn, &trigger, probe);
            if owner.eq_ignore_ascii_case(&name.name) {
                dependents.triggers.push(reader);
            } else {
                dependents.readers.push(reader);
            }
        }
    }
    Ok(dependents)
}

/// All views and triggers, and the rows that name the table. Text in quotes may hold a quote twice: then all rows.
fn catalog_query(name: &str) -> String {
    let mut query =
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL".to_owned();
    if !name.contains(['"', '\'', '`', ']']) {
        let pattern = name
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        query.push_str(&format!(
            " AND (type IN ('view', 'trigger') OR name LIKE 'sqlite\\_stat%' ESCAPE '\\' OR sql LIKE {} ESCAPE '\\')",
            text(&format!("%{pattern}%"))
        ));
    }
    query.push_str(" ORDER BY rowid");
    query
}

/// The triggers on a table that go with the connection. SQLite keeps their statements without the word that says so.
fn temporary_triggers(conn: &mut dyn Connection, table: &str) -> Result<Vec<String>, InspectError> {
    let rows = conn.query(&format!(
        "SELECT sql FROM sqlite_temp_master WHERE type = 'trigger' AND tbl_name = {} COLLATE NOCASE ORDER BY rowid",
        text(table)
    ))?;
    let create = |sql: String| match sql.split_at_checked("CREATE".len()) {
        Some((create, rest)) if create.eq_ignore_ascii_case("CREATE") => {
            format!("CREATE TEMP{rest}")
        }
        _ => sql,
    };
    Ok(rows.into_iter().flatten().flatten().map(create).collect())
}

/// Tells whether a table has a foreign key that refers to the named one.
fn refers(table: &str, sql: &str, target: &TableName) -> Result<bool, InspectError> {
    if !mentions(sql, &target.name) || !mentions(sql, "REFERENCES") {
        return Ok(false);
    }
    let parsed = create_table(sql).map_err(|reason| InspectError::Definition {
        what: "table",
        name: table.to_owned(),
        reason,
    })?;
    let mut at_columns = parsed.columns.iter().flat_map(|column| &column.constraints);
    let refers = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::ForeignKey { reference, .. } => {
            reference.table.eq_ignore_ascii_case(&target.name)
        }
        _ => false,
    };
    Ok(at_columns.any(refers) || parsed.constraints.iter().any(refers))
}

fn reader(conn: &mut dyn Connection, name: &str, probe: String) -> Reader {
    Reader {
        name: name.to_owned(),
        probe: conn.batch_execute(&probe).is_ok().then_some(probe),
    }
}

/// The first column of a table or view; `None` also for a view that does not compile.
fn first_column(conn: &mut dyn Connection, table: &str) -> Option<String> {
    let query = format!(
        "SELECT name FROM pragma_table_info({}) LIMIT 1",
        text(table)
    );
    let rows = conn.query(&query).ok()?;
    rows.into_iter().next()?.into_iter().next()?
}

/// A statement that compiles the triggers of an event without firing them, for it touches no row. `column` is one that can
/// be written.
pub(super) fn trigger_probe(
    event: &TriggerEvent,
    table: &str,
    column: Option<&str>,
) -> Option<String> {
    let table = quote(table);
    Some(match event {
        TriggerEvent::Insert => {
            let column = quote(column?);
            format!("INSERT INTO {table} ({column}) SELECT NULL WHERE FALSE")
        }
        TriggerEvent::Delete => format!("DELETE FROM {table} WHERE FALSE"),
        TriggerEvent::Update { columns } => {
            let column = quote(columns.first().map(String::as_str).or(column)?);
            format!("UPDATE {table} SET {column} = {column} WHERE FALSE")
        }
    })
}
