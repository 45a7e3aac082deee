//! Laws: the reader reads every legal layout of a revision file, whatever decoys stand around, and agrees with a whole
//! parser of Rust (syn) about files that somebody damaged.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{HeaderError, RevisionHeader};

fn read(text: &str) -> Result<RevisionHeader, HeaderError> {
    super::read(text, "versions/a.rs", Path::new("versions/a.rs"))
}

/// What a header says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    id: String,
    lists: [Vec<String>; 3],
}

impl From<&RevisionHeader> for Said {
    fn from(header: &RevisionHeader) -> Self {
        Said {
            id: header.id.clone(),
            lists: [
                header.down_revisions.clone(),
                header.depends_on.clone(),
                header.branch_labels.clone(),
            ],
        }
    }
}

const FIELDS: [&str; 3] = ["down_revisions", "depends_on", "branch_labels"];

/// What may stand between two tokens; the line ends are those of the whole file.
fn gap() -> impl Strategy<Value = &'static str> {
    select(vec![
        " ",
        "\n",
        "\t\n  ",
        " // pub static REVISION: Revision = Revision { id: \"decoy\" };\n",
        " /* \" */ ",
        "/* pub static /* REVISION */ id: \"decoy\", */",
        "\n// größe 🦀 r#\"\n",
        " /**/ ",
        "\u{200e}",
    ])
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9_]{1,12}", "[a-zäß日🦀.\"\\\\#]{1,6}"]
}

/// A string literal of a value: with escapes, raw, with a line continued.
fn literal(value: String) -> impl Strategy<Value = String> {
    (0..5_usize).prop_map(move |form| match form {
        0 => format!("{value:?}"),
        1 => format!("r##\"{value}\"##"),
        2 => {
            let escaped: String = value
                .chars()
                .map(|c| format!("\\u{{{:x}}}", u32::from(c)))
                .collect();
            format!("\"{escaped}\"")
        }
        3 => {
            let escaped: String = value
                .chars()
                .map(|c| {
                    if c.is_ascii() {
                        format!("\\x{:02x}", u32::from(c))
                    } else {
                        c.to_string()
                    }
                })
                .collect();
            format!("\"{escaped}\"")
        }
        _ => {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"\\\n      {escaped}\"")
        }
    })
}

/// Items that are no part of a revision.
fn decoy() -> impl Strategy<Value = &'static str> {
    select(vec![
        "const A: &str = \"pub static REVISION: Revision = Revision { id: \\\"decoy\\\" };\";",
        "static B: &str = r#\"\npub static REVISION: Revision = Revision {\n    id: \"decoy\",\n};\n\"#;",
        "mod inner {\n    pub static REVISION: u8 = 1;\n    pub fn upgrade() {}\n    pub const SETTINGS: u8 = 0;\n}",
        "macro_rules! table { ($($t:tt)*) => { pub static REVISION: u8 = 1; } }",
        "thread_local! { static REVISION: u8 = const { 1 } }",
        "fn helper<'a>(c: char, s: &'a str) -> bool { c == '\"' || c == '\\'' || c == '{' || s == \"}\" }",
        "/** pub static REVISION: Revision = Revision { id: \"decoy\" }; */\nfn documented() {}",
        "/// pub fn upgrade\n#[cfg(test)]\nmod tests { #[test] fn upgrade() {} }",
        "#[doc = \"pub static REVISION\"] struct Revisions<const N: usize>([u8; N]);",
        "impl Revisions<1> { pub fn downgrade(&self) {} pub const REVISION: u8 = b'\"'; }",
        "use std::{fmt as upgrade_fmt, io};",
        "pub use other::REVISION as OTHER;",
        "pub static BYTES: &[u8] = b\"\\\"{\"; pub const RAW: &[u8] = br#\"pub fn upgrade() {\"#;",
        "pub const fn number() -> f64 { 1.0e-3 + 0x1_f as f64 }",
        "type Step = fn(&mut Operations) -> Result;",
    ])
}

fn file() -> impl Strategy<Value = (String, Said, &'static str)> {
    let said = (name(), vec(vec(name(), 0..3), 3)).prop_map(|(id, lists)| {
        let mut lists = lists;
        for list in &mut lists {
            let mut seen: Vec<String> = Vec::new();
            list.retain(|name| {
                let new = !seen.contains(name);
                seen.push(name.clone());
                new
            });
        }
        Said {
            id,
            lists: lists.try_into().unwrap(),
        }
    });
    let head = select(vec![
        ("", ""),
        ("//! what it does\n", "what it does"),
        (
            "\u{feff}//! what it does\n//!\n//! and why\n",
            "what it does",
        ),
        (
            "#!/usr/bin/env rust\n#![allow(unused)]\n/*! what\n * it does\n */\n",
            "what it does",
        ),
        ("#![doc = \"what it does\"]\n", "what it does"),
        ("// no doc: \"\n\n//! what it does\n", "what it does"),
    ]);
    said.prop_flat_map(move |said| {
        let names: Vec<String> = std::iter::once(&said.id)
            .chain(said.lists.iter().flatten())
            .cloned()
            .collect();
        let literals: Vec<_> = names.into_iter().map(literal).collect();
        (
            Just(said),
            head.clone(),
            literals,
            Just([0, 1, 2, 3]).prop_shuffle(),
            vec(gap(), 24),
            vec(decoy(), 6),
            any::<[bool; 4]>(),
            select(vec![
                "Revision",
                "migrate_core::Revision",
                "::migrate_core :: revision\n::Revision",
            ]),
        )
    })
    .prop_map(
        |(
            said,
            (head, message),
            literals,
            order,
            gaps,
            decoys,
            [crlf, rest, comma, attribute],
            path,
        )| {
            let text = layout(
                &said,
                &Parts {
                    head,
                    literals,
                    order,
                    gaps,
                    decoys,
                    rest,
                    comma,
                    attribute,
                    path,
                },
            );
            let text = if crlf {
                text.replace('\n', "\r\n")
            } else {
                text
            };
            (text, said, message)
        },
    )
}

struct Parts {
    head: &'static str,
    literals: Vec<String>,
    order: [usize; 4],
    gaps: Vec<&'static str>,
    decoys: Vec<&'static str>,
    rest: bool,
    comma: bool,
    attribute: bool,
    path: &'static str,
}

fn layout(said: &Said, parts: &Parts) -> String {
    let mut gaps = parts.gaps.iter().cycle();
    let mut gap = || *gaps.next().unwrap();
    let mut literals = parts.literals.iter();
    let id = literals.next().unwrap();
    let attribute = if parts.attribute {
        "#[rustfmt::skip]\n#[allow(dead_code, reason = \"}\")]\n"
    } else {
        ""
    };
    let mut fields = vec![format!("{attribute}id{}:{}{id}", gap(), gap())];
    for (field, list) in FIELDS.iter().zip(&said.lists) {
        let items: Vec<&str> = list
            .iter()
            .map(|_| literals.next().unwrap().as_str())
            .collect();
        let separator = format!("{},{}", gap(), gap());
        let end = if items.is_empty() || !parts.comma {
            ""
        } else {
            ","
        };
        fields.push(format!(
            "{field}:{}&{}[{}{end}{}]",
            gap(),
            gap(),
            items.join(&separator),
            gap()
        ));
    }
    // What is empty may be left out.
    let mut shown: Vec<&String> = Vec::new();
    for &at in &parts.order {
        let empty = at > 0 && said.lists[at - 1].is_empty();
        if !(parts.rest && empty) {
            shown.push(&fields[at]);
        }
    }
    let mut inside: String = shown
        .iter()
        .map(|field| format!("{field},{}", gap()))
        .collect();
    if parts.rest {
        inside += &format!("..{}{}::DEFAULT", gap(), parts.path);
    }
    let path = parts.path;
    let mut text = parts.head.to_owned();
    let mut decoys: Vec<&str> = parts.decoys.clone();
    decoys.sort_unstable();
    decoys.dedup();
    let (before, after) = decoys.split_at(decoys.len() / 2);
    text += &before.join("\n");
    text += &format!(
        "\n{attribute}pub{}static{}REVISION{}:{}{path}{}={}{path}{}{{{}{inside}{}}}{};\n",
        " ",
        " ",
        gap(),
        gap(),
        gap(),
        gap(),
        gap(),
        gap(),
        gap(),
        gap()
    );
    text += &after.join("\n");
    text += "\npub fn upgrade(op: &mut Operations) -> Result { op.execute(\"}\") }\n";
    text += "#[allow(unused)] pub fn downgrade(_op: &mut Operations) -> Result { Ok(()) }\n";
    text
}

/// What syn finds: the header, `Ok(None)` for a file without one, `Err` for what is no Rust.
fn parsed(text: &str) -> syn::Result<Option<Said>> {
    let file = syn::parse_file(text)?;
    let item = file.items.iter().find_map(|item| match item {
        syn::Item::Static(item) if item.ident == "REVISION" => Some(item),
        _ => None,
    });
    Ok(item.and_then(|item| {
        let syn::Expr::Struct(literal) = &*item.expr else {
            return None;
        };
        let field = |name: &str| {
            literal.fields.iter().find_map(|field| match &field.member {
                syn::Member::Named(member) if *member == name => Some(&field.expr),
                _ => None,
            })
        };
        let string = |expr: &syn::Expr| match expr {
            syn::Expr::Lit(lit) => match &lit.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        };
        let list = |name: &str| match field(name) {
            None => Some(Vec::new()),
            Some(syn::Expr::Reference(reference)) => match &*reference.expr {
                syn::Expr::Array(array) => array.elems.iter().map(string).collect(),
                _ => None,
            },
            Some(_) => None,
        };
        Some(Said {
            id: string(field("id")?)?,
            lists: [list(FIELDS[0])?, list(FIELDS[1])?, list(FIELDS[2])?],
        })
    }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_legal_layout_is_read((text, said, message) in file()) {
        let parsed = parsed(&text);
        prop_assert!(parsed.is_ok(), "the test writes no Rust: {:?}\n{}", parsed, text);
        prop_assert_eq!(parsed.ok().flatten(), Some(said.clone()));
        match read(&text) {
            Ok(header) => {
                prop_assert_eq!(Said::from(&header), said);
                prop_assert_eq!(header.message, message);
            }
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }
    }

    /// A damaged file is read as syn reads it, or it is one error with a place in the file.
    #[test]
    fn a_damaged_file_is_not_misread(
        (text, _, _) in file(),
        at in any::<proptest::sample::Index>(),
        gone in 0..12_usize,
        new in select(vec!["", "\"", "'", "{", "}", "/*", "*/", "//", "#", "\\", ";", "pub static REVISION", "é"]),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        let at = at.index(chars.len());
        let end = (at + gone).min(chars.len());
        chars.splice(at..end, new.chars());
        let text: String = chars.into_iter().collect();
        match read(&text) {
            Ok(header) => {
                if let Ok(said) = parsed(&text) {
                    prop_assert_eq!(Some(Said::from(&header)), said, "{}", text);
                }
            }
            Err(error) => {
                let lines = text.split('\n').count();
                prop_assert!(error.position.line >= 1 && error.position.line <= lines);
                let told = error.to_string();
                prop_assert!(told.starts_with("versions/a.rs:"), "{}", told);
                prop_assert!(!told.contains('\n'), "{}", told);
            }
        }
    }
}
