//! column renamed
//!
//! Created 2026-01-01 00:00:00 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "column_renamed",
    down_revisions: &[],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "power", "strength")
}

pub fn downgrade(op: &mut Operations) -> Result {
    op.rename_column("heros", "strength", "power")
}
