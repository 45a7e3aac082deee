//! `#[derive(MigratableEnum)]`: the values of an enum as a constant, and Diesel's conversions to and from text.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, LitStr, Path, Type};

use crate::arguments::{Value, attributes};
use crate::errors::Errors;
use crate::expand::option;
use crate::names::snake_case;

const KEYS: [&str; 4] = ["type_name", "schema", "no_sql", "crate"];

struct Variant {
    ident: Ident,
    name: String,
    renamed_from: Option<LitStr>,
}

/// Reads the enum and writes its code.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let Data::Enum(data) = &input.data else {
        errors.push(
            input.ident.span(),
            "only an enum has values to choose from: for a table, derive `Migratable`",
        );
        return None;
    };
    if let Some(parameter) = input.generics.params.first() {
        errors.push_on(parameter, "the values of a column take no parameters");
        return None;
    }
    let (mut type_name, mut schema) = (None, None);
    let mut no_sql = false;
    let mut krate: Option<Path> = None;
    for argument in attributes(&input.attrs, "migratable", errors) {
        match argument.key().as_str() {
            "type_name" => argument.text(&mut type_name, errors),
            "schema" => argument.text(&mut schema, errors),
            "no_sql" => argument.flag(&mut no_sql, errors),
            "crate" => {
                let path = argument.assigned("a path", "path::to::migrate_core", errors);
                argument.set(&mut krate, path, errors);
            }
            _ => argument.unknown("of an enum", &KEYS, errors),
        }
    }
    let mut variants: Vec<Variant> = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.push(
                variant.ident.span(),
                "a value of a column holds nothing else: the variant takes no fields",
            );
            continue;
        }
        let variant = receive(variant, errors);
        match seen.insert(variant.name.clone(), variant.ident.to_string()) {
            Some(first) => errors.push(
                variant.ident.span(),
                format!(
                    "two variants are the value `{}`: `{first}` and `{}`",
                    variant.name, variant.ident
                ),
            ),
            None => variants.push(variant),
        }
    }
    if variants.is_empty() && data.variants.is_empty() {
        errors.push(input.ident.span(), "an enum needs a value");
        return None;
    }
    let krate = krate.unwrap_or_else(|| syn::parse_quote!(::migrate_core));
    let name = type_name.map_or_else(
        || snake_case(&input.ident.unraw().to_string()),
        |name| name.value(),
    );
    let schema = option(schema.as_ref());
    let ident = &input.ident;
    let values = variants.iter().map(|variant| {
        let (name, renamed_from) = (&variant.name, option(variant.renamed_from.as_ref()));
        quote!(__m::EnumVariantDef { name: #name, renamed_from: #renamed_from })
    });
    let complete = variants.len() == data.variants.len();
    let conversions = (!no_sql).then(|| conversions(input, &variants, complete));
    Some(quote! {
        #[doc(hidden)]
        #[allow(deprecated, unused_qualifications, clippy::all, clippy::pedantic, clippy::restriction)]
        const _: () = {
            use #krate::__private as __m;

            #[automatically_derived]
            impl __m::MigratableEnum for #ident {
                const ENUM: &'static __m::EnumDef = &__m::EnumDef {
                    schema: #schema,
                    name: #name,
                    variants: &[#(#values),*],
                };
            }

            #conversions
        };
    })
}

fn receive(variant: &syn::Variant, errors: &mut Errors) -> Variant {
    let (mut name, mut renamed_from) = (None, None);
    for argument in attributes(&variant.attrs, "migratable", errors) {
        match argument.key().as_str() {
            "name" => argument.text(&mut name, errors),
            "renamed_from" => argument.text(&mut renamed_from, errors),
            _ => argument.unknown("of a variant", &["name", "renamed_from"], errors),
        }
    }
    Variant {
        name: name.map_or_else(
            || snake_case(&variant.ident.unraw().to_string()),
            |name| name.value(),
        ),
        ident: variant.ident.clone(),
        renamed_from,
    }
}

/// Writes `ToSql` and `FromSql`. The text of a value is what every database sends and takes, for a column of text and
/// for an enumeration of its own alike.
fn conversions(input: &DeriveInput, variants: &[Variant], complete: bool) -> TokenStream {
    let ident = &input.ident;
    let sql_type = diesel_sql_type(input);
    let idents: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let names: Vec<&String> = variants.iter().map(|variant| &variant.name).collect();
    let unknown = format!("` is no value of `{ident}`");
    // A variant that is a mistake is reported already.
    let rest = (!complete).then(|| quote!(_ => "",));
    quote! {
        #[automatically_derived]
        impl<__DB> ::diesel::serialize::ToSql<#sql_type, __DB> for #ident
        where
            __DB: ::diesel::backend::Backend,
            str: ::diesel::serialize::ToSql<::diesel::sql_types::Text, __DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, __DB>,
            ) -> ::diesel::serialize::Result {
                let text: &'static str = match self {
                    #(#ident::#idents => #names,)*
                    #rest
                };
                <str as ::diesel::serialize::ToSql<::diesel::sql_types::Text, __DB>>::to_sql(text, out)
            }
        }

        #[automatically_derived]
        impl<__DB> ::diesel::deserialize::FromSql<#sql_type, __DB> for #ident
        where
            __DB: ::diesel::backend::Backend,
            ::std::string::String: ::diesel::deserialize::FromSql<::diesel::sql_types::Text, __DB>,
        {
            fn from_sql(
                bytes: <__DB as ::diesel::backend::Backend>::RawValue<'_>,
            ) -> ::diesel::deserialize::Result<Self> {
                let text = <::std::string::String as ::diesel::deserialize::FromSql<
                    ::diesel::sql_types::Text,
                    __DB,
                >>::from_sql(bytes)?;
                match text.as_str() {
                    #(#names => ::core::result::Result::Ok(#ident::#idents),)*
                    _ => ::core::result::Result::Err(::std::convert::From::from(
                        ::std::format!("`{}{}", text, #unknown),
                    )),
                }
            }
        }
    }
}

/// The SQL type of Diesel's own attribute, `Text` without one.
fn diesel_sql_type(input: &DeriveInput) -> Type {
    let mut ignored = Errors::default();
    attributes(&input.attrs, "diesel", &mut ignored)
        .into_iter()
        .filter(|argument| argument.key() == "sql_type")
        .find_map(|argument| match argument.value {
            Value::Assigned(tokens) => syn::parse2(tokens).ok(),
            Value::None | Value::List(_) => None,
        })
        .unwrap_or_else(|| syn::parse_quote!(::diesel::sql_types::Text))
}
