//! Graphs and questions to compare on: merges, several bases, labels, dependencies and splices; current states that a
//! database comes to; targets of every form.

use migrate_core::RevisionInfo;
use migrate_core::graph::Graph;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::ask::{Case, Question};

/// What is left to chance about one revision; names are chosen among those before it.
#[derive(Debug, Clone)]
struct Shape {
    id: String,
    /// How many parents: mostly one; none makes another base, several a merge.
    parents: Vec<Index>,
    follows_last: bool,
    dependencies: Vec<Index>,
    by_label: bool,
    label: Option<&'static str>,
}

/// Few letters, so that beginnings are often shared; now and then an id too short to be abbreviated.
fn id() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[ab][ab][ab01][ab01][0-9a-f]{2,6}", 1 => "[abc][0-9]{1,2}", 1 => "[ab]{3}[0-9a-f]"]
}

fn shape() -> impl Strategy<Value = Shape> {
    let parents = prop_oneof![
        2 => vec(any::<Index>(), 0),
        12 => vec(any::<Index>(), 1),
        3 => vec(any::<Index>(), 2..=3),
    ];
    let dependencies = prop_oneof![
        9 => vec(any::<Index>(), 0),
        2 => vec(any::<Index>(), 1),
        1 => vec(any::<Index>(), 2..=3),
    ];
    let label = prop_oneof![
        5 => Just(None),
        1 => select(vec!["shop", "shipping", "wiki", "abab", "users"]).prop_map(Some),
    ];
    (
        id(),
        parents,
        any::<bool>(),
        dependencies,
        any::<bool>(),
        label,
    )
        .prop_map(
            |(id, parents, follows_last, dependencies, by_label, label)| Shape {
                id,
                parents,
                follows_last,
                dependencies,
                by_label,
                label,
            },
        )
}

/// Ties shapes together, in the order in which they would be written.
fn tie(shapes: Vec<Shape>) -> Vec<RevisionInfo> {
    let mut revisions: Vec<RevisionInfo> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for shape in shapes {
        if taken.contains(&shape.id) {
            continue;
        }
        taken.push(shape.id.clone());
        let label = shape
            .label
            .filter(|label| !taken.iter().any(|t| t == label));
        taken.extend(label.map(str::to_owned));
        let mut parents: Vec<String> = Vec::new();
        let mut dependencies: Vec<String> = Vec::new();
        if !revisions.is_empty() {
            for (at, index) in shape.parents.iter().enumerate() {
                let parent = if at == 0 && shape.follows_last {
                    &revisions[revisions.len() - 1]
                } else {
                    index.get(&revisions)
                };
                if !parents.contains(&parent.id) {
                    parents.push(parent.id.clone());
                }
            }
            for index in &shape.dependencies {
                let on = index.get(&revisions);
                let name = match on.branch_labels.first() {
                    Some(label) if shape.by_label => label,
                    Some(_) | None => &on.id,
                };
                if !dependencies.contains(name) {
                    dependencies.push(name.clone());
                }
            }
        }
        revisions.push(RevisionInfo {
            path: format!("versions/{}.rs", shape.id),
            id: shape.id,
            down_revisions: parents,
            depends_on: dependencies,
            branch_labels: label.into_iter().map(str::to_owned).collect(),
            message: String::new(),
            created: None,
        });
    }
    // The order of files has nothing to do with the order in which they were written.
    revisions.sort_by(|a, b| a.path.cmp(&b.path));
    revisions
}

fn graph() -> impl Strategy<Value = Vec<RevisionInfo>> {
    prop_oneof![vec(shape(), 1..8), vec(shape(), 4..30)].prop_map(tie)
}

/// A name as somebody types it.
fn name(revisions: &[RevisionInfo]) -> impl Strategy<Value = String> + use<> {
    let ids: Vec<String> = revisions.iter().map(|info| info.id.clone()).collect();
    let mut names = ids.clone();
    names.extend(revisions.iter().flat_map(|info| info.branch_labels.clone()));
    let beginning = (select(names.clone()), 1..9_usize)
        .prop_map(|(name, chars)| name.chars().take(chars).collect());
    prop_oneof![6 => select(ids), 4 => select(names), 2 => beginning, 1 => Just("zzzz".to_owned())]
}

fn symbol(revisions: &[RevisionInfo]) -> impl Strategy<Value = String> + use<> {
    let fixed = select(vec!["head", "heads", "base"]).prop_map(str::to_owned);
    prop_oneof![3 => name(revisions), 1 => fixed]
}

fn target(revisions: &[RevisionInfo]) -> impl Strategy<Value = String> + use<> {
    let ids: Vec<String> = revisions.iter().map(|info| info.id.clone()).collect();
    let (name, symbol) = (name(revisions).boxed(), symbol(revisions).boxed());
    let at =
        (name.clone(), symbol.clone()).prop_map(|(branch, symbol)| format!("{branch}@{symbol}"));
    let rubbish = select(vec![
        "+1rubbish",
        "@head",
        "aaaa@",
        "a@b@head",
        "+",
        "",
        "--1",
        "head+x",
    ]);
    prop_oneof![
        4 => symbol.clone(),
        3 => at.clone(),
        2 => (-4..5_i64).prop_map(|steps| format!("{steps:+}")),
        2 => (symbol.clone(), -3..4_i64).prop_map(|(symbol, steps)| format!("{symbol}{steps:+}")),
        2 => (name, -3..4_i64).prop_map(|(branch, steps)| format!("{branch}@{steps:+}")),
        1 => (at, -3..4_i64).prop_map(|(at, steps)| format!("{at}{steps:+}")),
        1 => rubbish.prop_map(str::to_owned),
        4 => select(ids),
    ]
}

fn range(revisions: &[RevisionInfo]) -> impl Strategy<Value = String> + use<> {
    let end = prop_oneof![
        6 => target(revisions),
        2 => Just(String::new()),
        2 => Just("current".to_owned()),
        2 => (-4..0_i64).prop_map(|steps| steps.to_string()),
    ];
    let end = end.boxed();
    prop_oneof![
        8 => (end.clone(), end.clone()).prop_map(|(start, end)| format!("{start}:{end}")),
        1 => end,
    ]
}

/// Where a database can stand: behind some upgrades and downgrades to revisions.
fn current(revisions: &[RevisionInfo]) -> impl Strategy<Value = Vec<String>> + use<> {
    let graph = Graph::new(revisions.to_vec()).expect("a sound graph");
    let ids: Vec<String> = revisions.iter().map(|info| info.id.clone()).collect();
    let steps = vec((any::<bool>(), select(ids)), 0..4);
    prop_oneof![
        5 => steps.prop_map(Some),
        1 => Just(None),
    ]
    .prop_map(move |steps| {
        let mut rows: Vec<String> = Vec::new();
        let steps = steps.unwrap_or_else(|| vec![(true, "heads".to_owned())]);
        for (up, target) in steps {
            let plan = if up {
                graph.plan_upgrade(&rows, &target)
            } else {
                graph.plan_downgrade(&rows, &target)
            };
            if let Some(last) = plan.ok().and_then(|mut plan| plan.pop()) {
                rows = last.to;
            }
        }
        // As a SELECT finds them, by the index of the primary key.
        rows.sort();
        rows
    })
}

fn questions(revisions: &[RevisionInfo]) -> impl Strategy<Value = Vec<Question>> + use<> {
    let current = current(revisions).boxed();
    let target = target(revisions).boxed();
    let question = prop_oneof![
        3 => (range(revisions), current.clone())
            .prop_map(|(range, current)| Question::History { range: Some(range), current }),
        2 => target.clone().prop_map(Question::Resolve),
        1 => current.clone().prop_map(Question::Current),
        4 => (current.clone(), target.clone())
            .prop_map(|(current, target)| Question::Upgrade { current, target }),
        4 => (current.clone(), target.clone())
            .prop_map(|(current, target)| Question::Downgrade { current, target }),
        3 => (current, vec(target, 1..3))
            .prop_map(|(current, targets)| Question::Stamp { current, targets }),
    ];
    vec(question, 30).prop_map(|questions| {
        let all = Question::History {
            range: None,
            current: Vec::new(),
        };
        [vec![Question::Shape, all], questions].concat()
    })
}

/// So many cases, the same ones for the same seed.
pub fn cases(count: usize, seed: u64) -> Vec<Case> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = graph().prop_flat_map(|revisions| {
        let questions = questions(&revisions);
        questions.prop_map(move |questions| Case {
            revisions: revisions.clone(),
            questions,
        })
    });
    (0..count)
        .map(|_| {
            let tree = strategy.new_tree(&mut runner).expect("a case");
            tree.current()
        })
        .collect()
}
