//! `${VAR}` and `~` in the texts of `migrate.toml`.

/// Where variables are looked up: the process's environment, then what `.env` says; the caller decides.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Why a text cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpandError {
    /// The variable is not set.
    #[error("the variable `{name}` is not set")]
    NotSet {
        /// The variable.
        name: String,
    },
    /// `${` without `}`, or with nothing in between.
    #[error("`${{` without a name and `}}` in `{text}` (a dollar sign itself is written `$$`)")]
    Unclosed {
        /// The text.
        text: String,
    },
}

/// Replaces `${VAR}`, `$$` by one dollar sign, and a `~` that stands for the home folder: at the start of a path, also
/// of the path in a `sqlite://` URL.
pub(super) fn expand(text: &str, lookup: Lookup<'_>) -> Result<String, ExpandError> {
    let variable = |name: &str| {
        lookup(name).ok_or_else(|| ExpandError::NotSet {
            name: name.to_owned(),
        })
    };
    let mut expanded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            expanded.push('$');
            rest = after;
        } else if let Some(after) = after.strip_prefix('{') {
            let (name, after) = after
                .split_once('}')
                .filter(|(name, _)| !name.is_empty())
                .ok_or_else(|| ExpandError::Unclosed {
                    text: text.to_owned(),
                })?;
            expanded.push_str(&variable(name)?);
            rest = after;
        } else {
            expanded.push('$');
            rest = after;
        }
    }
    expanded.push_str(rest);

    // A tilde out of a variable is not ours to read: shells do not either.
    let scheme = if text.starts_with("sqlite://") {
        "sqlite://"
    } else {
        ""
    };
    let path = text.strip_prefix(scheme).unwrap_or(text);
    if path == "~" || path.starts_with("~/") {
        let home = variable("HOME").or_else(|error| variable("USERPROFILE").map_err(|_| error))?;
        // `sqlite://` and a path of three slashes is an absolute one.
        let slash = if scheme.is_empty() || home.starts_with('/') {
            ""
        } else {
            "/"
        };
        expanded.replace_range(..=scheme.len(), &format!("{scheme}{slash}{home}"));
    }
    Ok(expanded)
}
