//! Enumerations: made, and made anew where a value goes or moves.

use super::types::{quote, quote_name, text};
use super::{alter, create};
use crate::dialect::replica::mentions;
use crate::dialect::{Catalog, DdlError};
use crate::operation::{Change, EnumUse};
use crate::schema::{ColumnDefault, EnumType, IndexKey, QualifiedName};

/// Writes the statements that create an enumeration.
pub(super) fn create(kind: &EnumType, if_not_exists: bool) -> Vec<String> {
    let name = quote_name(&kind.name);
    let create = format!("CREATE TYPE {name} AS ENUM ({})", values(&kind.values));
    let mut statements = vec![if if_not_exists {
        // There is no IF NOT EXISTS for types.
        format!(
            "DO $migrate$ BEGIN {create}; EXCEPTION WHEN duplicate_object THEN NULL; END $migrate$"
        )
    } else {
        create
    }];
    if let Some(comment) = &kind.comment {
        statements.push(create::comment_on("TYPE", &name, Some(comment)));
    }
    statements
}

fn values(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| text(value)).collect();
    quoted.join(", ")
}

/// The long way: the type goes aside, another takes its name, every column moves over, the former type is dropped.
/// Defaults are put aside meanwhile, for they hold values of the former type.
pub(super) fn set_values(
    name: &QualifiedName,
    to: &[String],
    replace: &[(String, String)],
    columns: &[EnumUse],
    catalog: &mut dyn Catalog,
) -> Result<Vec<String>, DdlError> {
    let asked;
    let columns = if columns.is_empty() {
        asked = uses(name, catalog)?;
        &asked
    } else {
        columns
    };
    let aside = QualifiedName {
        schema: name.schema.clone(),
        name: super::types::cut(&format!("{}__former", name.name)).to_owned(),
    };
    let (quoted, former) = (quote_name(name), quote_name(&aside));
    let (mut goes, mut comes) = (Vec::new(), Vec::new());
    for column in columns {
        for (drop, add) in compared(column, catalog)? {
            if !goes.contains(&(&column.table, drop.clone())) {
                goes.push((&column.table, drop));
                comes.push((&column.table, add));
            }
        }
    }
    let mut statements = alterations(goes, catalog)?;
    statements.push(format!(
        "ALTER TYPE {quoted} RENAME TO {}",
        quote(&aside.name)
    ));
    statements.push(format!("CREATE TYPE {quoted} AS ENUM ({})", values(to)));
    for column in columns {
        let (table, field) = (quote_name(&column.table), quote(&column.column));
        let type_ = if column.array {
            format!("{quoted}[]")
        } else {
            quoted.clone()
        };
        let mut changes = Vec::new();
        if column.default.is_some() {
            changes.push(format!("ALTER COLUMN {field} DROP DEFAULT"));
        }
        changes.push(format!(
            "ALTER COLUMN {field} TYPE {type_} USING {}",
            moved(&field, &type_, column.array, replace)
        ));
        if let Some(default) = &column.default {
            let value = match default {
                ColumnDefault::Literal(_) => create::default(default),
                ColumnDefault::Expression(expression) => expression.replace(&former, &quoted),
            };
            changes.push(format!("ALTER COLUMN {field} SET DEFAULT {value}"));
        }
        statements.push(format!("ALTER TABLE {table} {}", changes.join(", ")));
    }
    statements.push(format!("DROP TYPE {former}"));
    statements.extend(alterations(comes, catalog)?);
    Ok(statements)
}

/// What compares a column with values of its type, which are of the former one: it goes aside, and comes back.
fn compared(
    column: &EnumUse,
    catalog: &mut dyn Catalog,
) -> Result<Vec<(Change, Change)>, DdlError> {
    let table = match catalog.table(&column.table) {
        Ok(Some(table)) => table,
        // A script that knows nothing of the table leaves it as it is.
        Ok(None) | Err(DdlError::NeedsDatabase { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let speaks = |text: &str| mentions(text, &column.column);
    let mut found = Vec::new();
    for index in table.indexes {
        let speaks = index.predicate.as_deref().is_some_and(speaks)
            || index
                .columns
                .iter()
                .any(|part| matches!(&part.key, IndexKey::Expression(text) if speaks(text)));
        let Some(name) = index.name.clone().filter(|_| speaks) else {
            continue;
        };
        let drop = Change::DropIndex {
            name,
            was: None,
            if_exists: false,
            concurrently: false,
        };
        let add = Change::CreateIndex {
            index: Box::new(index),
            if_not_exists: false,
        };
        found.push((drop, add));
    }
    for check in table.checks {
        if speaks(&check.expression) {
            let again = check.clone();
            found.push((
                Change::DropCheck { check },
                Change::AddCheck { check: again },
            ));
        }
    }
    for exclusion in table.exclusions {
        if speaks(&exclusion.definition) {
            let again = exclusion.clone();
            found.push((
                Change::DropExclusion { exclusion },
                Change::AddExclusion { exclusion: again },
            ));
        }
    }
    Ok(found)
}

fn alterations(
    changes: Vec<(&QualifiedName, Change)>,
    catalog: &mut dyn Catalog,
) -> Result<Vec<String>, DdlError> {
    let mut statements = Vec::new();
    for (table, change) in changes {
        let ddl = alter::ddl(table, &[change], catalog)?;
        statements.extend(ddl.statements.into_iter().map(|statement| statement.sql));
    }
    Ok(statements)
}

/// How a value of the former type becomes one of the type.
fn moved(field: &str, type_: &str, array: bool, replace: &[(String, String)]) -> String {
    let cast = if array { "text[]" } else { "text" };
    if replace.is_empty() {
        return format!("{field}::{cast}::{type_}");
    }
    if array {
        let replaced = replace
            .iter()
            .fold(format!("{field}::text[]"), |inner, (gone, with)| {
                format!("array_replace({inner}, {}, {})", text(gone), text(with))
            });
        return format!("{replaced}::{type_}");
    }
    let cases: Vec<String> = replace
        .iter()
        .map(|(gone, with)| format!("WHEN {} THEN {}", text(gone), text(with)))
        .collect();
    format!(
        "(CASE {field}::text {} ELSE {field}::text END)::{type_}",
        cases.join(" ")
    )
}

/// Asks the database for the columns of a type.
fn uses(name: &QualifiedName, catalog: &mut dyn Catalog) -> Result<Vec<EnumUse>, DdlError> {
    let schema = match &name.schema {
        Some(schema) => text(schema),
        None => "current_schema()".to_owned(),
    };
    let rows = catalog.query(
        &format!("the columns of type `{name}`"),
        &format!(
            "SELECT CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname::text END, c.relname::text, \
             a.attname::text, (a.atttypid <> t.oid)::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid) \
             FROM pg_catalog.pg_type t \
             JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace \
             JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped \
             JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition \
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = '' \
             WHERE t.typname = {} AND tn.nspname = {schema} ORDER BY 1, 2, a.attnum",
            text(&name.name)
        ),
    )?;
    let uses = rows.into_iter().filter_map(|row| {
        let [schema, table, column, array, default] = <[_; 5]>::try_from(row).ok()?;
        Some(EnumUse {
            table: QualifiedName {
                schema,
                name: table?,
            },
            column: column?,
            array: array.as_deref() == Some("true"),
            default: default.map(ColumnDefault::Expression),
        })
    });
    Ok(uses.collect())
}
