//! `from:to`, as `--sql` takes it, and as Alembic reads it.

use super::ScriptError;
use crate::graph::Graph;

/// A range, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range<'r> {
    start: Option<&'r str>,
    pub(super) target: &'r str,
}

impl<'r> Range<'r> {
    pub(super) fn parse(range: &'r str) -> Result<Self, ScriptError> {
        let not_a_range = || ScriptError::NotARange {
            range: range.to_owned(),
        };
        let (start, target) = match range.split_once(':') {
            Some((start, target)) => (Some(start), target),
            None => (None, range),
        };
        if target.is_empty() || target.contains(':') {
            return Err(not_a_range());
        }
        if target == "current" {
            return Err(ScriptError::Current);
        }
        Ok(Range { start, target })
    }

    /// The revisions that the script expects; `None` if the range does not say.
    pub(super) fn start(&self, graph: &Graph) -> Result<Option<Vec<String>>, ScriptError> {
        self.start.map(|start| resolve(graph, start)).transpose()
    }
}

/// Resolves a start: one identifier, or several with commas between them; nothing is base.
pub(super) fn resolve(graph: &Graph, start: &str) -> Result<Vec<String>, ScriptError> {
    let mut revisions: Vec<String> = Vec::new();
    for name in start.split(',').map(str::trim) {
        match name {
            "" | "base" => continue,
            "current" => return Err(ScriptError::Current),
            _ => {}
        }
        for info in graph.resolve(name)? {
            if !revisions.contains(&info.id) {
                revisions.push(info.id.clone());
            }
        }
    }
    Ok(revisions)
}

/// The start that the targets of a stamp agree on, and the targets.
pub(super) fn of_targets<'t>(
    targets: &[&'t str],
) -> Result<(Option<&'t str>, Vec<String>), ScriptError> {
    let mut agreed: Option<&str> = None;
    let mut names = Vec::with_capacity(targets.len());
    for target in targets {
        let range = Range::parse(target)?;
        match (agreed, range.start) {
            (Some(first), Some(second)) if first != second => {
                return Err(ScriptError::TwoStarts {
                    first: first.to_owned(),
                    second: second.to_owned(),
                });
            }
            (None, Some(start)) => agreed = Some(start),
            (_, Some(_) | None) => {}
        }
        names.push(range.target.to_owned());
    }
    Ok((agreed, names))
}
