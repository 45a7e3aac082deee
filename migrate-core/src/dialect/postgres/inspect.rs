//! Reads the schema of a live database: nine catalog queries, however many tables there are.
//!
//! Names are read first and filtered; what is read of tables after that is read of the wanted ones only. What belongs to
//! an extension, partitions of a table, foreign and temporary tables are left out.

mod columns;
mod constraints;
mod elements;
mod indexes;
mod objects;

use std::collections::HashMap;

use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::schema::{QualifiedName, RowSecurity, Schema, Table, TableName};

/// What is read.
pub(super) enum Scope<'s> {
    /// Everything in the schemas of users, and of tables those that are wanted.
    Users(&'s dyn Fn(&TableName) -> bool),
    /// The temporary tables of this connection, without anything beside tables.
    Temporary,
}

/// A catalog's rows say `NULL` for the schema that is the default one.
const SCHEMA: &str = "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END";

/// Schemas that are not the server's own.
const USERS: &str = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/// What separates names in one value: no name holds it.
const SEPARATOR: char = '\u{1f}';

/// The catalog row of a table that belongs to no extension.
fn not_of_extension(catalog: &str, oid: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.{catalog}'::regclass AND \
         x.objid = {oid} AND x.deptype = 'e')"
    )
}

/// Reads the schema.
pub(super) fn inspect(
    conn: &mut dyn Connection,
    version: crate::dialect::Version,
    scope: &Scope<'_>,
) -> Result<Schema, InspectError> {
    let mut schema = Schema::default();
    let mut tables = tables(conn, scope)?;
    if let Scope::Users(_) = scope {
        elements::namespaces_and_extensions(conn, &mut schema)?;
        elements::enums(conn, &mut schema)?;
    }
    let wanted = tables.wanted();
    let sequences = match scope {
        Scope::Users(_) => elements::sequences(conn)?,
        Scope::Temporary => Vec::new(),
    };
    if !tables.tables.is_empty() {
        columns::read(conn, &wanted, &mut tables)?;
        constraints::read(conn, &wanted, version, &mut tables)?;
        indexes::read(conn, &wanted, version, &mut tables)?;
    }
    elements::place(sequences, &mut tables, &mut schema);
    if let Scope::Users(_) = scope {
        objects::read(conn, &tables, &mut schema)?;
    }
    schema.tables = tables.tables;
    schema.sort();
    Ok(schema)
}

/// The tables that are wanted, found by their numbers in the catalog.
pub(super) struct Tables {
    tables: Vec<Table>,
    by_oid: HashMap<String, usize>,
    /// All tables of users by name, wanted or not.
    all: Vec<TableName>,
}

impl Tables {
    fn get(&mut self, oid: &str) -> Option<&mut Table> {
        let at = *self.by_oid.get(oid)?;
        self.tables.get_mut(at)
    }

    /// The condition on a table's number, as what follows it.
    fn wanted(&self) -> String {
        let mut oids: Vec<&str> = self.by_oid.keys().map(String::as_str).collect();
        oids.sort_unstable();
        format!("= ANY ('{{{}}}'::oid[])", oids.join(","))
    }
}

fn tables(conn: &mut dyn Connection, scope: &Scope<'_>) -> Result<Tables, InspectError> {
    let place = match scope {
        Scope::Users(_) => format!(
            "c.relpersistence <> 't' AND {USERS} AND {}",
            not_of_extension("pg_class", "c.oid")
        ),
        Scope::Temporary => "n.oid = pg_catalog.pg_my_temp_schema()".to_owned(),
    };
    let rows = conn.query(&format!(
        "SELECT c.oid::text, {SCHEMA}, c.relname::text, c.relpersistence::text, \
         pg_catalog.array_to_string(c.reloptions, ', '), d.description, \
         CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, \
         c.relrowsecurity::text, c.relforcerowsecurity::text \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 \
         AND d.classoid = 'pg_catalog.pg_class'::regclass \
         WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {place} ORDER BY n.nspname, c.relname"
    ))?;
    let mut found = Tables {
        tables: Vec::new(),
        by_oid: HashMap::new(),
        all: Vec::new(),
    };
    for row in rows {
        let mut cells = Cells::new(row);
        let (oid, schema, name) = (cells.text(), cells.optional(), cells.text());
        let name = match scope {
            Scope::Users(_) => QualifiedName { schema, name },
            Scope::Temporary => QualifiedName::new(name),
        };
        found.all.push(name.clone());
        if let Scope::Users(include) = scope
            && !include(&name)
        {
            continue;
        }
        let mut table = Table::new(name);
        table.options.unlogged = cells.text() == "u";
        table.options.parameters = cells.optional().filter(|text| !text.is_empty());
        table.comment = cells.optional();
        table.options.partition_by = cells.optional();
        let (enabled, forced) = (cells.flag(), cells.flag());
        table.options.row_security = match (enabled, forced) {
            (false, _) => RowSecurity::Off,
            (true, false) => RowSecurity::Enabled,
            (true, true) => RowSecurity::Forced,
        };
        found.by_oid.insert(oid, found.tables.len());
        found.tables.push(table);
    }
    Ok(found)
}

/// The values of a row, one after the other.
pub(super) struct Cells(std::vec::IntoIter<Option<String>>);

impl Cells {
    fn new(row: Row) -> Self {
        Cells(row.into_iter())
    }

    fn optional(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    fn text(&mut self) -> String {
        self.optional().unwrap_or_default()
    }

    fn flag(&mut self) -> bool {
        matches!(self.optional().as_deref(), Some("true" | "t"))
    }

    fn number(&mut self) -> Option<i64> {
        self.optional()?.parse().ok()
    }

    /// Several names in one value.
    fn names(&mut self) -> Vec<String> {
        self.optional().map_or_else(Vec::new, |text| {
            text.split(SEPARATOR).map(str::to_owned).collect()
        })
    }

    /// A name with its schema.
    fn name(&mut self) -> QualifiedName {
        QualifiedName {
            schema: self.optional(),
            name: self.text(),
        }
    }
}
