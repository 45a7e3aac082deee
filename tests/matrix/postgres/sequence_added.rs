//! sequence added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "sequence_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_sequence("tickets", sequence().start(100).increment(10))
}

pub fn downgrade(op: &mut Operations) -> Result {
    // Destroys data: where the sequence `tickets` stands.
    op.drop_sequence("tickets")
}
