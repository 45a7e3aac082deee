//! The macros of `migrate-core`, which re-exports them; name them through it.

use proc_macro::TokenStream;

/// Registers a struct as the model of a table.
#[proc_macro_derive(Migratable, attributes(migratable, diesel))]
pub fn derive_migratable(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// Describes an enum whose values a column holds.
#[proc_macro_derive(MigratableEnum, attributes(migratable))]
pub fn derive_migratable_enum(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}

/// Embeds a folder of revisions.
#[proc_macro]
pub fn embed_revisions(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
