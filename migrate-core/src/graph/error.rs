//! What can be wrong with a history, or with what is asked of it.

/// Why there is no graph, or no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Two revisions have one id.
    #[error("two revisions have the id `{id}`: {first} and {second}")]
    DuplicateId {
        /// The id.
        id: String,
        /// The file of the one.
        first: String,
        /// The file of the other.
        second: String,
    },
    /// Two revisions give one label, or a label is the id of a revision.
    #[error(
        "the branch label `{label}` of revision `{revision}` is already used by revision `{other}`"
    )]
    DuplicateLabel {
        /// The label.
        label: String,
        /// The revision that gives it.
        revision: String,
        /// The revision that has it.
        other: String,
        /// The file of the revision that gives it.
        path: String,
    },
    /// A revision names itself.
    #[error("revision `{id}` {} itself", if *.dependency { "depends on" } else { "follows" })]
    SelfLoop {
        /// The revision.
        id: String,
        /// Whether it does so in `depends_on`.
        dependency: bool,
        /// Its file.
        path: String,
    },
    /// A revision names a parent that does not exist.
    #[error("revision `{id}` names a parent that does not exist: `{missing}`")]
    MissingParent {
        /// The revision.
        id: String,
        /// The parent.
        missing: String,
        /// The file of the revision.
        path: String,
        /// The revision that was probably meant.
        suggestion: Option<String>,
    },
    /// A revision names a dependency that does not exist.
    #[error("revision `{id}` depends on a revision that does not exist: `{missing}`")]
    MissingDependency {
        /// The revision.
        id: String,
        /// The dependency.
        missing: String,
        /// The file of the revision.
        path: String,
        /// The revision that was probably meant.
        suggestion: Option<String>,
    },
    /// Revisions follow each other in a circle.
    #[error("revisions follow each other in a circle: {}", .ids.join(" -> "))]
    Cycle {
        /// The circle, from revision to parent; the first stands at the end again.
        ids: Vec<String>,
    },
    /// Revisions need each other in a circle of parents and dependencies.
    #[error("revisions depend on each other in a circle: {}", .ids.join(" -> "))]
    DependencyCycle {
        /// The circle, from revision to what it needs; the first stands at the end again.
        ids: Vec<String>,
    },

    /// Nothing goes by this name.
    #[error("no revision or branch `{identifier}`")]
    NoSuchRevision {
        /// What was asked for.
        identifier: String,
        /// What was probably meant.
        suggestion: Option<String>,
    },
    /// Several ids or labels begin so.
    #[error("`{identifier}` is the beginning of several revisions: `{}`", .candidates.join("`, `"))]
    Ambiguous {
        /// What was asked for.
        identifier: String,
        /// What begins so.
        candidates: Vec<String>,
    },
    /// A text that is no target.
    #[error(
        "`{identifier}` is no revision, and no relative one like `+1`, `-2`, `abc+1`, `branch@+1`"
    )]
    NotAnIdentifier {
        /// The text.
        identifier: String,
    },
    /// `a:b` was expected.
    #[error("`{range}` is no range: `start:end`, `start:` or `:end`")]
    NotARange {
        /// The text.
        range: String,
    },
    /// A single head was asked for.
    #[error("history has {} heads: `{}`", .heads.len(), .heads.join("`, `"))]
    MultipleHeads {
        /// What was asked for: `head` or `branch@head`.
        identifier: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// The revision is on another branch.
    #[error("revision `{revision}` is not on the branch `{branch}`")]
    NotOnBranch {
        /// The revision.
        revision: String,
        /// The branch, as it was asked for.
        branch: String,
    },
    /// One end of a range or plan does not stand on the other.
    #[error("`{from}` is not an ancestor of `{to}`")]
    NotAnAncestor {
        /// The lower end.
        from: String,
        /// The upper end.
        to: String,
    },
    /// A downgrade to a revision that is not applied.
    #[error("cannot downgrade to `{target}`: it is not below the current revisions `{}`", .current.join("`, `"))]
    NotBelowCurrent {
        /// What was asked for.
        target: String,
        /// Where the database stands.
        current: Vec<String>,
    },
    /// There are not so many steps.
    #[error("`{identifier}` goes beyond the {}", if *.up { "last revision" } else { "first revision" })]
    OutOfRange {
        /// What was asked for.
        identifier: String,
        /// Whether the way goes up.
        up: bool,
    },
    /// A relative target that leads the wrong way.
    #[error("`{identifier}` leads {}", if *.up { "up, and a downgrade goes down" } else { "down, and an upgrade goes up" })]
    WrongDirection {
        /// What was asked for.
        identifier: String,
        /// Whether the way goes up.
        up: bool,
    },
    /// A step has several ways to go.
    #[error("`{identifier}` is ambiguous: it can start or go on at `{}`", .candidates.join("`, `"))]
    AmbiguousStep {
        /// What was asked for.
        identifier: String,
        /// Where it can start or go on.
        candidates: Vec<String>,
    },
    /// Two revisions are asked for, or recorded, of which one contains the other.
    #[error("revision `{ancestor}` is already part of `{revision}`")]
    Overlap {
        /// The one.
        revision: String,
        /// The other, which it stands on.
        ancestor: String,
    },
    /// The database holds revisions that this history does not have: it was brought there by a newer one.
    #[error("the database is at a revision that is not in this history: `{}`", .revisions.join("`, `"))]
    UnknownCurrent {
        /// The revisions.
        revisions: Vec<String>,
    },
    /// `current` was asked for, and nobody said where the database stands.
    #[error("`current` needs a database")]
    NoCurrent,
}
