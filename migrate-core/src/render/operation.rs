//! Each operation as the call that asks for it.

use super::Statement;
use super::element;
use super::layout::Code;
use crate::operation::{Change, ColumnPatch, Hazard, Operation, Recreate};
use crate::schema::{
    Check, Column, ColumnDefault, ColumnType, Deferrable, Exclusion, ForeignKey, Generated,
    Identity, Index, IndexColumn, IndexKey, Literal, MatchType, NullsOrder, PrimaryKey,
    ReferentialAction, RowSecurity, Table, TableName, TableOptions, Unique, Validity,
};

/// The calls that ask for an operation, with comments where they destroy something.
pub(super) fn statements(operation: &Operation) -> Vec<Statement> {
    match operation {
        Operation::CreateTable {
            table,
            if_not_exists,
        } => create_table(table, *if_not_exists),
        Operation::DropTable {
            name, if_exists, ..
        } => vec![
            Statement::Comment(
                Hazard::DestroysRows {
                    table: name.clone(),
                }
                .to_string(),
            ),
            Statement::Code(op(
                "drop_table",
                vec![dropped(table_name(name), *if_exists)],
            )),
        ],
        Operation::RenameTable { from, to } => {
            vec![Statement::Code(op(
                "rename_table",
                vec![table_name(from), table_name(to)],
            ))]
        }
        Operation::AlterTable {
            table,
            changes,
            recreate,
        } => {
            let calls = changes
                .iter()
                .flat_map(|change| self::change(table, change))
                .collect();
            let how = match recreate {
                Recreate::Auto => return calls,
                Recreate::Always => "Always",
                Recreate::Never => "Never",
            };
            vec![Statement::Block {
                head: format!("op.batch({}, Recreate::{how}, ", table_name(table).flat()),
                body: calls,
            }]
        }
        Operation::BulkInsert {
            table,
            columns,
            rows,
        } => {
            let rows = rows
                .iter()
                .map(|row| Code::array(row.iter().map(literal).collect()))
                .collect();
            let columns = columns.iter().map(|column| Code::text(column)).collect();
            vec![Statement::Code(op(
                "bulk_insert",
                vec![
                    table_name(table),
                    Code::Array {
                        head: "&",
                        elements: columns,
                    },
                    Code::Array {
                        head: "rows!",
                        elements: rows,
                    },
                ],
            ))]
        }
        Operation::Execute { sql, down } => {
            let (comments, sql) = leading_comments(sql);
            let comments = comments.map(|comment| Statement::Comment(comment.to_owned()));
            let code = match down {
                Some(down) => {
                    Code::call("sql", vec![Code::sql(sql)]).then("down", vec![Code::sql(down)])
                }
                None => Code::sql(sql),
            };
            let execute = Statement::Code(op("execute", vec![code]));
            comments.chain([execute]).collect()
        }
        Operation::Run { label } => {
            vec![Statement::Comment(format!(
                "A step of code stood here: {label}."
            ))]
        }
        Operation::CreateEnum { .. }
        | Operation::DropEnum { .. }
        | Operation::RenameEnum { .. }
        | Operation::AlterEnum { .. }
        | Operation::CreateSequence { .. }
        | Operation::AlterSequence { .. }
        | Operation::DropSequence { .. }
        | Operation::CreateSchema { .. }
        | Operation::DropSchema { .. }
        | Operation::CreateExtension { .. }
        | Operation::DropExtension { .. }
        | Operation::CreateObject { .. }
        | Operation::ReplaceObject { .. }
        | Operation::DropObject { .. } => element::statements(operation),
        Operation::AutocommitBlock { operations } => vec![Statement::Block {
            head: "op.autocommit_block(".to_owned(),
            body: operations.iter().flat_map(statements).collect(),
        }],
    }
}

/// Parts SQL from the comments at its head, which are for those who read the file.
fn leading_comments(sql: &str) -> (impl Iterator<Item = &str>, &str) {
    let mut rest = sql;
    while let Some((_, after)) = rest
        .starts_with("--")
        .then(|| rest.split_once('\n'))
        .flatten()
    {
        rest = after;
    }
    let comments = sql[..sql.len() - rest.len()].lines();
    (
        comments.map(|line| line.trim_start_matches('-').trim()),
        rest,
    )
}

pub(super) fn op(verb: &str, arguments: Vec<Code>) -> Code {
    Code::raw("op").then(verb, arguments)
}

pub(super) fn table_name(name: &TableName) -> Code {
    match &name.schema {
        Some(schema) => Code::raw(format!("({schema:?}, {:?})", name.name)),
        None => Code::text(&name.name),
    }
}

/// The name of what is dropped.
pub(super) fn dropped(name: Code, if_exists: bool) -> Code {
    if if_exists {
        Code::call("if_exists", vec![name])
    } else {
        name
    }
}

/// Creates the table, and its indexes in calls of their own, as Alembic writes them.
fn create_table(table: &Table, if_not_exists: bool) -> Vec<Statement> {
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
            column(definition, key && flagged, key)
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
    statements.extend(table.indexes.iter().map(|definition| {
        Statement::Code(op(
            "create_index",
            vec![table_name(&table.name), index(definition)],
        ))
    }));
    statements
}

fn change(table: &TableName, change: &Change) -> Vec<Statement> {
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
            guarded(column(definition, false, false), *if_not_exists),
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
            vec![table_name(table), Code::text(name), alter(patch)],
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

pub(super) fn optional_text(text: Option<&str>) -> Code {
    match text {
        Some(text) => Code::call("Some", vec![Code::text(text)]),
        None => Code::raw("None"),
    }
}

/// A column; one of a primary key refuses NULL without saying so when it is flagged.
fn column(column: &Column, flagged: bool, key: bool) -> Code {
    let mut code = Code::call(
        "column",
        vec![Code::text(&column.name), column_type(&column.type_)],
    );
    if flagged {
        code = code.then("primary_key", vec![]);
    } else if !column.nullable && !key {
        code = code.then("not_null", vec![]);
    }
    if let Some(kind) = column.identity {
        code = code.then(identity(kind), vec![]);
    }
    if let Some(sequence) = &column.sequence {
        code = code.then("sequence", element::sequence_of_column(sequence));
    }
    if let Some(value) = &column.default {
        code = default(code, value);
    }
    if let Some(generation) = &column.generated {
        code = generated(code, generation);
    }
    if let Some(name) = &column.collation {
        code = code.then("collation", vec![Code::text(name)]);
    }
    if let Some(name) = &column.charset {
        code = code.then("charset", vec![Code::text(name)]);
    }
    if let Some(expression) = &column.on_update {
        code = code.then("on_update", vec![Code::text(expression)]);
    }
    if column.invisible {
        code = code.then("invisible", vec![]);
    }
    if let Some(text) = &column.comment {
        code = code.then("comment", vec![Code::text(text)]);
    }
    code
}

fn alter(patch: &ColumnPatch) -> Code {
    let ColumnPatch {
        type_,
        using,
        renamed_values,
        nullable,
        default: value,
        identity: kind,
        sequence,
        generated: generation,
        collation,
        charset,
        on_update,
        invisible,
        comment,
    } = patch;
    let mut code = Code::call("alter", vec![]);
    if let Some(type_) = type_ {
        code = code.then("type_", vec![column_type(type_)]);
    }
    if let Some(expression) = using {
        code = code.then("using", vec![Code::text(expression)]);
    }
    for (from, to) in renamed_values {
        code = code.then("rename_value", vec![Code::text(from), Code::text(to)]);
    }
    if let Some(nullable) = nullable {
        code = code.then(if *nullable { "nullable" } else { "not_null" }, vec![]);
    }
    match value {
        Some(Some(value)) => code = default(code, value),
        Some(None) => code = code.then("drop_default", vec![]),
        None => {}
    }
    match kind {
        Some(Some(kind)) => code = code.then(identity(*kind), vec![]),
        Some(None) => code = code.then("drop_identity", vec![]),
        None => {}
    }
    match sequence {
        Some(Some(sequence)) => {
            code = code.then("sequence", element::sequence_of_column(sequence));
        }
        Some(None) => code = code.then("drop_sequence", vec![]),
        None => {}
    }
    match generation {
        Some(Some(generation)) => code = generated(code, generation),
        Some(None) => code = code.then("drop_generated", vec![]),
        None => {}
    }
    for (method, value) in [
        ("collation", collation),
        ("charset", charset),
        ("on_update", on_update),
        ("comment", comment),
    ] {
        match value {
            Some(Some(text)) => code = code.then(method, vec![Code::text(text)]),
            Some(None) => code = code.then(&format!("drop_{method}"), vec![]),
            None => {}
        }
    }
    if let Some(invisible) = invisible {
        let method = if *invisible { "invisible" } else { "visible" };
        code = code.then(method, vec![]);
    }
    code
}

fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::ByDefault => "identity",
        Identity::Always => "identity_always",
        Identity::Serial => "serial",
        Identity::Autoincrement => "autoincrement",
    }
}

pub(super) fn default(code: Code, default: &ColumnDefault) -> Code {
    match default {
        ColumnDefault::Literal(value) => code.then("default", vec![literal(value)]),
        ColumnDefault::Expression(sql) => code.then("default_sql", vec![Code::text(sql)]),
    }
}

fn generated(code: Code, generated: &Generated) -> Code {
    let method = if generated.stored {
        "generated_stored"
    } else {
        "generated_virtual"
    };
    code.then(method, vec![Code::text(&generated.expression)])
}

/// A value as Rust writes it; a number that no Rust type would keep is a [`Literal`] in full.
fn literal(value: &Literal) -> Code {
    match value {
        Literal::Null => Code::raw("Literal::Null"),
        Literal::Bool(value) => Code::raw(value.to_string()),
        Literal::Text(text) => Code::text(text),
        Literal::Bytes(bytes) => {
            let mut text = String::from("b\"");
            for byte in bytes {
                text.extend(std::ascii::escape_default(*byte).map(char::from));
            }
            text.push_str("\".as_slice()");
            Code::raw(text)
        }
        Literal::Number(digits) => {
            // Debug keeps the point that Display would lose: `1e3` parses, but not to the same text.
            let integer = |digits: &str| {
                digits
                    .parse::<i32>()
                    .is_ok_and(|number| number.to_string() == digits)
            };
            if integer(digits) {
                Code::raw(digits.clone())
            } else if digits
                .parse::<i64>()
                .is_ok_and(|number| number.to_string() == *digits)
            {
                Code::raw(format!("{digits}_i64"))
            } else if digits.contains('.')
                && digits
                    .parse::<f64>()
                    .is_ok_and(|number| number.to_string() == *digits)
            {
                Code::raw(digits.clone())
            } else {
                Code::raw(format!("Literal::Number({digits:?}.into())"))
            }
        }
    }
}

fn primary_key(key: &PrimaryKey) -> Code {
    let mut code = named(
        Code::call("primary_key", vec![Code::texts(&key.columns)]),
        key.name.as_ref(),
    );
    for (column, length) in &key.prefixes {
        code = code.then(
            "prefix",
            vec![Code::text(column), Code::raw(length.to_string())],
        );
    }
    include(deferrable(code, key.deferrable), &key.include)
}

fn unique(unique: &Unique) -> Code {
    let code = Code::call("unique", vec![Code::texts(&unique.columns)]);
    let mut code = deferrable(named(code, unique.name.as_ref()), unique.deferrable);
    if unique.nulls_not_distinct {
        code = code.then("nulls_not_distinct", vec![]);
    }
    include(code, &unique.include)
}

fn include(code: Code, columns: &[String]) -> Code {
    if columns.is_empty() {
        code
    } else {
        code.then("include", vec![Code::texts(columns)])
    }
}

fn check(check: &Check) -> Code {
    let mut code = named(
        Code::call("check", vec![Code::text(&check.expression)]),
        check.name.as_ref(),
    );
    if check.no_inherit {
        code = code.then("no_inherit", vec![]);
    }
    validity(code, check.validity)
}

fn validity(code: Code, validity: Validity) -> Code {
    match validity {
        Validity::Valid => code,
        Validity::NotValid => code.then("not_valid", vec![]),
        Validity::NotEnforced => code.then("not_enforced", vec![]),
    }
}

fn exclusion(exclusion: &Exclusion) -> Code {
    let code = Code::call("exclude", vec![Code::text(&exclusion.definition)]);
    deferrable(named(code, exclusion.name.as_ref()), exclusion.deferrable)
}

fn foreign_key(key: &ForeignKey) -> Code {
    let mut code = Code::call("foreign_key", vec![Code::texts(&key.columns)]).then(
        "references",
        vec![
            table_name(&key.references_table),
            Code::texts(&key.references_columns),
        ],
    );
    for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            code = code.then(method, vec![Code::raw(self::action(action))]);
        }
    }
    code = deferrable(named(code, key.name.as_ref()), key.deferrable);
    match key.match_ {
        MatchType::Simple => {}
        MatchType::Full => code = code.then("match_full", vec![]),
    }
    validity(code, key.validity)
}

fn action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "NoAction",
        ReferentialAction::Restrict => "Restrict",
        ReferentialAction::Cascade => "Cascade",
        ReferentialAction::SetNull => "SetNull",
        ReferentialAction::SetDefault => "SetDefault",
    }
}

fn deferrable(code: Code, deferrable: Deferrable) -> Code {
    match deferrable {
        Deferrable::No => code,
        Deferrable::InitiallyImmediate => code.then("deferrable", vec![]),
        Deferrable::InitiallyDeferred => code.then("initially_deferred", vec![]),
    }
}

fn named(code: Code, name: Option<&String>) -> Code {
    match name {
        Some(name) => code.then("name", vec![Code::text(name)]),
        None => code,
    }
}

fn index(index: &Index) -> Code {
    let plain = index.columns.iter().all(is_plain);
    let columns = index
        .columns
        .iter()
        .map(|column| match &column.key {
            IndexKey::Column(name) if plain => Code::text(name),
            IndexKey::Column(_) | IndexKey::Expression(_) => index_column(column),
        })
        .collect();
    let mut code = named(
        Code::call("index", vec![Code::array(columns)]),
        index.name.as_ref(),
    );
    if index.unique {
        code = code.then("unique", vec![]);
    }
    if let Some(predicate) = &index.predicate {
        code = code.then("filter", vec![Code::text(predicate)]);
    }
    if let Some(method) = &index.method {
        code = code.then("using", vec![Code::text(method)]);
    }
    code = include(code, &index.include);
    if index.nulls_not_distinct {
        code = code.then("nulls_not_distinct", vec![]);
    }
    if let Some(parameters) = &index.parameters {
        code = code.then("with", vec![Code::text(parameters)]);
    }
    if let Some(text) = &index.comment {
        code = code.then("comment", vec![Code::text(text)]);
    }
    if index.concurrently {
        code = code.then("concurrently", vec![]);
    }
    code
}

fn is_plain(column: &IndexColumn) -> bool {
    match &column.key {
        IndexKey::Column(name) => *column == IndexColumn::column(name),
        IndexKey::Expression(_) => false,
    }
}

fn index_column(column: &IndexColumn) -> Code {
    let mut code = match &column.key {
        IndexKey::Column(name) if column.descending => Code::call("desc", vec![Code::text(name)]),
        IndexKey::Column(name) => Code::call("asc", vec![Code::text(name)]),
        IndexKey::Expression(expression) => Code::call("expr", vec![Code::text(expression)]),
    };
    if column.descending && matches!(column.key, IndexKey::Expression(_)) {
        code = code.then("desc", vec![]);
    }
    match column.nulls {
        Some(NullsOrder::First) => code = code.then("nulls_first", vec![]),
        Some(NullsOrder::Last) => code = code.then("nulls_last", vec![]),
        None => {}
    }
    if let Some(name) = &column.collation {
        code = code.then("collation", vec![Code::text(name)]);
    }
    if let Some(name) = &column.ops {
        code = code.then("ops", vec![Code::text(name)]);
    }
    if let Some(length) = column.prefix {
        code = code.then("prefix", vec![Code::raw(length.to_string())]);
    }
    code
}

fn options(options: &TableOptions) -> Code {
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

/// A type as a revision names it: Diesel's unit struct, or a function where it has parameters.
pub(super) fn column_type(type_: &ColumnType) -> Code {
    let sized = |name: &str, length: &Option<u32>| match length {
        Some(length) => Code::raw(format!("{name}({length})")),
        None => Code::raw(format!("ColumnType::{name}(None)")),
    };
    match type_ {
        ColumnType::Bool => Code::raw("Bool"),
        ColumnType::TinyInt => Code::raw("TinyInt"),
        ColumnType::SmallInt => Code::raw("SmallInt"),
        ColumnType::Integer => Code::raw("Integer"),
        ColumnType::BigInt => Code::raw("BigInt"),
        ColumnType::Unsigned(inner) => Code::call("unsigned", vec![column_type(inner)]),
        ColumnType::Float => Code::raw("Float"),
        ColumnType::Double => Code::raw("Double"),
        ColumnType::Decimal {
            precision: None,
            scale: None,
        } => Code::raw("Numeric"),
        ColumnType::Decimal {
            precision: Some(precision),
            scale: Some(scale),
        } => Code::raw(format!("Decimal({precision}, {scale})")),
        ColumnType::Decimal { precision, scale } => Code::raw(format!(
            "ColumnType::Decimal {{ precision: {precision:?}, scale: {scale:?} }}"
        )),
        ColumnType::Text => Code::raw("Text"),
        ColumnType::Varchar(length) => sized("Varchar", length),
        ColumnType::Char(length) => sized("Char", length),
        ColumnType::Binary => Code::raw("Binary"),
        ColumnType::Date => Code::raw("Date"),
        ColumnType::Time => Code::raw("Time"),
        ColumnType::Timestamp => Code::raw("Timestamp"),
        ColumnType::TimestampTz => Code::raw("ColumnType::TimestampTz"),
        ColumnType::Interval => Code::raw("Interval"),
        ColumnType::Json => Code::raw("Json"),
        ColumnType::Jsonb => Code::raw("Jsonb"),
        ColumnType::Uuid => Code::raw("ColumnType::Uuid"),
        ColumnType::Array(inner) => Code::call("array", vec![column_type(inner)]),
        ColumnType::Enum(kind) if kind.values.is_empty() => {
            Code::call("enum_named", vec![table_name(&kind.name)])
        }
        ColumnType::Enum(kind) => Code::call(
            "enum_type",
            vec![table_name(&kind.name), Code::texts(&kind.values)],
        ),
        ColumnType::Other(spelling) => Code::call("db_type", vec![Code::text(spelling)]),
    }
}
