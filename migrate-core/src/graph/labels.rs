//! Which branch a revision is on: a label goes to all that follows the revision that declares it, and down to where
//! its line branched off.

use std::collections::BTreeSet;

use super::{Graph, Links, Node, Ties};

/// The labels of every revision, sorted.
///
/// A label goes down only where the line from the labelled revision up to its head is a single one. That is Alembic's
/// rule: a branch that has parted or merged above says nothing about what is below.
pub(super) fn inherit(graph: &Graph) -> Vec<Vec<String>> {
    let mut labels: Vec<BTreeSet<&String>> = vec![BTreeSet::new(); graph.len()];
    for (node, revision) in graph.revisions.iter().enumerate() {
        if revision.branch_labels.is_empty() {
            continue;
        }
        let above = graph.descendants([node], Ties::Parents);
        let below = if is_single_line(graph, node) {
            line_below(graph, node)
        } else {
            Vec::new()
        };
        for node in above.iter().chain(below) {
            labels[node].extend(&revision.branch_labels);
        }
    }
    labels
        .into_iter()
        .map(|labels| labels.into_iter().cloned().collect())
        .collect()
}

/// Whether other branches meet here.
fn is_crossing(links: &Links) -> bool {
    links.dependents.len() > 1 || links.parents.len() > 1
}

/// Whether nothing branches or merges from here up to the head.
fn is_single_line(graph: &Graph, mut node: Node) -> bool {
    while !is_crossing(&graph.links[node]) {
        match graph.links[node].children[..] {
            [] => return true,
            [child] => node = child,
            [_, _, ..] => return false,
        }
    }
    false
}

/// The ancestors up to the first crossing.
fn line_below(graph: &Graph, node: Node) -> Vec<Node> {
    let parent = |node: &Node| {
        let parent = graph.links[*node].parents.first().copied();
        parent.filter(|&parent| !is_crossing(&graph.links[parent]))
    };
    std::iter::successors(Some(node), parent).skip(1).collect()
}
