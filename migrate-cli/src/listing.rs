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
    /// The labels of the branch that it is on, inherited ones too, for people.
    #[serde(skip)]
    labels: &'g [String],
    /// Whether it is a head that another revision depends on.
    #[serde(skip)]
    is_needed: bool,
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
            labels: graph.labels_of(&info.id),
            is_needed: !graph.is_effective_head(&info.id),
            children: graph.children(&info.id),
        }
    }

    /// Says whether a database stands here.
    pub(crate) fn marked(mut self, current: bool) -> Self {
        self.is_current = Some(current);
        self
    }

    /// `ae10 (label) (head) (current) (mergepoint)`, as Alembic words it.
    pub(crate) fn name(&self) -> String {
        let tree = self.tree();
        format!("{}{tree}", self.head())
    }

    /// `ae10 (label) (head)`, where a tree says nothing.
    pub(crate) fn head(&self) -> String {
        let labels = if self.labels.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.labels.join(", "))
        };
        let state = self.state();
        format!("{}{labels}{state}", self.revision)
    }

    /// `ae10 (head) (mergepoint)`: where a database stands.
    pub(crate) fn position(&self) -> String {
        let (state, tree) = (self.state(), self.tree());
        format!("{}{state}{tree}", self.revision)
    }

    fn state(&self) -> String {
        let head = match (self.is_head, self.is_needed) {
            (true, false) => " (head)",
            (true, true) => " (effective head)",
            (false, _) => "",
        };
        let current = if self.is_current == Some(true) {
            " (current)"
        } else {
            ""
        };
        format!("{head}{current}")
    }

    fn tree(&self) -> String {
        let branches = [
            (self.is_branch_point, " (branchpoint)"),
            (self.is_merge_point, " (mergepoint)"),
        ];
        let told = branches.into_iter().filter(|(is, _)| *is);
        told.map(|(_, what)| what).collect()
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
        let mut text = format!("Rev: {}\n", self.position());
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
        if !self.labels.is_empty() {
            field("Branch names", &self.labels.join(", "));
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
