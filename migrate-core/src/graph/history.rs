//! Ranges of history: `a:b`, `a:`, `:b`, `-3:current`, newest first, both ends included.

use super::resolve::{Beyond, Identifier, Place};
use super::{Graph, GraphError, Node, Ties};
use crate::revision::RevisionInfo;

impl Graph {
    /// The whole history, newest first.
    #[must_use]
    pub fn newest_first_all(&self) -> Vec<&RevisionInfo> {
        let all = super::NodeSet::all(self.len());
        self.infos(&self.newest_first(&all, &self.effective_heads))
    }

    /// Whether a range says `current`, so that the database has to be asked.
    #[must_use]
    pub fn range_needs_current(range: &str) -> bool {
        range.split(':').any(|end| end == "current")
    }

    /// The revisions of a range, newest first, both ends included; `None` is all of history.
    ///
    /// `start:+2` counts up from the start, as far as there are revisions. `-3:` counts down from each effective head,
    /// and where that is not below the end, or below the first revision, from the end.
    ///
    /// # Errors
    ///
    /// [`GraphError::NotARange`], `NoCurrent` if the range says `current` and `current` is `None`, `NotAnAncestor`,
    /// `Overlap`, and those of [`Graph::resolve`].
    pub fn history(
        &self,
        range: Option<&str>,
        current: Option<&[String]>,
    ) -> Result<Vec<&RevisionInfo>, GraphError> {
        let Some(range) = range else {
            return Ok(self.newest_first_all());
        };
        let (start, end) = range
            .trim()
            .split_once(':')
            .filter(|(_, end)| !end.contains(':'))
            .ok_or_else(|| GraphError::NotARange {
                range: range.to_owned(),
            })?;
        let current = || self.current_nodes(current.ok_or(GraphError::NoCurrent)?);

        // Where a relative end counts from.
        let below = match start {
            "current" => current()?,
            "" | "base" => Vec::new(),
            _ => self.lower_end(start, &self.effective_heads)?,
        };
        let mut upper = match end {
            "current" => current()?,
            "" => self.effective_heads.clone(),
            _ => self.upgrade_targets(&below, end, Beyond::Stop)?,
        };
        self.keep_branch_of(start, &mut upper)?;
        self.refuse_overlap(&upper)?;
        let required = self.ancestors(upper.iter().copied(), Ties::All);
        let lower = match start {
            "" | "base" | "current" => below,
            _ => self.lower_end(start, &upper)?,
        };
        if let Some(&stray) = lower.iter().find(|&&node| !required.contains(node)) {
            return Err(GraphError::NotAnAncestor {
                from: self.id(stray).to_owned(),
                to: if end.is_empty() { "heads" } else { end }.to_owned(),
            });
        }
        self.refuse_overlap(&lower)?;

        let mut set = required;
        if !lower.is_empty() {
            set.subtract(&self.ancestors(lower.iter().copied(), Ties::All));
            for &node in &lower {
                set.insert(node);
            }
            set.intersect(&self.descendants(lower, Ties::Parents));
        }
        Ok(self.infos(&self.newest_first(&set, &upper)))
    }

    /// `branch@start:` leaves out the other branches above.
    fn keep_branch_of(&self, start: &str, upper: &mut Vec<Node>) -> Result<(), GraphError> {
        let Some((branch, _)) = start.split_once('@') else {
            return Ok(());
        };
        let node = self.branch(branch)?;
        let is_label = self.names.contains_key(branch) && self.id(node) != branch;
        let label = match &self.labels[node][..] {
            // A revision stands for the branch that it is on.
            [label] if !is_label => Some(label.as_str()),
            [..] => Some(branch).filter(|_| is_label),
        };
        match label {
            Some(label) => upper.retain(|&end| self.has_label(end, label)),
            None => {
                let lineage = self.lineage([node], Ties::Parents);
                upper.retain(|&end| lineage.contains(end));
            }
        }
        Ok(())
    }

    fn lower_end(&self, start: &str, upper: &[Node]) -> Result<Vec<Node>, GraphError> {
        let identifier = Identifier::parse(start)?;
        let (Some(steps), None) = (identifier.steps, identifier.symbol) else {
            return self.nodes_of(start);
        };
        if steps >= 0 {
            return Err(identifier.out_of_range(true));
        }
        let required = self.ancestors(upper.iter().copied(), Ties::All);
        let from_heads = self.below_each(&identifier, &self.effective_heads, steps)?;
        match from_heads {
            Some(below) if below.iter().all(|&node| required.contains(node)) => Ok(below),
            Some(_) | None => Ok(self
                .below_each(&identifier, upper, steps)?
                .unwrap_or_default()),
        }
    }

    /// The revisions so many steps below each; `None` if that is below the first one somewhere.
    fn below_each(
        &self,
        identifier: &Identifier<'_>,
        nodes: &[Node],
        steps: i64,
    ) -> Result<Option<Vec<Node>>, GraphError> {
        let mut below = Vec::with_capacity(nodes.len());
        for &node in nodes {
            if identifier
                .branch
                .is_some_and(|branch| !self.has_label(node, branch))
            {
                continue;
            }
            match self.step(identifier, Place::At(node), steps, None, Beyond::Stop)? {
                Place::At(node) if !below.contains(&node) => below.push(node),
                Place::At(_) => {}
                Place::Base => return Ok(None),
            }
        }
        Ok(Some(below))
    }
}
