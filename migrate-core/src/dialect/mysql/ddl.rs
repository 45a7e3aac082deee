//! Operations to statements; what changes one table is in [`alter`](super::alter).

use super::alter;
use super::create::Writer;
use super::facts::Facts;
use super::literal::{literal, quote, quote_all};
use super::token::{Token, tokens};
use super::unsupported::{self, Missing};
use crate::dialect::{Catalog, Ddl, DdlError, Unsupported, rows_per_insert};
use crate::operation::Operation;
use crate::schema::{
    Literal, Object, ObjectId, ObjectKind, Sequence, SequenceOptions, Table, TableName,
};

/// Translates an operation.
pub(super) fn ddl(
    operation: &Operation,
    facts: &Facts,
    catalog: &mut dyn Catalog,
) -> Result<Ddl, DdlError> {
    let writer = Writer { facts };
    let lacks = |feature: &str, on: &dyn ToString| -> DdlError {
        Unsupported::new(facts.name(), feature, on.to_string()).into()
    };
    Ok(match operation {
        Operation::CreateTable {
            table,
            if_not_exists,
        } => Ddl::plain([create_table(writer, table, *if_not_exists)?]),
        Operation::DropTable {
            name, if_exists, ..
        } => Ddl::plain([format!(
            "DROP TABLE {}{}",
            if_there(*if_exists),
            writer.table_name(name)
        )]),
        Operation::RenameTable { from, to } => {
            let mut missing = Missing::new(facts);
            missing.name(to);
            missing.refuse()?;
            Ddl::plain([format!(
                "RENAME TABLE {} TO {}",
                writer.table_name(from),
                writer.table_name(to)
            )])
        }
        Operation::AlterTable { table, changes, .. } => {
            alter::ddl(writer, table, changes, catalog)?
        }
        Operation::CreateEnum { enum_type, .. } => {
            return Err(lacks("enumerations as types of their own", &enum_type.name));
        }
        Operation::DropEnum { name, .. }
        | Operation::RenameEnum { from: name, .. }
        | Operation::AlterEnum { name, .. } => {
            return Err(lacks("enumerations as types of their own", name));
        }
        Operation::CreateSequence {
            sequence,
            if_not_exists,
        } => {
            sequences(writer, sequence)?;
            Ddl::plain([format!(
                "CREATE SEQUENCE {}{}{}",
                if_missing(*if_not_exists),
                writer.table_name(&sequence.name),
                sequence_options(&sequence.options, "START WITH")
            )])
        }
        Operation::AlterSequence { to, .. } => {
            sequences(writer, to)?;
            Ddl::plain([format!(
                "ALTER SEQUENCE {}{}",
                writer.table_name(&to.name),
                sequence_options(&to.options, "START WITH")
            )])
        }
        Operation::DropSequence {
            name, if_exists, ..
        } => {
            sequences(writer, &Sequence::new(name.clone()))?;
            Ddl::plain([format!(
                "DROP SEQUENCE {}{}",
                if_there(*if_exists),
                writer.table_name(name)
            )])
        }
        Operation::CreateSchema {
            namespace,
            if_not_exists,
        } => {
            let comment = match &namespace.comment {
                Some(comment) if facts.mariadb => format!(" COMMENT {}", writer.text(comment)),
                Some(_) => return Err(lacks("comments of schemas", &namespace.name)),
                None => String::new(),
            };
            Ddl::plain([format!(
                "CREATE SCHEMA {}{}{comment}",
                if_missing(*if_not_exists),
                quote(&namespace.name)
            )])
        }
        Operation::DropSchema {
            name, if_exists, ..
        } => Ddl::plain([format!(
            "DROP SCHEMA {}{}",
            if_there(*if_exists),
            quote(name)
        )]),
        Operation::CreateExtension { extension, .. } => {
            return Err(lacks("extensions", &extension.name));
        }
        Operation::DropExtension { name, .. } => return Err(lacks("extensions", name)),
        Operation::CreateObject { object } => {
            with_settings(object, [create_object(writer, object, false)?])
        }
        Operation::ReplaceObject { object, .. } => replace_object(writer, object)?,
        Operation::DropObject { id, if_exists, .. } => {
            Ddl::plain([drop_object(writer, id, *if_exists)?])
        }
        Operation::AutocommitBlock { operations } => {
            // Every statement commits here, so the block says nothing.
            let mut all = Ddl::default();
            for operation in operations {
                let ddl = ddl(operation, facts, catalog)?;
                all.statements.extend(ddl.statements);
                all.on_failure.extend(ddl.on_failure);
            }
            all
        }
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => Ddl::plain(insert(writer, table, columns, rows)?),
        Operation::Execute { sql, .. } => Ddl::plain([sql.clone()]),
        Operation::Run { .. } => Ddl::default(),
    })
}

fn if_there(if_exists: bool) -> &'static str {
    if if_exists { "IF EXISTS " } else { "" }
}

fn if_missing(if_not_exists: bool) -> &'static str {
    if if_not_exists { "IF NOT EXISTS " } else { "" }
}

fn create_table(
    writer: Writer<'_>,
    table: &Table,
    if_not_exists: bool,
) -> Result<String, DdlError> {
    if let Some(first) = unsupported::table(table, writer.facts).into_iter().next() {
        return Err(first.into());
    }
    if table.columns.is_empty() {
        return Err(DdlError::Invalid(format!(
            "table `{}` has no columns; {} needs at least one",
            table.name,
            writer.facts.name()
        )));
    }
    Ok(writer.create_table(table, if_not_exists))
}

fn sequences(writer: Writer<'_>, sequence: &Sequence) -> Result<(), Unsupported> {
    let mut missing = Missing::new(writer.facts);
    let on = sequence.name.to_string();
    missing.note(!writer.facts.has_sequences(), "sequences", &on);
    missing.note(
        sequence.owned_by.is_some(),
        "sequences that belong to columns",
        &on,
    );
    missing.refuse()
}

fn sequence_options(options: &SequenceOptions, start: &str) -> String {
    let SequenceOptions {
        type_: _,
        start: first,
        increment,
        min,
        max,
        cache,
        cycle,
    } = options;
    let numbers = [
        (start, first),
        ("INCREMENT BY", increment),
        ("MINVALUE", min),
        ("MAXVALUE", max),
        ("CACHE", cache),
    ];
    let mut text: String = numbers
        .into_iter()
        .filter_map(|(word, number)| number.map(|number| format!(" {word} {number}")))
        .collect();
    match cycle {
        Some(true) => text.push_str(" CYCLE"),
        Some(false) => text.push_str(" NOCYCLE"),
        None => {}
    }
    text
}

/// Writes the statement that makes an object; of all but views the definition is the statement.
fn create_object(writer: Writer<'_>, object: &Object, replace: bool) -> Result<String, DdlError> {
    Ok(match object.id.kind {
        ObjectKind::View => {
            let (options, _) = stated(object);
            format!(
                "CREATE {}{options}{}VIEW {} AS {}",
                if replace { "OR REPLACE " } else { "" },
                if options.is_empty() { "" } else { " " },
                writer.table_name(&object.id.name),
                object.body()
            )
        }
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Trigger | ObjectKind::Event => {
            object.body()
        }
        kind => {
            return Err(lacking(writer, kind, &object.id).into());
        }
    })
}

/// Views are replaced in place. For the others MariaDB has `OR REPLACE` and MySQL has not, and a definition is text: so
/// they go and come back.
fn replace_object(writer: Writer<'_>, object: &Object) -> Result<Ddl, DdlError> {
    let create = create_object(writer, object, true)?;
    Ok(if object.id.kind == ObjectKind::View {
        with_settings(object, [create])
    } else {
        with_settings(object, [drop_object(writer, &object.id, true)?, create])
    })
}

/// Settings of the session that makes it which an object keeps.
const SETTINGS: [&str; 4] = [
    "sql_mode",
    "character_set_client",
    "collation_connection",
    "time_zone",
];

/// Parts what stands between `CREATE` and `VIEW` from the settings behind it; of other objects there are only settings.
fn stated(object: &Object) -> (&str, &str) {
    let options = object.options.as_deref().unwrap_or_default();
    if object.id.kind != ObjectKind::View {
        return ("", options);
    }
    let tokens = tokens(options).unwrap_or_default();
    let is_setting = |token: &&Token| SETTINGS.iter().any(|name| token.is_word(options, name));
    let first = tokens.iter().find(is_setting);
    let (head, settings) = options.split_at(first.map_or(options.len(), |token| token.span.start));
    (head.trim_end(), settings)
}

/// Views and stored programs keep settings of the session that makes them: they are set, and set back.
fn with_settings<const N: usize>(object: &Object, statements: [String; N]) -> Ddl {
    let (_, settings) = stated(object);
    if settings.is_empty() {
        return Ddl::plain(statements);
    }
    let names: Vec<&str> = SETTINGS
        .into_iter()
        .filter(|name| settings.contains(name))
        .collect();
    let list = |write: &dyn Fn(&str) -> String| {
        let parts: Vec<String> = names.iter().map(|name| write(name)).collect();
        parts.join(", ")
    };
    let keep = list(&|name| format!("@migrate_{name} = @@SESSION.{name}"));
    let back = format!(
        "SET SESSION {}",
        list(&|name| format!("{name} = @migrate_{name}"))
    );
    let before = [format!("SET {keep}"), format!("SET SESSION {settings}")];
    let all = before.into_iter().chain(statements).chain([back.clone()]);
    Ddl {
        on_failure: vec![back],
        ..Ddl::plain(all)
    }
}

fn drop_object(writer: Writer<'_>, id: &ObjectId, if_exists: bool) -> Result<String, DdlError> {
    match id.kind {
        ObjectKind::View
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Trigger
        | ObjectKind::Event => Ok(format!(
            "DROP {} {}{}",
            id.kind.sql(),
            if_there(if_exists),
            writer.table_name(&id.name)
        )),
        kind => Err(lacking(writer, kind, id).into()),
    }
}

fn lacking(writer: Writer<'_>, kind: ObjectKind, id: &ObjectId) -> Unsupported {
    let feature = match kind {
        ObjectKind::Type => "composite types",
        ObjectKind::Domain => "domains",
        ObjectKind::Aggregate => "aggregates that are defined in SQL",
        ObjectKind::MaterializedView => "materialized views",
        ObjectKind::Policy => "policies",
        ObjectKind::Rule => "rules",
        ObjectKind::Collation => "collations of its own",
        ObjectKind::Partition => "partitions that are tables",
        ObjectKind::Statistics => "statistics on several columns",
        ObjectKind::View => "views",
        ObjectKind::Function => "functions",
        ObjectKind::Procedure => "procedures",
        ObjectKind::Trigger => "triggers",
        ObjectKind::Event => "events",
    };
    Unsupported::new(writer.facts.name(), feature, id.name.to_string())
}

fn insert(
    writer: Writer<'_>,
    table: &TableName,
    columns: &[String],
    rows: &[Vec<Literal>],
) -> Result<Vec<String>, DdlError> {
    if let Some(at) = rows.iter().position(|row| row.len() != columns.len()) {
        return Err(DdlError::Invalid(format!(
            "row {} for `{table}` has {} values for {} columns",
            at + 1,
            rows[at].len(),
            columns.len()
        )));
    }
    let is_finite = |value: &Literal| !matches!(value, Literal::Number(digits) if matches!(digits.as_str(), "inf" | "-inf" | "NaN"));
    if let Some(at) = rows.iter().position(|row| !row.iter().all(is_finite)) {
        return Err(DdlError::Invalid(format!(
            "row {} for `{table}` has a number that is infinite or none, which no type here can hold",
            at + 1
        )));
    }
    let row = |row: &Vec<Literal>| {
        let values: Vec<String> = row
            .iter()
            .map(|value| literal(value, writer.facts.backslashes))
            .collect();
        format!("({})", values.join(", "))
    };
    let statements = rows.chunks(rows_per_insert(columns.len())).map(|chunk| {
        let values: Vec<String> = chunk.iter().map(row).collect();
        format!(
            "INSERT INTO {} ({}) VALUES\n    {}",
            writer.table_name(table),
            quote_all(columns),
            values.join(",\n    ")
        )
    });
    Ok(statements.collect())
}
