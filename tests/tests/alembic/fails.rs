//! Where Alembic 1.20 itself fails: that it does, so that nobody wonders about the difference, and the right answer.

use migrate_core::graph::{Graph, GraphError};

use super::ask::{Answer, Case, Question, ask};
use super::literals::{Line, history};

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

/// Alembic's answer, and the graph.
fn one(
    lines: &[Line<'_>],
    question: Question,
) -> (Result<Answer, Answer>, Result<Graph, GraphError>) {
    let case = Case {
        revisions: history(lines),
        questions: vec![question],
    };
    let graph = Graph::new(case.revisions.clone());
    let answers = ask(&[case]).remove(0);
    (answers.map(|mut answers| answers.remove(0)), graph)
}

fn upgrade(current: &[&str], target: &str) -> Question {
    Question::Upgrade {
        current: owned(current),
        target: target.to_owned(),
    }
}

fn downgrade(current: &[&str], target: &str) -> Question {
    Question::Downgrade {
        current: owned(current),
        target: target.to_owned(),
    }
}

fn died(answer: &Answer) -> Option<&str> {
    match answer {
        Answer::Died { kind, .. } => Some(kind),
        Answer::Ok(value) => value["died"].as_str(),
        Answer::Refused { .. } => None,
    }
}

const LINE: &[Line<'_>] = &[
    ("aaaa", &[], &[], &["shop"]),
    ("bbbb", &["aaaa"], &[], &[]),
    ("wwww", &[], &[], &["wiki"]),
];

#[test]
fn a_cycle_between_a_base_and_a_head_is_refused() {
    let lines: &[Line<'_>] = &[
        ("a", &[], &[], &[]),
        ("b", &["a", "d"], &[], &[]),
        ("c", &["b"], &[], &[]),
        ("d", &["c"], &[], &[]),
        ("e", &["d"], &[], &[]),
    ];
    let (theirs, ours) = one(lines, upgrade(&[], "head"));
    // It makes a plan, or dies over it; it never says that there is a cycle.
    assert!(!matches!(theirs, Err(Answer::Refused { .. })), "{theirs:?}");
    assert_eq!(
        ours.err(),
        Some(GraphError::Cycle {
            ids: owned(&["b", "d", "c", "b"])
        })
    );
}

#[test]
fn a_parent_of_a_merge_may_lie_below_another() {
    let lines: &[Line<'_>] = &[
        ("aaaa", &[], &[], &[]),
        ("bbbb", &["aaaa"], &[], &[]),
        ("cccc", &["aaaa"], &[], &[]),
        ("mmmm", &["aaaa", "bbbb", "cccc"], &[], &[]),
    ];
    for current in [&["bbbb", "cccc"][..], &["aaaa"], &[]] {
        let (theirs, graph) = one(lines, upgrade(current, "head"));
        let theirs = theirs.expect("a sound graph");
        assert_eq!(died(&theirs), Some("KeyError"), "{theirs:?}");
        let graph = graph.expect("a sound graph");
        let plan = graph.plan_upgrade(&owned(current), "head");
        assert_eq!(plan.expect("a plan").last().expect("a step").to, ["mmmm"]);
    }
}

#[test]
fn a_downgrade_leaves_no_row_that_another_implies() {
    let lines: &[Line<'_>] = &[
        ("aaaa", &[], &[], &[]),
        ("bbbb", &["aaaa"], &[], &[]),
        ("cccc", &["bbbb", "aaaa"], &[], &[]),
        ("zzzz", &[], &[], &[]),
        ("mmmm", &["cccc", "zzzz"], &["aaaa"], &[]),
        ("nnnn", &["aaaa"], &[], &[]),
        ("oooo", &["nnnn", "aaaa"], &["bbbb"], &[]),
    ];
    let graph = Graph::new(history(lines)).expect("a sound graph");
    let plan = graph
        .plan_downgrade(&owned(&["mmmm", "oooo"]), "cccc")
        .expect("a plan");
    let last = plan.last().expect("a step");
    // `aaaa` and `bbbb` are below `cccc`.
    assert_eq!(last.to, ["cccc", "oooo", "zzzz"]);
}

#[test]
fn steps_beyond_the_end_are_told() {
    for (question, identifier) in [
        (upgrade(&["aaaa", "wwww"], "bbbb+3"), "bbbb+3"),
        (upgrade(&["aaaa"], "aaaa+9"), "aaaa+9"),
        (downgrade(&["aaaa"], "wiki@-1"), "wiki@-1"),
    ] {
        let (theirs, graph) = one(LINE, question.clone());
        let theirs = theirs.expect("a sound graph");
        assert_eq!(
            died(&theirs),
            Some("AssertionError"),
            "{identifier}: {theirs:?}"
        );
        let graph = graph.expect("a sound graph");
        let ours = match &question {
            Question::Upgrade { current, target } => graph.plan_upgrade(current, target),
            Question::Downgrade { current, target } => graph.plan_downgrade(current, target),
            other => panic!("no plan: {other:?}"),
        };
        assert!(
            matches!(&ours, Err(GraphError::OutOfRange { identifier: told, .. }) if told == identifier),
            "{identifier}: {ours:?}"
        );
    }
}

#[test]
fn a_missing_parent_has_a_name() {
    let (theirs, ours) = one(
        &[("aaaa", &[], &[], &[]), ("bbbb", &["aaab"], &[], &[])],
        upgrade(&[], "head"),
    );
    assert_eq!(theirs.err().as_ref().and_then(died), Some("KeyError"));
    assert!(matches!(
        ours,
        Err(GraphError::MissingParent { id, missing, suggestion: Some(meant), .. })
            if id == "bbbb" && missing == "aaab" && meant == "aaaa"
    ));
    let (theirs, ours) = one(&[("bbbb", &[], &["aaab"], &[])], upgrade(&[], "head"));
    assert_eq!(theirs.err().as_ref().and_then(died), Some("KeyError"));
    assert!(matches!(ours, Err(GraphError::MissingDependency { .. })));
}

#[test]
fn an_id_belongs_to_one_revision() {
    let (theirs, ours) = one(
        &[("aaaa", &[], &[], &[]), ("aaaa", &[], &[], &[])],
        upgrade(&[], "heads"),
    );
    // A warning, and one of the two is lost.
    assert!(theirs.is_ok(), "{theirs:?}");
    assert!(matches!(ours, Err(GraphError::DuplicateId { .. })));
}

#[test]
fn a_target_is_read_to_its_end() {
    let (theirs, graph) = one(LINE, upgrade(&["aaaa"], "+1rubbish"));
    assert!(matches!(theirs, Ok(Answer::Ok(_))), "{theirs:?}");
    let ours = graph
        .expect("a sound graph")
        .plan_upgrade(&owned(&["aaaa"]), "+1rubbish");
    assert!(matches!(ours, Err(GraphError::NotAnIdentifier { .. })));
}

#[test]
fn the_order_of_dependencies_is_that_of_files() {
    let with = |dependencies: &[&str]| {
        let lines: &[Line<'_>] = &[
            ("d1", &[], &[], &[]),
            ("d2", &[], &[], &[]),
            ("d3", &[], &[], &[]),
            ("top", &[], dependencies, &[]),
        ];
        let graph = Graph::new(history(lines)).expect("a sound graph");
        let plan = graph.plan_upgrade(&[], "top").expect("a plan");
        plan.into_iter()
            .map(|step| step.revision)
            .collect::<Vec<_>>()
    };
    let expected = with(&["d1", "d2", "d3"]);
    assert_eq!(with(&["d3", "d1", "d2"]), expected);
    assert_eq!(with(&["d2", "d3", "d1"]), expected);
}
