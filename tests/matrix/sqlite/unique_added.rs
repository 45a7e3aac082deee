//! unique added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "unique_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.create_unique_constraint("heros", unique(["name"]).name("uq_heros"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.drop_unique_constraint("heros", unique(["name"]).name("uq_heros"))
}
