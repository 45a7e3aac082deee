//! A schema to model structs: what a person would write who takes a database over.
//!
//! The structs say no more than they have to: names that the convention gives, and what a database has by itself, are
//! left out. What models cannot say is a note.

mod enumeration;
mod field;
mod names;

use enumeration::Enums;
use field::{Field, fields};
use names::{identifier, type_name};

use super::element;
use crate::connection::Engine;
use crate::schema::{
    Check, Deferrable, ForeignKey, Index, IndexColumn, IndexKey, MatchType, NamingConvention,
    NullsOrder, Object, ObjectKind, ReferentialAction, Schema, Table, Unique,
};

/// The longest name of PostgreSQL.
const MAX_NAME_BYTES: usize = 63;

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
    let enums = Enums::of(schema, engine);
    let mut structs: Vec<String> = enums.code().collect();
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
        structs.push(model(table, (schema, &enums), engine, &mut models.notes));
    }
    for object in &schema.objects {
        if can_be_registered(object.id.kind) {
            structs.push(registered(object));
        } else {
            models.notes.push(format!(
                "{}: models do not describe it; a revision makes it",
                object.id
            ));
        }
    }
    let imports = if enums.any() {
        "use diesel::deserialize::FromSqlRow;\nuse diesel::expression::AsExpression;\nuse diesel::prelude::*;\n\
         use diesel::query_builder::QueryId;\nuse diesel::sql_types::SqlType;\n\
         use migrate_core::{Migratable, MigratableEnum};\n"
    } else {
        "use diesel::prelude::*;\nuse migrate_core::Migratable;\n"
    };
    models.text = format!("{imports}\n{}", structs.join("\n"));
    models
}

/// Whether `register_object!` knows the words for a kind.
fn can_be_registered(kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Trigger
        | ObjectKind::Policy => true,
        ObjectKind::Type
        | ObjectKind::Domain
        | ObjectKind::Aggregate
        | ObjectKind::Rule
        | ObjectKind::Event
        | ObjectKind::Collation
        | ObjectKind::Partition
        | ObjectKind::Statistics => false,
    }
}

/// An object beside the models. What it is made of, its own words tell.
fn registered(object: &Object) -> String {
    let object = Object {
        depends_on: Vec::new(),
        ..object.clone()
    };
    let code = element::object(&object).layout(4, 0);
    format!("migrate_core::register_object! {{\n    {code}\n}}\n")
}

/// Attributes of a model or a field, each on its line.
#[derive(Default)]
struct Attributes(Vec<String>);

impl Attributes {
    fn push(&mut self, body: impl Into<String>) {
        self.0.push(body.into());
    }

    /// Each on a line of its own.
    fn lines(&self) -> String {
        let line = |body: &String| format!("#[migratable({body})]\n");
        self.0.iter().map(line).collect()
    }

    /// All on one line of a field, where it is not longer than a line may be.
    fn of_field(&self) -> String {
        const WIDTH: usize = 100;
        let mut lines: Vec<String> = Vec::new();
        for body in &self.0 {
            match lines.last_mut() {
                Some(line) if line.chars().count() + body.chars().count() + 20 <= WIDTH => {
                    line.push_str(", ");
                    line.push_str(body);
                }
                Some(_) | None => lines.push(body.clone()),
            }
        }
        let line = |body: String| format!("    #[migratable({body})]\n");
        lines.into_iter().map(line).collect()
    }
}

fn model(
    table: &Table,
    (schema, enums): (&Schema, &Enums<'_>),
    engine: Engine,
    notes: &mut Vec<String>,
) -> String {
    let mut fields = fields(table, (engine, enums), notes);
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
        let options = unique_options(unique, usual);
        match lone_field(&mut fields, &unique.columns) {
            Some(field) => field.push(call("unique", &options)),
            None => attributes.push(self::unique(unique, &options, &fields)),
        }
    }
    for (check, usual) in table.checks.iter().zip(&convention.0.checks) {
        attributes.push(self::check(check, usual));
    }
    for (key, usual) in table.foreign_keys.iter().zip(&convention.0.foreign_keys) {
        let options = foreign_key_options(key, usual);
        match (target(key, schema), lone_field(&mut fields, &key.columns)) {
            (Some(target), Some(field)) => field.push(target.of_field(&options)),
            (Some(target), None) => {
                attributes.push(target.of_struct(&rust_names(&fields, &key.columns), &options));
            }
            (None, _) => notes.push(format!(
                "a foreign key of `{}` points at `{}`, which has no model here",
                table.name, key.references_table
            )),
        }
    }
    for exclusion in &table.exclusions {
        let mut options = vec![format!("{:?}", exclusion.definition)];
        options.extend(named(exclusion.name.as_ref(), None));
        options.extend(deferrable(exclusion.deferrable));
        attributes.push(call("exclude", &options));
    }
    for (index, usual) in table.indexes.iter().zip(&convention.0.indexes) {
        let options = index_options(index, usual, &fields);
        match index_of_field(index, &mut fields) {
            Some((field, part)) => field.push(call("index", &[part, options].concat())),
            None => attributes.push(self::index(index, &options, &fields)),
        }
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
        attributes.lines(),
        type_name(&table.name.name),
    )
}

/// The name of the primary key, where it is not the one that the database chooses.
fn primary_key(table: &Table, engine: Engine) -> Option<String> {
    let name = table.primary_key.as_ref()?.name.as_ref()?;
    let chosen = match engine {
        // The server cuts the table's name for it.
        Engine::Postgres => name.strip_suffix("_pkey").is_some_and(|of| {
            let cut = name.len() > MAX_NAME_BYTES - 4 && table.name.name.starts_with(of);
            cut || *of == table.name.name
        }),
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

/// `name = "..."`, unless the convention gives that name.
fn named(name: Option<&String>, usual: Option<&String>) -> Option<String> {
    let name = name.filter(|name| Some(*name) != usual)?;
    Some(format!("name = {name:?}"))
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

/// The field of the only column; what is about one column stands there.
fn lone_field<'f>(fields: &'f mut [Field], columns: &[String]) -> Option<&'f mut Attributes> {
    let [column] = columns else {
        return None;
    };
    let mut fields = fields.iter_mut();
    let field = fields.find(|field| field.column == *column)?;
    Some(&mut field.attributes)
}

/// `unique`, or `unique(name = "...")`.
fn call(name: &str, options: &[String]) -> String {
    if options.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", options.join(", "))
    }
}

fn unique_options(unique: &Unique, usual: &Unique) -> Vec<String> {
    let mut options = Vec::new();
    options.extend(named(unique.name.as_ref(), usual.name.as_ref()));
    options.extend(deferrable(unique.deferrable));
    if unique.nulls_not_distinct {
        options.push("nulls_not_distinct".to_owned());
    }
    options
}

fn unique(unique: &Unique, options: &[String], fields: &[Field]) -> String {
    let columns = format!("columns({})", rust_names(fields, &unique.columns));
    call("unique", &[&[columns], options].concat())
}

fn deferrable(deferrable: Deferrable) -> Option<String> {
    match deferrable {
        Deferrable::No => None,
        Deferrable::InitiallyImmediate => Some("deferrable".to_owned()),
        Deferrable::InitiallyDeferred => Some("initially_deferred".to_owned()),
    }
}

fn check(check: &Check, usual: &Check) -> String {
    let mut options = Vec::from_iter(named(check.name.as_ref(), usual.name.as_ref()));
    options.push(format!("expr = {:?}", check.expression));
    call("check", &options)
}

fn action(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction | ReferentialAction::NoActionStated => None,
        ReferentialAction::Restrict => Some("restrict"),
        ReferentialAction::Cascade => Some("cascade"),
        ReferentialAction::SetNull => Some("set_null"),
        ReferentialAction::SetDefault => Some("set_default"),
    }
}

/// What a foreign key points at: a model, and fields of it that are not its key.
struct Target {
    model: String,
    fields: Vec<String>,
}

/// The model that a foreign key points at, if it has one here.
fn target(key: &ForeignKey, schema: &Schema) -> Option<Target> {
    let parent = schema.table(&key.references_table)?;
    let own_key = parent.primary_key.as_ref()?;
    let mut fields = Vec::new();
    if own_key.columns != key.references_columns {
        let mut names = field::rust_names(parent);
        for column in &key.references_columns {
            fields.push(names.remove(column)?);
        }
    }
    Some(Target {
        model: type_name(&parent.name.name),
        fields,
    })
}

impl Target {
    /// `references(Team::code, on_delete = cascade)`.
    fn of_field(self, options: &[String]) -> String {
        let path = [&[self.model], self.fields.as_slice()].concat().join("::");
        call("references", &[&[path], options].concat())
    }

    /// `foreign_key(columns(a, b), references(Team, x, y), on_delete = cascade)`.
    fn of_struct(self, columns: &str, options: &[String]) -> String {
        let references = [&[self.model], self.fields.as_slice()].concat();
        let parts = [
            format!("columns({columns})"),
            call("references", &references),
        ];
        call("foreign_key", &[&parts, options].concat())
    }
}

fn foreign_key_options(key: &ForeignKey, usual: &ForeignKey) -> Vec<String> {
    let mut options = Vec::new();
    for (event, chosen) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        options.extend(action(chosen).map(|action| format!("{event} = {action}")));
    }
    options.extend(deferrable(key.deferrable));
    if key.match_ == MatchType::Full {
        options.push("match = full".to_owned());
    }
    options.extend(named(key.name.as_ref(), usual.name.as_ref()));
    options
}

/// The field that an index is about, if it is one alone, and what stands behind its column.
fn index_of_field<'f>(
    index: &Index,
    fields: &'f mut [Field],
) -> Option<(&'f mut Attributes, Vec<String>)> {
    let [part] = index.columns.as_slice() else {
        return None;
    };
    let IndexKey::Column(name) = &part.key else {
        return None;
    };
    let field = lone_field(fields, std::slice::from_ref(name))?;
    Some((field, part_options(part)))
}

fn index(index: &Index, options: &[String], fields: &[Field]) -> String {
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
    parts.extend_from_slice(options);
    call("index", &parts)
}

fn index_options(index: &Index, usual: &Index, fields: &[Field]) -> Vec<String> {
    let mut options = Vec::new();
    if index.unique {
        options.push("unique".to_owned());
    }
    options.extend(
        index
            .method
            .as_ref()
            .map(|method| format!("using = {method:?}")),
    );
    options.extend(
        index
            .predicate
            .as_ref()
            .map(|sql| format!("where = {sql:?}")),
    );
    if !index.include.is_empty() {
        options.push(format!("include({})", rust_names(fields, &index.include)));
    }
    if index.nulls_not_distinct {
        options.push("nulls_not_distinct".to_owned());
    }
    options.extend(named(index.name.as_ref(), usual.name.as_ref()));
    options
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
