//! Checks of a model against its hand-kept `schema.rs`, made when the program is compiled: each on its field's span.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::at;
use crate::validate::Table;

/// The widest table whose columns can be counted.
const WIDEST: usize = 64;

/// Writes the checks.
pub(super) fn agreement(table: &Table) -> TokenStream {
    let path = &table.path;
    let columns = table.columns.iter().map(|column| {
        let name = &column.column;
        // A type of the user's own is seen as written here, where there is no module around it.
        let ty = match &column.sql_type.import {
            Some(import) => quote!(#import),
            None => column.sql_type.diesel.clone(),
        };
        let ty = if column.nullable {
            quote!(::diesel::sql_types::Nullable<#ty>)
        } else {
            ty
        };
        let span = at(column.ty.span());
        let same_type = quote_spanned! {span=>
            const _: () = __m::same_sql_type::<
                <#path::#name as ::diesel::Expression>::SqlType,
                #ty,
            >();
        };
        let same_name = column.stated_name.as_ref().map(|stated| {
            let span = at(stated.span());
            quote_spanned! {span=>
                const _: () = __m::same_name(#stated, <#path::#name as ::diesel::Column>::NAME);
            }
        });
        quote!(#same_type #same_name)
    });
    let key = table
        .primary_key
        .iter()
        .map(|&place| &table.columns[place].column);
    let key = match table.primary_key.as_slice() {
        [_] => quote!(#(#path::#key)*),
        _ => quote!((#(#path::#key,)*)),
    };
    let span = at(table.ident.span());
    let same_key = (!table.primary_key.is_empty()).then(|| {
        quote_spanned! {span=>
            const _: () = __m::same_primary_key::<
                <#path::table as ::diesel::Table>::PrimaryKey,
                #key,
            >();
        }
    });
    let covers = (table.columns.len() <= WIDEST).then(|| {
        let model = table.ident.to_string();
        let columns = table.columns.iter().map(|column| &column.column);
        let skipped = &table.skipped;
        quote_spanned! {span=>
            const _: () = __m::covers(
                #model,
                <<#path::table as ::diesel::Table>::AllColumns as __m::ColumnNames>::NAMES,
                &[#(<#path::#columns as ::diesel::Column>::NAME,)* #(#skipped,)*],
            );
        }
    });
    quote!(#(#columns)* #same_key #covers)
}
