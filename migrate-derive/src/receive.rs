//! Reads a struct: Diesel's attributes and ours, into what they say. Nothing is held against anything else yet.

mod constraint;
mod field;
mod foreign_key;
mod index;

use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Data, DeriveInput, Fields, LitStr, Path};

pub(crate) use constraint::{Check, Deferred, Exclude, Label, Unique};
pub(crate) use field::{Default, Field, Numbering};
pub(crate) use foreign_key::ForeignKey;
pub(crate) use index::{Index, IndexKey, KeyPart};

use crate::arguments::{Argument, Head, Value, attributes, ungroup};
use crate::errors::Errors;
use crate::names;

const KEYS: [&str; 17] = [
    "name",
    "comment",
    "renamed_from",
    "schema",
    "database",
    "external",
    "no_join",
    "crate",
    "strict",
    "without_rowid",
    "table_options",
    "primary_key",
    "index",
    "unique",
    "check",
    "exclude",
    "foreign_key",
];

/// A struct, as its attributes describe it.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) krate: Path,
    /// Where Diesel's table is: its own name beside the struct, or a path to a `schema.rs`.
    pub(crate) table: Path,
    pub(crate) external: bool,
    pub(crate) primary_key: Option<Vec<Ident>>,
    pub(crate) primary_key_label: Label,
    pub(crate) belongs_to: Vec<BelongsTo>,
    pub(crate) name: Option<LitStr>,
    pub(crate) schema: Option<LitStr>,
    pub(crate) database: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) renamed_from: Option<LitStr>,
    pub(crate) no_join: bool,
    pub(crate) strict: bool,
    pub(crate) without_rowid: bool,
    pub(crate) engine: Option<LitStr>,
    pub(crate) charset: Option<LitStr>,
    pub(crate) collation: Option<LitStr>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) checks: Vec<Check>,
    pub(crate) excludes: Vec<Exclude>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) fields: Vec<Field>,
}

/// Diesel's `belongs_to(Parent, foreign_key = column)`.
pub(crate) struct BelongsTo {
    pub(crate) parent: Path,
    /// A column, as Diesel names it.
    pub(crate) foreign_key: Ident,
}

impl Model {
    /// Reads the struct; `None` if it cannot be a model at all.
    pub(crate) fn receive(input: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        let fields = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => Some(fields),
                Fields::Unnamed(_) | Fields::Unit => {
                    errors.push(
                        input.ident.span(),
                        "a model needs named fields: each is a column",
                    );
                    None
                }
            },
            Data::Enum(_) => {
                errors.push(
                    input.ident.span(),
                    "an enum is no table: for the values of a column, derive `MigratableEnum`",
                );
                None
            }
            Data::Union(_) => {
                errors.push(input.ident.span(), "a union is no table");
                None
            }
        };
        if let Some(parameter) = input.generics.params.first() {
            errors.push_on(
                parameter,
                "a model describes one table and takes no parameters: derive `Migratable` for \
                 the struct that owns its values, and Diesel's derives for those that borrow",
            );
            return None;
        }
        let fields = fields?;
        let mut model = Model {
            ident: input.ident.clone(),
            krate: syn::parse_quote!(::migrate_core),
            table: names::table_of(&input.ident).into(),
            external: false,
            primary_key: None,
            primary_key_label: Label::default(),
            belongs_to: Vec::new(),
            name: None,
            schema: None,
            database: None,
            comment: None,
            renamed_from: None,
            no_join: false,
            strict: false,
            without_rowid: false,
            engine: None,
            charset: None,
            collation: None,
            indexes: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            excludes: Vec::new(),
            foreign_keys: Vec::new(),
            fields: Vec::new(),
        };
        model.diesel(input);
        let mut krate = None;
        for argument in attributes(&input.attrs, "migratable", errors) {
            model.key(&argument, &mut krate, errors);
        }
        if let Some(krate) = krate {
            model.krate = krate;
        }
        model.fields = fields
            .named
            .iter()
            .filter_map(|field| Field::receive(field, errors))
            .collect();
        Some(model)
    }

    /// Reads Diesel's attributes. What does not parse is Diesel's to report.
    fn diesel(&mut self, input: &DeriveInput) {
        let mut ignored = Errors::default();
        for argument in attributes(&input.attrs, "diesel", &mut ignored) {
            match (argument.key().as_str(), &argument.value) {
                ("table_name", Value::Assigned(tokens)) => {
                    let tokens = ungroup(tokens.clone());
                    if let Ok(path) = Path::parse_mod_style.parse2(tokens) {
                        self.external |= path.segments.len() > 1 || path.leading_colon.is_some();
                        self.table = path;
                    }
                }
                ("primary_key", Value::List(_)) => {
                    let columns = crate::arguments::fields(&argument, &mut ignored);
                    self.primary_key = Some(columns);
                }
                ("belongs_to", Value::List(_)) => {
                    let inner = argument
                        .list("belongs_to(Parent)", &mut ignored)
                        .unwrap_or_default();
                    self.belongs_to.extend(belongs_to(&inner));
                }
                _ => {}
            }
        }
    }

    fn key(&mut self, argument: &Argument, krate: &mut Option<Path>, errors: &mut Errors) {
        match argument.key().as_str() {
            "name" => argument.text(&mut self.name, errors),
            "comment" => argument.text(&mut self.comment, errors),
            "renamed_from" => argument.text(&mut self.renamed_from, errors),
            "schema" => argument.text(&mut self.schema, errors),
            "database" => argument.text(&mut self.database, errors),
            // A path may have said it already: to say it again is no mistake.
            "external" => {
                argument.flag(&mut false, errors);
                self.external = true;
            }
            "no_join" => argument.flag(&mut self.no_join, errors),
            "strict" => argument.flag(&mut self.strict, errors),
            "without_rowid" => argument.flag(&mut self.without_rowid, errors),
            "crate" => {
                let path = argument.assigned("a path", "path::to::migrate_core", errors);
                argument.set(krate, path, errors);
            }
            "table_options" => self.table_options(argument, errors),
            "primary_key" => self.primary_key(argument, errors),
            "index" => self.indexes.extend(Index::of_struct(argument, errors)),
            "unique" => self.uniques.extend(Unique::of_struct(argument, errors)),
            "check" => self.checks.extend(Check::of_struct(argument, errors)),
            "foreign_key" => self
                .foreign_keys
                .extend(ForeignKey::of_struct(argument, errors)),
            "exclude" => self.excludes.extend(Exclude::of_struct(argument, errors)),
            _ => argument.unknown("of a model", &KEYS, errors),
        }
    }

    fn table_options(&mut self, argument: &Argument, errors: &mut Errors) {
        for option in argument
            .list("table_options(engine = \"InnoDB\")", errors)
            .unwrap_or_default()
        {
            match option.key().as_str() {
                "engine" => option.text(&mut self.engine, errors),
                "charset" => option.text(&mut self.charset, errors),
                "collation" => option.text(&mut self.collation, errors),
                _ => option.unknown(
                    "in `table_options`",
                    &["engine", "charset", "collation"],
                    errors,
                ),
            }
        }
    }

    fn primary_key(&mut self, argument: &Argument, errors: &mut Errors) {
        for option in argument
            .list("primary_key(name = \"...\")", errors)
            .unwrap_or_default()
        {
            if option.key() != "only" && self.primary_key_label.option(&option, errors) {
                continue;
            }
            if matches!(option.value, Value::None) {
                errors.push_on(
                    &option,
                    "the columns of the key stand in Diesel's own attribute: \
                     `#[diesel(primary_key(...))]`",
                );
            } else {
                option.unknown("in `primary_key`", &["name", "renamed_from"], errors);
            }
        }
    }
}

fn belongs_to(arguments: &[Argument]) -> Option<BelongsTo> {
    let (parent, options) = arguments.split_first()?;
    let mut parent = match &parent.head {
        Head::Word(word) => Path::from(word.clone()),
        Head::Path(path) => path.clone(),
        Head::Literal(_) => return None,
    };
    // Diesel's is `Parent<'_>` where the parent borrows; a model does not.
    let last = parent.segments.last_mut()?;
    last.arguments = syn::PathArguments::None;
    let name = last.ident.unraw().to_string();
    let mut foreign_key =
        format_ident!("{}_id", names::snake_case(&name), span = Span::call_site());
    for option in options {
        if let ("foreign_key", Value::Assigned(tokens)) = (option.key().as_str(), &option.value)
            && let Ok(column) = Ident::parse_any.parse2(tokens.clone())
        {
            foreign_key = column;
        }
    }
    Some(BelongsTo {
        parent,
        foreign_key,
    })
}
