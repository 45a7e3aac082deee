//! Operations to statements; what changes one table is in [`alter`](super::alter).

use super::stored::StoredTable;
use super::types::{literal, quote, quote_all};
use super::{alter, create, object, unsupported};
use crate::dialect::{Catalog, Ddl, DdlError, Unsupported};
use crate::operation::Operation;
use crate::schema::{Literal, Table, TableName};

/// Rows in one `INSERT`: few enough that no statement grows beyond what SQLite takes, many enough to be quick.
const ROWS_PER_INSERT: usize = 500;

/// Translates an operation.
pub(super) fn ddl(operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
    match operation {
        Operation::CreateTable {
            table,
            if_not_exists,
        } => {
            if *if_not_exists && catalog.stored_table(&table.name)?.is_some() {
                return Ok(Ddl::default());
            }
            Ok(Ddl::plain(create_table(table)?))
        }
        Operation::DropTable {
            name, if_exists, ..
        } => {
            if *if_exists && catalog.stored_table(name)?.is_none() {
                return Ok(Ddl::default());
            }
            drop_table(name, catalog)
        }
        Operation::RenameTable { from, to } => rename_table(from, to, catalog),
        Operation::AlterTable {
            table,
            changes,
            recreate,
        } => alter::ddl(table, changes, *recreate, catalog),
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => Ok(Ddl::plain(insert(table, columns, rows)?)),
        Operation::Execute { sql, .. } => Ok(Ddl::plain([sql.as_str()])),
        Operation::Run { .. } => Ok(Ddl::default()),
        Operation::CreateObject { object } => Ok(Ddl::plain([object::create(object)?])),
        Operation::ReplaceObject { object, .. } => {
            Ok(Ddl::plain(object::replace(object, catalog)?))
        }
        Operation::DropObject { id, if_exists, .. } => {
            Ok(Ddl::plain([object::drop(id, *if_exists)?]))
        }
        Operation::AutocommitBlock { operations } => {
            let mut statements = Vec::new();
            for operation in operations {
                statements.extend(ddl(operation, catalog)?.statements);
            }
            for statement in &mut statements {
                statement.outside_transaction = true;
            }
            Ok(Ddl::plain(statements))
        }
        Operation::CreateEnum { .. }
        | Operation::DropEnum { .. }
        | Operation::RenameEnum { .. }
        | Operation::AlterEnum { .. } => Err(lacks("enumeration types", operation)),
        Operation::CreateSequence { .. }
        | Operation::AlterSequence { .. }
        | Operation::DropSequence { .. } => Err(lacks("sequences", operation)),
        Operation::CreateSchema { .. } | Operation::DropSchema { .. } => {
            Err(lacks("schemas that can be created", operation))
        }
        Operation::CreateExtension { .. } | Operation::DropExtension { .. } => {
            Err(lacks("extensions", operation))
        }
    }
}

fn lacks(feature: &str, operation: &Operation) -> DdlError {
    Unsupported::new(unsupported::SQLITE, feature, operation.to_string()).into()
}

fn create_table(table: &Table) -> Result<Vec<String>, DdlError> {
    if let Some(first) = unsupported::table(table).into_iter().next() {
        return Err(first.into());
    }
    if table.columns.is_empty() {
        return Err(DdlError::Invalid(format!(
            "table `{}` has no columns; SQLite needs at least one",
            table.name
        )));
    }
    let mut statements = vec![create::table(table)];
    for index in &table.indexes {
        statements.push(create::index(&table.name, index)?);
    }
    Ok(statements)
}

/// Finds a table that has to be there.
fn stored(name: &TableName, catalog: &mut dyn Catalog) -> Result<StoredTable, DdlError> {
    if let Some(unsupported) = unsupported::table_name(name) {
        return Err(unsupported.into());
    }
    catalog
        .stored_table(name)?
        .ok_or_else(|| DdlError::NoTable(name.clone()))
}

/// With foreign keys on, SQLite deletes a table's rows before it drops it, and children cascade.
/// <https://www.sqlite.org/foreignkeys.html#fk_schemacommands>
fn drop_table(name: &TableName, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
    let table = stored(name, catalog)?;
    let referred = catalog
        .dependents(name)?
        .referrers
        .iter()
        .any(|referrer| !referrer.eq_ignore_ascii_case(&table.name));
    Ok(Ddl {
        statements: vec![format!("DROP TABLE {}", quote(&table.name)).into()],
        needs_foreign_keys_off: referred.then(|| name.clone()),
        ..Ddl::default()
    })
}

/// SQLite follows the name into foreign keys, triggers and views, unless it is told to behave as it did before 3.25.
fn rename_table(
    from: &TableName,
    to: &TableName,
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    if let Some(unsupported) = unsupported::table_name(to) {
        return Err(unsupported.into());
    }
    let table = stored(from, catalog)?;
    let dependents = catalog.dependents(from)?;
    let rename =
        |from: &str, to: &str| format!("ALTER TABLE {} RENAME TO {}", quote(from), quote(to));
    let mut statements = Vec::new();
    if table.name.eq_ignore_ascii_case(&to.name) && table.name != to.name {
        // SQLite takes names that differ in case only for one, so the table passes through a third.
        let mut aside = format!("{}__renamed", to.name);
        while dependents.taken.contains(&aside.to_ascii_lowercase()) {
            aside.push('_');
        }
        statements.push(rename(&table.name, &aside));
        statements.push(rename(&aside, &to.name));
    } else if table.name != to.name {
        statements.push(rename(&table.name, &to.name));
    }
    let mut on_failure = Vec::new();
    if dependents.legacy_alter_table {
        statements.insert(0, "PRAGMA legacy_alter_table = OFF".to_owned());
        statements.push("PRAGMA legacy_alter_table = ON".to_owned());
        on_failure.push("PRAGMA legacy_alter_table = ON".to_owned());
    }
    Ok(Ddl {
        on_failure,
        ..Ddl::plain(statements)
    })
}

fn insert(
    table: &TableName,
    columns: &[String],
    rows: &[Vec<Literal>],
) -> Result<Vec<String>, DdlError> {
    if let Some(unsupported) = unsupported::table_name(table) {
        return Err(unsupported.into());
    }
    let name = quote(&table.name);
    if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
        return Err(DdlError::Invalid(format!(
            "row {} for `{table}` has {} values for {} columns",
            at + 1,
            rows[at].len(),
            columns.len()
        )));
    }
    if columns.is_empty() {
        let one = format!("INSERT INTO {name} DEFAULT VALUES");
        return Ok(vec![one; rows.len()]);
    }
    let row = |row: &Vec<Literal>| {
        let values: Vec<String> = row.iter().map(literal).collect();
        format!("({})", values.join(", "))
    };
    let statements = rows.chunks(ROWS_PER_INSERT).map(|chunk| {
        let values: Vec<String> = chunk.iter().map(row).collect();
        format!(
            "INSERT INTO {name} ({}) VALUES\n    {}",
            quote_all(columns),
            values.join(",\n    ")
        )
    });
    Ok(statements.collect())
}
