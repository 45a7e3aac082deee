//! The grammar of an attribute's inside: `word`, `word = tokens`, `word(...)`, `Path`, `"literal"`, between commas.
//!
//! Both Diesel's attributes and ours are read through it. A piece that does not parse is one error, and its neighbours
//! are read all the same.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Lit, LitInt, LitStr, Path, Token};

use crate::errors::{Errors, list, suggestion};

/// One piece between commas.
pub(crate) struct Argument {
    pub(crate) head: Head,
    pub(crate) value: Value,
}

pub(crate) enum Head {
    Word(Ident),
    Path(Path),
    Literal(Lit),
}

pub(crate) enum Value {
    None,
    /// What follows `=`.
    Assigned(TokenStream),
    /// What stands in parentheses.
    List(TokenStream),
}

impl Parse for Argument {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let head = if input.peek(Lit) {
            Head::Literal(input.parse()?)
        } else if input.peek(Token![::])
            || input.peek2(Token![::])
            || (input.peek(syn::Ident::peek_any) && input.peek2(Token![<]))
        {
            Head::Path(input.parse()?)
        } else if input.peek(syn::Ident::peek_any) {
            Head::Word(input.call(Ident::parse_any)?)
        } else {
            return Err(input.error("expected a key"));
        };
        let value = if input.is_empty() {
            Value::None
        } else if input.peek(Token![=]) {
            let equals: Token![=] = input.parse()?;
            if input.is_empty() {
                return Err(syn::Error::new_spanned(
                    equals,
                    "expected a value after `=`",
                ));
            }
            Value::Assigned(input.parse()?)
        } else if input.peek(syn::token::Paren) {
            let content;
            syn::parenthesized!(content in input);
            Value::List(content.parse()?)
        } else {
            return Err(input.error("expected `,`, `=` or `(`"));
        };
        if input.is_empty() {
            Ok(Argument { head, value })
        } else {
            Err(input.error("expected `,`"))
        }
    }
}

/// Reads what stands between commas.
pub(crate) fn arguments(tokens: TokenStream, errors: &mut Errors) -> Vec<Argument> {
    split(tokens)
        .into_iter()
        .filter_map(|piece| errors.take(Argument::parse.parse2(piece)))
        .collect()
}

/// Splits at commas, but not at those between `<` and `>`.
fn split(tokens: TokenStream) -> Vec<TokenStream> {
    let mut pieces = vec![Vec::new()];
    let mut depth = 0_usize;
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            match punct.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    pieces.push(Vec::new());
                    continue;
                }
                _ => {}
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.push(token);
        }
    }
    pieces
        .into_iter()
        .filter(|piece: &Vec<TokenTree>| !piece.is_empty())
        .map(|piece| piece.into_iter().collect())
        .collect()
}

/// Reads the insides of all attributes of one name.
pub(crate) fn attributes(
    attrs: &[syn::Attribute],
    name: &str,
    errors: &mut Errors,
) -> Vec<Argument> {
    let mut all = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        match &attr.meta {
            syn::Meta::List(list) => all.extend(arguments(list.tokens.clone(), errors)),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => {
                errors.push_on(&attr.meta, format!("expected `{name}(...)`"));
            }
        }
    }
    all
}

impl Argument {
    /// The word that it starts with, without `r#`; empty if it starts with something else.
    pub(crate) fn key(&self) -> String {
        match &self.head {
            Head::Word(word) => word.unraw().to_string(),
            Head::Path(_) | Head::Literal(_) => String::new(),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match &self.head {
            Head::Word(word) => word.span(),
            Head::Path(path) => path
                .segments
                .first()
                .map_or_else(Span::call_site, |first| first.ident.span()),
            Head::Literal(literal) => literal.span(),
        }
    }

    /// Reports that nothing of this name is known here.
    pub(crate) fn unknown(&self, place: &str, known: &[&str], errors: &mut Errors) {
        match &self.head {
            Head::Word(word) => {
                let word = word.unraw().to_string();
                errors.push(
                    self.span(),
                    format!("unknown key `{word}` {place}: {}", suggestion(&word, known)),
                );
            }
            Head::Path(path) => errors.push_on(
                path,
                format!("expected a key {place}, one of {}", list(known)),
            ),
            Head::Literal(literal) => errors.push_on(
                literal,
                format!("expected a key {place}, one of {}", list(known)),
            ),
        }
    }

    /// Reads a key that takes no value.
    pub(crate) fn flag(&self, slot: &mut bool, errors: &mut Errors) {
        let key = self.key();
        match &self.value {
            Value::None if *slot => self.twice(errors),
            Value::None => *slot = true,
            Value::Assigned(_) | Value::List(_) => {
                errors.push(
                    self.span(),
                    format!("`{key}` takes no value: write `{key}`, or leave it out"),
                );
            }
        }
    }

    /// Reads `key = "text"`.
    pub(crate) fn text(&self, slot: &mut Option<LitStr>, errors: &mut Errors) {
        let text = self.assigned::<LitStr>("a string", "\"...\"", errors);
        if let Some(text) = &text
            && text.value().trim().is_empty()
        {
            errors.push_on(text, format!("`{}` is empty", self.key()));
        }
        self.set(slot, text, errors);
    }

    /// Reads `key = 80`.
    pub(crate) fn number(&self, slot: &mut Option<u32>, errors: &mut Errors) {
        let number = self
            .assigned::<LitInt>("a number", "80", errors)
            .and_then(|number| errors.take(number.base10_parse()));
        self.set(slot, number, errors);
    }

    /// Reads `key = word`, one of several.
    pub(crate) fn choice<T: Copy>(
        &self,
        slot: &mut Option<T>,
        choices: &[(&str, T)],
        errors: &mut Errors,
    ) {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let chosen = self
            .assigned_with(
                Ident::parse_any,
                &format!("one of {}", list(&words)),
                words.first().copied().unwrap_or_default(),
                errors,
            )
            .and_then(|word| {
                let text = word.unraw().to_string();
                let chosen = choices.iter().find(|(name, _)| *name == text);
                if chosen.is_none() {
                    errors.push_on(
                        &word,
                        format!(
                            "`{}` cannot be `{text}`: {}",
                            self.key(),
                            suggestion(&text, &words)
                        ),
                    );
                }
                chosen.map(|(_, value)| *value)
            });
        self.set(slot, chosen, errors);
    }

    /// Reads what follows `=`, as anything that syn parses.
    pub(crate) fn assigned<T: Parse>(
        &self,
        what: &str,
        example: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        self.assigned_with(T::parse, what, example, errors)
    }

    fn assigned_with<T>(
        &self,
        parser: fn(ParseStream) -> syn::Result<T>,
        what: &str,
        example: &str,
        errors: &mut Errors,
    ) -> Option<T> {
        let key = self.key();
        match &self.value {
            Value::Assigned(tokens) => {
                let parsed = parser.parse2(tokens.clone());
                if parsed.is_err() {
                    errors.push_on(
                        tokens,
                        format!("`{key}` expects {what}: `{key} = {example}`"),
                    );
                }
                parsed.ok()
            }
            Value::None | Value::List(_) => {
                errors.push(
                    self.span(),
                    format!("`{key}` expects {what}: `{key} = {example}`"),
                );
                None
            }
        }
    }

    /// Reads `key(...)`.
    pub(crate) fn list(&self, example: &str, errors: &mut Errors) -> Option<Vec<Argument>> {
        match &self.value {
            Value::List(tokens) => Some(arguments(tokens.clone(), errors)),
            Value::None | Value::Assigned(_) => {
                errors.push(
                    self.span(),
                    format!("`{}` expects a list: `{example}`", self.key()),
                );
                None
            }
        }
    }

    /// Keeps a value, unless there is one already.
    pub(crate) fn set<T>(&self, slot: &mut Option<T>, value: Option<T>, errors: &mut Errors) {
        if value.is_none() {
            return;
        }
        if slot.is_some() {
            self.twice(errors);
        } else {
            *slot = value;
        }
    }

    pub(crate) fn twice(&self, errors: &mut Errors) {
        errors.push(self.span(), format!("`{}` is stated twice", self.key()));
    }

    /// Reads a piece that is the name of a field and nothing else.
    pub(crate) fn field(&self, errors: &mut Errors) -> Option<Ident> {
        match (&self.head, &self.value) {
            (Head::Word(word), Value::None) => Some(word.clone()),
            (Head::Literal(literal), Value::None) => {
                errors.push_on(
                    literal,
                    "expected the name of a field, without quotes: fields are named here, not columns",
                );
                None
            }
            (Head::Word(_) | Head::Path(_) | Head::Literal(_), _) => {
                errors.push(
                    self.span(),
                    "expected the name of a field, and nothing else",
                );
                None
            }
        }
    }
}

/// Reads a list of fields: `columns(a, b)`.
pub(crate) fn fields(argument: &Argument, errors: &mut Errors) -> Vec<Ident> {
    let example = format!("{}(a, b)", argument.key());
    argument
        .list(&example, errors)
        .unwrap_or_default()
        .iter()
        .filter_map(|field| field.field(errors))
        .collect()
}

/// Reads a string that stands alone: `check("...")`.
pub(crate) fn lone_text(arguments: &[Argument]) -> Option<LitStr> {
    match arguments {
        [
            Argument {
                head: Head::Literal(Lit::Str(text)),
                value: Value::None,
            },
        ] => Some(text.clone()),
        _ => None,
    }
}

/// Removes the invisible group that a `macro_rules!` fragment brings along.
pub(crate) fn ungroup(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            ungroup(group.stream())
        }
        _ => tokens,
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.head {
            Head::Word(word) => word.to_tokens(tokens),
            Head::Path(path) => path.to_tokens(tokens),
            Head::Literal(literal) => literal.to_tokens(tokens),
        }
    }
}
