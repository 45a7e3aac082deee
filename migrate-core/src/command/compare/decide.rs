//! Deciding what looks like a rename: by a person, or not at all.

use std::fmt;

use super::CompareError;
use crate::diff::Note;
use crate::diff::renames::{self, Rename, RenameCandidate};
use crate::schema::{Schema, TableName};

/// What becomes of what looks like a rename and was not stated.
#[derive(Default)]
pub enum LikelyRenames<'a> {
    /// It is a drop and an addition, and a note says so.
    #[default]
    Note,
    /// It is a drop and an addition.
    Ignore,
    /// It stops the comparison with [`CompareError::LikelyRenames`].
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

/// Finds likely renames, tables before columns, and makes the models say what was decided. Both sides are normalised.
pub(super) fn renames(
    from: &Schema,
    to: &mut Schema,
    likely: LikelyRenames<'_>,
    droppable: &dyn Fn(&TableName) -> bool,
) -> Result<Vec<Note>, CompareError> {
    // A table that would stay beside the new one loses nothing.
    let loses_data = |candidate: &RenameCandidate| match &candidate.rename {
        Rename::Table { from, .. } => droppable(from),
        Rename::Column { .. } => true,
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
            decide(renames::tables(from, to), to, ask)?;
            decide(renames::columns(from, to), to, ask)?;
            Ok(Vec::new())
        }
    }
}

fn all(from: &Schema, to: &Schema) -> Vec<RenameCandidate> {
    let mut all = renames::without_rivals(renames::tables(from, to));
    all.extend(renames::without_rivals(renames::columns(from, to)));
    all
}

/// Asks about each candidate whose two names are still free.
fn decide(
    candidates: Vec<RenameCandidate>,
    to: &mut Schema,
    ask: &mut dyn FnMut(&RenameCandidate) -> Answer,
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
