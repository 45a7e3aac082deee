//! Types as a revision names them: Diesel's unit structs, functions where they have parameters, or what the project says.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;

use super::layout::Code;
use super::operation::table_name;
use crate::schema::ColumnType;

/// A type in the code of a revision, where the project has words of its own for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeCode {
    /// An expression whose value is a column's type: `citext()`.
    pub code: String,
    /// What it needs in scope, as behind `use`: `crate::types::citext`.
    pub imports: Vec<String>,
}

impl TypeCode {
    /// Code that needs no import.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        TypeCode {
            code: code.into(),
            imports: Vec::new(),
        }
    }

    /// Adds an import: what stands between `use` and `;`.
    #[must_use]
    pub fn import(mut self, path: impl Into<String>) -> Self {
        self.imports.push(path.into());
        self
    }
}

/// The project's words for a type; `None` leaves it to the renderer.
pub(crate) type CustomType = dyn Fn(&ColumnType) -> Option<TypeCode> + Send + Sync;

/// How types are written, and what that needs in scope.
#[derive(Default)]
pub(super) struct Types<'r> {
    custom: Option<&'r CustomType>,
    imports: RefCell<BTreeSet<String>>,
}

impl fmt::Debug for Types<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Types")
            .field("imports", &self.imports)
            .finish_non_exhaustive()
    }
}

impl<'r> Types<'r> {
    pub(super) fn new(custom: Option<&'r CustomType>) -> Self {
        Types {
            custom,
            imports: RefCell::default(),
        }
    }

    fn custom(&self, type_: &ColumnType) -> Option<Code> {
        let TypeCode { code, imports } = self.custom.and_then(|custom| custom(type_))?;
        self.imports.borrow_mut().extend(imports);
        Some(Code::raw(code))
    }

    /// What the types that were written need in scope, in the order of rustfmt.
    pub(super) fn imports(self) -> Vec<String> {
        let mut imports: Vec<String> = self.imports.into_inner().into_iter().collect();
        let within = |path: &str| {
            ["self::", "super::", "crate::"]
                .iter()
                .position(|it| path.starts_with(it))
        };
        imports.sort_by_key(|path| within(path).unwrap_or(3));
        imports
    }
}

/// A type as a revision names it: Diesel's unit struct, or a function where it has parameters.
pub(super) fn column_type(type_: &ColumnType, types: &Types<'_>) -> Code {
    if let Some(code) = types.custom(type_) {
        return code;
    }
    let sized = |name: &str, length: &Option<u32>| match length {
        Some(length) => Code::raw(format!("{name}({length})")),
        None => Code::raw(format!("{name}(None)")),
    };
    match type_ {
        ColumnType::Bool => Code::raw("Bool"),
        ColumnType::TinyInt => Code::raw("TinyInt"),
        ColumnType::SmallInt => Code::raw("SmallInt"),
        ColumnType::Integer => Code::raw("Integer"),
        ColumnType::BigInt => Code::raw("BigInt"),
        ColumnType::Unsigned(inner) => Code::call("unsigned", vec![column_type(inner, types)]),
        ColumnType::Float => Code::raw("Float"),
        ColumnType::Double => Code::raw("Double"),
        ColumnType::Decimal {
            precision: None,
            scale: None,
        } => Code::raw("Numeric"),
        ColumnType::Decimal { precision, scale } => {
            let digits = |it: &Option<u32>| it.map_or("None".to_owned(), |it| it.to_string());
            Code::raw(format!("Decimal({}, {})", digits(precision), digits(scale)))
        }
        ColumnType::Text => Code::raw("Text"),
        ColumnType::Varchar(length) => sized("Varchar", length),
        ColumnType::Char(length) => sized("Char", length),
        ColumnType::Binary => Code::raw("Binary"),
        ColumnType::Date => Code::raw("Date"),
        ColumnType::Time => Code::raw("Time"),
        ColumnType::Timestamp => Code::raw("Timestamp"),
        ColumnType::TimestampTz => Code::raw("Timestamptz"),
        ColumnType::Interval => Code::raw("Interval"),
        ColumnType::Json => Code::raw("Json"),
        ColumnType::Jsonb => Code::raw("Jsonb"),
        ColumnType::Uuid => Code::raw("Uuid"),
        ColumnType::Array(inner) => Code::call("array", vec![column_type(inner, types)]),
        ColumnType::Enum(kind) if kind.values.is_empty() => {
            Code::call("enum_named", vec![table_name(&kind.name)])
        }
        ColumnType::Enum(kind) if kind.name.name.is_empty() => {
            Code::call("enum_of", vec![Code::texts(&kind.values)])
        }
        ColumnType::Enum(kind) => Code::call(
            "enum_type",
            vec![table_name(&kind.name), Code::texts(&kind.values)],
        ),
        ColumnType::Other(spelling) => Code::call("db_type", vec![Code::text(spelling)]),
    }
}
