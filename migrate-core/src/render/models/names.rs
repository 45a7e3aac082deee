//! Names of Rust for names of SQL.

/// Rust's keywords that can be raw identifiers.
const KEYWORDS: &str = " abstract as async await become box break const continue do dyn else enum extern false final fn for gen if \
     impl in let loop macro match mod move mut override priv pub ref return static struct trait true try type typeof \
     unsafe unsized use virtual where while yield ";

/// An identifier in small letters, with words divided by `_`.
pub(super) fn identifier(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut before = '_';
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            if before.is_ascii_lowercase() || before.is_ascii_digit() {
                text.push('_');
            }
            text.push(character.to_ascii_lowercase());
        } else if character.is_alphanumeric() || character == '_' {
            text.push(character);
        } else if !text.ends_with('_') && !text.is_empty() {
            text.push('_');
        }
        before = character;
    }
    let trimmed = text.trim_end_matches('_');
    let text = if trimmed.is_empty() {
        "unnamed"
    } else {
        trimmed
    };
    match text {
        "self" | "super" | "crate" | "_" => format!("{text}_"),
        text if KEYWORDS.contains(&format!(" {text} ")) => format!("r#{text}"),
        text if text.starts_with(|c: char| c.is_ascii_digit()) => format!("n{text}"),
        text => text.to_owned(),
    }
}

/// A type's name: words with capitals, one after the other.
pub(super) fn type_name(name: &str) -> String {
    let identifier = identifier(name);
    let words = identifier.trim_start_matches("r#").split('_');
    let capital = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next();
        first
            .map(|first| first.to_uppercase().chain(characters).collect::<String>())
            .unwrap_or_default()
    };
    words.map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        for (name, rust) in [
            ("heros", "heros"),
            ("Order Items", "order_items"),
            ("userID", "user_id"),
            ("type", "r#type"),
            ("2fa", "n2fa"),
            ("we\"ird", "we_ird"),
            ("grün", "grün"),
            ("`", "unnamed"),
        ] {
            assert_eq!(identifier(name), rust);
        }
        assert_eq!(type_name("Order Items"), "OrderItems");
        assert_eq!(type_name("type"), "Type");
    }
}
