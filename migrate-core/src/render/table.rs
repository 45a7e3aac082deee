//! Tables: created as a whole, and each of their changes as the call that asks for it.

use super::Statement;
use super::column::{alter, column};
use super::constraint::{check, exclusion, foreign_key, primary_key, unique};
use super::index::index;
use super::layout::Code;
use super::operation::{dropped, op, optional_text, table_name};
use super::types::Types;
use crate::operation::Change;
use crate::schema::{PrimaryKey, RowSecurity, Table, TableName, TableOptions};

/// Creates the table, and its indexes in calls of their own, as Alembic writes them.
pub(super) fn create_table(
    table: &Table,
    if_not_exists: bool,
    types: &Types<'_>,
) -> Vec<Statement> {
    // Columns are flagged where that says it all: no name, and the order of the columns.
    let flagged = table.primary_key.as_ref().is_some_and(|key| {
        let order: Vec<&String> = table
            .columns
            .iter()
            .map(|column| &column.name)
            .filter(|name| key.columns.contains(name))
            .collect();
        let plain = PrimaryKey::new(key.columns.clone());
        *key == plain && order == key.columns.iter().collect::<Vec<_>>()
    });
    let columns = table
        .columns
        .iter()
        .map(|definition| {
            let key = table.is_primary_key(&definition.name);
            column(definition, key && flagged, key, types)
        })
        .collect();
    let mut elements: Vec<(String, Vec<Code>)> = Vec::new();
    let mut add = |method: &str, code: Code| elements.push((method.to_owned(), vec![code]));
    if let Some(key) = table.primary_key.as_ref().filter(|_| !flagged) {
        add("primary_key", primary_key(key));
    }
    for constraint in &table.uniques {
        add("unique", unique(constraint));
    }
    for constraint in &table.checks {
        add("check", check(constraint));
    }
    for constraint in &table.foreign_keys {
        add("foreign_key", foreign_key(constraint));
    }
    for constraint in &table.exclusions {
        add("exclude", exclusion(constraint));
    }
    if table.options != TableOptions::default() {
        add("options", options(&table.options));
    }
    if let Some(comment) = &table.comment {
        add("comment", Code::text(comment));
    }
    // What completes the table may speak of its indexes.
    let with_indexes = !table.further.is_empty();
    for definition in table.indexes.iter().filter(|_| with_indexes) {
        add("index", index(definition));
    }
    for statement in &table.further {
        add("further", Code::sql(statement));
    }
    if if_not_exists {
        elements.push(("if_not_exists".to_owned(), vec![]));
    }
    let spec = if elements.is_empty() {
        Code::array(columns)
    } else {
        let base = Code::call("table", vec![Code::array(columns)]);
        elements
            .into_iter()
            .fold(base, |spec, (method, arguments)| {
                spec.then(&method, arguments)
            })
    };
    let mut statements = vec![Statement::Code(op(
        "create_table",
        vec![table_name(&table.name), spec],
    ))];
    let apart = table.indexes.iter().filter(|_| !with_indexes);
    statements.extend(apart.map(|definition| {
        Statement::Code(op(
            "create_index",
            vec![table_name(&table.name), index(definition)],
        ))
    }));
    statements
}

pub(super) fn change(table: &TableName, change: &Change, types: &Types<'_>) -> Vec<Statement> {
    let on =
        |verb: &str, argument: Code| Statement::Code(op(verb, vec![table_name(table), argument]));
    let hazard = change.hazard(table);
    let mut statements: Vec<Statement> = hazard
        .map(|hazard| Statement::Comment(hazard.to_string()))
        .into_iter()
        .collect();
    statements.push(match change {
        Change::AddColumn {
            column: definition,
            if_not_exists,
        } => on(
            "add_column",
            guarded(column(definition, false, false, types), *if_not_exists),
        ),
        Change::DropColumn {
            name, if_exists, ..
        } => on("drop_column", dropped(Code::text(name), *if_exists)),
        Change::RenameColumn { from, to } => Statement::Code(op(
            "rename_column",
            vec![table_name(table), Code::text(from), Code::text(to)],
        )),
        Change::AlterColumn { name, patch, .. } => Statement::Code(op(
            "alter_column",
            vec![table_name(table), Code::text(name), alter(patch, types)],
        )),
        Change::AddPrimaryKey { primary_key: key } => on("create_primary_key", primary_key(key)),
        Change::DropPrimaryKey { .. } => {
            Statement::Code(op("drop_primary_key", vec![table_name(table)]))
        }
        Change::AddUnique { unique: constraint } => {
            on("create_unique_constraint", unique(constraint))
        }
        Change::DropUnique { unique: constraint } => {
            on("drop_unique_constraint", unique(constraint))
        }
        Change::AddCheck { check: constraint } => on("create_check_constraint", check(constraint)),
        Change::DropCheck { check: constraint } => on("drop_check_constraint", check(constraint)),
        Change::AddForeignKey {
            foreign_key: constraint,
        } => on("create_foreign_key", foreign_key(constraint)),
        Change::DropForeignKey {
            foreign_key: constraint,
        } => on("drop_foreign_key", foreign_key(constraint)),
        Change::AddExclusion {
            exclusion: constraint,
        } => on("create_exclude_constraint", exclusion(constraint)),
        Change::DropExclusion {
            exclusion: constraint,
        } => on("drop_exclude_constraint", exclusion(constraint)),
        Change::ValidateConstraint { name } => on("validate_constraint", Code::text(name)),
        Change::RenameConstraint { from, to } => Statement::Code(op(
            "rename_constraint",
            vec![table_name(table), Code::text(from), Code::text(to)],
        )),
        Change::DropConstraint { name, if_exists } => {
            on("drop_constraint", dropped(Code::text(name), *if_exists))
        }
        Change::CreateIndex {
            index: definition,
            if_not_exists,
        } => on("create_index", guarded(index(definition), *if_not_exists)),
        Change::RenameIndex { from, to } => Statement::Code(op(
            "rename_index",
            vec![table_name(table), Code::text(from), Code::text(to)],
        )),
        Change::DropIndex {
            name,
            if_exists,
            concurrently,
            ..
        } => {
            let mut name = dropped(Code::text(name), *if_exists);
            if *concurrently {
                name = Code::call("concurrently", vec![name]);
            }
            on("drop_index", name)
        }
        Change::SetOptions { to, .. } => on("set_table_options", options(to)),
        Change::SetComment { to, .. } => on("set_table_comment", optional_text(to.as_deref())),
    });
    statements
}

fn guarded(code: Code, if_not_exists: bool) -> Code {
    if if_not_exists {
        code.then("if_not_exists", vec![])
    } else {
        code
    }
}

pub(super) fn options(options: &TableOptions) -> Code {
    let TableOptions {
        strict,
        without_rowid,
        engine,
        charset,
        collation,
        row_format,
        unlogged,
        parameters,
        partition_by,
        row_security,
        inherits,
    } = options;
    let mut code = Code::call("options", vec![]);
    if *strict {
        code = code.then("strict", vec![]);
    }
    if *without_rowid {
        code = code.then("without_rowid", vec![]);
    }
    if *unlogged {
        code = code.then("unlogged", vec![]);
    }
    for (method, value) in [
        ("engine", engine),
        ("charset", charset),
        ("collation", collation),
        ("row_format", row_format),
        ("with", parameters),
        ("partition_by", partition_by),
    ] {
        if let Some(value) = value {
            code = code.then(method, vec![Code::text(value)]);
        }
    }
    match row_security {
        RowSecurity::Off => {}
        RowSecurity::Enabled => code = code.then("row_security", vec![]),
        RowSecurity::Forced => code = code.then("force_row_security", vec![]),
    }
    if let Some(inherits) = inherits {
        for parent in &inherits.parents {
            code = code.then("inherits", vec![table_name(parent)]);
        }
        for (method, names) in [
            ("inherited_columns", &inherits.columns),
            ("inherited_checks", &inherits.checks),
        ] {
            if !names.is_empty() {
                let names = names.iter().map(|name| Code::text(name)).collect();
                code = code.then(method, vec![Code::array(names)]);
            }
        }
    }
    code
}
