//! The order of revisions, newest first: every revision after all that stand on it, one branch followed as far as it
//! goes before the next. It is Alembic's order; where that hangs on chance, files decide.

use super::{Graph, Node, NodeSet, Ties};

/// A branch that is being followed down.
struct Line {
    /// The next revision on it.
    node: Node,
    /// The node and all that it stands on; made when another line first asks.
    ancestors: Option<NodeSet>,
}

impl Line {
    fn at(node: Node) -> Self {
        Line {
            node,
            ancestors: None,
        }
    }
}

impl Graph {
    /// Puts a set of revisions in order; lines begin at `heads`.
    pub(super) fn newest_first(&self, set: &NodeSet, heads: &[Node]) -> Vec<Node> {
        let mut todo = set.clone();
        let mut output = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        let mut heads: Vec<Node> = heads
            .iter()
            .copied()
            .filter(|&head| todo.contains(head))
            .collect();
        heads.sort_unstable();
        heads.dedup();
        lines.extend(heads.into_iter().map(Line::at));

        let mut current = 0;
        while !lines.is_empty() {
            let node = lines[current].node;
            // A revision waits until nothing else that is left stands on it.
            let waits_for = (0..lines.len())
                .find(|&other| other != current && self.line_contains(&mut lines[other], node));
            if let Some(other) = waits_for {
                current = other;
                continue;
            }
            if todo.remove(node) {
                output.push(node);
            }
            let mut next = self.links[node]
                .needs()
                .filter(|&need| todo.contains(need) && lines.iter().all(|line| line.node != need));
            match next.next() {
                None => {
                    lines.remove(current);
                    current = current.saturating_sub(1);
                }
                Some(first) => {
                    let others: Vec<Line> = next.map(Line::at).collect();
                    let single =
                        self.links[node].parents.len() + self.links[node].dependencies.len() == 1;
                    let line = &mut lines[current];
                    line.node = first;
                    line.ancestors =
                        line.ancestors
                            .take()
                            .filter(|_| single)
                            .map(|mut ancestors| {
                                ancestors.remove(node);
                                ancestors
                            });
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

    fn line_contains(&self, line: &mut Line, node: Node) -> bool {
        line.ancestors
            .get_or_insert_with(|| self.ancestors([line.node], Ties::All))
            .contains(node)
    }
}
