//! What people call revisions: whole and partial ids, labels, `head`, `branch@head`, `abc+1`, `branch@-2`. In goes a
//! text, out come nodes.

use super::{Graph, GraphError, Node, NodeSet, Ties};
use crate::revision::RevisionInfo;

/// An id or label can be abbreviated only from this length on, as in Alembic.
const MIN_ABBREVIATED_CHARS: usize = 4;

/// A target, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identifier<'a> {
    /// As it was asked for.
    pub(super) whole: &'a str,
    /// What stands before `@`.
    pub(super) branch: Option<&'a str>,
    /// What stands between `@` and the steps.
    pub(super) symbol: Option<&'a str>,
    /// `+1` is 1, `-2` is -2.
    pub(super) steps: Option<i64>,
}

impl<'a> Identifier<'a> {
    pub(super) fn parse(whole: &'a str) -> Result<Self, GraphError> {
        let failed = || GraphError::NotAnIdentifier {
            identifier: whole.to_owned(),
        };
        let (branch, rest) = match whole.split_once('@') {
            Some((branch, rest)) => (Some(branch), rest),
            None => (None, whole),
        };
        let (symbol, steps) = match rest.find(['+', '-']) {
            None => (rest, None),
            Some(at) => {
                let (symbol, steps) = rest.split_at(at);
                let (_, digits) = steps.split_at(1);
                if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(failed());
                }
                (symbol, Some(steps.parse::<i64>().map_err(|_| failed())?))
            }
        };
        if branch == Some("") || rest.contains('@') || (symbol.is_empty() && steps.is_none()) {
            return Err(failed());
        }
        Ok(Identifier {
            whole,
            branch,
            symbol: Some(symbol).filter(|symbol| !symbol.is_empty()),
            steps,
        })
    }

    pub(super) fn out_of_range(&self, up: bool) -> GraphError {
        GraphError::OutOfRange {
            identifier: self.whole.to_owned(),
            up,
        }
    }
}

/// Where a walk step by step has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Below all revisions.
    Base,
    /// At a revision.
    At(Node),
}

/// What becomes of a walk that comes to the last or below the first revision with steps left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    /// There is nothing there.
    Refuse,
    /// It ends there.
    Stop,
}

impl Graph {
    /// The revisions that an identifier names: none for `base`, several for `heads`.
    ///
    /// `-2` counts down from each effective head; `current` is the caller's to replace.
    ///
    /// # Errors
    ///
    /// [`GraphError::NoSuchRevision`], `Ambiguous`, `MultipleHeads`, `NotOnBranch`, `NotAnIdentifier`, `OutOfRange`,
    /// `AmbiguousStep`.
    pub fn resolve(&self, identifier: &str) -> Result<Vec<&RevisionInfo>, GraphError> {
        Ok(self.infos(&self.nodes_of(identifier)?))
    }

    /// The one revision that an identifier names; `None` for `base`.
    ///
    /// # Errors
    ///
    /// Those of [`Graph::resolve`]; [`GraphError::MultipleHeads`] if it names several.
    pub fn resolve_one(&self, identifier: &str) -> Result<Option<&RevisionInfo>, GraphError> {
        let nodes = self.nodes_of(identifier)?;
        match nodes[..] {
            [] => Ok(None),
            [node] => Ok(Some(&self.revisions[node])),
            [_, _, ..] => Err(GraphError::MultipleHeads {
                identifier: identifier.to_owned(),
                heads: self.ids(nodes),
            }),
        }
    }

    pub(super) fn nodes_of(&self, identifier: &str) -> Result<Vec<Node>, GraphError> {
        let identifier = Identifier::parse(identifier)?;
        let Some(steps) = identifier.steps else {
            return self.absolute(&identifier);
        };
        let starts = match (identifier.symbol, identifier.branch) {
            (Some(symbol), branch) => vec![self.start(symbol, branch, steps)?],
            (None, _) if steps >= 0 => return Err(identifier.out_of_range(true)),
            (None, branch) => self
                .effective_heads
                .iter()
                .copied()
                .filter(|&head| branch.is_none_or(|branch| self.has_label(head, branch)))
                .map(Place::At)
                .collect(),
        };
        let mut nodes = Vec::with_capacity(starts.len());
        for start in starts {
            match self.step(&identifier, start, steps, identifier.branch, Beyond::Refuse)? {
                Place::At(node) if !nodes.contains(&node) => nodes.push(node),
                Place::At(_) | Place::Base => {}
            }
        }
        Ok(nodes)
    }

    /// What `abc` of `abc+1` or `branch@abc-1` is. Up, the branch says which way to go; down, what it has to be on.
    pub(super) fn start(
        &self,
        symbol: &str,
        branch: Option<&str>,
        steps: i64,
    ) -> Result<Place, GraphError> {
        let nodes = match branch.filter(|_| steps <= 0) {
            Some(branch) => self.nodes_of(&format!("{branch}@{symbol}"))?,
            None => self.nodes_of(symbol)?,
        };
        match nodes[..] {
            [] => Ok(Place::Base),
            [node] => Ok(Place::At(node)),
            [_, _, ..] => Err(GraphError::MultipleHeads {
                identifier: symbol.to_owned(),
                heads: self.ids(nodes),
            }),
        }
    }

    pub(super) fn has_label(&self, node: Node, label: &str) -> bool {
        self.labels[node].iter().any(|other| other == label)
    }

    fn absolute(&self, identifier: &Identifier<'_>) -> Result<Vec<Node>, GraphError> {
        let branch = identifier.branch;
        match identifier.symbol {
            Some("heads") => match branch {
                None => Ok(self.effective_heads.clone()),
                Some(branch) => self.on_branch(&self.heads, branch, Ties::Parents),
            },
            Some("head") => {
                let heads = match branch {
                    None => self.heads.clone(),
                    Some(branch) => self.on_branch(&self.heads, branch, Ties::Parents)?,
                };
                if heads.len() > 1 {
                    return Err(GraphError::MultipleHeads {
                        identifier: identifier.whole.to_owned(),
                        heads: self.ids(heads),
                    });
                }
                Ok(heads)
            }
            Some("base") | None => {
                if let Some(branch) = branch {
                    self.branch(branch)?;
                }
                Ok(Vec::new())
            }
            Some(symbol) => {
                let Some(branch) = branch else {
                    return Ok(vec![self.by_name(symbol, None)?]);
                };
                let related = self.lineage([self.branch(branch)?], Ties::Parents);
                let node = self.by_name(symbol, Some(&related))?;
                if !related.contains(node) {
                    return Err(GraphError::NotOnBranch {
                        revision: self.id(node).to_owned(),
                        branch: branch.to_owned(),
                    });
                }
                Ok(vec![node])
            }
        }
    }

    /// The revision of an id or label, or of what only one of them begins with.
    fn by_name(&self, name: &str, within: Option<&NodeSet>) -> Result<Node, GraphError> {
        if let Some(&node) = self.names.get(name) {
            return Ok(node);
        }
        let mut candidates: Vec<(&String, Node)> = self
            .names
            .iter()
            .map(|(known, &node)| (known, node))
            .filter(|&(known, node)| {
                !name.is_empty()
                    && known.starts_with(name)
                    && known.chars().nth(MIN_ABBREVIATED_CHARS - 1).is_some()
                    && within.is_none_or(|within| within.contains(node))
            })
            .collect();
        candidates.sort_unstable_by_key(|&(known, node)| (node, known));
        match candidates[..] {
            [(_, node)] => Ok(node),
            [] => Err(GraphError::NoSuchRevision {
                identifier: name.to_owned(),
                suggestion: nearest(name, self.names.keys().map(String::as_str)),
            }),
            [_, _, ..] => Err(GraphError::Ambiguous {
                identifier: name.to_owned(),
                candidates: candidates
                    .into_iter()
                    .map(|(known, _)| known.clone())
                    .collect(),
            }),
        }
    }

    /// The revision that a branch is named by: what declares the label, or any revision on it.
    pub(super) fn branch(&self, branch: &str) -> Result<Node, GraphError> {
        self.by_name(branch, None)
    }

    /// The nodes, what they stand on and what stands on them.
    pub(super) fn lineage(
        &self,
        nodes: impl IntoIterator<Item = Node> + Clone,
        ties: Ties,
    ) -> NodeSet {
        let mut lineage = self.ancestors(nodes.clone(), ties);
        for node in self.descendants(nodes, ties).iter() {
            lineage.insert(node);
        }
        lineage
    }

    /// Those of the nodes that stand on the branch or under it.
    pub(super) fn on_branch(
        &self,
        nodes: &[Node],
        branch: &str,
        ties: Ties,
    ) -> Result<Vec<Node>, GraphError> {
        let lineage = self.lineage([self.branch(branch)?], ties);
        Ok(nodes
            .iter()
            .copied()
            .filter(|&node| lineage.contains(node))
            .collect())
    }

    /// Goes up (`steps` above zero) from parent to child, or down. Up, a branch says which of several ways is meant.
    pub(super) fn step(
        &self,
        identifier: &Identifier<'_>,
        start: Place,
        steps: i64,
        branch: Option<&str>,
        beyond: Beyond,
    ) -> Result<Place, GraphError> {
        let mut place = start;
        // A branch that is given twice over costs one walk, not one at each step.
        let lineage = match branch.filter(|_| steps > 0) {
            Some(branch) => Some(self.lineage([self.branch(branch)?], Ties::Parents)),
            None => None,
        };
        for _ in 0..steps.unsigned_abs() {
            let ways: Vec<Node> = match (place, steps > 0) {
                (Place::Base, true) => self.bases.clone(),
                (Place::At(node), true) => self.links[node].children.clone(),
                (Place::At(node), false) => self.links[node].parents.clone(),
                (Place::Base, false) => match beyond {
                    Beyond::Refuse => return Err(identifier.out_of_range(false)),
                    Beyond::Stop => return Ok(place),
                },
            };
            let ways: Vec<Node> = ways
                .into_iter()
                .filter(|&way| lineage.as_ref().is_none_or(|lineage| lineage.contains(way)))
                .collect();
            place = match ways[..] {
                [way] => Place::At(way),
                [] if steps < 0 => Place::Base,
                [] => match beyond {
                    Beyond::Refuse => return Err(identifier.out_of_range(true)),
                    Beyond::Stop => return Ok(place),
                },
                [_, _, ..] => {
                    return Err(GraphError::AmbiguousStep {
                        identifier: identifier.whole.to_owned(),
                        candidates: self.ids(ways),
                    });
                }
            };
        }
        Ok(place)
    }
}

/// The known name that was probably meant: the one of the fewest edits, if those are few.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let allowed = (name.chars().count() / 4).clamp(1, 3);
    known
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|&(edits, _)| edits <= allowed)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// Levenshtein's distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, &to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != to);
            diagonal = row[column + 1];
            row[column + 1] = substituted.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
