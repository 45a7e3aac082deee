#![allow(clippy::unwrap_used)]

mod laws;

use super::*;

/// A revision as a line: id, parents, dependencies, labels.
type Line<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

fn try_graph(lines: &[Line<'_>]) -> Result<Graph, GraphError> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let info = |&(id, parents, dependencies, labels): &Line<'_>| RevisionInfo {
        id: id.to_owned(),
        down_revisions: owned(parents),
        depends_on: owned(dependencies),
        branch_labels: owned(labels),
        message: String::new(),
        created: None,
        path: format!("versions/{id}.rs"),
    };
    Graph::new(lines.iter().map(info).collect())
}

fn graph(lines: &[Line<'_>]) -> Graph {
    try_graph(lines).unwrap()
}

fn plain(lines: &[(&str, &[&str])]) -> Graph {
    let lines: Vec<Line<'_>> = lines
        .iter()
        .map(|&(id, parents)| (id, parents, &[][..], &[][..]))
        .collect();
    graph(&lines)
}

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn ids<'a>(revisions: &[&'a RevisionInfo]) -> Vec<&'a str> {
    revisions
        .iter()
        .map(|revision| revision.id.as_str())
        .collect()
}

fn history(graph: &Graph, range: &str) -> Vec<String> {
    let found = graph.history(Some(range), None).unwrap();
    found.iter().map(|revision| revision.id.clone()).collect()
}

/// `revision: rows before > rows after`, one for each step.
fn text(plan: Result<Vec<PlanStep>, GraphError>) -> Vec<String> {
    plan.unwrap()
        .iter()
        .map(|step| {
            format!(
                "{}: {} > {}",
                step.revision,
                step.from.join(" "),
                step.to.join(" ")
            )
        })
        .collect()
}

fn up(graph: &Graph, current: &[&str], target: &str) -> Vec<String> {
    text(graph.plan_upgrade(&owned(current), target))
}

fn down(graph: &Graph, current: &[&str], target: &str) -> Vec<String> {
    text(graph.plan_downgrade(&owned(current), target))
}

/// `aaaa - bbbb - cccc`, with `xxxx - yyyy` off `aaaa`, and `mmmm` that merges both.
fn diamond() -> Graph {
    plain(&[
        ("aaaa", &[]),
        ("bbbb", &["aaaa"]),
        ("cccc", &["bbbb"]),
        ("mmmm", &["cccc", "yyyy"]),
        ("xxxx", &["aaaa"]),
        ("yyyy", &["xxxx"]),
    ])
}

/// Two bases with labels; `w2ww` needs `s1ss` of the other.
fn two_branches() -> Graph {
    graph(&[
        ("s1ss", &[], &[], &["shop"]),
        ("s2ss", &["s1ss"], &[], &[]),
        ("w1ww", &[], &[], &["wiki"]),
        ("w2ww", &["w1ww"], &["s1ss"], &[]),
    ])
}

#[test]
fn an_empty_history() {
    let graph = plain(&[]);
    assert!(graph.is_empty() && graph.heads().is_empty());
    assert_eq!(ids(&graph.history(None, None).unwrap()), [""; 0]);
    assert_eq!(up(&graph, &[], "head"), [""; 0]);
    assert_eq!(down(&graph, &[], "base"), [""; 0]);
}

#[test]
fn what_a_revision_is() {
    let graph = diamond();
    assert_eq!(ids(&graph.heads()), ["mmmm"]);
    assert_eq!(ids(&graph.bases()), ["aaaa"]);
    let branches = graph.branches();
    assert_eq!(branches[0].0.id, "aaaa");
    assert_eq!(ids(&branches[0].1), ["bbbb", "xxxx"]);
    assert!(graph.is_branch_point("aaaa") && graph.is_base("aaaa") && !graph.is_head("aaaa"));
    assert!(graph.is_merge_point("mmmm") && graph.is_head("mmmm") && !graph.is_base("mmmm"));
    assert!(graph.get("aaa").is_none() && !graph.is_head("zzzz"));
}

#[test]
fn history_follows_one_branch_and_then_the_next() {
    assert_eq!(
        history(&diamond(), ":"),
        ["mmmm", "cccc", "bbbb", "yyyy", "xxxx", "aaaa"]
    );
}

#[test]
fn ranges_hold_both_ends() {
    let graph = plain(&[
        ("aaaa", &[]),
        ("bbbb", &["aaaa"]),
        ("cccc", &["bbbb"]),
        ("dddd", &["cccc"]),
    ]);
    assert_eq!(history(&graph, "bbbb:cccc"), ["cccc", "bbbb"]);
    assert_eq!(history(&graph, "cccc:"), ["dddd", "cccc"]);
    assert_eq!(history(&graph, ":bbbb"), ["bbbb", "aaaa"]);
    assert_eq!(history(&graph, "-1:"), ["dddd", "cccc"]);
    assert_eq!(history(&graph, "-9:"), ["dddd", "cccc", "bbbb", "aaaa"]);
    assert_eq!(history(&graph, "bbbb:+1"), ["cccc", "bbbb"]);
    let current = owned(&["cccc"]);
    let at = |range| ids(&graph.history(Some(range), Some(&current)).unwrap()).join(" ");
    assert_eq!(at("-1:current"), "cccc");
    assert_eq!(at("-3:current"), "cccc bbbb aaaa");
    assert_eq!(at("current:"), "dddd cccc");
    assert_eq!(
        graph.history(Some(":current"), None),
        Err(GraphError::NoCurrent)
    );
    assert!(matches!(
        graph.history(Some("cccc:aaaa"), None),
        Err(GraphError::NotAnAncestor { .. })
    ));
    for bad in ["aaaa", "a:b:c"] {
        assert!(matches!(
            graph.history(Some(bad), None),
            Err(GraphError::NotARange { .. })
        ));
    }
}

#[test]
fn identifiers() {
    let graph = two_branches();
    let of = |identifier| ids(&graph.resolve(identifier).unwrap()).join(" ");
    for (identifier, expected) in [
        ("s2ss", "s2ss"),
        ("s2", "s2ss"),
        ("shop", "s1ss"),
        ("wik", "w1ww"),
        ("heads", "s2ss w2ww"),
        ("base", ""),
        ("shop@head", "s2ss"),
        ("w2@heads", "w2ww"),
        ("shop@base", ""),
        ("shop@s2", "s2ss"),
        ("-1", "s1ss w1ww"),
        ("shop@-1", "s1ss"),
        ("s1ss+1", "s2ss"),
        ("w2ww-1", "w1ww"),
    ] {
        assert_eq!(of(identifier), expected, "{identifier}");
    }
    let error = |identifier| graph.resolve(identifier).unwrap_err();
    assert!(matches!(error("head"), GraphError::MultipleHeads { heads, .. } if heads.len() == 2));
    assert!(
        matches!(error("s"), GraphError::Ambiguous { candidates, .. } if candidates == ["s1ss", "shop", "s2ss"])
    );
    assert!(
        matches!(error("s2sz"), GraphError::NoSuchRevision { suggestion, .. } if suggestion.as_deref() == Some("s2ss"))
    );
    assert!(matches!(
        error("shop@w1ww"),
        GraphError::NotOnBranch { .. } | GraphError::NoSuchRevision { .. }
    ));
    assert!(matches!(
        error("s2ss+1"),
        GraphError::OutOfRange { up: true, .. }
    ));
    for bad in ["+1rubbish", "", "@head", "a@b@c", "s1ss+", "+"] {
        assert!(
            matches!(error(bad), GraphError::NotAnIdentifier { .. }),
            "{bad}"
        );
    }
}

/// Names of fewer than four characters are never abbreviated, as in Alembic.
#[test]
fn short_names_are_whole_names() {
    let graph = plain(&[("abc", &[]), ("abcd", &["abc"])]);
    assert_eq!(ids(&graph.resolve("ab").unwrap()), ["abcd"]);
    assert_eq!(ids(&graph.resolve("abc").unwrap()), ["abc"]);
}

#[test]
fn labels_go_up_and_down_to_where_the_branch_began() {
    let graph = graph(&[
        ("a", &[], &[], &[]),
        ("b", &["a"], &[], &[]),
        ("c", &["b"], &[], &["left"]),
        ("d", &["c"], &[], &[]),
        ("x", &["a"], &[], &[]),
    ]);
    let labels = |id| graph.labels_of(id).join(" ");
    assert_eq!(
        ["a", "b", "c", "d", "x"].map(labels),
        ["", "left", "left", "left", ""]
    );
}

#[test]
fn upgrade_through_branches_and_a_merge() {
    assert_eq!(
        up(&diamond(), &[], "head"),
        [
            "aaaa:  > aaaa",
            "xxxx: aaaa > xxxx",
            "yyyy: xxxx > yyyy",
            "bbbb: yyyy > bbbb yyyy",
            "cccc: bbbb yyyy > cccc yyyy",
            "mmmm: cccc yyyy > mmmm",
        ]
    );
    let plan = diamond().plan_upgrade(&owned(&["cccc", "yyyy"]), "+1");
    assert!(matches!(plan, Err(GraphError::AmbiguousStep { .. })));
    let plan = diamond()
        .plan_upgrade(&owned(&["cccc", "yyyy"]), "mm")
        .unwrap();
    assert_eq!(
        plan[0].changes,
        [
            VersionChange::Delete("cccc".to_owned()),
            VersionChange::Update {
                from: "yyyy".to_owned(),
                to: "mmmm".to_owned()
            }
        ]
    );
}

#[test]
fn downgrade_parts_a_merge() {
    assert_eq!(
        down(&diamond(), &["mmmm"], "cccc"),
        ["mmmm: mmmm > cccc yyyy"]
    );
    assert_eq!(
        down(&diamond(), &["cccc", "yyyy"], "bbbb"),
        ["cccc: cccc yyyy > bbbb yyyy"]
    );
    assert_eq!(down(&diamond(), &["mmmm"], "base").len(), 6);
    assert!(matches!(
        diamond().plan_downgrade(&owned(&["mmmm"]), "-1"),
        Err(GraphError::AmbiguousStep { .. })
    ));
    let error = |current, target| {
        diamond()
            .plan_downgrade(&owned(current), target)
            .unwrap_err()
    };
    assert!(matches!(
        error(&["aaaa"], "cccc"),
        GraphError::NotBelowCurrent { .. }
    ));
    assert!(matches!(
        error(&["aaaa"], "-2"),
        GraphError::OutOfRange { up: false, .. }
    ));
    assert!(matches!(
        error(&["aaaa"], "+1"),
        GraphError::WrongDirection { up: true, .. }
    ));
    assert!(matches!(error(&[], "-1"), GraphError::OutOfRange { .. }));
}

#[test]
fn dependencies_come_first_and_imply_their_rows() {
    let graph = two_branches();
    assert_eq!(
        up(&graph, &[], "wiki@head"),
        [
            "s1ss:  > s1ss",
            "w1ww: s1ss > s1ss w1ww",
            "w2ww: s1ss w1ww > w2ww"
        ]
    );
    assert_eq!(up(&graph, &["w2ww"], "shop@+1"), ["s2ss: w2ww > s2ss w2ww"]);
    assert_eq!(
        down(&graph, &["s2ss", "w2ww"], "shop@base"),
        [
            "s2ss: s2ss w2ww > w2ww",
            "w2ww: w2ww > s1ss w1ww",
            "s1ss: s1ss w1ww > w1ww"
        ]
    );
    assert_eq!(
        down(&graph, &["s2ss", "w2ww"], "wiki@-1"),
        ["w2ww: s2ss w2ww > s2ss w1ww"]
    );
}

/// Alembic deletes a row here that is not there, and dies.
#[test]
fn a_parent_of_a_merge_may_lie_below_another() {
    let graph = plain(&[
        ("aaaa", &[]),
        ("bbbb", &["aaaa"]),
        ("cccc", &["aaaa"]),
        ("mmmm", &["aaaa", "bbbb", "cccc"]),
    ]);
    assert_eq!(
        up(&graph, &["bbbb", "cccc"], "head"),
        ["mmmm: bbbb cccc > mmmm"]
    );
    assert_eq!(down(&graph, &["mmmm"], "bbbb"), ["mmmm: mmmm > bbbb cccc"]);
}

#[test]
fn rows_that_imply_each_other_or_are_unknown_are_refused() {
    let error = |current| diamond().plan_upgrade(&owned(current), "head").unwrap_err();
    assert!(matches!(
        error(&["aaaa", "cccc"]),
        GraphError::Overlap { .. }
    ));
    assert_eq!(
        error(&["ffff", "aaaa"]),
        GraphError::UnknownCurrent {
            revisions: owned(&["ffff"])
        }
    );
    // A database does not abbreviate.
    assert!(matches!(error(&["aaa"]), GraphError::UnknownCurrent { .. }));
}

#[test]
fn stamps_replace_the_rows_of_their_branch() {
    let graph = two_branches();
    let to = |current, targets: &[&str]| {
        graph
            .plan_stamp(&owned(current), &owned(targets))
            .unwrap()
            .to
            .join(" ")
    };
    assert_eq!(to(&[], &["heads"]), "s2ss w2ww");
    assert_eq!(to(&["s2ss"], &["s1ss"]), "s1ss");
    assert_eq!(to(&["s1ss", "w1ww"], &["shop@head"]), "s2ss w1ww");
    assert_eq!(to(&["s2ss", "w2ww"], &["base"]), "");
    assert_eq!(to(&["s2ss", "w1ww"], &["shop@base"]), "w1ww");
    let plan = graph
        .plan_stamp(&owned(&["s1ss"]), &owned(&["s2ss"]))
        .unwrap();
    assert_eq!(
        plan.changes,
        [VersionChange::Update {
            from: "s1ss".to_owned(),
            to: "s2ss".to_owned()
        }]
    );
    assert!(matches!(
        graph.plan_stamp(&[], &owned(&["s1ss", "s2ss"])),
        Err(GraphError::Overlap { .. })
    ));
}

#[test]
fn what_is_no_history() {
    let error = |lines: &[Line<'_>]| try_graph(lines).unwrap_err();
    assert!(matches!(
        error(&[("a", &[], &[], &[]), ("a", &[], &[], &[])]),
        GraphError::DuplicateId { .. }
    ));
    assert!(matches!(
        error(&[("a", &[], &[], &["l"]), ("b", &["a"], &[], &["l"])]),
        GraphError::DuplicateLabel { .. }
    ));
    assert!(matches!(
        error(&[("a", &[], &[], &["b"]), ("b", &["a"], &[], &[])]),
        GraphError::DuplicateLabel { .. }
    ));
    assert!(matches!(
        error(&[("a", &["a"], &[], &[])]),
        GraphError::SelfLoop {
            dependency: false,
            ..
        }
    ));
    assert!(matches!(
        error(&[("a", &[], &["a"], &[])]),
        GraphError::SelfLoop {
            dependency: true,
            ..
        }
    ));
    assert!(matches!(
        error(&[("abcd1", &[], &[], &[]), ("b", &["abcd2"], &[], &[])]),
        GraphError::MissingParent { suggestion: Some(id), .. } if id == "abcd1"
    ));
    assert!(matches!(
        error(&[("b", &[], &["zz"], &[])]),
        GraphError::MissingDependency { .. }
    ));
    // A label names a dependency, never a parent.
    assert!(matches!(
        error(&[("a", &[], &[], &["l"]), ("b", &["l"], &[], &[])]),
        GraphError::MissingParent { .. }
    ));
    // Below a head and above a base, where Alembic does not notice.
    let cycle = error(&[
        ("a", &[], &[], &[]),
        ("b", &["a", "d"], &[], &[]),
        ("c", &["b"], &[], &[]),
        ("d", &["c"], &[], &[]),
        ("e", &["d"], &[], &[]),
    ]);
    assert_eq!(
        cycle,
        GraphError::Cycle {
            ids: owned(&["b", "d", "c", "b"])
        }
    );
    assert_eq!(
        cycle.to_string(),
        "revisions follow each other in a circle: b -> d -> c -> b"
    );
    assert!(matches!(
        error(&[("a", &[], &["b"], &[]), ("b", &[], &["a"], &[])]),
        GraphError::DependencyCycle { .. }
    ));
}
