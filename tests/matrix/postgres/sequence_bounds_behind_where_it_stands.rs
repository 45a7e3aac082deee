//! sequence bounds behind where it stands
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "sequence_bounds_behind_where_it_stands",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    // Narrows `tickets` to 100 to 9223372036854775807: where it stands outside, it goes on at the nearest of the two (MariaDB refuses).
    op.alter_sequence("tickets", sequence().start(100).min(100))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_sequence("tickets", sequence().start(1).min(1))
}
