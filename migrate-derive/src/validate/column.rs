//! A field becomes a column: its names, its type, its default, its numbering.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{Lit, LitStr, Type};

use crate::errors::Errors;
use crate::names;
use crate::receive::{self, Field, Model, Numbering};
use crate::types::{self, Kind, Sizes, SqlType};

/// A column, checked.
pub(crate) struct Column {
    /// The field's name, without `r#`.
    pub(crate) field: String,
    /// The column's name in Rust.
    pub(crate) column: Ident,
    pub(crate) sql_name: String,
    /// The SQL name, if the model states one: a `schema.rs` must agree.
    pub(crate) stated_name: Option<LitStr>,
    /// The field's type, for errors and for `MigratableEnum`.
    pub(crate) ty: Type,
    pub(crate) sql_type: SqlType,
    pub(crate) sizes: Sizes,
    pub(crate) db_type: Option<LitStr>,
    pub(crate) enumeration: bool,
    pub(crate) nullable: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) generated: Option<(LitStr, bool)>,
    pub(crate) numbering: Option<(Span, Numbering)>,
    pub(crate) collation: Option<LitStr>,
    pub(crate) on_update: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
}

/// A default, checked.
pub(crate) enum DefaultValue {
    Bool(bool),
    Number(String),
    Text(String),
    Bytes(Vec<u8>),
    Sql(LitStr),
}

impl Column {
    /// The column's name in Rust, without `r#`.
    pub(crate) fn rust_name(&self) -> String {
        self.column.unraw().to_string()
    }
}

/// Checks the fields that are columns.
pub(super) fn columns(model: &mut Model, table: &Ident, errors: &mut Errors) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut sql_names: HashMap<String, String> = HashMap::new();
    let external = model.external;
    for field in model.fields.drain(..).filter(|field| !field.skip) {
        if field.embed {
            errors.push(
                field.ident.span(),
                "the columns of an embedded struct cannot be seen here: write them as fields, or \
                 say `#[migratable(skip)]` if they belong to another table",
            );
            continue;
        }
        let column = column(field, table, external, errors);
        // Databases fold case in different ways; two names that only differ in it are a trap in all of them.
        match sql_names.insert(column.sql_name.to_lowercase(), column.field.clone()) {
            Some(first) => errors.push(
                column.column.span(),
                format!(
                    "two fields are the column `{}`: `{first}` and `{}`",
                    column.sql_name, column.field
                ),
            ),
            None => columns.push(column),
        }
    }
    columns
}

fn column(field: Field, table: &Ident, external: bool, errors: &mut Errors) -> Column {
    let (inner, optional) = types::option(&field.ty);
    let named = match &field.sql_type {
        Some(stated) => types::from_sql(stated).map_err(|message| (stated, message)),
        None => types::from_rust(inner).map_err(|message| (inner, message)),
    };
    let known = named.is_ok();
    let sql_type = named.unwrap_or_else(|(place, message)| {
        errors.push_on(place, message);
        types::guess(inner, field.ident.span())
    });
    if let Some(stated) = &field.sql_type
        && sql_type.kind == Kind::Own
        && known
        && field.db_type.is_none()
        && !field.enumeration
    {
        errors.push_on(
            stated,
            match types::namesake(stated) {
                Some(name) => format!(
                    "only `{name}` and `diesel::sql_types::{name}` are known to be Diesel's: write \
                     one of them, or say how the database spells your own, with `db_type = \"...\"`"
                ),
                None => "this is no SQL type of Diesel's: say how the database spells it, with \
                         `db_type = \"...\"`"
                    .to_owned(),
            },
        );
    }
    if field.enumeration && field.sql_type.is_none() {
        // The type is reported as unknown already.
    } else if field.enumeration && !sql_type.kind.is_text() && sql_type.kind != Kind::Own {
        errors.push_on(
            field.sql_type.as_ref(),
            "an enum is text, or a type of the database's own",
        );
    }
    sizes(&field, &sql_type, known, errors);

    let rust_name = field.column.unraw().to_string();
    let mut column_ident = field.column.clone();
    if !external && (names::taken_by_table(&column_ident) || table.unraw() == rust_name) {
        let what = if names::taken_by_table(&column_ident) {
            "an item of that name"
        } else {
            "the table under that name"
        };
        errors.push(
            field.ident.span(),
            format!(
                "`{rust_name}` cannot name a column in Rust, for Diesel's `table!` has {what}: \
                 give it another name there, and keep the one in the database, with \
                 `#[diesel(column_name = {rust_name}_)] #[migratable(name = \"{rust_name}\")]`"
            ),
        );
        column_ident = Ident::new(&format!("{rust_name}_"), column_ident.span());
    }
    let default = field.default.and_then(|default| {
        let checked = check_default(default, &sql_type.kind, errors);
        // What is spelled by the database is judged by it.
        checked.filter(|_| known)
    });
    if let Some(generated) = &field.generated {
        let other = if default.is_some() {
            Some("a default")
        } else {
            field.numbering.map(|_| "numbering")
        };
        if let Some(other) = other {
            errors.push(
                generated.span,
                format!(
                    "a generated column takes no {}",
                    other.trim_start_matches("a ")
                ),
            );
        }
    }
    if let Some((span, numbering)) = field.numbering
        && numbering != Numbering::None
    {
        if known && field.db_type.is_none() && !sql_type.kind.is_integer() {
            errors.push(span, "only an integer is numbered by the database");
        } else if default.is_some() {
            errors.push(
                span,
                "a column has a default or is numbered by the database, not both",
            );
        }
    }

    Column {
        sql_name: field.name.as_ref().map_or(rust_name, LitStr::value),
        field: field.ident.unraw().to_string(),
        column: column_ident,
        stated_name: field.name,
        nullable: optional || sql_type.nullable,
        ty: inner.clone(),
        sql_type,
        sizes: field.sizes,
        db_type: field.db_type,
        enumeration: field.enumeration,
        default,
        generated: field
            .generated
            .map(|generated| (generated.expression, generated.stored)),
        numbering: field.numbering,
        collation: field.collation,
        on_update: field.on_update,
        comment: field.comment,
        renamed_from: field.renamed_from,
    }
}

/// A length belongs to text, precision and scale to exact numbers.
fn sizes(field: &Field, sql_type: &SqlType, known: bool, errors: &mut Errors) {
    if !known || sql_type.kind == Kind::Own {
        return;
    }
    if let Some(text) = &field.db_type {
        for (size, span) in [
            (field.sizes.max_length, field.max_length_span),
            (field.sizes.precision, field.precision_span),
            (field.sizes.scale, field.scale_span),
        ] {
            if size.is_some() {
                errors.push(
                    span,
                    format!(
                        "`db_type` spells the whole type: write the size into {:?}",
                        text.value()
                    ),
                );
            }
        }
        return;
    }
    let element = match &sql_type.kind {
        Kind::Array(element) => element,
        kind => kind,
    };
    if field.sizes.max_length.is_some() && !element.is_text() {
        errors.push(field.max_length_span, "`max_length` belongs to text");
    }
    if field.sizes.max_length == Some(0) {
        errors.push(field.max_length_span, "`max_length` is at least 1");
    }
    let decimal = *element == Kind::Decimal;
    for (size, name, span) in [
        (field.sizes.precision, "precision", field.precision_span),
        (field.sizes.scale, "scale", field.scale_span),
    ] {
        if size.is_some() && !decimal {
            errors.push(
                span,
                format!("`{name}` belongs to `Numeric` (`BigDecimal`)"),
            );
        }
    }
    match (field.sizes.precision, field.sizes.scale) {
        (None, Some(_)) if decimal => {
            errors.push(field.scale_span, "`scale` needs `precision` beside it");
        }
        (Some(precision), Some(scale)) if scale > precision => errors.push(
            field.scale_span,
            format!("`scale` is at most the `precision`, {precision}"),
        ),
        _ => {}
    }
}

/// What a literal can be the default of.
#[derive(PartialEq)]
enum Takes {
    Bool,
    Integer,
    Number,
    Text,
    Bytes,
    Anything,
}

fn takes(kind: &Kind) -> Takes {
    match kind {
        Kind::Bool => Takes::Bool,
        Kind::TinyInt | Kind::SmallInt | Kind::Integer | Kind::BigInt | Kind::Unsigned(_) => {
            Takes::Integer
        }
        Kind::Float | Kind::Double | Kind::Decimal => Takes::Number,
        Kind::Text
        | Kind::Varchar
        | Kind::Char
        | Kind::Date
        | Kind::Time
        | Kind::Timestamp
        | Kind::TimestampTz
        | Kind::Interval
        | Kind::Json
        | Kind::Jsonb
        | Kind::Uuid => Takes::Text,
        Kind::Binary => Takes::Bytes,
        Kind::Array(_) | Kind::Db(_) | Kind::Own => Takes::Anything,
    }
}

/// Holds a literal against the column's type.
fn check_default(
    default: receive::Default,
    kind: &Kind,
    errors: &mut Errors,
) -> Option<DefaultValue> {
    let (negative, literal) = match default {
        receive::Default::Sql(text) => return Some(DefaultValue::Sql(text)),
        receive::Default::Literal(negative, literal) => (negative, literal),
    };
    let sign = if negative { "-" } else { "" };
    let (value, given) = match &literal {
        Lit::Bool(value) => (DefaultValue::Bool(value.value), Takes::Bool),
        Lit::Int(value) => (
            DefaultValue::Number(format!("{sign}{}", value.base10_digits())),
            Takes::Integer,
        ),
        Lit::Float(value) => (
            DefaultValue::Number(format!("{sign}{}", value.base10_digits())),
            Takes::Number,
        ),
        Lit::Str(value) => (DefaultValue::Text(value.value()), Takes::Text),
        Lit::Char(value) => (DefaultValue::Text(value.value().to_string()), Takes::Text),
        Lit::ByteStr(value) => (DefaultValue::Bytes(value.value()), Takes::Bytes),
        Lit::Byte(value) => (DefaultValue::Bytes(vec![value.value()]), Takes::Bytes),
        _ => {
            errors.push_on(&literal, "this literal is no value of a database");
            return None;
        }
    };
    let takes = takes(kind);
    let fits = takes == Takes::Anything
        || takes == given
        || (takes == Takes::Number && given == Takes::Integer);
    if !fits {
        let expected = match takes {
            Takes::Bool => "`true` or `false`",
            Takes::Integer => "an integer",
            Takes::Number => "a number",
            Takes::Text => "a string",
            Takes::Bytes => "a byte string, as `b\"...\"`",
            Takes::Anything => "a literal",
        };
        errors.push_on(
            &literal,
            format!(
                "this column's default is {expected}; for anything else there is `default_sql`"
            ),
        );
        return None;
    }
    if let (DefaultValue::Number(digits), Some((lowest, highest))) = (&value, kind.range())
        && given == Takes::Integer
        && !digits
            .parse::<i128>()
            .is_ok_and(|number| (lowest..=highest).contains(&number))
    {
        errors.push_on(
            &literal,
            format!("{digits} does not fit this column, which holds {lowest} to {highest}"),
        );
        return None;
    }
    Some(value)
}
