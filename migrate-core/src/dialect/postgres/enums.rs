//! Enumerations: made, and made anew where a value goes or moves.

use std::collections::HashSet;

use super::types::{quote, quote_name, text};
use super::{alter, aside, create};
use crate::dialect::hanging::{dropped_name, hanging};
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
    let former = QualifiedName {
        schema: name.schema.clone(),
        name: super::types::cut(&format!("{}__former", name.name)).to_owned(),
    };
    let (quoted, former_name) = (quote_name(name), former.name.clone());
    let former = quote_name(&former);
    let (mut goes, mut comes) = (Vec::new(), Vec::new());
    for column in columns {
        for (drop, add) in compared(column, catalog)? {
            let same = |(table, other): &(&QualifiedName, Change)| {
                *table == &column.table && (*other == drop || is_dropped_by(&drop, other))
            };
            if !goes.iter().any(same) {
                goes.push((&column.table, drop));
                comes.push((&column.table, add));
            }
        }
    }
    let uses = columns
        .iter()
        .map(|column| (&column.table, column.column.as_str()));
    let computed = goes.iter().filter_map(|(table, drop)| match drop {
        Change::DropColumn { name, .. } => Some((*table, name.as_str())),
        _ => None,
    });
    let uses: Vec<(&QualifiedName, &str)> = uses.chain(computed).collect();
    let aside = aside::standing_on(&uses, catalog)?;
    // What hangs on a column that is made anew comes behind it.
    comes.sort_by_key(|(_, add)| !matches!(add, Change::AddColumn { .. }));
    let routines = aside::taking(name, catalog)?;
    let mut statements = aside.goes;
    statements.extend(routines.goes);
    statements.extend(alterations(goes, catalog)?);
    statements.push(format!(
        "ALTER TYPE {quoted} RENAME TO {}",
        quote(&former_name)
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
    let comment = comment_of(name, catalog)?;
    statements.extend(comment.map(|comment| create::comment_on("TYPE", &quoted, Some(&comment))));
    statements.extend(routines.comes);
    statements.extend(alterations(comes, catalog)?);
    statements.extend(aside.comes);
    Ok(statements)
}

/// The comment that a type has, which another one of its name does not inherit. A script that cannot ask leaves it out.
fn comment_of(name: &QualifiedName, catalog: &mut dyn Catalog) -> Result<Option<String>, DdlError> {
    let schema = match &name.schema {
        Some(schema) => text(schema),
        None => "current_schema()".to_owned(),
    };
    let rows = catalog.query(
        &format!("the comment on type `{name}`"),
        &format!(
            "SELECT pg_catalog.obj_description(t.oid, 'pg_type') FROM pg_catalog.pg_type t \
             JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
             WHERE t.typname = {} AND n.nspname = {schema}",
            text(&name.name)
        ),
    );
    match rows {
        Ok(rows) => Ok(rows.into_iter().flatten().flatten().next()),
        Err(DdlError::NeedsDatabase { .. }) => Ok(None),
        Err(error) => Err(error),
    }
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
    let computed: HashSet<String> = table
        .columns
        .iter()
        .filter(|it| {
            it.generated
                .as_ref()
                .is_some_and(|it| speaks(&it.expression))
        })
        .map(|it| it.name.clone())
        .collect();
    found.extend(hanging(&table, &computed));
    for column in table
        .columns
        .iter()
        .filter(|it| computed.contains(&it.name))
    {
        let drop = Change::DropColumn {
            name: column.name.clone(),
            was: None,
            if_exists: false,
        };
        let add = Change::AddColumn {
            column: Box::new(column.clone()),
            if_not_exists: false,
        };
        found.push((drop, add));
    }
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

/// Whether both drop the same index or constraint.
fn is_dropped_by(drop: &Change, other: &Change) -> bool {
    let name = dropped_name(drop);
    name.is_some() && name == dropped_name(other)
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
