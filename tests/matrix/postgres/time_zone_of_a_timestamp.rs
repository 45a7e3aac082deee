//! time zone of a timestamp
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "time_zone_of_a_timestamp",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "extra", alter().type_(Timestamptz))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Narrows `heros.extra` from TIMESTAMPTZ to TIMESTAMP: a part of the moment is lost.
    op.alter_column("heros", "extra", alter().type_(Timestamp))
}
