//! Whether objects are what was written. Views are asked of the server; of a stored program it keeps the body word by
//! word.

mod program;
mod view;

use super::facts::Facts;
use super::moment::Moment;
use crate::connection::Connection;
use crate::dialect::InspectError;
use crate::schema::{Object, ObjectKind};

pub(super) use view::is_probe;

/// Tells of each pair whether the live object is the one that was written.
pub(super) fn same_objects(
    conn: &mut dyn Connection,
    facts: &Facts,
    pairs: &[(&Object, &Object)],
    moment: &mut Moment<'_>,
) -> Result<Vec<Result<bool, String>>, InspectError> {
    let is_view = |(live, _): &(&Object, &Object)| live.id.kind == ObjectKind::View;
    let views: Vec<(&Object, &Object)> = pairs.iter().copied().filter(is_view).collect();
    let mut views = view::same(conn, facts, &views, moment)?.into_iter();
    let answer = |pair: &(&Object, &Object)| {
        let of_view = if is_view(pair) { views.next() } else { None };
        of_view.unwrap_or_else(|| program::same(pair.0, pair.1))
    };
    Ok(pairs.iter().map(answer).collect())
}
