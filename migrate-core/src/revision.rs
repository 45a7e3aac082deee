//! A revision: its header, its two functions, and the history that `embed_revisions!` makes of a folder of them.

use std::fmt;

use crate::operations::Operations;

/// Any error, as revisions return it: `?` works on Diesel's errors, on those of serde and of the standard library.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// What `upgrade` and `downgrade` of a revision return.
pub type Result<T = (), E = BoxError> = std::result::Result<T, E>;

/// The header of a revision. These four fields are all that it has, for ever; what else a revision has to say stands
/// in its [`Settings`].
///
/// It is a literal, so that commands can read it without compiling; what is left out comes from [`Revision::DEFAULT`].
///
/// ```
/// use migrate_core::prelude::*;
///
/// pub static REVISION: Revision = Revision {
///     id: "8c1d3b5a9f02",
///     down_revisions: &["1975ea83b712"],
///     ..Revision::DEFAULT
/// };
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.add_column("heros", column("email", Text))
/// }
///
/// pub fn downgrade(op: &mut Operations) -> Result {
///     op.drop_column("heros", "email")
/// }
/// # Operations::record(upgrade).unwrap();
/// # Operations::record(downgrade).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision {
    /// The revision's id: a partial GUID by default, any text without white space and `@ - + :`.
    pub id: &'static str,
    /// The revisions that this one follows; none for a base, several for a merge.
    pub down_revisions: &'static [&'static str],
    /// Revisions of other branches that have to be applied before this one.
    pub depends_on: &'static [&'static str],
    /// Names of the branch that begins here.
    pub branch_labels: &'static [&'static str],
}

impl Revision {
    /// A header that says nothing, for `..Revision::DEFAULT`.
    pub const DEFAULT: Revision = Revision {
        id: "",
        down_revisions: &[],
        depends_on: &[],
        branch_labels: &[],
    };
}

/// Whether two headers say the same; `embed_revisions!` asserts with it that what it read from a file is what was
/// compiled.
#[doc(hidden)]
#[must_use]
pub const fn same_header(a: &Revision, b: &Revision) -> bool {
    same_text(a.id, b.id)
        && same_texts(a.down_revisions, b.down_revisions)
        && same_texts(a.depends_on, b.depends_on)
        && same_texts(a.branch_labels, b.branch_labels)
}

/// `==` cannot be called in constants.
const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut same = a.len() == b.len();
    let mut index = 0;
    while same && index < a.len() {
        same = a[index] == b[index];
        index += 1;
    }
    same
}

const fn same_texts(a: &[&str], b: &[&str]) -> bool {
    let mut same = a.len() == b.len();
    let mut index = 0;
    while same && index < a.len() {
        same = same_text(a[index], b[index]);
        index += 1;
    }
    same
}

/// What a revision may ask of the runner, in an item beside its header.
///
/// ```
/// use migrate_core::prelude::*;
///
/// // The rows that refer to a deleted one go with it.
/// pub const SETTINGS: Settings = Settings::new().foreign_keys();
///
/// pub fn upgrade(op: &mut Operations) -> Result {
///     op.execute("DELETE FROM teams WHERE disbanded")
/// }
/// # assert!(SETTINGS.foreign_keys);
/// # Operations::record(upgrade).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// See [`Settings::foreign_keys`].
    pub foreign_keys: bool,
    /// See [`Settings::several_transactions`].
    pub several_transactions: bool,
}

impl Settings {
    /// Settings that ask for nothing.
    #[must_use]
    pub const fn new() -> Self {
        Settings {
            foreign_keys: false,
            several_transactions: false,
        }
    }

    /// SQLite: run this revision with foreign keys enforced, so that its data steps see cascades. Such a revision
    /// must not rebuild a table.
    #[must_use]
    pub const fn foreign_keys(mut self) -> Self {
        self.foreign_keys = true;
        self
    }

    /// PostgreSQL: this revision runs in several transactions, for it holds autocommit blocks and more than those. Each
    /// block commits what stands before it; where the revision fails behind one, a person has to deal with the rest.
    #[must_use]
    pub const fn several_transactions(mut self) -> Self {
        self.several_transactions = true;
        self
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings::new()
    }
}

/// The type of a revision's two functions.
pub type Step = fn(&mut Operations<'_>) -> Result;

/// One revision of an embedded history; `embed_revisions!` writes these.
#[derive(Clone, Copy)]
pub struct EmbeddedRevision {
    /// The header.
    pub revision: &'static Revision,
    /// What else the revision says.
    pub settings: Settings,
    /// The first paragraph of the file's documentation.
    pub message: &'static str,
    /// The date behind `Created`, as RFC 3339; `None` if the file states none.
    pub created: Option<&'static str>,
    /// The file, relative to the migrations package, with `/`.
    pub path: &'static str,
    /// A digest of the file's tokens, prefixed by the version of its rule: `1:<64 hex digits>`.
    pub checksum: &'static str,
    /// Brings a database to this revision.
    pub upgrade: Step,
    /// Takes it back.
    pub downgrade: Step,
}

impl fmt::Debug for EmbeddedRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedRevision")
            .field("revision", self.revision)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// A history as `embed_revisions!` compiled it in: the revisions, and what `migrate.toml` says of the database.
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    /// The revisions, in the order of their paths.
    pub revisions: &'static [EmbeddedRevision],
    /// The settings of `migrate.toml` that running needs.
    pub config: crate::config::EmbeddedConfig,
}

impl Embedded {
    /// A history without revisions, under the settings of an empty `migrate.toml`: for comparing models with a database
    /// that none was written for.
    pub const EMPTY: Embedded = Embedded {
        revisions: &[],
        config: crate::config::EmbeddedConfig::DEFAULT,
    };
}

/// What is known of a revision without its code: from an embedded history or from a file's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionInfo {
    /// The id.
    pub id: String,
    /// The revisions that this one follows.
    pub down_revisions: Vec<String>,
    /// Revisions of other branches that have to be applied before.
    pub depends_on: Vec<String>,
    /// Names of the branch that begins here.
    pub branch_labels: Vec<String>,
    /// The message.
    pub message: String,
    /// When it was made, as RFC 3339.
    pub created: Option<String>,
    /// The file, relative to the project, with `/`; also what breaks ties in the order of the graph.
    pub path: String,
}

impl From<&EmbeddedRevision> for RevisionInfo {
    fn from(embedded: &EmbeddedRevision) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        RevisionInfo {
            id: embedded.revision.id.to_owned(),
            down_revisions: owned(embedded.revision.down_revisions),
            depends_on: owned(embedded.revision.depends_on),
            branch_labels: owned(embedded.revision.branch_labels),
            message: embedded.message.to_owned(),
            created: embedded.created.map(str::to_owned),
            path: embedded.path.to_owned(),
        }
    }
}
