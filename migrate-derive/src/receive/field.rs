//! A field: what it says of its column.

use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Expr, ExprLit, ExprUnary, Lit, LitStr, Type, UnOp};

use super::{Check, ForeignKey, Index, Unique};
use crate::arguments::{Argument, Value, attributes, lone_text, ungroup};
use crate::errors::Errors;
use crate::types::Sizes;

const KEYS: [&str; 21] = [
    "name",
    "comment",
    "renamed_from",
    "references",
    "unique",
    "index",
    "check",
    "skip",
    "default",
    "default_sql",
    "generated",
    "identity",
    "autoincrement",
    "sql_type",
    "enum",
    "db_type",
    "max_length",
    "precision",
    "scale",
    "collation",
    "on_update",
];

/// A field, as its attributes describe it.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// The column's name in Rust.
    pub(crate) column: Ident,
    pub(crate) name: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) skip: bool,
    /// Diesel's `embed`: the field holds several columns.
    pub(crate) embed: bool,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    pub(crate) default: Option<Default>,
    pub(crate) generated: Option<Generated>,
    pub(crate) numbering: Option<(Span, Numbering)>,
    pub(crate) sql_type: Option<Type>,
    pub(crate) enumeration: bool,
    pub(crate) db_type: Option<LitStr>,
    pub(crate) sizes: Sizes,
    /// Where each of `sizes` stands.
    pub(crate) max_length_span: Span,
    pub(crate) precision_span: Span,
    pub(crate) scale_span: Span,
    pub(crate) collation: Option<LitStr>,
    pub(crate) on_update: Option<LitStr>,
}

/// A column's default.
pub(crate) enum Default {
    /// A literal; true if there is a minus before it.
    Literal(bool, Lit),
    Sql(LitStr),
}

/// `generated("a + b", stored)`.
pub(crate) struct Generated {
    pub(crate) span: Span,
    pub(crate) expression: LitStr,
    pub(crate) stored: bool,
}

/// A variant of `IdentityDef`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    None,
    ByDefault,
    Always,
    Autoincrement,
}

impl Field {
    pub(crate) fn receive(field: &syn::Field, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.clone()?;
        let mut this = Field {
            column: ident.clone(),
            ty: field.ty.clone(),
            name: None,
            comment: None,
            renamed_from: None,
            skip: false,
            embed: false,
            foreign_keys: Vec::new(),
            uniques: Vec::new(),
            indexes: Vec::new(),
            checks: Vec::new(),
            default: None,
            generated: None,
            numbering: None,
            sql_type: None,
            enumeration: false,
            db_type: None,
            sizes: Sizes::default(),
            max_length_span: ident.span(),
            precision_span: ident.span(),
            scale_span: ident.span(),
            collation: None,
            on_update: None,
            ident,
        };
        this.diesel(field);
        let mut sql_type = None;
        for argument in attributes(&field.attrs, "migratable", errors) {
            if argument.key() == "sql_type" {
                let ty = argument.assigned("an SQL type", "Text", errors);
                argument.set(&mut sql_type, ty, errors);
            } else {
                this.key(&argument, errors);
            }
        }
        // Ours goes first: Diesel reads its own for `QueryableByName`.
        this.sql_type = sql_type.or(this.sql_type);
        Some(this)
    }

    /// Reads Diesel's attributes. What does not parse is Diesel's to report.
    fn diesel(&mut self, field: &syn::Field) {
        let mut ignored = Errors::default();
        for argument in attributes(&field.attrs, "diesel", &mut ignored) {
            match (argument.key().as_str(), &argument.value) {
                ("column_name", Value::Assigned(tokens)) => {
                    if let Ok(column) = Ident::parse_any.parse2(ungroup(tokens.clone())) {
                        self.column = column;
                    } else if let Ok(text) = syn::parse2::<LitStr>(tokens.clone())
                        && let Ok(column) = text.parse_with(Ident::parse_any)
                    {
                        self.column = column;
                    }
                }
                ("sql_type", Value::Assigned(tokens)) => {
                    self.sql_type = syn::parse2(tokens.clone()).ok();
                }
                ("embed", _) => self.embed = true,
                _ => {}
            }
        }
    }

    fn key(&mut self, argument: &Argument, errors: &mut Errors) {
        match argument.key().as_str() {
            "name" => argument.text(&mut self.name, errors),
            "comment" => argument.text(&mut self.comment, errors),
            "renamed_from" => argument.text(&mut self.renamed_from, errors),
            "skip" => argument.flag(&mut self.skip, errors),
            "enum" => argument.flag(&mut self.enumeration, errors),
            "references" => {
                let foreign_key = ForeignKey::of_field(argument, &self.ident, errors);
                self.foreign_keys.extend(foreign_key);
            }
            "unique" => {
                let unique = Unique::of_field(argument, &self.ident, errors);
                self.uniques.push(unique);
            }
            "index" => {
                let index = Index::of_field(argument, &self.ident, errors);
                self.indexes.push(index);
            }
            "check" => self.checks.extend(Check::of_field(argument, errors)),
            "default" => {
                let default = default(argument, errors);
                self.default(argument, default, errors);
            }
            "default_sql" => {
                let mut text = None;
                argument.text(&mut text, errors);
                self.default(argument, text.map(Default::Sql), errors);
            }
            "generated" => {
                let generated = generated(argument, errors);
                argument.set(&mut self.generated, generated, errors);
            }
            "identity" => {
                let mut numbering = None;
                argument.choice(
                    &mut numbering,
                    &[
                        ("always", Numbering::Always),
                        ("by_default", Numbering::ByDefault),
                        ("none", Numbering::None),
                    ],
                    errors,
                );
                let numbering = numbering.map(|numbering| (argument.span(), numbering));
                argument.set(&mut self.numbering, numbering, errors);
            }
            "autoincrement" => {
                argument.flag(&mut false, errors);
                let numbering = Some((argument.span(), Numbering::Autoincrement));
                argument.set(&mut self.numbering, numbering, errors);
            }
            "db_type" => argument.text(&mut self.db_type, errors),
            "collation" => argument.text(&mut self.collation, errors),
            "on_update" => argument.text(&mut self.on_update, errors),
            "max_length" => {
                self.max_length_span = argument.span();
                argument.number(&mut self.sizes.max_length, errors);
            }
            "precision" => {
                self.precision_span = argument.span();
                argument.number(&mut self.sizes.precision, errors);
            }
            "scale" => {
                self.scale_span = argument.span();
                argument.number(&mut self.sizes.scale, errors);
            }
            "primary_key" => errors.push(
                argument.span(),
                "the key stands at the struct, in Diesel's own attribute: \
                 `#[diesel(primary_key(...))]`",
            ),
            "nullable" | "not_null" => errors.push(
                argument.span(),
                "a column takes NULL if its field is an `Option`",
            ),
            _ => argument.unknown("of a field", &KEYS, errors),
        }
    }
}

impl Field {
    fn default(&mut self, argument: &Argument, default: Option<Default>, errors: &mut Errors) {
        if default.is_some() && self.default.is_some() {
            errors.push(
                argument.span(),
                "a column has one default, and this is a second",
            );
        } else if default.is_some() {
            self.default = default;
        }
    }
}

/// Reads `default = 0`; what is no literal is an error that shows `default_sql`.
fn default(argument: &Argument, errors: &mut Errors) -> Option<Default> {
    let Value::Assigned(tokens) = &argument.value else {
        errors.push(
            argument.span(),
            "`default` expects a literal: `default = 0`; an SQL expression is \
             `default_sql = \"...\"`",
        );
        return None;
    };
    let expression = syn::parse2::<Expr>(ungroup(tokens.clone()));
    match &expression {
        Ok(Expr::Lit(ExprLit { lit, .. })) => Some(Default::Literal(false, lit.clone())),
        Ok(Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        })) => match &**expr {
            Expr::Lit(ExprLit {
                lit: lit @ (Lit::Int(_) | Lit::Float(_)),
                ..
            }) => Some(Default::Literal(true, lit.clone())),
            _ => no_literal(tokens, errors),
        },
        Ok(Expr::Path(path)) if path.path.is_ident("None") => {
            errors.push_on(
                tokens,
                "a column that takes NULL has the default NULL without being told",
            );
            None
        }
        Ok(_) | Err(_) => no_literal(tokens, errors),
    }
}

fn no_literal(tokens: &TokenStream, errors: &mut Errors) -> Option<Default> {
    let written = tokens.to_string();
    errors.push_on(
        tokens,
        format!(
            "a default is a literal, for the database cannot run Rust; an SQL expression is \
             `default_sql = \"{}\"`",
            written.replace('"', "'")
        ),
    );
    None
}

/// Reads `generated("a + b", stored)`.
fn generated(argument: &Argument, errors: &mut Errors) -> Option<Generated> {
    let inner = argument.list("generated(\"a + b\", stored)", errors)?;
    let Some((first, options)) = inner.split_first() else {
        errors.push(
            argument.span(),
            "`generated` expects an expression: `generated(\"a + b\", stored)`",
        );
        return None;
    };
    let Some(expression) = lone_text(std::slice::from_ref(first)) else {
        errors.push_on(first, "expected the expression, as a string");
        return None;
    };
    let (mut stored, mut computed) = (false, false);
    for option in options {
        match option.key().as_str() {
            "stored" => option.flag(&mut stored, errors),
            "virtual" => option.flag(&mut computed, errors),
            _ => option.unknown("of a generated column", &["stored", "virtual"], errors),
        }
    }
    if stored && computed {
        errors.push(
            argument.span(),
            "a generated column is `stored` or `virtual`, not both",
        );
    }
    Some(Generated {
        span: argument.span(),
        expression,
        stored,
    })
}
