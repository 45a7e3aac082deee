//! What ties a model to others: Diesel's traits for queries of both, and for joins without an `ON` clause.
//!
//! All of it stands on the span of the parent's name. A parent that is no model is then one error, for the compiler
//! says the same thing of the same place once.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::at;
use super::definition::parent_literal;
use crate::validate::{Link, Table, path_span};

/// Lets the table into one query with its children, and joins it to them: those that are yet to come say who they are.
///
/// Diesel's tables are public, and the compiler lets no private model into what belongs to one; so the types here come
/// out of bounds, where a model may be named.
pub(super) fn children(table: &Table) -> TokenStream {
    let (model, path) = (&table.ident, &table.path);
    quote! {
        #[automatically_derived]
        impl<__Child> ::diesel::query_source::TableNotEqual<__Child> for #path::table where
            __Child: ::diesel::Table + __m::ChildOf<#model, true>
        {
        }

        #[automatically_derived]
        impl<__Child, __Column> ::diesel::JoinTo<__Child> for #path::table
        where
            __Child: __m::JoinedWith<#model, true, Column = __Column>,
            __m::Equal<__Column, <#path::table as ::diesel::Table>::PrimaryKey>: __m::Clause,
        {
            type FromClause = __Child;
            type OnClause = <__m::Equal<
                __Column,
                <#path::table as ::diesel::Table>::PrimaryKey,
            > as __m::Clause>::On;

            fn join_target(__child: __Child) -> (Self::FromClause, Self::OnClause) {
                (
                    __child,
                    <__m::Equal<
                        __Column,
                        <#path::table as ::diesel::Table>::PrimaryKey,
                    > as __m::Clause>::on(),
                )
            }
        }
    }
}

/// Ties the model to a parent. Where the two point at each other, a constant decides which of them allows both in one
/// query, and neither is joined without an `ON` clause: it would be a guess, as it is where the foreign key does not
/// point at the primary key.
pub(super) fn link(table: &Table, link: &Link) -> TokenStream {
    let (model, path, parent) = (&table.ident, &table.path, &link.parent);
    let span = at(path_span(parent));
    let join = link.join.as_ref().map(|join| {
        let column = &table.columns[join.column].column;
        let literal = parent_literal(parent);
        let is_key = match &join.field {
            Some(field) => {
                let field = field.unraw().to_string();
                quote_spanned!(span=> __m::Parent::points_at_key(&#literal, #field))
            }
            None => quote_spanned!(span=> <#parent as __m::Migratable>::PRIMARY_KEY.len() == 1),
        };
        quote_spanned! {span=>
            const __JOINS: bool = #is_key
                && !__m::contains(
                    <#parent as __m::Migratable>::LINKS,
                    <#model as __m::Migratable>::ID,
                );

            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl __m::JoinedWith<#parent, { __JOINS }> for #path::table {
                type Column = #path::#column;
            }

            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__Parent, __Joined, __Key> ::diesel::JoinTo<__Joined> for #path::table
            where
                #parent: __m::TableFor<#path::table, Table = __Parent>,
                __Parent: ::diesel::Table,
                __m::When<{ __JOINS }>: __m::Choose<
                    __Parent,
                    __m::Elsewhere<#path::table, __Parent, 0>,
                    #path::table,
                    Out = __Joined,
                >,
                __m::When<{ __JOINS }>: __m::Choose<
                    <__Parent as ::diesel::Table>::PrimaryKey,
                    #path::#column,
                    #path::table,
                    Out = __Key,
                >,
                __m::Equal<#path::#column, __Key>: __m::Clause,
            {
                type FromClause = __Joined;
                type OnClause = <__m::Equal<#path::#column, __Key> as __m::Clause>::On;

                fn join_target(__parent: __Joined) -> (Self::FromClause, Self::OnClause) {
                    (__parent, <__m::Equal<#path::#column, __Key> as __m::Clause>::on())
                }
            }
        }
    });
    quote_spanned! {span=>
        const _: () = {
            const __ALLOWS: bool = __m::allows(
                <#model as __m::Migratable>::ID,
                <#parent as __m::Migratable>::ID,
                <#parent as __m::Migratable>::LINKS,
            );
            type __Table = <#parent as __m::TableFor<#path::table>>::Table;
            type __Allowed = <__m::When<{ __ALLOWS }> as __m::Choose<
                __Table,
                __m::Elsewhere<#path::table, __Table, 0>,
                #path::table,
            >>::Out;

            #[automatically_derived]
            impl ::diesel::query_source::TableNotEqual<__Allowed> for #path::table {}

            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl __m::ChildOf<#parent, { __ALLOWS }> for #path::table {}

            #join
        };
    }
}
