//! Writes `CREATE TABLE`, `CREATE INDEX` and the clauses of constraints.

use super::default::wants_parentheses;
use super::sequence;
use super::types::{literal, quote, quote_all, quote_name, spell, text};
use crate::dialect::DdlError;
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, Exclusion, ForeignKey, Identity, Index,
    IndexKey, Inheritance, Literal, MatchType, NullsOrder, PrimaryKey, QualifiedName,
    ReferentialAction, RowSecurity, Table, TableName, Unique, Validity,
};

/// Writes the statements that create a table with all that belongs to it.
pub(super) fn table(table: &Table, if_not_exists: bool) -> Result<Vec<String>, DdlError> {
    let name = quote_name(&table.name);
    let mut statements = Vec::new();
    let inheritance = table.options.inherits.as_deref();
    let is_inherited = |column: &&Column| {
        inheritance.is_some_and(|inheritance| inheritance.columns.contains(&column.name))
    };
    let (inherited, own): (Vec<&Column>, Vec<&Column>) =
        table.columns.iter().partition(is_inherited);
    let mut lines: Vec<String> = own
        .into_iter()
        .map(|column| column_definition(&table.name, column))
        .collect();
    lines.extend(table.primary_key.as_ref().map(primary_key));
    let (uniques, late_uniques) = uniques(table);
    lines.extend(uniques.into_iter().map(unique));
    // What is not valid is only so behind ALTER TABLE.
    let (checks, late_checks): (Vec<_>, Vec<_>) = table
        .checks
        .iter()
        .filter(|check| !comes_from_parent(inheritance, check))
        .partition(|check| check.validity == Validity::Valid);
    let (keys, late_keys): (Vec<_>, Vec<_>) = table
        .foreign_keys
        .iter()
        .partition(|key| key.validity == Validity::Valid);
    lines.extend(checks.into_iter().map(check));
    lines.extend(keys.into_iter().map(foreign_key));
    lines.extend(table.exclusions.iter().map(exclusion));
    let unlogged = if table.options.unlogged {
        "UNLOGGED "
    } else {
        ""
    };
    let guard = if if_not_exists { "IF NOT EXISTS " } else { "" };
    let mut create = if lines.is_empty() {
        format!("CREATE {unlogged}TABLE {guard}{name} ()")
    } else {
        format!(
            "CREATE {unlogged}TABLE {guard}{name} (\n    {}\n)",
            lines.join(",\n    ")
        )
    };
    if let Some(inheritance) = inheritance {
        let parents: Vec<String> = inheritance.parents.iter().map(quote_name).collect();
        create.push_str(&format!("\nINHERITS ({})", parents.join(", ")));
    }
    if let Some(clause) = &table.options.partition_by {
        create.push_str(&format!(" PARTITION BY {clause}"));
    }
    if let Some(parameters) = &table.options.parameters {
        create.push_str(&format!(" WITH ({parameters})"));
    }
    statements.push(create);
    for column in inherited {
        statements.extend(changed_from_parent(&name, column));
    }
    for column in &table.columns {
        statements.extend(sequence::of_serial(
            &table.name,
            column,
            table.options.unlogged,
        ));
    }
    let late = late_uniques
        .into_iter()
        .map(unique)
        .chain(late_checks.into_iter().map(check))
        .chain(late_keys.into_iter().map(foreign_key));
    statements.extend(late.map(|clause| format!("ALTER TABLE {name} ADD {clause}")));
    for definition in &table.indexes {
        let guarded = if_not_exists;
        statements.extend(index(&table.name, definition, guarded, false)?);
    }
    statements.extend(row_security(&table.name, table.options.row_security));
    if let Some(comment) = &table.comment {
        statements.push(comment_on("TABLE", &name, Some(comment)));
    }
    for column in &table.columns {
        if let Some(comment) = &column.comment {
            statements.push(column_comment(&table.name, &column.name, Some(comment)));
        }
    }
    statements.extend(table.further.iter().cloned());
    Ok(statements)
}

/// The unique constraints that the statement can hold, and those that it would take for one before them: PostgreSQL makes one
/// index of two that are alike, and drops the second one's name, unless they come by themselves.
fn uniques(table: &Table) -> (Vec<&Unique>, Vec<&Unique>) {
    let key = table.primary_key.as_ref();
    table.uniques.iter().enumerate().fold(
        (Vec::new(), Vec::new()),
        |(mut here, mut late), (at, unique)| {
            let as_key = key.is_some_and(|key| {
                key.columns == unique.columns
                    && key.include == unique.include
                    && key.deferrable == unique.deferrable
                    && !unique.nulls_not_distinct
            });
            let as_another = table.uniques[..at].iter().any(|other| {
                other.columns == unique.columns
                    && other.include == unique.include
                    && other.deferrable == unique.deferrable
                    && other.nulls_not_distinct == unique.nulls_not_distinct
            });
            if as_key || as_another {
                late.push(unique);
            } else {
                here.push(unique);
            }
            (here, late)
        },
    )
}

fn comes_from_parent(inheritance: Option<&Inheritance>, check: &Check) -> bool {
    inheritance.is_some_and(|inheritance| {
        check
            .name
            .as_ref()
            .is_some_and(|name| inheritance.checks.contains(name))
    })
}

/// What a table may say of a column that a parent has: said again, it is what it was.
fn changed_from_parent(table: &str, column: &Column) -> Vec<String> {
    let name = quote(&column.name);
    let mut clauses = Vec::new();
    if let Some(default) = &column.default {
        clauses.push(format!("SET DEFAULT {}", self::default(default)));
    }
    if !column.nullable {
        clauses.push("SET NOT NULL".to_owned());
    }
    let alter = |clause| format!("ALTER TABLE ONLY {table} ALTER COLUMN {name} {clause}");
    clauses.into_iter().map(alter).collect()
}

/// Writes a column, without its part in the table's constraints.
pub(super) fn column_definition(table: &TableName, column: &Column) -> String {
    let mut line = quote(&column.name);
    let serial = column.identity == Some(Identity::Serial);
    if serial && column.sequence.is_none() {
        line.push_str(match column.type_ {
            ColumnType::SmallInt | ColumnType::TinyInt => " smallserial",
            ColumnType::BigInt => " bigserial",
            _ => " serial",
        });
    } else {
        line.push(' ');
        line.push_str(&spell(&column.type_));
    }
    if let Some(collation) = &column.collation {
        line.push_str(&format!(" COLLATE {}", self::collation(collation)));
    }
    if !column.nullable {
        line.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        line.push_str(&format!(" DEFAULT {}", self::default(default)));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        line.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {kind}",
            generated.expression
        ));
    }
    if let Some(clause) = column
        .identity
        .and_then(|kind| sequence::identity(table, column, kind))
    {
        line.push_str(&format!(" GENERATED {clause}"));
    }
    line
}

/// A collation's name, which may say its schema.
pub(super) fn collation(name: &str) -> String {
    if name.contains('"') {
        name.to_owned()
    } else {
        quote(name)
    }
}

/// Writes a default.
pub(super) fn default(default: &ColumnDefault) -> String {
    match default {
        ColumnDefault::Literal(Literal::Number(digits)) if digits.starts_with('-') => {
            format!("({digits})")
        }
        ColumnDefault::Literal(value) => literal(value),
        ColumnDefault::Expression(expression) if wants_parentheses(expression) => {
            format!("({})", expression.trim())
        }
        ColumnDefault::Expression(expression) => expression.trim().to_owned(),
    }
}

fn named(name: &Option<String>) -> String {
    name.as_ref()
        .map_or_else(String::new, |name| format!("CONSTRAINT {} ", quote(name)))
}

fn include(columns: &[String]) -> String {
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", quote_all(columns))
    }
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

fn validity(validity: Validity) -> &'static str {
    match validity {
        Validity::Valid => "",
        Validity::NotValid => " NOT VALID",
        Validity::NotEnforced => " NOT ENFORCED",
    }
}

/// Writes a primary key as a clause.
pub(super) fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "{}PRIMARY KEY ({}){}{}",
        named(&key.name),
        quote_all(&key.columns),
        include(&key.include),
        deferrable(key.deferrable)
    )
}

/// Writes a unique constraint as a clause.
pub(super) fn unique(unique: &Unique) -> String {
    let nulls = if unique.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    format!(
        "{}UNIQUE{nulls} ({}){}{}",
        named(&unique.name),
        quote_all(&unique.columns),
        include(&unique.include),
        deferrable(unique.deferrable)
    )
}

/// Writes a check constraint as a clause.
pub(super) fn check(check: &Check) -> String {
    let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    format!(
        "{}CHECK ({}){inherit}{}",
        named(&check.name),
        check.expression,
        validity(check.validity)
    )
}

/// Writes an exclusion constraint as a clause.
pub(super) fn exclusion(exclusion: &Exclusion) -> String {
    format!(
        "{}EXCLUDE {}{}",
        named(&exclusion.name),
        exclusion.definition,
        deferrable(exclusion.deferrable)
    )
}

/// Writes a foreign key as a clause.
pub(super) fn foreign_key(key: &ForeignKey) -> String {
    let mut clause = format!(
        "{}FOREIGN KEY ({}) REFERENCES {}",
        named(&key.name),
        quote_all(&key.columns),
        quote_name(&key.references_table)
    );
    if !key.references_columns.is_empty() {
        clause.push_str(&format!(" ({})", quote_all(&key.references_columns)));
    }
    match key.match_ {
        MatchType::Simple => {}
        MatchType::Full => clause.push_str(" MATCH FULL"),
    }
    for (word, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if action != ReferentialAction::NoAction {
            clause.push_str(&format!(" ON {word} {action}"));
        }
    }
    clause.push_str(deferrable(key.deferrable));
    clause.push_str(validity(key.validity));
    clause
}

/// Writes the statements that create an index.
///
/// # Errors
/// [`DdlError::Invalid`] if the index has no name, or no column.
pub(super) fn index(
    table: &TableName,
    index: &Index,
    if_not_exists: bool,
    concurrently: bool,
) -> Result<Vec<String>, DdlError> {
    let Some(name) = &index.name else {
        return Err(DdlError::Invalid(format!(
            "an index on `{table}` has no name; give it one"
        )));
    };
    if index.columns.is_empty() {
        return Err(DdlError::Invalid(format!(
            "index `{name}` on `{table}` has no columns"
        )));
    }
    let mut sql = "CREATE ".to_owned();
    if index.unique {
        sql.push_str("UNIQUE ");
    }
    sql.push_str("INDEX ");
    if concurrently {
        sql.push_str("CONCURRENTLY ");
    }
    if if_not_exists {
        sql.push_str("IF NOT EXISTS ");
    }
    sql.push_str(&format!("{} ON {}", quote(name), quote_name(table)));
    if let Some(method) = &index.method {
        sql.push_str(&format!(" USING {method}"));
    }
    let keys: Vec<String> = index
        .columns
        .iter()
        .map(|column| {
            let mut key = match &column.key {
                IndexKey::Column(name) => quote(name),
                IndexKey::Expression(expression) => format!("({expression})"),
            };
            if let Some(name) = &column.collation {
                key.push_str(&format!(" COLLATE {}", collation(name)));
            }
            if let Some(ops) = &column.ops {
                key.push_str(&format!(" {ops}"));
            }
            if column.descending {
                key.push_str(" DESC");
            }
            match column.nulls {
                Some(NullsOrder::First) => key.push_str(" NULLS FIRST"),
                Some(NullsOrder::Last) => key.push_str(" NULLS LAST"),
                None => {}
            }
            key
        })
        .collect();
    sql.push_str(&format!(
        " ({}){}",
        keys.join(", "),
        include(&index.include)
    ));
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(parameters) = &index.parameters {
        sql.push_str(&format!(" WITH ({parameters})"));
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    let mut statements = vec![sql];
    if let Some(comment) = &index.comment {
        let name = index_name(table, name);
        statements.push(comment_on("INDEX", &name, Some(comment)));
    }
    Ok(statements)
}

/// An index lives in the schema of its table.
pub(super) fn index_name(table: &TableName, name: &str) -> String {
    quote_name(&QualifiedName {
        schema: table.schema.clone(),
        name: name.to_owned(),
    })
}

/// Sets or removes a comment.
pub(super) fn comment_on(kind: &str, name: &str, comment: Option<&str>) -> String {
    let value = comment.map_or_else(|| "NULL".to_owned(), text);
    format!("COMMENT ON {kind} {name} IS {value}")
}

/// Sets or removes the comment of a column.
pub(super) fn column_comment(table: &TableName, column: &str, comment: Option<&str>) -> String {
    let name = format!("{}.{}", quote_name(table), quote(column));
    comment_on("COLUMN", &name, comment)
}

/// What switches row-level security on.
pub(super) fn row_security(table: &TableName, security: RowSecurity) -> Vec<String> {
    let name = quote_name(table);
    match security {
        RowSecurity::Off => Vec::new(),
        RowSecurity::Enabled => vec![format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")],
        RowSecurity::Forced => vec![
            format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"),
            format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"),
        ],
    }
}
