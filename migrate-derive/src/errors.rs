//! All mistakes of a struct, collected, each on its own span.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors {
    all: Option<syn::Error>,
    count: usize,
}

impl Errors {
    pub(crate) fn push(&mut self, span: Span, message: impl Display) {
        self.add(syn::Error::new(span, message));
    }

    /// Marks all of the tokens, where `push` marks one.
    pub(crate) fn push_on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn add(&mut self, error: syn::Error) {
        self.count += 1;
        match &mut self.all {
            Some(all) => all.combine(error),
            None => self.all = Some(error),
        }
    }

    /// How many there are: what is missing since a piece did not parse is not missing, too.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Returns the value, or keeps the error.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error);
                None
            }
        }
    }

    /// Returns the code with the errors before it: what can be generated is, so that one mistake stays one error.
    pub(crate) fn and(self, code: Option<TokenStream>) -> TokenStream {
        let mut tokens = self
            .all
            .map(|all| all.to_compile_error())
            .unwrap_or_default();
        tokens.extend(code);
        tokens
    }
}

/// Ends a message about an unknown word: the known one that it resembles, or all of them.
pub(crate) fn suggestion(word: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), *candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match nearest {
        Some((similarity, candidate)) if similarity > 0.8 => {
            format!("did you mean `{candidate}`?")
        }
        Some(_) => format!("known are {}", list(known)),
        None => "none is known here".to_owned(),
    }
}

/// Writes words for a message: `a`, `b`, `c`.
pub(crate) fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
