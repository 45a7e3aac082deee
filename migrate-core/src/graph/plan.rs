//! Plans of upgrades and downgrades: which revisions, in which order, and what each does to the version table.

use super::resolve::{Beyond, Identifier, Place};
use super::{Graph, GraphError, Node, NodeSet, Ties};

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Direction {
    /// `upgrade` is run.
    Upgrade,
    /// `downgrade` is run.
    Downgrade,
}

/// One revision that a plan applies or takes back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PlanStep {
    /// Which of its functions runs.
    pub direction: Direction,
    /// The revision.
    pub revision: String,
    /// The rows of the version table before, in the order of files.
    pub from: Vec<String>,
    /// The rows of the version table after, in the order of files.
    pub to: Vec<String>,
    /// How the one becomes the other, in this order.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub changes: Vec<VersionChange>,
}

/// A statement on the version table. Each has to touch exactly one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionChange {
    /// A branch begins.
    Insert(String),
    /// A branch ends.
    Delete(String),
    /// A branch goes on, or back.
    Update {
        /// The row that is there.
        from: String,
        /// What it becomes.
        to: String,
    },
}

impl Graph {
    /// Plans the way up from where a database stands to a target.
    ///
    /// The target is anything that [`Graph::resolve`] takes, and `+2` or `branch@+1`, which count from `current`.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`], `Overlap`, `WrongDirection`, and those of [`Graph::resolve`].
    pub fn plan_upgrade(
        &self,
        current: &[String],
        target: &str,
    ) -> Result<Vec<PlanStep>, GraphError> {
        let current = self.current_nodes(current)?;
        let targets = self.upgrade_targets(&current, target, Beyond::Refuse)?;
        self.refuse_overlap(&targets)?;
        let applied = self.ancestors(current.iter().copied(), Ties::All);
        let mut needed = self.ancestors(targets.iter().copied(), Ties::All);
        needed.subtract(&applied);

        let mut heads = Heads::new(self, &current, applied);
        let order = self.newest_first(&needed, &targets);
        Ok(order
            .into_iter()
            .rev()
            .map(|node| heads.upgrade(node))
            .collect())
    }

    /// Plans the way down from where a database stands to a target, which stays applied.
    ///
    /// The target is anything that names one revision, `base`, `branch@base`, and `-2` or `branch@-1`, which count
    /// from `current`. What stands on a revision that is taken back, or depends on it, is taken back before.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`], `Overlap`, `WrongDirection`, `NotBelowCurrent`, and those of
    /// [`Graph::resolve`].
    pub fn plan_downgrade(
        &self,
        current: &[String],
        target: &str,
    ) -> Result<Vec<PlanStep>, GraphError> {
        let given = current;
        let current = self.current_nodes(current)?;
        let (branch, place) = self.downgrade_target(&current, target)?;
        let mut roots = match place {
            Place::Base => self.bases.clone(),
            Place::At(node) => self.links[node].children.clone(),
        };
        let not_below = || GraphError::NotBelowCurrent {
            target: target.to_owned(),
            current: given.to_vec(),
        };
        if let Some(branch) = branch.filter(|_| roots.len() > 1) {
            let below = self.ancestors([branch], Ties::Parents);
            roots.retain(|&root| below.contains(root));
            if roots.is_empty() {
                return Err(not_below());
            }
        }
        let applied = self.ancestors(current.iter().copied(), Ties::All);
        let mut dropped = self.descendants(roots, Ties::All);
        dropped.intersect(&applied);
        if let Place::At(node) = place
            && dropped.is_empty()
            && !current.contains(&node)
        {
            return Err(not_below());
        }

        let mut heads = Heads::new(self, &current, applied);
        let order = self.newest_first(&dropped, &current);
        Ok(order
            .into_iter()
            .map(|node| heads.downgrade(node))
            .collect())
    }

    /// Plans taking back one of the revisions that a database stands at, and nothing else.
    pub(crate) fn plan_back(
        &self,
        current: &[String],
        revision: &str,
    ) -> Result<Vec<PlanStep>, GraphError> {
        let current = self.current_nodes(current)?;
        let nodes = self.nodes_of(revision)?;
        let applied = self.ancestors(current.iter().copied(), Ties::All);
        let mut heads = Heads::new(self, &current, applied);
        Ok(nodes
            .into_iter()
            .map(|node| heads.downgrade(node))
            .collect())
    }

    /// Returns the step of one revision that is next in its direction.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`] and [`GraphError::NoSuchRevision`].
    pub fn plan_step(
        &self,
        current: &[String],
        revision: &str,
        direction: Direction,
    ) -> Result<PlanStep, GraphError> {
        let current = self.current_nodes(current)?;
        let node = self
            .node(revision)
            .ok_or_else(|| GraphError::NoSuchRevision {
                identifier: revision.to_owned(),
                suggestion: None,
            })?;
        let applied = self.ancestors(current.iter().copied(), Ties::All);
        let mut heads = Heads::new(self, &current, applied);
        Ok(match direction {
            Direction::Upgrade => heads.upgrade(node),
            Direction::Downgrade => heads.downgrade(node),
        })
    }

    /// The revisions that a database is at. They are whole ids: a database does not abbreviate.
    pub(super) fn current_nodes(&self, current: &[String]) -> Result<Vec<Node>, GraphError> {
        let unknown: Vec<String> = current
            .iter()
            .filter(|id| self.node(id).is_none())
            .cloned()
            .collect();
        if !unknown.is_empty() {
            return Err(GraphError::UnknownCurrent { revisions: unknown });
        }
        let mut nodes = Vec::with_capacity(current.len());
        for node in current.iter().filter_map(|id| self.node(id)) {
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        self.refuse_overlap(&nodes)?;
        Ok(nodes)
    }

    /// No node may stand on another of them.
    pub(super) fn refuse_overlap(&self, nodes: &[Node]) -> Result<(), GraphError> {
        let below = nodes.iter().flat_map(|&node| self.links[node].needs());
        let below = self.ancestors(below, Ties::All);
        if !nodes.iter().any(|&node| below.contains(node)) {
            return Ok(());
        }
        for &node in nodes {
            let ancestors = self.ancestors(self.links[node].needs(), Ties::All);
            if let Some(&ancestor) = nodes.iter().find(|&&other| ancestors.contains(other)) {
                return Err(GraphError::Overlap {
                    revision: self.id(node).to_owned(),
                    ancestor: self.id(ancestor).to_owned(),
                });
            }
        }
        Ok(())
    }

    pub(super) fn upgrade_targets(
        &self,
        current: &[Node],
        target: &str,
        beyond: Beyond,
    ) -> Result<Vec<Node>, GraphError> {
        let identifier = Identifier::parse(target)?;
        let (steps, start) = match (identifier.steps, identifier.symbol) {
            (None, _) => return self.nodes_of(target),
            (Some(steps), Some(symbol)) => (steps, self.start(symbol, identifier.branch, steps)?),
            (Some(steps), None) if steps <= 0 => {
                return Err(GraphError::WrongDirection {
                    identifier: target.to_owned(),
                    up: false,
                });
            }
            (Some(steps), None) => (steps, self.start_above(&identifier, current)?),
        };
        match self.step(&identifier, start, steps, identifier.branch, beyond)? {
            Place::At(node) => Ok(vec![node]),
            Place::Base => match beyond {
                Beyond::Refuse => Err(identifier.out_of_range(steps > 0)),
                Beyond::Stop => Ok(Vec::new()),
            },
        }
    }

    /// Where `+1` or `branch@+1` counts from.
    fn start_above(
        &self,
        identifier: &Identifier<'_>,
        current: &[Node],
    ) -> Result<Place, GraphError> {
        let starts = match identifier.branch {
            None => current.to_vec(),
            Some(branch) => {
                let heads = self.on_branch(current, branch, Ties::Parents)?;
                if heads.is_empty() {
                    // The branch may be below a head of another one that depends on it.
                    self.tips_on_branch(current, branch)?
                } else {
                    heads
                }
            }
        };
        match starts[..] {
            [] => Ok(Place::Base),
            [node] => Ok(Place::At(node)),
            [_, _, ..] => Err(GraphError::AmbiguousStep {
                identifier: identifier.whole.to_owned(),
                candidates: self.ids(starts),
            }),
        }
    }

    /// The highest revisions of a branch that are applied.
    fn tips_on_branch(&self, current: &[Node], branch: &str) -> Result<Vec<Node>, GraphError> {
        let applied: Vec<Node> = self
            .ancestors(current.iter().copied(), Ties::All)
            .iter()
            .collect();
        let active = self.on_branch(&applied, branch, Ties::Parents)?;
        let mut below = NodeSet::none(self.len());
        for need in active.iter().flat_map(|&node| self.links[node].needs()) {
            below.insert(need);
        }
        Ok(active
            .into_iter()
            .filter(|&node| !below.contains(node))
            .collect())
    }

    /// What stays of a downgrade, and the branch that it is limited to.
    fn downgrade_target(
        &self,
        current: &[Node],
        target: &str,
    ) -> Result<(Option<Node>, Place), GraphError> {
        let identifier = Identifier::parse(target)?;
        let branch = match identifier.branch {
            Some(branch) => Some(self.branch(branch)?),
            None => None,
        };
        let Some(steps) = identifier.steps else {
            // The branch only limits what is taken back: the revision may lie below it.
            let symbol = match (identifier.symbol, identifier.branch) {
                (Some("head" | "heads"), Some(_)) | (None, _) => target,
                (Some(symbol), _) => symbol,
            };
            let nodes = self.nodes_of(symbol)?;
            return match nodes[..] {
                [] => Ok((branch, Place::Base)),
                [node] => Ok((branch, Place::At(node))),
                [_, _, ..] => Err(GraphError::MultipleHeads {
                    identifier: target.to_owned(),
                    heads: self.ids(nodes),
                }),
            };
        };
        let (branch, start) = match identifier.symbol {
            Some(symbol) => (branch, self.start(symbol, identifier.branch, steps)?),
            None if steps >= 0 => {
                return Err(GraphError::WrongDirection {
                    identifier: target.to_owned(),
                    up: true,
                });
            }
            None => {
                let node = self.start_below(&identifier, current)?;
                (branch.or(Some(node)), Place::At(node))
            }
        };
        let place = self.step(&identifier, start, steps, identifier.branch, Beyond::Refuse)?;
        Ok((branch, place))
    }

    /// Where `-1` or `branch@-1` counts from.
    fn start_below(
        &self,
        identifier: &Identifier<'_>,
        current: &[Node],
    ) -> Result<Node, GraphError> {
        let Some(branch) = identifier.branch else {
            // Of several, the first row, as Alembic does.
            return current
                .first()
                .copied()
                .ok_or_else(|| identifier.out_of_range(false));
        };
        let mut starts = self.on_branch(current, branch, Ties::Parents)?;
        if starts.is_empty() {
            // The branch may be below a head of another one that depends on it.
            let applied = self.ancestors(current.iter().copied(), Ties::All);
            starts = applied
                .iter()
                .filter(|&node| {
                    !self.links[node]
                        .children
                        .iter()
                        .any(|&child| applied.contains(child))
                })
                .collect();
            starts = self.on_branch(&starts, branch, Ties::Parents)?;
        }
        match starts[..] {
            [node] => Ok(node),
            [] => Err(identifier.out_of_range(false)),
            [_, _, ..] => Err(GraphError::AmbiguousStep {
                identifier: identifier.whole.to_owned(),
                candidates: self.ids(starts),
            }),
        }
    }
}

/// The rows of the version table while a plan runs: the highest of the applied revisions.
struct Heads<'g> {
    graph: &'g Graph,
    /// In the order of files.
    rows: Vec<Node>,
    applied: NodeSet,
}

impl<'g> Heads<'g> {
    fn new(graph: &'g Graph, current: &[Node], applied: NodeSet) -> Self {
        let mut rows = current.to_vec();
        rows.sort_unstable();
        Heads {
            graph,
            rows,
            applied,
        }
    }

    fn upgrade(&mut self, node: Node) -> PlanStep {
        let needs: Vec<Node> = self.graph.links[node].needs().collect();
        let gone: Vec<Node> = needs
            .into_iter()
            .filter(|need| self.rows.contains(need))
            .collect();
        self.applied.insert(node);
        self.replace(Direction::Upgrade, node, &gone, &[node])
    }

    fn downgrade(&mut self, node: Node) -> PlanStep {
        self.applied.remove(node);
        // A revision becomes a row if nothing that is still applied stands on it.
        let stands = |&need: &Node| {
            !self.graph.links[need]
                .dependents
                .iter()
                .any(|&dependent| self.applied.contains(dependent))
        };
        let back: Vec<Node> = self.graph.links[node].needs().filter(stands).collect();
        self.replace(Direction::Downgrade, node, &[node], &back)
    }

    fn replace(
        &mut self,
        direction: Direction,
        revision: Node,
        gone: &[Node],
        new: &[Node],
    ) -> PlanStep {
        let graph = self.graph;
        let from = graph.ids(self.rows.iter().copied());
        self.rows.retain(|row| !gone.contains(row));
        self.rows.extend(new);
        self.rows.sort_unstable();
        PlanStep {
            direction,
            revision: graph.id(revision).to_owned(),
            from,
            to: graph.ids(self.rows.iter().copied()),
            changes: changes(graph, gone, new),
        }
    }
}

/// The statements that make rows out of others: one that goes becomes one that comes, as Alembic does it.
pub(super) fn changes(graph: &Graph, gone: &[Node], new: &[Node]) -> Vec<VersionChange> {
    let id = |node: Node| graph.id(node).to_owned();
    let mut changes = Vec::with_capacity(gone.len() + new.len());
    match (gone.split_last(), new.split_last()) {
        (Some((&from, gone)), Some((&to, new))) => {
            changes.extend(gone.iter().map(|&node| VersionChange::Delete(id(node))));
            changes.extend(new.iter().map(|&node| VersionChange::Insert(id(node))));
            changes.push(VersionChange::Update {
                from: id(from),
                to: id(to),
            });
        }
        (_, None) => changes.extend(gone.iter().map(|&node| VersionChange::Delete(id(node)))),
        (None, _) => changes.extend(new.iter().map(|&node| VersionChange::Insert(id(node)))),
    }
    changes
}
