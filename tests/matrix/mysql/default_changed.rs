//! default changed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "default_changed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "age", alter().default(18))
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.alter_column("heros", "age", alter().default(0))
}
