//! "Did you mean": the known name that is most like a mistyped one.

/// The known name that is near enough to be what was meant.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|&(likeness, _)| likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

/// The end of a message: `; did you mean ...?`, or nothing.
pub(crate) fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The end of a message on a token: the one that was probably meant, or all that there are.
pub(crate) fn known(suggestion: Option<&str>, tokens: &[&str]) -> String {
    match suggestion {
        Some(token) => format!("; did you mean `{{{token}}}`?"),
        None => format!("; there are `{{{}}}`", tokens.join("}`, `{")),
    }
}
