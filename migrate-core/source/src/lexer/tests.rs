#![allow(clippy::unwrap_used)]
use super::*;

fn tokens(source: &str) -> Vec<(TokenKind, &str)> {
    Lexer::new(source)
        .map(|token| {
            let token = token.unwrap();
            (token.kind, token.text(source))
        })
        .collect()
}

fn kinds(source: &str) -> Vec<TokenKind> {
    tokens(source).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn literals_of_every_kind() {
    use TokenKind::{Ident, Lifetime, Number, OtherLiteral, RawStr, Str};
    for (source, kind) in [
        (r#""a \" b""#, Str),
        (r#""\\""#, Str),
        ("\"over\ntwo lines\"", Str),
        (r##"r#"a "b" c"#"##, RawStr),
        (r#"r"\""#, RawStr),
        (r####"r###"a"## "###"####, RawStr),
        (r#"b"a\"""#, OtherLiteral),
        (r##"br#"""#"##, OtherLiteral),
        (r#"c"a""#, OtherLiteral),
        (r##"cr#"a"#"##, OtherLiteral),
        ("'a'", OtherLiteral),
        (r"'\''", OtherLiteral),
        (r"'\\'", OtherLiteral),
        (r"'\u{1F600}'", OtherLiteral),
        ("'\"'", OtherLiteral),
        ("'é'", OtherLiteral),
        ("b'x'", OtherLiteral),
        (r"b'\''", OtherLiteral),
        ("'a", Lifetime),
        ("'static", Lifetime),
        ("'_", Lifetime),
        ("'r#fn", Lifetime),
        ("r#type", Ident),
        ("größe", Ident),
        ("r", Ident),
        ("brand", Ident),
        ("1_000", Number),
        ("0xffe", Number),
        ("1.5e-3", Number),
        ("1e+9f64", Number),
    ] {
        assert_eq!(tokens(source), [(kind, source)]);
    }
}

#[test]
fn what_looks_like_something_else() {
    use TokenKind::{Close, Comment, Ident, Lifetime, Number, Open, Punct};
    assert_eq!(kinds("&'a str"), [Punct, Lifetime, Ident]);
    assert_eq!(kinds("0..1"), [Number, Punct, Number]);
    assert_eq!(kinds("0xe-1"), [Number, Punct, Number]);
    assert_eq!(kinds("t.0.1"), [Ident, Punct, Number]);
    assert_eq!(kinds("a/b"), [Ident, Punct, Ident]);
    assert_eq!(kinds("/* a /* b */ \" */ x"), [Comment, Ident]);
    assert_eq!(kinds("/**/ x // \" y"), [Comment, Ident, Comment]);
    assert_eq!(
        kinds("f('(')"),
        [Ident, Open, TokenKind::OtherLiteral, Close]
    );
    assert_eq!(
        tokens("x::<y>>=z").iter().map(|t| t.1).collect::<Vec<_>>(),
        ["x", "::", "<", "y", ">>=", "z"]
    );
}

#[test]
fn inner_docs_are_told_apart() {
    use TokenKind::{Comment, InnerDoc};
    assert_eq!(
        kinds("//! a\n/// b\n//// c\n/*! d */ /** e */ // !f"),
        [InnerDoc, Comment, Comment, InnerDoc, Comment, Comment]
    );
}

#[test]
fn the_start_of_a_file() {
    assert_eq!(tokens("\u{feff}x")[0].1, "x");
    assert_eq!(tokens("#!/usr/bin/env rust\nx")[0].1, "x");
    assert_eq!(tokens("#![allow(unused)]")[0].1, "#");
    assert_eq!(tokens("#! /* c */ [allow(unused)]")[0].1, "#");
}

#[test]
fn what_is_never_closed() {
    for (source, start) in [
        ("x \"abc", 2),
        ("r#\"abc\"", 0),
        ("\"abc\\", 0),
        ("/* /* */", 0),
        ("b'", 0),
        ("'", 0),
        ("x \u{1}", 2),
    ] {
        let error = Lexer::new(source).find_map(Result::err).unwrap();
        assert_eq!(error.start(), start, "{source}");
        // The lexer ends, whatever it reads.
        assert!(Lexer::new(source).count() < 10);
    }
}
