//! Deciding what looks like a rename: by a person, or not at all.

use std::fmt;

use super::CompareError;
use crate::diff::Note;
use crate::diff::renames::{self, Rename, RenameCandidate};
use crate::schema::{Schema, TableName};

/// What becomes of what looks like a rename and was not stated.
#[derive(Default)]
pub enum LikelyRenames<'a> {
    /// It is a drop and an addition, and a note says so; an index or a constraint, which holds nothing, is renamed.
    #[default]
    Note,
    /// It is a drop and an addition.
    Ignore,
    /// It stops the comparison with [`CompareError::LikelyRenames`]; an index or a constraint is renamed.
    Refuse,
    /// Somebody is asked, the likeliest first.
    Ask(&'a mut dyn FnMut(&RenameCandidate) -> Answer),
}

/// What somebody says of a likely rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is one.
    Rename,
    /// It is not: the one goes, the other comes.
    Apart,
    /// Nobody answers; that stops the comparison.
    Unanswered,
}

impl fmt::Debug for LikelyRenames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LikelyRenames::Note => "Note",
            LikelyRenames::Ignore => "Ignore",
            LikelyRenames::Refuse => "Refuse",
            LikelyRenames::Ask(_) => "Ask",
        })
    }
}

/// Finds likely renames of what holds data, tables before columns, and makes the models say what was decided. Both sides
/// are normalised.
pub(super) fn renames(
    from: &Schema,
    to: &mut Schema,
    likely: &mut LikelyRenames<'_>,
    droppable: &dyn Fn(&TableName) -> bool,
) -> Result<Vec<Note>, CompareError> {
    // A table that would stay beside the new one loses nothing.
    let loses_data = |candidate: &RenameCandidate| match &candidate.rename {
        Rename::Table { from, .. } => droppable(from),
        other => other.holds_data(),
    };
    match likely {
        LikelyRenames::Ignore => Ok(Vec::new()),
        LikelyRenames::Note => Ok(all(from, to)
            .into_iter()
            .map(Note::RenameCandidate)
            .collect()),
        LikelyRenames::Refuse => {
            let (dangerous, harmless): (Vec<_>, Vec<_>) =
                all(from, to).into_iter().partition(loses_data);
            if dangerous.is_empty() {
                return Ok(harmless.into_iter().map(Note::RenameCandidate).collect());
            }
            Err(CompareError::LikelyRenames(dangerous))
        }
        LikelyRenames::Ask(ask) => {
            for find in [renames::tables, renames::columns, renames::values] {
                decide(find(from, to), to, ask)?;
            }
            Ok(Vec::new())
        }
    }
}

/// Finds indexes and constraints that are the same under another name, once expressions are in the same words. With
/// nobody to ask they are renamed: the outcome is the same, and nothing is built anew. Says whether any was.
pub(super) fn elements(
    from: &Schema,
    to: &mut Schema,
    likely: &mut LikelyRenames<'_>,
) -> Result<bool, CompareError> {
    let found = match likely {
        LikelyRenames::Ignore => return Ok(false),
        LikelyRenames::Note | LikelyRenames::Refuse | LikelyRenames::Ask(_) => {
            renames::elements(from, to)
        }
    };
    let any = !found.is_empty();
    match likely {
        LikelyRenames::Ask(ask) => decide(found, to, ask)?,
        LikelyRenames::Note | LikelyRenames::Refuse | LikelyRenames::Ignore => {
            for candidate in renames::without_rivals(found) {
                candidate.rename.accept(to);
            }
        }
    }
    Ok(any)
}

fn all(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let finders = [renames::tables, renames::columns, renames::values];
    let found = finders.map(|find| renames::without_rivals(find(from, to)));
    found.into_iter().flatten().collect()
}

/// Asks about each candidate whose two names are still free.
fn decide(
    candidates: Vec<RenameCandidate>,
    to: &mut Schema,
    ask: &mut &mut dyn FnMut(&RenameCandidate) -> Answer,
) -> Result<(), CompareError> {
    let mut open = candidates;
    while !open.is_empty() {
        let candidate = open.remove(0);
        match ask(&candidate) {
            Answer::Rename => {
                candidate.rename.accept(to);
                open.retain(|other| !other.rename.excludes(&candidate.rename));
            }
            Answer::Apart => {}
            Answer::Unanswered => {
                open.insert(0, candidate);
                return Err(CompareError::LikelyRenames(renames::without_rivals(open)));
            }
        }
    }
    Ok(())
}
