//! The digest of a revision file that the journal keeps: it changes when the code does, and not when someone
//! reformats the file, edits a comment or checks it out with other line ends.

use std::fmt::Write as _;

use hmac_sha256::Hash;

use crate::lexer::{LexError, Lexer, TokenKind};

/// The version of the rule below. A change of the rule is a new version; old rows of journals keep theirs.
const VERSION: &str = "1";

/// Digests a file: SHA-256 over its tokens without comments and white space, as `1:<64 hex digits>`.
///
/// Each token is followed by a line feed. Documentation comments are comments. A carriage return before a line feed
/// does not count inside a token either, as it does not for rustc.
///
/// # Errors
///
/// If the text cannot be read as tokens.
pub fn checksum(source: &str) -> Result<String, LexError> {
    let mut digest = Hash::new();
    for token in Lexer::new(source) {
        let token = token?;
        if matches!(token.kind, TokenKind::Comment | TokenKind::InnerDoc) {
            continue;
        }
        for (index, part) in token.text(source).split("\r\n").enumerate() {
            if index > 0 {
                digest.update(b"\n");
            }
            digest.update(part.as_bytes());
        }
        digest.update(b"\n");
    }
    let mut text = format!("{VERSION}:");
    for byte in digest.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::checksum;

    #[test]
    fn layout_and_comments_do_not_count() {
        let written = "//! a\n\npub fn f() {\n    g(1, \"x\"); // no\n}\n";
        let dense = "/*! b */ pub fn f(){g(1,\"x\");}";
        assert_eq!(checksum(written).unwrap(), checksum(dense).unwrap());
        assert_eq!(
            checksum(&written.replace('\n', "\r\n")).unwrap(),
            checksum(dense).unwrap()
        );
    }

    #[test]
    fn every_token_counts() {
        let before = checksum("fn f() { g(1) }").unwrap();
        for other in [
            "fn f() { g(2) }",
            "fn f() { g(\"1\") }",
            "fn f() { g1() }",
            "fn f() { g(1); }",
        ] {
            assert_ne!(before, checksum(other).unwrap(), "{other}");
        }
        assert_ne!(checksum("\"a b\"").unwrap(), checksum("\"a  b\"").unwrap());
    }

    /// Rows in journals hold these digests: the rule of version 1 cannot change.
    #[test]
    fn version_1_is_frozen() {
        // printf 'fn\nf\n(\n)\n{\n}\n' | sha256sum
        assert_eq!(
            checksum("fn f() {}").unwrap(),
            "1:cf957d2aab3aa46ec260ccb0d0ec32bd19dd6e3ff250f5dbe89ea5dca46c7107"
        );
    }
}
