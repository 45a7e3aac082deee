//! auto_increment added
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "auto_increment_added",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "id", alter().identity())
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "id", alter().drop_identity())
}
