//! invisible column
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "invisible_column",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "power", alter().invisible())
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "power", alter().visible())
}
