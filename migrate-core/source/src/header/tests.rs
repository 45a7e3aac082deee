#![allow(clippy::unwrap_used)]
use super::*;

const FUNCTIONS: &str = "\
pub fn upgrade(op: &mut Operations) -> Result { Ok(()) }
pub fn downgrade(op: &mut Operations) -> Result { Ok(()) }
";

fn read_text(text: &str) -> Result<RevisionHeader, HeaderError> {
    read(text, "versions/a.rs", Path::new("/p/versions/a.rs"))
}

/// A whole file around a literal.
fn with_literal(literal: &str) -> Result<RevisionHeader, HeaderError> {
    read_text(&format!(
        "pub static REVISION: Revision = {literal};\n{FUNCTIONS}"
    ))
}

#[test]
fn the_layout_of_the_template() {
    let text = format!(
        "//! create heros\n//!\n//! Created 2026-11-21 10:12:45 UTC\n\nuse migrate_core::prelude::*;\n\n\
         pub static REVISION: Revision = Revision {{\n    id: \"1975ea83b712\",\n    down_revisions: &[\"a\", \"b\"],\n    \
         depends_on: &[\"c\"],\n    branch_labels: &[\"shop\"],\n}};\n\n{FUNCTIONS}"
    );
    let header = read_text(&text).unwrap();
    assert_eq!(header.id, "1975ea83b712");
    assert_eq!(header.down_revisions, ["a", "b"]);
    assert_eq!(header.depends_on, ["c"]);
    assert_eq!(header.branch_labels, ["shop"]);
    assert_eq!(header.message, "create heros");
    assert_eq!(header.created.as_deref(), Some("2026-11-21T10:12:45Z"));
    assert!(!header.has_settings);
    assert_eq!(
        header.places.down_revisions,
        Position {
            line: 9,
            column: 21
        }
    );
}

#[test]
fn any_legal_layout_of_the_literal() {
    for (literal, down) in [
        (r#"Revision{id:"x",..Revision::DEFAULT}"#, vec![]),
        (
            r#"::migrate_core::Revision { ..migrate_core::Revision::DEFAULT }"#,
            vec!["!"],
        ),
        (
            r#"migrate_core::Revision { id: "x", down_revisions: &["a",], .. migrate_core :: Revision::DEFAULT }"#,
            vec!["a"],
        ),
        (
            r##"Revision { branch_labels: &[], depends_on: & [ ], down_revisions: &[r"a", r#"b"#], r#id: "\x78" }"##,
            vec!["a", "b"],
        ),
        (
            "Revision { // id: \"no\",\n id /* : \"no\" */ : \"\\u{78}\", down_revisions: &[\"a\\\n   b\"], ..Revision::DEFAULT }",
            vec!["ab"],
        ),
    ] {
        match with_literal(literal) {
            Ok(header) => {
                assert_eq!(header.id, "x", "{literal}");
                assert_eq!(header.down_revisions, down, "{literal}");
            }
            // `..DEFAULT` alone leaves the id empty.
            Err(error) => assert!(
                down == ["!"] && error.kind == HeaderErrorKind::EmptyId,
                "{error}"
            ),
        }
    }
}

#[test]
fn decoys_are_not_read() {
    let text = format!(
        "//! m\n/* pub static REVISION: Revision = 1; */\n// pub static REVISION\n\
         const A: &str = \"pub static REVISION: Revision = Revision {{}};\";\n\
         const B: &str = r#\"\n\"pub static REVISION\n\"#;\n\
         mod inner {{ pub static REVISION: u8 = 1; pub const SETTINGS: u8 = 1; }}\n\
         fn helper<'a>(c: char) -> bool {{ c == '\"' || c == '\\'' }}\n\
         macro_rules! m {{ () => {{ pub static REVISION: u8 = 1; }} }}\n\
         pub static REVISION: Revision = Revision {{ id: \"x\", ..Revision::DEFAULT }};\n\
         pub const SETTINGS: Settings = Settings::new();\n{FUNCTIONS}"
    );
    let header = read_text(&text).unwrap();
    assert_eq!((header.id.as_str(), header.message.as_str()), ("x", "m"));
    assert!(header.has_settings);
}

#[test]
fn messages_in_every_kind_of_documentation() {
    for (head, message) in [
        ("//! a\n//! b\n//!\n//! c\n", "a b"),
        ("/*! a\n * b\n */\n", "a b"),
        ("#![doc = \"a\"]\n", "a"),
        ("#![allow(unused)]\n\n//! a\n", "a"),
        ("\u{feff}//! a\r\n//!\r\n//! b\r\n", "a"),
        ("// a\n/// b\n", ""),
        ("", ""),
    ] {
        let text = format!(
            "{head}pub static REVISION: Revision = Revision {{ id: \"x\", ..Revision::DEFAULT }};\n{FUNCTIONS}"
        );
        assert_eq!(read_text(&text).unwrap().message, message, "{head:?}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let literal = "pub static REVISION: Revision = Revision { id: \"x\", ..Revision::DEFAULT };\n";
    let only = |field: &str| {
        format!(
            "pub static REVISION: Revision = Revision {{ {field}, ..Revision::DEFAULT }};\n{FUNCTIONS}"
        )
    };
    for (text, expected) in [
        (
            FUNCTIONS.to_owned(),
            "1:1: no `pub static REVISION: Revision = Revision { ... };` in this file",
        ),
        (
            format!("{literal}{literal}{FUNCTIONS}"),
            "2:12: a second `REVISION`; the first stands in line 1",
        ),
        (
            format!("static REVISION: Revision = 1;{FUNCTIONS}"),
            "1:8: `REVISION` has to be written `pub static REVISION",
        ),
        (
            format!("pub const REVISION: Revision = 1;{FUNCTIONS}"),
            "1:11: `REVISION` has to be written `pub static REVISION",
        ),
        (literal.to_owned(), "1:12: no `pub fn upgrade"),
        (
            format!("{literal}pub fn upgrade() {{}}"),
            "1:12: no `pub fn downgrade",
        ),
        (
            format!("{literal}fn upgrade() {{}}"),
            "2:4: `upgrade` has to be written `pub fn upgrade",
        ),
        (
            only("idd: \"x\""),
            "1:44: `Revision` has no field `idd`; did you mean `id`?",
        ),
        (only("id: 1"), "1:48: expected a string literal, found `1`"),
        (
            only("id: b\"x\""),
            "1:48: expected a string literal, found `b\"x\"`",
        ),
        (
            only("id: \"x\", down_revisions: [\"a\"]"),
            "1:69: expected a list of string literals",
        ),
        (
            only("id: \"x\", id: \"y\""),
            "1:53: the field `id` is given twice",
        ),
        (only("id: \"\""), "1:48: the revision has no id"),
        (
            only("id: \"a-b\""),
            "1:48: `-` is not allowed in the id `a-b`",
        ),
        (
            only("id: \"a b\""),
            "1:48: ` ` is not allowed in the id `a b`",
        ),
        (only("id: \"head\""), "1:48: the id cannot be `head`"),
        (only("id: \"\\q\""), "1:48: unknown escape"),
        (
            only(&format!("id: \"{}\"", "x".repeat(33))),
            "1:48: the id `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx` has 33 characters; the version table holds 32",
        ),
        (
            only("id: \"x\", branch_labels: &[\"a@b\"]"),
            "1:68: `@` is not allowed in the label `a@b`",
        ),
        (
            only("id: \"x\", down_revisions: &[\"a\", \"a\"]"),
            "1:69: `a` stands twice in `down_revisions`",
        ),
        (
            format!("pub static REVISION: Revision = Revision {{ id: \"x\" }};{FUNCTIONS}"),
            "1:42: the field `down_revisions` is missing",
        ),
        (
            format!("{literal}{FUNCTIONS}}}"),
            "4:1: `}` has no counterpart",
        ),
        (
            format!("{literal}{FUNCTIONS}fn f() {{"),
            "4:8: `{` has no counterpart",
        ),
        (
            format!("{literal}{FUNCTIONS}fn f() {{ g([,); }}"),
            "4:12: `[` has no counterpart",
        ),
        (
            format!("{literal}{FUNCTIONS}const A: &str = \"x"),
            "4:17: this string literal is not closed",
        ),
        (String::new(), "1:1: no `pub static REVISION"),
    ] {
        let error = read_text(&text).unwrap_err().to_string();
        let expected = format!("versions/a.rs:{expected}");
        assert!(error.starts_with(&expected), "{error}\n{expected}");
    }
}

#[test]
fn ids_and_labels_without_a_file() {
    assert_eq!(check_id("größe.1"), Ok(()));
    assert!(check_new_id("../../x").is_err() && check_new_id("a\\b").is_err());
    assert!(check_id("a:b").is_err() && check_id("").is_err() && check_label("base").is_err());
}
