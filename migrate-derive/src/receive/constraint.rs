//! Indexes, unique constraints, checks and foreign keys, as the struct or a field states them.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::{LitStr, Path};

use crate::arguments::{Argument, Head, Value, fields, lone_text};
use crate::errors::Errors;

/// `index(...)`.
pub(crate) struct Index {
    pub(crate) span: Span,
    pub(crate) name: Option<LitStr>,
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

/// `unique(...)`.
pub(crate) struct Unique {
    pub(crate) span: Span,
    pub(crate) name: Option<LitStr>,
    pub(crate) columns: Vec<Ident>,
    pub(crate) deferred: Deferred,
    pub(crate) nulls_not_distinct: bool,
}

/// When a constraint is checked.
#[derive(Default, Clone, Copy)]
pub(crate) struct Deferred {
    deferrable: bool,
    initially: bool,
}

/// `check(...)`.
pub(crate) struct Check {
    pub(crate) name: Option<LitStr>,
    pub(crate) expression: LitStr,
}

/// `foreign_key(...)` of a struct, `references(...)` of a field.
pub(crate) struct ForeignKey {
    pub(crate) span: Span,
    pub(crate) name: Option<LitStr>,
    pub(crate) columns: Vec<Ident>,
    pub(crate) parent: Path,
    /// Empty for the parent's primary key.
    pub(crate) parent_fields: Vec<Ident>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) deferred: Deferred,
    pub(crate) match_full: Option<bool>,
    pub(crate) no_join: bool,
}

/// A variant of `ReferentialAction`.
pub(crate) type Action = &'static str;

const ACTIONS: [(&str, Action); 5] = [
    ("cascade", "Cascade"),
    ("restrict", "Restrict"),
    ("no_action", "NoAction"),
    ("set_null", "SetNull"),
    ("set_default", "SetDefault"),
];

const INDEX: [&str; 9] = [
    "columns",
    "expr",
    "name",
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

const UNIQUE: [&str; 5] = [
    "columns",
    "name",
    "deferrable",
    "initially_deferred",
    "nulls_not_distinct",
];

const FOREIGN_KEY: [&str; 9] = [
    "columns",
    "references",
    "on_delete",
    "on_update",
    "name",
    "deferrable",
    "initially_deferred",
    "match",
    "no_join",
];

impl Deferred {
    /// The variant of `Deferrable`.
    pub(crate) fn variant(self) -> &'static str {
        match (self.deferrable, self.initially) {
            (_, true) => "InitiallyDeferred",
            (true, false) => "InitiallyImmediate",
            (false, false) => "No",
        }
    }
}

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
            name: None,
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
            "name" => argument.text(&mut self.name, errors),
            "unique" => argument.flag(&mut self.unique, errors),
            "nulls_not_distinct" => argument.flag(&mut self.nulls_not_distinct, errors),
            "where" => argument.text(&mut self.predicate, errors),
            "using" => argument.text(&mut self.using, errors),
            "include" => self.include.extend(fields(argument, errors)),
            "concurrently" => argument.flag(&mut self.concurrently, errors),
            _ => return false,
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

impl Unique {
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "name" => argument.text(&mut self.name, errors),
            "deferrable" => argument.flag(&mut self.deferred.deferrable, errors),
            "initially_deferred" => argument.flag(&mut self.deferred.initially, errors),
            "nulls_not_distinct" => argument.flag(&mut self.nulls_not_distinct, errors),
            _ => return false,
        }
        true
    }

    fn new(span: Span) -> Self {
        Unique {
            span,
            name: None,
            columns: Vec::new(),
            deferred: Deferred::default(),
            nulls_not_distinct: false,
        }
    }

    pub(crate) fn of_struct(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let mut unique = Self::new(argument.span());
        let before = errors.count();
        for option in argument.list("unique(columns(a, b))", errors)? {
            if option.key() == "columns" {
                unique.columns.extend(fields(&option, errors));
            } else if !unique.option(&option, errors) {
                option.unknown("of a unique constraint", &UNIQUE, errors);
            }
        }
        if unique.columns.is_empty() {
            if errors.count() == before {
                errors.push(unique.span, "a unique constraint needs `columns(...)`");
            }
            return None;
        }
        Some(unique)
    }

    /// Reads `unique` and `unique(name = "...")` of a field.
    pub(crate) fn of_field(argument: &Argument, field: &Ident, errors: &mut Errors) -> Self {
        let mut unique = Self::new(argument.span());
        if !matches!(argument.value, Value::None) {
            for option in argument
                .list("unique(name = \"...\")", errors)
                .unwrap_or_default()
            {
                if !unique.option(&option, errors) {
                    option.unknown("of a field's unique constraint", &UNIQUE[1..], errors);
                }
            }
        }
        unique.columns.push(field.clone());
        unique
    }
}

impl Check {
    /// Reads `check(name = "...", expr = "...")`.
    pub(crate) fn of_struct(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let inner = argument.list("check(expr = \"age >= 0\")", errors)?;
        if let Some(expression) = lone_text(&inner) {
            return Some(Check {
                name: None,
                expression,
            });
        }
        let (mut name, mut expression) = (None, None);
        let before = errors.count();
        for option in inner {
            match option.key().as_str() {
                "name" => option.text(&mut name, errors),
                "expr" => option.text(&mut expression, errors),
                _ => option.unknown("of a check", &["name", "expr"], errors),
            }
        }
        if expression.is_none() && errors.count() == before {
            errors.push(argument.span(), "a check needs `expr = \"...\"`");
        }
        expression.map(|expression| Check { name, expression })
    }

    /// Reads `check = "..."`, too.
    pub(crate) fn of_field(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        if let Value::List(_) = argument.value {
            return Self::of_struct(argument, errors);
        }
        let mut expression = None;
        argument.text(&mut expression, errors);
        expression.map(|expression| Check {
            name: None,
            expression,
        })
    }
}

impl ForeignKey {
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "name" => argument.text(&mut self.name, errors),
            "on_delete" => argument.choice(&mut self.on_delete, &ACTIONS, errors),
            "on_update" => argument.choice(&mut self.on_update, &ACTIONS, errors),
            "deferrable" => argument.flag(&mut self.deferred.deferrable, errors),
            "initially_deferred" => argument.flag(&mut self.deferred.initially, errors),
            "match" => argument.choice(
                &mut self.match_full,
                &[("full", true), ("simple", false)],
                errors,
            ),
            "no_join" => argument.flag(&mut self.no_join, errors),
            _ => return false,
        }
        true
    }

    fn new(span: Span, parent: Path, parent_fields: Vec<Ident>) -> Self {
        ForeignKey {
            span,
            name: None,
            columns: Vec::new(),
            parent,
            parent_fields,
            on_delete: None,
            on_update: None,
            deferred: Deferred::default(),
            match_full: None,
            no_join: false,
        }
    }

    /// Reads `foreign_key(columns(a, b), references(Other, x, y), on_delete = cascade)`.
    pub(crate) fn of_struct(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let inner = argument.list("foreign_key(columns(a, b), references(Other))", errors)?;
        let mut columns = Vec::new();
        let mut target = None;
        let before = errors.count();
        for option in &inner {
            match option.key().as_str() {
                "columns" => columns.extend(fields(option, errors)),
                "references" => {
                    if target.is_some() {
                        option.twice(errors);
                    }
                    let arguments = option
                        .list("references(Other, x, y)", errors)
                        .unwrap_or_default();
                    let parent = reference(option, &arguments, errors);
                    target = Some((option.span(), parent, arguments));
                }
                _ => {}
            }
        }
        if columns.is_empty() && errors.count() == before {
            errors.push(argument.span(), "a foreign key needs `columns(...)`");
        }
        let Some((span, parent, arguments)) = target else {
            errors.push(
                argument.span(),
                "a foreign key needs `references(Other)`, a model",
            );
            return None;
        };
        let (parent, mut parent_fields) = parent?;
        let rest = arguments.iter().skip(1);
        parent_fields.extend(rest.filter_map(|field| field.field(errors)));
        let mut foreign_key = Self::new(span, parent, parent_fields);
        foreign_key.columns = columns;
        for option in &inner {
            let key = option.key();
            if key != "columns" && key != "references" && !foreign_key.option(option, errors) {
                option.unknown("of a foreign key", &FOREIGN_KEY, errors);
            }
        }
        (!foreign_key.columns.is_empty()).then_some(foreign_key)
    }

    /// Reads `references(Team, on_delete = cascade)` of a field.
    pub(crate) fn of_field(
        argument: &Argument,
        field: &Ident,
        errors: &mut Errors,
    ) -> Option<Self> {
        let arguments = argument.list("references(Team)", errors)?;
        let (parent, parent_fields) = reference(argument, &arguments, errors)?;
        let mut foreign_key = Self::new(argument.span(), parent, parent_fields);
        foreign_key.columns.push(field.clone());
        for option in arguments.iter().skip(1) {
            if !foreign_key.option(option, errors) {
                option.unknown(
                    "of a foreign key (a field of the parent is named `Team::code`)",
                    &FOREIGN_KEY[2..],
                    errors,
                );
            }
        }
        Some(foreign_key)
    }
}

/// Reads the parent at the head of `references(...)`: `Team`, `models::Team`, `Team::code`.
fn reference(
    argument: &Argument,
    arguments: &[Argument],
    errors: &mut Errors,
) -> Option<(Path, Vec<Ident>)> {
    let Some(first) = arguments.first() else {
        errors.push(
            argument.span(),
            "`references` expects a model: `references(Team)`",
        );
        return None;
    };
    let mut path = match (&first.head, &first.value) {
        (Head::Word(word), Value::None) => Path::from(word.clone()),
        (Head::Path(path), Value::None) => path.clone(),
        (Head::Literal(literal), _) => {
            errors.push_on(
                literal,
                "`references` expects a model's type, not a table's name: `references(Team)`",
            );
            return None;
        }
        (Head::Word(_) | Head::Path(_), Value::Assigned(_) | Value::List(_)) => {
            errors.push(
                first.span(),
                "`references` expects a model first: `references(Team, ...)`",
            );
            return None;
        }
    };
    let mut fields = Vec::new();
    if is_field_of(&path)
        && let Some(field) = path.segments.pop()
    {
        path.segments.pop_punct();
        fields.push(field.ident);
    }
    Some((path, fields))
}

/// Tells `Team::code` from `models::Team`: a type before it, and not named like one.
fn is_field_of(path: &Path) -> bool {
    let capital = |ident: &Ident| {
        ident
            .unraw()
            .to_string()
            .starts_with(|letter: char| letter.is_uppercase())
    };
    let mut segments = path.segments.iter().rev();
    match (segments.next(), segments.next()) {
        (Some(last), Some(before)) => !capital(&last.ident) && capital(&before.ident),
        _ => false,
    }
}
