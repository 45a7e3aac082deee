//! Whether objects are what was written. Views are asked of the server; of a stored program it keeps the body word by
//! word.

mod program;
mod view;

use super::facts::Facts;
use super::moment::Moment;
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind};

pub(super) use program::body;
pub(super) use view::{View, Whole, clean_up};

/// Tells of each pair whether the live object is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let told = view::same(conn, facts, &views(pairs), moment)?;
    Ok(with_programs(pairs, told))
}

/// The same where [`Whole`] was asked already.
pub(super) fn same_as_known(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    known: Vec<Option<bool>>,
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let told = view::told(conn, facts, &views(pairs), known, moment)?;
    Ok(with_programs(pairs, told))
}

/// The pairs that are views.
pub(super) fn views<'o>(pairs: &[(&'o Object, &'o Object)]) -> Vec<(&'o Object, &'o Object)> {
    pairs.iter().copied().filter(is_view).collect()
}

fn is_view((live, _): &(&Object, &Object)) -> bool {
    live.id.kind == ObjectKind::View
}

/// Puts the answers about views back among the others.
fn with_programs(
    pairs: &[(&Object, &Object)],
    told: Vec<Result<bool, String>>,
) -> Vec<Result<bool, String>> {
    let mut told = told.into_iter();
    let answer = |pair: &(&Object, &Object)| {
        let of_view = if is_view(pair) { told.next() } else { None };
        of_view.unwrap_or_else(|| program::same(pair.0, pair.1))
    };
    pairs.iter().map(answer).collect()
}
