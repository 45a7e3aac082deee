//! The order of revisions, newest first: every revision after all that stand on it, one branch followed as far as it
//! goes before the next. It is Alembic's order; where that hangs on chance, files decide.

use super::{Graph, Node, NodeSet};

/// Which revisions still stand on others while an order is made.
struct Waiting<'g> {
    graph: &'g Graph,
    /// How many of a revision's dependents are not in the order yet, whether they will be or not.
    dependents: Vec<usize>,
    /// The place of each revision in an order in which every one comes after those that it needs.
    rank: Vec<usize>,
    /// The walk that a revision was seen by last, so that no walk has to begin with a clean sheet.
    seen: Vec<u32>,
    walk: u32,
}

impl<'g> Waiting<'g> {
    fn new(graph: &'g Graph) -> Self {
        let mut rank = vec![0; graph.len()];
        for (place, &node) in graph.bottom_up.iter().enumerate() {
            rank[node] = place;
        }
        Waiting {
            graph,
            dependents: graph
                .links
                .iter()
                .map(|links| links.dependents.len())
                .collect(),
            rank,
            seen: vec![0; graph.len()],
            walk: 0,
        }
    }

    /// Notes that a revision is in the order.
    fn done(&mut self, node: Node) {
        for need in self.graph.links[node].needs() {
            self.dependents[need] = self.dependents[need].saturating_sub(1);
        }
    }

    /// The first other line that stands on the revision where this one is.
    fn on(&mut self, lines: &[Node], current: usize) -> Option<usize> {
        let node = lines[current];
        // Nothing is left above it: the usual case, and nothing has to be walked.
        if self.dependents[node] == 0 {
            return None;
        }
        (0..lines.len()).find(|&other| other != current && self.reaches(lines[other], node))
    }

    /// Whether one revision needs another, by way of others or not. What ranks below that one cannot lead to it.
    fn reaches(&mut self, from: Node, to: Node) -> bool {
        self.walk += 1;
        let mut todo = vec![from];
        while let Some(node) = todo.pop() {
            if node == to {
                return true;
            }
            if self.rank[node] > self.rank[to] && self.seen[node] != self.walk {
                self.seen[node] = self.walk;
                todo.extend(self.graph.links[node].needs());
            }
        }
        false
    }
}

impl Graph {
    /// Puts a set of revisions in order; lines begin at `heads`, and each is where it has come to.
    pub(super) fn newest_first(&self, set: &NodeSet, heads: &[Node]) -> Vec<Node> {
        let mut todo = set.clone();
        let mut output = Vec::new();
        let mut waiting = Waiting::new(self);
        let mut lines: Vec<Node> = heads
            .iter()
            .copied()
            .filter(|&head| todo.contains(head))
            .collect();
        lines.sort_unstable();
        lines.dedup();

        let mut current = 0;
        while !lines.is_empty() {
            let node = lines[current];
            // A revision waits until nothing else that is left stands on it.
            if let Some(other) = waiting.on(&lines, current) {
                current = other;
                continue;
            }
            if todo.remove(node) {
                output.push(node);
                waiting.done(node);
            }
            let next: Vec<Node> = self.links[node]
                .needs()
                .filter(|need| todo.contains(*need) && !lines.contains(need))
                .collect();
            match next.split_first() {
                None => {
                    lines.remove(current);
                    current = current.saturating_sub(1);
                }
                Some((&first, others)) => {
                    lines[current] = first;
                    lines.extend(others);
                }
            }
        }

        // A range can cut a revision off from its ends; such ones come last, in a sound order all the same.
        if !todo.is_empty() {
            output.extend(
                self.bottom_up
                    .iter()
                    .rev()
                    .copied()
                    .filter(|&node| todo.contains(node)),
            );
        }
        output
    }
}
