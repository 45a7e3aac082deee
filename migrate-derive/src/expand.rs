//! Writes code for a checked table: Diesel's `table!` (or checks against a `schema.rs`), one `static` definition, its
//! registration, and the ties to other models.
//!
//! Everything but `table!` lives in a `const _`, where `__m` is `migrate_core`'s hidden module.

mod agreement;
mod definition;
mod link;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

pub(crate) use definition::option;

use crate::validate::Table;

/// Writes everything that a model becomes.
pub(crate) fn expand(table: &Table) -> TokenStream {
    let emitted = (!table.external).then(|| diesel_table(table));
    let model = &table.ident;
    let krate = &table.krate;
    let path = &table.path;
    let definition = definition::definition(table);
    let name = &table.name;
    let schema = definition::option(table.schema.as_ref());
    let primary_key = table.primary_key.iter().map(|&place| table.sql_name(place));
    let fields = table.columns.iter().enumerate().map(|(place, column)| {
        let (field, name) = (&column.field, table.sql_name(place));
        quote!((#field, #name))
    });
    let linked = table.links.iter().map(|link| &link.parent);
    let links = table.links.iter().map(|link| link::link(table, link));
    let agreement = table.external.then(|| agreement::agreement(table));
    // A `schema.rs` says itself what it joins.
    let children = (!table.external).then(|| link::children(table));
    quote! {
        #emitted

        #[doc(hidden)]
        #[allow(deprecated, unused_qualifications, clippy::all, clippy::pedantic, clippy::restriction)]
        const _: () = {
            use #krate::__private as __m;

            #definition

            #[automatically_derived]
            impl __m::Migratable for #model {
                const NAME: &'static str = #name;
                const SCHEMA: ::core::option::Option<&'static str> = #schema;
                const PRIMARY_KEY: &'static [&'static str] = &[#(#primary_key),*];
                const FIELDS: &'static [(&'static str, &'static str)] = &[#(#fields),*];
                const TABLE: &'static __m::TableDef = &__TABLE;
                const ID: &'static str =
                    ::core::concat!(::core::module_path!(), "::", ::core::stringify!(#model));
                const LINKS: &'static [&'static str] =
                    &[#(<#linked as __m::Migratable>::ID),*];
            }

            #[automatically_derived]
            impl<__By> __m::TableFor<__By> for #model {
                type Table = #path::table;
            }

            __m::inventory::submit! { __m::Registration(&__TABLE) }

            #agreement

            #children

            #(#links)*
        };
    }
}

/// Writes `table!`.
fn diesel_table(table: &Table) -> TokenStream {
    let name = table.path.segments.last().map(|last| &last.ident);
    let sql_name = &table.name;
    let doc = format!("The table of the model `{}`.", table.ident);
    let schema = table
        .schema
        .as_ref()
        .and_then(|schema| schema.parse::<Ident>().ok())
        .map(|schema| quote!(#schema.));
    let primary_key = table
        .primary_key
        .iter()
        .map(|&place| &table.columns[place].column);
    let imports = imports(table);
    let columns = table.columns.iter().map(|column| {
        let (name, sql_name) = (&column.column, &column.sql_name);
        let ty = &column.sql_type.diesel;
        let ty = if column.nullable {
            quote!(::diesel::sql_types::Nullable<#ty>)
        } else {
            ty.clone()
        };
        quote! {
            #[sql_name = #sql_name]
            #name -> #ty,
        }
    });
    quote! {
        ::diesel::table! {
            #(#imports)*

            #[doc = #doc]
            #[allow(missing_docs, rustdoc::all, unreachable_pub, unused_imports, clippy::all, clippy::pedantic, clippy::restriction)]
            #[sql_name = #sql_name]
            #schema #name (#(#primary_key),*) {
                #(#columns)*
            }
        }
    }
}

/// Brings the user's own SQL types into the module that `table!` opens beside the struct.
fn imports(table: &Table) -> Vec<TokenStream> {
    let mut imports: Vec<TokenStream> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for column in &table.columns {
        if let Some(path) = &column.sql_type.import {
            let import = import(path);
            let text = import.to_string();
            if !seen.contains(&text) {
                seen.push(text);
                imports.push(import);
            }
        }
    }
    if !imports.is_empty() {
        // A stated import replaces Diesel's own.
        imports.push(quote!(
            use ::diesel::sql_types::*;
        ));
    }
    imports
}

fn import(path: &Path) -> TokenStream {
    let mut segments: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    if segments.first().is_some_and(|first| *first == "self") {
        segments.remove(0);
    }
    quote!(use super::#(#segments)::*;)
}

/// A place in the user's code, for code that is not the user's: an error points there, and no lint reads it.
fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

impl Table {
    /// The SQL name of a column, as an expression: what a `schema.rs` says goes first.
    fn sql_name(&self, place: usize) -> TokenStream {
        let column = &self.columns[place];
        if self.external && column.stated_name.is_none() {
            let (path, name) = (&self.path, &column.column);
            let span = at(name.span());
            quote_spanned!(span=> <#path::#name as ::diesel::Column>::NAME)
        } else {
            let name = &column.sql_name;
            quote!(#name)
        }
    }
}
