//! Whether the headers of a folder make a sound history, asked before anything is compiled: every parent there, no
//! circle, and which heads. The graph that plans are made with has its own, finer errors.

use std::collections::HashMap;

use crate::header::RevisionHeader;
use crate::position::Position;
use crate::suggest::nearest;

/// Why a folder of headers is no history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageError {
    /// A revision names another that is not there.
    #[error("{path}:{position}: revision `{id}` names {relation} that does not exist: `{missing}`{}",
        crate::suggest::did_you_mean(.suggestion.as_deref()))]
    Missing {
        /// The file.
        path: String,
        /// Where it names the other.
        position: Position,
        /// The revision.
        id: String,
        /// "a parent" or "a dependency".
        relation: &'static str,
        /// The other.
        missing: String,
        /// The revision that was probably meant.
        suggestion: Option<String>,
    },
    /// Two revisions name one branch.
    #[error("{path}:{position}: the branch label `{label}` is already {by}")]
    DuplicateLabel {
        /// The file.
        path: String,
        /// Where it gives the label.
        position: Position,
        /// The label.
        label: String,
        /// "used by revision ..." or "the id of a revision".
        by: String,
    },
    /// A revision names itself.
    #[error("{path}:{position}: revision `{id}` {verb} itself")]
    Itself {
        /// The file.
        path: String,
        /// Where it does so.
        position: Position,
        /// The revision.
        id: String,
        /// "follows" or "depends on".
        verb: &'static str,
    },
    /// Revisions follow each other in a circle.
    #[error("revisions {} each other in a circle: {} ({})", if *.dependency { "need" } else { "follow" }, .ids.join(" -> "), .paths.join(", "))]
    Cycle {
        /// Whether only `depends_on` closes it.
        dependency: bool,
        /// The circle; the first id stands at the end again.
        ids: Vec<String>,
        /// The files of the circle's revisions, in its order.
        paths: Vec<String>,
    },
}

/// All that is wrong between the headers. Their ids have to differ.
#[must_use]
pub fn check(headers: &[RevisionHeader]) -> Vec<LineageError> {
    let mut errors = Vec::new();
    let ids: HashMap<&str, usize> = headers
        .iter()
        .enumerate()
        .map(|(index, header)| (header.id.as_str(), index))
        .collect();

    let mut labels: HashMap<&str, usize> = HashMap::new();
    for (index, header) in headers.iter().enumerate() {
        for label in &header.branch_labels {
            let by = match labels
                .get(label.as_str())
                .and_then(|&other| headers.get(other))
            {
                Some(other) => format!("used by revision `{}`", other.id),
                None if ids.contains_key(label.as_str()) => "the id of a revision".to_owned(),
                None => {
                    labels.insert(label, index);
                    continue;
                }
            };
            errors.push(LineageError::DuplicateLabel {
                path: header.path.clone(),
                position: header.places.branch_labels,
                label: label.clone(),
                by,
            });
        }
    }

    let mut parents: Vec<Vec<usize>> = Vec::with_capacity(headers.len());
    for header in headers {
        let mut known = Vec::new();
        let missing = |relation, position, missing: &str| LineageError::Missing {
            path: header.path.clone(),
            position,
            id: header.id.clone(),
            relation,
            missing: missing.to_owned(),
            suggestion: nearest(missing, ids.keys().copied()).map(str::to_owned),
        };
        let itself = |verb, position| LineageError::Itself {
            path: header.path.clone(),
            position,
            id: header.id.clone(),
            verb,
        };
        for name in &header.down_revisions {
            match ids.get(name.as_str()) {
                Some(_) if *name == header.id => {
                    errors.push(itself("follows", header.places.down_revisions));
                }
                Some(&index) => known.push(index),
                None => errors.push(missing("a parent", header.places.down_revisions, name)),
            }
        }
        for name in &header.depends_on {
            match ids.get(name.as_str()).or_else(|| labels.get(name.as_str())) {
                Some(_) if *name == header.id => {
                    errors.push(itself("depends on", header.places.depends_on));
                }
                Some(&index) => known.push(index),
                None => errors.push(missing("a dependency", header.places.depends_on, name)),
            }
        }
        parents.push(known);
    }

    if let Some(circle) = circle(&parents) {
        let of = |part: fn(&RevisionHeader) -> &String| {
            circle
                .iter()
                .filter_map(|&index| headers.get(index))
                .map(part)
                .cloned()
                .collect()
        };
        let follows = |(&index, &next): (&usize, &usize)| {
            let pair = headers.get(index).zip(headers.get(next));
            pair.is_some_and(|(header, next)| header.down_revisions.contains(&next.id))
        };
        let next = circle.iter().cycle().skip(1);
        let dependency = !circle.iter().zip(next).all(follows);
        let mut ids: Vec<String> = of(|header| &header.id);
        ids.extend(ids.first().cloned());
        errors.push(LineageError::Cycle {
            dependency,
            ids,
            paths: of(|header| &header.path),
        });
    }
    errors
}

/// The ids of the revisions that no other follows.
#[must_use]
pub fn heads(headers: &[RevisionHeader]) -> Vec<&str> {
    let followed: std::collections::HashSet<&str> = headers
        .iter()
        .flat_map(|header| &header.down_revisions)
        .map(String::as_str)
        .collect();
    headers
        .iter()
        .map(|header| header.id.as_str())
        .filter(|id| !followed.contains(id))
        .collect()
}

/// A circle among the parents, each node followed by one of its parents.
fn circle(parents: &[Vec<usize>]) -> Option<Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnPath,
        Done,
    }
    let mut states = vec![State::New; parents.len()];
    for start in 0..parents.len() {
        // A path from `start`, with the number of parents of each node that were looked at.
        let mut path: Vec<(usize, usize)> = Vec::new();
        if states.get(start) == Some(&State::New) {
            path.push((start, 0));
        }
        while let Some((node, looked_at)) = path.last_mut() {
            let node = *node;
            let next = parents
                .get(node)
                .and_then(|list| list.get(*looked_at))
                .copied();
            *looked_at += 1;
            let state = states.get_mut(node)?;
            *state = State::OnPath;
            match next {
                None => {
                    *state = State::Done;
                    path.pop();
                }
                Some(parent) => match states.get(parent)? {
                    State::New => path.push((parent, 0)),
                    State::Done => {}
                    State::OnPath => {
                        let from = path.iter().position(|&(on_path, _)| on_path == parent)?;
                        return Some(
                            path.iter()
                                .skip(from)
                                .map(|&(on_path, _)| on_path)
                                .collect(),
                        );
                    }
                },
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
