//! Replaceable objects: what is defined by a text and holds no rows of its own that a migration would have to keep.

use std::fmt;

use super::{QualifiedName, TableName};

/// A view, function, trigger or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Object {
    /// Which one it is.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub id: ObjectId,
    /// Of a view, the query; of all others the whole `CREATE` statement. Without a final `;`.
    pub definition: String,
    /// Of a view, what stands between its name and `AS`: columns, `WITH (security_barrier)`. Of the programs that MySQL
    /// stores, settings of the session that made them and that they keep: `sql_mode = 'ANSI_QUOTES'`.
    pub options: Option<String>,
    /// The tables and objects that have to be there before it.
    pub depends_on: Vec<QualifiedName>,
    /// Its comment.
    pub comment: Option<String>,
    /// Statements that complete it: the indexes of a materialized view, comments on a view's columns, whether a trigger
    /// fires.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub further: Vec<String>,
}

/// What tells an object from the others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ObjectId {
    /// What it is.
    #[cfg_attr(feature = "serde", serde(rename = "object"))]
    pub kind: ObjectKind,
    /// Its name.
    pub name: QualifiedName,
    /// The table that a trigger, policy or rule belongs to.
    pub table: Option<TableName>,
    /// The types of a function's arguments, which PostgreSQL tells functions of one name apart by.
    pub arguments: Option<String>,
}

impl Object {
    /// The places of live objects and of written ones that are the same, in the order of what is written.
    pub(crate) fn pairs(live: &[Self], written: &[Self]) -> Vec<(usize, usize)> {
        let pairs = written.iter().enumerate().filter_map(|(at, object)| {
            let mut same = (0..live.len()).filter(|&place| live[place].id.means(&object.id));
            let first = same.next()?;
            // Functions of one name that nothing tells apart are nobody's pair.
            same.next().is_none().then_some((first, at))
        });
        pairs.collect()
    }

    /// The definition as a part of a longer text: without a final `;`, and with a line's end behind a comment at its end,
    /// which would swallow what follows.
    pub(crate) fn body(&self) -> String {
        let text = self.definition.trim().trim_end_matches(';').trim_end();
        let last = text.lines().next_back().unwrap_or_default();
        let end = if last.contains("--") || last.contains('#') {
            "\n"
        } else {
            ""
        };
        format!("{text}{end}")
    }
}

impl ObjectId {
    /// Whether the id of a live object is the one that a person means: what was left unsaid does not count.
    #[must_use]
    pub fn means(&self, said: &ObjectId) -> bool {
        fn open<T: PartialEq>(live: &Option<T>, said: &Option<T>) -> bool {
            live.is_none() || said.is_none() || live == said
        }
        self.kind == said.kind
            && self.name == said.name
            && open(&self.table, &said.table)
            && open(&self.arguments, &said.arguments)
    }
}

/// The kinds of replaceable objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ObjectKind {
    /// A type that is neither enumeration nor domain: composite, range.
    Type,
    /// A domain: a type with constraints.
    Domain,
    /// A function.
    Function,
    /// A procedure.
    Procedure,
    /// An aggregate function.
    Aggregate,
    /// A view.
    View,
    /// A view whose rows are stored.
    MaterializedView,
    /// A trigger.
    Trigger,
    /// A policy of row-level security.
    Policy,
    /// A rewrite rule.
    Rule,
    /// A scheduled event of MySQL.
    Event,
    /// PostgreSQL: an order of text.
    Collation,
    /// PostgreSQL: a table that holds a part of another one's rows. Its definition is a table of its own; its options
    /// say which rows.
    Partition,
    /// PostgreSQL: statistics on several columns.
    Statistics,
}

impl ObjectKind {
    /// Returns the kind as SQL spells it.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            ObjectKind::Type => "TYPE",
            ObjectKind::Domain => "DOMAIN",
            ObjectKind::Function => "FUNCTION",
            ObjectKind::Procedure => "PROCEDURE",
            ObjectKind::Aggregate => "AGGREGATE",
            ObjectKind::View => "VIEW",
            ObjectKind::MaterializedView => "MATERIALIZED VIEW",
            ObjectKind::Trigger => "TRIGGER",
            ObjectKind::Policy => "POLICY",
            ObjectKind::Rule => "RULE",
            ObjectKind::Event => "EVENT",
            ObjectKind::Collation => "COLLATION",
            ObjectKind::Partition => "TABLE",
            ObjectKind::Statistics => "STATISTICS",
        }
    }
}

impl fmt::Display for ObjectKind {
    /// Writes the kind as people say it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun())
    }
}

impl ObjectKind {
    /// The kind as people say it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            ObjectKind::Type => "type",
            ObjectKind::Domain => "domain",
            ObjectKind::Function => "function",
            ObjectKind::Procedure => "procedure",
            ObjectKind::Aggregate => "aggregate",
            ObjectKind::View => "view",
            ObjectKind::MaterializedView => "materialized view",
            ObjectKind::Trigger => "trigger",
            ObjectKind::Policy => "policy",
            ObjectKind::Rule => "rule",
            ObjectKind::Event => "event",
            ObjectKind::Collation => "collation",
            ObjectKind::Partition => "partition",
            ObjectKind::Statistics => "statistics",
        }
    }
}

impl ObjectKind {
    /// Several of the kind, as people say it.
    pub(crate) const fn plural(self) -> &'static str {
        match self {
            ObjectKind::Type => "types of its own",
            ObjectKind::Domain => "domains",
            ObjectKind::Function => "functions",
            ObjectKind::Procedure => "procedures",
            ObjectKind::Aggregate => "aggregates",
            ObjectKind::View => "views",
            ObjectKind::MaterializedView => "materialized views",
            ObjectKind::Trigger => "triggers",
            ObjectKind::Policy => "policies",
            ObjectKind::Rule => "rules",
            ObjectKind::Event => "events",
            ObjectKind::Collation => "collations of its own",
            ObjectKind::Partition => "partitions that are tables",
            ObjectKind::Statistics => "statistics on several columns",
        }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}", self.kind, self.name)?;
        if let Some(arguments) = &self.arguments {
            write!(f, "({arguments})")?;
        }
        f.write_str("`")?;
        if let Some(table) = &self.table {
            write!(f, " on `{table}`")?;
        }
        Ok(())
    }
}
