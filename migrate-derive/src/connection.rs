//! `#[derive(MigratableConnection)]`: an enum of connections, of which Diesel's `MultiConnection` makes one, as one that
//! migrations run through.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Path};

use crate::arguments::attributes;
use crate::errors::Errors;

/// Reads the enum and writes its code.
pub(crate) fn derive(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let Data::Enum(data) = &input.data else {
        errors.push(
            input.ident.span(),
            "only an enum is one of several connections: any other of Diesel's works as it is",
        );
        return None;
    };
    if let Some(parameter) = input.generics.params.first() {
        errors.push_on(parameter, "an enum of connections takes no parameters");
        return None;
    }
    let mut krate: Option<Path> = None;
    for argument in attributes(&input.attrs, "migratable", errors) {
        match argument.key().as_str() {
            "crate" => {
                let path = argument.assigned("a path", "path::to::migrate_core", errors);
                argument.set(&mut krate, path, errors);
            }
            _ => argument.unknown("of an enum of connections", &["crate"], errors),
        }
    }
    let (mut names, mut types) = (Vec::new(), Vec::new());
    for variant in &data.variants {
        match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                names.push(&variant.ident);
                types.extend(fields.unnamed.iter().map(|field| &field.ty));
            }
            Fields::Unnamed(_) | Fields::Named(_) | Fields::Unit => errors.push(
                variant.ident.span(),
                "a variant holds a connection and nothing else: `Sqlite(SqliteConnection)`",
            ),
        }
    }
    if data.variants.is_empty() {
        errors.push(input.ident.span(), "an enum of connections needs a variant");
    }
    if names.is_empty() {
        return None;
    }
    let krate = krate.unwrap_or_else(|| syn::parse_quote!(::migrate_core));
    let ident = &input.ident;
    // A variant that is a mistake is reported already.
    let rest = (names.len() < data.variants.len()).then(|| quote!(_ => ::core::unreachable!(),));
    let each = |call: TokenStream| quote!(match self { #(Self::#names(conn) => #call,)* #rest });
    let engine = each(quote!(__m::Connection::engine(conn)));
    let batch_execute = each(quote!(__m::Connection::batch_execute(conn, sql)));
    let execute = each(quote!(__m::Connection::execute(conn, statement)));
    let query = each(quote!(__m::Connection::query(conn, sql)));
    let transaction = each(quote!(__m::Connection::transaction(conn, step)));
    let transaction_depth = each(quote!(__m::Connection::transaction_depth(conn)));
    Some(quote! {
        #[doc(hidden)]
        #[allow(deprecated, unused_qualifications, clippy::all, clippy::pedantic, clippy::restriction)]
        const _: () = {
            use #krate::__private as __m;

            #[automatically_derived]
            impl __m::Connection for #ident {
                fn engine(&self) -> __m::Engine {
                    #engine
                }

                fn batch_execute(&mut self, sql: &str) -> __m::diesel::QueryResult<()> {
                    #batch_execute
                }

                fn execute(
                    &mut self,
                    statement: &[__m::Fragment<'_>],
                ) -> __m::diesel::QueryResult<usize> {
                    #execute
                }

                fn query(&mut self, sql: &str) -> __m::diesel::QueryResult<::std::vec::Vec<__m::Row>> {
                    #query
                }

                fn transaction(&mut self, step: __m::TransactionStep) -> __m::diesel::QueryResult<()> {
                    #transaction
                }

                fn transaction_depth(&mut self) -> __m::diesel::QueryResult<u32> {
                    #transaction_depth
                }

                fn as_any_mut(&mut self) -> &mut dyn ::core::any::Any {
                    self
                }

                fn into_any(
                    self: ::std::boxed::Box<Self>,
                ) -> ::core::option::Option<::std::boxed::Box<dyn ::core::any::Any>> {
                    ::core::option::Option::Some(self)
                }
            }

            #[automatically_derived]
            impl __m::OneOf for #ident {
                fn take(
                    conn: ::std::boxed::Box<dyn __m::Connection>,
                ) -> ::core::result::Result<Self, __m::NoVariant> {
                    let engine = __m::Connection::engine(&*conn);
                    let ::core::option::Option::Some(conn) = __m::Connection::into_any(conn) else {
                        return ::core::result::Result::Err(__m::NoVariant::of::<Self>(engine));
                    };
                    #(
                        let conn = match conn.downcast::<#types>() {
                            ::core::result::Result::Ok(conn) => {
                                return ::core::result::Result::Ok(Self::#names(*conn));
                            }
                            ::core::result::Result::Err(conn) => conn,
                        };
                    )*
                    ::core::mem::drop(conn);
                    ::core::result::Result::Err(__m::NoVariant::of::<Self>(engine))
                }
            }
        };
    })
}
