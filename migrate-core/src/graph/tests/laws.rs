//! What holds of every graph: of made-up ones, and of whatever is typed for a place in one.

use std::collections::HashSet;

use super::*;

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn random(numbers: &mut Numbers, count: usize) -> Graph {
    let names: Vec<String> = (0..count)
        .map(|node| format!("r{:03}", (node * 7) % 997))
        .collect();
    let mut revisions: Vec<RevisionInfo> = (0..count)
        .map(|node| {
            let mut parents = Vec::new();
            let mut dependencies = Vec::new();
            if node > 0 && numbers.below(8) > 0 {
                for _ in 0..1 + numbers.below(8) / 6 {
                    let parent = if numbers.below(2) == 0 {
                        node - 1
                    } else {
                        numbers.below(node)
                    };
                    parents.push(names[parent].clone());
                }
            }
            if node > 0 && numbers.below(5) == 0 {
                dependencies.push(names[numbers.below(node)].clone());
            }
            RevisionInfo {
                id: names[node].clone(),
                down_revisions: parents,
                depends_on: dependencies,
                branch_labels: Vec::new(),
                message: String::new(),
                created: None,
                path: String::new(),
            }
        })
        .collect();
    revisions.sort_by(|a, b| a.id.cmp(&b.id));
    Graph::new(revisions).unwrap()
}

/// Every step runs after what it needs, and its rows are the highest of what is applied.
fn check_plan(graph: &Graph, plan: &[PlanStep], applied: &mut HashSet<String>) {
    for step in plan {
        let revision = graph.get(&step.revision).unwrap();
        let needs = || revision.down_revisions.iter().chain(&revision.depends_on);
        match step.direction {
            Direction::Upgrade => {
                assert!(needs().all(|need| applied.contains(need)));
                assert!(applied.insert(step.revision.clone()));
            }
            Direction::Downgrade => {
                assert!(applied.remove(&step.revision));
            }
        }
        let stands = |id: &String| {
            applied
                .iter()
                .filter_map(|id| graph.get(id))
                .any(|other| other.down_revisions.contains(id) || other.depends_on.contains(id))
        };
        let highest: HashSet<String> = applied.iter().filter(|id| !stands(id)).cloned().collect();
        assert_eq!(
            step.to.iter().cloned().collect::<HashSet<_>>(),
            highest,
            "{step:?}"
        );

        let mut rows: HashSet<String> = step.from.iter().cloned().collect();
        for change in &step.changes {
            match change {
                VersionChange::Insert(id) => assert!(rows.insert(id.clone())),
                VersionChange::Delete(id) => assert!(rows.remove(id)),
                VersionChange::Update { from, to } => {
                    assert!(rows.remove(from) && rows.insert(to.clone()));
                }
            }
        }
        assert_eq!(rows, highest);
    }
}

#[test]
fn laws_on_random_graphs() {
    let mut numbers = Numbers(7);
    for _ in 0..300 {
        let count = 1 + numbers.below(25);
        let graph = random(&mut numbers, count);
        let all = graph.history(None, None).unwrap();
        assert_eq!(all.len(), graph.len());

        let mut applied = HashSet::new();
        let mut rows = Vec::new();
        for _ in 0..3 {
            let target = graph.revisions()[numbers.below(graph.len())].id.clone();
            let plan = graph.plan_upgrade(&rows, &target).unwrap();
            check_plan(&graph, &plan, &mut applied);
            if let Some(last) = plan.last() {
                rows.clone_from(&last.to);
            }
        }
        if let Ok(plan) =
            graph.plan_downgrade(&rows, &graph.revisions()[numbers.below(graph.len())].id)
        {
            check_plan(&graph, &plan, &mut applied);
            if let Some(last) = plan.last() {
                rows.clone_from(&last.to);
            }
        }
        let plan = graph.plan_upgrade(&rows, "heads").unwrap();
        check_plan(&graph, &plan, &mut applied);
        assert_eq!(applied.len(), graph.len());
        let rows: Vec<String> = graph
            .effective_heads()
            .iter()
            .map(|head| head.id.clone())
            .collect();
        let plan = graph.plan_downgrade(&rows, "base").unwrap();
        check_plan(&graph, &plan, &mut applied);
        assert!(applied.is_empty());
    }
}

proptest::proptest! {
    /// Whatever is typed for a target, a range or a row is answered or refused.
    #[test]
    fn no_words_for_a_place_are_a_panic(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "a1", "a", "b2", "c3", "d4", "ü", "side", "head", "heads", "base", "current", "@", "+", "-", ":", "+1",
                "-1", "-2", "+0", "+99999999999999999999", "-99999999999999999999", " ", "é", "", "@@", "zz",
            ]),
            1..6,
        ),
        row in proptest::sample::select(vec!["a1", "b2", "d4", "ü", "zz"]),
    ) {
        let graph = graph(&[
            ("a1", &[], &[], &["main"]),
            ("b2", &["a1"], &[], &[]),
            ("c3", &["a1"], &[], &["side"]),
            ("d4", &["b2", "c3"], &[], &[]),
            ("ü", &[], &["b2"], &[]),
        ]);
        let typed = words.concat();
        let rows = [row.to_owned()];
        let _ = graph.resolve(&typed);
        let _ = graph.history(Some(&typed), Some(&rows));
        let _ = graph.plan_upgrade(&rows, &typed);
        let _ = graph.plan_downgrade(&rows, &typed);
        let _ = graph.plan_stamp(&rows, &[typed]);
    }
}
