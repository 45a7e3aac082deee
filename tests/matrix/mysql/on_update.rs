//! on update
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "on_update",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "seen", alter().on_update("CURRENT_TIMESTAMP"))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "seen", alter().drop_on_update())
}
