//! Operations to statements; what changes one table is in [`alter`](super::alter).

use super::aside::{self, Aside};
use super::types::{literal, quote, quote_all, quote_name, spell, text};
use super::{alter, create, domain, enums, keep, objects, sequence};
use crate::dialect::{Catalog, Ddl, DdlError};
use crate::operation::{EnumChange, Operation, ValuePlace};
use crate::schema::{Literal, ObjectKind, Sequence, TableName};

/// Rows in one `INSERT` of a script.
const ROWS_PER_INSERT: usize = 500;

/// Translates an operation.
pub(super) fn ddl(operation: &Operation, catalog: &mut dyn Catalog) -> Result<Ddl, DdlError> {
    match operation {
        Operation::CreateTable {
            table,
            if_not_exists,
        } => Ok(Ddl::plain(create::table(table, *if_not_exists)?)),
        Operation::DropTable {
            name, if_exists, ..
        } => Ok(drop("TABLE", &quote_name(name), *if_exists)),
        Operation::RenameTable { from, to } => Ok(Ddl::plain(rename("TABLE", from, to))),
        Operation::AlterTable { table, changes, .. } => alter::ddl(table, changes, catalog),
        Operation::CreateEnum {
            enum_type,
            if_not_exists,
        } => Ok(Ddl::plain(enums::create(enum_type, *if_not_exists))),
        Operation::DropEnum {
            name, if_exists, ..
        } => Ok(drop("TYPE", &quote_name(name), *if_exists)),
        Operation::RenameEnum { from, to } => Ok(Ddl::plain(rename("TYPE", from, to))),
        Operation::AlterEnum { name, change } => alter_enum(name, change, catalog),
        Operation::CreateSequence {
            sequence,
            if_not_exists,
        } => {
            let mut statements = vec![sequence::create(sequence, *if_not_exists)];
            statements.extend(owned_by(sequence));
            statements.extend(sequence_comment(sequence));
            Ok(Ddl::plain(statements))
        }
        Operation::AlterSequence { to, .. } => Ok(Ddl::plain(alter_sequence(to))),
        Operation::DropSequence {
            name, if_exists, ..
        } => Ok(drop("SEQUENCE", &quote_name(name), *if_exists)),
        Operation::CreateSchema {
            namespace,
            if_not_exists,
        } => {
            let guard = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            let name = quote(&namespace.name);
            let mut statements = vec![format!("CREATE SCHEMA {guard}{name}")];
            if let Some(comment) = &namespace.comment {
                statements.push(create::comment_on("SCHEMA", &name, Some(comment)));
            }
            Ok(Ddl::plain(statements))
        }
        Operation::DropSchema {
            name, if_exists, ..
        } => Ok(drop("SCHEMA", &quote(name), *if_exists)),
        Operation::CreateExtension {
            extension,
            if_not_exists,
        } => {
            let guard = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            let mut sql = format!("CREATE EXTENSION {guard}{}", quote(&extension.name));
            if let Some(schema) = &extension.schema {
                sql.push_str(&format!(" WITH SCHEMA {}", quote(schema)));
            }
            if let Some(version) = &extension.version {
                sql.push_str(&format!(" VERSION {}", text(version)));
            }
            Ok(Ddl::plain([sql]))
        }
        Operation::DropExtension {
            name, if_exists, ..
        } => Ok(drop("EXTENSION", &quote(name), *if_exists)),
        Operation::CreateObject { object } => {
            let mut statements = objects::create(object)?;
            statements.extend(keep::recall(&object.id, catalog));
            Ok(Ddl::plain(statements))
        }
        Operation::ReplaceObject { object, was } => {
            if let (ObjectKind::Domain, Some(was)) = (object.id.kind, was)
                && let Some(statements) = domain::alter(was, object)
            {
                return Ok(Ddl::plain(statements));
            }
            let kept = keep::of(&object.id, catalog)?;
            let standing = match object.id.kind {
                ObjectKind::View | ObjectKind::MaterializedView => {
                    aside::standing_on_view(&object.id.name, catalog)?
                }
                _ => Aside::default(),
            };
            Ok(Ddl::plain(objects::replace(object, &kept, &standing)?))
        }
        Operation::DropObject { id, if_exists, .. } => {
            keep::remember(id, catalog)?;
            Ok(Ddl::plain([objects::drop(id, *if_exists)?]))
        }
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => Ok(Ddl::plain(insert(table, columns, rows)?)),
        Operation::Execute { sql, .. } => Ok(Ddl::plain([sql.as_str()])),
        Operation::Run { .. } => Ok(Ddl::default()),
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
    }
}

fn drop(kind: &str, name: &str, if_exists: bool) -> Ddl {
    let guard = if if_exists { "IF EXISTS " } else { "" };
    Ddl::plain([format!("DROP {kind} {guard}{name}")])
}

/// A new name, and a new schema where that differs.
fn rename(kind: &str, from: &TableName, to: &TableName) -> Vec<String> {
    let mut statements = Vec::new();
    let mut present = from.clone();
    if from.schema != to.schema {
        let schema = to.schema.as_deref().unwrap_or("public");
        statements.push(format!(
            "ALTER {kind} {} SET SCHEMA {}",
            quote_name(from),
            quote(schema)
        ));
        present.schema.clone_from(&to.schema);
    }
    if from.name != to.name {
        statements.push(format!(
            "ALTER {kind} {} RENAME TO {}",
            quote_name(&present),
            quote(&to.name)
        ));
    }
    statements
}

fn alter_enum(
    name: &TableName,
    change: &EnumChange,
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    let quoted = quote_name(name);
    Ok(Ddl::plain(match change {
        EnumChange::AddValue {
            value,
            place,
            if_not_exists,
            ..
        } => {
            let guard = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            let place = match place {
                Some(ValuePlace::Before(other)) => format!(" BEFORE {}", text(other)),
                Some(ValuePlace::After(other)) => format!(" AFTER {}", text(other)),
                None => String::new(),
            };
            vec![format!(
                "ALTER TYPE {quoted} ADD VALUE {guard}{}{place}",
                text(value)
            )]
        }
        EnumChange::RenameValue { from, to } => vec![format!(
            "ALTER TYPE {quoted} RENAME VALUE {} TO {}",
            text(from),
            text(to)
        )],
        EnumChange::SetValues {
            to,
            replace,
            columns,
            ..
        } => enums::set_values(name, to, replace, columns, catalog)?,
        EnumChange::SetComment { to, .. } => {
            vec![create::comment_on("TYPE", &quoted, to.as_deref())]
        }
    }))
}

fn owned_by(sequence: &Sequence) -> Option<String> {
    let column = sequence.owned_by.as_ref()?;
    if column.is_nobody() {
        let name = quote_name(&sequence.name);
        return Some(format!("ALTER SEQUENCE {name} OWNED BY NONE"));
    }
    Some(format!(
        "ALTER SEQUENCE {} OWNED BY {}.{}",
        quote_name(&sequence.name),
        quote_name(&column.table),
        quote(&column.column)
    ))
}

fn alter_sequence(to: &Sequence) -> Vec<String> {
    let name = quote_name(&to.name);
    let options = sequence::options(&to.options).join(" ");
    let mut statements = Vec::new();
    if to.options.min.is_some() || to.options.max.is_some() {
        statements.push(move_into_bounds(to, &name, &options));
    } else if !options.is_empty() {
        statements.push(format!("ALTER SEQUENCE {name} {options}"));
    }
    statements.extend(owned_by(to));
    statements.extend(sequence_comment(to));
    statements
}

/// A sequence that stands outside of its new bounds is refused: it goes on at the nearest bound, and has come to its end where
/// that is the far one, so that no number is given out again.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
fn move_into_bounds(to: &Sequence, name: &str, options: &str) -> String {
    let literal = text(name);
    let alter = |rest: &str| format!("ALTER SEQUENCE {name} {options}{rest};");
    let mut sql = format!(
        "DO $migrate$ DECLARE stands bigint; BEGIN SELECT last_value INTO stands FROM {name};\n"
    );
    for (beyond, bound) in [('<', to.options.min), ('>', to.options.max)] {
        if let Some(bound) = bound {
            // Whether the bound was given out counts for one that is left behind in the direction of the steps.
            let given_out = format!(
                "(SELECT s.seqincrement {beyond} 0 FROM pg_catalog.pg_sequence s WHERE s.seqrelid = {literal}::regclass)"
            );
            sql.push_str(&format!(
                "IF stands {beyond} {bound} THEN {} PERFORM pg_catalog.setval({literal}, {bound}, {given_out}); RETURN; END IF;\n",
                alter(&format!(" RESTART WITH {bound}"))
            ));
        }
    }
    format!("{sql}{} END $migrate$", alter(""))
}

fn sequence_comment(sequence: &Sequence) -> Option<String> {
    let comment = sequence.comment.as_deref()?;
    let name = quote_name(&sequence.name);
    Some(create::comment_on("SEQUENCE", &name, Some(comment)))
}

fn insert(
    table: &TableName,
    columns: &[String],
    rows: &[Vec<Literal>],
) -> Result<Vec<String>, DdlError> {
    let name = quote_name(table);
    if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
        return Err(DdlError::Invalid(format!(
            "row {} for `{table}` has {} values for {} columns",
            at + 1,
            rows[at].len(),
            columns.len()
        )));
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
    Ok(statements.chain(count_on(&name, columns, rows)).collect())
}

/// Has numbered columns go on behind the numbers that rows stated, as on the other databases: here the next row would be given
/// one of them. Columns that are not numbered are passed over by the statement itself.
fn count_on(name: &str, columns: &[String], rows: &[Vec<Literal>]) -> Option<String> {
    let highest = |at: usize| {
        let numbers = rows.iter().filter_map(|row| match row.get(at) {
            Some(Literal::Number(digits)) => Some(digits.parse::<i64>().ok()),
            _ => None,
        });
        // One that is no integer is of a column that is not numbered.
        numbers.collect::<Option<Vec<i64>>>()?.into_iter().max()
    };
    let counted: Vec<String> = columns
        .iter()
        .enumerate()
        .filter_map(|(at, column)| Some((column, highest(at).filter(|top| *top > 0)?)))
        .map(|(column, top)| format!("({}, {top})", text(column)))
        .collect();
    (!counted.is_empty()).then(|| {
        format!(
            "DO $migrate$ BEGIN PERFORM pg_catalog.setval(q.seqrelid, v.top) FROM (VALUES {}) v(col, top) JOIN pg_catalog.pg_sequence q \
             ON q.seqrelid = pg_catalog.pg_get_serial_sequence({}, v.col)::regclass AND q.seqincrement > 0 \
             WHERE v.top > COALESCE(pg_catalog.pg_sequence_last_value(q.seqrelid), 0); END $migrate$",
            counted.join(", "),
            text(name)
        )
    })
}

/// Spells a type for a message or a cast.
pub(super) fn cast(expression: &str, type_: &crate::schema::ColumnType) -> String {
    format!("{expression}::{}", spell(type_))
}
