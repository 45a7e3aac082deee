//! Unique constraints and checks, as the struct or a field states them; and what all constraints have in common.

use proc_macro2::{Ident, Span};
use syn::LitStr;

use crate::arguments::{Argument, Value, fields, lone_text};
use crate::errors::Errors;

/// `unique(...)`.
pub(crate) struct Unique {
    pub(crate) span: Span,
    pub(crate) label: Label,
    pub(crate) columns: Vec<Ident>,
    pub(crate) deferred: Deferred,
    pub(crate) nulls_not_distinct: bool,
}

/// The name of an index or a constraint, the one that it had, and the databases that it is for.
#[derive(Default, Clone)]
pub(crate) struct Label {
    pub(crate) name: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    /// Variants of `Engine`; empty for all.
    pub(crate) only: Vec<&'static str>,
}

const ENGINES: [(&str, &str); 3] = [
    ("sqlite", "Sqlite"),
    ("postgres", "Postgres"),
    ("mysql", "Mysql"),
];

impl Label {
    /// Reads `name`, `renamed_from` and `only`; false if it is none of them.
    pub(super) fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "name" => argument.text(&mut self.name, errors),
            "renamed_from" => argument.text(&mut self.renamed_from, errors),
            "only" => self.only(argument, errors),
            _ => return false,
        }
        true
    }

    fn only(&mut self, argument: &Argument, errors: &mut Errors) {
        let words = ENGINES.map(|(word, _)| word);
        let Some(named) = argument.list("only(sqlite, postgres)", errors) else {
            return;
        };
        if named.is_empty() {
            errors.push(argument.span(), "`only()` names no database: leave it out");
        }
        for name in named {
            let word = name.key();
            match ENGINES.iter().find(|(known, _)| *known == word) {
                Some((_, engine)) if matches!(name.value, Value::None) => self.only.push(engine),
                Some(_) => errors.push_on(&name, format!("`{word}` takes no value here")),
                None => name.unknown("in `only`", &words, errors),
            }
        }
    }
}

/// When a constraint is checked.
#[derive(Default, Clone, Copy)]
pub(crate) struct Deferred {
    deferrable: bool,
    initially: bool,
}

/// `check(...)`.
pub(crate) struct Check {
    pub(crate) label: Label,
    pub(crate) expression: LitStr,
}

/// `exclude(...)`.
pub(crate) struct Exclude {
    pub(crate) label: Label,
    pub(crate) definition: LitStr,
    pub(crate) deferred: Deferred,
}

const UNIQUE: [&str; 7] = [
    "columns",
    "name",
    "renamed_from",
    "only",
    "deferrable",
    "initially_deferred",
    "nulls_not_distinct",
];

const EXCLUDE: [&str; 6] = [
    "expr",
    "name",
    "renamed_from",
    "only",
    "deferrable",
    "initially_deferred",
];

impl Deferred {
    /// Reads `deferrable` and `initially_deferred`; false if it is neither.
    pub(super) fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "deferrable" => argument.flag(&mut self.deferrable, errors),
            "initially_deferred" => argument.flag(&mut self.initially, errors),
            _ => return false,
        }
        true
    }

    /// The variant of `Deferrable`.
    pub(crate) fn variant(self) -> &'static str {
        match (self.deferrable, self.initially) {
            (_, true) => "InitiallyDeferred",
            (true, false) => "InitiallyImmediate",
            (false, false) => "No",
        }
    }
}

impl Unique {
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "nulls_not_distinct" => argument.flag(&mut self.nulls_not_distinct, errors),
            _ => {
                return self.deferred.option(argument, errors)
                    || self.label.option(argument, errors);
            }
        }
        true
    }

    fn new(span: Span) -> Self {
        Unique {
            span,
            label: Label::default(),
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
                label: Label::default(),
                expression,
            });
        }
        let (mut label, mut expression) = (Label::default(), None);
        let before = errors.count();
        for option in inner {
            match option.key().as_str() {
                "expr" => option.text(&mut expression, errors),
                _ => {
                    if !label.option(&option, errors) {
                        let known = ["name", "renamed_from", "only", "expr"];
                        option.unknown("of a check", &known, errors);
                    }
                }
            }
        }
        if expression.is_none() && errors.count() == before {
            errors.push(argument.span(), "a check needs `expr = \"...\"`");
        }
        expression.map(|expression| Check { label, expression })
    }

    /// Reads `check = "..."`, too.
    pub(crate) fn of_field(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        if let Value::List(_) = argument.value {
            return Self::of_struct(argument, errors);
        }
        let mut expression = None;
        argument.text(&mut expression, errors);
        expression.map(|expression| Check {
            label: Label::default(),
            expression,
        })
    }
}

impl Exclude {
    /// Reads `exclude("USING gist (...)", name = "...")`.
    pub(crate) fn of_struct(argument: &Argument, errors: &mut Errors) -> Option<Self> {
        let inner = argument.list("exclude(\"USING gist (...)\")", errors)?;
        let (mut label, mut deferred) = (Label::default(), Deferred::default());
        let mut definition = None;
        let before = errors.count();
        for option in &inner {
            if let Some(text) = lone_text(std::slice::from_ref(option)) {
                definition.get_or_insert(text);
            } else if option.key() == "expr" {
                option.text(&mut definition, errors);
            } else if !label.option(option, errors) && !deferred.option(option, errors) {
                option.unknown("of an exclusion constraint", &EXCLUDE, errors);
            }
        }
        if definition.is_none() && errors.count() == before {
            let message = "an exclusion constraint says what it excludes: \
                           `exclude(\"USING gist (room WITH =, during WITH &&)\")`";
            errors.push(argument.span(), message);
        }
        definition.map(|definition| Exclude {
            label,
            definition,
            deferred,
        })
    }
}
