//! Reads the schema of a live database: eight catalog queries, however many tables there are, and two more where it is to
//! be made again with everything in it.
//!
//! Names are read first and filtered; what is read of tables after that is read of the wanted ones only. What belongs to
//! an extension, foreign and temporary tables are left out, and partitions unless everything is asked for.

mod columns;
mod constraints;
mod dependencies;
mod elements;
mod further;
mod indexes;
mod left_out;
mod objects;
mod partitions;
mod select;
mod temporary;

pub(super) use left_out::left_out;
pub(super) use objects::{
    OBJECT, OBJECT_COLUMNS, functions, object, policy_definition, standing, statements,
};
pub(super) use select::Select;
pub(super) use temporary::temporary;

use std::collections::HashMap;

use crate::connection::{Connection, Row};
use crate::dialect::InspectError;
use crate::dialect::postgres::in_list;
use crate::schema::{Inheritance, QualifiedName, RowSecurity, Schema, Table, TableName};

/// What is read.
pub(super) enum Scope<'s> {
    /// Everything in the schemas of users, and of tables those that are wanted.
    Users(&'s dyn Fn(&TableName) -> bool),
    /// As [`Scope::Users`], with everything that it takes to make the same again.
    Everything(&'s dyn Fn(&TableName) -> bool),
}

impl<'s> Scope<'s> {
    /// The filter of tables.
    fn filter(&self) -> &'s dyn Fn(&TableName) -> bool {
        match self {
            Scope::Users(include) | Scope::Everything(include) => *include,
        }
    }

    fn is_everything(&self) -> bool {
        match self {
            Scope::Everything(_) => true,
            Scope::Users(_) => false,
        }
    }
}

/// A catalog's rows say `NULL` for the schema that is the default one.
const SCHEMA: &str = "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END";

/// A collation's name, quoted with its schema where it is in none of the usual ones.
const COLLATION: &str = "CASE WHEN cn.nspname IN ('pg_catalog', current_schema()) THEN co.collname::text \
                         ELSE '\"' || pg_catalog.replace(cn.nspname, '\"', '\"\"') || '\".\"' \
                         || pg_catalog.replace(co.collname, '\"', '\"\"') || '\"' END";

/// Schemas that are not the server's own.
const USERS: &str = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/// What separates names in one value: no name holds it.
pub(super) const SEPARATOR: char = '\u{1f}';

/// The catalog row of a table that belongs to no extension.
fn not_of_extension(catalog: &str, oid: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.{catalog}'::regclass AND \
         x.objid = {oid} AND x.deptype = 'e')"
    )
}

/// The catalog row of something that does not come with something else: the functions of a range go with it.
fn by_itself(catalog: &str, oid: &str) -> String {
    not_of_extension(catalog, oid).replace("x.deptype = 'e'", "x.deptype IN ('e', 'i')")
}

/// Reads the schema.
pub(super) fn inspect(
    conn: &mut dyn Connection,
    version: crate::dialect::Version,
    scope: &Scope<'_>,
) -> Result<Schema, InspectError> {
    let mut schema = Schema::default();
    let mut tables = tables(conn, scope)?;
    elements::namespaces_and_extensions(conn, &mut schema)?;
    elements::enums(conn, &mut schema)?;
    let wanted = tables.wanted();
    let sequences = elements::sequences(conn)?;
    if !tables.tables.is_empty() {
        let found = columns::select(&wanted, tables.key).read(conn)?;
        columns::take(found, &mut tables);
        let found = constraints::select(&wanted, version, tables.key).read(conn)?;
        constraints::take(found, &mut tables);
        let found = indexes::select(&wanted, version, tables.key).read(conn)?;
        indexes::take(found, &mut tables);
        tables.tables.iter_mut().for_each(in_list::restore);
    }
    elements::place(sequences, &mut tables, &mut schema);
    let mut objects = objects::read(conn, version, &tables, scope.is_everything())?;
    if scope.is_everything() {
        further::read(conn, version, &wanted, &mut tables)?;
        partitions::take_out(&mut tables, &mut objects)?;
        dependencies::read(conn, &mut tables, &mut objects)?;
    }
    schema.objects = objects.into_iter().map(|found| found.object).collect();
    schema.tables = tables.tables;
    schema.sort();
    Ok(schema)
}

/// The tables that are wanted, found by their numbers in the catalog.
pub(super) struct Tables {
    tables: Vec<Table>,
    by_oid: HashMap<String, usize>,
    /// How a query makes of a number what tables are found by: the number itself, or the name of a temporary table.
    key: &'static str,
    /// All tables of users by name, wanted or not.
    all: Vec<TableName>,
    /// Those that hold a part of another table's rows, by their numbers.
    partitions: Vec<Partition>,
}

/// A table that holds a part of another one's rows.
pub(super) struct Partition {
    oid: String,
    /// The whole.
    of: TableName,
    /// Which rows: `FOR VALUES ...`, or `DEFAULT`.
    rows: String,
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
    let place = format!(
        "c.relpersistence <> 't' AND {USERS} AND {}",
        not_of_extension("pg_class", "c.oid")
    );
    let parts = if scope.is_everything() {
        ""
    } else {
        "AND NOT c.relispartition"
    };
    let parent_schema = SCHEMA.replace("n.", "pn.");
    let rows = conn.query(&format!(
        "SELECT c.oid::text, {SCHEMA}, c.relname::text, c.relpersistence::text, \
         pg_catalog.array_to_string(c.reloptions, ', '), d.description, \
         CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, \
         c.relrowsecurity::text, c.relforcerowsecurity::text, pg_catalog.pg_get_expr(c.relpartbound, c.oid), \
         (SELECT pg_catalog.string_agg(COALESCE({parent_schema}, '') || '{SEPARATOR}' || pc.relname, '{SEPARATOR}' \
         ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent \
         JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace WHERE i.inhrelid = c.oid) \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 \
         AND d.classoid = 'pg_catalog.pg_class'::regclass \
         WHERE c.relkind IN ('r', 'p') {parts} AND {place} ORDER BY n.nspname, c.relname"
    ))?;
    let mut found = Tables {
        tables: Vec::new(),
        by_oid: HashMap::new(),
        key: "::text",
        all: Vec::new(),
        partitions: Vec::new(),
    };
    for row in rows {
        let mut cells = Cells::new(row);
        let (oid, schema, name) = (cells.text(), cells.optional(), cells.text());
        let name = QualifiedName { schema, name };
        found.all.push(name.clone());
        if !scope.filter()(&name) {
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
        let rows = cells.optional();
        let mut parents = Vec::new();
        let mut names = cells.names().into_iter();
        while let (Some(schema), Some(name)) = (names.next(), names.next()) {
            let schema = Some(schema).filter(|schema| !schema.is_empty());
            parents.push(QualifiedName { schema, name });
        }
        match (rows, parents.first()) {
            (Some(rows), Some(of)) => found.partitions.push(Partition {
                oid: oid.clone(),
                of: of.clone(),
                rows,
            }),
            (None, Some(_)) => {
                let inheritance = Inheritance {
                    parents,
                    ..Inheritance::default()
                };
                table.options.inherits = Some(Box::new(inheritance));
            }
            (_, None) => {}
        }
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
