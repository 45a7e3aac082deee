//! The `static` definition of a table: literals, and what a parent is asked for by constants.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;
use syn::ext::IdentExt;

use super::at;

use crate::receive::{IndexKey, KeyPart, Label, Numbering};
use crate::types;
use crate::validate::{
    CheckedForeignKey, CheckedIndex, CheckedUnique, Column, DefaultValue, Table, path_span,
};

/// Writes an `Option`.
pub(crate) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn variant(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Writes `static __TABLE`.
pub(super) fn definition(table: &Table) -> TokenStream {
    let model = table.ident.unraw().to_string();
    let name = &table.name;
    let database = option(table.database.as_ref());
    let schema = option(table.schema.as_ref());
    let renamed_from = option(table.renamed_from.as_ref());
    let comment = option(table.comment.as_ref());
    let primary_key_name = option(table.primary_key_name.as_ref());
    let former_names = table.former_names.iter();
    let former_names = former_names.map(|(former, name)| quote!((#former, #name)));
    let engine = option(table.engine.as_ref());
    let charset = option(table.charset.as_ref());
    let collation = option(table.collation.as_ref());
    let (strict, without_rowid) = (table.strict, table.without_rowid);
    let excludes = table.excludes.iter().map(|exclude| {
        let (name, definition) = (option(exclude.label.name.as_ref()), &exclude.definition);
        let deferrable = variant(exclude.deferred.variant());
        let only = only(&exclude.label);
        quote! {
            __m::ExcludeDef {
                name: #name,
                definition: #definition,
                deferrable: __m::Deferrable::#deferrable,
                only: #only,
            }
        }
    });
    let columns = (0..table.columns.len()).map(|place| column(table, place));
    let primary_key = names(table, &table.primary_key);
    let uniques = table.uniques.iter().map(|it| unique(table, it));
    let indexes = table.indexes.iter().map(|it| index(table, it));
    let checks = table.checks.iter().map(|check| {
        let (name, expression) = (option(check.label.name.as_ref()), &check.expression);
        let only = only(&check.label);
        quote!(__m::CheckDef { name: #name, expression: #expression, only: #only })
    });
    let parents = table.foreign_keys.iter().enumerate().map(parent);
    let foreign_keys = table
        .foreign_keys
        .iter()
        .enumerate()
        .map(|it| foreign_key(table, it));
    quote! {
        #(#parents)*

        static __TABLE: __m::TableDef = __m::TableDef {
            model: #model,
            module: ::core::module_path!(),
            database: #database,
            schema: #schema,
            name: #name,
            renamed_from: #renamed_from,
            comment: #comment,
            columns: &[#(#columns),*],
            primary_key: #primary_key,
            primary_key_name: #primary_key_name,
            former_names: &[#(#former_names),*],
            uniques: &[#(#uniques),*],
            checks: &[#(#checks),*],
            foreign_keys: &[#(#foreign_keys),*],
            indexes: &[#(#indexes),*],
            strict: #strict,
            without_rowid: #without_rowid,
            engine: #engine,
            charset: #charset,
            collation: #collation,
            excludes: &[#(#excludes),*],
        };
    }
}

fn names(table: &Table, places: &[usize]) -> TokenStream {
    let names = places.iter().map(|&place| table.sql_name(place));
    quote!(&[#(#names),*])
}

/// The databases that something is for; none for all.
fn only(label: &Label) -> TokenStream {
    let engines = label.only.iter().map(|engine| variant(engine));
    quote!(&[#(__m::Engine::#engines),*])
}

fn column(table: &Table, place: usize) -> TokenStream {
    let column = &table.columns[place];
    let name = table.sql_name(place);
    let ty = column_type(column);
    let nullable = column.nullable;
    let default = option(column.default.as_ref().map(default));
    let identity = match column.numbering.map(|(_, numbering)| numbering) {
        None => quote!(Unstated),
        Some(Numbering::None) => quote!(None),
        Some(Numbering::ByDefault) => quote!(ByDefault),
        Some(Numbering::Always) => quote!(Always),
        Some(Numbering::Autoincrement) => quote!(Autoincrement),
    };
    let generated = option(column.generated.as_ref().map(|(expression, stored)| {
        quote!(__m::GeneratedDef { expression: #expression, stored: #stored })
    }));
    let collation = option(column.collation.as_ref());
    let on_update = option(column.on_update.as_ref());
    let comment = option(column.comment.as_ref());
    let renamed_from = option(column.renamed_from.as_ref());
    quote! {
        __m::ColumnDef {
            name: #name,
            type_: #ty,
            nullable: #nullable,
            default: #default,
            identity: __m::IdentityDef::#identity,
            generated: #generated,
            collation: #collation,
            on_update: #on_update,
            comment: #comment,
            renamed_from: #renamed_from,
        }
    }
}

fn column_type(column: &Column) -> TokenStream {
    if let Some(spelling) = &column.db_type {
        return quote!(__m::TypeDef::Db(#spelling));
    }
    if column.enumeration {
        let ty = &column.ty;
        return quote!(__m::TypeDef::Enum(<#ty as __m::MigratableEnum>::ENUM));
    }
    types::type_def(&column.sql_type.kind, &column.sizes)
}

fn default(default: &DefaultValue) -> TokenStream {
    let literal = match default {
        DefaultValue::Sql(text) => return quote!(__m::DefaultDef::Sql(#text)),
        DefaultValue::Bool(value) => quote!(Bool(#value)),
        DefaultValue::Number(digits) => quote!(Number(#digits)),
        DefaultValue::Text(text) => quote!(Text(#text)),
        DefaultValue::Bytes(bytes) => {
            let bytes = Literal::byte_string(bytes);
            quote!(Bytes(#bytes))
        }
    };
    quote!(__m::DefaultDef::Literal(__m::LiteralDef::#literal))
}

fn unique(table: &Table, unique: &CheckedUnique) -> TokenStream {
    let name = option(unique.label.name.as_ref());
    let only = only(&unique.label);
    let columns = names(table, &unique.columns);
    let deferrable = variant(unique.deferred.variant());
    let nulls_not_distinct = unique.nulls_not_distinct;
    quote! {
        __m::UniqueDef {
            name: #name,
            columns: #columns,
            deferrable: __m::Deferrable::#deferrable,
            nulls_not_distinct: #nulls_not_distinct,
            only: #only,
        }
    }
}

fn index(table: &Table, checked: &CheckedIndex) -> TokenStream {
    let index = &checked.index;
    let name = option(index.label.name.as_ref());
    let columns = index
        .parts
        .iter()
        .zip(&checked.columns)
        .map(|(part, place)| index_column(table, part, *place));
    let unique = index.unique;
    let predicate = option(index.predicate.as_ref());
    let method = option(index.using.as_ref());
    let include = names(table, &checked.include);
    let nulls_not_distinct = index.nulls_not_distinct;
    let concurrently = index.concurrently;
    let only = only(&index.label);
    quote! {
        __m::IndexDef {
            name: #name,
            columns: &[#(#columns),*],
            unique: #unique,
            predicate: #predicate,
            method: #method,
            include: #include,
            nulls_not_distinct: #nulls_not_distinct,
            concurrently: #concurrently,
            only: #only,
        }
    }
}

fn index_column(table: &Table, part: &KeyPart, place: Option<usize>) -> TokenStream {
    let key = match (&part.key, place) {
        (IndexKey::Expression(expression), _) => quote!(Expression(#expression)),
        (IndexKey::Field(_), Some(place)) => {
            let name = table.sql_name(place);
            quote!(Column(#name))
        }
        (IndexKey::Field(field), None) => {
            let name = field.unraw().to_string();
            quote!(Column(#name))
        }
    };
    let descending = part.descending;
    let nulls = option(match (part.nulls_first, part.nulls_last) {
        (true, _) => Some(quote!(__m::NullsOrder::First)),
        (false, true) => Some(quote!(__m::NullsOrder::Last)),
        (false, false) => None,
    });
    let collation = option(part.collation.as_ref());
    let ops = option(part.ops.as_ref());
    let prefix = option(part.prefix);
    quote! {
        __m::IndexColumnDef {
            key: __m::IndexKeyDef::#key,
            descending: #descending,
            nulls: #nulls,
            collation: #collation,
            ops: #ops,
            prefix: #prefix,
        }
    }
}

fn parent_const(number: usize, span: Span) -> Ident {
    format_ident!("__PARENT_{number}", span = span)
}

/// What a foreign key asks of the parent. Its definition is none of it, so that models may refer to each other in a
/// circle.
pub(super) fn parent_literal(parent: &Path) -> TokenStream {
    let model = parent
        .segments
        .last()
        .map(|last| last.ident.unraw().to_string());
    let span = at(path_span(parent));
    quote_spanned! {span=>
        __m::Parent {
            model: #model,
            schema: <#parent as __m::Migratable>::SCHEMA,
            name: <#parent as __m::Migratable>::NAME,
            primary_key: <#parent as __m::Migratable>::PRIMARY_KEY,
            fields: <#parent as __m::Migratable>::FIELDS,
        }
    }
}

fn parent((number, checked): (usize, &CheckedForeignKey)) -> TokenStream {
    let span = at(path_span(&checked.foreign_key.parent));
    let name = parent_const(number, span);
    let literal = parent_literal(&checked.foreign_key.parent);
    quote_spanned!(span=> const #name: __m::Parent = #literal;)
}

fn foreign_key(table: &Table, (number, checked): (usize, &CheckedForeignKey)) -> TokenStream {
    let foreign_key = &checked.foreign_key;
    let parent = parent_const(number, Span::call_site());
    let name = option(foreign_key.label.name.as_ref());
    let only = only(&foreign_key.label);
    let columns = names(table, &checked.columns);
    let referenced = if foreign_key.parent_fields.is_empty() {
        let count = checked.columns.len();
        let span = at(path_span(&foreign_key.parent));
        let parent = parent_const(number, span);
        quote_spanned!(span=> __m::Parent::key(&#parent, #count))
    } else {
        let fields = foreign_key.parent_fields.iter().map(|field| {
            let name = field.unraw().to_string();
            let span = at(field.span());
            let parent = parent_const(number, span);
            quote_spanned!(span=> __m::Parent::column(&#parent, #name))
        });
        quote!(&[#(#fields),*])
    };
    let on_delete = variant(foreign_key.on_delete.unwrap_or("NoAction"));
    let on_update = variant(foreign_key.on_update.unwrap_or("NoAction"));
    let deferrable = variant(foreign_key.deferred.variant());
    let match_ = variant(if foreign_key.match_full == Some(true) {
        "Full"
    } else {
        "Simple"
    });
    quote! {
        __m::ForeignKeyDef {
            name: #name,
            columns: #columns,
            references_schema: #parent.schema,
            references_table: #parent.name,
            references_columns: #referenced,
            on_delete: __m::ReferentialAction::#on_delete,
            on_update: __m::ReferentialAction::#on_update,
            deferrable: __m::Deferrable::#deferrable,
            match_: __m::MatchType::#match_,
            only: #only,
        }
    }
}
