//! Plans of stamps: what the version table has to say, without anything being run.

use super::plan::changes;
use super::resolve::Identifier;
use super::{Graph, GraphError, Node, Ties, VersionChange};

/// What a stamp does to the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampPlan {
    /// The rows before, in the order of files.
    pub from: Vec<String>,
    /// The rows after, in the order of files.
    pub to: Vec<String>,
    /// How the one becomes the other, in this order.
    pub changes: Vec<VersionChange>,
}

impl Graph {
    /// Plans a stamp: rows that stand above or below a target become it; other branches stay.
    ///
    /// `base` clears all branches, `branch@base` one. `branch@abc` moves all rows of the branch to `abc`, if it stands
    /// above or below one of them.
    ///
    /// # Errors
    ///
    /// [`GraphError::UnknownCurrent`], `Overlap`, and those of [`Graph::resolve`].
    pub fn plan_stamp(
        &self,
        current: &[String],
        targets: &[String],
    ) -> Result<StampPlan, GraphError> {
        let mut rows = self.current_nodes(current)?;
        rows.sort_unstable();
        let mut wanted: Vec<Node> = Vec::new();
        let mut touched: Vec<Node> = Vec::new();
        for target in targets {
            let identifier = Identifier::parse(target)?;
            let nodes = self.nodes_of(target)?;
            if nodes.is_empty() {
                match identifier.branch {
                    None => touched.extend(&rows),
                    Some(branch) => touched.extend(self.on_branch(&rows, branch, Ties::All)?),
                }
            } else {
                let lineage = self.lineage(nodes.iter().copied(), Ties::All);
                let related = rows.iter().copied().filter(|&row| lineage.contains(row));
                touched.extend(related);
                if let Some(branch) = identifier.branch
                    && touched
                        .iter()
                        .any(|&row| lineage.contains(row) && !nodes.contains(&row))
                {
                    touched.extend(self.on_branch(&rows, branch, Ties::All)?);
                }
            }
            wanted.extend(nodes);
        }
        wanted.sort_unstable();
        wanted.dedup();
        self.refuse_overlap(&wanted)?;

        let from = self.ids(rows.iter().copied());
        let gone: Vec<Node> = rows
            .iter()
            .copied()
            .filter(|row| touched.contains(row) && !wanted.contains(row))
            .collect();
        let new: Vec<Node> = wanted
            .into_iter()
            .filter(|node| !rows.contains(node))
            .collect();
        rows.retain(|row| !gone.contains(row));
        rows.extend(&new);
        rows.sort_unstable();
        Ok(StampPlan {
            from,
            to: self.ids(rows),
            changes: changes(self, &gone, &new),
        })
    }
}
