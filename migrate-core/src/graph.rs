//! The revision graph: ids and how they follow each other; no files, no database. In go the headers of a history, out
//! come heads, plans and the order of history. The vocabulary and the answers are Alembic's.
//!
//! A revision has *parents* (`down_revisions`) and *dependencies* (`depends_on`). Branches, labels and heads are made
//! of parents alone; what has to be applied before what, and which rows the version table holds, of both.

mod build;
mod error;
mod history;
mod labels;
mod order;
mod plan;
mod resolve;
mod set;
mod stamp;

use std::collections::HashMap;

pub use self::error::GraphError;
pub use self::plan::{Direction, PlanStep, VersionChange};
use self::set::NodeSet;
pub use self::stamp::StampPlan;
use crate::revision::RevisionInfo;

/// A revision inside of the graph: its place in the order of files.
type Node = usize;

/// A sound history: every parent exists, nothing goes in a circle.
///
/// ```
/// use migrate_core::graph::Graph;
/// use migrate_core::RevisionInfo;
///
/// let revision = |id: &str, parents: &[&str]| RevisionInfo {
///     id: id.to_owned(),
///     down_revisions: parents.iter().map(|&parent| parent.to_owned()).collect(),
///     depends_on: Vec::new(),
///     branch_labels: Vec::new(),
///     message: String::new(),
///     created: None,
///     path: format!("versions/{id}.rs"),
/// };
/// let graph = Graph::new(vec![revision("1975ea", &[]), revision("27c6a3", &["1975ea"])])?;
///
/// let plan = graph.plan_upgrade(&["1975ea".to_owned()], "head")?;
/// assert_eq!(plan[0].revision, "27c6a3");
/// # Ok::<(), migrate_core::graph::GraphError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Graph {
    revisions: Vec<RevisionInfo>,
    /// Ids, and the labels that revisions declare, to the revision.
    names: HashMap<String, Node>,
    links: Vec<Links>,
    /// The labels of each revision, its own and inherited ones, sorted.
    labels: Vec<Vec<String>>,
    heads: Vec<Node>,
    effective_heads: Vec<Node>,
    bases: Vec<Node>,
    /// All revisions, every one after those that it needs.
    bottom_up: Vec<Node>,
}

/// How a revision is tied to others.
#[derive(Debug, Clone, Default)]
struct Links {
    /// Parents, as declared.
    parents: Vec<Node>,
    /// Those dependencies that no ancestor has too, in the order of files.
    dependencies: Vec<Node>,
    /// The revisions that have this one as parent, in the order of files.
    children: Vec<Node>,
    /// The revisions that have this one as parent or as dependency, in the order of files.
    dependents: Vec<Node>,
}

impl Links {
    /// What has to be applied before: parents, then dependencies.
    fn needs(&self) -> impl Iterator<Item = Node> + '_ {
        let dependencies = self.dependencies.iter();
        self.parents
            .iter()
            .chain(dependencies.filter(|node| !self.parents.contains(node)))
            .copied()
    }
}

/// Which ties a walk follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ties {
    /// Parents and children.
    Parents,
    /// Dependencies too.
    All,
}

impl Graph {
    /// Ties the revisions to a graph, in time linear in their number.
    ///
    /// Where the revisions themselves leave an order open, theirs in `revisions` decides: readers of files give them
    /// by path, byte-wise.
    ///
    /// # Errors
    ///
    /// [`GraphError::DuplicateId`], `DuplicateLabel`, `SelfLoop`, `MissingParent`, `MissingDependency`, `Cycle`.
    pub fn new(revisions: Vec<RevisionInfo>) -> Result<Self, GraphError> {
        build::build(revisions)
    }

    /// Whether there is no revision.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// How many revisions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    /// All revisions, in the order of files.
    #[must_use]
    pub fn revisions(&self) -> &[RevisionInfo] {
        &self.revisions
    }

    /// The revision of an id; not of a part of it or of a label, which [`Graph::resolve`] takes.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&RevisionInfo> {
        self.node(id).map(|node| &self.revisions[node])
    }

    /// The revisions that no other has as parent.
    #[must_use]
    pub fn heads(&self) -> Vec<&RevisionInfo> {
        self.infos(&self.heads)
    }

    /// The revisions that no other has as parent or dependency: the rows of the version table when all is applied.
    #[must_use]
    pub fn effective_heads(&self) -> Vec<&RevisionInfo> {
        self.infos(&self.effective_heads)
    }

    /// The revisions without a parent.
    #[must_use]
    pub fn bases(&self) -> Vec<&RevisionInfo> {
        self.infos(&self.bases)
    }

    /// The branch points, newest first, each with the revisions that it branches into.
    #[must_use]
    pub fn branches(&self) -> Vec<(&RevisionInfo, Vec<&RevisionInfo>)> {
        let all: NodeSet = NodeSet::all(self.len());
        self.newest_first(&all, &self.effective_heads)
            .into_iter()
            .filter(|&node| self.links[node].children.len() > 1)
            .map(|node| {
                (
                    &self.revisions[node],
                    self.infos(&self.links[node].children),
                )
            })
            .collect()
    }

    /// Whether no other revision has this one as parent.
    #[must_use]
    pub fn is_head(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| self.links[node].children.is_empty())
    }

    /// Whether no other revision has this one as parent or dependency.
    #[must_use]
    pub fn is_effective_head(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| self.links[node].dependents.is_empty())
    }

    /// Whether the revision has no parent.
    #[must_use]
    pub fn is_base(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| self.links[node].parents.is_empty())
    }

    /// Whether several revisions have this one as parent.
    #[must_use]
    pub fn is_branch_point(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| self.links[node].children.len() > 1)
    }

    /// Whether the revision has several parents.
    #[must_use]
    pub fn is_merge_point(&self, id: &str) -> bool {
        self.node(id)
            .is_some_and(|node| self.links[node].parents.len() > 1)
    }

    /// The revisions that have this one as parent.
    #[must_use]
    pub fn children(&self, id: &str) -> Vec<&RevisionInfo> {
        self.node(id)
            .map(|node| self.infos(&self.links[node].children))
            .unwrap_or_default()
    }

    /// The revisions that are applied when the version table holds these rows, in the order of files.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`], `Overlap`.
    pub fn applied(&self, rows: &[String]) -> Result<Vec<&RevisionInfo>, GraphError> {
        let applied = self.ancestors(self.current_nodes(rows)?, Ties::All);
        Ok(applied.iter().map(|node| &self.revisions[node]).collect())
    }

    /// Where the branches stand when the version table holds these rows, in the order of files: at the rows, and at the
    /// revisions of other branches that the rows depend on.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`], `Overlap`.
    pub fn all_current(&self, rows: &[String]) -> Result<Vec<&RevisionInfo>, GraphError> {
        let applied = self.ancestors(self.current_nodes(rows)?, Ties::All);
        let tips: Vec<Node> = applied
            .iter()
            .filter(|&node| {
                let children = &self.links[node].children;
                !children.iter().any(|&child| applied.contains(child))
            })
            .collect();
        Ok(self.infos(&tips))
    }

    /// The labels of the branch that the revision is on, its own and inherited ones, sorted.
    #[must_use]
    pub fn labels_of(&self, id: &str) -> &[String] {
        self.node(id).map_or(&[], |node| &self.labels[node])
    }

    /// The node of a whole id.
    fn node(&self, id: &str) -> Option<Node> {
        let node = *self.names.get(id)?;
        (self.revisions[node].id == id).then_some(node)
    }

    fn id(&self, node: Node) -> &str {
        &self.revisions[node].id
    }

    fn ids(&self, nodes: impl IntoIterator<Item = Node>) -> Vec<String> {
        nodes
            .into_iter()
            .map(|node| self.id(node).to_owned())
            .collect()
    }

    fn infos(&self, nodes: &[Node]) -> Vec<&RevisionInfo> {
        nodes.iter().map(|&node| &self.revisions[node]).collect()
    }

    /// The nodes and all that they stand on.
    fn ancestors(&self, nodes: impl IntoIterator<Item = Node>, ties: Ties) -> NodeSet {
        self.walk(nodes, |links, todo| match ties {
            Ties::Parents => todo.extend(&links.parents),
            Ties::All => todo.extend(links.needs()),
        })
    }

    /// The nodes and all that stands on them.
    fn descendants(&self, nodes: impl IntoIterator<Item = Node>, ties: Ties) -> NodeSet {
        self.walk(nodes, |links, todo| match ties {
            Ties::Parents => todo.extend(&links.children),
            Ties::All => todo.extend(&links.dependents),
        })
    }

    fn walk(
        &self,
        nodes: impl IntoIterator<Item = Node>,
        follow: impl Fn(&Links, &mut Vec<Node>),
    ) -> NodeSet {
        let mut seen = NodeSet::none(self.len());
        let mut todo: Vec<Node> = nodes.into_iter().collect();
        while let Some(node) = todo.pop() {
            if seen.insert(node) {
                follow(&self.links[node], &mut todo);
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests;
