#![allow(clippy::unwrap_used)]
use super::*;

fn headers(revisions: &[(&str, &str, &str, &str)]) -> Vec<RevisionHeader> {
    let list = |names: &str| {
        let quoted: Vec<String> = names
            .split_whitespace()
            .map(|name| format!("{name:?}"))
            .collect();
        quoted.join(", ")
    };
    revisions
        .iter()
        .map(|(id, down, depends, labels)| {
            let text = format!(
                "pub static REVISION: Revision = Revision {{ id: {id:?}, down_revisions: &[{}],\n depends_on: &[{}],\n \
                 branch_labels: &[{}] }};\npub fn upgrade() {{}}\npub fn downgrade() {{}}\n",
                list(down),
                list(depends),
                list(labels)
            );
            let path = format!("v/{id}.rs");
            crate::header::read(&text, &path, path.as_ref()).unwrap()
        })
        .collect()
}

fn errors(revisions: &[(&str, &str, &str, &str)]) -> Vec<String> {
    check(&headers(revisions))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_sound_history() {
    let sound = [
        ("a", "", "", "one"),
        ("b", "a", "", ""),
        ("x", "", "one", ""),
        ("m", "b x", "", ""),
    ];
    assert_eq!(errors(&sound), [""; 0]);
    assert_eq!(heads(&headers(&sound)), ["m"]);
    assert_eq!(heads(&headers(&sound[..3])), ["b", "x"]);
}

#[test]
fn all_that_is_wrong_at_once() {
    assert_eq!(
        errors(&[
            ("abcd1", "", "", "one"),
            ("b", "abcd2", "two", "one"),
            ("c", "d", "", ""),
            ("d", "c", "", ""),
            ("e", "one", "", "b"),
        ]),
        [
            "v/b.rs:3:17: the branch label `one` is already used by revision `abcd1`",
            "v/e.rs:3:17: the branch label `b` is already the id of a revision",
            "v/b.rs:1:69: revision `b` names a parent that does not exist: `abcd2`; did you mean `abcd1`?",
            "v/b.rs:2:14: revision `b` names a dependency that does not exist: `two`",
            "v/e.rs:1:69: revision `e` names a parent that does not exist: `one`",
            "revisions follow each other in a circle: c -> d -> c (v/c.rs, v/d.rs)",
        ]
    );
    assert_eq!(
        errors(&[("a", "a", "", ""), ("b", "a", "b", "")]),
        [
            "v/a.rs:1:69: revision `a` follows itself",
            "v/b.rs:2:14: revision `b` depends on itself",
        ]
    );
    assert_eq!(
        errors(&[("a", "", "b", ""), ("b", "a", "", "")]),
        ["revisions need each other in a circle: a -> b -> a (v/a.rs, v/b.rs)"]
    );
}
