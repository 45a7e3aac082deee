//! Reads a live database: two queries at most, then the stored statements are parsed.

use std::collections::{HashMap, HashSet};

use super::parse::{CreateTable, create_index, create_table};
use super::read;
use super::token::tokens;
use crate::connection::Connection;
use crate::dialect::{InspectError, LeftOut};
use crate::schema::{Schema, Table, TableName};

/// Everything that SQLite knows of a schema, but for its own tables; names that begin with `sqlite_` are reserved for
/// those.
const CATALOG: &str = "SELECT type, name, tbl_name, sql FROM sqlite_master \
     WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     ORDER BY rowid";

/// The tables that virtual tables keep their content in, as SQLite 3.37 and later know them.
const SHADOW_TABLES: &str =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";

/// How the modules that come with SQLite name such tables, for versions and builds that do not know them.
const SHADOW_SUFFIXES: [&str; 12] = [
    "config", "content", "data", "docsize", "idx", "node", "parent", "rowid", "segdir", "segments",
    "stat", "vocab",
];

/// Reads the tables for which `include` says yes, with their indexes.
pub(super) fn inspect(
    conn: &mut dyn Connection,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Schema, InspectError> {
    let mut definitions = Vec::new();
    let mut indexes: HashMap<String, Vec<(String, String)>> = HashMap::new();
    let mut virtual_tables = Vec::new();
    for row in conn.query(CATALOG)? {
        let Ok([Some(kind), Some(name), Some(owner), Some(sql)]) = <[_; 4]>::try_from(row) else {
            continue;
        };
        if kind == "index" {
            let of_table = indexes.entry(owner.to_ascii_lowercase()).or_default();
            of_table.push((name, sql));
        } else if is_virtual(&sql) {
            virtual_tables.push(name.to_ascii_lowercase());
        } else {
            definitions.push((name, sql));
        }
    }
    let shadows = shadow_tables(conn, &virtual_tables);
    definitions.retain(|(name, _)| !shadows(name));

    let mut tables = Vec::with_capacity(definitions.len());
    for (name, sql) in &definitions {
        if !include(&TableName::new(name)) {
            continue;
        }
        let mut table = read::table(sql, &parse(name, sql)?);
        // The catalog's own column is right even where its text was changed by hand.
        table.name = TableName::new(name);
        for (name, sql) in indexes
            .remove(&name.to_ascii_lowercase())
            .unwrap_or_default()
        {
            let parsed = create_index(&sql).map_err(|reason| InspectError::Definition {
                what: "index",
                name: name.clone(),
                reason,
            })?;
            table.indexes.push(read::index(&sql, &parsed, &table));
        }
        tables.push(table);
    }
    resolve_references(&mut tables, &definitions)?;
    Ok(tables.into_iter().collect())
}

fn parse(name: &str, sql: &str) -> Result<CreateTable, InspectError> {
    create_table(sql).map_err(|reason| InspectError::Definition {
        what: "table",
        name: name.to_owned(),
        reason,
    })
}

fn is_virtual(sql: &str) -> bool {
    let head = sql.get(..64.min(sql.len())).unwrap_or(sql);
    head.to_ascii_uppercase().contains("VIRTUAL")
        && tokens(sql).is_ok_and(|tokens| {
            tokens
                .get(1)
                .is_some_and(|second| second.is_word(sql, "VIRTUAL"))
        })
}

fn shadow_tables<'a>(
    conn: &mut dyn Connection,
    virtual_tables: &'a [String],
) -> impl Fn(&str) -> bool + use<'a> {
    let mut known = HashSet::new();
    if !virtual_tables.is_empty() {
        // Versions before 3.37 lack the list; the names tell then.
        for row in conn.query(SHADOW_TABLES).unwrap_or_default() {
            known.extend(
                row.into_iter()
                    .flatten()
                    .map(|name| name.to_ascii_lowercase()),
            );
        }
    }
    move |name: &str| {
        let name = name.to_ascii_lowercase();
        known.contains(&name)
            || virtual_tables.iter().any(|owner| {
                name.strip_prefix(owner.as_str())
                    .and_then(|rest| rest.strip_prefix('_'))
                    .is_some_and(|suffix| SHADOW_SUFFIXES.contains(&suffix))
            })
    }
}

/// Fills in what a foreign key leaves out, the primary key of its target, and spells names as the target does.
fn resolve_references(
    tables: &mut [Table],
    definitions: &[(String, String)],
) -> Result<(), InspectError> {
    let wanted: HashSet<String> = tables
        .iter()
        .flat_map(|table| &table.foreign_keys)
        .map(|foreign_key| foreign_key.references_table.name.to_ascii_lowercase())
        .collect();
    let mut targets: HashMap<String, Target> = HashMap::with_capacity(wanted.len());
    for table in tables.iter() {
        let name = table.name.name.to_ascii_lowercase();
        if wanted.contains(&name) {
            targets.insert(name, Target::new(table));
        }
    }
    for (name, sql) in definitions {
        let key = name.to_ascii_lowercase();
        if wanted.contains(&key) && !targets.contains_key(&key) {
            // A table that was left out.
            let mut table = read::table(sql, &parse(name, sql)?);
            table.name = TableName::new(name);
            targets.insert(key, Target::new(&table));
        }
    }
    for foreign_key in tables.iter_mut().flat_map(|table| &mut table.foreign_keys) {
        let name = foreign_key.references_table.name.to_ascii_lowercase();
        let Some(target) = targets.get(&name) else {
            continue;
        };
        foreign_key.references_table.clone_from(&target.name);
        if foreign_key.references_columns.is_empty() {
            foreign_key.references_columns.clone_from(&target.key);
        }
        for column in &mut foreign_key.references_columns {
            let mut own = target.columns.iter();
            if let Some(own) = own.find(|own| own.eq_ignore_ascii_case(column)) {
                column.clone_from(own);
            }
        }
    }
    Ok(())
}

/// What a foreign key has to know of the table that it points at.
struct Target {
    name: TableName,
    columns: Vec<String>,
    key: Vec<String>,
}

impl Target {
    fn new(table: &Table) -> Self {
        let columns = table.columns.iter().map(|column| column.name.clone());
        let key = table.primary_key.as_ref();
        Target {
            name: table.name.clone(),
            columns: columns.collect(),
            key: key.map(|key| key.columns.clone()).unwrap_or_default(),
        }
    }
}

/// Everything that was created, as it was written: tables first, then what stands on them. The tables behind virtual
/// ones come with those.
pub(super) fn statements(
    conn: &mut dyn Connection,
    include: &dyn Fn(&TableName) -> bool,
) -> Result<Vec<String>, InspectError> {
    const ALL: &str = "SELECT name, tbl_name, sql FROM sqlite_master \
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid";
    let rows: Vec<[String; 3]> = conn
        .query(ALL)?
        .into_iter()
        .filter_map(|row| match <[_; 3]>::try_from(row) {
            Ok([Some(name), Some(owner), Some(sql)]) => Some([name, owner, sql]),
            Ok(_) | Err(_) => None,
        })
        .collect();
    let virtual_tables: Vec<String> = rows
        .iter()
        .filter(|[_, _, sql]| is_virtual(sql))
        .map(|[name, _, _]| name.to_ascii_lowercase())
        .collect();
    let shadows = shadow_tables(conn, &virtual_tables);
    let wanted = rows
        .into_iter()
        .filter(|[name, owner, _]| !shadows(name) && include(&TableName::new(owner.as_str())));
    Ok(wanted.map(|[_, _, sql]| sql).collect())
}

/// Names the virtual tables: their modules know what they hold, and no schema says it.
pub(super) fn left_out(conn: &mut dyn Connection) -> Result<Vec<LeftOut>, InspectError> {
    let mut names = Vec::new();
    for row in conn.query(CATALOG)? {
        if let Ok([_, Some(name), _, Some(sql)]) = <[_; 4]>::try_from(row)
            && is_virtual(&sql)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![LeftOut {
        what: "virtual tables".to_owned(),
        names,
    }])
}
