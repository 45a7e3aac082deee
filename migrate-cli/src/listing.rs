//! Revisions as they are listed: one line in Alembic's form, the long form, and the object that programs read.

use std::fmt::Write as _;

use migrate_core::RevisionInfo;
use migrate_core::command::Current;
use migrate_core::graph::{Direction, Graph, GraphError, PlanStep};
use serde::Serialize;

/// A revision with what the graph knows of it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct View<'g> {
    revision: &'g str,
    down_revisions: &'g [String],
    depends_on: &'g [String],
    branch_labels: &'g [String],
    message: &'g str,
    created: Option<&'g str>,
    path: &'g str,
    is_head: bool,
    is_base: bool,
    is_branch_point: bool,
    is_merge_point: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_current: Option<bool>,
    /// The revisions that follow, for people.
    #[serde(skip)]
    children: Vec<&'g RevisionInfo>,
}

impl<'g> View<'g> {
    /// Looks at a revision of the graph.
    pub(crate) fn of(graph: &'g Graph, info: &'g RevisionInfo) -> Self {
        View {
            revision: &info.id,
            down_revisions: &info.down_revisions,
            depends_on: &info.depends_on,
            branch_labels: &info.branch_labels,
            message: &info.message,
            created: info.created.as_deref(),
            path: &info.path,
            is_head: graph.is_head(&info.id),
            is_base: graph.is_base(&info.id),
            is_branch_point: graph.is_branch_point(&info.id),
            is_merge_point: graph.is_merge_point(&info.id),
            is_current: None,
            children: graph.children(&info.id),
        }
    }

    /// Says whether a database stands here.
    pub(crate) fn marked(mut self, current: bool) -> Self {
        self.is_current = Some(current);
        self
    }

    /// `ae10 (label) (head)`.
    pub(crate) fn name(&self) -> String {
        let mut name = self.revision.to_owned();
        if !self.branch_labels.is_empty() {
            let _ = write!(name, " ({})", self.branch_labels.join(", "));
        }
        for (is, what) in [
            (self.is_head, " (head)"),
            (self.is_branch_point, " (branchpoint)"),
            (self.is_merge_point, " (mergepoint)"),
            (self.is_current == Some(true), " (current)"),
        ] {
            if is {
                name.push_str(what);
            }
        }
        name
    }

    /// `1975ea83b712 -> ae10 (head), add hero`.
    pub(crate) fn line(&self) -> String {
        let mut parents = ids(self.down_revisions);
        if !self.depends_on.is_empty() {
            let _ = write!(parents, " ({})", self.depends_on.join(", "));
        }
        format!("{parents} -> {}, {}", self.name(), self.message)
    }

    /// `ae10 (head), add hero`.
    pub(crate) fn short(&self) -> String {
        format!("{}, {}", self.name(), self.message)
    }

    /// Everything, over several lines.
    pub(crate) fn long(&self) -> String {
        let mut text = format!("Rev: {}\n", self.name());
        let mut field = |name: &str, value: &str| {
            let _ = writeln!(text, "{name}: {value}");
        };
        let parents = ids(self.down_revisions);
        field(
            if self.is_merge_point {
                "Merges"
            } else {
                "Parent"
            },
            &parents,
        );
        if !self.depends_on.is_empty() {
            field("Also depends on", &self.depends_on.join(", "));
        }
        if self.is_branch_point {
            let into: Vec<&str> = self
                .children
                .iter()
                .map(|child| child.id.as_str())
                .collect();
            field("Branches into", &into.join(", "));
        }
        field("Path", self.path);
        if let Some(created) = self.created {
            field("Created", created);
        }
        text.push('\n');
        for line in self.message.lines() {
            let _ = writeln!(text, "    {line}");
        }
        text
    }
}

/// Ids in a row; `<base>` for none.
fn ids(ids: &[String]) -> String {
    if ids.is_empty() {
        "<base>".to_owned()
    } else {
        ids.join(", ")
    }
}

/// The command that goes in a direction.
pub(crate) fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    }
}

/// `upgrade 1975ea83b712 -> ae10, add hero`: a step, between the revision and those that it follows.
pub(crate) fn step(graph: &Graph, step: &PlanStep) -> String {
    let verb = verb(step.direction);
    let revision = &step.revision;
    let Some(info) = graph.get(revision) else {
        return format!("{verb} {revision}");
    };
    let (parents, message) = (ids(&info.down_revisions), &info.message);
    match step.direction {
        Direction::Upgrade => format!("{verb} {parents} -> {revision}, {message}"),
        Direction::Downgrade => format!("{verb} {revision} -> {parents}, {message}"),
    }
}

/// `ae10 (head)`, for a row of the version table.
pub(crate) fn at(current: &Current) -> String {
    let note = match (current.known, current.is_head) {
        (false, _) => " (unknown)",
        (true, true) => " (head)",
        (true, false) => "",
    };
    format!("{}{note}", current.revision)
}

/// Where a database stands, in one line.
pub(crate) fn position(current: &[Current]) -> String {
    if current.is_empty() {
        return "<base>".to_owned();
    }
    current.iter().map(at).collect::<Vec<_>>().join(", ")
}

/// Resolves identifiers to revisions; `base` is none.
pub(crate) fn resolve_all<'a>(
    graph: &Graph,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, GraphError> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        for info in graph.resolve(name)? {
            if !found.contains(&info.id) {
                found.push(info.id.clone());
            }
        }
    }
    Ok(found)
}
