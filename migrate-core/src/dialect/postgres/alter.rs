//! Changes of one table: each becomes an `ALTER TABLE` clause, and neighbours share a statement.

use super::ddl::cast;
use super::types::{quote, quote_name, sequence_name, spell, text};
use super::{NAME, create};
use crate::dialect::{Catalog, Ddl, DdlError, Statement, Unsupported};
use crate::operation::{Change, ColumnPatch};
use crate::schema::{
    Column, ColumnDefault, ColumnType, Identity, QualifiedName, RowSecurity, TableName,
    TableOptions,
};

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
    };
    for change in changes {
        apply(&mut group, change, catalog)?;
    }
    group.flush();
    Ok(Ddl {
        statements: group.statements,
        on_failure: group.on_failure,
        ..Ddl::default()
    })
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
            for statement in create::own_sequence(group.table, column) {
                group.statement(statement);
            }
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
            alter_column(group, name, patch, was.as_deref(), catalog)?;
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
            let found = find(
                group.table,
                "unique constraint",
                &unique.name,
                catalog,
                |table| {
                    let mut all = table.uniques.iter();
                    all.find(|present| unique.names(present))
                        .map(|present| present.name.clone())
                },
            )?;
            group.clause(format!("DROP CONSTRAINT {}", quote(&found)));
        }
        Change::AddCheck { check } => group.clause(format!("ADD {}", create::check(check))),
        Change::DropCheck { check } => {
            let found = find(
                group.table,
                "check constraint",
                &check.name,
                catalog,
                |table| {
                    let mut all = table.checks.iter();
                    all.find(|present| check.names(present))
                        .map(|present| present.name.clone())
                },
            )?;
            group.clause(format!("DROP CONSTRAINT {}", quote(&found)));
        }
        Change::AddForeignKey { foreign_key } => {
            group.clause(format!("ADD {}", create::foreign_key(foreign_key)));
        }
        Change::DropForeignKey { foreign_key } => {
            let found = find(
                group.table,
                "foreign key",
                &foreign_key.name,
                catalog,
                |table| {
                    let mut all = table.foreign_keys.iter();
                    all.find(|present| foreign_key.names(present))
                        .map(|present| present.name.clone())
                },
            )?;
            group.clause(format!("DROP CONSTRAINT {}", quote(&found)));
        }
        Change::AddExclusion { exclusion } => {
            group.clause(format!("ADD {}", create::exclusion(exclusion)));
        }
        Change::DropExclusion { exclusion } => {
            let what = "exclusion constraint";
            let found = find(group.table, what, &exclusion.name, catalog, |table| {
                let mut all = table.exclusions.iter();
                all.find(|present| exclusion.names(present))
                    .map(|present| present.name.clone())
            })?;
            group.clause(format!("DROP CONSTRAINT {}", quote(&found)));
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
                group.statement(if concurrently && at == 0 {
                    Statement::outside_transaction(statement)
                } else {
                    statement.into()
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
        Change::SetOptions { to, was } => set_options(group, to, was.as_deref()),
        Change::SetComment { to, .. } => {
            group.statement(create::comment_on("TABLE", &name, to.as_deref()));
        }
    }
    Ok(())
}

/// The name of a constraint that is meant: its own, or that of the live one with the same content.
fn find(
    table: &TableName,
    what: &'static str,
    name: &Option<String>,
    catalog: &mut dyn Catalog,
    alike: impl Fn(&crate::schema::Table) -> Option<Option<String>>,
) -> Result<String, DdlError> {
    if let Some(name) = name {
        return Ok(name.clone());
    }
    let live = catalog
        .table(table)?
        .ok_or_else(|| DdlError::NoTable(table.clone()))?;
    alike(&live).flatten().ok_or_else(|| {
        DdlError::Apply(crate::operation::ApplyError::Missing {
            table: table.clone(),
            what,
            name: "(without a name)".to_owned(),
        })
    })
}

fn primary_key_name(table: &TableName, catalog: &mut dyn Catalog) -> Result<String, DdlError> {
    let live = match catalog.table(table) {
        Ok(live) => live.ok_or_else(|| DdlError::NoTable(table.clone()))?,
        // The name that PostgreSQL gives, where nobody can be asked.
        Err(DdlError::NeedsDatabase { .. }) => {
            return Ok(super::types::cut(&format!("{}_pkey", table.name)).to_owned());
        }
        Err(error) => return Err(error),
    };
    live.primary_key.and_then(|key| key.name).ok_or_else(|| {
        DdlError::Apply(crate::operation::ApplyError::Missing {
            table: table.clone(),
            what: "primary key",
            name: String::new(),
        })
    })
}

/// Changes of a column, in an order that works: what hangs on the former type goes first, what hangs on the new one
/// comes last.
fn alter_column(
    group: &mut Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let field = quote(column);
    let alter = format!("ALTER COLUMN {field}");
    let ColumnPatch {
        type_,
        using,
        renamed_values,
        nullable,
        default,
        identity,
        sequence,
        generated,
        collation,
        charset: _,
        on_update: _,
        invisible: _,
        comment,
    } = patch;
    if !renamed_values.is_empty() {
        let on = format!("{}.{column}", group.table);
        let feature =
            "enumerations that are part of a column; `op.rename_enum_value` renames a type's";
        return Err(Unsupported::new(NAME, feature, on).into());
    }
    if let Some(generated) = generated {
        match generated {
            None => group.clause(format!("{alter} DROP EXPRESSION")),
            Some(_) => return regenerate(group, column, patch, was, catalog),
        }
    }
    // A default of the former type may not become one of the new type by itself.
    let known_default = was.is_some_and(|was| was.default.is_some());
    let default_away = type_.is_some() && (known_default || default.is_some());
    if default_away {
        group.clause(format!("{alter} DROP DEFAULT"));
    }
    let numbered = identity.is_some() || sequence.is_some();
    let kind = match identity {
        Some(kind) => *kind,
        None => was.and_then(|was| was.identity),
    };
    if numbered {
        end_numbering(group, column, identity.is_some(), was, catalog)?;
    }
    if type_.is_some() || collation.is_some() {
        let target = match (type_, was) {
            (Some(type_), _) => type_.clone(),
            (None, Some(was)) => was.type_.clone(),
            (None, None) => live_column(group.table, column, catalog)?.type_,
        };
        let mut clause = format!("{alter} TYPE {}", spell(&target));
        match collation {
            Some(Some(name)) => clause.push_str(&format!(" COLLATE {}", create::collation(name))),
            Some(None) => clause.push_str(" COLLATE \"default\""),
            None => {
                if let Some(name) = was.and_then(|was| was.collation.as_ref()) {
                    clause.push_str(&format!(" COLLATE {}", create::collation(name)));
                }
            }
        }
        match (using, type_) {
            (Some(expression), _) => clause.push_str(&format!(" USING {expression}")),
            (None, Some(_)) => {
                let from = was.map(|was| &was.type_);
                if let Some(expression) = conversion(&field, from, &target) {
                    clause.push_str(&format!(" USING {expression}"));
                }
            }
            (None, None) => {}
        }
        group.clause(clause);
    }
    match nullable {
        Some(true) => group.clause(format!("{alter} DROP NOT NULL")),
        Some(false) => group.clause(format!("{alter} SET NOT NULL")),
        None => {}
    }
    match default {
        Some(Some(value)) => {
            group.clause(format!("{alter} SET DEFAULT {}", create::default(value)));
        }
        Some(None) if !default_away => group.clause(format!("{alter} DROP DEFAULT")),
        Some(None) => {}
        // It was put aside for the type, and comes back.
        None => {
            if let Some(value) = was
                .filter(|_| default_away)
                .and_then(|was| was.default.as_ref())
            {
                group.clause(format!("{alter} SET DEFAULT {}", restored(value)));
            }
        }
    }
    if numbered {
        let mut now = match was {
            Some(was) => was.clone(),
            None => Column::new(column, type_.clone().unwrap_or(ColumnType::Integer)),
        };
        patch.apply(&mut now);
        now.identity = kind;
        if was.is_none() && type_.is_none() && kind == Some(Identity::Serial) {
            now.type_ = live_column(group.table, column, catalog)?.type_;
        }
        begin_numbering(group, &now);
    }
    if let Some(comment) = comment {
        let statement = create::column_comment(group.table, column, comment.as_deref());
        group.statement(statement);
    }
    Ok(())
}

/// A default of the former type, for the new one: a cast to the former type would be in the way.
fn restored(value: &ColumnDefault) -> String {
    create::default(value)
}

fn live_column(
    table: &TableName,
    column: &str,
    catalog: &mut dyn Catalog,
) -> Result<Column, DdlError> {
    let live = catalog
        .table(table)?
        .ok_or_else(|| DdlError::NoTable(table.clone()))?;
    live.column(column).cloned().ok_or_else(|| {
        DdlError::Apply(crate::operation::ApplyError::Missing {
            table: table.clone(),
            what: "column",
            name: column.to_owned(),
        })
    })
}

/// How values of one type become values of another where PostgreSQL does not convert them by itself. Through text every
/// value has a way; where it fails, it fails loudly.
/// <https://www.postgresql.org/docs/current/catalog-pg-cast.html>
fn conversion(field: &str, from: Option<&ColumnType>, to: &ColumnType) -> Option<String> {
    let Some(from) = from else {
        // What the column was is not known: the cast is harmless where none is needed.
        return Some(cast(field, to));
    };
    let number = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::TinyInt
                | ColumnType::SmallInt
                | ColumnType::Integer
                | ColumnType::BigInt
                | ColumnType::Unsigned(_)
                | ColumnType::Float
                | ColumnType::Double
                | ColumnType::Decimal { .. }
        )
    };
    let text = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::Text | ColumnType::Varchar(_) | ColumnType::Char(_)
        )
    };
    let integer = |type_: &ColumnType| {
        matches!(
            type_,
            ColumnType::TinyInt | ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt
        )
    };
    if text(to) || number(from) && number(to) {
        return None;
    }
    Some(match (from, to) {
        (ColumnType::Bool, to) if integer(to) => cast(&format!("{field}::integer"), to),
        (from, ColumnType::Bool) if integer(from) => format!("({field} <> 0)"),
        (ColumnType::Bool, to) if number(to) => cast(&format!("{field}::integer"), to),
        (ColumnType::Json, ColumnType::Jsonb)
        | (ColumnType::Jsonb, ColumnType::Json)
        | (
            ColumnType::Timestamp | ColumnType::TimestampTz | ColumnType::Date,
            ColumnType::Timestamp | ColumnType::TimestampTz | ColumnType::Date | ColumnType::Time,
        ) => cast(field, to),
        (ColumnType::Enum(_), ColumnType::Enum(_)) => cast(&format!("{field}::text"), to),
        (ColumnType::Array(inner), ColumnType::Array(target))
            if matches!(**inner, ColumnType::Enum(_))
                && matches!(**target, ColumnType::Enum(_)) =>
        {
            cast(&format!("{field}::text[]"), to)
        }
        (from, ColumnType::Array(inner)) if **inner == *from => format!("ARRAY[{field}]"),
        (from, _) if text(from) => cast(field, to),
        (from, to) if casts_directly(from, to) => cast(field, to),
        _ => cast(&format!("{field}::text"), to),
    })
}

/// Whether the server has a cast between types that it alone can spell, so that their text would say something else.
fn casts_directly(from: &ColumnType, to: &ColumnType) -> bool {
    const FAMILIES: [&[&str]; 4] = [
        &["timestamp", "date", "time"],
        &["bit", "integer", "bigint"],
        &["money", "numeric", "integer", "bigint"],
        &["inet", "cidr"],
    ];
    let (from, to) = (spell(from), spell(to));
    let among = |spelling: &str, family: &[&str]| {
        let words = |c: char| !(c.is_alphanumeric() || c == '_');
        let first = spelling.split(words).next().unwrap_or_default();
        family.contains(&first)
    };
    FAMILIES
        .iter()
        .any(|family| among(&from, family) && among(&to, family))
}

/// Takes the numbering off a column: identity by its own statement, serial with its default and its sequence.
fn end_numbering(
    group: &mut Group<'_>,
    column: &str,
    kind_changes: bool,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let live;
    let was = match was {
        Some(was) => was,
        None => {
            live = live_column(group.table, column, catalog)?;
            &live
        }
    };
    let field = quote(column);
    match was.identity {
        None => {}
        Some(Identity::Serial) => {
            let sequence = sequence_of(group.table, was);
            group.clause(format!("ALTER COLUMN {field} DROP DEFAULT"));
            group.statement(format!("DROP SEQUENCE {}", quote_name(&sequence)));
        }
        Some(Identity::ByDefault | Identity::Always | Identity::Autoincrement)
            if kind_changes || was.sequence.is_some() =>
        {
            group.clause(format!("ALTER COLUMN {field} DROP IDENTITY IF EXISTS"));
        }
        Some(Identity::ByDefault | Identity::Always | Identity::Autoincrement) => {}
    }
    Ok(())
}

fn sequence_of(table: &TableName, column: &Column) -> QualifiedName {
    match &column.sequence {
        Some(sequence) => sequence.name.clone(),
        None => QualifiedName {
            schema: table.schema.clone(),
            name: sequence_name(&table.name, &column.name),
        },
    }
}

/// Numbers a column, from the number behind the greatest that rows have.
fn begin_numbering(group: &mut Group<'_>, now: &Column) {
    let field = quote(&now.name);
    let table = group.name.clone();
    let Some(kind) = now.identity else {
        return;
    };
    if let Some(clause) = create::identity(group.table, now, kind) {
        let mut clauses = vec![];
        if !now.nullable {
            clauses.push(format!("ALTER COLUMN {field} SET NOT NULL"));
        }
        clauses.push(format!("ALTER COLUMN {field} ADD GENERATED {clause}"));
        for clause in clauses {
            group.clause(clause);
        }
    } else {
        let mut described = now.clone();
        let sequence = sequence_of(group.table, now);
        described
            .sequence
            .get_or_insert_with(|| Box::new(crate::schema::Sequence::new(sequence)));
        for statement in create::own_sequence(group.table, &described) {
            group.statement(statement);
        }
    }
    let (quoted_table, column) = (super::types::text(&table), super::types::text(&now.name));
    group.statement(format!(
        "SELECT setval(pg_get_serial_sequence({quoted_table}, {column}), max({field})) FROM {table} HAVING max({field}) > 0"
    ));
}

/// A generated expression cannot be set before PostgreSQL 17: the column is made anew, in another place among the
/// columns.
fn regenerate(
    group: &mut Group<'_>,
    column: &str,
    patch: &ColumnPatch,
    was: Option<&Column>,
    catalog: &mut dyn Catalog,
) -> Result<(), DdlError> {
    let mut now = match was {
        Some(was) => was.clone(),
        None => live_column(group.table, column, catalog)?,
    };
    patch.apply(&mut now);
    now.default = None;
    group.clause(format!("DROP COLUMN {}", quote(column)));
    group.flush();
    let definition = create::column_definition(group.table, &now);
    group.clause(format!("ADD COLUMN {definition}"));
    if let Some(comment) = &now.comment {
        let statement = create::column_comment(group.table, column, Some(comment));
        group.statement(statement);
    }
    Ok(())
}

fn set_options(group: &mut Group<'_>, to: &TableOptions, was: Option<&TableOptions>) {
    let default = TableOptions::default();
    let was = was.unwrap_or(&default);
    if to.unlogged != was.unlogged {
        group.clause(if to.unlogged {
            "SET UNLOGGED"
        } else {
            "SET LOGGED"
        });
    }
    if to.parameters != was.parameters {
        let names = |text: &Option<String>| -> Vec<String> {
            let all = text.iter().flat_map(|text| text.split(','));
            all.map(|one| one.split('=').next().unwrap_or(one).trim().to_owned())
                .collect()
        };
        let kept = names(&to.parameters);
        let gone: Vec<String> = names(&was.parameters)
            .into_iter()
            .filter(|name| !kept.contains(name))
            .collect();
        if !gone.is_empty() {
            group.clause(format!("RESET ({})", gone.join(", ")));
        }
        if let Some(parameters) = &to.parameters {
            group.clause(format!("SET ({parameters})"));
        }
    }
    let parents = |options: &TableOptions| -> Vec<TableName> {
        let inherits = options.inherits.as_deref();
        inherits.map_or_else(Vec::new, |inherits| inherits.parents.clone())
    };
    let (now, before) = (parents(to), parents(was));
    for parent in before.iter().filter(|parent| !now.contains(parent)) {
        group.clause(format!("NO INHERIT {}", quote_name(parent)));
    }
    for parent in now.iter().filter(|parent| !before.contains(parent)) {
        group.clause(format!("INHERIT {}", quote_name(parent)));
    }
    if to.row_security != was.row_security {
        let clauses = match to.row_security {
            RowSecurity::Off => ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"],
            RowSecurity::Enabled => ["ENABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"],
            RowSecurity::Forced => ["ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"],
        };
        for clause in clauses {
            group.clause(clause);
        }
    }
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
