//! A schema to model structs: what a person would write who takes a database over.
//!
//! The structs say no more than they have to: names that the convention gives, and what a database has by itself, are
//! left out. What models cannot say is a note.

mod field;
mod names;

use field::{Field, fields};
use names::{identifier, type_name};

use crate::connection::Engine;
use crate::schema::{
    Check, Deferrable, ForeignKey, Index, IndexColumn, IndexKey, MatchType, NamingConvention,
    NullsOrder, ReferentialAction, Schema, Table, Unique,
};

/// The widest table that Diesel knows without a feature of its own.
const DIESEL_COLUMNS: usize = 32;

/// Model structs, and what they do not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Models {
    /// A module of Rust.
    pub text: String,
    /// What a person has to see to.
    pub notes: Vec<String>,
}

/// Renders the tables of a normalised schema as models.
#[must_use]
pub fn models(schema: &Schema, engine: Engine) -> Models {
    let mut models = Models::default();
    let mut structs = Vec::new();
    for table in &schema.tables {
        if table.primary_key.is_none() {
            models.notes.push(format!(
                "table `{}` has no primary key, which Diesel's tables need; it has no model",
                table.name
            ));
            continue;
        }
        if table.columns.len() > DIESEL_COLUMNS {
            models.notes.push(format!(
                "table `{}` has {} columns: enable Diesel's feature `{}-column-tables`",
                table.name,
                table.columns.len(),
                if table.columns.len() > 64 { 128 } else { 64 }
            ));
        }
        structs.push(model(table, schema, engine, &mut models.notes));
    }
    for object in &schema.objects {
        models.notes.push(format!(
            "{}: models do not describe it; create it in a revision",
            object.id
        ));
    }
    models.text = format!(
        "use diesel::prelude::*;\nuse migrate_core::Migratable;\n\n{}",
        structs.join("\n")
    );
    models
}

/// Attributes of a model or a field, each on its line.
#[derive(Default)]
struct Attributes(Vec<String>);

impl Attributes {
    fn push(&mut self, body: impl Into<String>) {
        self.0.push(body.into());
    }

    fn lines(&self, indent: &str) -> String {
        let line = |body: &String| format!("{indent}#[migratable({body})]\n");
        self.0.iter().map(line).collect()
    }
}

fn model(table: &Table, schema: &Schema, engine: Engine, notes: &mut Vec<String>) -> String {
    let fields = fields(table, engine, notes);
    let rust_table = identifier(&table.name.name);
    let mut attributes = Attributes::default();
    if rust_table.trim_start_matches("r#") != table.name.name {
        attributes.push(format!("name = {:?}", table.name.name));
    }
    if let Some(schema) = &table.name.schema {
        attributes.push(format!("schema = {schema:?}"));
    }
    if let Some(comment) = &table.comment {
        attributes.push(format!("comment = {comment:?}"));
    }
    if table.options.strict {
        attributes.push("strict");
    }
    if table.options.without_rowid {
        attributes.push("without_rowid");
    }
    attributes.0.extend(primary_key(table, engine));
    let options = &table.options;
    // The collation names its character set.
    let storage = options.engine.clone().filter(|name| name != "InnoDB");
    let charset = options.charset.clone();
    let charset = charset.filter(|_| options.collation.is_none());
    let named_options = [
        ("engine", &storage),
        ("charset", &charset),
        ("collation", &options.collation),
    ];
    let stated: Vec<String> = named_options
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key} = {:?}", value.as_ref()?)))
        .collect();
    if !stated.is_empty() {
        attributes.push(format!("table_options({})", stated.join(", ")));
    }
    let convention = Convention::of(table);
    for (unique, usual) in table.uniques.iter().zip(&convention.0.uniques) {
        attributes.push(self::unique(unique, usual, &fields));
    }
    for (check, usual) in table.checks.iter().zip(&convention.0.checks) {
        attributes.push(self::check(check, usual));
    }
    for (key, usual) in table.foreign_keys.iter().zip(&convention.0.foreign_keys) {
        match foreign_key(key, usual, &fields, schema) {
            Some(body) => attributes.push(body),
            None => notes.push(format!(
                "a foreign key of `{}` points at `{}`, which has no model here",
                table.name, key.references_table
            )),
        }
    }
    for exclusion in &table.exclusions {
        attributes.push(format!(
            "exclude({:?}{}{})",
            exclusion.definition,
            named(exclusion.name.as_ref(), None),
            deferrable(exclusion.deferrable)
        ));
    }
    for (index, usual) in table.indexes.iter().zip(&convention.0.indexes) {
        attributes.push(self::index(index, usual, &fields));
    }
    let key: Vec<&str> = table
        .primary_key
        .iter()
        .flat_map(|key| &key.columns)
        .map(|name| rust_name(&fields, name))
        .collect();
    let key = if key == ["id"] {
        String::new()
    } else {
        format!(", primary_key({})", key.join(", "))
    };
    let lines: String = fields.iter().map(Field::lines).collect();
    format!(
        "#[derive(Debug, Queryable, Selectable, Identifiable, Migratable)]\n\
         #[diesel(table_name = {rust_table}{key})]\n{}pub struct {} {{\n{lines}}}\n",
        attributes.lines(""),
        type_name(&table.name.name),
    )
}

/// The name of the primary key, where it is not the one that the database chooses.
fn primary_key(table: &Table, engine: Engine) -> Option<String> {
    let name = table.primary_key.as_ref()?.name.as_ref()?;
    let chosen = match engine {
        Engine::Postgres => *name == format!("{}_pkey", table.name.name),
        Engine::Mysql => name == "PRIMARY",
        Engine::Sqlite => false,
    };
    (!chosen).then(|| format!("primary_key(name = {name:?})"))
}

/// The table with the names that the convention gives to what has none.
struct Convention(Table);

impl Convention {
    fn of(table: &Table) -> Self {
        let mut bare = table.clone();
        bare.uniques.iter_mut().for_each(|it| it.name = None);
        bare.checks.iter_mut().for_each(|it| it.name = None);
        bare.foreign_keys.iter_mut().for_each(|it| it.name = None);
        bare.indexes.iter_mut().for_each(|it| it.name = None);
        NamingConvention::default().apply(&mut bare);
        Convention(bare)
    }
}

/// `, name = "..."`, unless the convention gives that name.
fn named(name: Option<&String>, usual: Option<&String>) -> String {
    match name {
        Some(name) if Some(name) != usual => format!(", name = {name:?}"),
        Some(_) | None => String::new(),
    }
}

fn rust_name<'f>(fields: &'f [Field], column: &str) -> &'f str {
    fields
        .iter()
        .find(|field| field.column == column)
        .map_or("", |field| field.name.as_str())
}

fn rust_names(fields: &[Field], columns: &[String]) -> String {
    let names: Vec<&str> = columns
        .iter()
        .map(|column| rust_name(fields, column))
        .collect();
    names.join(", ")
}

fn unique(unique: &Unique, usual: &Unique, fields: &[Field]) -> String {
    let mut body = format!("unique(columns({})", rust_names(fields, &unique.columns));
    body.push_str(&named(unique.name.as_ref(), usual.name.as_ref()));
    body.push_str(deferrable(unique.deferrable));
    if unique.nulls_not_distinct {
        body.push_str(", nulls_not_distinct");
    }
    body + ")"
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => ", deferrable",
        Deferrable::InitiallyDeferred => ", initially_deferred",
    }
}

fn check(check: &Check, usual: &Check) -> String {
    let name = named(check.name.as_ref(), usual.name.as_ref());
    let name = name.strip_prefix(", ").map(|name| format!("{name}, "));
    format!(
        "check({}expr = {:?})",
        name.unwrap_or_default(),
        check.expression
    )
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("restrict"),
        ReferentialAction::Cascade => Some("cascade"),
        ReferentialAction::SetNull => Some("set_null"),
        ReferentialAction::SetDefault => Some("set_default"),
    }
}

fn foreign_key(
    key: &ForeignKey,
    usual: &ForeignKey,
    fields: &[Field],
    schema: &Schema,
) -> Option<String> {
    let target = schema.table(&key.references_table)?;
    let own_key = target.primary_key.as_ref()?;
    let mut referenced = type_name(&target.name.name);
    if own_key.columns != key.references_columns {
        for column in &key.references_columns {
            let name = field::rust_names(target).remove(column)?;
            referenced.push_str(&format!(", {name}"));
        }
    }
    let mut body = format!(
        "foreign_key(columns({}), references({referenced})",
        rust_names(fields, &key.columns)
    );
    for (event, chosen) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        if let Some(action) = action(chosen) {
            body.push_str(&format!(", {event} = {action}"));
        }
    }
    body.push_str(deferrable(key.deferrable));
    if key.match_ == MatchType::Full {
        body.push_str(", match = full");
    }
    body.push_str(&named(key.name.as_ref(), usual.name.as_ref()));
    Some(body + ")")
}

fn index(index: &Index, usual: &Index, fields: &[Field]) -> String {
    // Columns beside each other share their parentheses; an expression stands by itself.
    let mut parts: Vec<String> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    let close = |columns: &mut Vec<String>| {
        let all = std::mem::take(columns).join(", ");
        (!all.is_empty()).then(|| format!("columns({all})"))
    };
    for part in &index.columns {
        let options = part_options(part);
        match &part.key {
            IndexKey::Column(name) => {
                let name = rust_name(fields, name);
                columns.push(if options.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}({})", options.join(", "))
                });
            }
            IndexKey::Expression(expression) => {
                parts.extend(close(&mut columns));
                parts.push(if options.is_empty() {
                    format!("expr = {expression:?}")
                } else {
                    format!("expr({expression:?}, {})", options.join(", "))
                });
            }
        }
    }
    parts.extend(close(&mut columns));
    let mut body = format!("index({}", parts.join(", "));
    if index.unique {
        body.push_str(", unique");
    }
    if let Some(method) = &index.method {
        body.push_str(&format!(", using = {method:?}"));
    }
    if let Some(predicate) = &index.predicate {
        body.push_str(&format!(", where = {predicate:?}"));
    }
    if !index.include.is_empty() {
        body.push_str(&format!(
            ", include({})",
            rust_names(fields, &index.include)
        ));
    }
    if index.nulls_not_distinct {
        body.push_str(", nulls_not_distinct");
    }
    body.push_str(&named(index.name.as_ref(), usual.name.as_ref()));
    body + ")"
}

/// What stands behind a column or an expression of an index.
fn part_options(part: &IndexColumn) -> Vec<String> {
    let mut options = Vec::new();
    options.extend(part.descending.then(|| "desc".to_owned()));
    options.extend(part.nulls.map(|nulls| match nulls {
        NullsOrder::First => "nulls_first".to_owned(),
        NullsOrder::Last => "nulls_last".to_owned(),
    }));
    options.extend(part.ops.as_ref().map(|ops| format!("ops = {ops:?}")));
    let collation = part.collation.as_ref();
    options.extend(collation.map(|name| format!("collation = {name:?}")));
    options.extend(part.prefix.map(|prefix| format!("prefix = {prefix}")));
    options
}
