//! generated column stored
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "generated_column_stored",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "twice", alter().generated_stored("age * 2"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "twice", alter().generated_virtual("age * 2"))
}
