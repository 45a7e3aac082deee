//! Changes of one table: each becomes an `ALTER TABLE` clause, and neighbours share a statement.

mod column;
mod conversion;
mod numbering;
mod options;

use super::types::{cut, quote, quote_name, text};
use super::{NAME, aside, create};
use crate::dialect::{Catalog, Ddl, DdlError, Statement, Unsupported};
use crate::operation::{ApplyError, Change};
use crate::schema::{Table, TableName, TableOptions};

/// The statements of a group, with the clauses that still share one.
struct Group<'a> {
    table: &'a TableName,
    name: String,
    clauses: Vec<String>,
    /// The columns that those clauses add. The server does what drops before what adds, so that a change of such a
    /// column needs a statement behind.
    added: Vec<String>,
    statements: Vec<Statement>,
    /// What no rollback takes back.
    on_failure: Vec<String>,
    /// All changes of the group.
    changes: &'a [Change],
}

impl Group<'_> {
    fn clause(&mut self, clause: impl Into<String>) {
        self.clauses.push(clause.into());
    }

    fn flush(&mut self) {
        self.added.clear();
        if !self.clauses.is_empty() {
            let clauses = std::mem::take(&mut self.clauses);
            let separator = if clauses.len() > 1 { "\n    " } else { " " };
            let sql = format!(
                "ALTER TABLE {}{separator}{}",
                self.name,
                clauses.join(",\n    ")
            );
            self.statements.push(sql.into());
        }
    }

    fn statement(&mut self, statement: impl Into<Statement>) {
        self.flush();
        self.statements.push(statement.into());
    }
}

/// Translates a group of changes.
pub(super) fn ddl(
    table: &TableName,
    changes: &[Change],
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    let mut group = Group {
        table,
        name: quote_name(table),
        clauses: Vec::new(),
        added: Vec::new(),
        statements: Vec::new(),
        on_failure: Vec::new(),
        changes,
    };
    let retyped = retyped(changes);
    let columns: Vec<(&TableName, &str)> = retyped.iter().map(|&name| (table, name)).collect();
    let aside = aside::standing_on(&columns, catalog)?;
    for statement in aside.goes {
        group.statement(statement);
    }
    for change in changes {
        apply(&mut group, change, catalog)?;
    }
    group.flush();
    for statement in aside.comes {
        group.statement(statement);
    }
    Ok(Ddl {
        statements: group.statements,
        on_failure: group.on_failure,
        ..Ddl::default()
    })
}

/// The columns whose types change, by the names that they have before.
fn retyped(changes: &[Change]) -> Vec<&str> {
    let former = |name: &'_ str| {
        changes.iter().find_map(|change| match change {
            Change::RenameColumn { from, to } if to == name => Some(from.as_str()),
            _ => None,
        })
    };
    let retyped = changes.iter().filter_map(|change| match change {
        Change::AlterColumn { name, patch, .. }
            if patch.type_.is_some() || patch.collation.is_some() =>
        {
            Some(former(name).unwrap_or(name))
        }
        _ => None,
    });
    retyped.collect()
}

fn apply(
    group: &mut Group<'_>,
    change: &Change,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let name = group.name.clone();
    match change {
        Change::AddColumn {
            column,
            if_not_exists,
        } => {
            let guard = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            let definition = create::column_definition(group.table, column);
            group.clause(format!("ADD COLUMN {guard}{definition}"));
            group.added.push(column.name.clone());
            numbering::draw_from_sequence(group, column, catalog)?;
            if let Some(comment) = &column.comment {
                let statement = create::column_comment(group.table, &column.name, Some(comment));
                group.statement(statement);
            }
        }
        Change::DropColumn {
            name, if_exists, ..
        } => {
            let guard = if *if_exists { "IF EXISTS " } else { "" };
            if group.added.contains(name) {
                group.flush();
            }
            group.clause(format!("DROP COLUMN {guard}{}", quote(name)));
        }
        Change::RenameColumn { from, to } => group.statement(format!(
            "ALTER TABLE {name} RENAME COLUMN {} TO {}",
            quote(from),
            quote(to)
        )),
        Change::AlterColumn { name, patch, was } => {
            if group.added.contains(name) {
                group.flush();
            }
            column::alter(group, name, patch, was.as_deref(), catalog)?;
        }
        Change::AddPrimaryKey { primary_key } => {
            group.clause(format!("ADD {}", create::primary_key(primary_key)));
        }
        Change::DropPrimaryKey { was } => {
            let constraint = match was.as_ref().and_then(|key| key.name.clone()) {
                Some(constraint) => constraint,
                None => primary_key_name(group.table, catalog)?,
            };
            group.clause(format!("DROP CONSTRAINT {}", quote(&constraint)));
        }
        Change::AddUnique { unique } => group.clause(format!("ADD {}", create::unique(unique))),
        Change::DropUnique { unique } => {
            drop_constraint(group, "unique constraint", &unique.name, catalog, |table| {
                let present = table.uniques.iter().find(|present| unique.names(present));
                present.and_then(|present| present.name.clone())
            })?;
        }
        Change::AddCheck { check } => group.clause(format!("ADD {}", create::check(check))),
        Change::DropCheck { check } => {
            drop_constraint(group, "check constraint", &check.name, catalog, |table| {
                let present = table.checks.iter().find(|present| check.names(present));
                present.and_then(|present| present.name.clone())
            })?;
        }
        Change::AddForeignKey { foreign_key } => {
            group.clause(format!("ADD {}", create::foreign_key(foreign_key)));
        }
        Change::DropForeignKey { foreign_key } => {
            drop_constraint(group, "foreign key", &foreign_key.name, catalog, |table| {
                let present = table
                    .foreign_keys
                    .iter()
                    .find(|present| foreign_key.names(present));
                present.and_then(|present| present.name.clone())
            })?;
        }
        Change::AddExclusion { exclusion } => {
            group.clause(format!("ADD {}", create::exclusion(exclusion)));
        }
        Change::DropExclusion { exclusion } => {
            drop_constraint(
                group,
                "exclusion constraint",
                &exclusion.name,
                catalog,
                |table| {
                    let present = table
                        .exclusions
                        .iter()
                        .find(|present| exclusion.names(present));
                    present.and_then(|present| present.name.clone())
                },
            )?;
        }
        Change::ValidateConstraint { name } => {
            group.clause(format!("VALIDATE CONSTRAINT {}", quote(name)));
        }
        Change::RenameConstraint { from, to } => group.statement(format!(
            "ALTER TABLE {name} RENAME CONSTRAINT {} TO {}",
            quote(from),
            quote(to)
        )),
        Change::DropConstraint { name, if_exists } => {
            let guard = if *if_exists { "IF EXISTS " } else { "" };
            group.clause(format!("DROP CONSTRAINT {guard}{}", quote(name)));
        }
        Change::CreateIndex {
            index,
            if_not_exists,
        } => {
            let concurrently = index.concurrently;
            let statements = create::index(group.table, index, *if_not_exists, concurrently)?;
            if let (true, Some(name)) = (concurrently, &index.name) {
                group.on_failure.push(drop_leftover(group.table, name));
            }
            for (at, statement) in statements.into_iter().enumerate() {
                group.statement(Statement {
                    sql: statement,
                    outside_transaction: concurrently && at == 0,
                });
            }
        }
        Change::RenameIndex { from, to } => group.statement(format!(
            "ALTER INDEX {} RENAME TO {}",
            create::index_name(group.table, from),
            quote(to)
        )),
        Change::DropIndex {
            name,
            if_exists,
            concurrently,
            ..
        } => {
            let how = if *concurrently { "CONCURRENTLY " } else { "" };
            let guard = if *if_exists { "IF EXISTS " } else { "" };
            let index = create::index_name(group.table, name);
            group.statement(Statement {
                sql: format!("DROP INDEX {how}{guard}{index}"),
                outside_transaction: *concurrently,
            });
        }
        Change::SetOptions { to, was } => {
            // A revision says what the options become, and not what they were.
            let asked = match was {
                Some(_) => None,
                None => known_options(group.table, catalog)?,
            };
            if let Some(was) = was
                && was.partition_by != to.partition_by
            {
                let feature = "another partitioning of a table that is there; make a new one and copy the rows";
                return Err(Unsupported::new(NAME, feature, group.table.to_string()).into());
            }
            options::set_options(group, to, was.as_deref().or(asked.as_ref()));
        }
        Change::SetComment { to, .. } => {
            group.statement(create::comment_on("TABLE", &name, to.as_deref()));
        }
    }
    Ok(())
}

/// Drops the constraint that is meant: the one of its name, or the live one with the same content.
fn drop_constraint(
    group: &mut Group<'_>,
    what: &'static str,
    name: &Option<String>,
    catalog: &mut dyn Catalog,
    alike: impl Fn(&Table) -> Option<String>,
) -> Result<(), DdlError> {
    let name = match name {
        Some(name) => name.clone(),
        None => alike(&live(group.table, catalog)?).ok_or_else(|| ApplyError::Missing {
            table: group.table.clone(),
            what,
            name: "(without a name)".to_owned(),
        })?,
    };
    group.clause(format!("DROP CONSTRAINT {}", quote(&name)));
    Ok(())
}

/// The table as the database has it.
fn live(table: &TableName, catalog: &mut dyn Catalog) -> Result<Table, DdlError> {
    catalog
        .table(table)?
        .ok_or_else(|| DdlError::NoTable(table.clone()))
}

/// The options that a table has, where the database can be asked.
fn known_options(
    table: &TableName,
    catalog: &mut dyn Catalog,
) -> Result<Option<TableOptions>, DdlError> {
    match catalog.table(table) {
        Ok(table) => Ok(table.map(|table| table.options)),
        Err(DdlError::NeedsDatabase { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn primary_key_name(table: &TableName, catalog: &mut dyn Catalog) -> Result<String, DdlError> {
    let live = match live(table, catalog) {
        Ok(live) => live,
        // The name that PostgreSQL gives, where nobody can be asked.
        Err(DdlError::NeedsDatabase { .. }) => {
            return Ok(cut(&format!("{}_pkey", table.name)).to_owned());
        }
        Err(error) => return Err(error),
    };
    live.primary_key.and_then(|key| key.name).ok_or_else(|| {
        DdlError::Apply(ApplyError::Missing {
            table: table.clone(),
            what: "primary key",
            name: String::new(),
        })
    })
}

/// What a failed `CREATE INDEX CONCURRENTLY` leaves is an index that is not valid, and in the way of the next try. One that
/// somebody is building at the moment looks the same, and stays.
/// <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>
fn drop_leftover(table: &TableName, index: &str) -> String {
    let name = create::index_name(table, index);
    let literal = text(&name);
    format!(
        "DO $migrate$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indexrelid = \
         pg_catalog.to_regclass({literal}) AND NOT i.indisvalid AND NOT EXISTS (SELECT FROM \
         pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)) THEN \
         EXECUTE {}; END IF; END $migrate$",
        text(&format!("DROP INDEX {name}"))
    )
}
