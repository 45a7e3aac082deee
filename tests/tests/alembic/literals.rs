//! Graphs that people draw, with everything that can be asked of them.

use std::collections::BTreeSet;

use migrate_core::RevisionInfo;
use migrate_core::graph::Graph;

use super::ask::{Case, Question};

/// A revision as a line: id, parents, dependencies, labels.
pub type Line<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);

/// The graphs.
const GRAPHS: &[&[Line<'_>]] = &[
    // A line.
    &[
        ("1975ea", &[], &[], &[]),
        ("27c6a3", &["1975ea"], &[], &[]),
        ("27c6b4", &["27c6a3"], &[], &[]),
        ("ae1027", &["27c6b4"], &[], &[]),
    ],
    // A branch that is merged again.
    &[
        ("aaaa", &[], &[], &[]),
        ("bbbb", &["aaaa"], &[], &[]),
        ("cccc", &["bbbb"], &[], &[]),
        ("mmmm", &["cccc", "yyyy"], &[], &[]),
        ("xxxx", &["aaaa"], &[], &["left"]),
        ("yyyy", &["xxxx"], &[], &[]),
    ],
    // Two bases with labels, one of which needs the other.
    &[
        ("s1ss", &[], &[], &["shop"]),
        ("s2ss", &["s1ss"], &[], &[]),
        ("w1ww", &[], &[], &["wiki"]),
        ("w2ww", &["w1ww"], &["s1ss"], &[]),
        ("w3ww", &["w2ww"], &["shop"], &[]),
    ],
    // A head that is a dependency of another.
    &[
        ("core1", &[], &[], &["core"]),
        ("core2", &["core1"], &[], &[]),
        ("plug1", &[], &["core2"], &["plugin"]),
    ],
    // Splices, three heads, a merge of three.
    &[
        ("base1", &[], &[], &[]),
        ("left1", &["base1"], &[], &[]),
        ("left2", &["left1"], &[], &["left"]),
        ("mid01", &["left1"], &[], &[]),
        ("rigt1", &["base1"], &[], &["right"]),
        ("three", &["left2", "mid01", "rigt1"], &[], &[]),
        ("tail1", &["rigt1"], &[], &[]),
    ],
    // Two merges of the same two branches.
    &[
        ("root", &[], &[], &[]),
        ("lll1", &["root"], &[], &[]),
        ("rrr1", &["root"], &[], &[]),
        ("mrg1", &["lll1", "rrr1"], &[], &[]),
        ("mrg2", &["rrr1", "lll1"], &[], &["second"]),
    ],
    // Dependencies that ancestors have too, and a merge with a parent below another.
    &[
        ("d000", &[], &[], &[]),
        ("a001", &[], &["d000"], &[]),
        ("a002", &["a001"], &["d000"], &[]),
        ("d001", &["d000"], &[], &[]),
        ("a003", &["a002", "a001"], &["d001"], &[]),
    ],
];

/// Makes a history of lines, in the order of files.
pub fn history(lines: &[Line<'_>]) -> Vec<RevisionInfo> {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let mut revisions: Vec<RevisionInfo> = lines
        .iter()
        .map(|&(id, parents, dependencies, labels)| RevisionInfo {
            id: id.to_owned(),
            down_revisions: owned(parents),
            depends_on: owned(dependencies),
            branch_labels: owned(labels),
            message: String::new(),
            created: None,
            path: format!("versions/{id}.rs"),
        })
        .collect();
    revisions.sort_by(|a, b| a.path.cmp(&b.path));
    revisions
}

pub fn cases() -> Vec<Case> {
    GRAPHS
        .iter()
        .map(|lines| {
            let revisions = history(lines);
            let questions = questions(&revisions);
            Case {
                revisions,
                questions,
            }
        })
        .collect()
}

fn questions(revisions: &[RevisionInfo]) -> Vec<Question> {
    let targets = targets(revisions);
    let states = states(revisions);
    let mut questions = vec![
        Question::Shape,
        Question::History {
            range: None,
            current: Vec::new(),
        },
    ];
    questions.extend(targets.iter().cloned().map(Question::Resolve));
    for current in &states {
        questions.push(Question::Current(current.clone()));
        for target in &targets {
            let (current, target) = (current.clone(), target.clone());
            questions.push(Question::Upgrade {
                current: current.clone(),
                target: target.clone(),
            });
            questions.push(Question::Downgrade {
                current: current.clone(),
                target: target.clone(),
            });
            questions.push(Question::Stamp {
                current,
                targets: vec![target],
            });
        }
        let ends = ["", "current", "-1", "-2", "+1", "head", "heads", "base"];
        let ids = revisions.iter().map(|info| info.id.as_str());
        let ends: Vec<&str> = ends.into_iter().chain(ids).collect();
        for start in &ends {
            for end in &ends {
                questions.push(Question::History {
                    range: Some(format!("{start}:{end}")),
                    current: current.clone(),
                });
            }
        }
    }
    questions
}

/// Every form of identifier, with every name.
fn targets(revisions: &[RevisionInfo]) -> Vec<String> {
    let mut targets: Vec<String> = [
        "head", "heads", "base", "+1", "+2", "-1", "-2", "+9", "nope", "2", "27c", "27c6",
    ]
    .map(str::to_owned)
    .to_vec();
    let labels = revisions.iter().flat_map(|info| &info.branch_labels);
    for name in revisions.iter().map(|info| &info.id).chain(labels) {
        let forms = [
            name.clone(),
            name.chars().take(3).collect(),
            format!("{name}@head"),
            format!("{name}@heads"),
            format!("{name}@base"),
            format!("{name}@+1"),
            format!("{name}@-1"),
            format!("{name}+1"),
            format!("{name}-1"),
        ];
        targets.extend(forms);
        targets.extend(revisions.iter().map(|info| format!("{name}@{}", info.id)));
    }
    targets
}

/// Where a database can stand: what is reached by upgrades to revisions, and one step down from there.
fn states(revisions: &[RevisionInfo]) -> BTreeSet<Vec<String>> {
    let graph = Graph::new(revisions.to_vec()).expect("a sound graph");
    let mut states = BTreeSet::from([Vec::new()]);
    let mut todo: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(state) = todo.pop() {
        for info in revisions {
            let Ok(plan) = graph.plan_upgrade(&state, &info.id) else {
                continue;
            };
            let Some(last) = plan.last() else { continue };
            let mut rows = last.to.clone();
            rows.sort();
            if states.insert(rows.clone()) {
                todo.push(rows);
            }
        }
    }
    states
}
