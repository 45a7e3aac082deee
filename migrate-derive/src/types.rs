//! Which SQL type a field has: by the name of its Rust type, or by the `sql_type` that it states.
//!
//! In: a type as written. Out: the type for `table!`, always as a literal path (an alias or an associated type loses
//! arithmetic, or does not compile), and the type for the DDL.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericArgument, Path, PathArguments, Type};

/// What the DDL is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    TinyInt,
    SmallInt,
    Integer,
    BigInt,
    Unsigned(Box<Kind>),
    Float,
    Double,
    Decimal,
    Text,
    Varchar,
    Char,
    Binary,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Json,
    Jsonb,
    Uuid,
    Array(Box<Kind>),
    /// A type of one database, in its spelling.
    Db(&'static str),
    /// A type of the user's: its spelling must be stated.
    Own,
}

/// An SQL type, without `Nullable`.
pub(crate) struct SqlType {
    /// For `table!`.
    pub(crate) diesel: TokenStream,
    /// A path that `table!` must import to see the type: the user's own, relative to the struct.
    pub(crate) import: Option<Path>,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
}

impl Kind {
    pub(crate) fn is_integer(&self) -> bool {
        match self {
            Kind::TinyInt | Kind::SmallInt | Kind::Integer | Kind::BigInt | Kind::Unsigned(_) => {
                true
            }
            Kind::Bool
            | Kind::Float
            | Kind::Double
            | Kind::Decimal
            | Kind::Text
            | Kind::Varchar
            | Kind::Char
            | Kind::Binary
            | Kind::Date
            | Kind::Time
            | Kind::Timestamp
            | Kind::TimestampTz
            | Kind::Interval
            | Kind::Json
            | Kind::Jsonb
            | Kind::Uuid
            | Kind::Array(_)
            | Kind::Db(_)
            | Kind::Own => false,
        }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Kind::Text | Kind::Varchar | Kind::Char)
    }

    /// The lowest and the highest value of an integer.
    pub(crate) fn range(&self) -> Option<(i128, i128)> {
        let bits = |kind: &Kind| match kind {
            Kind::TinyInt => Some(8),
            Kind::SmallInt => Some(16),
            Kind::Integer => Some(32),
            Kind::BigInt => Some(64),
            _ => None,
        };
        match self {
            Kind::Unsigned(inner) => bits(inner).map(|bits| (0, (1 << bits) - 1)),
            signed => bits(signed).map(|bits| (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)),
        }
    }
}

/// Removes parentheses and invisible groups.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

/// The last segment of a path and its only type argument.
fn last_segment(ty: &Type) -> Option<(&Ident, Vec<&Type>)> {
    let Type::Path(path) = bare(ty) else {
        return None;
    };
    if path.qself.is_some() {
        return None;
    }
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        PathArguments::None | PathArguments::Parenthesized(_) => Vec::new(),
    };
    Some((&last.ident, arguments))
}

/// Splits `Option<T>` into `T` and true.
pub(crate) fn option(ty: &Type) -> (&Type, bool) {
    match last_segment(ty) {
        Some((name, arguments)) if name == "Option" && arguments.len() == 1 => (arguments[0], true),
        _ => (bare(ty), false),
    }
}

/// Maps a Rust type, known by its last segment.
pub(crate) fn from_rust(ty: &Type) -> Result<SqlType, String> {
    let span = ty.span();
    let known = |name: &str, kind: Kind| {
        let name = Ident::new(name, span);
        Ok(SqlType {
            diesel: quote_spanned!(span=> ::diesel::sql_types::#name),
            import: None,
            kind,
            nullable: false,
        })
    };
    let behind = |feature: &str, on: bool, name: &str, kind: Kind| {
        if on {
            known(name, kind)
        } else {
            Err(format!(
                "this type needs the feature `{feature}` of `migrate-core` (and of `diesel`)"
            ))
        }
    };
    let choices = |what: &str, choices: &str| {
        Err(format!(
            "{what}: choose with `#[migratable(sql_type = ...)]`: {choices}"
        ))
    };
    let unknown = || {
        Err("no SQL type is known for this type: name one, as in \
             `#[migratable(sql_type = Text)]`"
            .to_owned())
    };

    let Some((name, arguments)) = last_segment(ty) else {
        return match bare(ty) {
            Type::Reference(_) => Err("a model owns its values: a borrowed field belongs into a \
                                       struct of its own, which derives `Insertable` only"
                .to_owned()),
            _ => unknown(),
        };
    };
    let chrono = cfg!(feature = "chrono");
    let time = cfg!(feature = "time");
    match (name.to_string().as_str(), arguments.as_slice()) {
        ("bool", []) => known("Bool", Kind::Bool),
        ("i16", []) => known("SmallInt", Kind::SmallInt),
        ("i32", []) => known("Integer", Kind::Integer),
        ("i64", []) => known("BigInt", Kind::BigInt),
        ("f32", []) => known("Float", Kind::Float),
        ("f64", []) => known("Double", Kind::Double),
        ("String", []) => known("Text", Kind::Text),
        ("Vec", [element]) => match last_segment(element) {
            Some((name, _)) if name == "u8" => known("Binary", Kind::Binary),
            _ => choices(
                "only PostgreSQL has arrays",
                "`Array<Integer>`, `Array<Nullable<Text>>`, ...",
            ),
        },
        ("NaiveDate", []) => behind("chrono", chrono, "Date", Kind::Date),
        ("NaiveTime", []) => behind("chrono", chrono, "Time", Kind::Time),
        ("NaiveDateTime", []) => behind("chrono", chrono, "Timestamp", Kind::Timestamp),
        ("Date", []) => behind("time", time, "Date", Kind::Date),
        ("Time", []) => behind("time", time, "Time", Kind::Time),
        ("PrimitiveDateTime", []) => behind("time", time, "Timestamp", Kind::Timestamp),
        ("DateTime", [_]) => choices(
            "a point in time has a type of its own on each database",
            "`Timestamptz` (PostgreSQL) or `TimestamptzSqlite`; MySQL has none, there take `NaiveDateTime`",
        ),
        ("OffsetDateTime", []) => choices(
            "a point in time has a type of its own on each database",
            "`Timestamptz` (PostgreSQL) or `TimestamptzSqlite`; MySQL has none, there take `PrimitiveDateTime`",
        ),
        ("Value", []) => behind(
            "serde_json",
            cfg!(feature = "serde_json"),
            "Json",
            Kind::Json,
        ),
        ("BigDecimal", []) => behind(
            "bigdecimal",
            cfg!(feature = "bigdecimal"),
            "Numeric",
            Kind::Decimal,
        ),
        ("Uuid", []) => behind("uuid", cfg!(feature = "uuid"), "Uuid", Kind::Uuid),
        ("i8", []) => choices("only MySQL has integers of one byte", "`TinyInt`"),
        ("u8", []) => choices("only MySQL has unsigned integers", "`Unsigned<TinyInt>`"),
        ("u16", []) => choices("only MySQL has unsigned integers", "`Unsigned<SmallInt>`"),
        ("u32", []) => choices(
            "only MySQL has unsigned integers",
            "`Unsigned<Integer>`; on all databases, take `i64`",
        ),
        ("u64", []) => choices("only MySQL has unsigned integers", "`Unsigned<BigInt>`"),
        ("usize", []) | ("isize", []) | ("i128", []) | ("u128", []) => Err(format!(
            "no database has `{name}`: take `i64`, or `BigDecimal`"
        )),
        ("Option", [_]) => Err(
            "SQL has one NULL: `Option<Option<...>>` belongs into a struct of \
                                its own, which derives `AsChangeset` only"
                .to_owned(),
        ),
        _ => unknown(),
    }
}

/// Maps an SQL type as the user states it: Diesel's by name, others as they are.
pub(crate) fn from_sql(ty: &Type) -> Result<SqlType, String> {
    let Some((name, arguments)) = last_segment(ty) else {
        return Err("expected a path to an SQL type, as `Text`".to_owned());
    };
    if name == "Nullable"
        && let [inner] = arguments.as_slice()
    {
        return Ok(SqlType {
            nullable: true,
            ..from_sql(inner)?
        });
    }
    let span = ty.span();
    let Type::Path(path) = bare(ty) else {
        return Err("expected a path to an SQL type, as `Text`".to_owned());
    };
    if diesels_own(&path.path)
        && let Some((kind, arguments)) = diesel_kind(name, &arguments)?
    {
        let name = Ident::new(&name.to_string(), span);
        let diesel = quote_spanned!(span=> ::diesel::sql_types::#name);
        return Ok(SqlType {
            diesel: match arguments {
                Some(arguments) => quote!(#diesel<#arguments>),
                None => diesel,
            },
            import: None,
            kind,
            nullable: false,
        });
    }
    let relative = path.path.leading_colon.is_none()
        && path
            .path
            .segments
            .first()
            .is_some_and(|first| first.ident != "crate");
    if relative {
        // `table!` opens modules of its own: there, the last segment is what an import brings.
        let last = path.path.segments.last();
        return Ok(SqlType {
            diesel: quote!(#last),
            import: Some(path.path.clone()),
            kind: Kind::Own,
            nullable: false,
        });
    }
    Ok(SqlType {
        diesel: quote!(#path),
        import: None,
        kind: Kind::Own,
        nullable: false,
    })
}

/// The name of Diesel's type that a path may mean without saying so, as `st::Text` does.
pub(crate) fn namesake(ty: &Type) -> Option<String> {
    let (name, arguments) = last_segment(ty)?;
    let known = diesel_kind(name, &arguments).is_ok_and(|kind| kind.is_some());
    known.then(|| name.to_string())
}

/// Tells whether a path can mean one of Diesel's types: `Text`, `sql_types::Text`, `diesel::sql_types::Text`.
fn diesels_own(path: &Path) -> bool {
    let segments: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    match segments.as_slice() {
        [] => false,
        [_] => path.leading_colon.is_none(),
        [module, _] => module == "sql_types",
        [krate, .., module, _] => krate == "diesel" && module == "sql_types",
    }
}

/// The names of `diesel::sql_types`, with the arguments for `table!` where a type takes some.
#[allow(clippy::type_complexity, reason = "a pair that one caller takes apart")]
fn diesel_kind(
    name: &Ident,
    arguments: &[&Type],
) -> Result<Option<(Kind, Option<TokenStream>)>, String> {
    let kind = match (name.to_string().as_str(), arguments) {
        ("Bool", []) => Kind::Bool,
        ("TinyInt" | "Tinyint", []) => Kind::TinyInt,
        ("SmallInt" | "Smallint" | "Int2" | "SmallSerial", []) => Kind::SmallInt,
        ("Integer" | "Int4" | "Serial", []) => Kind::Integer,
        ("BigInt" | "Bigint" | "Int8" | "BigSerial", []) => Kind::BigInt,
        ("Float" | "Float4", []) => Kind::Float,
        ("Double" | "Float8", []) => Kind::Double,
        ("Numeric" | "Decimal", []) => Kind::Decimal,
        ("Text", []) => Kind::Text,
        ("VarChar" | "Varchar", []) => Kind::Varchar,
        ("Char" | "Bpchar" | "BpChar", []) => Kind::Char,
        ("Binary" | "Bytea" | "Blob" | "Varbinary", []) => Kind::Binary,
        ("Date", []) => Kind::Date,
        ("Time", []) => Kind::Time,
        ("Timestamp", []) => Kind::Timestamp,
        ("Timestamptz" | "TimestamptzSqlite", []) => Kind::TimestampTz,
        ("Interval", []) => Kind::Interval,
        ("Json", []) => Kind::Json,
        ("Jsonb", []) => Kind::Jsonb,
        ("Uuid", []) => Kind::Uuid,
        ("Datetime", []) => Kind::Db("datetime"),
        ("Tinytext", []) => Kind::Db("tinytext"),
        ("Mediumtext", []) => Kind::Db("mediumtext"),
        ("Longtext", []) => Kind::Db("longtext"),
        ("Tinyblob", []) => Kind::Db("tinyblob"),
        ("Mediumblob", []) => Kind::Db("mediumblob"),
        ("Longblob", []) => Kind::Db("longblob"),
        ("Bit", []) => Kind::Db("bit"),
        ("Inet", []) => Kind::Db("inet"),
        ("Cidr", []) => Kind::Db("cidr"),
        ("MacAddr" | "Macaddr", []) => Kind::Db("macaddr"),
        ("MacAddr8" | "Macaddr8", []) => Kind::Db("macaddr8"),
        ("Money" | "Cash", []) => Kind::Db("money"),
        ("Citext", []) => Kind::Db("citext"),
        ("Oid", []) => Kind::Db("oid"),
        ("Name", []) => Kind::Db("name"),
        ("CChar", []) => Kind::Db("\"char\""),
        ("PgLsn", []) => Kind::Db("pg_lsn"),
        ("Int4range", []) => Kind::Db("int4range"),
        ("Int8range", []) => Kind::Db("int8range"),
        ("Numrange", []) => Kind::Db("numrange"),
        ("Daterange", []) => Kind::Db("daterange"),
        ("Tsrange", []) => Kind::Db("tsrange"),
        ("Tstzrange", []) => Kind::Db("tstzrange"),
        ("Int4multirange", []) => Kind::Db("int4multirange"),
        ("Int8multirange", []) => Kind::Db("int8multirange"),
        ("Nummultirange", []) => Kind::Db("nummultirange"),
        ("Datemultirange", []) => Kind::Db("datemultirange"),
        ("Tsmultirange", []) => Kind::Db("tsmultirange"),
        ("Tstzmultirange", []) => Kind::Db("tstzmultirange"),
        ("Unsigned", [inner]) => {
            let inner = from_sql(inner)?;
            let diesel = inner.diesel;
            return Ok(Some((Kind::Unsigned(Box::new(inner.kind)), Some(diesel))));
        }
        ("Array", [inner]) => {
            let inner = from_sql(inner)?;
            let mut diesel = inner.diesel;
            if inner.import.is_some() || inner.kind == Kind::Own {
                return Err(
                    "an array of your own SQL type needs an SQL type of its own, and `db_type`"
                        .to_owned(),
                );
            }
            if inner.nullable {
                diesel = quote!(::diesel::sql_types::Nullable<#diesel>);
            }
            return Ok(Some((Kind::Array(Box::new(inner.kind)), Some(diesel))));
        }
        ("Range" | "Multirange", [inner]) => {
            let inner = from_sql(inner)?;
            let spelling = match (name == "Range", &inner.kind) {
                (true, Kind::Integer) => "int4range",
                (true, Kind::BigInt) => "int8range",
                (true, Kind::Decimal) => "numrange",
                (true, Kind::Date) => "daterange",
                (true, Kind::Timestamp) => "tsrange",
                (true, Kind::TimestampTz) => "tstzrange",
                (false, Kind::Integer) => "int4multirange",
                (false, Kind::BigInt) => "int8multirange",
                (false, Kind::Decimal) => "nummultirange",
                (false, Kind::Date) => "datemultirange",
                (false, Kind::Timestamp) => "tsmultirange",
                (false, Kind::TimestampTz) => "tstzmultirange",
                _ => return Err("PostgreSQL has no such range".to_owned()),
            };
            return Ok(Some((Kind::Db(spelling), Some(inner.diesel))));
        }
        _ => return Ok(None),
    };
    Ok(Some((kind, None)))
}

/// Writes the type for the registry.
pub(crate) fn type_def(kind: &Kind, sizes: &Sizes) -> TokenStream {
    let option = |number: Option<u32>| match number {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    };
    let length = option(sizes.max_length);
    let variant = match kind {
        Kind::Text if sizes.max_length.is_some() => quote!(Varchar(#length)),
        Kind::Bool => quote!(Bool),
        Kind::TinyInt => quote!(TinyInt),
        Kind::SmallInt => quote!(SmallInt),
        Kind::Integer => quote!(Integer),
        Kind::BigInt => quote!(BigInt),
        Kind::Unsigned(inner) => {
            let inner = type_def(inner, sizes);
            quote!(Unsigned(&#inner))
        }
        Kind::Float => quote!(Float),
        Kind::Double => quote!(Double),
        Kind::Decimal => {
            let (precision, scale) = (option(sizes.precision), option(sizes.scale));
            quote!(Decimal { precision: #precision, scale: #scale })
        }
        Kind::Text => quote!(Text),
        Kind::Varchar => quote!(Varchar(#length)),
        Kind::Char => quote!(Char(#length)),
        Kind::Binary => quote!(Binary),
        Kind::Date => quote!(Date),
        Kind::Time => quote!(Time),
        Kind::Timestamp => quote!(Timestamp),
        Kind::TimestampTz => quote!(TimestampTz),
        Kind::Interval => quote!(Interval),
        Kind::Json => quote!(Json),
        Kind::Jsonb => quote!(Jsonb),
        Kind::Uuid => quote!(Uuid),
        Kind::Array(inner) => {
            let inner = type_def(inner, sizes);
            quote!(Array(&#inner))
        }
        Kind::Db(spelling) => quote!(Db(#spelling)),
        // `validate` demands a spelling, which comes first; what is left is the fallback of a model with mistakes.
        Kind::Own => quote!(Text),
    };
    quote!(__m::TypeDef::#variant)
}

/// What a type takes.
#[derive(Default, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) max_length: Option<u32>,
    pub(crate) precision: Option<u32>,
    pub(crate) scale: Option<u32>,
}

/// The type of a column whose type is a mistake: the guess that leads to the fewest errors after it.
pub(crate) fn guess(ty: &Type, span: Span) -> SqlType {
    let name = last_segment(ty).map(|(name, _)| name.to_string());
    let diesel = match name.as_deref() {
        Some("DateTime" | "OffsetDateTime") => {
            quote_spanned!(span=> ::diesel::sql_types::Timestamptz)
        }
        _ => quote_spanned!(span=> ::diesel::sql_types::Text),
    };
    SqlType {
        diesel,
        import: None,
        kind: Kind::Own,
        nullable: false,
    }
}
