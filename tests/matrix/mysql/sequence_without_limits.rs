//! sequence without limits
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "sequence_without_limits",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_sequence("tickets", sequence().max(9223372036854775806).cycle(false))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Narrows `tickets` to 1 to 1000: where it stands outside, it goes on at the nearest of the two (MariaDB refuses).
    op.alter_sequence("tickets", sequence().max(1000).cycle(true))
}
