//! Constraints, of columns and of tables.

use std::ops::Range;

use super::Reader;
use crate::schema::{Deferrable, MatchType, ReferentialAction};

/// A constraint, with the name in front of it.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Constraint {
    /// The name behind `CONSTRAINT`.
    pub(in super::super) name: Option<String>,
    /// What it demands.
    pub(in super::super) kind: ConstraintKind,
    /// Where all of it stands, the name included.
    pub(in super::super) span: Range<usize>,
}

/// What a constraint demands. Ranges of expressions are without the parentheses around them, save for defaults.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum ConstraintKind {
    /// A name without a constraint, which SQLite takes.
    Nothing,
    /// `PRIMARY KEY`, with the column itself where it stands at a column.
    PrimaryKey {
        columns: Vec<KeyColumn>,
        autoincrement: Option<Range<usize>>,
        /// Where `AUTOINCREMENT` would have to stand.
        autoincrement_at: usize,
        /// Whether it stands at a column and says `DESC`, which makes it no alias of the rowid.
        descending: bool,
    },
    /// `NOT NULL`.
    NotNull,
    /// `NULL`, which says nothing.
    Null,
    /// `UNIQUE`.
    Unique { columns: Vec<KeyColumn> },
    /// `CHECK`.
    Check { expression: Range<usize> },
    /// `DEFAULT`, with its parentheses if it has some.
    Default { expression: Range<usize> },
    /// `COLLATE`.
    Collate { collation: String },
    /// `REFERENCES` at a column, `FOREIGN KEY` at a table.
    ForeignKey {
        columns: Vec<KeyColumn>,
        reference: Reference,
    },
    /// `DEFERRABLE` that stands apart from its foreign key.
    Deferral(Deferrable),
    /// `GENERATED ALWAYS AS`.
    Generated {
        expression: Range<usize>,
        stored: bool,
    },
}

/// A column in a key.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct KeyColumn {
    /// The column's name.
    pub(in super::super) name: String,
    /// Where it stands.
    pub(in super::super) span: Range<usize>,
}

/// What a foreign key points at.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Reference {
    pub(in super::super) table: String,
    /// The columns; empty for the primary key.
    pub(in super::super) columns: Vec<String>,
    pub(in super::super) on_delete: ReferentialAction,
    pub(in super::super) on_update: ReferentialAction,
    pub(in super::super) match_: MatchType,
    pub(in super::super) deferrable: Deferrable,
}

impl ConstraintKind {
    /// The names of the columns of a key; none for other constraints.
    pub(in super::super) fn key_columns(&self) -> &[KeyColumn] {
        match self {
            ConstraintKind::PrimaryKey { columns, .. }
            | ConstraintKind::Unique { columns }
            | ConstraintKind::ForeignKey { columns, .. } => columns,
            ConstraintKind::Nothing
            | ConstraintKind::NotNull
            | ConstraintKind::Null
            | ConstraintKind::Check { .. }
            | ConstraintKind::Default { .. }
            | ConstraintKind::Collate { .. }
            | ConstraintKind::Deferral(_)
            | ConstraintKind::Generated { .. } => &[],
        }
    }
}

/// Reads a constraint of a column.
pub(super) fn column_constraint(
    reader: &mut Reader<'_>,
    column: &str,
) -> Result<Constraint, String> {
    let start = reader.start();
    let name = constraint_name(reader)?;
    let itself = |reader: &Reader<'_>| {
        vec![KeyColumn {
            name: column.to_owned(),
            span: reader.end()..reader.end(),
        }]
    };
    let kind = if reader.take_words(&["PRIMARY", "KEY"]) {
        let descending = reader.take_words(&["DESC"]);
        reader.take_words(&["ASC"]);
        conflict_clause(reader)?;
        let columns = itself(reader);
        let autoincrement_at = reader.end();
        ConstraintKind::PrimaryKey {
            columns,
            autoincrement: autoincrement(reader),
            autoincrement_at,
            descending,
        }
    } else if reader.take_words(&["NOT", "NULL"]) {
        conflict_clause(reader)?;
        ConstraintKind::NotNull
    } else if reader.take_words(&["NULL"]) {
        conflict_clause(reader)?;
        ConstraintKind::Null
    } else if reader.take_words(&["UNIQUE"]) {
        conflict_clause(reader)?;
        ConstraintKind::Unique {
            columns: itself(reader),
        }
    } else if reader.take_words(&["CHECK"]) {
        check(reader)?
    } else if reader.take_words(&["DEFAULT"]) {
        default(reader)?
    } else if reader.take_words(&["COLLATE"]) {
        ConstraintKind::Collate {
            collation: reader.name()?.0,
        }
    } else if reader.peek_word("REFERENCES") {
        let columns = itself(reader);
        ConstraintKind::ForeignKey {
            columns,
            reference: reference(reader)?,
        }
    } else if let Some(deferrable) = deferrable(reader)? {
        ConstraintKind::Deferral(deferrable)
    } else if reader.take_words(&["GENERATED", "ALWAYS", "AS"]) || reader.take_words(&["AS"]) {
        let expression = reader.parenthesised()?;
        let stored = reader.take_words(&["STORED"]);
        if !stored {
            reader.take_words(&["VIRTUAL"]);
        }
        ConstraintKind::Generated { expression, stored }
    } else if name.is_some() && ends_item(reader) {
        ConstraintKind::Nothing
    } else {
        return Err(reader.expected("a column constraint"));
    };
    Ok(Constraint {
        name,
        kind,
        span: start..reader.end(),
    })
}

/// Reads a constraint of a table.
pub(super) fn table_constraint(reader: &mut Reader<'_>) -> Result<Constraint, String> {
    let start = reader.start();
    let name = constraint_name(reader)?;
    let kind = if reader.take_words(&["PRIMARY", "KEY"]) {
        let (columns, autoincrement, autoincrement_at) = key_columns(reader)?;
        conflict_clause(reader)?;
        ConstraintKind::PrimaryKey {
            columns,
            autoincrement,
            autoincrement_at,
            descending: false,
        }
    } else if reader.take_words(&["UNIQUE"]) {
        let (columns, _, _) = key_columns(reader)?;
        conflict_clause(reader)?;
        ConstraintKind::Unique { columns }
    } else if reader.take_words(&["CHECK"]) {
        check(reader)?
    } else if reader.take_words(&["FOREIGN", "KEY"]) {
        let (columns, _, _) = key_columns(reader)?;
        let reference = reference(reader)?;
        ConstraintKind::ForeignKey { columns, reference }
    } else if name.is_some() && (ends_item(reader) || reader.peek_word("CONSTRAINT")) {
        ConstraintKind::Nothing
    } else {
        return Err(reader.expected("a table constraint"));
    };
    Ok(Constraint {
        name,
        kind,
        span: start..reader.end(),
    })
}

/// The last of the names, for SQLite lets one follow another.
fn constraint_name(reader: &mut Reader<'_>) -> Result<Option<String>, String> {
    let mut name = None;
    while reader.take_words(&["CONSTRAINT"]) {
        name = Some(reader.name()?.0);
    }
    Ok(name)
}

fn ends_item(reader: &Reader<'_>) -> bool {
    reader.peek_symbol(",") || reader.peek_symbol(")")
}

fn check(reader: &mut Reader<'_>) -> Result<ConstraintKind, String> {
    let expression = reader.parenthesised()?;
    conflict_clause(reader)?;
    Ok(ConstraintKind::Check { expression })
}

fn default(reader: &mut Reader<'_>) -> Result<ConstraintKind, String> {
    let start = reader.start();
    if reader.peek_symbol("(") {
        reader.parenthesised()?;
    } else {
        let _ = reader.take_symbol("-") || reader.take_symbol("+");
        if reader.peek().is_none() || ends_item(reader) {
            return Err(reader.expected("a default"));
        }
        reader.at += 1;
    }
    Ok(ConstraintKind::Default {
        expression: start..reader.end(),
    })
}

fn conflict_clause(reader: &mut Reader<'_>) -> Result<(), String> {
    if reader.take_words(&["ON", "CONFLICT"]) {
        reader.name()?;
    }
    Ok(())
}

fn autoincrement(reader: &mut Reader<'_>) -> Option<Range<usize>> {
    let start = reader.start();
    reader
        .take_words(&["AUTOINCREMENT"])
        .then(|| start..reader.end())
}

/// Reads `(a, b COLLATE c DESC AUTOINCREMENT)`: the columns, and where `AUTOINCREMENT` stands or would have to.
#[allow(clippy::type_complexity)]
fn key_columns(
    reader: &mut Reader<'_>,
) -> Result<(Vec<KeyColumn>, Option<Range<usize>>, usize), String> {
    reader.expect_symbol("(")?;
    let mut columns = Vec::new();
    let mut keyword = None;
    loop {
        let (name, span) = reader.name()?;
        columns.push(KeyColumn { name, span });
        if reader.take_words(&["COLLATE"]) {
            reader.name()?;
        }
        let _ = reader.take_words(&["ASC"]) || reader.take_words(&["DESC"]);
        let at = reader.end();
        keyword = autoincrement(reader).or(keyword);
        if !reader.take_symbol(",") {
            reader.expect_symbol(")")?;
            return Ok((columns, keyword, at));
        }
    }
}

fn reference(reader: &mut Reader<'_>) -> Result<Reference, String> {
    reader.expect_word("REFERENCES")?;
    let (table, _) = reader.name()?;
    let mut reference = Reference {
        table,
        columns: Vec::new(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        match_: MatchType::Simple,
        deferrable: Deferrable::No,
    };
    if reader.peek_symbol("(") {
        let (columns, _, _) = key_columns(reader)?;
        reference.columns = columns.into_iter().map(|column| column.name).collect();
    }
    loop {
        if reader.take_words(&["ON", "DELETE"]) {
            reference.on_delete = action(reader)?;
        } else if reader.take_words(&["ON", "UPDATE"]) {
            reference.on_update = action(reader)?;
        } else if reader.take_words(&["MATCH"]) {
            let (kind, _) = reader.name()?;
            if kind.eq_ignore_ascii_case("FULL") {
                reference.match_ = MatchType::Full;
            }
        } else if let Some(deferrable) = deferrable(reader)? {
            reference.deferrable = deferrable;
        } else {
            return Ok(reference);
        }
    }
}

fn action(reader: &mut Reader<'_>) -> Result<ReferentialAction, String> {
    let actions = [
        (&["SET", "NULL"][..], ReferentialAction::SetNull),
        (&["SET", "DEFAULT"], ReferentialAction::SetDefault),
        (&["CASCADE"], ReferentialAction::Cascade),
        (&["RESTRICT"], ReferentialAction::Restrict),
        (&["NO", "ACTION"], ReferentialAction::NoAction),
    ];
    for (words, action) in actions {
        if reader.take_words(words) {
            return Ok(action);
        }
    }
    Err(reader.expected("what the foreign key does"))
}

fn deferrable(reader: &mut Reader<'_>) -> Result<Option<Deferrable>, String> {
    let negated = reader.take_words(&["NOT", "DEFERRABLE"]);
    if !negated && !reader.take_words(&["DEFERRABLE"]) {
        return Ok(None);
    }
    let mut deferrable = Deferrable::InitiallyImmediate;
    if reader.take_words(&["INITIALLY"]) {
        if reader.take_words(&["DEFERRED"]) {
            deferrable = Deferrable::InitiallyDeferred;
        } else {
            reader.expect_word("IMMEDIATE")?;
        }
    }
    Ok(Some(if negated { Deferrable::No } else { deferrable }))
}
