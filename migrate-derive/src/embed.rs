//! `embed_revisions!`: a folder of revision files becomes modules and one `static`. In go the macro's arguments, the
//! files and `migrate.toml`; out come items, or one error for each thing that is wrong and an empty history, so that
//! nothing else fails.

use std::collections::HashSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Duration;

use migrate_source::config::{Config, Transaction};
use migrate_source::{RevisionHeader, checksum, lineage, versions};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// See [`embed_revisions!`](crate::embed_revisions!).
pub(crate) fn embed_revisions(input: TokenStream) -> TokenStream {
    let arguments = match syn::parse2::<Arguments>(input) {
        Ok(arguments) => arguments,
        Err(error) => {
            let error = error.to_compile_error();
            let empty = expand(&Arguments::default(), &History::empty());
            return quote! { #error #empty };
        }
    };
    let mut errors = Vec::new();
    let history = History::read(&arguments, &mut errors);
    let errors = errors
        .iter()
        .map(|message| syn::Error::new(arguments.span, message).into_compile_error());
    let items = expand(&arguments, &history);
    quote! { #(#errors)* #items }
}

/// `"versions", "more", allow_multiple_heads, crate = path`.
struct Arguments {
    folders: Vec<LitStr>,
    allow_multiple_heads: bool,
    krate: syn::Path,
    span: Span,
}

impl Default for Arguments {
    fn default() -> Self {
        Arguments {
            folders: Vec::new(),
            allow_multiple_heads: false,
            krate: syn::parse_quote!(::migrate_core),
            span: Span::call_site(),
        }
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Arguments::default();
        while !input.is_empty() {
            if input.peek(LitStr) {
                let folder: LitStr = input.parse()?;
                if arguments.folders.is_empty() {
                    arguments.span = folder.span();
                }
                arguments.folders.push(folder);
            } else if input.peek(Token![crate]) {
                input.parse::<Token![crate]>()?;
                input.parse::<Token![=]>()?;
                arguments.krate = syn::Path::parse_mod_style(input)?;
            } else {
                let expected = "expected a folder, `allow_multiple_heads` or `crate = path`";
                let option: Ident = input
                    .parse()
                    .map_err(|error| syn::Error::new(error.span(), expected))?;
                if option != "allow_multiple_heads" {
                    return Err(syn::Error::new(option.span(), expected));
                }
                arguments.allow_multiple_heads = true;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

/// What was read.
struct History {
    revisions: Vec<(RevisionHeader, String)>,
    config: Config,
    /// The settings of each `[env.NAME]`.
    environments: Vec<Config>,
    /// The folders as the macro names them, for the documentation of the static.
    folders: String,
}

impl History {
    fn empty() -> Self {
        History {
            revisions: Vec::new(),
            config: Config::default_in(Path::new("")),
            environments: Vec::new(),
            folders: String::new(),
        }
    }

    /// Reads everything; what is wrong goes to `errors`, and then the history is empty.
    fn read(arguments: &Arguments, errors: &mut Vec<String>) -> Self {
        let mut history = History::empty();
        let Some(manifest) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) else {
            errors
                .push("embed_revisions! needs cargo, which says where the manifest is".to_owned());
            return history;
        };
        let lookup = |name: &str| std::env::var(name).ok();
        let config_folder = Config::find(&manifest).unwrap_or_else(|| manifest.clone());
        match Config::load(&config_folder, None) {
            Ok(config) => {
                let environments = config.envs.iter();
                history.environments = environments
                    .filter_map(|name| Config::load(&config_folder, Some(name)).ok())
                    .collect();
                history.config = config;
            }
            Err(error) => errors.push(with_causes(&error)),
        }

        let folders = if arguments.folders.is_empty() {
            history
                .config
                .version_folders(&lookup)
                .map_err(|error| errors.push(with_causes(&error)))
        } else {
            Ok(arguments
                .folders
                .iter()
                .map(|folder| manifest.join(folder.value()))
                .collect())
        };
        let Ok(folders) = folders else {
            return history;
        };
        let shown: Vec<String> = folders
            .iter()
            .map(|folder| versions::shown(&manifest, folder))
            .collect();
        errors.extend(not_embedded(&history.config, &folders, &lookup));
        history.folders = shown.join("`, `");

        let found = versions::read(
            &Config::root_above(&manifest),
            &folders,
            history.config.recursive_version_locations,
        );
        errors.extend(found.errors.iter().map(|error| with_causes(error)));
        if !errors.is_empty() {
            // The history is not whole: what it lacks would be reported as missing.
            return history;
        }
        errors.extend(
            lineage::check(&found.headers)
                .iter()
                .map(ToString::to_string),
        );
        let heads = lineage::heads(&found.headers);
        if errors.is_empty() && heads.len() > 1 && !arguments.allow_multiple_heads {
            errors.push(format!(
                "the history has {} heads: `{}`; join them with `migrate merge heads -m \"...\"`, or allow them with \
                 `embed_revisions!(..., allow_multiple_heads)`",
                heads.len(),
                heads.join("`, `"),
            ));
        }
        if errors.is_empty() {
            for header in found.headers {
                match digest(&header) {
                    Ok(digest) => history.revisions.push((header, digest)),
                    Err(error) => errors.push(error),
                }
            }
        }
        if !errors.is_empty() {
            history.revisions.clear();
        }
        history
    }
}

/// Says that the command would write revisions where the macro does not look.
fn not_embedded(
    config: &Config,
    embedded: &[PathBuf],
    lookup: migrate_source::config::Lookup<'_>,
) -> Option<String> {
    config.version_locations.as_ref()?;
    let real = |folder: &PathBuf| folder.canonicalize().unwrap_or_else(|_| folder.clone());
    let embedded: HashSet<PathBuf> = embedded.iter().map(real).collect();
    let stated = config.version_folders(lookup).ok()?;
    let missing = stated
        .iter()
        .find(|&folder| !embedded.contains(&real(folder)))?;
    Some(format!(
        "`version_locations` of migrate.toml names {}, which is not embedded: leave the folders to it, \
         `embed_revisions!()`, and let build.rs say `cargo:rerun-if-changed=` for each",
        versions::shown(&config.root, missing)
    ))
}

fn digest(header: &RevisionHeader) -> Result<String, String> {
    let source = std::fs::read_to_string(&header.file)
        .map_err(|error| format!("{}: {error}", header.path))?;
    checksum(&source).map_err(|error| format!("{}: {error}", header.path))
}

/// Writes the items.
fn expand(arguments: &Arguments, history: &History) -> TokenStream {
    let krate = &arguments.krate;
    let private = quote! { #krate::__private };
    let names = module_names(history.revisions.iter().map(|(header, _)| header));

    // One item for each revision, so that a new one leaves what is compiled of the others as it is.
    let items = history
        .revisions
        .iter()
        .zip(&names)
        .map(|((header, digest), name)| revision_items(&private, header, digest, name));
    let config = embedded_config(&private, &history.config, &history.environments);
    // cargo rebuilds when a file changes that the compiler has read.
    let tracked = history.config.file.iter().map(|file| {
        let file = file.to_string_lossy();
        quote! { const _: &[::core::primitive::u8] = ::core::include_bytes!(#file); }
    });
    let documentation = format!(
        " The revisions of `{}`, and the settings of the project.",
        history.folders
    );

    quote! {
        #[doc(hidden)]
        #[allow(unreachable_pub)]
        #[allow(non_upper_case_globals)]
        mod __migrate_revisions {
            #(#items)*
        }

        #[doc = #documentation]
        #[allow(unreachable_pub)]
        pub static REVISIONS: #private::Embedded = #private::Embedded {
            revisions: &[#(__migrate_revisions::#names),*],
            config: #config,
        };

        #(#tracked)*
    }
}

/// The module of a revision, what is known of it, and the assertion that the compiled header is the one that was read.
fn revision_items(
    private: &TokenStream,
    header: &RevisionHeader,
    digest: &str,
    name: &Ident,
) -> TokenStream {
    let RevisionHeader {
        id,
        down_revisions,
        depends_on,
        branch_labels,
        message,
        created,
        path,
        file,
        ..
    } = header;
    let file = file.to_string_lossy();
    let created = match created {
        Some(created) => quote! { ::core::option::Option::Some(#created) },
        None => quote! { ::core::option::Option::None },
    };
    let settings = if header.has_settings {
        quote! { #name::SETTINGS }
    } else {
        quote! { #private::Settings::new() }
    };
    let mismatch = format!("{path}: the compiled REVISION is not the one that stands in the file");
    quote! {
        #[allow(clippy::approx_constant)]
        #[path = #file]
        mod #name;

        pub(super) const #name: #private::EmbeddedRevision = #private::EmbeddedRevision {
            revision: &#name::REVISION,
            settings: #settings,
            message: #message,
            created: #created,
            path: #path,
            checksum: #digest,
            upgrade: #name::upgrade,
            downgrade: #name::downgrade,
        };

        const _: () = ::core::assert!(
            #private::same_header(
                &#name::REVISION,
                &#private::Revision {
                    id: #id,
                    down_revisions: &[#(#down_revisions),*],
                    depends_on: &[#(#depends_on),*],
                    branch_labels: &[#(#branch_labels),*],
                },
            ),
            #mismatch
        );
    }
}

fn embedded_config(private: &TokenStream, config: &Config, environments: &[Config]) -> TokenStream {
    let Config {
        version_table,
        version_table_schema,
        version_table_pk,
        journal,
        transaction,
        lock,
        runner_lock_timeout,
        ddl_lock_timeout,
        statement_timeout,
        compare_types,
        compare_defaults,
        filter,
        naming_convention,
        databases,
        ..
    } = config;
    let schema = optional(version_table_schema.as_ref());
    let transaction = match transaction {
        Transaction::Revision => quote! { Revision },
        Transaction::Run => quote! { Run },
    };
    let runner_lock_timeout = milliseconds(*runner_lock_timeout);
    let ddl_lock_timeout = optional(ddl_lock_timeout.map(milliseconds));
    let statement_timeout = optional(statement_timeout.map(milliseconds));
    let migrate_source::config::Filter {
        schemas,
        only_tables,
        except_tables,
        ..
    } = filter;
    let patterns = naming_convention
        .patterns()
        .map(|(kind, pattern)| quote! { (#kind, #pattern) });
    let environments = environments.iter().map(|config| {
        let name = &config.env;
        let config = embedded_config(private, config, &[]);
        quote! { (#name, #config) }
    });
    quote! {
        #private::EmbeddedConfig {
            version_table: #version_table,
            version_table_schema: #schema,
            version_table_pk: #version_table_pk,
            journal: #journal,
            transaction: #private::TransactionMode::#transaction,
            lock: #lock,
            runner_lock_timeout_ms: #runner_lock_timeout,
            ddl_lock_timeout_ms: #ddl_lock_timeout,
            statement_timeout_ms: #statement_timeout,
            compare_types: #compare_types,
            compare_defaults: #compare_defaults,
            schemas: &[#(#schemas),*],
            only_tables: &[#(#only_tables),*],
            except_tables: &[#(#except_tables),*],
            naming_convention: &[#(#patterns),*],
            databases: &[#(#databases),*],
            environments: &[#(#environments),*],
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn optional(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}

/// A module's name for each file, so that errors and traces name it: `r_1975ea83b712_create_heros`.
fn module_names<'a>(headers: impl Iterator<Item = &'a RevisionHeader>) -> Vec<Ident> {
    let mut taken = HashSet::new();
    headers
        .map(|header| {
            let stem = header
                .file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .to_lowercase();
            let words: Vec<&str> = stem
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            let name = format!("r_{}", words.join("_"));
            let mut unique = name.clone();
            let mut count = 1;
            while !taken.insert(unique.clone()) {
                count += 1;
                unique = format!("{name}_{count}");
            }
            format_ident!("{unique}")
        })
        .collect()
}

/// An error and its causes on one line.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests;
