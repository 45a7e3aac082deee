//! Foreign keys, as the struct or a field states them.

use proc_macro2::{Ident, Span};
use syn::Path;
use syn::ext::IdentExt;

use super::constraint::{Deferred, Label};
use crate::arguments::{Argument, Head, Value, fields};
use crate::errors::Errors;

/// `foreign_key(...)` of a struct, `references(...)` of a field.
pub(crate) struct ForeignKey {
    pub(crate) span: Span,
    pub(crate) label: Label,
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

const FOREIGN_KEY: [&str; 11] = [
    "columns",
    "references",
    "on_delete",
    "on_update",
    "name",
    "renamed_from",
    "only",
    "deferrable",
    "initially_deferred",
    "match",
    "no_join",
];

impl ForeignKey {
    fn option(&mut self, argument: &Argument, errors: &mut Errors) -> bool {
        match argument.key().as_str() {
            "on_delete" => argument.choice(&mut self.on_delete, &ACTIONS, errors),
            "on_update" => argument.choice(&mut self.on_update, &ACTIONS, errors),
            "match" => argument.choice(
                &mut self.match_full,
                &[("full", true), ("simple", false)],
                errors,
            ),
            "no_join" => argument.flag(&mut self.no_join, errors),
            _ => {
                return self.deferred.option(argument, errors)
                    || self.label.option(argument, errors);
            }
        }
        true
    }

    fn new(span: Span, parent: Path, parent_fields: Vec<Ident>) -> Self {
        ForeignKey {
            span,
            label: Label::default(),
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
