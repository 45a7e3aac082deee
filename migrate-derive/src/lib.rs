//! The macros of `migrate-core`, which re-exports them; name them through it.

mod embed;

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

/// Compiles a folder of revisions into the crate, as `pub static REVISIONS`.
///
/// ```ignore
/// migrate_core::embed_revisions!("versions");
///
/// pub fn environment() -> Environment {
///     Environment::new(&REVISIONS)
/// }
/// ```
///
/// The folder counts from the crate's manifest; several may be named. Every `.rs` file in it is a revision, and becomes
/// a module. What `migrate.toml` says of running is compiled in, too: the one beside the manifest, or above it within
/// the workspace; without an argument, the folders are those that it names. A folder that is missing or empty is an
/// empty history.
///
/// After the folders may stand `allow_multiple_heads`, and `crate = path` where `migrate-core` has another name.
///
/// All that is wrong with the revisions is reported at once, as errors at the macro that name file and line. For cargo
/// to see a *new* file, the crate needs a `build.rs` whose `main` prints `cargo:rerun-if-changed=versions`.
#[proc_macro]
pub fn embed_revisions(input: TokenStream) -> TokenStream {
    embed::embed_revisions(input.into()).into()
}
