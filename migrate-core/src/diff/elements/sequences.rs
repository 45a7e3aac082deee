//! Sequences: made, changed, dropped; those that stay let go of a column that does not.

use super::Frame;
use crate::diff::DiffOptions;
use crate::operation::Operation;
use crate::schema::{ColumnRef, ColumnType, Schema, Sequence, SequenceOptions};

/// The sequences that come, change and go.
pub(super) fn diff(from: &Schema, to: &Schema, options: &DiffOptions<'_>, frame: &mut Frame) {
    // Whether the column that a sequence belongs to is dropped.
    let goes = |sequence: &Sequence| {
        sequence.owned_by.as_ref().is_some_and(|owner| {
            match (from.table(&owner.table), to.table(&owner.table)) {
                (Some(_), Some(table)) => table.column(&owner.column).is_none(),
                (Some(_), None) => (options.droppable)(&owner.table),
                (None, _) => false,
            }
        })
    };
    for sequence in &to.sequences {
        let present = from.sequences.iter().find(|it| it.name == sequence.name);
        match present {
            None => {
                // The column that owns it may have to be made first.
                let mut alone = sequence.clone();
                alone.owned_by = None;
                frame.before.push(Operation::CreateSequence {
                    sequence: Box::new(alone.clone()),
                    if_not_exists: false,
                });
                if sequence.owned_by.is_some() {
                    let mut owned = Sequence::new(&sequence.name);
                    owned.owned_by.clone_from(&sequence.owned_by);
                    frame.after.push(Operation::AlterSequence {
                        to: Box::new(owned),
                        was: Some(Box::new(alone)),
                    });
                }
            }
            Some(present) => {
                let mut present = present.clone();
                if goes(&present) {
                    frame.before.push(set_free(&present));
                    present.owned_by = None;
                }
                if present != *sequence {
                    frame.after.push(Operation::AlterSequence {
                        to: Box::new(changed(&present, sequence)),
                        was: Some(Box::new(present)),
                    });
                }
            }
        }
    }
    for sequence in &from.sequences {
        if to.sequences.iter().any(|it| it.name == sequence.name) {
            continue;
        }
        let mut was = sequence.clone();
        if goes(sequence) {
            // It would go without a word, and not come back with the column.
            frame.before.push(set_free(sequence));
            was.owned_by = None;
        } else if !options.complete || !(options.droppable)(&sequence.name) {
            continue;
        }
        frame.after.push(Operation::DropSequence {
            name: was.name.clone(),
            was: Some(Box::new(was)),
            if_exists: false,
        });
    }
}

/// Has a sequence belong to no column: that one goes, and would take it along.
fn set_free(sequence: &Sequence) -> Operation {
    let mut free = Sequence::new(&sequence.name);
    free.owned_by = Some(ColumnRef::nobody());
    Operation::AlterSequence {
        to: Box::new(free),
        was: Some(Box::new(sequence.clone())),
    }
}

/// What has to be said to make one sequence of the other; an option that says nothing is the default.
fn changed(from: &Sequence, to: &Sequence) -> Sequence {
    fn option<T: Clone + PartialEq>(from: &Option<T>, to: &Option<T>, default: T) -> Option<T> {
        (from != to).then(|| to.clone().unwrap_or(default))
    }
    let (was, now) = (&from.options, &to.options);
    let type_ = now.type_.clone().unwrap_or(ColumnType::BigInt);
    let nothing_said = SequenceOptions {
        min: None,
        max: None,
        ..now.clone()
    };
    let ((min, max), start) = (nothing_said.bounds(), now.usual_start());
    // The first number stays where a bound leaves it that it came from.
    let start_moves = was.start.is_none() && now.start.is_none() && was.usual_start() != start;
    // One that turns round keeps its bounds, whose defaults are others then.
    let turns = was.counts_up() != now.counts_up();
    Sequence {
        name: to.name.clone(),
        options: SequenceOptions {
            type_: option(&was.type_, &now.type_, type_),
            start: option(&was.start, &now.start, start).or(start_moves.then_some(start)),
            increment: option(&was.increment, &now.increment, 1),
            min: option(&was.min, &now.min, min).or(turns.then_some(now.bounds().0)),
            max: option(&was.max, &now.max, max).or(turns.then_some(now.bounds().1)),
            cache: option(&was.cache, &now.cache, 1),
            cycle: option(&was.cycle, &now.cycle, false),
        },
        owned_by: option(&from.owned_by, &to.owned_by, ColumnRef::nobody()),
        comment: option(&from.comment, &to.comment, String::new()),
    }
}
