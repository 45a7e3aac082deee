//! Indexes, as the struct or a field states them.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use super::constraint::Label;
use crate::arguments::{Argument, Head, Value, fields, lone_text};
use crate::errors::Errors;

/// `index(...)`.
pub(crate) struct Index {
    pub(crate) span: Span,
    pub(crate) label: Label,
    pub(crate) parts: Vec<KeyPart>,
    pub(crate) unique: bool,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) predicate: Option<LitStr>,
    pub(crate) using: Option<LitStr>,
    pub(crate) include: Vec<Ident>,
    pub(crate) concurrently: bool,
}

/// One entry of an index.
pub(crate) struct KeyPart {
    pub(crate) key: IndexKey,
    pub(crate) descending: bool,
    pub(crate) nulls_first: bool,
    pub(crate) nulls_last: bool,
    pub(crate) ops: Option<LitStr>,
    pub(crate) collation: Option<LitStr>,
    pub(crate) prefix: Option<u32>,
}

pub(crate) enum IndexKey {
    Field(Ident),
    Expression(LitStr),
}

const INDEX: [&str; 11] = [
    "columns",
    "expr",
    "name",
    "renamed_from",
    "only",
    "unique",
    "nulls_not_distinct",
    "where",
    "using",
    "include",
    "concurrently",
];

const PART: [&str; 6] = [
    "desc",
    "nulls_first",
    "nulls_last",
    "ops",
    "collation",
    "prefix",
];

impl KeyPart {
    fn new(key: IndexKey) -> Self {
        KeyPart {
            key,
            descending: false,
            nulls_first: false,
            nulls_last: false,
            ops: None,
            collation: None,
            prefix: None,
        }
    }

    /// Reads `desc`, `nulls_last`, ...; false if it is none of them.
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "desc" => argument.flag(&mut self.descending, errors),
            "nulls_first" => argument.flag(&mut self.nulls_first, errors),
            "nulls_last" => argument.flag(&mut self.nulls_last, errors),
            "ops" => argument.text(&mut self.ops, errors),
            "collation" => argument.text(&mut self.collation, errors),
            "prefix" => argument.number(&mut self.prefix, errors),
            _ => return false,
        }
        if self.nulls_first && self.nulls_last {
            errors.push(argument.span(), "NULLs stand first or last, not both");
        }
        true
    }

    /// Reads an entry of `columns(...)`: `a`, `a(desc)`.
    fn column(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let Value::List(_) = &argument.value else {
            return argument.field(errors).map(IndexKey::Field).map(Self::new);
        };
        let Head::Word(word) = &argument.head else {
            errors.push_on(argument, "expected the name of a field");
            return None;
        };
        let mut part = Self::new(IndexKey::Field(word.clone()));
        for option in argument.list("a(desc)", errors).unwrap_or_default() {
            if !part.option(&option, errors) {
                option.unknown("of an index column", &PART, errors);
            }
        }
        Some(part)
    }

    /// Reads `expr = "lower(name)"`, `expr("lower(name)", desc)`.
    fn expression(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let Value::List(_) = &argument.value else {
            let mut text = None;
            argument.text(&mut text, errors);
            return text.map(IndexKey::Expression).map(Self::new);
        };
        let inner = argument.list("expr(\"lower(name)\", desc)", errors)?;
        let (first, options) = inner.split_first()?;
        let Some(text) = lone_text(std::slice::from_ref(first)) else {
            errors.push_on(first, "expected the expression, as a string");
            return None;
        };
        let mut part = Self::new(IndexKey::Expression(text));
        for option in options {
            if !part.option(option, errors) {
                option.unknown("of an index expression", &PART, errors);
            }
        }
        Some(part)
    }
}

impl Index {
    fn new(span: Span) -> Self {
        Index {
            span,
            label: Label::default(),
            parts: Vec::new(),
            unique: false,
            nulls_not_distinct: false,
            predicate: None,
            using: None,
            include: Vec::new(),
            concurrently: false,
        }
    }

    /// Reads what an index has in both places; false if it is none of that.
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "unique" => argument.flag(&mut self.unique, errors),
            "nulls_not_distinct" => argument.flag(&mut self.nulls_not_distinct, errors),
            "where" => argument.text(&mut self.predicate, errors),
            "using" => argument.text(&mut self.using, errors),
            "include" => self.include.extend(fields(argument, errors)),
            "concurrently" => argument.flag(&mut self.concurrently, errors),
            _ => return self.label.option(argument, errors),
        }
        true
    }

    pub(crate) fn of_struct(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let mut index = Self::new(argument.span());
        let before = errors.count();
        for option in argument.list("index(columns(a, b))", errors)? {
            match option.key().as_str() {
                "columns" => {
                    let columns = option.list("columns(a, b)", errors).unwrap_or_default();
                    let parts = columns
                        .iter()
                        .filter_map(|column| KeyPart::column(column, errors));
                    index.parts.extend(parts);
                }
                "expr" => index.parts.extend(KeyPart::expression(&option, errors)),
                _ => {
                    if !index.option(&option, errors) {
                        option.unknown("of an index", &INDEX, errors);
                    }
                }
            }
        }
        if index.parts.is_empty() {
            if errors.count() == before {
                errors.push(
                    index.span,
                    "an index needs `columns(...)`, `expr = \"...\"`, or both",
                );
            }
            return None;
        }
        Some(index)
    }

    /// Reads `index` and `index(unique, desc, ...)` of a field.
    pub(crate) fn of_field(argument: &Argument, field: &Ident, errors: &mut Errors) -> Self {
        let mut index = Self::new(argument.span());
        let mut part = KeyPart::new(IndexKey::Field(field.clone()));
        if !matches!(argument.value, Value::None) {
            for option in argument
                .list("index(name = \"...\")", errors)
                .unwrap_or_default()
            {
                if !index.option(&option, errors) && !part.option(&option, errors) {
                    let known = [&INDEX[2..], &PART].concat();
                    option.unknown("of a field's index", &known, errors);
                }
            }
        }
        index.parts.push(part);
        index
    }
}
