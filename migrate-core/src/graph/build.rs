//! From headers to a graph: names become nodes, ties are looked up once, and what is unsound is refused.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::resolve::nearest;
use super::{Graph, GraphError, Links, Node, labels};
use crate::revision::RevisionInfo;

pub(super) fn build(revisions: Vec<RevisionInfo>) -> Result<Graph, GraphError> {
    let names = names(&revisions)?;
    let mut links: Vec<Links> = revisions.iter().map(|_| Links::default()).collect();
    let mut declared = Vec::with_capacity(revisions.len());
    for (node, revision) in revisions.iter().enumerate() {
        links[node].parents = parents(&revisions, &names, node)?;
        declared.push(dependencies(&revisions, &names, revision)?);
    }

    if let Some(circle) = circle(links.len(), |node| links[node].parents.iter().copied()) {
        return Err(GraphError::Cycle {
            ids: named(&revisions, &circle),
        });
    }
    let needs = |node: Node| links[node].parents.iter().chain(&declared[node]).copied();
    if let Some(circle) = circle(links.len(), needs) {
        return Err(GraphError::DependencyCycle {
            ids: named(&revisions, &circle),
        });
    }

    for node in 0..links.len() {
        for index in 0..links[node].parents.len() {
            let parent = links[node].parents[index];
            links[parent].children.push(node);
            links[parent].dependents.push(node);
        }
        for &dependency in &declared[node] {
            if !links[node].parents.contains(&dependency) {
                links[dependency].dependents.push(node);
            }
        }
    }

    let pick = |keep: &dyn Fn(&Links) -> bool| -> Vec<Node> {
        (0..links.len())
            .filter(|&node| keep(&links[node]))
            .collect()
    };
    let mut graph = Graph {
        heads: pick(&|links| links.children.is_empty()),
        effective_heads: pick(&|links| links.dependents.is_empty()),
        bases: pick(&|links| links.parents.is_empty()),
        bottom_up: bottom_up(&links, &declared),
        labels: Vec::new(),
        revisions,
        names,
        links,
    };
    keep_own_dependencies(&mut graph, declared);
    graph.labels = labels::inherit(&graph);
    Ok(graph)
}

/// Ids and labels, each of them once.
fn names(revisions: &[RevisionInfo]) -> Result<HashMap<String, Node>, GraphError> {
    let mut names = HashMap::with_capacity(revisions.len() * 2);
    for (node, revision) in revisions.iter().enumerate() {
        match names.entry(revision.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(node);
            }
            Entry::Occupied(entry) => {
                return Err(GraphError::DuplicateId {
                    id: revision.id.clone(),
                    first: revisions[*entry.get()].path.clone(),
                    second: revision.path.clone(),
                });
            }
        }
    }
    for (node, revision) in revisions.iter().enumerate() {
        for label in &revision.branch_labels {
            match names.entry(label.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(node);
                }
                Entry::Occupied(entry) => {
                    return Err(GraphError::DuplicateLabel {
                        label: label.clone(),
                        revision: revision.id.clone(),
                        other: revisions[*entry.get()].id.clone(),
                        path: revision.path.clone(),
                    });
                }
            }
        }
    }
    Ok(names)
}

/// The parents of a revision; a parent is named by its whole id.
fn parents(
    revisions: &[RevisionInfo],
    names: &HashMap<String, Node>,
    node: Node,
) -> Result<Vec<Node>, GraphError> {
    let revision = &revisions[node];
    let mut parents = Vec::with_capacity(revision.down_revisions.len());
    for name in &revision.down_revisions {
        if *name == revision.id {
            return Err(self_loop(revision, false));
        }
        match names
            .get(name)
            .filter(|&&parent| revisions[parent].id == *name)
        {
            Some(parent) if parents.contains(parent) => {}
            Some(&parent) => parents.push(parent),
            None => {
                return Err(GraphError::MissingParent {
                    id: revision.id.clone(),
                    missing: name.clone(),
                    path: revision.path.clone(),
                    suggestion: nearest(name, revisions.iter().map(|other| other.id.as_str())),
                });
            }
        }
    }
    Ok(parents)
}

/// The dependencies of a revision, in the order of files; one is named by its whole id or by a label that it declares.
fn dependencies(
    revisions: &[RevisionInfo],
    names: &HashMap<String, Node>,
    revision: &RevisionInfo,
) -> Result<Vec<Node>, GraphError> {
    let mut dependencies = Vec::with_capacity(revision.depends_on.len());
    for name in &revision.depends_on {
        match names.get(name) {
            Some(&node) if revisions[node].id == revision.id => {
                return Err(self_loop(revision, true));
            }
            Some(&node) => dependencies.push(node),
            None => {
                return Err(GraphError::MissingDependency {
                    id: revision.id.clone(),
                    missing: name.clone(),
                    path: revision.path.clone(),
                    suggestion: nearest(name, names.keys().map(String::as_str)),
                });
            }
        }
    }
    dependencies.sort_unstable();
    dependencies.dedup();
    Ok(dependencies)
}

fn self_loop(revision: &RevisionInfo, dependency: bool) -> GraphError {
    GraphError::SelfLoop {
        id: revision.id.clone(),
        dependency,
        path: revision.path.clone(),
    }
}

/// A dependency that an ancestor has too says nothing more: the ancestor comes first anyway. It stays out of the order
/// and of the rows that a downgrade leaves.
fn keep_own_dependencies(graph: &mut Graph, declared: Vec<Vec<Node>>) {
    // Only a dependency that several revisions name can be an ancestor's too, which spares nearly every walk.
    let mut named_by = vec![0_u32; graph.len()];
    for &dependency in declared.iter().flatten() {
        named_by[dependency] += 1;
    }
    let mut own = Vec::with_capacity(declared.len());
    for (node, dependencies) in declared.iter().enumerate() {
        let mut dependencies = dependencies.clone();
        if dependencies
            .iter()
            .any(|&dependency| named_by[dependency] > 1)
        {
            let mut ancestors = graph.ancestors([node], super::Ties::Parents);
            ancestors.remove(node);
            dependencies.retain(|dependency| {
                named_by[*dependency] == 1
                    || !graph.links[*dependency].dependents.iter().any(|&other| {
                        ancestors.contains(other) && declared[other].contains(dependency)
                    })
            });
        }
        own.push(dependencies);
    }
    for (links, dependencies) in graph.links.iter_mut().zip(own) {
        links.dependencies = dependencies;
    }
}

/// Every revision after those that it needs. There is no circle.
fn bottom_up(links: &[Links], declared: &[Vec<Node>]) -> Vec<Node> {
    let mut missing: Vec<usize> = links
        .iter()
        .zip(declared)
        .map(|(links, declared)| {
            let others = declared.iter().filter(|node| !links.parents.contains(node));
            links.parents.len() + others.count()
        })
        .collect();
    let mut order: Vec<Node> = (0..links.len())
        .filter(|&node| missing[node] == 0)
        .collect();
    let mut done = 0;
    while let Some(&node) = order.get(done) {
        done += 1;
        for &dependent in &links[node].dependents {
            missing[dependent] -= 1;
            if missing[dependent] == 0 {
                order.push(dependent);
            }
        }
    }
    order
}

/// A circle, each node followed by one that it needs, starting with the first file of it; `None` if there is none.
fn circle<I: Iterator<Item = Node>>(nodes: usize, needs: impl Fn(Node) -> I) -> Option<Vec<Node>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnPath,
        Done,
    }
    let mut states = vec![State::New; nodes];
    let mut path: Vec<(Node, I)> = Vec::new();
    for start in 0..nodes {
        if states[start] == State::New {
            states[start] = State::OnPath;
            path.push((start, needs(start)));
        }
        while let Some((node, rest)) = path.last_mut() {
            let Some(next) = rest.next() else {
                states[*node] = State::Done;
                path.pop();
                continue;
            };
            match states[next] {
                State::New => {
                    states[next] = State::OnPath;
                    path.push((next, needs(next)));
                }
                State::Done => {}
                State::OnPath => {
                    let mut circle: Vec<Node> = path
                        .iter()
                        .map(|&(on_path, _)| on_path)
                        .skip_while(|&on_path| on_path != next)
                        .collect();
                    let first = circle.iter().min().copied();
                    let first = circle.iter().position(|&node| Some(node) == first);
                    circle.rotate_left(first.unwrap_or(0));
                    return Some(circle);
                }
            }
        }
    }
    None
}

/// The ids of a circle, the first again at the end.
fn named(revisions: &[RevisionInfo], circle: &[Node]) -> Vec<String> {
    let closed = circle.iter().chain(circle.first());
    closed.map(|&node| revisions[node].id.clone()).collect()
}
